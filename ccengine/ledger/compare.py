"""The PBX's own log against our records, call by call. Pure.

A tolerance of one second: CEL and AMI stamp the same happening within milliseconds, but a call
that ends while the PBX waits for our answer is ended in CEL only when the waiting is over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from ccengine.core.facts import CallRecord, Mark

TOLERANCE_MS = 1_100


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What our database says of one call; ``talked`` are the operators who talked to the client."""

    answered: bool
    duration_ms: int
    talked: frozenset[str]
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    call_id: UUID
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    calls: int
    differences: tuple[Difference, ...]
    marks: Mapping[str, int]

    @property
    def true(self) -> bool:
        return not self.differences


def compare(rebuilt: Iterable[CallRecord], kept: Mapping[UUID, Kept]) -> Verdict:
    """Calls that CEL holds whole must be kept, once, and say the same; kept calls must be in CEL."""
    theirs = {record.call_id: record for record in rebuilt if record.mark is not Mark.UNKNOWN}
    found: list[Difference] = []
    for call_id, record in theirs.items():
        ours = kept.get(call_id)
        found += [Difference(call_id=call_id, what=what) for what in _differences(record, ours)]
    for call_id in kept.keys() - theirs.keys():
        found.append(Difference(call_id=call_id, what="we have a record, the PBX's log has no such call"))
    marks: dict[str, int] = {}
    for ours in kept.values():
        marks[ours.mark] = marks.get(ours.mark, 0) + 1
    return Verdict(calls=len(theirs), differences=tuple(found), marks=marks)


def talked(record: CallRecord) -> frozenset[str]:
    return frozenset(part.operator for part in record.parts if part.role != "consult")


def _differences(record: CallRecord, ours: Kept | None) -> Iterable[str]:
    if ours is None:
        yield "the PBX's log has this call, we have no record"
        return
    if bool(record.answer) != ours.answered:
        yield f"answered: the PBX's log says {bool(record.answer)}, we say {ours.answered}"
    duration = record.end - record.start
    if abs(duration - ours.duration_ms) > TOLERANCE_MS:
        yield f"duration: {duration} ms in the PBX's log, {ours.duration_ms} ms with us"
    if talked(record) != ours.talked:
        yield f"who talked: {sorted(talked(record))} in the PBX's log, {sorted(ours.talked)} with us"
