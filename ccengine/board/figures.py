"""What is counted per queue: the visits of today, and those of the last half hour. Pure.

A call's visits are put in when they are first seen, again whenever they change, and for good when
its record is sealed. Each time the call's old part is taken out of the sums and the new one added,
so the sums are those of the visits as they are known now: of a drained floor exactly what the
report makes of the same facts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from ccengine.core.board import LATELY_MS
from ccengine.core.directory import Queue
from ccengine.core.facts import VisitLeft

_MINUTE = 60_000
_LIVE = 0
"""The revision of what has no record yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One visit as far as it is counted; ``how`` is None while the caller waits."""

    queue: str
    entered: int
    wait_ms: int = 0
    how: VisitLeft | None = None


@dataclass(slots=True)
class Tally:
    """Sums over visits."""

    offered: int = 0
    short_abandons: int = 0
    abandoned: int = 0
    answered: int = 0
    in_time: int = 0
    answered_wait_ms: int = 0

    def take(self, stay: Stay, queue: Queue, sign: int = 1) -> None:
        """Add the visit, or (``sign`` -1) take it out again."""
        self.offered += sign
        if stay.how is VisitLeft.ANSWERED:
            self.answered += sign
            self.answered_wait_ms += sign * stay.wait_ms
            self.in_time += sign * (stay.wait_ms <= queue.threshold_ms)
        elif stay.how is VisitLeft.ABANDONED:
            self.abandoned += sign
            self.short_abandons += sign * (stay.wait_ms < queue.short_ms)

    def add(self, other: "Tally") -> None:
        self.offered += other.offered
        self.short_abandons += other.short_abandons
        self.abandoned += other.abandoned
        self.answered += other.answered
        self.in_time += other.in_time
        self.answered_wait_ms += other.answered_wait_ms

    @property
    def asa_ms(self) -> int | None:
        return (2 * self.answered_wait_ms + self.answered) // (2 * self.answered) if self.answered else None

    def level(self, uncertain: int = 0) -> float | None:
        """The service level; ``uncertain`` of the offered may yet be answered in time."""
        considered = self.offered - self.short_abandons - uncertain
        return round(self.in_time / considered, 4) if considered else None


@dataclass(frozen=True, slots=True)
class _Known:
    revision: int
    stays: tuple[Stay, ...]


@dataclass(slots=True)
class Figures:
    """All visits since ``midnight``, and those of the half hour before now."""

    midnight: int
    queues: Mapping[str, Queue]
    _calls: dict[UUID, _Known] = field(default_factory=dict)
    _today: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    _minutes: defaultdict[str, dict[int, Tally]] = field(default_factory=lambda: defaultdict(dict))
    _longest: dict[str, int] = field(default_factory=dict)
    _open: defaultdict[str, dict[UUID, int]] = field(default_factory=lambda: defaultdict(dict))

    def put(self, call_id: UUID, stays: Iterable[Stay], revision: int = _LIVE) -> None:
        """The call's visits are these now. What a newer record has said stays said."""
        known, told = self._calls.get(call_id), tuple(stays)
        if known is None and not told and revision == _LIVE:
            return
        if known is not None and (known.revision > revision or known == _Known(revision, told)):
            return
        self._take(call_id, known.stays if known else (), -1)
        self._calls[call_id] = _Known(revision, told)
        self._take(call_id, told, 1)

    def drop(self, call_id: UUID) -> None:
        """It turned out to be no call of its own; what has a record stays."""
        known = self._calls.get(call_id)
        if known is not None and known.revision == _LIVE:
            self._take(call_id, known.stays, -1)
            del self._calls[call_id]

    def today(self, queue: str) -> Tally:
        return self._today.get(queue, Tally())

    def level_today(self, queue: str, now: int) -> float | None:
        return self.today(queue).level(self._uncertain(queue, self.midnight, now))

    def level_now(self, queue: str, now: int) -> float | None:
        """Of those who came within the last half hour, to the minute."""
        first = (now - LATELY_MS) // _MINUTE
        minutes, whole = self._minutes[queue], Tally()
        for minute in [minute for minute in minutes if minute < first]:
            del minutes[minute]
        for tally in minutes.values():
            whole.add(tally)
        return whole.level(self._uncertain(queue, first * _MINUTE, now))

    def longest_ms(self, queue: str) -> int:
        """The longest wait of today that is over."""
        if queue not in self._longest:
            over = (
                stay.wait_ms
                for known in self._calls.values()
                for stay in known.stays
                if stay.queue == queue and stay.how is not None and stay.entered >= self.midnight
            )
            self._longest[queue] = max(over, default=0)
        return self._longest[queue]

    def waiting(self, queue: str) -> list[int]:
        """Since when those wait who do, the first one first."""
        return sorted(self._open[queue].values())

    def recount(self, midnight: int, queues: Mapping[str, Queue]) -> "Figures":
        """The same calls, counted by other limits, or for another day."""
        fresh = Figures(midnight, queues)
        for call_id, known in self._calls.items():
            if any(stay.how is None or stay.entered >= midnight - LATELY_MS for stay in known.stays):
                fresh.put(call_id, known.stays, known.revision)
        return fresh

    def _uncertain(self, queue: str, since: int, now: int) -> int:
        """How many of those who came since then wait, and may yet be answered in time."""
        limit = self.queues.get(queue, _DEFAULT)
        patience = max(limit.threshold_ms, limit.short_ms)
        return sum(entered >= since and now - entered <= patience for entered in self._open[queue].values())

    def _take(self, call_id: UUID, stays: Iterable[Stay], sign: int) -> None:
        for stay in stays:
            queue = self.queues.get(stay.queue, _DEFAULT)
            minute = self._minutes[stay.queue].setdefault(stay.entered // _MINUTE, Tally())
            minute.take(stay, queue, sign)
            if stay.entered >= self.midnight:
                self._today[stay.queue].take(stay, queue, sign)
            if stay.how is None:
                self._stand(call_id, stay, sign)
            elif self._longest.get(stay.queue, stay.wait_ms) <= stay.wait_ms:
                self._longest.pop(stay.queue, None)  # it holds the record, or did

    def _stand(self, call_id: UUID, stay: Stay, sign: int) -> None:
        if sign > 0:
            self._open[stay.queue][call_id] = stay.entered
        else:
            self._open[stay.queue].pop(call_id, None)


_DEFAULT = Queue(id="", name="")
"""A queue that is gone is counted by the limits of a new one, as reports count it."""
