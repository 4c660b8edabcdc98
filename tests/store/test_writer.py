"""The writer: order, exactly once, whatever PostgreSQL and the disk do meanwhile."""

import asyncio
import errno
import os
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ccengine.core.errors import LeaseLost, StoreUnavailable
from ccengine.core.ports import LogEntry
from ccengine.lab.wait import eventually
from ccengine.store.embedded import EmbeddedPostgres
from ccengine.store.migrate import migrate
from ccengine.store.store import Store
from ccengine.store.writer import Writer
from tests.store.build import NODE, Ground, call, entries, sealed


class FakeLog:
    """Remembers; is away or taken over when told so; may lose the answer to a commit."""

    def __init__(self) -> None:
        self.seqs: list[int] = []
        self.away = False
        self.lost = False
        self.forget_answers = 0

    async def append(self, batch: Sequence[LogEntry]) -> None:
        if self.lost:
            raise LeaseLost
        if self.away:
            raise StoreUnavailable
        last = self.seqs[-1] if self.seqs else 0
        self.seqs += [entry.seq for entry in batch if entry.seq > last]
        if self.forget_answers:
            self.forget_answers -= 1
            raise StoreUnavailable("the answer was lost")

    async def last_seq(self, stream: str) -> int:
        return self.seqs[-1] if self.seqs else 0


def batch(first: int, last: int) -> list[LogEntry]:
    return [
        LogEntry(stream=NODE, seq=n, at=n, type="call.queued", call_id=None, data={"queue": "я"})
        for n in range(first, last + 1)
    ]


class Told(list[int]):
    def __call__(self, committed: Sequence[LogEntry]) -> None:
        self.extend(entry.seq for entry in committed)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@asynccontextmanager
async def running(writer: Writer) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(writer.run())
    try:
        yield task
    finally:
        await writer.aclose(5)
        task.cancel()
        await asyncio.wait([task])


async def test_in_order_and_told_after_the_commit(tmp_path: Path) -> None:
    log, told = FakeLog(), Told()
    writer = Writer(log, tmp_path, node=NODE, epoch=1, on_committed=told, batch=7)
    async with running(writer):
        writer.put(batch(1, 10))
        writer.put(batch(11, 30))
        assert (told, writer.lag) == ([], 30)
    assert log.seqs == told == list(range(1, 31))
    assert writer.lag == 0


@pytest.mark.parametrize("away", [False, True])
async def test_closing_after_the_task_was_cancelled_loses_nothing(tmp_path: Path, away: bool) -> None:
    log, told = FakeLog(), Told()
    log.away = away
    writer = Writer(log, tmp_path, node=NODE, epoch=1, on_committed=told, batch=7)
    task = asyncio.create_task(writer.run())
    writer.put(batch(1, 10))
    await eventually(lambda: writer.counts.spooled or writer.counts.committed)
    task.cancel()
    await asyncio.wait([task])
    writer.put(batch(11, 30))
    await writer.aclose()
    assert (log.seqs, writer.counts.spooled) == (([], 30) if away else (list(range(1, 31)), 0))


async def test_a_listener_that_fails_stops_nothing(tmp_path: Path) -> None:
    log = FakeLog()

    def fails(committed: Sequence[LogEntry]) -> None:
        raise ValueError(committed)

    writer = Writer(log, tmp_path, node=NODE, epoch=1, on_committed=fails, batch=7)
    async with running(writer):
        writer.put(batch(1, 30))
    assert log.seqs == list(range(1, 31))


async def test_an_outage_is_bridged_by_the_spool(tmp_path: Path) -> None:
    log, told = FakeLog(), Told()
    writer = Writer(log, tmp_path, node=NODE, epoch=1, on_committed=told, batch=7, tick_s=0.001)
    async with running(writer):
        writer.put(batch(1, 50))
        await eventually(lambda: told == list(range(1, 51)))
        log.away = True
        writer.put(batch(51, 80))
        await eventually(lambda: writer.counts.spooled == 30)
        writer.put(batch(81, 100))
        await eventually(lambda: writer.counts.spooled == 50)
        assert writer.lag == 50
        assert names(tmp_path) == [f"{NODE}.1.jsonl"]
        log.away = False
        writer.put(batch(101, 130))
        await eventually(lambda: writer.lag == 0)
    assert log.seqs == told == list(range(1, 131))
    assert names(tmp_path) == []
    assert (writer.counts.outages, writer.counts.committed) == (1, 130)


