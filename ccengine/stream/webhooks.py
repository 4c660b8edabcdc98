"""Events posted to addresses: at least once, in order within a call, whatever else is held up.

Each active address has a courier. He follows the log like any other follower: entries that are
wanted there are noted as waiting, and the cursor moves, in one transaction. Then he sends what
waits, lane by lane. A lane is a call; what belongs to no call has one lane for each stream. Lanes
are served side by side, and within a lane one after the other. An entry that is refused is tried
again later (``ccengine.stream.patience``) with the rest of its lane waiting behind it, and the
other lanes go on. After a day it is given up: put with the dead, listed, sent again when somebody
asks for it.

What waits is bounded: beyond ``MOST_WAITING`` the courier reads no further, and the log keeps it.
All he knows is in PostgreSQL, so a restart costs at most that a few events are posted twice. Of
several processes one has the address at a time, by a short lease in its row.
"""

import asyncio
import logging
import random
import secrets
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ccengine.core.errors import StoreUnavailable
from ccengine.core.ports import LogEntry
from ccengine.store.store import Store
from ccengine.store.text import milliseconds, moment
from ccengine.stream.cloudevents import cloud_event
from ccengine.stream.patience import Patience
from ccengine.stream.relay import Follower, Relay

log = logging.getLogger(__name__)

MOST_WAITING = 10_000
AT_ONCE = 8
"""So many lanes are served side by side."""
BATCH = 200
LEASE_MS = 60_000
ROUND_MS = 30_000
"""A courier sends for so long before he looks whether the address is still his."""
LOOK_S = 15.0
AGAIN_S = 2.0

Post = Callable[[str, str, dict[str, Any], int], Awaitable[str]]
"""(url, secret, event, seconds): what hindered it, empty when it was taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where to post. ``types``: the types that are wanted, all where it is empty."""

    id: int
    url: str
    secret: str = field(repr=False)
    types: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    id: int
    lane: str
    taken: int
    attempts: int
    entry: LogEntry

    @classmethod
    def of(cls, row: Any) -> "_Waiting":
        at, taken = milliseconds(row["at"]), milliseconds(row["taken"])
        entry = LogEntry(at=at, **{name: row[name] for name in ("stream", "seq", "type", "call_id", "data")})
        return cls(id=row["id"], lane=row["lane"], taken=taken, attempts=row["attempts"], entry=entry)


