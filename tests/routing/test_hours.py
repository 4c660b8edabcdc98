"""Working hours, also on days that are shorter or longer than others."""

import pytest

from ccengine.core.directory import Hours
from ccengine.core.errors import BadInput
from routing.hours import is_open, local
from tests.routing.scene import HOURS, moment

ALL_NIGHT = Hours(zone="Europe/Berlin", week=(((0, 180), (180, 1440)),) * 7)
NIGHT_SHIFT = Hours(zone="Europe/Berlin", week=(((120, 180),),) * 7)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-23T08:59+05:00", False),
        ("2026-11-23T09:00+05:00", True),
        ("2026-11-23T17:59+05:00", True),
        ("2026-11-23T18:00+05:00", False),
        ("2026-11-22T12:00+05:00", False),
        ("2026-11-23T04:00+00:00", True),
    ],
)
def test_a_working_week(at: str, expected: bool) -> None:
    assert is_open(HOURS, moment(at)) is expected


def test_a_holiday_is_a_day_of_that_zone() -> None:
    hours = Hours(zone="Asia/Tashkent", holidays=("2026-03-21",))
    assert is_open(hours, moment("2026-03-20T18:59+00:00"))
    assert not is_open(hours, moment("2026-03-20T19:00+00:00"))
    assert is_open(hours, moment("2026-03-21T19:00+00:00"))


def test_without_a_week_it_is_always_open() -> None:
    assert is_open(Hours(), 0)


def test_a_day_missing_from_the_week_is_free() -> None:
    assert not is_open(Hours(week=(((0, 1440),),)), moment("2026-11-24T12:00+00:00"))


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_days_of_a_clock_change_have_no_gaps(day: str) -> None:
    start = moment(f"{day}T00:00+00:00") - 7_200_000
    assert all(is_open(ALL_NIGHT, start + minute * 60_000) for minute in range(28 * 60))


@pytest.mark.parametrize(
    ("day", "open_minutes"), [("2026-03-29", 0), ("2026-10-25", 120), ("2026-06-01", 60)]
)
def test_an_hour_that_is_skipped_or_comes_twice(day: str, open_minutes: int) -> None:
    start = moment(f"{day}T00:00+00:00") - 7_200_000
    minutes = [start + minute * 60_000 for minute in range(28 * 60)]
    today = [at for at in minutes if local(NIGHT_SHIFT, at).date().isoformat() == day]
    assert sum(is_open(NIGHT_SHIFT, at) for at in today) == open_minutes


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "", "a\0b"])
def test_an_impossible_zone_is_named(zone: str) -> None:
    with pytest.raises(BadInput, match="is no time zone"):
        is_open(Hours(zone=zone), 0)