async def test_a_lost_answer_doubles_nothing(tmp_path: Path) -> None:
    log, told = FakeLog(), Told()
    log.forget_answers = 1
    writer = Writer(log, tmp_path, node=NODE, epoch=1, on_committed=told, tick_s=0.001)
    async with running(writer):
        writer.put(batch(1, 20))
        await eventually(lambda: len(told) == 20)
    assert log.seqs == told == list(range(1, 21))


async def test_a_full_disk_keeps_entries_in_memory_up_to_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, told = FakeLog(), Told()
    log.away = True
    writer = Writer(
        log, tmp_path, node=NODE, epoch=1, on_committed=told, batch=7, tick_s=0.001, most_in_memory=30
    )

    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    async with running(writer):
        writer.put(batch(1, 40))
        await eventually(lambda: writer.counts.spool_errors > 2)
        assert (writer.counts.lost, writer.lag, writer.counts.spooled) == (10, 30, 0)
        log.away = False
        await eventually(lambda: writer.lag == 0)
    assert log.seqs == told == list(range(1, 31))


async def test_a_spool_of_an_older_epoch_is_set_aside(tmp_path: Path) -> None:
    log, told = FakeLog(), Told()
    log.away = True
    before = Writer(log, tmp_path, node=NODE, epoch=1, on_committed=told, tick_s=0.001)
    async with running(before):
        before.put(batch(1, 5))
        await eventually(lambda: before.counts.spooled == 5)
    log.away = False
    after = Writer(log, tmp_path, node=NODE, epoch=2, on_committed=told, tick_s=0.001)
    async with running(after):
        after.put(batch(6, 7))
        await eventually(lambda: after.lag == 0)
    assert log.seqs == [6, 7]
    assert after.counts.set_aside == 1
    assert names(tmp_path) == [f"{NODE}.1.aside"]


async def test_a_lost_lease_ends_the_writer(tmp_path: Path) -> None:
    log = FakeLog()
    log.lost = True
    writer = Writer(log, tmp_path, node=NODE, epoch=1, on_committed=Told(), tick_s=0.001)
    writer.put(batch(1, 1))
    with pytest.raises(LeaseLost):
        await writer.run()


@pytest.mark.store
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
async def test_postgresql_killed_under_calls(tmp_path: Path, how: signal.Signals) -> None:
    """Two seconds without a server while calls are sealed: none is lost and none is doubled."""
    server = EmbeddedPostgres(tmp_path / "data")
    dsn = await server.start()
    try:
        await migrate(dsn)
        async with Store(dsn, acquire_s=1.0) as store:
            ground, told = await Ground.make(store), Told()
            writer = Writer(ground.log, tmp_path / "spool", node=NODE, epoch=1, on_committed=told)
            events = entries(sealed(call(n, at=n * 1_000, answer=1_000)) for n in range(1, 301))
            async with running(writer):
                for n, entry in enumerate(events, 1):
                    writer.put([entry])
                    await asyncio.sleep(0.01)
                    if n == 100:
                        assert server.pid is not None
                        os.kill(server.pid, how)
                        await server.stop()
                    if n == 250:
                        await server.start()
                await eventually(lambda: writer.lag == 0, 30)
            assert told == list(range(1, 301))
            assert writer.counts.spooled > 0
            rows = await ground.rows("select seq from log where stream = $1 order by seq", NODE)
            assert [row["seq"] for row in rows] == told
            assert await ground.count("call") == await ground.count("talk_part") == 300
    finally:
        await server.stop()
