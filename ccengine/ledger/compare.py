"""The PBX's own log against our records, call by call. Pure.

A tolerance of one second: CEL and AMI stamp the same happening within milliseconds, but a call
that ends while the PBX waits for our answer is ended in CEL only when the waiting is over.

A client who gives up in the moment in which an operator picks up has talked by the one log for a few
milliseconds, and by the other not at all. Either is true; nobody has said a word.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from ccengine.core.facts import CallRecord, Mark

TOLERANCE_MS = 1_100

FLEETING_MS = 100
"""A talk that is shorter may be missing on the other side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What our database says of one call; ``talked``: for how long each operator who talked to the client
    did so (ms)."""

    answered: bool
    duration_ms: int
    talked: Mapping[str, int]
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


def talked(record: CallRecord) -> dict[str, int]:
    """For how long each operator who talked to the client did so (ms)."""
    found: Counter[str] = Counter()
    for part in record.parts:
        if part.role != "consult":
            found[part.operator] += part.end - part.start
    return dict(found)


def _differences(record: CallRecord, ours: Kept | None) -> Iterable[str]:
    if ours is None:
        yield "the PBX's log has this call, we have no record"
        return
    theirs = talked(record)
    longest = max((theirs if record.answer else ours.talked).values(), default=FLEETING_MS)
    if bool(record.answer) != ours.answered and longest >= FLEETING_MS:
        yield f"answered: the PBX's log says {bool(record.answer)}, we say {ours.answered}"
    duration = record.end - record.start
    if abs(duration - ours.duration_ms) > TOLERANCE_MS:
        yield f"duration: {duration} ms in the PBX's log, {ours.duration_ms} ms with us"
    if _certain(theirs) - ours.talked.keys() or _certain(ours.talked) - theirs.keys():
        yield f"who talked: {_told(theirs)} in the PBX's log, {_told(ours.talked)} with us"


def _told(talked: Mapping[str, int]) -> str:
    return ", ".join(f"{operator} {ms} ms" for operator, ms in sorted(talked.items())) or "nobody"


def _certain(talked: Mapping[str, int]) -> set[str]:
    return {operator for operator, ms in talked.items() if ms >= FLEETING_MS}
