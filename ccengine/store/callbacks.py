"""Who asked to be called back and has not been reached yet, as the facts know it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from ccengine.core.callbacks import CallbackRules, Promise
from ccengine.store.store import Store
from ccengine.store.text import milliseconds


class PgCallbacks:
    """``core.ports.Promised`` for one node. Raises StoreUnavailable."""

    def __init__(self, store: Store, node: str, rules: CallbackRules) -> None:
        self._store = store
        self._node = node
        self._rules = rules

    async def promised(self, now: int) -> Sequence[Promise]:
        """Those whom nobody has talked to since, and whom no operator has taken upon himself."""
        since = datetime.fromtimestamp((now - self._rules.keep_ms) / 1000, UTC)
        return [
            Promise(
                call_id=row["call_id"],
                queue=row["queue"],
                number=row["number"],
                since=milliseconds(row["entered_at"]),
                asked=milliseconds(row["left_at"]),
                client=row["client"],
                responsible=row["responsible"],
                tries=row["tries"],
                not_before=milliseconds(row["last_try"]) + self._rules.retry_ms if row["last_try"] else 0,
            )
            for row in await self._store.fetch("callbacks_promised", self._node, since)
        ]
