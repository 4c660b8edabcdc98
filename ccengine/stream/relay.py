"""From the log to those who follow it.

Nothing is held for a follower but his position: he reads the log by pages, from PostgreSQL,
at his own pace, and when he has read it all he waits to be woken by the next commit. So a slow
one costs no memory, one who was away catches up by the very same way, and he sees an entry only
once it is committed. Within a stream the order is that of its sequence (one writer each, so no
lower number can appear later); between streams there is none.

A commit made by another process wakes nobody here; ``page`` looks for itself when its wait ends.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ccengine.core.ports import LogEntry
from ccengine.store.store import Store
from ccengine.stream.cursor import Position, write_position

PAGE = 200
"""Entries of each stream read at a time."""


class Follower:
    """One reader of the log, from ``after`` on."""

    def __init__(self, store: Store, after: Position) -> None:
        self._store = store
        self._grown = asyncio.Event()
        self._position: Position = dict(after)

    def wake(self) -> None:
        self._grown.set()

    async def page(self, wait_s: float) -> list[tuple[LogEntry, str]]:
        """The next entries, each with the whole position behind it, as text.

        Waits for some, and is empty when none came in ``wait_s``. Raises StoreUnavailable.
        """
        self._grown.clear()  # before reading: what is committed during the read wakes us again
        if entries := await self._read():
            return entries
        try:
            async with asyncio.timeout(wait_s):
                await self._grown.wait()
        except TimeoutError:
            pass
        return await self._read()

    async def _read(self) -> list[tuple[LogEntry, str]]:
        names, numbers = list(self._position), list(self._position.values())
        rows = await self._store.fetch("stream_page", names, numbers, PAGE)
        return [self._step(LogEntry(**row)) for row in rows]

    def _step(self, entry: LogEntry) -> tuple[LogEntry, str]:
        self._position[entry.stream] = entry.seq
        return entry, write_position(self._position)


class Relay:
    """Wakes followers after each commit."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._followers: set[Follower] = set()
        self.closed = False

    def committed(self, entries: Sequence[LogEntry]) -> None:
        """These entries are in PostgreSQL now. Never blocks and never raises."""
        if entries:
            self._wake()

    @contextmanager
    def follow(self, after: Position) -> Iterator[Follower]:
        follower = Follower(self._store, after)
        self._followers.add(follower)
        try:
            yield follower
        finally:
            self._followers.discard(follower)

    @property
    def followers(self) -> int:
        return len(self._followers)

    def close(self) -> None:
        """Send everybody away; they will come back with their cursors."""
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        for follower in self._followers:
            follower.wake()
