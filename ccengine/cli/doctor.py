"""``ccengine doctor``: what is wrong with this installation, in plain words, and how to mend it.

Each check is a function that returns findings; the table is the order in which a person would
look. A check that cannot be made says so and why. Exit 0 only if nothing is wrong. Nothing is
mended and nothing is tried out here: to look is safe at any time.
"""

import argparse
import asyncio
import os
import shutil
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from ami.probe import ACTS, LISTENS, MODULES, Login, Probe, probe
from ccengine.cli.dialplan import files_of
from ccengine.cli.migrate import database
from ccengine.cli.terminal import shown
from ccengine.core.errors import CcengineError, SettingsError, StoreUnavailable
from ccengine.node.apply import existing
from ccengine.settings import Settings, load
from ccengine.store.directory import PgDirectory
from ccengine.store.migrate import pending
from ccengine.store.node_files import NodeFiles
from ccengine.store.store import Store
from dialplan.diff import compare

DISK_WANTED_MB = 2_000
SKEW_ALLOWED_S = 2.0
_WEBSOCKET_S = 3.0
_OPENING = (
    b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: sip\r\n\r\n"
)


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


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


@dataclass(frozen=True, slots=True, kw_only=True)
class Senses:
    """How this machine is looked at: its clock, its disks, what our user may do with a folder."""

    clock: Callable[[], float] = time.time
    free_bytes: Callable[[Path], int] = _free_bytes
    may: Callable[[Path, int], bool] = os.access


def good(what: str) -> list[Finding]:
    return [Finding(level=Level.GOOD, what=what)]


def wrong(what: str, mend: str) -> list[Finding]:
    return [Finding(level=Level.WRONG, what=what, mend=mend)]


def warn(what: str, mend: str) -> list[Finding]:
    return [Finding(level=Level.WARN, what=what, mend=mend)]


def add(commands: Any) -> None:
    command = commands.add_parser(
        "doctor", help="say what is wrong with this installation, and how to mend it"
    )
    command.add_argument("--config", type=Path)
    command.add_argument("--etc", type=Path, help="Asterisk's configuration folder, to look for drift")
    command.set_defaults(do=doctor)


def doctor(asked: argparse.Namespace) -> int:
    try:
        settings = load(asked.config)
    except SettingsError as error:
        return report(wrong(str(error), "correct these first; nothing else could be looked at"))
    return report(asyncio.run(examine(settings, asked.etc)))


def report(findings: list[Finding]) -> int:
    """Print them; the exit status."""
    for finding in findings:
        print(shown(f"{finding.level.value:<8} {finding.what}"))
        if finding.mend:
            print(shown(f"         -> {finding.mend}"))
    return 1 if any(f.level is Level.WRONG for f in findings) else 0


async def examine(settings: Settings, etc: Path | None, senses: Senses | None = None) -> list[Finding]:
    """Everything that can be found out from here."""
    senses = senses or Senses()
    findings: list[Finding] = []
    checks: dict[str, Callable[[], Awaitable[list[Finding]]]] = {
        "the database": lambda: _database(settings),
        "Redis": lambda: _redis(settings),
        "the login that listens": lambda: _events_login(settings, senses),
        "the login that acts": lambda: _control_login(settings),
        "the folders": lambda: asyncio.to_thread(_files, settings, senses),
        "Asterisk's files": lambda: _drift(settings, etc),
        "phones in browsers": lambda: _browsers(settings),
    }
    for name, check in checks.items():
        try:
            findings += await check()
        except (CcengineError, OSError) as error:
            findings += wrong(f"{name} could not be looked at: {error}", "mend that, then ask again")
    return findings


async def _database(settings: Settings) -> list[Finding]:
    where = "PostgreSQL" if settings.database.dsn else "the embedded PostgreSQL"
    mend = (
        "check [database] dsn, and that the server runs"
        if settings.database.dsn
        else (f"look into {settings.data / 'pg'}; is another ccengine using this data folder?")
    )
    try:
        async with database(settings) as dsn:
            missing = await pending(dsn)
            if missing:
                return wrong(
                    f"the database is behind: {', '.join(missing)} not applied", "run: ccengine migrate"
                )
            async with Store(dsn) as store:
                left_out = await store.fetch_value("unprojected_count")
                dead = await store.fetch_value("webhook_dead_count")
    except StoreUnavailable as error:
        return wrong(f"{where} cannot be reached: {error}", mend)
    if left_out:
        return wrong(
            f"{left_out} entries of the log could not become facts",
            "see the table unprojected for the reasons, and report them",
        )
    well = good(f"{where} answers and its tables are up to date")
    if dead:
        return well + warn(
            f"{dead} events could not be posted to webhooks for a day, and were given up",
            "see GET /api/webhooks/{id}/dead for the reason; POST .../dead/resend sends them again",
        )
    return well


async def _redis(settings: Settings) -> list[Finding]:
    """Nothing to say where none is used."""
    if not settings.redis.url:
        return []
    from ccengine.stream.redis_link import ANSWER_S, AWAY, open_redis

    try:
        async with open_redis(settings.redis.url) as redis, asyncio.timeout(ANSWER_S):
            await redis.info("server")
    except AWAY as error:
        return wrong(
            f"Redis cannot be used: {type(error).__name__}",
            "check [redis] url and that it runs; CRM workers and gateways on other machines hear nothing",
        )
    return good("Redis answers")


