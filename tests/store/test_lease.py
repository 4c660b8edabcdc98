"""One owner per node."""

import asyncio

import pytest

from ccengine.core.errors import Conflict, LeaseLost
from ccengine.lab.wait import eventually
from ccengine.store.lease import Lease
from ccengine.store.store import Store

pytestmark = pytest.mark.store


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def test_one_owner_and_a_new_epoch_for_each(store: Store) -> None:
    first = Lease(store, node="n", holder="a")
    with pytest.raises(LeaseLost):
        first.check()
    assert await first.acquire() == 1
    first.check()
    other = Lease(store, node="n", holder="b")
    with pytest.raises(Conflict):
        await other.acquire()
    await first.release()
    with pytest.raises(LeaseLost):
        first.check()
    assert await other.acquire() == 2
    with pytest.raises(LeaseLost):
        await first.renew()
    assert await Lease(store, node="m", holder="a").acquire() == 1


async def test_the_same_installation_takes_its_lease_again_at_once(store: Store) -> None:
    crashed = Lease(store, node="n", holder="a")
    await crashed.acquire()
    again = Lease(store, node="n", holder="a")
    assert await again.acquire() == 2
    with pytest.raises(LeaseLost):
        await crashed.renew()
    with pytest.raises(LeaseLost):
        crashed.check()
    again.check()


async def test_the_deadline_passes_before_another_can_take_it(store: Store) -> None:
    clock = Clock()
    lease = Lease(store, node="n", holder="a", ttl_s=10, now=clock)
    await lease.acquire()
    clock.now += 9.9
    lease.check()
    await lease.renew()
    clock.now += 9.9
    lease.check()
    clock.now += 0.1
    with pytest.raises(LeaseLost):
        lease.check()


async def test_run_renews_and_ends_when_it_is_lost(store: Store) -> None:
    lease = Lease(store, node="n", holder="a", ttl_s=1.5)
    await lease.acquire()
    task = asyncio.create_task(lease.run())
    first = lease.deadline
    await eventually(lambda: lease.deadline > first)
    await Lease(store, node="n", holder="a").acquire()
    async with asyncio.timeout(5):
        with pytest.raises(LeaseLost):
            await task
