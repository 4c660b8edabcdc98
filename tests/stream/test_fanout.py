"""The road to Redis: a real server, which is flushed, killed and started again under it."""

import asyncio
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from redis.exceptions import RedisError

from ccengine.lab.wait import eventually
from ccengine.store.store import Store
from ccengine.stream.fanout import Fanout
from ccengine.stream.relay import PAGE, Relay
from tests.fixtures_redis import RedisServer
from tests.stream.follower import call, commit, entries, entry

pytestmark = [pytest.mark.redis, pytest.mark.store]

KEY = "crm:pbx1"


@dataclass
class Road:
    """The road at work, and the hand that writes into the log."""

    fanout: Fanout
    relay: Relay
    store: Store
    redis: Any

    async def write(self, stream: str, first: int, count: int) -> None:
        written = entries(stream, first, count)
        await commit(self.store, written)
        self.relay.committed(written)

    async def numbers(self, stream: str = "pbx1") -> list[int]:
        """The ids in Redis; nothing while it is away."""
        with suppress(RedisError, OSError):
            return [int(one.partition("-")[0]) for one, _ in await self.redis.xrange(f"crm:{stream}")]
        return []

    async def holds(self, numbers: range, stream: str = "pbx1") -> None:
        async def so() -> bool:
            return await self.numbers(stream) == list(numbers)

        await eventually(so, 30)


@asynccontextmanager
async def road(store: Store, server: RedisServer, keep: int = 100_000) -> AsyncIterator[Road]:
    relay = Relay(store)
    async with server.client() as ours, server.client() as theirs:
        fanout = Fanout(store, relay, ours, prefix="crm", keep=keep, look_s=0.1)
        task = asyncio.create_task(fanout.run())
        try:
            yield Road(fanout, relay, store, theirs)
        finally:
            task.cancel()
            await asyncio.wait([task])


async def test_what_was_and_what_comes_is_there_once_by_its_own_number(
    store: Store, redis_server: RedisServer
) -> None:
    await commit(store, entries("pbx1", 1, PAGE + 7))
    async with road(store, redis_server) as one, road(store, redis_server) as other:
        await one.write("desk", 1, 3)
        await one.holds(range(1, PAGE + 8))
        await one.holds(range(1, 4), "desk")
        await other.write("pbx1", PAGE + 8, 5)  # both are told, both carry, and it is there once
        one.relay.committed(entries("pbx1", PAGE + 8, 5))
        await one.holds(range(1, PAGE + 13))
        ((_, fields),) = await one.redis.xrevrange(KEY, count=1)
    event = json.loads(fields["event"])
    assert event["id"] == f"pbx1:{PAGE + 12}"
    assert event["type"] == "ccengine.call.queued"


async def test_a_new_road_goes_on_where_redis_stands(store: Store, redis_server: RedisServer) -> None:
    async with road(store, redis_server) as first:
        await first.write("pbx1", 1, 10)
        await first.holds(range(1, 11))
    await commit(store, entries("pbx1", 11, 10))
    async with road(store, redis_server) as second:
        await second.holds(range(1, 21))
        assert second.fanout.carried == 10


async def test_of_a_long_log_only_so_much_is_kept(store: Store, redis_server: RedisServer) -> None:
    await commit(store, entries("pbx1", 1, 1000))
    async with road(store, redis_server, keep=50) as narrow:
        await narrow.holds(range(951, 1001))
        await narrow.write("pbx1", 1001, 500)

        async def trimmed() -> bool:
            numbers = await narrow.numbers()
            return numbers[-1] == 1500 and 50 <= len(numbers) <= 250  # by whole nodes: about so many

        await eventually(trimmed)


async def test_a_flushed_redis_is_filled_again_without_a_hole(
    store: Store, redis_server: RedisServer
) -> None:
    async with road(store, redis_server) as busy:
        await busy.write("pbx1", 1, 300)
        await busy.holds(range(1, 301))
        await busy.redis.flushall()
        await busy.write("pbx1", 301, 10)
        await busy.holds(range(1, 311))
        await busy.redis.flushall()  # and nothing happens: it is found all the same
        await busy.holds(range(1, 311))
        assert busy.fanout.rebuilt == 2


