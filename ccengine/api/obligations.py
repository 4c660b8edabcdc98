"""Open obligations: whom we owe a call; to take one on, call back, put off, or close with a reason."""

from typing import Annotated, Literal

from aiohttp import web

from ccengine.api.body import read_body
from ccengine.api.cursors import PageQuery, cursor_in, limit_in, moment_part, next_cursor, number_part
from ccengine.api.endpoint import DESK, OBLIGATIONS, Ask, Endpoint
from ccengine.api.shapes.calls import CallPlaced
from ccengine.api.shapes.worklist import CloseRequest, Obligations, PostponeRequest
from ccengine.core.errors import BadInput, CcengineError, NotAllowed

REASONS = ("spam", "unreachable", "supervisor")
STATES = ("open", "claimed", "sleeping", "overdue")
LONGEST_REASON = 500
LONGEST_ID = 18
LAST_MOMENT = 10**14


class WorklistQuery(PageQuery, total=False):
    state: Annotated[
        Literal["open", "claimed", "sleeping", "overdue"],
        "nobody's yet; a colleague's; put off; older than the queue's limit. All where it is not given",
    ]
    mine: Annotated[Literal["yes"], "only what the one who asks should call"]


async def listing(ask: Ask) -> web.StreamResponse:
    """Clients who wait to be called back, oldest promise first; for everybody: whoever is free calls."""
    worklist, limit = ask.parts.worklist, limit_in(ask.request)
    after = cursor_in(ask.request, "obligations", moment_part, number_part)
    state = _word_in(ask.request, "state", STATES)
    whose = ask.operator if _word_in(ask.request, "mine", ("yes",)) else ""
    rows = await worklist.page(state, whose, after and (after[0], after[1]), limit + 1)
    following = next_cursor("obligations", rows, limit, lambda row: (row["opened"], row["id"]))
    head = await worklist.head(ask.user.operator)
    return web.json_response({"obligations": rows[:limit], "next": following, "head": head})


async def claim(ask: Ask) -> web.StreamResponse:
    """Take it on: until the claim ends nobody else calls this client back. 409 names who was first."""
    await ask.parts.worklist.claim(_id_in(ask.request), ask.user)
    return web.Response(status=204)


async def release(ask: Ask) -> web.StreamResponse:
    """Give it back to everybody; a supervisor also takes it from others."""
    await ask.parts.worklist.release(_id_in(ask.request), ask.user)
    return web.Response(status=204)


async def call_back(ask: Ask) -> web.StreamResponse:
    """Take it on, ring the operator's phone, then the client to whom a call is owed."""
    promise, user = _id_in(ask.request), ask.user
    taken = await ask.parts.worklist.claim(promise, user)
    try:
        call_id = await ask.parts.dialling.place_call(ask.operator, taken.number)
    except CcengineError:
        if taken.fresh:
            await ask.parts.worklist.release(promise, user)
        raise
    await ask.audit("obligation.call_back", str(promise), call_id=str(call_id))
    return web.json_response({"call_id": str(call_id)})


async def postpone(ask: Ask) -> web.StreamResponse:
    """Put it off until a moment; whoever does is reminded then."""
    body = await read_body(ask.request, "until", "reason")
    until = body.number("until", least=0, most=LAST_MOMENT)
    reason = body.text("reason", longest=LONGEST_REASON)
    await ask.parts.worklist.postpone(_id_in(ask.request), ask.user, until, reason)
    return web.Response(status=204)


async def close(ask: Ask) -> web.StreamResponse:
    """Close the matter without a talk; ``supervisor`` needs obligations.close, and words."""
    body = await read_body(ask.request, "how", "reason")
    how, reason = body.choice("how", REASONS), body.text("reason", longest=LONGEST_REASON)
    if how == "supervisor" and not ask.user.may("obligations.close"):
        raise NotAllowed("Only a supervisor closes an obligation without a reason of its own.")
    if how == "supervisor" and not reason.strip():
        raise BadInput("The field 'reason' must say why a supervisor closes this.")
    await ask.parts.worklist.close(_id_in(ask.request), ask.user, how, reason)
    return web.Response(status=204)


def _word_in(request: web.Request, name: str, known: tuple[str, ...]) -> str:
    word = request.query.get(name, "")
    if word and word not in known:
        raise BadInput("The parameter '{name}' must be one of: {known}.", name=name, known=", ".join(known))
    return word


def _id_in(request: web.Request) -> int:
    text = request.match_info["id"]
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_ID):
        raise BadInput("An obligation's id in the address must be a whole number.")
    return int(text)


ONE = "/api/obligations/{id}"

ENDPOINTS = (
    Endpoint("GET", "/api/obligations", listing, OBLIGATIONS, query=WorklistQuery, gives=Obligations),
    Endpoint("POST", f"{ONE}/claim", claim, DESK),
    Endpoint("POST", f"{ONE}/release", release, OBLIGATIONS),
    Endpoint("POST", f"{ONE}/call-back", call_back, DESK, gives=CallPlaced),
    Endpoint("POST", f"{ONE}/postpone", postpone, DESK, takes=PostponeRequest),
    Endpoint("POST", f"{ONE}/close", close, OBLIGATIONS, takes=CloseRequest),
)
