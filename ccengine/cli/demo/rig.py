"""The whole thing on one machine: PostgreSQL, Asterisk, the engine as a process of its own, phones.

Built bottom up: each part is up before the next that needs it, and everything goes down the
other way round, however it ends. Everything lives under one data folder; a second start finds
the database and its demo house there. The demo and the checks against the real thing share it.
"""

import asyncio
import json
import os
import secrets
import shlex
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ccengine.access import Access
from ccengine.app.plan import rendered, sip_secrets, write_private
from ccengine.cli.demo.desk import ask
from ccengine.core.directory import Client, House
from ccengine.core.errors import CcengineError, Conflict
from ccengine.core.rule_document import write_book
from ccengine.lab.asterisk import Asterisk
from ccengine.lab.crm import demo_clients, demo_house, demo_supervisor
from ccengine.lab.crm_rules import demo_rules
from ccengine.lab.cut import HOST as CABLE
from ccengine.lab.cut import Cable
from ccengine.lab.desk_phones import DeskPhones
from ccengine.lab.ports import Ports, free_port, free_ports
from ccengine.lab.tones import Voices
from ccengine.lab.tree import Tree
from ccengine.lab.wait import eventually
from ccengine.lab.world import HOST, Pace, World
from ccengine.settings import (
    DatabaseSettings,
    DiallingSettings,
    ListenSettings,
    NodeSettings,
    PbxSettings,
    RouteSettings,
    Settings,
)
from ccengine.store.desk_log import nobody
from ccengine.store.directory import PgDirectory
from ccengine.store.embedded import EmbeddedPostgres
from ccengine.store.migrate import migrate
from ccengine.store.rules import PgRules
from ccengine.store.store import Store

NODE = "pbx1"
COUNTRIES = ("UZ", "RU", "TR", "GR", "GB")
"""Where the demo's clients are at home: there they may be called."""
MUSIC = "MOH"
_MUSIC_FRAMES = 500
_ENGINE_UP_S = 20.0

Say = Callable[[str], None]


def silent(_: str) -> None:
    """Nobody is told."""


@dataclass(kw_only=True)
class EngineProcess:
    """``ccengine serve`` as a child that can be killed, frozen, and started again."""

    config: Path
    log: Path
    url: str
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "ccengine", "--verbose", "serve", "--config", str(self.config)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                env={k: v for k, v in os.environ.items() if not k.startswith("CCENGINE_")},
            )
        assert self.process.stdout is not None
        try:
            async with asyncio.timeout(_ENGINE_UP_S):
                line = await self.process.stdout.readline()
        except TimeoutError:
            line = b""
        if not line:
            words = self.log.read_text(errors="replace").splitlines()[-6:]
            raise CcengineError("\n".join(["the engine did not start:", *words]))

    def send(self, number: signal.Signals) -> None:
        if self.process is not None and self.process.returncode is None:
            os.killpg(self.process.pid, number)

    def freeze(self) -> None:
        """Stop it in mid-breath: it holds its ports and answers nothing."""
        self.send(signal.SIGSTOP)

    def thaw(self) -> None:
        self.send(signal.SIGCONT)

    async def kill(self) -> None:
        """As a power cut would."""
        self.send(signal.SIGKILL)
        if self.process is not None:
            await self.process.wait()
            self.process = None

    async def stop(self) -> None:
        """In good order; by force where it takes too long."""
        if self.process is None:
            return
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        try:
            async with asyncio.timeout(15):
                await self.process.wait()
        except TimeoutError:
            pass
        await self.kill()


@dataclass(kw_only=True)
class Rig:
    """What runs. ``passwords`` are the demo's logins, by name. ``house`` is those who take calls: there is
    the supervisor's operator besides. ``phones`` are the desk phones."""

    settings: Settings
    house: House
    clients: tuple[Client, ...]
    postgres: EmbeddedPostgres
    store: Store
    pbx: Asterisk
    cable: Cable
    """Between the engine and the PBX's AMI."""
    engine: EngineProcess
    phones: DeskPhones
    world: World
    voices: Voices
    passwords: dict[str, str] = field(repr=False)

    @property
    def url(self) -> str:
        return self.engine.url


