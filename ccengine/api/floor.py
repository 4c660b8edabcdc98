"""The floor, for supervisors: to hear a call, to move a caller, an operator's state, a note to all.

Who hears a call, and in which way, is a matter of the audit log: each act is noted there, also a
change from listening to barging. What an act leads to is seen on the board, like everything else.
"""

from typing import Annotated, NotRequired, TypedDict

from aiohttp import web

from ccengine.api.body import read_body
from ccengine.api.endpoint import FLOOR, Ask, Endpoint
from ccengine.api.live import read_status
from ccengine.api.shapes.session import StatusRequest
from ccengine.core.errors import BadInput
from ccengine.core.supervision import Hearing, Moving

LONGEST_NOTE = 500
SHORTEST_MIN, USUAL_MIN, LONGEST_MIN = 1, 60, 12 * 60


class Heard(TypedDict):
    """The operator whose side of the call is heard."""

    operator: str


class MoveRequest(TypedDict):
    """``target``: the id of an operator or of a queue."""

    target: str


class MovedTo(TypedDict):
    """``withdrawn``: he waited, and rings at an operator's now. ``transferred``: he was passed on."""

    how: Moving


class FloorNoteRequest(TypedDict):
    """Words to everybody on the floor."""

    text: Annotated[str, "at most 500 characters"]
    minutes: NotRequired[Annotated[int, "so long it is shown: at most 720, 60 where nothing is said"]]


class FloorNoteSent(TypedDict):
    id: str
    until: int


async def listen(ask: Ask) -> web.StreamResponse:
    """The supervisor's own phone rings and hears the call. Who hears one already hears this one from
    now on, in the same call of his."""
    return await _hear(ask, Hearing.LISTEN)


async def whisper(ask: Ask) -> web.StreamResponse:
    """As listening, and the operator hears the supervisor; the client does not."""
    return await _hear(ask, Hearing.WHISPER)


async def barge(ask: Ask) -> web.StreamResponse:
    """As listening, and both hear the supervisor."""
    return await _hear(ask, Hearing.BARGE)


async def _hear(ask: Ask, how: Hearing) -> web.Response:
    operator = await ask.parts.supervision.hear(ask.operator, ask.call_id, how)
    await ask.audit(f"floor.{how.value}", str(ask.call_id), operator=operator)
    return web.json_response({"operator": operator})


async def stop(ask: Ask) -> web.StreamResponse:
    """The supervisor's listening ends, as when he hangs up."""
    await ask.parts.supervision.stop(ask.operator)
    await ask.audit("floor.stop")
    return web.Response(status=204)


async def move(ask: Ask) -> web.StreamResponse:
    """A caller who waits goes to an operator or another queue; one in talk is passed on there."""
    body = await read_body(ask.request, "target")
    target = body.text("target", shortest=1, longest=64)
    how = await ask.parts.supervision.move(ask.call_id, target)
    await ask.audit("floor.move", str(ask.call_id), target=target, how=how.value)
    return web.json_response({"how": how.value})


async def first(ask: Ask) -> web.StreamResponse:
    """A waiting caller is the next one of his queue."""
    await ask.parts.supervision.put_first(ask.call_id)
    await ask.audit("floor.first", str(ask.call_id))
    return web.Response(status=204)


async def set_status(ask: Ask) -> web.StreamResponse:
    """An operator is logged in or out, or his pause is set or lifted, by a supervisor."""
    status, reason = await read_status(ask)
    operator = ask.request.match_info["operator"]
    await ask.parts.desk.set_status(operator, status, reason)
    await ask.audit("floor.status", operator, status=status.value, reason=reason)
    return web.Response(status=204)


async def note(ask: Ask) -> web.StreamResponse:
    """Words to all pages, also to those that come within these minutes."""
    body = await read_body(ask.request, "text", "minutes")
    text = body.text("text", shortest=1, longest=LONGEST_NOTE).strip()
    if not text:
        raise BadInput("The field 'text' must hold words.")
    minutes = body.number("minutes", least=SHORTEST_MIN, most=LONGEST_MIN, default=USUAL_MIN)
    sent = ask.parts.tell_floor(ask.user.name or ask.user.login, text, minutes)
    await ask.audit("floor.note", sent.id, text=text, minutes=str(minutes))
    return web.json_response({"id": sent.id, "until": sent.until})


CALL = "/api/floor/calls/{call_id}"

ENDPOINTS = (
    Endpoint("POST", f"{CALL}/listen", listen, FLOOR, gives=Heard),
    Endpoint("POST", f"{CALL}/whisper", whisper, FLOOR, gives=Heard),
    Endpoint("POST", f"{CALL}/barge", barge, FLOOR, gives=Heard),
    Endpoint("DELETE", "/api/floor/listening", stop, FLOOR),
    Endpoint("POST", f"{CALL}/move", move, FLOOR, takes=MoveRequest, gives=MovedTo),
    Endpoint("POST", f"{CALL}/first", first, FLOOR),
    Endpoint("POST", "/api/floor/operators/{operator}/status", set_status, FLOOR, takes=StatusRequest),
    Endpoint("POST", "/api/floor/note", note, FLOOR, takes=FloorNoteRequest, gives=FloorNoteSent),
)
