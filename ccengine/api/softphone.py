"""``GET /api/me/phone``: what the page needs to be its operator's phone."""

from typing import Literal, TypedDict

from aiohttp import web

from ccengine.api.endpoint import DESK, Ask, Endpoint
from ccengine.core.errors import Conflict


class BrowserPhone(TypedDict):
    kind: Literal["browser"]
    extension: str
    user: str
    password: str
    uri: str
    websocket: str


class DeskPhone(TypedDict):
    kind: Literal["desk"]
    extension: str


MyPhone = BrowserPhone | DeskPhone


async def my_phone(ask: Ask) -> web.StreamResponse:
    """The phone of the operator who asks; a browser's with the SIP login that his page registers with,
    good until a session of his ends.

    409: nobody keeps the PBX's files here, so that such a login never comes there. 503: the PBX does
    not have it yet; ask again in a moment."""
    operator, _ = ask.operator, ask.session
    house = await ask.parts.directory.house()
    person = house.operators.get(operator)
    if person is None:
        raise Conflict("You are no longer one of the house's operators.")
    answer: MyPhone = {"kind": "desk", "extension": person.extension}
    if person.phone == "browser":
        login = await ask.parts.phones.of(operator)
        answer = {
            "kind": "browser",
            "extension": person.extension,
            "user": login.user,
            "password": login.password,
            "uri": login.uri,
            "websocket": login.websocket,
        }
    return web.json_response(answer, headers={"Cache-Control": "no-store"})


ENDPOINTS = (Endpoint("GET", "/api/me/phone", my_phone, DESK, gives=MyPhone),)
