"""Time reckoned in hours of work: how much of it lies in a stretch, and when so much has passed.

Working days are laid out on the clock on the wall of their own zone, so the day of a clock change
gives the hours that it really had. What never opens (no week day with hours, or nothing but
holidays) has no hours to reckon by: there the clock counts.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from ccengine.core.errors import BadInput
from ccengine.core.hours import Hours

Span = tuple[int, int]
"""[from, to) in UTC milliseconds."""

_ALL_DAY = ((0, 24 * 60),)
_LOOK_AHEAD = timedelta(days=400)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def open_spans(hours: Hours, start: int) -> Iterator[Span]:
    """The stretches of work from ``start`` on, in order, one day after the other. They end with
    the last day that a calendar can know. Raises BadInput."""
    zone = _zone(hours)
    day = (_EPOCH + start * _MS).astimezone(zone).date()
    last = day + _LOOK_AHEAD
    while day <= last:
        for first, end in _minutes_of(hours, day):
            opens, closes = _moment(day, first, zone), _moment(day, end, zone)
            if closes > max(opens, start):
                yield max(opens, start), closes
        day += timedelta(days=1)


def worked(hours: Hours, start: int, end: int) -> int:
    """The milliseconds of work in [start, end). Raises BadInput."""
    spans = takewhile(lambda span: span[0] < end, open_spans(hours, start))
    return sum(min(closes, end) - opens for opens, closes in spans)


def after_work(hours: Hours, start: int, work: int) -> int:
    """The moment at which ``work`` milliseconds of work have passed since ``start``.
    Raises BadInput."""
    left = work
    for opens, closes in open_spans(hours, start):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    return start + work


def _minutes_of(hours: Hours, day: date) -> tuple[tuple[int, int], ...]:
    if day.isoformat() in hours.holidays:
        return ()
    if not hours.week:
        return _ALL_DAY
    return hours.week[day.weekday()] if day.weekday() < len(hours.week) else ()


def _moment(day: date, minute: int, zone: ZoneInfo) -> int:
    """When the clock on the wall shows that minute of that day; 24:00 is the next midnight."""
    days, minute = divmod(minute, 24 * 60)
    wall = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(days=days, minutes=minute)
    return (wall.astimezone(UTC) - _EPOCH) // _MS


def _zone(hours: Hours) -> ZoneInfo:
    try:
        return ZoneInfo(hours.zone)
    except (KeyError, ValueError, OSError) as error:
        raise BadInput(f"working hours: {hours.zone!a} is no time zone, such as Asia/Tashkent") from error
