"""A stretch of time in a zone, and its intervals. Pure.

Periods and intervals are half-open and given in UTC milliseconds. Intervals follow the clock on
the wall: days from midnight to midnight, hours and quarters counted from each midnight. So the
day of a clock change has 23 or 25 hours, and the first and last interval are as long as the
period leaves them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from ccengine.core.errors import BadInput

MOST_INTERVALS = 40_000
_MS = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = (datetime(2200, 1, 1, tzinfo=UTC) - _EPOCH) // _MS


class Interval(StrEnum):
    QUARTER = "15min"
    HOUR = "hour"
    DAY = "day"


_STEP_MS = {Interval.QUARTER: 900_000, Interval.HOUR: 3_600_000, Interval.DAY: 2 * 86_400_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """[start, end) in UTC milliseconds; ``zone`` is the IANA name that its clock follows."""

    start: int
    end: int
    zone: str = "UTC"

    def __post_init__(self) -> None:
        find_zone(self.zone)
        if self.end <= self.start:
            raise BadInput("The period ends before it begins: 'to' must lie after 'from'")

    @classmethod
    def parse(cls, start: str, end: str, zone: str) -> "Period":
        """From ISO 8601 dates or times; one without an offset is meant in ``zone``. A date is its
        midnight, so the last day of a period is the day before ``end``."""
        where = find_zone(zone)
        return cls(start=_parse("from", start, where), end=_parse("to", end, where), zone=zone)

    def borders(self, interval: Interval) -> list[int]:
        """Ascending, from ``start`` to ``end``, with the clock's borders between them."""
        found = [self.start]
        for border in self._clock(interval):
            if border >= self.end:
                break
            if border > self.start:
                found.append(border)
            if len(found) > MOST_INTERVALS:
                many = "More than {most} intervals: take longer ones or a shorter period"
                raise BadInput(many, most=MOST_INTERVALS)
        return [*found, self.end]

    def local(self, at: int) -> str:
        """A moment as the zone's clock shows it, with its offset."""
        return moment(at).astimezone(find_zone(self.zone)).isoformat(timespec="seconds")

    def _clock(self, interval: Interval) -> Iterator[int]:
        zone = find_zone(self.zone)
        day = moment(self.start).astimezone(zone).date()
        midnight = _midnight(day, zone)
        while midnight < self.end:
            day += timedelta(days=1)
            following = _midnight(day, zone)
            # A step of two days leaves the day whole, even one of 25 hours.
            yield from range(midnight, following, _STEP_MS[interval])
            midnight = following


def find_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        unknown = "There is no time zone '{zone}': give an IANA name such as Asia/Tashkent"
        raise BadInput(unknown, zone=name[:64]) from None


def moment(ms: int) -> datetime:
    return _EPOCH + ms * _MS


def _midnight(day: date, zone: tzinfo) -> int:
    """Where the clocks skip midnight, the moment at which they do."""
    return (datetime(day.year, day.month, day.day, tzinfo=zone) - _EPOCH) // _MS


def _parse(what: str, text: str, zone: tzinfo) -> int:
    try:
        at = datetime.fromisoformat(text)
        whole = at if at.tzinfo else at.replace(tzinfo=zone)
        ms = (whole - _EPOCH) // _MS
    except (ValueError, OverflowError):
        ms = -1
    if not 0 <= ms < _LATEST:
        wrong = "'{name}' is '{given}': give an ISO date or time such as 2026-11-22 or 2026-11-22T09:00"
        raise BadInput(wrong, name=what, given=text[:64])
    return ms
