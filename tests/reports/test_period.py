"""Intervals follow the clock on the wall, also on the days on which it is changed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.core.errors import BadInput
from reports.period import Interval, Period

HOUR = 3_600_000


def day(date: str, following: str, zone: str) -> Period:
    return Period.parse(date, following, zone)


@pytest.mark.parametrize(
    ("date", "following", "zone", "hours"),
    [
        ("2026-11-22", "2026-11-23", "Asia/Tashkent", 24),
        ("2026-03-29", "2026-03-30", "Europe/Athens", 23),
        ("2026-10-25", "2026-10-26", "Europe/Athens", 25),
        ("2026-11-01", "2026-11-02", "America/New_York", 25),
        # The clocks skip midnight itself here.
        ("2026-09-06", "2026-09-07", "America/Santiago", 23),
    ],
)
def test_a_day_has_as_many_hours_as_its_clock(date: str, following: str, zone: str, hours: int) -> None:
    period = day(date, following, zone)
    assert period.end - period.start == hours * HOUR
    assert period.borders(Interval.DAY) == [period.start, period.end]
    assert len(period.borders(Interval.HOUR)) == hours + 1
    assert len(period.borders(Interval.QUARTER)) == 4 * hours + 1


def test_days_begin_at_midnight_across_a_change() -> None:
    period = Period.parse("2026-10-24", "2026-10-27", "Europe/Athens")
    lengths = [(end - start) / HOUR for start, end in pairwise(period.borders(Interval.DAY))]
    assert lengths == [24, 25, 24]


def test_a_period_may_begin_and_end_anywhere() -> None:
    period = Period.parse("2026-11-22T09:20", "2026-11-22T11:05:30", "Asia/Kolkata")
    shown = [period.local(border) for border in period.borders(Interval.HOUR)]
    assert shown == [
        "2026-11-22T09:20:00+05:30",
        "2026-11-22T10:00:00+05:30",
        "2026-11-22T11:00:00+05:30",
        "2026-11-22T11:05:30+05:30",
    ]


def test_a_time_with_an_offset_is_meant_as_it_is() -> None:
    period = Period.parse("2026-11-22T09:00:00+05:00", "2026-11-22T05:00:00Z", "UTC")
    assert period.end - period.start == HOUR


@given(
    start=st.integers(1_500_000_000_000, 1_900_000_000_000),
    length=st.integers(1, 9 * 86_400_000),
    zone=st.sampled_from(["UTC", "Asia/Tashkent", "Europe/Athens", "Australia/Lord_Howe", "America/Havana"]),
    interval=st.sampled_from(Interval),
)
def test_intervals_are_a_partition(start: int, length: int, zone: str, interval: Interval) -> None:
    period = Period(start=start, end=start + length, zone=zone)
    borders = period.borders(interval)
    assert borders[0] == period.start
    assert borders[-1] == period.end
    assert all(one < other for one, other in pairwise(borders))
    longest = {Interval.QUARTER: HOUR / 4, Interval.HOUR: HOUR, Interval.DAY: 25 * HOUR}[interval]
    assert max(end - begin for begin, end in pairwise(borders)) <= longest


@pytest.mark.parametrize(
    ("start", "end", "zone", "message"),
    [
        ("yesterday", "2026-11-22", "UTC", "'from' is 'yesterday'"),
        ("2026-11-22", "", "UTC", "'to' is ''"),
        ("0001-01-01", "2026-11-22", "UTC", "'from' is '0001-01-01'"),
        ("2026-11-22", "9999-12-31", "UTC", "'to' is '9999-12-31'"),
        ("2026-11-22", "2026-11-22", "UTC", "ends before it begins"),
        ("2026-11-21", "2026-11-22", "Mars/Base", "no time zone 'Mars/Base'"),
        ("2026-11-21", "2026-11-22", "../../etc/passwd", "no time zone"),
        ("2026-11-21", "2026-11-22", "", "no time zone"),
        ("2026-11-21", "2026-11-22", "a\0b", "no time zone"),
    ],
)
def test_what_cannot_be_read_is_said(start: str, end: str, zone: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        Period.parse(start, end, zone)


def test_more_intervals_than_anybody_reads_are_refused() -> None:
    with pytest.raises(BadInput, match="longer ones or a shorter period"):
        Period.parse("2020-01-01", "2026-01-01", "UTC").borders(Interval.QUARTER)
