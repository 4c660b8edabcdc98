"""What raises an alarm on a queue, as a table. Pure.

An alarm begins when its condition holds, and is over when the condition has not held for a while, or
the queue is gone: a number that hovers at its limit raises one alarm, not ten. An alarm that an earlier
engine has told stands until it is over, and is not told again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from ccengine.core.board import BoardQueue
from ccengine.core.directory import House
from ccengine.core.errors import BadInput
from ccengine.core.events import BoardAlarm, BoardAlarmOver
from ccengine.core.hours import Hours
from ccengine.core.worktime import open_spans

NOBODY_MS = 5_000
"""Between one logging out and the next one logging in somebody may be missing for so long."""
LEAST_OFFERED = 10
"""The level of the first few callers of a day says nothing yet."""
_MINUTE = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """``value`` is what is told with it, against ``limit``. It must hold for
    ``patience_ms``, and is over when it has not held for ``calm_ms``."""

    holds: Callable[[BoardQueue], bool]
    value: Callable[[BoardQueue], int]
    limit: Callable[[BoardQueue], int]
    patience_ms: int = 0
    calm_ms: int


def _percent(row: BoardQueue) -> int:
    return round((row.level_today or 0) * 100)


KINDS: dict[str, Kind] = {
    "waiting": Kind(
        holds=lambda row: 0 < row.alarm_waiting < row.waiting,
        value=lambda row: row.waiting,
        limit=lambda row: row.alarm_waiting,
        calm_ms=3_000,
    ),
    "level": Kind(
        holds=lambda row: (
            row.offered >= LEAST_OFFERED
            and row.level_today is not None
            and row.level_today * 100 < row.alarm_level
        ),
        value=_percent,
        limit=lambda row: row.alarm_level,
        calm_ms=15_000,
    ),
    "nobody": Kind(
        holds=lambda row: row.logged_in == 0,
        value=lambda row: 0,
        limit=lambda row: 1,
        patience_ms=NOBODY_MS,
        calm_ms=1_000,
    ),
}


@dataclass(slots=True)
class _Watched:
    """``since``: how long the condition has been as it is."""

    holds: bool
    since: int
    raised: bool = False


@dataclass(slots=True)
class Alarms:
    """The alarms of all queues."""

    _watched: dict[tuple[str, str], _Watched] = field(default_factory=dict)
    _opening: dict[str, tuple[int, bool]] = field(default_factory=dict)

    def stood(self, queue: str, alarm: str, now: int) -> None:
        """It was told already, and nobody has told that it is over."""
        self._watched[queue, alarm] = _Watched(holds=True, since=now, raised=True)

    def look(
        self, rows: Sequence[BoardQueue], house: House, now: int
    ) -> tuple[list[BoardQueue], list[BoardAlarm | BoardAlarmOver]]:
        """The rows with the alarms that stand, and what is to be told of it."""
        events: list[BoardAlarm | BoardAlarmOver] = []
        marked = [self._look(row, house, now, events) for row in rows]
        for queue, name in sorted(self._watched.keys() - {(row.id, name) for row in rows for name in KINDS}):
            if self._watched.pop((queue, name)).raised:
                events.append(BoardAlarmOver(at=now, queue=queue, alarm=name))
        return marked, events

    def _look(
        self, row: BoardQueue, house: House, now: int, events: list[BoardAlarm | BoardAlarmOver]
    ) -> BoardQueue:
        standing = []
        for name, kind in KINDS.items():
            holds = kind.holds(row) and (name != "nobody" or self._is_open(row.id, house, now))
            watched = self._watched.setdefault((row.id, name), _Watched(holds, now))
            if watched.holds is not holds:
                watched.holds, watched.since = holds, now
            lasted = now - watched.since
            if holds and not watched.raised and lasted >= kind.patience_ms:
                watched.raised = True
                events.append(
                    BoardAlarm(at=now, queue=row.id, alarm=name, value=kind.value(row), limit=kind.limit(row))
                )
            elif not holds and watched.raised and lasted >= kind.calm_ms:
                watched.raised = False
                events.append(BoardAlarmOver(at=now, queue=row.id, alarm=name))
            if watched.raised:
                standing.append(name)
        return replace(row, alarms=tuple(standing)) if standing else row

    def _is_open(self, queue: str, house: House, now: int) -> bool:
        """Whether anybody may call: at night nobody need be there. Looked up once a minute."""
        minute, is_open = self._opening.get(queue, (0, False))
        if minute != now // _MINUTE:
            is_open = may_be_called(queue, house, now)
            self._opening[queue] = now // _MINUTE, is_open
        return is_open


def may_be_called(queue: str, house: House, now: int) -> bool:
    """Whether one of its numbers is open, or it has none of its own and is only passed calls."""
    numbers = [number for number in house.numbers.values() if number.queue == queue]
    return not numbers or any(_is_open_at(number.hours, now) for number in numbers)


def _is_open_at(hours: Hours, now: int) -> bool:
    try:
        return next((opens for opens, _ in open_spans(hours, now)), now + 1) <= now
    except BadInput:
        return True  # a zone that nobody knows: better one alarm too many
