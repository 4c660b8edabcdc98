"""Service of the queues: how those who came were served. Every visit counts, by its entry.

Short abandons are nobody's failure and leave every ratio's denominator. With nothing to divide
by a ratio is None.
"""

from dataclasses import dataclass
from typing import Any

from ccengine.core.facts import Mark
from ccengine.store.store import Store
from reports.figures import Marks, mean, ratio
from reports.period import Period, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """One queue's counts, and the figures that follow from them."""

    queue: str
    name: str
    threshold_ms: int
    short_ms: int
    offered: int
    short_abandons: int
    abandoned: int
    answered: int
    answered_in_time: int
    answered_wait_ms: int
    longest_wait_ms: int | None
    marks: Marks

    @property
    def considered(self) -> int:
        return self.offered - self.short_abandons

    @property
    def service_level(self) -> float | None:
        return ratio(self.answered_in_time, self.considered)

    @property
    def abandonment_rate(self) -> float | None:
        return ratio(self.abandoned - self.short_abandons, self.considered)

    @property
    def answer_rate(self) -> float | None:
        return ratio(self.answered, self.considered)

    @property
    def asa_ms(self) -> int | None:
        return mean(self.answered_wait_ms, self.answered)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceReport:
    """``marks`` speak of the calls behind all visits, each once."""

    period: Period
    rows: tuple[ServiceRow, ...]
    marks: Marks


async def service(store: Store, period: Period) -> ServiceReport:
    """Raises StoreUnavailable."""
    span = moment(period.start), moment(period.end)
    async with store.transaction() as transaction:
        rows = await transaction.fetch("reports_service", *span)
        marks = await transaction.fetch("reports_service_marks", *span)
    return ServiceReport(
        period=period,
        rows=tuple(map(_row, rows)),
        marks=Marks(**{row["mark"]: row["calls"] for row in marks}),
    )


def _row(row: Any) -> ServiceRow:
    values = dict(row)
    marks = Marks(**{mark.value: values.pop(mark.value) for mark in Mark})
    return ServiceRow(**values, marks=marks)
