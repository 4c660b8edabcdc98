"""``ccengine doctor``: what is wrong with this installation, in plain words, and how to mend it.

Each check is a function that returns findings; the table is the order in which a person would
look. A check that cannot be made says so and why. Exit 0 only if nothing is wrong.
"""

import argparse
import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from ami.probe import MODULES, Login, Probe, probe
from ccengine.cli.dialplan import rendered
from ccengine.cli.migrate import database
from ccengine.core.errors import CcengineError
from ccengine.node.apply import existing
from ccengine.settings import Settings, load
from ccengine.store.migrate import pending
from ccengine.store.store import Store
from dialplan.diff import compare

DISK_WANTED_MB = 2_000
SKEW_ALLOWED_S = 2.0


class Level(StrEnum):
    GOOD = "ok"
    WARN = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """``mend`` says what to do; empty where nothing has to be done."""

    level: Level
    what: str
    mend: str = ""


def good(what: str) -> list[Finding]:
    return [Finding(level=Level.GOOD, what=what)]


def wrong(what: str, mend: str) -> list[Finding]:
    return [Finding(level=Level.WRONG, what=what, mend=mend)]


def add(commands: Any) -> None:
    command = commands.add_parser(
        "doctor", help="say what is wrong with this installation, and how to mend it"
    )
    command.add_argument("--config", type=Path)
    command.add_argument("--etc", type=Path, help="Asterisk's configuration folder, to look for drift")
    command.set_defaults(do=doctor)


def doctor(asked: argparse.Namespace) -> int:
    settings = load(asked.config)
    findings = asyncio.run(examine(settings, asked.etc))
    for finding in findings:
        print(f"{finding.level.value:<8} {finding.what}")
        if finding.mend:
            print(f"         -> {finding.mend}")
    return 1 if any(f.level is Level.WRONG for f in findings) else 0


async def examine(settings: Settings, etc: Path | None) -> list[Finding]:
    """Everything that can be found out from here."""
    findings: list[Finding] = []
    checks: tuple[Callable[[], Awaitable[list[Finding]]], ...] = (
        lambda: _database(settings),
        lambda: _events_login(settings),
        lambda: _control_login(settings),
        lambda: asyncio.to_thread(_files, settings),
        lambda: _drift(settings, etc),
    )
    for check in checks:
        try:
            findings += await check()
        except CcengineError as error:
            findings += wrong(str(error), "see the message; the checks behind this one were not made")
    return findings


async def _database(settings: Settings) -> list[Finding]:
    where = "PostgreSQL" if settings.database.dsn else "the embedded PostgreSQL"
    mend = (
        "check [database] dsn, and that the server runs"
        if settings.database.dsn
        else (f"look into {settings.data / 'pg'}; is another ccengine using this data folder?")
    )
    async with _reached(settings) as dsn:
        if dsn is None:
            return wrong(f"{where} cannot be reached", mend)
        missing = await pending(dsn)
        if missing:
            return wrong(f"the database is behind: {', '.join(missing)} not applied", "run: ccengine migrate")
        async with Store(dsn) as store:
            left_out = await store.fetch_value("unprojected_count")
    if left_out:
        return wrong(
            f"{left_out} entries of the log could not become facts",
            "see the table unprojected for the reasons, and report them",
        )
    return good(f"{where} answers and its tables are up to date")


@asynccontextmanager
async def _reached(settings: Settings) -> AsyncIterator[str | None]:
    try:
        async with database(settings) as dsn:
            yield dsn
    except (CcengineError, OSError):
        yield None


async def _events_login(settings: Settings) -> list[Finding]:
    node = settings.node
    login = Login(
        host=node.ami_host, port=node.ami_port, username=node.events_user, secret=node.events_secret
    )
    seen = await probe(login, ("CoreStatus", "CoreShowChannels", "QueueStatus", "DeviceStateList"))
    findings = _ami(seen, login, "read=system,call,agent,reporting  write=reporting")
    if not (seen.unreachable or seen.refused) and seen.systemname != node.systemname:
        findings += wrong(
            "Asterisk's systemname is not the one in [node] systemname: no event is believed",
            "set systemname under the one [options] of asterisk.conf, unguessable, and restart Asterisk",
        )
    if seen.clock is not None and abs(seen.clock - time.time()) > SKEW_ALLOWED_S:
        findings += wrong(
            f"Asterisk's clock differs from ours by {seen.clock - time.time():.1f} s",
            "run a time service (chrony, systemd-timesyncd) on both machines",
        )
    return findings


async def _control_login(settings: Settings) -> list[Finding]:
    node = settings.node
    login = Login(
        host=node.ami_host, port=node.ami_port, username=node.control_user, secret=node.control_secret
    )
    modules = await probe(login, ("Ping",), modules=MODULES)
    findings = _ami(modules, login, "write=call,agent,originate")
    if not (modules.unreachable or modules.refused or modules.modules_known):
        findings += wrong(
            "it cannot be told which modules Asterisk has loaded",
            "load=func_module.so in modules.conf, then restart",
        )
    for module in modules.modules_missing:
        findings += wrong(
            f"Asterisk has not loaded {module}", f"load={module}.so in modules.conf, then restart"
        )
    return findings


def _ami(seen: Probe, login: Login, classes: str) -> list[Finding]:
    """What one login met, from the outside in."""
    if seen.unreachable:
        return wrong(
            f"AMI cannot be reached at {login.host}:{login.port}: {seen.unreachable}",
            "is Asterisk running, and does manager.conf say enabled=yes and this port?",
        )
    if seen.refused:
        return wrong(
            f"AMI refused the login {login.username!r}",
            f"manager.conf needs [{login.username}] with this secret, permit= for this machine, {classes}",
        )
    findings = good(f"AMI accepts {login.username!r}")
    for action in seen.denied:
        findings += wrong(
            f"{login.username!r} may not do {action}: a class is missing",
            f"give it {classes} in manager.conf",
        )
    return findings


def _files(settings: Settings) -> list[Finding]:
    """Folders on this machine: those we write, and those Asterisk writes for us."""
    findings: list[Finding] = []
    node = settings.node
    settings.data.mkdir(parents=True, exist_ok=True)
    for name, folder in (
        ("the data folder", settings.data),
        ("the recordings folder", Path(node.recordings or ".")),
    ):
        if not folder.exists():
            findings += wrong(f"{name} {folder} does not exist", "create it, or correct the setting")
            continue
        free = shutil.disk_usage(folder).free // 1_000_000
        if free < DISK_WANTED_MB:
            findings += wrong(
                f"the disk of {name} is nearly full ({free} MB free)",
                "make room: recordings end short without it",
            )
    if not node.cel_file:
        findings += [
            Finding(
                level=Level.WARN,
                what="[node] cel_file is empty: what happens while we are away cannot be recovered",
                mend="name the CEL file that Asterisk writes (ccengine dialplan render configures it)",
            )
        ]
    elif not Path(node.cel_file).exists():
        findings += [
            Finding(
                level=Level.WARN,
                what=f"{node.cel_file} is not there yet",
                mend="it comes with the first call; if it does not: is cel_custom loaded?",
            )
        ]
    return findings or good("folders are there, with room")


async def _drift(settings: Settings, etc: Path | None) -> list[Finding]:
    if etc is None:
        return []
    files = await rendered(settings)
    drift = compare(files, existing(etc, files))
    if drift:
        return wrong(drift.verdict, "ccengine dialplan diff shows how; ccengine dialplan render writes anew")
    return good(drift.verdict)
