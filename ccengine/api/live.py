"""What is going on now: the state of the house for supervisors, and an operator's own state."""

from typing import Annotated, TypedDict

from aiohttp import web

from ccengine.api.body import read_body
from ccengine.api.endpoint import DESK, EVENTS, LIVE, Ask, Endpoint
from ccengine.api.shapes.live import Live
from ccengine.api.shapes.session import StatusRequest
from ccengine.core.errors import BadInput
from ccengine.core.facts import OperatorStatus

LONGEST_REASON = 100
CHOSEN = (OperatorStatus.AVAILABLE, OperatorStatus.PAUSED, OperatorStatus.OFFLINE)


class EventsQuery(TypedDict, total=False):
    after: Annotated[str, "the id of the last event received; without it, from the beginning"]


async def live(ask: Ask) -> web.StreamResponse:
    """Calls in flight and operators' states."""
    return web.json_response(ask.parts.desk.live())


async def set_status(ask: Ask) -> web.StreamResponse:
    """The operator's own state; a pause has a reason."""
    status, reason = await read_status(ask)
    await ask.parts.desk.set_status(ask.operator, status, reason)
    await ask.audit("status.set", ask.operator, status=status.value, reason=reason)
    return web.Response(status=204)


async def extend_wrap_up(ask: Ask) -> web.StreamResponse:
    """The operator's wrap-up lasts once more as long; once."""
    await ask.parts.desk.extend_wrap_up(ask.operator)
    await ask.audit("status.extend", ask.operator)
    return web.Response(status=204)


async def read_status(ask: Ask) -> tuple[OperatorStatus, str]:
    """The state that is asked for, and why."""
    body = await read_body(ask.request, "status", "reason")
    status = OperatorStatus(body.choice("status", [status.value for status in CHOSEN]))
    reason = body.text("reason", longest=LONGEST_REASON)
    if status is OperatorStatus.PAUSED and not reason.strip():
        raise BadInput("The field 'reason' must say why: a pause has a reason.")
    return status, reason


async def events(ask: Ask) -> web.StreamResponse:
    """The stream of events: CloudEvents as server-sent events, at least once, in order per call."""
    return await ask.parts.events.answer(ask.request)


ENDPOINTS = (
    Endpoint("GET", "/api/live", live, LIVE, gives=Live),
    Endpoint("PUT", "/api/me/status", set_status, DESK, takes=StatusRequest),
    Endpoint("POST", "/api/me/wrap-up/extend", extend_wrap_up, DESK),
    Endpoint("GET", "/api/events", events, EVENTS, query=EventsQuery, gives={"text/event-stream": str}),
)
