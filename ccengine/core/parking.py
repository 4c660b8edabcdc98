"""Parked clients: who waits where anybody may pick him up, since when, and by whom he was parked. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from ccengine.core.call import LiveCall
from ccengine.core.leg import LegLife
from ccengine.core.observed import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedCall:
    """``leg`` waits, in UTC milliseconds ``since``; ``by``: who parked him, where that is known."""

    call_id: UUID
    leg: str
    channel: str
    by: str
    since: int


def parked_by(call: LiveCall, leg: LegLife) -> str:
    """Who was with him in his last bridge, the last of them."""
    last = leg.stays[-1].name if leg.stays else ""
    came = [
        (stay.start, other.endpoint)
        for other in call.present.values()
        if other.side is Side.INSIDE and other is not leg
        for stay in other.stays
        if stay.name == last
    ]
    return max(came, default=(0, ""))[1]


def parked(calls: Iterable[LiveCall]) -> list[ParkedCall]:
    """All that wait now, the longest first."""
    found = [
        ParkedCall(
            call_id=call.id, leg=leg.id, channel=leg.channel, by=parked_by(call, leg), since=span.start
        )
        for call in calls
        for leg in call.members
        if leg.live and (span := leg.parked.current()) is not None
    ]
    return sorted(found, key=lambda one: (one.since, one.leg))