async def test_redis_away_holds_up_nobody_and_is_caught_up_with(
    store: Store, redis_server: RedisServer
) -> None:
    async with road(store, redis_server) as cut:
        await cut.write("pbx1", 1, 20)
        await cut.holds(range(1, 21))
        await redis_server.kill()
        await cut.write("pbx1", 21, 20)
        await eventually(lambda: cut.fanout.away)
        with cut.relay.follow({"pbx1": 0}) as follower:
            assert len(await follower.page(0)) == 40
        await redis_server.start()  # empty: it kept nothing
        await cut.holds(range(1, 41))
        await eventually(lambda: not cut.fanout.away)


def the_worker(folder: Path) -> Path:
    """The program of the how-to, only that it does not wait a minute for a dead colleague."""
    page = (Path(__file__).parents[2] / "docs/how-to/read-the-event-stream.md").read_text()
    (program,) = [
        code for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "xautoclaim" in code
    ]
    assert "ccengine:pbx1" in program
    quick = program.replace("ccengine:pbx1", KEY).replace("60_000", "500").replace("5_000", "100")
    path = folder / "worker.py"
    path.write_text(quick)
    (folder / "stuck.py").write_text(quick.replace("client.xack(STREAM, GROUP, number)", "time.sleep(600)"))
    return path


@dataclass
class Crm:
    """What the workers of a CRM have between them: whoever dealt with an event, by its id."""

    handled: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @asynccontextmanager
    async def worker(self, program: Path, url: str, name: str) -> AsyncIterator[asyncio.subprocess.Process]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-u", str(program), url, name), stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        reading = asyncio.create_task(self._read(process.stdout, name))
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            await reading

    async def _read(self, lines: asyncio.StreamReader, name: str) -> None:
        async for line in lines:
            self.handled[line.decode().split()[0]].append(name)


async def test_three_workers_one_killed_redis_emptied_and_restarted_and_every_event_is_handled(
    store: Store, redis_server: RedisServer, tmp_path: Path
) -> None:
    program, url, crm = the_worker(tmp_path), redis_server.url, Crm()
    async with (
        road(store, redis_server) as carrying,
        crm.worker(tmp_path / "stuck.py", url, "a") as stuck,
    ):
        await carrying.write("pbx1", 1, 200)
        await eventually(lambda: len(crm.handled) == 1, 30)
        # It has taken ten, and dies with them in its hands.
        assert (await carrying.redis.xpending(KEY, "crm"))["pending"] == 10
        stuck.kill()
        await stuck.wait()
        async with crm.worker(program, url, "b"), crm.worker(program, url, "c"):
            await eventually(lambda: len(crm.handled) == 200, 60)

            await carrying.redis.flushall()
            await carrying.write("pbx1", 201, 100)
            await eventually(lambda: len(crm.handled) == 300, 60)

            await redis_server.kill()
            await carrying.write("pbx1", 301, 100)
            await redis_server.start()
            await eventually(lambda: len(crm.handled) == 400, 60)
    assert crm.handled.keys() == {f"pbx1:{n}" for n in range(1, 401)}
    assert all({"b", "c"} & set(names) for names in crm.handled.values())  # also what the dead one held
    # At least once: some were told twice, and their ids are what doubles are dropped by.
    assert sum(map(len, crm.handled.values())) > 400


async def test_within_a_call_the_order_is_the_logs(store: Store, redis_server: RedisServer) -> None:
    mixed = [entry("pbx1", seq, call(seq % 3)) for seq in range(1, 61)]
    await commit(store, mixed)
    async with road(store, redis_server) as carrying:
        await carrying.holds(range(1, 61))
        by_call: defaultdict[str, list[str]] = defaultdict(list)
        for _, fields in await carrying.redis.xrange(KEY):
            event = json.loads(fields["event"])
            by_call[event["subject"]].append(event["id"])
    assert by_call[str(call(1))] == [f"pbx1:{seq}" for seq in range(1, 61, 3)]


def test_without_the_setting_the_library_is_not_even_imported() -> None:
    code = "import sys, ccengine.app.service, ccengine.cli; sys.exit('redis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
