"""Couriers on a real PostgreSQL with a real receiver; only time is simulated."""

import asyncio
import itertools
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.core.errors import BadInput, NotFound
from ccengine.core.ports import LogEntry
from ccengine.lab.wait import eventually
from ccengine.store.store import Store
from ccengine.store.text import milliseconds
from ccengine.stream.addresses import Webhooks
from ccengine.stream.patience import Patience
from ccengine.stream.post import Poster
from ccengine.stream.relay import Relay
from ccengine.stream.webhooks import LEASE_MS, Address, Courier, Couriers
from tests.stream.follower import call, commit, entry
from tests.stream.receiver import Receiver, receiving

pytestmark = pytest.mark.store

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000


@given(st.integers(1, 10_000), st.integers(0, 24 * HOUR - 1), st.floats(0, 1, exclude_max=True))
def test_patience_doubles_to_its_limit_and_leaves_half_to_chance(
    attempts: int, age: int, chance: float
) -> None:
    patience = Patience(first=2 * SECOND, longest=15 * MINUTE, give_up=24 * HOUR)
    whole = min(2 * SECOND * 2 ** (attempts - 1), 15 * MINUTE)
    wait = patience.next_try(attempts=attempts, age=age, chance=chance)
    assert wait is not None
    assert whole // 2 <= wait <= whole
    assert patience.next_try(attempts=attempts, age=24 * HOUR + age, chance=chance) is None


@dataclass
class Clock:
    now: int = 1_795_350_000_000

    def __call__(self) -> int:
        return self.now


@dataclass
class Desk:
    """An address with its courier, the log that he follows, and a clock that a test winds."""

    store: Store
    receiver: Receiver
    post: Poster
    webhooks: Webhooks
    clock: Clock
    dice: random.Random
    address: Address
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    told: list[LogEntry] = field(default_factory=list)

    def courier(self, **more: Any) -> Courier:
        return Courier(self.store, self.address, self.post, now=self.clock, chance=self.dice.random, **more)

    async def happen(self, *calls: UUID) -> list[LogEntry]:
        """An entry of each of these calls, in this order."""
        written = [entry("pbx1", next(self.numbers), one) for one in calls]
        await commit(self.store, written)
        self.told += written
        return written

    async def standing(self) -> tuple[int, int]:
        """How many wait, how many are dead."""
        (row,) = await self.webhooks.listing()
        return row["waiting"], row["dead"]

    def in_order(self) -> bool:
        """Each call's events have come once, in the log's order."""
        calls = {one.call_id for one in self.told}
        return all(self.receiver.of(c) == [e.cursor for e in self.told if e.call_id == c] for c in calls)


@asynccontextmanager
async def a_desk(store: Store, *, types: tuple[str, ...] = ()) -> AsyncIterator[Desk]:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    clock = Clock()
    async with receiving() as receiver, Poster(allow_private=True) as post:
        webhooks = Webhooks(store, allow_private=True, now=clock, changed=lambda: None)
        made, secret = await webhooks.add(receiver.url, types)
        address = Address(id=made, url=receiver.url, secret=secret, types=frozenset(types))
        yield Desk(store, receiver, post, webhooks, clock, random.Random(seed), address)


async def wind(desk: Desk, courier: Courier, until: int) -> None:
    """Let the courier work, and the clock run from one of his tries to the next."""
    while True:
        await courier.deliver()
        row = await desk.store.fetch_one("webhook_standing", desk.address.id)
        assert row is not None
        due = milliseconds(row["due"]) if row["due"] else until
        if due >= until:
            desk.clock.now = until
            return
        desk.clock.now = due


async def test_a_receiver_down_for_an_hour_gets_everything_in_order_per_call(store: Store) -> None:
    async with a_desk(store) as desk:
        courier = desk.courier()
        down_until = desk.clock.now + HOUR
        desk.receiver.answer = lambda event: 204 if desk.clock.now >= down_until else 503
        for minute in range(0, 90, 5):  # a dozen calls that go on all the time
            await courier.take_in(await desk.happen(*(call((minute + n) % 12) for n in (0, 1, 2, 0, 1, 5))))
            await wind(desk, courier, desk.clock.now + 5 * MINUTE)
            if minute < 55:
                assert desk.receiver.got == []
        await wind(desk, courier, desk.clock.now + 15 * MINUTE)
        await courier.deliver()
        assert len(desk.receiver.got) == len(desk.told) == 18 * 6
        assert desk.in_order()
        assert await desk.standing() == (0, 0)
        assert desk.receiver.asked < 18 * 6 + 12 * 16  # it was asked now and then, not hammered


async def test_a_refused_event_holds_up_its_own_call_until_it_is_given_up(store: Store) -> None:
    async with a_desk(store) as desk:
        courier = desk.courier()
        bad = (await desk.happen(call(1), call(2), call(1), call(2), call(1)))[0]
        desk.receiver.answer = lambda event: 500 if event["id"] == bad.cursor else 200
        await courier.take_in(desk.told)
        await courier.deliver()
        assert desk.receiver.ids == ["pbx1:2", "pbx1:4"]
        (row,) = await desk.webhooks.listing()
        assert (row["waiting"], row["problem"]) == (3, "the answer was 500")
        later = await desk.happen(call(1), call(3))
        await courier.take_in(later)
        await wind(desk, courier, desk.clock.now + 23 * HOUR)
        assert desk.receiver.ids == ["pbx1:2", "pbx1:4", "pbx1:7"]
        await wind(desk, courier, desk.clock.now + 2 * HOUR)
        assert desk.receiver.of(call(1)) == ["pbx1:3", "pbx1:5", "pbx1:6"]
        assert await desk.standing() == (0, 1)

        (dead,) = await desk.webhooks.dead(desk.address.id)
        assert (dead["id"], dead["type"], dead["problem"]) == (
            bad.cursor,
            "call.queued",
            "the answer was 500",
        )
        assert dead["attempts"] > 90
        desk.receiver.answer = lambda event: 200
        assert await desk.webhooks.resend(desk.address.id) == 1
        await courier.deliver()
        assert desk.receiver.ids[-1] == bad.cursor
        assert await desk.standing() == (0, 0)


