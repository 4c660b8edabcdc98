"""Which legs belong to one call: the rules, over what is known of them.

Legs are linked by birth, by ringing, by meeting and by transfers (``floor``). A link makes one call
of two, with one exception: a call is one conversation attempt of *one* outside party, so two calls
that each have a caller stay two, also where an operator has joined the callers and is gone.
"""

from collections.abc import Iterable, Mapping
from enum import Enum, auto

from ccengine.core.call import LiveCall
from ccengine.core.leg import LegLife
from ccengine.core.observed import Side

COLLEAGUE_DIGITS = 6
"""A number of more digits leads outside: whoever dials it with a client on hold asks a stranger,
and makes a call of its own, until a transfer joins the two."""


class Kinship(Enum):
    ONE = auto()
    """A link between them makes them one call."""
    STRANGERS = auto()
    """Each has a caller of its own: they stay two, and are guests of each other."""
    UNKNOWN = auto()
    """Of a leg that has only been mentioned it is not known whether it is a caller's."""


def kinship(one: LiveCall, two: LiveCall) -> Kinship:
    """What a link between their legs makes of these two."""
    callers = [any(leg.caller for leg in call.members) for call in (one, two)]
    if all(callers):
        return Kinship.STRANGERS
    known = [all(leg.start or leg.caller or not leg.root for leg in call.members) for call in (one, two)]
    of_ours = any(sure and not caller for sure, caller in zip(known, callers, strict=True))
    return Kinship.ONE if of_ours else Kinship.UNKNOWN


def client_on_hold(leg: LegLife, legs: Iterable[LegLife], calls: Mapping[str, LiveCall]) -> LegLife | None:
    """The leg on which this operator has a client on hold while he calls a colleague."""
    if leg.side is not Side.INSIDE or not leg.root or not leg.start or len(leg.dialled) > COLLEAGUE_DIGITS:
        return None
    own = (other for other in legs if other.endpoint == leg.endpoint and other is not leg)
    for other in own:
        call = calls.get(other.id)
        if call is None or call is calls.get(leg.id):
            continue
        client = call.client
        if client is None or client.side is not Side.OUTSIDE or not other.stays.at(leg.start):
            continue
        if other.holds.at(leg.start) or client.music.at(leg.start):
            return other
    return None
