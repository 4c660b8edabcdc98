"""Missed calls, and what became of the duty to call back.

Every missed call of the period is a row, by the moment at which it began, as the load counts it.
Several may stand behind one obligation; the recall time is the obligation's, counted from the
first of them.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from ccengine.core.facts import Mark
from ccengine.core.worktime import worked
from ccengine.store.recall import read_hours
from ccengine.store.store import Store
from ccengine.store.text import milliseconds
from reports.figures import Marks
from reports.period import Period, moment


class Duty(StrEnum):
    NONE = "none"
    """A withheld number, or a call that the queue's settings leave out."""
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedRow:
    """``client_name`` is empty for nobody we know. ``closed_how``: talk, spam, unreachable,
    supervisor. The recall time, by the clock and by the hours of the number that he dialled, is
    None until somebody has talked to the client."""

    call_id: UUID
    start: int
    ended: int
    number: str
    withheld: bool
    client: str
    client_name: str
    queue: str
    short: bool
    after_hours: bool
    mark: Mark
    obligation: int | None
    duty: Duty
    closed_how: str
    recall_ms: int | None
    recall_work_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedReport:
    period: Period
    rows: tuple[MissedRow, ...]

    @property
    def marks(self) -> Marks:
        return Marks(**Counter(row.mark.value for row in self.rows))

    @property
    def open_obligations(self) -> int:
        """Obligations, not calls."""
        return len({row.obligation for row in self.rows if row.duty is Duty.OPEN})

    @property
    def withheld(self) -> int:
        """Callers who cannot be called back: counted, and nobody's duty."""
        return sum(row.withheld for row in self.rows)


async def missed(store: Store, period: Period) -> MissedReport:
    """Raises StoreUnavailable."""
    found = await store.fetch("reports_missed", moment(period.start), moment(period.end))
    return MissedReport(period=period, rows=tuple(map(_row, found)))


def _row(row: Any) -> MissedRow:
    return MissedRow(
        call_id=row["call_id"],
        start=milliseconds(row["start_at"]),
        ended=milliseconds(row["ended_at"]),
        number=row["number"],
        withheld=row["withheld"],
        client=row["client"],
        client_name="" if row["provisional"] else row["client_name"],
        queue=row["queue"],
        short=row["short"],
        after_hours=row["after_hours"],
        mark=Mark(row["mark"]),
        obligation=row["obligation"],
        duty=_duty(row),
        closed_how=row["closed_how"],
        recall_ms=row["recall_ms"],
        recall_work_ms=_recall_work(row),
    )


def _recall_work(row: Any) -> int | None:
    """The recall time without nights, weekends and holidays."""
    if row["recall_ms"] is None:
        return None
    opened = milliseconds(row["opened_at"])
    return worked(read_hours(row), opened, opened + row["recall_ms"])


def _duty(row: Any) -> Duty:
    if row["obligation"] is None:
        return Duty.NONE
    return Duty.OPEN if row["closed_at"] is None else Duty.CLOSED
