"""Calls: to place one, to act on one of one's own, to read what is known of it, to note its result."""

import re

from aiohttp import web

from ccengine.api.body import Body, read_body
from ccengine.api.cursors import PageQuery, cursor_in, id_part, limit_in, moment_part, next_cursor
from ccengine.api.endpoint import CALLS, DESK, PLACE, Ask, Endpoint
from ccengine.api.shapes.calls import (
    CallDetail,
    CallPlaced,
    Calls,
    NoteRequest,
    PlaceCallRequest,
    RecordingRequest,
)
from ccengine.core.directory import CLIENT, OPERATOR
from ccengine.core.errors import BadInput, NotAllowed
from ccengine.core.recording import RecordingState

LONGEST_NOTE = 4000
LONGEST_RESULT = 100

_NUMBER = re.compile(r"\+?[0-9*# ()./-]{1,40}", re.ASCII)


async def place(ask: Ask) -> web.StreamResponse:
    """Ring the operator's phone, then the number; ``operator`` says whose, for a program. ``first`` says
    whose phone rings first, where that is not to be as the house has it."""
    body = await read_body(ask.request, "number", "operator", "first")
    number = body.text("number", shortest=1, longest=41)
    if not _NUMBER.fullmatch(number):
        raise BadInput("The field 'number' must be a phone number: digits, + * # and ( ) . / - between them.")
    first = body.choice("first", (OPERATOR, CLIENT)) if body.has("first") else ""
    operator = _calling(ask, body)
    himself = operator == ask.user.operator
    call_id = await ask.parts.dialling.place_call(operator, number, first=first, himself=himself)
    await ask.audit("call.place", str(call_id))
    return web.json_response({"call_id": str(call_id)})


def _calling(ask: Ask, body: Body) -> str:
    """Whose phone is rung: his who asks, or that of an operator in whose name he may."""
    if not body.has("operator") and (ask.user.operator or not ask.user.may("calls.place")):
        return ask.operator
    named = body.text("operator", shortest=1, longest=64)
    if named != ask.user.operator and not ask.user.may("calls.place"):
        raise NotAllowed("This login cannot place calls in another operator's name.")
    return named


async def listing(ask: Ask) -> web.StreamResponse:
    """Calls, the newest first: an operator's own, or everybody's for who may see them."""
    limit = limit_in(ask.request)
    after = cursor_in(ask.request, "calls", moment_part, id_part)
    calls = await ask.parts.records.calls(ask.whose_calls, after and (after[0], after[1]), limit + 1)
    following = next_cursor("calls", calls, limit, lambda call: (call["start"], call["call_id"]))
    return web.json_response({"calls": calls[:limit], "next": following})


async def one(ask: Ask) -> web.StreamResponse:
    """All that is known of one call; ``record`` is null until it is sealed."""
    return web.json_response(await ask.parts.records.call(await ask.own_call()))


# Acts on a live call. The desk itself refuses what is not the asking operator's own.


async def answer(ask: Ask) -> web.StreamResponse:
    """The operator's phone picks up."""
    await ask.parts.desk.answer(ask.operator, ask.call_id)
    return await _done(ask, "call.answer")


async def hang_up(ask: Ask) -> web.StreamResponse:
    """The operator hangs up, or declines."""
    await ask.parts.desk.hang_up(ask.operator, ask.call_id)
    return await _done(ask, "call.hang_up")


async def set_recording(ask: Ask) -> web.StreamResponse:
    """Pause the recording (``paused``), go on with it (``on``), or switch it off for good (``off``)."""
    body = await read_body(ask.request, "state")
    state = body.choice("state", [state.value for state in RecordingState])
    await ask.parts.desk.set_recording(ask.operator, ask.call_id, RecordingState(state))
    return await _done(ask, "call.recording", state=state)


async def set_note(ask: Ask) -> web.StreamResponse:
    """How the call went, in a word of the house and in the operator's own."""
    body = await read_body(ask.request, "note", "result")
    note = body.text("note", longest=LONGEST_NOTE)
    result = body.text("result", longest=LONGEST_RESULT)
    call_id = await ask.own_call()
    await ask.parts.records.set_note(call_id, ask.user, note=note, result=result)
    return web.Response(status=204)


async def _done(ask: Ask, action: str, **detail: str) -> web.Response:
    await ask.audit(action, str(ask.call_id), **detail)
    return web.Response(status=204)


CALL = "/api/calls/{call_id}"

ENDPOINTS = (
    Endpoint("POST", "/api/calls", place, PLACE, takes=PlaceCallRequest, gives=CallPlaced),
    Endpoint("GET", "/api/calls", listing, CALLS, query=PageQuery, gives=Calls),
    Endpoint("GET", CALL, one, CALLS, gives=CallDetail),
    Endpoint("POST", f"{CALL}/answer", answer, DESK),
    Endpoint("POST", f"{CALL}/hang-up", hang_up, DESK),
    Endpoint("POST", f"{CALL}/recording", set_recording, DESK, takes=RecordingRequest),
    Endpoint("PUT", f"{CALL}/note", set_note, DESK, takes=NoteRequest),
)
