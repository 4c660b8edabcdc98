"""What is going on now: the state of the house for supervisors, and an operator's own state."""

from aiohttp import web

from ccengine.api.body import read_body
from ccengine.api.endpoint import DESK, EVENTS, LIVE, Ask, Endpoint
from ccengine.core.errors import BadInput
from ccengine.core.facts import OperatorStatus

LONGEST_REASON = 100
CHOSEN = (OperatorStatus.AVAILABLE, OperatorStatus.PAUSED, OperatorStatus.OFFLINE)


async def live(ask: Ask) -> web.StreamResponse:
    return web.json_response(ask.parts.desk.live())


async def set_status(ask: Ask) -> web.StreamResponse:
    body = await read_body(ask.request, "status", "reason")
    status = OperatorStatus(body.choice("status", [status.value for status in CHOSEN]))
    reason = body.text("reason", longest=LONGEST_REASON)
    if status is OperatorStatus.PAUSED and not reason.strip():
        raise BadInput("The field 'reason' must say why: a pause has a reason.")
    await ask.parts.desk.set_status(ask.operator, status, reason)
    await ask.audit("status.set", ask.operator, status=status.value, reason=reason)
    return web.Response(status=204)


async def events(ask: Ask) -> web.StreamResponse:
    return await ask.parts.events.answer(ask.request)


ENDPOINTS = (
    Endpoint("GET", "/api/live", live, LIVE),
    Endpoint("PUT", "/api/me/status", set_status, DESK),
    Endpoint("GET", "/api/events", events, EVENTS),
)
