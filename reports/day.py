"""An operator's own day, from the same facts as every report: his calls, and what they come to.

A figure is an aggregate over the calls that stand beside it: each call says what it gave to which.
Occupancy is over his intervals, and the state that he is in now counts as far as it has come.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any, TypedDict

from ccengine.core.facts import OperatorStatus
from ccengine.store.store import Store
from ccengine.store.text import milliseconds
from reports.figures import mean, ratio
from reports.period import find_zone, moment

_WORKS = (OperatorStatus.BUSY, OperatorStatus.WRAP_UP)
_WAITS = (OperatorStatus.AVAILABLE, OperatorStatus.RINGING)


class DayFigures(TypedDict):
    """``taken``: calls in which he talked with the client. ``aht_ms``: the mean of his talk parts, with
    hold and wrap-up; null of none. ``occupancy``: null where there was nothing to divide by."""

    taken: int
    talk_ms: int
    aht_ms: int | None
    not_answered: int
    occupancy: float | None


class OwnDay:
    """``zone`` says where a day begins; ``now`` is UTC milliseconds. Raises StoreUnavailable."""

    def __init__(self, store: Store, *, zone: str, now: Callable[[], int]) -> None:
        self._store = store
        self._zone = find_zone(zone)
        self._now = now

    def today(self) -> int:
        """When today began."""
        local = moment(self._now()).astimezone(self._zone)
        return milliseconds(local.replace(hour=0, minute=0, second=0, microsecond=0))

    async def __call__(self, operator: str, status: OperatorStatus, since: int) -> dict[str, Any]:
        """His calls of today, the newest first, and the figures. ``status``: what he does now, ``since``
        then."""
        now, begin = self._now(), self.today()
        async with self._store.session() as session:
            rows = await session.fetch("reports_day_calls", operator, moment(begin))
            states = await session.fetch("reports_day_states", operator, moment(begin), moment(now))
        calls = [{**row, "call_id": str(row["call_id"]), "start": milliseconds(row["start"])} for row in rows]
        spent = Counter({row["status"]: row["ms"] for row in states})
        spent[status.value] += max(0, now - max(begin, since))
        return {"at": now, "since": begin, "figures": figures(calls, spent), "calls": calls}


def figures(calls: list[dict[str, Any]], spent: Counter[str]) -> DayFigures:
    """What these calls, and the time ``spent`` in each state, come to."""
    worked = sum(spent[status.value] for status in _WORKS)
    waited = sum(spent[status.value] for status in _WAITS)
    handled = sum(call["talk_ms"] + call["held_ms"] + call["wrap_up_ms"] for call in calls)
    return DayFigures(
        taken=sum(call["taken"] for call in calls),
        talk_ms=sum(call["talk_ms"] for call in calls),
        aht_ms=mean(handled, sum(call["parts"] for call in calls)),
        not_answered=sum(call["not_answered"] for call in calls),
        occupancy=ratio(worked, worked + waited),
    )
