"""PostgreSQL as our child: found again, alone, and gone when we are."""

import asyncio
import os
import signal
import stat
import sys
import time
from pathlib import Path

import pytest

from ccengine.core.errors import SettingsError, StoreUnavailable
from ccengine.lab.wait import eventually
from ccengine.store.embedded import EmbeddedPostgres, running_dsn
from ccengine.store.migrate import known, migrate, pending
from ccengine.store.store import Store

pytestmark = pytest.mark.store

CHILD = """
import asyncio, sys
from pathlib import Path
from ccengine.store.embedded import EmbeddedPostgres
async def main():
    server = EmbeddedPostgres(Path(sys.argv[1]))
    await server.start()
    print(server.pid, flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""


async def test_started_migrated_stopped_and_found_again(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path)
    dsn = await server.start()
    try:
        assert (tmp_path / "dsn").read_text().strip() == dsn
        assert stat.S_IMODE((tmp_path / "dsn").stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "pg").stat().st_mode) == 0o700
        assert await pending(dsn) == [f"{m.number:04d}_{m.name}" for m in known()]
        both = await asyncio.gather(migrate(dsn), migrate(dsn))
        assert sorted(both) == [[], [f"{m.number:04d}_{m.name}" for m in known()]]
        assert running_dsn(tmp_path) == dsn
        with pytest.raises(SettingsError, match="another ccengine"):
            await EmbeddedPostgres(tmp_path).start()
    finally:
        await server.stop()
    assert not (tmp_path / "dsn").exists()
    (tmp_path / "dsn").write_text("left by an engine that was killed")
    assert running_dsn(tmp_path) == running_dsn(tmp_path / "nowhere") == ""
    started = time.monotonic()
    dsn = await server.start()
    try:
        assert time.monotonic() - started < 20
        assert await pending(dsn) == []
        async with Store(dsn) as store, store.session() as session:
            assert await session.connection.fetchval("show listen_addresses") == ""
            assert await session.connection.fetchval("select lower('ЯНА')") == "яна"
    finally:
        await server.stop()


async def test_started_again_when_it_falls(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path)
    dsn = await server.start()
    watch = asyncio.create_task(server.run())
    try:
        first = server.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await eventually(lambda: server.pid != first)

        async def answers() -> bool:
            try:
                async with Store(dsn) as store:
                    return bool(await store.fetch_value("log_last", "x") == 0)
            except StoreUnavailable:
                return False

        await migrate_when_ready(dsn)
        await eventually(answers)
    finally:
        await server.stop()
        await watch


async def migrate_when_ready(dsn: str) -> None:
    async def done() -> bool:
        try:
            await migrate(dsn)
        except StoreUnavailable:
            return False
        return True

    await eventually(done, 30)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
async def test_nothing_is_left_when_the_parent_is_killed(tmp_path: Path, how: signal.Signals) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHILD, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    pid = int(await asyncio.wait_for(parent.stdout.readline(), 60))
    parent.send_signal(how)
    await parent.wait()
    server = EmbeddedPostgres(tmp_path)
    await server.start()  # also while the other is still shutting down
    assert not serves(pid)
    await server.stop()


def serves(pid: int) -> bool:
    try:
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


async def test_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    data = tmp_path / ("long" * 20)
    server = EmbeddedPostgres(data)
    dsn = await server.start()
    folder = Path(dsn.rpartition("host=")[2])
    try:
        assert folder != data / "pg"
        await migrate(dsn)
    finally:
        await server.stop()
    assert folder.name not in os.listdir(folder.parent)
