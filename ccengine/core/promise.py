"""When a promise to call back is due, and who hears of it when nobody keeps it. Pure.

A missed call gives the queue's limit of *working* time: what is missed at night is due some time
after the next opening. A promise that is not kept by then is told to the operators who should
call, and after the same time again to the supervisors; each once. Who postpones renews it: it is
due the limit after the moment for which it was put off, and told anew if that too goes by.
"""

from dataclasses import dataclass
from enum import IntEnum

from ccengine.core.hours import ALWAYS, Hours
from ccengine.core.worktime import after_work


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallRule:
    """How soon a queue calls back: within ``limit_ms`` of its working time."""

    limit_ms: int = 3_600_000
    hours: Hours = ALWAYS

    def due(self, since: int) -> int:
        """Raises BadInput."""
        return after_work(self.hours, since, self.limit_ms)


class Level(IntEnum):
    """Who has heard that a promise is late."""

    NOBODY = 0
    OPERATORS = 1
    SUPERVISORS = 2


def level_at(due: int, rule: RecallRule, now: int) -> Level:
    """Who should have heard of it by now. Raises BadInput."""
    if now < due:
        return Level.NOBODY
    return Level.SUPERVISORS if now >= rule.due(due) else Level.OPERATORS


def next_level(told: Level, due: int, rule: RecallRule, now: int) -> Level | None:
    """Who is to hear of it now, one level after the other; None where nobody is."""
    return Level(told + 1) if level_at(due, rule, now) > told else None
