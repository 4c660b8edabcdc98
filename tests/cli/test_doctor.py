"""``ccengine doctor`` on a real Asterisk and a real PostgreSQL: each fault is told in plain words,
with its cure, and what is well is not complained about."""

import asyncio
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg
import pytest

from ccengine.cli.dialplan import files_of
from ccengine.cli.doctor import Finding, Level, Senses, examine, report
from ccengine.core.applied import Stamp, Told
from ccengine.lab.bench import Bench, open_bench
from ccengine.lab.crm import demo_house
from ccengine.lab.ports import free_port
from ccengine.lab.tree import Tree
from ccengine.settings import DatabaseSettings, NodeSettings, PbxSettings, RedisSettings, Settings
from ccengine.store.directory import PgDirectory
from ccengine.store.migrate import known
from ccengine.store.node_files import NodeFiles
from ccengine.store.store import Store

pytestmark = pytest.mark.store

ROOM = Senses(free_bytes=lambda _: 50_000_000_000)


def told(findings: list[Finding]) -> str:
    """What is wrong, each with its cure."""
    return "\n".join(f"{f.what} -> {f.mend}" for f in findings if f.level is not Level.GOOD)


@pytest.fixture
def settings(dsn: str, tmp_path: Path) -> Settings:
    """An installation whose Asterisk is switched off."""
    (tmp_path / "rec").mkdir()
    (tmp_path / "cel.csv").touch()
    return Settings(
        data=tmp_path,
        node=NodeSettings(
            ami_port=free_port(), recordings=str(tmp_path / "rec"), cel_file=str(tmp_path / "cel.csv")
        ),
        pbx=PbxSettings(trunk_match=("127.0.0.2",), trunk_host="127.0.0.2"),
        database=DatabaseSettings(dsn=dsn),
    )


async def without_pbx(settings: Settings, senses: Senses = ROOM, etc: Path | None = None) -> str:
    """What is wrong but for the two logins, which find nobody."""
    findings = [f for f in await examine(settings, etc, senses) if "AMI cannot be reached" not in f.what]
    return told(findings)


# --- Asterisk --------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Patient:
    bench: Bench
    settings: Settings

    async def examined(self, senses: Senses = ROOM, etc: Path | None = None) -> str:
        return told(await examine(self.settings, etc, senses))

    @asynccontextmanager
    async def sick(self, file: str, pattern: str, by: str, reload: str) -> AsyncIterator[None]:
        """With a line of one of Asterisk's files changed, for a while."""
        path = self.bench.pbx.home / "etc" / file
        well = path.read_text()
        changed = re.sub(pattern, by, well, flags=re.MULTILINE)
        assert changed != well
        path.write_text(changed)
        try:
            await self.bench.pbx.cli(reload)
            yield
        finally:
            path.write_text(well)
            await self.bench.pbx.cli(reload)


@pytest.fixture
async def patient(settings: Settings, asterisk_tree: Tree) -> AsyncIterator[Patient]:
    async with open_bench(asterisk_tree, {}) as bench:
        node = replace(
            settings.node,
            ami_port=bench.plan.ami_port,
            systemname=bench.plan.systemname,
            events_secret=bench.plan.events_secret,
            control_secret=bench.plan.control_secret,
        )
        yield Patient(bench=bench, settings=replace(settings, node=node))