class Courier:
    """Serves one address. ``now`` is UTC milliseconds, ``chance`` from 0 to 1."""

    def __init__(
        self,
        store: Store,
        address: Address,
        post: Post,
        *,
        now: Callable[[], int],
        chance: Callable[[], float] = random.random,
        patience: Patience | None = None,
        most_waiting: int = MOST_WAITING,
        counts: Counter[str] | None = None,
    ) -> None:
        self._store = store
        self._address = address
        self._post = post
        self._now = now
        self._chance = chance
        self._patience = patience or Patience()
        self._most_waiting = most_waiting
        self._counts = Counter() if counts is None else counts
        self._name = secrets.token_hex(8)
        self._follower: Follower | None = None

    def wake(self) -> None:
        """There is something to be sent that no commit has told."""
        if self._follower is not None:
            self._follower.wake()

    async def run(self, relay: Relay) -> None:
        try:
            while True:
                try:
                    await self._serve(relay)
                except StoreUnavailable:
                    pass  # everything stands where it stood
                await asyncio.sleep(AGAIN_S)
        finally:
            with suppress(StoreUnavailable):
                await self._store.execute("webhook_let_go", self._address.id, self._name)

    async def _serve(self, relay: Relay) -> None:
        """For as long as the address is ours."""
        if not await self.hold():
            return
        rows = await self._store.fetch("webhook_position", self._address.id)
        with relay.follow({row["stream"]: row["seq"] for row in rows}) as follower:
            self._follower = follower
            wait_s = 0.0
            while await self.hold():
                if wait_s >= 0:
                    await self.take_in([entry for entry, _ in await follower.page(wait_s)])
                else:
                    await asyncio.sleep(-wait_s)
                wait_s = await self.deliver()

    async def hold(self) -> bool:
        """The address is ours, for the next minute."""
        now = self._now()
        held = (self._address.id, self._name, moment(now), moment(now + LEASE_MS))
        return await self._store.fetch_value("webhook_hold", *held) is not None

    async def take_in(self, entries: Sequence[LogEntry]) -> None:
        """Note what is wanted, and that these were looked at."""
        if not entries:
            return
        mine, types = self._address.id, self._address.types
        taken = moment(self._now())
        wanted = [entry for entry in entries if not types or entry.type in types]
        rows = [(mine, str(e.call_id or e.stream), e.stream, e.seq, taken) for e in wanted]
        ends = {entry.stream: entry.seq for entry in entries}
        async with self._store.transaction() as session:
            if await session.fetch_value("webhook_still", mine) is None:
                return
            await session.execute_many("webhook_take", rows)
            await session.execute_many("webhook_move", [(mine, *end) for end in ends.items()])

    async def deliver(self) -> float:
        """Send what may be sent now. Then so many seconds may be waited for new entries; where it
        is negative, for nothing but time: no more can be taken in."""
        until = self._now() + ROUND_MS
        while rows := await self._store.fetch("webhook_due", self._address.id, moment(self._now()), BATCH):
            await self._send([_Waiting.of(row) for row in rows], until)
            if self._now() >= until:
                return 0.0
        row = await self._store.fetch_one("webhook_standing", self._address.id)
        assert row is not None
        due_s = LOOK_S if row["due"] is None else (milliseconds(row["due"]) - self._now()) / 1000
        wait_s = min(max(due_s, 0.1), LOOK_S)
        return -wait_s if row["waiting"] >= self._most_waiting else wait_s

    async def _send(self, waiting: Sequence[_Waiting], until: int) -> None:
        """Each lane's part, a few lanes at once."""
        lanes: defaultdict[str, list[_Waiting]] = defaultdict(list)
        for one in waiting:
            lanes[one.lane].append(one)
        seats = asyncio.Semaphore(AT_ONCE)

        async def serve(lane: Sequence[_Waiting]) -> None:
            async with seats:
                await self._serve_lane(lane, until)

        ends = await asyncio.gather(*map(serve, lanes.values()), return_exceptions=True)
        for error in filter(None, ends):
            raise error

    async def _serve_lane(self, lane: Sequence[_Waiting], until: int) -> None:
        """One after the other, up to the first that is refused and will be tried again."""
        done: list[int] = []
        dead: list[tuple[int, datetime, int, str]] = []
        put_off: tuple[int, datetime, str] | None = None
        attempts = lane[0].attempts
        for one in lane:
            if self._now() >= until:
                break
            event, at_s = cloud_event(one.entry), self._now() // 1000
            problem = await self._post(self._address.url, self._address.secret, event, at_s)
            now = self._now()
            attempts = attempts + 1 if problem else 0
            if problem:
                wait = self._patience.next_try(attempts=attempts, age=now - one.taken, chance=self._chance())
                if wait is not None:
                    put_off = (attempts, moment(now + wait), problem)
                    break
                dead.append((one.id, moment(now), attempts, problem))
                attempts = 0
            done.append(one.id)
        await self._note(lane[0].lane, done, dead, put_off)

    async def _note(
        self,
        lane: str,
        done: Sequence[int],
        dead: Sequence[tuple[int, datetime, int, str]],
        put_off: tuple[int, datetime, str] | None,
    ) -> None:
        mine = self._address.id
        async with self._store.transaction() as session:
            if await session.fetch_value("webhook_still", mine) is None:
                return
            await session.execute_many("webhook_bury", dead)
            await session.execute("webhook_done", list(done))
            if put_off is not None:
                await session.execute("webhook_put_off", mine, lane, *put_off)
            elif done:
                await session.execute("webhook_free", mine, lane)
        self._counts.update(taken=len(done) - len(dead), refused=put_off is not None, dead=len(dead))
        if dead:
            log.warning("webhook %d: %d events were given up after a day", mine, len(dead))


class Couriers:
    """A courier for each active address. ``changed`` tells that the addresses are others now, or
    that something was put back to be sent. ``counts``: what became of events, since the start."""

    def __init__(self, store: Store, relay: Relay, post: Post, *, now: Callable[[], int]) -> None:
        self._store = store
        self._relay = relay
        self._post = post
        self._now = now
        self.counts = Counter(taken=0, refused=0, dead=0)
        self._changed = asyncio.Event()
        self._at_work: dict[Address, tuple[Courier, asyncio.Task[None]]] = {}

    def changed(self) -> None:
        self._changed.set()

    async def run(self) -> None:
        try:
            while True:
                self._changed.clear()
                with suppress(StoreUnavailable):
                    await self._reconcile([_address(r) for r in await self._store.fetch("webhook_active")])
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_S):
                        await self._changed.wait()
        finally:
            await self._reconcile([])

    async def _reconcile(self, addresses: Sequence[Address]) -> None:
        gone = [self._at_work.pop(one)[1] for one in list(self._at_work) if one not in addresses]
        for task in gone:
            task.cancel()
        if gone:
            await asyncio.wait(gone)
        for address in addresses:
            if address in self._at_work:
                courier, task = self._at_work[address]
                if task.done():
                    task.result()  # a fault of ours: the service says so and ends
                courier.wake()
            else:
                courier = Courier(self._store, address, self._post, now=self._now, counts=self.counts)
                task = asyncio.create_task(courier.run(self._relay), name=f"webhook-{address.id}")
                self._at_work[address] = courier, task


def _address(row: Any) -> Address:
    return Address(id=row["id"], url=row["url"], secret=row["secret"], types=frozenset(row["types"]))
