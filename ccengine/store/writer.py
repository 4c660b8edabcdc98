"""The one writer behind the reducer: takes entries without ever waiting, commits them in order.

``put()`` only appends to a list in memory. One task, ``run()``, takes what has gathered every few
milliseconds and appends it to the log in bounded batches. While PostgreSQL is away every batch
goes to the spool on disk instead, and the way back is the same way: the spool is drained from
its front before anything newer is appended, so the order holds and nothing is doubled (the log
passes over what it has).

    put -> [memory] -> log                 PostgreSQL answers, spool empty
    put -> [memory] -> spool -> log        otherwise

After each commit ``on_committed`` hears the entries, in order.
"""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ccengine.core.errors import LeaseLost, StoreUnavailable
from ccengine.core.ports import Log, LogEntry
from ccengine.store.spool import Spool

log = logging.getLogger(__name__)

TICK_S = 0.02
BATCH = 500
MOST_IN_MEMORY = 100_000
APPEND_S = 10.0
RETRY_S = (0.2, 2.0)

Committed = Callable[[Sequence[LogEntry]], None]


@dataclass(slots=True, kw_only=True)
class WriterCounts:
    """``lost``: dropped with the disk full and memory at its bound (the PBX's records have them)."""

    committed: int = 0
    spooled: int = 0
    lost: int = 0
    spool_errors: int = 0
    outages: int = 0
    set_aside: int = 0


class Writer:
    """``run()`` ends with LeaseLost when another engine owns the node; ``aclose()`` drains."""

    def __init__(
        self,
        log: Log,
        spool_dir: Path,
        *,
        node: str,
        epoch: int,
        on_committed: Committed,
        tick_s: float = TICK_S,
        batch: int = BATCH,
        most_in_memory: int = MOST_IN_MEMORY,
    ) -> None:
        self._log = log
        self._spool = Spool(spool_dir, node=node, epoch=epoch)
        self._on_committed = on_committed
        self._tick_s = tick_s
        self._batch = batch
        self._most = most_in_memory
        self._memory: deque[LogEntry] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._running = False
        self._opened = False
        self._stepping = asyncio.Lock()  # run() and aclose() may meet
        self._ended = asyncio.Event()
        self._retry_at = 0.0
        self._pause_s = RETRY_S[0]
        self._away = False
        self.counts = WriterCounts()

    @property
    def lag(self) -> int:
        """Entries that are not committed yet."""
        return len(self._memory) + self._spool.waiting

    @property
    def away(self) -> bool:
        """PostgreSQL did not answer the last time."""
        return self._away

    def put(self, entries: Sequence[LogEntry]) -> None:
        """Take entries, in order. Never blocks, never raises."""
        for entry in entries:
            if len(self._memory) >= self._most:
                if self.counts.lost == 0:
                    log.error("neither PostgreSQL nor the disk takes entries: from here on some are lost")
                self.counts.lost += 1
            else:
                self._memory.append(entry)
        self._wake.set()

    async def run(self) -> None:
        """Commit what is put, until cancelled or closed."""
        self._running = True
        try:
            while not (self._closing and self._finished()):
                await self._wait()
                await self._step()
        finally:
            self._running = False
            self._spool.close()
            self._ended.set()

    async def aclose(self, patience_s: float = 10.0) -> None:
        """Commit what is left, or see it safe on disk; also when ``run()`` was cancelled."""
        self._closing = True
        self._wake.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                if self._running:
                    await self._ended.wait()
                else:
                    await self._finish()
        if self._memory:
            log.warning("%d entries were neither committed nor spooled", len(self._memory))

    async def _finish(self) -> None:
        try:
            while not self._finished():
                await self._step()
                await asyncio.sleep(self._tick_s)
        except LeaseLost as error:
            log.warning("what is left is not ours to write: %s", error)
        finally:
            self._spool.close()

    def _finished(self) -> bool:
        """Nothing left to do: all committed, or all safe on disk with PostgreSQL away."""
        return not self._memory and (self._spool.waiting == 0 or self._away)

    async def _wait(self) -> None:
        """For something to do: entries in memory, or a moment to try the spool."""
        if not self._memory and self._spool.waiting == 0:
            await self._wake.wait()
        self._wake.clear()
        if not self._closing:
            await asyncio.sleep(self._tick_s)

    async def _step(self) -> None:
        async with self._stepping:
            await self._open_spool()
            if self._spool.waiting == 0 and not self._away:
                await self._commit_memory()
            else:
                await self._spill()
                if time.monotonic() >= self._retry_at:
                    await self._commit_spool()

    async def _open_spool(self) -> None:
        if self._opened:
            return
        for path in await asyncio.to_thread(self._spool.open):
            self.counts.set_aside += 1
            log.warning("a spool of an older epoch is set aside: %s", path)
        self._opened = True

    async def _commit_memory(self) -> None:
        while self._memory and self._spool.waiting == 0:
            entries = list(islice(self._memory, self._batch))
            if not await self._append(entries):
                await self._spill()
                return
            self._tell(entries)
            for _ in entries:
                self._memory.popleft()

    async def _commit_spool(self) -> None:
        """Drain from the front; with nothing spooled, memory is what is tried."""
        if self._spool.waiting == 0:
            await self._commit_memory()
            return
        entries, position = await asyncio.to_thread(self._spool.front, self._batch)
        if await self._append(entries):
            self._tell(entries)
            await asyncio.to_thread(self._spool.done, len(entries), position)

    async def _spill(self) -> None:
        """Memory to disk. With the disk full it stays in memory, as far as its bound."""
        while self._memory:
            entries = list(islice(self._memory, self._batch))
            try:
                await asyncio.to_thread(self._spool.write, entries)
            except OSError as error:
                self.counts.spool_errors += 1
                log.warning("the spool cannot be written: %s", error)
                return
            for _ in entries:
                self._memory.popleft()
            self.counts.spooled += len(entries)

    async def _append(self, entries: Sequence[LogEntry]) -> bool:
        try:
            async with asyncio.timeout(APPEND_S):
                await self._log.append(entries)
        except (StoreUnavailable, TimeoutError) as error:
            self._note_away(error)
            return False
        if self._away:
            log.warning("PostgreSQL is back; %d entries wait in the spool", self._spool.waiting)
        self._away = False
        self._pause_s = RETRY_S[0]
        return True

    def _note_away(self, error: Exception) -> None:
        if not self._away:
            self.counts.outages += 1
            log.warning("PostgreSQL is away, entries go to the spool: %s", error)
        self._away = True
        self._retry_at = time.monotonic() + self._pause_s
        self._pause_s = min(self._pause_s * 2, RETRY_S[1])

    def _tell(self, entries: Sequence[LogEntry]) -> None:
        self.counts.committed += len(entries)
        try:
            self._on_committed(entries)
        except Exception:
            log.exception("a listener to commits failed")
