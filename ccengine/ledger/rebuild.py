"""Calls from observations alone: what a CEL file says happened, without an engine.

The same reducer, the same record. A call whose end the file does not hold is given as far as it
is known, marked ``unknown``, and says why.
"""

from collections.abc import Iterable, Iterator

from ccengine.core.events import CallSealed, Event
from ccengine.core.facts import CallRecord, Mark
from ccengine.core.floor import REMEMBER_MS, SEAL_MS, Floor
from ccengine.core.observed import Observed

NO_END = "the PBX's log ends before the call does"


def rebuild(node: str, seen: Iterable[Observed]) -> Iterator[CallRecord]:
    """Every call in ``seen`` (in the order of the file), as it is sealed."""
    floor = Floor(node)
    last = ticked = 0
    for one in seen:
        last = max(last, one.at)
        if last - ticked >= SEAL_MS:
            yield from _records(floor.tick(last))
            ticked = last
        floor.apply(one, Mark.RECOVERED)
    floor.lost([leg.id for leg in floor.legs.values() if leg.live], last, NO_END)
    yield from _records(floor.tick(last + REMEMBER_MS))
    yield from _records(floor.tick(last + 2 * REMEMBER_MS))


def _records(events: Iterable[Event]) -> Iterator[CallRecord]:
    return (event.record for event in events if isinstance(event, CallSealed))
