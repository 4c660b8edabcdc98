"""When a promise is late, and who hears of it."""

from datetime import UTC, datetime

import pytest

from ccengine.core.directory import Hours
from ccengine.core.promise import Level, RecallRule, level_at, next_level

HOUR = 3_600_000
MONDAY = int(datetime(2026, 11, 22, 19, tzinfo=UTC).timestamp()) * 1000  # midnight in Tashkent
RULE = RecallRule(limit_ms=HOUR)
OFFICE = RecallRule(
    limit_ms=HOUR, hours=Hours(zone="Asia/Tashkent", week=(*(((9 * 60, 18 * 60),),) * 5, (), ()))
)


@pytest.mark.parametrize(
    ("now", "level"),
    [(0, 0), (HOUR - 1, 0), (HOUR, 1), (2 * HOUR - 1, 1), (2 * HOUR, 2), (100 * HOUR, 2)],
)
def test_operators_at_the_limit_and_supervisors_after_the_same_again(now: int, level: int) -> None:
    assert level_at(RULE.due(0), RULE, now) == level


def test_nobody_is_told_at_night() -> None:
    """Missed on Friday a quarter to six: the operators hear of it on Monday, the supervisors too."""
    friday = MONDAY + 4 * 24 * HOUR + 17 * HOUR + 45 * 60_000
    due = OFFICE.due(friday)
    weekend = [friday + n * HOUR for n in range(1, 63)]
    assert {level_at(due, OFFICE, moment) for moment in weekend} == {Level.NOBODY}
    monday = MONDAY + 7 * 24 * HOUR + 9 * HOUR
    assert level_at(due, OFFICE, monday + 45 * 60_000) == Level.OPERATORS
    assert level_at(due, OFFICE, monday + HOUR + 45 * 60_000) == Level.SUPERVISORS


def test_each_level_is_told_once_and_none_is_left_out() -> None:
    """After a night without an engine both levels are behind: they are told in their order."""
    told, heard = Level.NOBODY, []
    while (level := next_level(told, HOUR, RULE, 50 * HOUR)) is not None:
        heard.append(level)
        told = level
    assert heard == [Level.OPERATORS, Level.SUPERVISORS]
    assert next_level(Level.OPERATORS, HOUR, RULE, HOUR + 1) is None
    assert next_level(Level.SUPERVISORS, HOUR, RULE, 50 * HOUR) is None