@asynccontextmanager
async def open_rig(
    data: Path,
    tree: Tree,
    *,
    seed: int,
    fixed_ports: bool = False,
    pace: Pace | None = None,
    browsers: Collection[str] = (),
    wrap_up_s: int = 0,
    say: Say = silent,
) -> AsyncIterator[Rig]:
    """Bring everything up. ``fixed_ports``: the documented ones, else free ones. ``browsers``: operators
    whose page is their phone; the others have desk phones. ``wrap_up_s``: what they have after a call."""
    data = _folder(data)
    async with AsyncExitStack() as stack:
        ports, voices = free_ports(), Voices([MUSIC])
        settings = _settings(data, ports, tree, fixed=fixed_ports)
        server = ("127.0.0.1", ports.sip)
        secrets_of = sip_secrets(data, demo_house())
        desks = {name: secret for name, secret in secrets_of.items() if name not in browsers}
        phones = DeskPhones(desks, server, voices, seed=seed)
        await phones.open()
        stack.push_async_callback(phones.close)
        house, clients = demo_house(phones.answer_urls, browsers, wrap_up_s), demo_clients()

        say("PostgreSQL")
        postgres, store = await _open_database(stack, data)
        settings = replace(settings, database=DatabaseSettings(dsn=postgres.dsn))
        passwords = await _seed(store, data, house, clients)

        say(f"Asterisk ({tree.version})")
        world = World(server, voices, clients, sorted(house.numbers), seed=seed, pace=pace)
        await world.open()
        stack.push_async_callback(world.close)
        host, port = world.address
        settings = replace(settings, pbx=replace(settings.pbx, trunk_host=host, trunk_port=port))
        _furnish(settings, voices)
        files = await rendered(settings, store)
        pbx = await stack.enter_async_context(Asterisk(tree, files, ports, home=data / "pbx"))

        say("the engine")
        cable = await stack.enter_async_context(Cable(ports.ami))
        engine = await _open_engine(stack, settings)

        say("the operators' phones")
        await phones.register()
        yield Rig(
            settings=settings,
            house=house,
            clients=clients,
            postgres=postgres,
            store=store,
            pbx=pbx,
            cable=cable,
            engine=engine,
            phones=phones,
            world=world,
            voices=voices,
            passwords=passwords,
        )


async def _open_database(stack: AsyncExitStack, data: Path) -> tuple[EmbeddedPostgres, Store]:
    postgres = EmbeddedPostgres(data)
    dsn = await postgres.start()
    stack.push_async_callback(postgres.stop)
    await migrate(dsn)
    return postgres, await stack.enter_async_context(Store(dsn))


async def _open_engine(stack: AsyncExitStack, settings: Settings) -> EngineProcess:
    config = settings.data / "ccengine.toml"
    write_private(config, as_toml(settings))
    url = f"http://{settings.listen.http_host}:{settings.listen.http_port}"
    engine = EngineProcess(config=config, log=settings.data / "engine.log", url=url)
    stack.push_async_callback(engine.stop)
    await engine.start()
    return engine


def _folder(data: Path) -> Path:
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return data.absolute()


def _listen(*, fixed: bool) -> ListenSettings:
    if fixed:
        return ListenSettings()
    return ListenSettings(http_port=free_port(), screenpop_port=free_port(), route_port=free_port())


