"""The stream over real HTTP, from a real PostgreSQL."""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from ccengine.api.listener import listening
from ccengine.core.errors import BadInput
from ccengine.lab.wait import eventually
from ccengine.store.store import Store
from ccengine.stream.relay import PAGE, Relay
from ccengine.stream.sse import Events
from tests.stream.follower import ADDRESS, Consumer, commit, entries

pytestmark = pytest.mark.store


@asynccontextmanager
async def serving(relay: Relay, *, heartbeat_s: float = 15, slow_s: float = 30) -> AsyncIterator[int]:
    """The stream on a port of its own; yields the port."""
    events = Events(relay, heartbeat_s=heartbeat_s, slow_s=slow_s)
    app = web.Application()
    app.router.add_get(ADDRESS, events.answer, allow_head=False)

    async def close(_: web.Application) -> None:
        events.close()

    app.on_shutdown.append(close)
    async with listening(app, "127.0.0.1", 0) as port:
        yield port


@asynccontextmanager
async def streaming(relay: Relay, *, heartbeat_s: float = 15) -> AsyncIterator[aiohttp.ClientSession]:
    """The stream, and a client for it."""
    async with (
        serving(relay, heartbeat_s=heartbeat_s) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client,
    ):
        yield client


async def test_what_was_and_what_comes_reaches_a_follower_in_order(store: Store) -> None:
    relay = Relay(store)
    await commit(store, entries("pbx1", 1, 2 * PAGE + 5))
    consumer = Consumer()
    async with streaming(relay) as client, asyncio.TaskGroup() as tasks:
        reading = tasks.create_task(consumer.read(client, 2 * PAGE + 8))
        await eventually(lambda: len(consumer.got) == 2 * PAGE + 5)
        fresh = entries("desk", 1, 3)
        await commit(store, fresh)
        relay.committed(fresh)
        async with asyncio.timeout(5):  # far less than a heartbeat: it was woken
            await reading
    assert consumer.ids == [f"pbx1:{n}" for n in range(1, 2 * PAGE + 6)] + [f"desk:{n}" for n in (1, 2, 3)]
    assert consumer.cursor == f"desk:3,pbx1:{2 * PAGE + 5}"


async def test_a_consumer_killed_at_random_has_every_event_once_it_drops_doubles(store: Store) -> None:
    seed = int(os.environ.get("CCENGINE_TEST_SEED") or random.randrange(2**32))
    print(f"CCENGINE_TEST_SEED={seed} repeats this run")
    dice = random.Random(seed)
    relay = Relay(store)
    total = {"pbx1": 700, "pbx2": 500, "desk": 300}

    async def write() -> None:
        written = dict.fromkeys(total, 0)
        while open_streams := [name for name in total if written[name] < total[name]]:
            stream = dice.choice(open_streams)
            batch = entries(
                stream, written[stream] + 1, min(dice.randint(1, 40), total[stream] - written[stream])
            )
            await commit(store, batch)
            written[stream] += len(batch)
            relay.committed(batch)

    consumer = Consumer()
    forgetful = 0
    async with streaming(relay, heartbeat_s=0.2) as client, asyncio.TaskGroup() as tasks:
        tasks.create_task(write())
        async with asyncio.timeout(60):
            while len(set(consumer.ids)) < sum(total.values()):
                left = sum(total.values()) - len(set(consumer.ids))
                before = consumer.cursor
                await consumer.read(client, min(left, dice.randint(1, 60)))
                if dice.random() < 0.3:  # killed before it had noted how far it was
                    consumer.cursor = before
                    forgetful += 1
    unique = list(dict.fromkeys(consumer.ids))
    assert forgetful
    assert len(consumer.got) > len(unique)
    for stream, count in total.items():
        assert [i for i in unique if i.startswith(f"{stream}:")] == [
            f"{stream}:{n}" for n in range(1, count + 1)
        ]


async def test_after_in_the_address_resumes_too_and_the_header_is_newer(store: Store) -> None:
    relay = Relay(store)
    await commit(store, entries("pbx1", 1, 5))
    async with streaming(relay) as client:
        async with client.get(ADDRESS, params={"after": "pbx1:3"}) as response:
            assert b"id: pbx1:4\n" in await response.content.readuntil(b"data: ")
        async with client.get(
            ADDRESS, params={"after": "pbx1:3"}, headers={"Last-Event-ID": "pbx1:4"}
        ) as response:
            assert b"id: pbx1:5\n" in await response.content.readuntil(b"data: ")


async def test_a_commit_of_another_process_is_found_at_the_heartbeat(store: Store) -> None:
    consumer = Consumer()
    async with streaming(Relay(store), heartbeat_s=0.1) as client, asyncio.TaskGroup() as tasks:
        reading = tasks.create_task(consumer.read(client, 1))
        await commit(store, entries("pbx1", 1, 1))
        async with asyncio.timeout(5):
            await reading
    assert consumer.ids == ["pbx1:1"]


async def test_a_quiet_stream_is_heard_to_be_alive(store: Store) -> None:
    async with streaming(Relay(store), heartbeat_s=0.05) as client, client.get(ADDRESS) as response:
        async with asyncio.timeout(5):
            await response.content.readuntil(b": still here\n\n: still here\n\n")


async def test_who_does_not_read_is_cut_off_and_resumes(store: Store) -> None:
    relay = Relay(store)
    await commit(store, entries("pbx1", 1, 40_000))
    async with serving(relay, slow_s=0.2) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        writer.write(f"GET {ADDRESS} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        await eventually(lambda: relay.followers == 1)
        await eventually(lambda: relay.followers == 0, 20)
        writer.transport.abort()
        consumer = Consumer(cursor="pbx1:39990")
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client:
            await consumer.read(client, 10)
    assert consumer.ids[-1] == "pbx1:40000"


async def test_closing_the_relay_sends_everybody_away(store: Store) -> None:
    relay = Relay(store)
    async with streaming(relay) as client, client.get(ADDRESS) as response:
        await eventually(lambda: relay.followers == 1)
        relay.close()
        async with asyncio.timeout(5):
            await response.read()
        await eventually(lambda: relay.followers == 0)


async def test_an_unreadable_cursor_is_bad_input(store: Store) -> None:
    with pytest.raises(BadInput):
        await Events(Relay(store)).answer(make_mocked_request("GET", f"{ADDRESS}?after=nonsense"))
