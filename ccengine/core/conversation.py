"""Who heard whom, and when: pure geometry over the spans of a call's legs.

Time is cut at every change; within each slice the legs in one bridge hear each other, and the
two halves of a Local pair carry the sound from one bridge to the next. Who is a person and who
is plumbing does not matter to the sound, only to what we make of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ccengine.core.leg import OPEN, LegLife
from ccengine.core.observed import Side


@dataclass(frozen=True, slots=True)
class Slice:
    """[start, end) in which nothing changed. ``circles`` are sets of legs that hear each other."""

    start: int
    end: int
    circles: tuple[frozenset[str], ...]

    @property
    def ms(self) -> int:
        return self.end - self.start

    def circle_of(self, leg: str) -> frozenset[str]:
        return next((c for c in self.circles if leg in c), frozenset())


def circles_at(legs: Sequence[LegLife], at: int) -> tuple[frozenset[str], ...]:
    """The sets of legs that hear each other at that moment; legs outside bridges are in none."""
    groups: dict[str, set[str]] = {}
    for leg in legs:
        stay = leg.stays.at(at)
        if stay is not None:
            groups.setdefault(stay.name, set()).add(leg.id)
    for left, right in _pairs(legs, at):
        one = next((b for b, g in groups.items() if left in g), None)
        two = next((b for b, g in groups.items() if right in g), None)
        if one is not None and two is not None and one != two:
            groups[one] |= groups.pop(two)
    return tuple(frozenset(group) for group in groups.values())


def _pairs(legs: Sequence[LegLife], at: int) -> Iterator[tuple[str, str]]:
    halves: dict[str, str] = {}
    for leg in legs:
        if leg.pair and leg.start <= at < (leg.ended or OPEN):
            other = halves.setdefault(leg.pair, leg.id)
            if other != leg.id:
                yield other, leg.id


def slices(legs: Sequence[LegLife], start: int, end: int) -> list[Slice]:
    """Cut [start, end) at every change in any leg's spans; the slices fill it exactly."""
    cuts = sorted({start, end} | {t for t in _changes(legs) if start < t < end})
    return [Slice(a, b, circles_at(legs, a)) for a, b in pairwise(cuts)]


def _changes(legs: Iterable[LegLife]) -> Iterator[int]:
    for leg in legs:
        for spans in (leg.stays, leg.holds, leg.music, leg.prompts, leg.parked, leg.queues):
            for span in spans:
                yield span.start
                yield span.end
        yield leg.start
        yield leg.answered
        yield leg.wants_callback
        yield leg.over


def kept_waiting(client: LegLife, others: Iterable[LegLife], at: int) -> bool:
    """Whether a client was left to wait: parked, or alone in a bridge where he hears music or one of
    ours is in another meanwhile. Otherwise the call is just being taken down."""
    if client.parked.at(at) is not None:
        return True
    stay = client.stays.at(at)
    if stay is None:
        return False
    if client.hearing_music(at):
        return True
    theirs = (other.stays.at(at) for other in others if other.side is Side.INSIDE and other is not client)
    return any(other is not None and other.name != stay.name for other in theirs)


def hear_each_other(one: LegLife, two: LegLife, at: int) -> bool:
    """Of two legs in one circle: whether neither is on hold, by himself or by the other."""
    return not (
        one.busy_elsewhere(at) or two.busy_elsewhere(at) or one.hearing_music(at) or two.hearing_music(at)
    )
