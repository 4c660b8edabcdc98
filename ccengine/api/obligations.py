"""Open obligations: whom we owe a call, to call him back, or to close the matter with a reason."""

from aiohttp import web

from ccengine.api.body import read_body
from ccengine.api.endpoint import DESK, OBLIGATIONS, Ask, Endpoint
from ccengine.api.shapes import CallPlaced, CloseRequest, Obligations
from ccengine.core.errors import BadInput, NotAllowed

MOST_OBLIGATIONS = 500
REASONS = ("spam", "unreachable", "supervisor")
LONGEST_ID = 18


async def listing(ask: Ask) -> web.StreamResponse:
    """The open ones, oldest first. All of them, for everybody: whoever is free calls back."""
    return web.json_response({"obligations": await ask.parts.records.obligations(MOST_OBLIGATIONS)})


async def call_back(ask: Ask) -> web.StreamResponse:
    """Ring the operator's phone, then the client to whom a call is owed."""
    number = await ask.parts.records.obligation_number(_id_in(ask.request))
    call_id = await ask.parts.desk.place_call(ask.operator, number)
    await ask.audit("obligation.call_back", ask.request.match_info["id"], call_id=str(call_id))
    return web.json_response({"call_id": str(call_id)})


async def close(ask: Ask) -> web.StreamResponse:
    """Close the matter without a talk; ``supervisor`` needs obligations.close."""
    how = (await read_body(ask.request, "how")).choice("how", REASONS)
    if how == "supervisor" and not ask.user.may("obligations.close"):
        raise NotAllowed("Only a supervisor closes an obligation without a reason of its own.")
    await ask.parts.records.close_obligation(_id_in(ask.request), how, ask.user)
    return web.Response(status=204)


def _id_in(request: web.Request) -> int:
    text = request.match_info["id"]
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_ID):
        raise BadInput("An obligation's id in the address must be a whole number.")
    return int(text)


ENDPOINTS = (
    Endpoint("GET", "/api/obligations", listing, OBLIGATIONS, gives=Obligations),
    Endpoint("POST", "/api/obligations/{id}/call-back", call_back, DESK, gives=CallPlaced),
    Endpoint("POST", "/api/obligations/{id}/close", close, OBLIGATIONS, takes=CloseRequest),
)