async def _events_login(settings: Settings, senses: Senses) -> list[Finding]:
    node = settings.node
    login = Login(
        host=node.ami_host, port=node.ami_port, username=node.events_user, secret=node.events_secret
    )
    seen = await probe(login, LISTENS, clock=senses.clock)
    findings = _ami(seen, login, "read=system,call,agent,reporting,user  write=reporting")
    if not (seen.unreachable or seen.refused) and seen.systemname != node.systemname:
        findings += wrong(
            "Asterisk's systemname is not the one in [node] systemname: no event is believed",
            "set systemname under the one [options] of asterisk.conf, unguessable, and restart Asterisk",
        )
    if seen.skew_s is not None and abs(seen.skew_s) > SKEW_ALLOWED_S:
        how = "ahead of" if seen.skew_s > 0 else "behind"
        findings += wrong(
            f"Asterisk's clock is {abs(seen.skew_s):.1f} s {how} ours",
            "run a time service (chrony, systemd-timesyncd) on both machines",
        )
    return findings


async def _control_login(settings: Settings) -> list[Finding]:
    node = settings.node
    login = Login(
        host=node.ami_host, port=node.ami_port, username=node.control_user, secret=node.control_secret
    )
    seen = await probe(login, ACTS, modules=MODULES)
    findings = _ami(seen, login, "read=system  write=call,agent,originate")
    if not (seen.unreachable or seen.refused or seen.modules_known):
        findings += wrong(
            "it cannot be told which modules Asterisk has loaded",
            "load=func_module.so in modules.conf, then restart",
        )
    for module in seen.modules_missing:
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
    if seen.denied:
        findings += wrong(
            f"{login.username!r} may not do {', '.join(seen.denied)}: a class is missing",
            f"give it {classes} in manager.conf, and load the module of what is still missing then",
        )
    if not seen.booted:
        findings += wrong(
            f"{login.username!r} is not told that Asterisk has booted: the class system is missing",
            f"give it {classes} in manager.conf, and let its eventfilter pass FullyBooted",
        )
    return findings


def _files(settings: Settings, senses: Senses) -> list[Finding]:
    """Folders on this machine: those we write, and those Asterisk writes for us."""
    node = settings.node
    data = settings.data.absolute()
    there = next(folder for folder in (data, *data.parents) if folder.exists())
    findings = _folder("the data folder", there, senses)  # ours to make where it is not there yet
    if node.recordings:
        findings += _folder("the recordings folder", Path(node.recordings), senses)
    else:
        findings += warn(
            "[node] recordings is empty: no call can be listened to afterwards",
            "name the folder that Asterisk records into",
        )
    if not node.cel_file:
        findings += warn(
            "[node] cel_file is empty: what happens while we are away cannot be recovered",
            "name the CEL file that Asterisk writes (ccengine dialplan render configures it)",
        )
    elif not Path(node.cel_file).exists():
        findings += warn(
            f"{node.cel_file} is not there yet",
            "it comes with the first call; if it does not: is cel_custom loaded?",
        )
    elif not senses.may(Path(node.cel_file), os.R_OK):
        findings += wrong(f"{node.cel_file} may not be read by our user", "add it to Asterisk's group")
    return findings or good("folders are there, with room")


def _folder(name: str, folder: Path, senses: Senses) -> list[Finding]:
    if not folder.is_dir():
        return wrong(f"{name} {folder} does not exist", "create it, or correct the setting")
    if not senses.may(folder, os.R_OK | os.W_OK | os.X_OK):
        return wrong(f"{name} {folder} may not be written by our user", "give it to our user or its group")
    free = senses.free_bytes(folder) // 1_000_000
    if free < DISK_WANTED_MB:
        return wrong(
            f"the disk of {name} is nearly full ({free} MB free)",
            "make room: recordings end short without it",
        )
    return []


async def _browsers(settings: Settings) -> list[Finding]:
    """Nothing to say where every operator has a desk phone."""
    try:
        async with database(settings) as dsn, Store(dsn) as store:
            if await pending(dsn):
                return []
            house = await PgDirectory(store).house()
            has = await NodeFiles(store, settings.node.name).in_force()
    except StoreUnavailable:
        return []  # the check of the database has told that already
    if not any(person.phone == "browser" for person in house.operators.values()):
        return []
    findings: list[Finding] = []
    if has is None:
        findings += wrong(
            "no keeper of Asterisk's files is running: no browser's phone gets its password",
            "set [pbx] apply_to and start ccengine serve, or run ccengine node beside the PBX",
        )
    elif has.told.trouble:
        findings += wrong(f"Asterisk does not have what the house says: {has.told.trouble}", "mend that")
    pbx = settings.pbx
    if not pbx.apply_to:
        return findings  # its websocket is on another machine's loopback
    problem = await _no_websocket(pbx.websocket_port)
    if problem:
        findings += wrong(
            f"browsers cannot register at 127.0.0.1:{pbx.websocket_port}: {problem}",
            "enabled=yes and this bindport in http.conf, res_pjsip_transport_websocket loaded; then restart",
        )
    return findings or good("phones in browsers can register")


async def _no_websocket(port: int) -> str:
    """Why Asterisk's websocket for SIP cannot be opened; empty when it can."""
    try:
        async with asyncio.timeout(_WEBSOCKET_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(_OPENING)
                status = (await reader.readline()).decode("latin-1").strip()
            finally:
                writer.close()
    except (OSError, TimeoutError) as error:
        return str(error) or "it does not answer"
    return "" if " 101 " in status else f"it says {status[:60]!r}"


async def _drift(settings: Settings, etc: Path | None) -> list[Finding]:
    if etc is None:
        return []
    files = await files_of(settings)
    drift = compare(files, existing(etc, files))
    if drift:
        return wrong(drift.verdict, "ccengine dialplan diff shows how; ccengine dialplan render writes anew")
    return good(drift.verdict)
