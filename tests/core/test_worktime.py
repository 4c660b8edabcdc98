"""Time in hours of work: over nights, weekends, holidays and clock changes."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.core.directory import Hours
from ccengine.core.errors import BadInput
from ccengine.core.worktime import after_work, open_spans, worked
from routing.hours import is_open

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_WEEKDAY = ((9 * 60, 13 * 60), (14 * 60, 18 * 60))
TASHKENT = Hours(
    zone="Asia/Tashkent",
    week=(*(_WEEKDAY for _ in range(5)), ((10 * 60, 14 * 60),), ()),
    holidays=("2026-11-24",),
)
LONDON = Hours(zone="Europe/London", week=tuple(((0, 24 * 60),) for _ in range(7)))


def at(text: str, zone: str = "Asia/Tashkent") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def said(ms: int, zone: str = "Asia/Tashkent") -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(ZoneInfo(zone)).strftime("%a %H:%M")


@pytest.mark.parametrize(
    ("since", "minutes", "due"),
    [
        ("2026-11-23T10:00", 60, "Mon 11:00"),
        ("2026-11-23T12:30", 60, "Mon 14:30"),  # the break is nobody's time
        ("2026-11-25T17:50", 60, "Thu 09:50"),  # the rest of the hour is tomorrow's
        ("2026-11-25T23:00", 60, "Thu 10:00"),  # after hours: from the next opening
        ("2026-11-23T23:00", 60, "Wed 10:00"),  # and over a holiday
        ("2026-11-27T17:30", 60, "Sat 10:30"),
        ("2026-11-28T15:00", 60, "Mon 10:00"),  # over a Sunday
        ("2026-11-28T13:30", 60, "Mon 09:30"),
        ("2026-11-25T09:00", 8 * 60, "Wed 18:00"),  # the very end of the day
        ("2026-11-25T08:00", 0, "Wed 09:00"),
    ],
)
def test_so_much_work_has_passed(since: str, minutes: int, due: str) -> None:
    assert said(after_work(TASHKENT, at(since), minutes * MINUTE)) == due


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        ("2026-11-25T10:00", "2026-11-25T10:07", 7),
        ("2026-11-25T12:00", "2026-11-25T15:00", 120),
        ("2026-11-25T17:00", "2026-11-26T09:30", 90),
        ("2026-11-28T10:00", "2026-11-30T10:00", 4 * 60 + 60),
        ("2026-11-23T18:00", "2026-11-25T09:00", 0),
        ("2026-11-29T00:00", "2026-11-30T00:00", 0),
        ("2026-11-25T11:00", "2026-11-25T11:00", 0),
    ],
)
def test_so_much_of_it_was_work(since: str, until: str, minutes: int) -> None:
    assert worked(TASHKENT, at(since), at(until)) == minutes * MINUTE


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_the_day_of_a_clock_change_has_the_hours_it_has(day: str, hours: int) -> None:
    midnight = at(f"{day}T00:00", "Europe/London")
    spans = open_spans(LONDON, midnight)
    assert next(spans) == (midnight, midnight + hours * HOUR)
    assert next(spans)[0] == midnight + hours * HOUR


def test_an_hour_that_the_clock_skips_is_no_hour_of_work() -> None:
    night_shift = Hours(zone="Europe/London", week=tuple(((0, 6 * 60),) for _ in range(7)))
    midnight = at("2026-03-29T00:00", "Europe/London")
    assert worked(night_shift, midnight, midnight + DAY) == 5 * HOUR + HOUR  # and the next night's first
    assert said(after_work(night_shift, midnight, 2 * HOUR), "Europe/London") == "Sun 03:00"


def test_without_a_week_only_holidays_are_closed() -> None:
    always = Hours(zone="Asia/Tashkent", holidays=("2026-11-24",))
    assert worked(always, at("2026-11-23T12:00"), at("2026-11-25T12:00")) == DAY
    assert after_work(Hours(), 1_000, 5_000) == 6_000


def test_where_nobody_ever_works_the_clock_counts() -> None:
    never = Hours(zone="Asia/Tashkent", week=((), (), (), (), (), (), ()))
    assert after_work(never, at("2026-11-25T10:00"), HOUR) == at("2026-11-25T11:00")
    assert worked(never, 0, DAY) == 0


def test_a_zone_that_is_none_is_named() -> None:
    with pytest.raises(BadInput, match="Mars"):
        after_work(Hours(zone="Mars/Olympus"), 0, 1)


MOMENTS = st.integers(at("2026-01-01T00:00"), at("2026-12-31T00:00"))
HOUSES = st.sampled_from([TASHKENT, LONDON, Hours(), Hours(zone="America/New_York", week=(_WEEKDAY,) * 5)])


@given(HOUSES, MOMENTS, st.integers(1, 5 * DAY))
def test_what_is_reckoned_forth_is_reckoned_back(hours: Hours, since: int, work: int) -> None:
    assert worked(hours, since, after_work(hours, since, work)) == work


@given(HOUSES, MOMENTS, st.integers(0, 20 * DAY), st.integers(0, 20 * DAY))
def test_parts_sum_to_the_whole(hours: Hours, since: int, first: int, second: int) -> None:
    middle, end = since + first, since + first + second
    assert worked(hours, since, middle) + worked(hours, middle, end) == worked(hours, since, end)


@given(HOUSES, MOMENTS)
def test_a_moment_is_in_a_span_when_routing_calls_it_open(hours: Hours, moment: int) -> None:
    opens, _ = next(open_spans(hours, moment))
    assert (opens == moment) == is_open(hours, moment)
