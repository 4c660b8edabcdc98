"""The log as Redis Streams, for CRM workers in consumer groups: one Redis stream per stream of the log.

A follower like any other, only that its cursor is kept by Redis itself: the last id there. Entry
``seq`` of the log has the id ``seq-0``, so nothing can be in the stream twice or out of order,
however many of us write into it. A batch is appended by a script that first looks whether Redis
still has what it had. Where it has less (flushed, or restarted from an older state), nothing is
appended, which would leave a hole; the streams are read again from where Redis stands now. So the
log rebuilds them, as far back as ``keep`` reaches, and CRM workers drop doubles by the event's id.

Nothing waits for this: with Redis away the log grows, and the road catches up when it is back.
"""

import asyncio
import json
import logging
from collections.abc import Iterable, Sequence
from itertools import groupby

from ccengine.core.errors import StoreUnavailable
from ccengine.core.ports import LogEntry
from ccengine.store.store import Store
from ccengine.stream.cloudevents import cloud_event
from ccengine.stream.cursor import Position
from ccengine.stream.redis_link import ANSWER_S, AWAY, Redis
from ccengine.stream.relay import Relay

log = logging.getLogger(__name__)

LOOK_S = 5.0
"""How often a quiet stream is looked at: is it still there?"""
AGAIN_S = 1.0

# KEYS: the stream. ARGV: the last number that we know there, how many to keep, then number and
# event of each entry. Answers the last number that was there, or -1 where that is less than we knew.
_APPEND = """
local last = 0
local info = redis.pcall('XINFO', 'STREAM', KEYS[1])
for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then last = tonumber(string.match(info[i + 1], '^%d+')) end
end
if last < tonumber(ARGV[1]) then return -1 end
for i = 3, #ARGV, 2 do
    if tonumber(ARGV[i]) > last then
        redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], ARGV[i] .. '-0', 'event', ARGV[i + 1])
    end
end
return last
"""


class _Less(Exception):
    """Redis has less than it had."""


class Fanout:
    """``run`` carries for ever. ``carried`` counts entries, ``rebuilt`` how often Redis had lost some."""

    def __init__(
        self, store: Store, relay: Relay, redis: Redis, *, prefix: str, keep: int, look_s: float = LOOK_S
    ) -> None:
        self._store = store
        self._relay = relay
        self._append = redis.register_script(_APPEND)
        self._prefix = prefix
        self._keep = keep
        self._look_s = look_s
        self._there: Position = {}
        """The last number of each stream in Redis, as we know it."""
        self.carried = 0
        self.rebuilt = 0
        self.away = False

    def metrics(self) -> dict[str, int]:
        return {"carried": self.carried, "rebuilt": self.rebuilt}

    async def run(self) -> None:
        while True:
            try:
                await self._carry()
            except _Less:
                self.rebuilt += 1
                log.warning("Redis has lost entries of the stream of events; the log tells them again")
            except (*AWAY, StoreUnavailable) as error:
                if not self.away:
                    log.warning("events do not reach Redis (%s); they wait in the log", type(error).__name__)
                self.away = True
                await asyncio.sleep(AGAIN_S)

    async def _carry(self) -> None:
        with self._relay.follow(await self._standing()) as follower:
            while True:
                page = await follower.page(self._look_s)
                await self._put(entry for entry, _ in page)
                if not page:
                    await self._look()
                if self.away:
                    self.away = False
                    log.warning("events reach Redis again")

    async def _standing(self) -> Position:
        """Where to read on: behind what Redis has. Where it has nothing of a stream, from the oldest
        entry that is kept."""
        known = await self._streams()
        self._there = {stream: await self._told(stream, 0, ()) for stream in known}
        position: Position = {}
        for stream, newest in (await self._streams()).items():
            there = self._there.get(stream, 0)
            position[stream] = there or max(0, newest - self._keep)
            if there > newest:
                log.warning(
                    "Redis has %s:%d and the log ends at %d: another database?", stream, there, newest
                )
        return position

    async def _streams(self) -> dict[str, int]:
        return {row["stream"]: row["seq"] for row in await self._store.fetch("stream_ends")}

    async def _put(self, entries: Iterable[LogEntry]) -> None:
        for stream, group in groupby(entries, key=lambda entry: entry.stream):
            batch = list(group)
            last = await self._told(stream, self._there.get(stream, 0), batch)
            self._there[stream] = max(last, batch[-1].seq)
            self.carried += sum(entry.seq > last for entry in batch)

    async def _look(self) -> None:
        for stream, last in self._there.items():
            await self._told(stream, last, ())

    async def _told(self, stream: str, known: int, batch: Sequence[LogEntry]) -> int:
        """Append; the last number that was there before. Raises _Less."""
        parts = [part for e in batch for part in (e.seq, json.dumps(cloud_event(e), separators=(",", ":")))]
        async with asyncio.timeout(ANSWER_S):
            last = int(
                await self._append(keys=[f"{self._prefix}:{stream}"], args=[known, self._keep, *parts])
            )
        if last < 0:
            raise _Less
        return last
