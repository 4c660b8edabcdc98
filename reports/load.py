"""Load: how many calls began in each interval, and for how long calls kept lines busy in it.

A call is counted once, in the interval in which it began. Its time is split at the borders of
the intervals, so the busy milliseconds of any partition of a period sum to the period's; a call
that was there before the period is busy in it without being counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from itertools import pairwise
from typing import Any

from ccengine.store.store import Store
from reports.figures import Marks
from reports.period import Interval, Period, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCounts:
    """Calls by direction; ``missed`` are inbound only, so calls are not answered + missed."""

    calls: int = 0
    inbound: int = 0
    outbound: int = 0
    internal: int = 0
    answered: int = 0
    missed: int = 0
    busy_ms: int = 0
    marks: Marks = field(default_factory=Marks)

    def __add__(self, other: "LoadCounts") -> "LoadCounts":
        return LoadCounts(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRow:
    """[start, end) in UTC milliseconds."""

    start: int
    end: int
    counts: LoadCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """A row for every interval, also for those without calls."""

    period: Period
    interval: Interval
    rows: tuple[LoadRow, ...]

    @property
    def total(self) -> LoadCounts:
        return total(row.counts for row in self.rows)


def total(counts: Iterable[LoadCounts]) -> LoadCounts:
    return sum(counts, LoadCounts())


async def load(store: Store, period: Period, interval: Interval) -> LoadReport:
    """Raises StoreUnavailable, and BadInput for more intervals than anybody reads."""
    borders = period.borders(interval)
    found = {
        row["interval"]: _counts(row)
        for row in await store.fetch("reports_load", [moment(border) for border in borders])
    }
    rows = (
        LoadRow(start=start, end=end, counts=found.get(number, LoadCounts()))
        for number, (start, end) in enumerate(pairwise(borders), start=1)
    )
    return LoadReport(period=period, interval=interval, rows=tuple(rows))


def _counts(row: Any) -> LoadCounts:
    return LoadCounts(
        calls=row["calls"],
        inbound=row["inbound"],
        outbound=row["outbound"],
        internal=row["internal"],
        answered=row["answered"],
        missed=row["missed"],
        busy_ms=row["busy_ms"],
        marks=Marks(observed=row["observed"], recovered=row["recovered"], unknown=row["unknown"]),
    )
