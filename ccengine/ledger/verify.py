"""``ccengine ledger verify``: hold the database against the PBX's log."""

from collections.abc import Iterable
from datetime import UTC, datetime

from ccengine.core.facts import CallRecord
from ccengine.ledger.compare import TOLERANCE_MS, Kept, Verdict, compare
from ccengine.store.store import Store
from ccengine.store.text import milliseconds


async def verify(store: Store, node: str, rebuilt: Iterable[CallRecord]) -> Verdict:
    """Compare over the time that the PBX's log covers. Raises StoreUnavailable."""
    records = list(rebuilt)
    if not records:
        return Verdict(calls=0, differences=(), marks={})
    first, last = min(r.start for r in records), max(r.start for r in records)
    # The two sources differ by a millisecond or two, at the edges of the time as well.
    rows = await store.fetch("ledger_kept", node, _moment(first - TOLERANCE_MS), _moment(last + TOLERANCE_MS))
    known = {record.call_id for record in records}
    kept = {
        row["call_id"]: Kept(
            answered=row["answered"],
            duration_ms=row["duration_ms"],
            talked=row["talked"],
            mark=row["mark"],
        )
        for row in rows
        if row["call_id"] in known or first <= milliseconds(row["start_at"]) <= last
    }
    return compare(records, kept)


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
