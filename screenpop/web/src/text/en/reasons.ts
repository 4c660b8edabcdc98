// Why a call went where it went. The English of it is the server's own: ccengine/core/reasons.py.

export { PHRASES as reasons } from "../../generated/phrases";