def _settings(data: Path, ports: Ports, tree: Tree, *, fixed: bool) -> Settings:
    home = data / "pbx"
    command = (*tree.command, "-C", str(home / "etc/asterisk.conf"), "-rx", "core reload")
    return Settings(
        data=data,
        node=NodeSettings(
            name=NODE,
            systemname=f"{NODE}-{secrets.token_hex(8)}",
            ami_host=CABLE,
            ami_port=ports.ami,
            events_secret=secrets.token_hex(16),
            control_secret=secrets.token_hex(16),
            cel_file=str(home / "log/ccengine-cel.csv"),
            recordings=str(home / "rec"),
        ),
        pbx=PbxSettings(
            sip_port=ports.sip,
            websocket_port=PbxSettings().websocket_port if fixed else ports.http,
            rtp_from=ports.rtp,
            rtp_to=ports.rtp_end,
            trunk_match=(HOST,),
            trunk_host=HOST,
            caller_number="998712000100",
            logs=str(home / "log"),
            token_file=str(home / "token"),
            music=str(home / "moh"),
            apply_to=str(home / "etc"),
            reload=shlex.join(command),
        ),
        listen=_listen(fixed=fixed),
        dialling=DiallingSettings(allowed=COUNTRIES),
        route=RouteSettings(token=secrets.token_urlsafe(24)),
    )


def _furnish(settings: Settings, voices: Voices) -> None:
    """Folders that Asterisk writes to, music that a witness can tell from people, the token."""
    home = settings.data / "pbx"
    for folder in ("rec", "moh", "log"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    (home / "moh/tone.ulaw").write_bytes(voices.frame(MUSIC) * _MUSIC_FRAMES)
    write_private(home / "token", settings.route.token)


async def _seed(store: Store, data: Path, house: House, clients: tuple[Client, ...]) -> dict[str, str]:
    """The demo's house, its clients, and logins with passwords of this data folder's own."""
    directory, supervisor = PgDirectory(store), demo_supervisor()
    await directory.put_house(replace(house, operators={**house.operators, supervisor.id: supervisor}))
    await _put_rules(store)
    path = data / "demo-logins.json"
    if path.exists():
        known: dict[str, str] = json.loads(path.read_text())
        return known
    await directory.put_clients(clients)
    roles = {o: ("operator", o) for o in house.operators}
    roles |= {"supervisor": ("supervisor", supervisor.id), "crm": ("crm", ""), "admin": ("admin", "")}
    passwords = {name: secrets.token_urlsafe(9) for name in roles}
    access = Access(store)
    for name, (role, operator) in roles.items():
        try:
            await access.create_login(name, passwords[name], role, operator)
        except Conflict:  # an earlier start was interrupted between the logins and the file
            await access.set_password(name, passwords[name])
    write_private(path, json.dumps(passwords, indent=1))
    return passwords


async def _put_rules(store: Store) -> None:
    """The demo's rules, unless somebody has written others."""
    rules = PgRules(store, announce=nobody, now=lambda: time.time_ns() // 1_000_000)
    if await rules.newest() is None:
        await rules.put(write_book(demo_rules()), after=0, login="demo", comment="the demo's rules")


def as_toml(settings: Settings) -> str:
    """Settings as a file that ``ccengine.settings.load`` reads back."""
    lines = [f"data = {json.dumps(str(settings.data))}"]
    for name in (section.name for section in fields(settings) if section.name != "data"):
        section = getattr(settings, name)
        lines.append(f"\n[{name}]")
        for key in section.__dataclass_fields__:
            lines.append(f"{key} = {_toml(getattr(section, key))}")
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


async def serve_with(rig: Rig, settings: Settings) -> None:
    """Stop the engine in good order, with nothing left to seal, and start it with other settings."""
    await every_call_is_sealed(rig)
    await rig.engine.stop()
    write_private(rig.engine.config, as_toml(settings))
    await rig.engine.start()
    await engine_is_well(rig)


async def every_call_is_sealed(rig: Rig, deadline_s: float = 30.0) -> None:
    """Wait until every call has its record, and no page shows it any more."""
    since = datetime.now(UTC) - timedelta(days=1)

    async def so() -> bool:
        return not await rig.store.fetch("ledger_open_calls", NODE, since)

    await eventually(so, deadline_s, every_s=0.2)


async def engine_is_well(rig: Rig, deadline_s: float = 15.0) -> None:
    """Wait until the engine hears the PBX and has the database."""

    async def well() -> bool:
        status, _ = await asyncio.to_thread(ask, f"{rig.url}/api/health")
        return status == 200

    await eventually(well, deadline_s, every_s=0.1)
