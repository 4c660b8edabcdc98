"""Passing a call on: to a colleague, a queue or a number, with or without asking; and parking it.

The desk itself refuses what is not the asking operator's own.
"""

import re
from typing import Literal, TypedDict

from aiohttp import web

from ccengine.api.body import read_body
from ccengine.api.endpoint import DESK, Ask, Endpoint
from ccengine.core.errors import BadInput
from ccengine.core.events import plain

_TARGET = re.compile(r"[A-Za-z0-9_+*#]{1,64}", re.ASCII)


class TransferRequest(TypedDict):
    """``target``: operator id, queue id or number."""

    target: str
    how: Literal["blind", "attended"]


class Passed(TypedDict):
    """To whom the call was passed."""

    name: str


class ParkedRow(TypedDict):
    """A parked client, since when, and ``until`` when: then he comes back to ``by``, who parked him (empty:
    nobody knows). ``client`` and ``company`` are empty for a stranger, ``number`` where it is withheld."""

    call_id: str
    since: int
    until: int
    by: str
    by_name: str
    client: str
    company: str
    number: str


class ParkedCalls(TypedDict):
    """The longest waiting first."""

    parked: list[ParkedRow]


async def transfer(ask: Ask) -> web.StreamResponse:
    """Pass the call on to an operator, a queue or a number; ``attended`` asks there first."""
    body = await read_body(ask.request, "target", "how")
    target = body.text("target", shortest=1, longest=64)
    if not _TARGET.fullmatch(target):
        raise BadInput("The field 'target' must be an operator's or a queue's id, or a number of digits.")
    how = body.choice("how", ("blind", "attended"))
    await ask.parts.passing.transfer(ask.operator, ask.call_id, target, how)
    return await _done(ask, "call.transfer", how=how, target=target)


async def complete_transfer(ask: Ask) -> web.StreamResponse:
    """The operator leaves; the two others stay together."""
    await ask.parts.passing.complete_transfer(ask.operator, ask.call_id)
    return await _done(ask, "call.transfer_complete")


async def cancel_transfer(ask: Ask) -> web.StreamResponse:
    """The client is taken back."""
    await ask.parts.passing.cancel_transfer(ask.operator, ask.call_id)
    return await _done(ask, "call.transfer_cancel")


async def conference(ask: Ask) -> web.StreamResponse:
    """The client, the colleague who is asked and the operator: all three together."""
    await ask.parts.passing.conference(ask.operator, ask.call_id)
    return await _done(ask, "call.conference")


async def swap(ask: Ask) -> web.StreamResponse:
    """From the colleague who is asked to the client, who hears the operator meanwhile; or back."""
    await ask.parts.passing.swap(ask.operator, ask.call_id)
    return await _done(ask, "call.swap")


async def pass_to_responsible(ask: Ask) -> web.StreamResponse:
    """Pass the call to the client's responsible; says who has it now."""
    name = await ask.parts.passing.pass_to_responsible(ask.operator, ask.call_id)
    await ask.audit("call.pass_to_responsible", str(ask.call_id))
    return web.json_response({"name": name})


async def park(ask: Ask) -> web.StreamResponse:
    """The client waits, with music, until anybody picks him up. After a while he comes back."""
    await ask.parts.passing.park(ask.operator, ask.call_id)
    return await _done(ask, "call.park")


async def parked(ask: Ask) -> web.StreamResponse:
    """Everybody who is parked in the house."""
    return web.json_response({"parked": plain(ask.parts.passing.parked())})


async def pick_up(ask: Ask) -> web.StreamResponse:
    """The parked client is put through to the operator's phone."""
    await ask.parts.passing.pick_up(ask.operator, ask.call_id)
    return await _done(ask, "call.pick_up")


async def _done(ask: Ask, action: str, **detail: str) -> web.Response:
    await ask.audit(action, str(ask.call_id), **detail)
    return web.Response(status=204)


CALL = "/api/calls/{call_id}"

ENDPOINTS = (
    Endpoint("POST", f"{CALL}/transfer", transfer, DESK, takes=TransferRequest),
    Endpoint("POST", f"{CALL}/transfer/complete", complete_transfer, DESK),
    Endpoint("POST", f"{CALL}/transfer/cancel", cancel_transfer, DESK),
    Endpoint("POST", f"{CALL}/transfer/conference", conference, DESK),
    Endpoint("POST", f"{CALL}/transfer/swap", swap, DESK),
    Endpoint("POST", f"{CALL}/pass-to-responsible", pass_to_responsible, DESK, gives=Passed),
    Endpoint("POST", f"{CALL}/park", park, DESK),
    Endpoint("GET", "/api/parked", parked, DESK, gives=ParkedCalls),
    Endpoint("POST", "/api/parked/{call_id}/pick-up", pick_up, DESK),
)
