"""Where events are posted to, what was given up there, and the contract of the stream itself."""

from typing import Annotated, Any, NotRequired, TypedDict

from aiohttp import web

from ccengine.api.body import read_body
from ccengine.api.endpoint import EVENTS, SETTINGS, Ask, Endpoint
from ccengine.core.errors import BadInput, NotFound

LONGEST_URL = 2000
LONGEST_ID = 18
LONGEST_STREAM = 100


class Webhook(TypedDict):
    """``types`` is empty for all. ``waiting`` and ``dead`` count events; ``problem`` is the trouble
    of those that wait for another try. ``created`` in UTC milliseconds."""

    id: int
    url: str
    types: list[str]
    active: bool
    created: int
    waiting: int
    dead: int
    problem: str


class WebhookList(TypedDict):
    webhooks: list[Webhook]


class NewWebhook(TypedDict):
    url: str
    types: NotRequired[Annotated[list[str], "of the page Events, such as call.sealed; all if left out"]]


class MadeWebhook(TypedDict):
    """``secret``: what events are signed with. It is told here, and nowhere else."""

    id: int
    secret: str


class Switch(TypedDict):
    active: bool


class DeadEvent(TypedDict):
    """An event that was given up; ``at`` when it happened, ``died`` when it was given up."""

    id: str
    type: str
    call_id: Annotated[str, "empty for what belongs to no call"]
    at: int
    died: int
    attempts: int
    problem: str


class DeadEvents(TypedDict):
    events: list[DeadEvent]


class Resent(TypedDict):
    resent: int


async def listing(ask: Ask) -> web.StreamResponse:
    """The addresses that events are posted to, and how it goes there."""
    return web.json_response({"webhooks": await ask.parts.webhooks.listing()})


async def create(ask: Ask) -> web.StreamResponse:
    """Post events to an address, from now on. The secret is in this answer, and never told again."""
    body = await read_body(ask.request, "url", "types")
    url = body.text("url", shortest=1, longest=LONGEST_URL)
    types = body.choices("types", ask.parts.webhooks.types()) if body.has("types") else []
    made, secret = await ask.parts.webhooks.add(url, types)
    await ask.audit("webhook.create", str(made), types=", ".join(types))
    return web.json_response({"id": made, "secret": secret})


async def switch(ask: Ask) -> web.StreamResponse:
    """Switch it off, and on again: it goes on where it stood, and nothing is lost."""
    active = (await read_body(ask.request, "active")).value("active")
    if not isinstance(active, bool):
        raise BadInput("The field 'active' must be true or false.")
    await ask.parts.webhooks.switch(_id_in(ask.request), active=active)
    await ask.audit("webhook.on" if active else "webhook.off", ask.request.match_info["id"])
    return web.Response(status=204)


async def remove(ask: Ask) -> web.StreamResponse:
    """Forget the address, with all that waits for it."""
    await ask.parts.webhooks.remove(_id_in(ask.request))
    await ask.audit("webhook.remove", ask.request.match_info["id"])
    return web.Response(status=204)


async def dead(ask: Ask) -> web.StreamResponse:
    """What was given up there after a day, oldest first, at most 500."""
    return web.json_response({"events": await ask.parts.webhooks.dead(_id_in(ask.request))})


async def resend(ask: Ask) -> web.StreamResponse:
    """Post all that was given up there once more."""
    count = await ask.parts.webhooks.resend(_id_in(ask.request))
    await ask.audit("webhook.resend", ask.request.match_info["id"], events=str(count))
    return web.json_response({"resent": count})


async def resend_one(ask: Ask) -> web.StreamResponse:
    """Post one event that was given up there once more."""
    event = ask.request.match_info["event"]
    if not await ask.parts.webhooks.resend(_id_in(ask.request), _event(event)):
        raise NotFound("That event is not among those that were given up there.")
    await ask.audit("webhook.resend", ask.request.match_info["id"], event=event)
    return web.Response(status=204)


async def contract(ask: Ask) -> web.StreamResponse:
    """What the stream of events tells: its types, their schemas, and the roads (AsyncAPI 3.0)."""
    return web.json_response(ask.parts.contract.asyncapi())


async def schema(ask: Ask) -> web.StreamResponse:
    """The schema of one type's ``data`` by itself (JSON Schema 2020-12), for any validator."""
    return web.json_response(ask.parts.contract.json_schema(ask.request.match_info["type"]))


def _event(text: str) -> tuple[str, int]:
    """An event's id as it is listed: its stream, a colon, its number there."""
    stream, _, seq = text.rpartition(":")
    if not (
        stream
        and len(stream) <= LONGEST_STREAM
        and seq.isascii()
        and seq.isdigit()
        and len(seq) <= LONGEST_ID
    ):
        raise BadInput("An event's id in the address is its stream, a colon and a number.")
    return stream, int(seq)


def _id_in(request: web.Request) -> int:
    text = request.match_info["id"]
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_ID):
        raise BadInput("A webhook's id in the address must be a whole number.")
    return int(text)


ONE = "/api/webhooks/{id}"

ENDPOINTS = (
    Endpoint("GET", "/api/asyncapi.json", contract, EVENTS, gives=dict[str, Any]),
    Endpoint("GET", "/api/events/{type}/schema", schema, EVENTS, gives=dict[str, Any]),
    Endpoint("GET", "/api/webhooks", listing, SETTINGS, gives=WebhookList),
    Endpoint("POST", "/api/webhooks", create, SETTINGS, takes=NewWebhook, gives=MadeWebhook),
    Endpoint("PUT", ONE, switch, SETTINGS, takes=Switch),
    Endpoint("DELETE", ONE, remove, SETTINGS),
    Endpoint("GET", f"{ONE}/dead", dead, SETTINGS, gives=DeadEvents),
    Endpoint("POST", f"{ONE}/dead/resend", resend, SETTINGS, gives=Resent),
    Endpoint("POST", f"{ONE}/dead/{{event}}/resend", resend_one, SETTINGS),
)
"""Who may read the stream may read its contract; whoever enters an address sends data out of the
house, so that is for the administrator alone."""
