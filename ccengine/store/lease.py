"""Who owns a node: one engine at a time, by a lease in PostgreSQL with an epoch.

Taking the lease makes a new epoch; every append checks it in its own transaction, so a former
owner cannot write. He cannot *act* either: his deadline, kept in monotonic time and counted from
before the renewal was sent, passes before the lease can be taken by another. While PostgreSQL is
away nobody can take it, but the deadline passes all the same: ``ttl_s`` is how long an engine
may act without PostgreSQL.
"""

import asyncio
import logging
import time
from collections.abc import Callable

from ccengine.core.errors import Conflict, LeaseLost, StoreUnavailable
from ccengine.store.store import Store

log = logging.getLogger(__name__)

_RETRY_S = 0.5


class Lease:
    """``holder`` names this installation, not this process: after a crash the same installation
    takes its lease again at once, another one when it has run out."""

    def __init__(
        self,
        store: Store,
        *,
        node: str,
        holder: str,
        ttl_s: float = 120.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._node = node
        self._holder = holder
        self._ttl_s = ttl_s
        self._now = now
        self.epoch = 0
        self.deadline = float("-inf")

    async def acquire(self) -> int:
        """Own the node; returns the epoch. Conflict: another installation owns it."""
        asked = self._now()
        row = await self._store.fetch_one("lease_acquire", self._node, self._holder, self._ttl_s)
        if row is None:
            raise Conflict(f"node {self._node} is owned by another ccengine; its lease has not run out")
        self.epoch = row["epoch"]
        self.deadline = asked + self._ttl_s
        return self.epoch

    def check(self) -> None:
        """Just before an act: raises LeaseLost when the lease may be another's."""
        if self._now() >= self.deadline:
            raise LeaseLost

    async def renew(self) -> None:
        """Extend the lease; LeaseLost when it is another's."""
        asked = self._now()
        row = await self._store.fetch_one("lease_renew", self._node, self.epoch, self._ttl_s)
        if row is None:
            self.deadline = float("-inf")
            raise LeaseLost(f"node {self._node} was taken over")
        self.deadline = asked + self._ttl_s

    async def run(self) -> None:
        """Renew until the lease is lost (raises LeaseLost) or the task is cancelled."""
        while True:
            await asyncio.sleep(self._ttl_s / 6)
            await self._renew_patiently()

    async def _renew_patiently(self) -> None:
        while True:
            try:
                await self.renew()
            except StoreUnavailable:
                await asyncio.sleep(min(_RETRY_S, self._ttl_s / 6))
            else:
                return

    async def release(self) -> None:
        """Give it back, so that another need not wait."""
        self.deadline = float("-inf")
        await self._store.execute("lease_release", self._node, self.epoch)