async def test_what_waits_is_bounded_and_the_log_keeps_the_rest(store: Store) -> None:
    async with a_desk(store) as desk:
        courier = desk.courier(most_waiting=30)
        relay = Relay(store)
        up = desk.clock.now + HOUR
        desk.receiver.answer = lambda event: 200 if desk.clock.now >= up else 503
        await desk.happen(*(call(n % 7) for n in range(250)))
        with relay.follow({}) as follower:
            wait_s = 0.0
            while desk.clock.now < up + HOUR and len(desk.receiver.got) < 250:
                if wait_s >= 0:
                    await courier.take_in([e for e, _ in await follower.page(0)])
                    assert (await desk.standing())[0] <= 30 + 200  # a page at most beyond the bound
                wait_s = await courier.deliver()
                desk.clock.now += int(abs(wait_s) * 1000)
        assert desk.in_order()


async def test_only_what_is_wanted_is_posted_and_from_now_on(store: Store) -> None:
    await commit(store, [entry("pbx1", 1, call(1))])
    async with a_desk(store, types=("call.queued",)) as desk:
        next(desk.numbers)
        courier = desk.courier()
        held = LogEntry(
            stream="pbx1", seq=3, at=5, type="call.held", call_id=call(1), data={"call_id": str(call(1))}
        )
        await desk.happen(call(1))
        await commit(store, [held])
        relay = Relay(store)
        rows = await store.fetch("webhook_position", desk.address.id)
        with relay.follow({row["stream"]: row["seq"] for row in rows}) as follower:
            await courier.take_in([e for e, _ in await follower.page(0)])
        await courier.deliver()
        assert desk.receiver.ids == ["pbx1:2"]
        rows = await store.fetch("webhook_position", desk.address.id)
        assert [(row["stream"], row["seq"]) for row in rows] == [("pbx1", 3)]


async def test_an_address_has_one_courier_and_the_next_goes_on_where_he_stood(store: Store) -> None:
    async with a_desk(store) as desk:
        first, second = desk.courier(), desk.courier()
        assert await first.hold()
        assert not await second.hold()
        desk.receiver.answer = lambda event: 503
        await first.take_in(await desk.happen(call(1), call(1)))
        await first.deliver()
        desk.clock.now += LEASE_MS + 1  # he is gone without a word
        assert await second.hold()
        assert not await first.hold()
        desk.receiver.answer = lambda event: 200
        await second.take_in(desk.told)  # told again: it waits already
        await second.deliver()
        assert desk.receiver.ids == ["pbx1:1", "pbx1:2"]


async def test_an_address_may_go_while_its_courier_is_on_the_way(store: Store) -> None:
    async with a_desk(store) as desk:
        courier = desk.courier()
        told = await desk.happen(call(1), call(2))
        await courier.take_in(told[:1])
        desk.receiver.answer = lambda event: 503
        gone = asyncio.Event()

        async def post_late(*_: object) -> str:
            await desk.webhooks.remove(desk.address.id)
            gone.set()
            return "the answer was 503"

        late = Courier(store, desk.address, post_late, now=desk.clock)
        await late.deliver()
        assert gone.is_set()
        await courier.take_in(told[1:])
        assert not await courier.hold()
        assert await desk.webhooks.listing() == []


async def test_couriers_come_and_go_with_the_addresses(store: Store) -> None:
    relay = Relay(store)
    async with receiving() as receiver, Poster(allow_private=True) as post:
        couriers = Couriers(store, relay, post, now=Clock())
        webhooks = Webhooks(store, allow_private=True, now=Clock(), changed=couriers.changed)
        task = asyncio.create_task(couriers.run())
        try:
            made, secret = await webhooks.add(receiver.url, ())
            await eventually(lambda: relay.followers == 1)

            async def tell(seq: int) -> None:
                told = [entry("pbx1", seq, call(seq))]
                await commit(store, told)
                relay.committed(told)

            await tell(1)
            await eventually(lambda: receiver.ids == ["pbx1:1"])
            await webhooks.switch(made, active=False)
            await eventually(lambda: relay.followers == 0)
            await tell(2)
            await webhooks.switch(made, active=True)
            await eventually(lambda: receiver.ids == ["pbx1:1", "pbx1:2"])
            await webhooks.remove(made)
            await eventually(lambda: relay.followers == 0)
            assert secret.startswith("whsec_")
        finally:
            task.cancel()
            await asyncio.wait([task])


async def test_what_an_administrator_is_told(store: Store) -> None:
    webhooks = Webhooks(store, allow_private=False, now=Clock(), changed=lambda: None)
    with pytest.raises(BadInput, match="https"):
        await webhooks.add("http://crm.example.com/", ["call.sealed"])
    for act in (webhooks.remove(7), webhooks.dead(7), webhooks.resend(7), webhooks.switch(7, active=True)):
        with pytest.raises(NotFound):
            await act
    made, _ = await webhooks.add("https://crm.example.com/", ["call.sealed", "call.sealed"])
    (row,) = await webhooks.listing()
    assert row == {
        "id": made,
        "url": "https://crm.example.com/",
        "types": ["call.sealed"],
        "active": True,
        "created": Clock().now,
        "waiting": 0,
        "dead": 0,
        "problem": "",
    }
