"""What the database knows for the supervisor's board."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from ccengine.core.board import BoardOwed, SealedVisits, Troubles
from ccengine.core.facts import Visit, VisitLeft
from ccengine.store.store import Store
from ccengine.store.text import milliseconds, moment


class PgBoard:
    """``core.board.BoardFacts``. Raises StoreUnavailable."""

    def __init__(self, store: Store, node: str) -> None:
        self._store = store
        self._node = node

    async def alarms(self) -> Sequence[tuple[str, str]]:
        rows = await self._store.fetch("board_alarms", self._node)
        return [(row["queue"], row["alarm"]) for row in rows]

    async def visits(self, since: int) -> Sequence[SealedVisits]:
        rows = await self._store.fetch("board_visits", moment(since))
        return [
            SealedVisits(call_id=call_id, revision=revision, visits=tuple(map(_visit, of_call)))
            for (call_id, revision), of_call in groupby(rows, lambda row: (row["call_id"], row["revision"]))
        ]

    async def owed(self, now: int) -> BoardOwed:
        row = await self._store.fetch_one("board_owed", moment(now))
        assert row is not None
        oldest = milliseconds(row["oldest"]) if row["oldest"] else 0
        return BoardOwed(open=row["open"], oldest=oldest, late=row["late"])

    async def troubles(self, since: int) -> Troubles:
        row = await self._store.fetch_one("board_troubles", moment(since))
        assert row is not None
        return Troubles(recordings=row["recordings"], dead_letters=row["dead_letters"])


def _visit(row: Any) -> Visit:
    return Visit(
        queue=row["queue"],
        position=row["position"],
        entered=milliseconds(row["entered_at"]),
        left=milliseconds(row["left_at"]),
        how=VisitLeft(row["how"]),
        wait_ms=row["wait_ms"],
        answered_by=row["answered_by"],
    )