@pytest.mark.pbx
async def test_who_is_well_and_whose_files_have_drifted(
    patient: Patient, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await PgDirectory(store).put_house(demo_house())
    etc = tmp_path / "etc"
    etc.mkdir()
    for name, text in (await files_of(patient.settings)).items():
        (etc / name).write_text(text)
    findings = await examine(patient.settings, etc, ROOM)
    assert told(findings) == ""
    assert report(findings) == 0
    assert capsys.readouterr().out.count("ok ") == len(findings) == 5
    (etc / "extensions.conf").write_text("; somebody was here\n")
    (etc / "queues.conf").unlink()
    findings = await examine(patient.settings, etc, ROOM)
    assert "drifted; changed: extensions.conf; missing: queues.conf" in told(findings)
    assert "-> ccengine dialplan diff shows how" in told(findings)
    assert report(findings) == 1


@pytest.mark.pbx
async def test_what_is_wrong_with_its_asterisk(patient: Patient) -> None:
    wrong = replace(patient.settings, node=replace(patient.settings.node, control_secret="guess"))
    said = told(await examine(wrong, None, ROOM))
    assert said.startswith(
        "AMI refused the login 'ccengine-control' -> manager.conf needs [ccengine-control]"
    )
    assert "guess" not in said

    other = replace(patient.settings, node=replace(patient.settings.node, systemname="pbx1-other"))
    assert "systemname is not the one in [node]" in told(await examine(other, None, ROOM))

    manager = "manager reload"
    async with patient.sick("manager.conf", "^write=call,agent,originate$", "write=call,agent", manager):
        said = await patient.examined()
        assert said.startswith("'ccengine-control' may not do Originate: a class is missing -> give it")
        assert "write=call,agent,originate in manager.conf" in said
    async with patient.sick("manager.conf", "^write=reporting$", "write=user", manager):
        assert "'ccengine-events' may not do CoreStatus, " in await patient.examined()
    async with patient.sick("manager.conf", "^read=system,call", "read=call", manager):
        said = await patient.examined()
        assert "'ccengine-events' is not told that Asterisk has booted: the class system" in said

    for module, cure in (
        ("func_curl", "Asterisk has not loaded func_curl -> load=func_curl.so in modules.conf"),
        ("func_module", "which modules Asterisk has loaded -> load=func_module.so in modules.conf"),
    ):
        await patient.bench.pbx.cli(f"module unload {module}")
        assert cure in await patient.examined()
        await patient.bench.pbx.cli(f"module load {module}")
    assert await patient.examined() == ""


@pytest.mark.pbx
@pytest.mark.parametrize(("ahead_s", "words"), [(-60, "60.0 s ahead of ours"), (60, "60.0 s behind ours")])
async def test_clocks_that_differ(patient: Patient, ahead_s: float, words: str) -> None:
    """Our own clock is put wrong; Asterisk's is what it is. It may take a moment to answer."""
    senses = replace(ROOM, clock=lambda: time.time() + ahead_s)
    said = await patient.examined(senses)
    assert re.sub(r"(59|60)\.\d", "60.0", said).startswith(
        f"Asterisk's clock is {words} -> run a time service"
    )


async def test_nobody_at_the_port_of_asterisk(settings: Settings) -> None:
    said = told(await examine(settings, None, ROOM))
    assert said.count(f"AMI cannot be reached at 127.0.0.1:{settings.node.ami_port}: ") == 2
    assert said.count("-> is Asterisk running, and does manager.conf say enabled=yes and this port?") == 2


# --- the database ----------------------------------------------------------------------------------


async def test_a_database_that_is_behind(settings: Settings) -> None:
    last = known()[-1]
    connection = await asyncpg.connect(settings.database.dsn)
    await connection.execute("delete from schema_migration where number = $1", last.number)
    await connection.close()
    said = await without_pbx(settings)
    assert (
        said == f"the database is behind: {last.number:04d}_{last.name} not applied -> run: ccengine migrate"
    )


async def test_a_database_that_is_away(settings: Settings) -> None:
    away = DatabaseSettings(dsn=f"postgresql://ccengine@127.0.0.1:{free_port()}/ccengine")
    said = await without_pbx(replace(settings, database=away))
    assert said.startswith("PostgreSQL cannot be reached")
    assert said.endswith("-> check [database] dsn, and that the server runs")


async def test_a_database_that_knows_more_than_we_do(settings: Settings) -> None:
    connection = await asyncpg.connect(settings.database.dsn)
    await connection.execute("insert into schema_migration (number, name) values (9999, 'future')")
    await connection.close()
    said = await without_pbx(settings)
    assert said.startswith("the database could not be looked at: the database is ahead of this ccengine")


# --- this machine ----------------------------------------------------------------------------------


async def test_a_redis_that_is_away(settings: Settings) -> None:
    assert "Redis" not in await without_pbx(settings)
    away = replace(settings, redis=RedisSettings(url=f"redis://127.0.0.1:{free_port()}"))
    assert "Redis cannot be used: ConnectionError -> check [redis] url" in await without_pbx(away)


async def test_events_that_were_given_up(settings: Settings) -> None:
    async with Store(settings.database.dsn) as store, store.session() as session:
        await session.connection.execute(
            "insert into log values ('desk', 1, now(), 'call.noted', null, '{}');"
            "insert into webhook (url, secret, created) values ('https://x', repeat('x', 32), now());"
            "insert into webhook_dead select id, 'desk', 1, now(), 9, 'the answer was 500' from webhook"
        )
    assert "1 events could not be posted to webhooks for a day" in await without_pbx(settings)


async def test_a_disk_that_is_nearly_full(settings: Settings) -> None:
    def full(folder: Path) -> Callable[[Path], int]:
        return lambda asked: 1_999_000_000 if asked == folder else 50_000_000_000

    for name, folder in (
        ("data", settings.data),
        ("recordings", Path(settings.node.recordings)),
    ):
        said = await without_pbx(settings, Senses(free_bytes=full(folder)))
        assert said.startswith(f"the disk of the {name} folder is nearly full (1999 MB free) -> make room")
    assert Senses().free_bytes(settings.data) > 0


async def test_folders_and_files_that_are_of_no_use(settings: Settings, tmp_path: Path) -> None:
    node = replace(settings.node, recordings=str(tmp_path / "nowhere"), cel_file=str(tmp_path / "none.csv"))
    said = await without_pbx(replace(settings, node=node, data=tmp_path / "not/yet/made"))
    assert said.splitlines() == [
        f"the recordings folder {tmp_path / 'nowhere'} does not exist -> create it, or correct the setting",
        f"{tmp_path / 'none.csv'} is not there yet -> it comes with the first call; if it does not: "
        "is cel_custom loaded?",
    ]
    said = await without_pbx(settings, replace(ROOM, may=lambda path, _: path == settings.data))
    assert [line.partition(" -> ")[0] for line in said.splitlines()] == [
        f"the recordings folder {settings.node.recordings} may not be written by our user",
        f"{settings.node.cel_file} may not be read by our user",
    ]
    assert "[node] recordings is empty" in await without_pbx(replace(settings, node=NodeSettings(ami_port=1)))


async def test_a_rendering_that_lacks_a_setting(settings: Settings, tmp_path: Path) -> None:
    said = await without_pbx(replace(settings, pbx=PbxSettings()), etc=tmp_path)
    assert said.startswith("Asterisk's files could not be looked at: [pbx] trunk_match and trunk_host say")


async def test_settings_that_cannot_be_used_are_findings_too(tmp_path: Path) -> None:
    config = tmp_path / "ccengine.toml"
    config.write_text('[node]\nami_port = "many"\n[desk]\nzone = "Mars/Olympus"\n')
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ccengine", "doctor", "--config", str(config)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={key: value for key, value in os.environ.items() if not key.startswith("CCENGINE_")},
    )
    out, err = await process.communicate()
    assert (process.returncode, err) == (1, b"")
    said = out.decode()
    assert said.startswith("wrong    settings cannot be used:")
    assert f"{config}: [node] ami_port: must be a whole number" in said
    assert f"{config}: [desk] zone: is no time zone" in said
    assert "-> correct these first" in said


@pytest.mark.pbx
async def test_phones_in_browsers(patient: Patient, store: Store) -> None:
    await PgDirectory(store).put_house(demo_house(browsers=("op101",)))
    assert "no keeper of Asterisk's files is running" in await patient.examined()
    files = NodeFiles(store, patient.settings.node.name)
    await files.put(Told(applied=Stamp()))
    assert "browser" not in await patient.examined()
    pbx = replace(
        patient.settings.pbx, apply_to="/etc/asterisk", websocket_port=patient.bench.plan.websocket_port
    )
    here = replace(patient, settings=replace(patient.settings, pbx=pbx))
    assert "register" not in await here.examined()
    await files.put(Told(applied=Stamp(), trouble="asterisk -rx: no such file"))
    shut = replace(here.settings, pbx=replace(pbx, websocket_port=free_port()))
    said = told(await examine(shut, None, ROOM))
    assert "Asterisk does not have what the house says: asterisk -rx: no such file" in said
    assert f"browsers cannot register at 127.0.0.1:{shut.pbx.websocket_port}" in said
