"""What is said of a living call: its beginning, and each difference from what was said last.

The present is read off the legs (``LiveCall.look``); nothing is said twice.
"""

from collections.abc import Iterator

from ccengine.core.call import LiveCall, Now, Phase
from ccengine.core.events import (
    CallEnded,
    CallHeld,
    CallResumed,
    CallStarted,
    Event,
    OfferEnded,
    OfferStarted,
    TalkEnded,
    TalkStarted,
)
from ccengine.core.leg import LegLife
from ccengine.core.record import direction_of, is_call, offer_result


def beginning(call: LiveCall) -> list[Event]:
    """Say that a call began, once its first leg is known to be somebody's and to make a call: what
    is announced gets a record."""
    root = call.root
    if call.announced or not root.start or not root.human or not is_call(list(call.members)):
        return []
    call.announced = True
    return [
        CallStarted(
            at=root.start,
            call_id=call.id,
            direction=direction_of(list(call.members)).value,
            caller="" if call.notes.withheld else root.number,
            dialled=root.dialled,
            mark=call.notes.mark,
        )
    ]


def difference(call: LiveCall, at: int) -> list[Event]:
    """Compare the present with what was last said about it, and say the difference."""
    events = beginning(call)
    call.shown = True
    call.moves += 1
    before, call.now = call.now, call.look(at)
    events += _offers(call, before, at)
    events += _talks(call, before, at)
    events += _holds(call, before, at)
    if call.now.phase is not Phase.ENDED:
        call.ended = 0
    elif not call.ended:
        call.ended = at
        if call.announced:
            events.append(CallEnded(at=at, call_id=call.id))
    return events


def _offers(call: LiveCall, before: Now, at: int) -> Iterator[Event]:
    for leg_id in sorted(call.now.ringing - before.ringing):
        leg = call.legs[leg_id]
        yield OfferStarted(at=leg.start or at, call_id=call.id, operator=leg.endpoint, leg=leg_id)
    for leg_id in sorted(before.ringing - call.now.ringing):
        yield _offer_ended(call, call.legs[leg_id], at)


def _offer_ended(call: LiveCall, leg: LegLife, at: int) -> Event:
    result = offer_result(leg, list(call.members), call.client or call.root)
    return OfferEnded(at=at, call_id=call.id, operator=leg.endpoint, leg=leg.id, result=result)


def _talks(call: LiveCall, before: Now, at: int) -> Iterator[Event]:
    for leg_id in sorted(call.now.talking - before.talking):
        operator = call.present[leg_id].endpoint
        yield TalkStarted(at=at, call_id=call.id, operator=operator, leg=leg_id)
    for leg_id in sorted(before.talking - call.now.talking):
        operator = call.present[leg_id].endpoint
        yield TalkEnded(at=at, call_id=call.id, operator=operator, leg=leg_id)


def _holds(call: LiveCall, before: Now, at: int) -> Iterator[Event]:
    match before.phase, call.now.phase:
        case Phase.TALKING, Phase.HELD:
            yield CallHeld(at=at, call_id=call.id)
        case Phase.HELD, Phase.TALKING:
            yield CallResumed(at=at, call_id=call.id)
