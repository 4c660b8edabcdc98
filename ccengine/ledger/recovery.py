"""What an engine has to know before it reads the PBX's log for the time it was away.

Six things: from when to read; which legs belong to calls that are sealed already (their rows
are echoes); what the engine before it knew of calls that were never sealed, which may still be
up; how it left the operators; what they have placed in the last hour, which still counts; and the notes to
the floor that stand.
With them the rows go through the same reducer as live events, and every call is sealed exactly once.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ccengine.core.call import KnownCall
from ccengine.core.dialling import HOUR_MS, Placed
from ccengine.core.facts import OperatorStatus
from ccengine.core.operator import KnownOperator
from ccengine.core.recording import RecordingLife
from ccengine.core.supervision import MOST_NOTES, FloorNote
from ccengine.store.store import Store
from ccengine.store.text import milliseconds

LOOK_BACK = timedelta(days=2)
"""Calls started longer ago than this are not looked for."""

QUIET = timedelta(days=4)
"""A log may be silent for so long, as over a long weekend, and still be ours to go on with. After more
than that operators begin anew: nobody was available all the while."""

_MARGIN_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """``since``: UTC milliseconds from which the PBX's log must be read."""

    since: int
    sealed_legs: tuple[str, ...]
    open_calls: tuple[KnownCall, ...]
    operators: tuple[KnownOperator, ...]
    placed: tuple[Placed, ...] = ()
    notes: tuple[FloorNote, ...] = ()


async def gap_of(store: Store, node: str, now: int) -> Gap:
    """What the log knows of the time before ``now``. Raises StoreUnavailable."""
    floor = datetime.fromtimestamp(now / 1000, UTC) - LOOK_BACK
    rows = await store.fetch("ledger_open_calls", node, floor)
    last = await store.fetch_value("ledger_last_at", node)
    starts = [row["at"] for row in rows] + ([last] if last is not None else [])
    since = int(min(starts).timestamp() * 1000) - _MARGIN_MS if starts else now - _MARGIN_MS
    since = max(since, int(floor.timestamp() * 1000))
    legs = await store.fetch("ledger_sealed_legs", node, datetime.fromtimestamp(since / 1000, UTC))
    return Gap(
        since=since,
        sealed_legs=tuple(row["leg"] for row in legs),
        open_calls=tuple(_call(row) for row in rows),
        operators=await _operators(store, node, now, last),
        placed=await _placed(store, node, now),
        notes=await _notes(store, node, now, floor),
    )


def _call(row: Any) -> KnownCall:
    return KnownCall(
        call_id=row["call_id"],
        inbound=row["inbound"],
        caller=row["caller"],
        client=row["client"],
        queue=row["queue"],
        withheld=row["withheld"],
        after_hours=row["after_hours"],
        told=milliseconds(row["told"]),
        recording=RecordingLife.remembered(row["recording"], row["switched"], row["switched_by"]),
    )


async def _operators(store: Store, node: str, now: int, last: datetime | None) -> tuple[KnownOperator, ...]:
    if last is None or last < datetime.fromtimestamp(now / 1000, UTC) - QUIET:
        return ()
    return tuple(_operator(row) for row in await store.fetch("ledger_operators", node))


async def _placed(store: Store, node: str, now: int) -> tuple[Placed, ...]:
    since = datetime.fromtimestamp((now - HOUR_MS) / 1000, UTC)
    rows = await store.fetch("ledger_placed", node, since)
    return tuple(
        Placed(operator=row["operator"], call_id=row["call_id"], at=milliseconds(row["at"])) for row in rows
    )


async def _notes(store: Store, node: str, now: int, floor: datetime) -> tuple[FloorNote, ...]:
    """Those that stand, the oldest first."""
    rows = await store.fetch("ledger_notes", node, floor, now, MOST_NOTES)
    return tuple(
        FloorNote(
            id=row["id"], at=milliseconds(row["at"]), until=row["until"], by=row["by"], text=row["text"]
        )
        for row in reversed(rows)
    )


def _operator(row: Any) -> KnownOperator:
    return KnownOperator(
        operator=row["operator"],
        status=OperatorStatus(row["status"]),
        since=milliseconds(row["at"]) if row["at"] else 0,
        wish=OperatorStatus(row["wish"]),
        reason=row["reason"],
        until=row["until"],
        extended=row["extended"],
        away=milliseconds(row["away"]) if row["away"] else 0,
        overstayed=row["overstayed"],
    )
