"""A house to test the API in: real store, access, recordings and reports, and a desk written by hand."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
from aiohttp import web
from argon2 import PasswordHasher

from ccengine.access import Access, Links
from ccengine.access.passwords import Passwords
from ccengine.api.app import make_app
from ccengine.api.counters import HttpCounts
from ccengine.api.listener import listening
from ccengine.api.parts import Parts
from ccengine.api.records import Records
from ccengine.api.worklist import Worklist, WorklistRules
from ccengine.core.applied import BY_HAND, AppliedState
from ccengine.core.desk import ParkedLine, UnseenPop
from ccengine.core.directory import Client
from ccengine.core.errors import CcengineError
from ccengine.core.facts import OperatorStatus
from ccengine.core.metrics import gauge
from ccengine.core.phones import DeskLogin, PhoneLogin
from ccengine.core.ports import LogEntry, Number
from ccengine.core.recording import RecordingState
from ccengine.core.supervision import FloorNote, Hearing, Moving
from ccengine.engine.node import Engine
from ccengine.engine.rules import RuleKeeper
from ccengine.store.clients import Clients
from ccengine.store.contacts import Contacts
from ccengine.store.directory import PgDirectory
from ccengine.store.house import PgHouse
from ccengine.store.numbers import Numbering
from ccengine.store.rules import PgRules
from ccengine.store.store import Store
from ccengine.store.tasks import Tasks
from ccengine.stream import schemas
from ccengine.stream.addresses import Webhooks
from ccengine.stream.relay import Relay
from ccengine.stream.sse import Events
from recorder.serve import Recordings
from reports.ask import Reports
from reports.day import OwnDay
from tests.api.description import hold
from tests.engine.world import engine_in, memory_with_clients

PASSWORD = "correct horse battery"
NEW_CALL = UUID("01909d3c-5b00-8000-8000-0000000000ff")
NOW = 1_795_350_000_000
RULES = WorklistRules(claim_s=900, attempts=2, zone="Asia/Tashkent")

SEED = """
insert into operator (id, name, extension) values ('op101', 'Aziz', '101'), ('op102', 'Büşra', '102');
insert into queue (id, name, extension) values ('sales', 'Sales', '300');
insert into client (id, name, company, responsible)
values ('c1', '<b>Яна</b>', 'O''Neil & Σία', 'op101');
insert into client_phone (e164, client) values ('+998901234567', 'c1');
"""


class FakeDesk:
    """Notes what it is asked, and raises ``error`` where there is one."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.error: Exception | None = None
        self.ringing: dict[tuple[str, UUID], Number] = {}
        self.waiting: list[ParkedLine] = []

    def _do(self, *what: object) -> None:
        self.asked.append(what)
        if self.error is not None:
            raise self.error

    async def answer(self, operator: str, call_id: UUID) -> None:
        self._do("answer", operator, call_id)

    async def hang_up(self, operator: str, call_id: UUID) -> None:
        self._do("hang_up", operator, call_id)

    async def transfer(self, operator: str, call_id: UUID, target: str, how: str) -> None:
        self._do("transfer", operator, call_id, target, how)

    async def complete_transfer(self, operator: str, call_id: UUID) -> None:
        self._do("complete_transfer", operator, call_id)

    async def cancel_transfer(self, operator: str, call_id: UUID) -> None:
        self._do("cancel_transfer", operator, call_id)

    async def pass_to_responsible(self, operator: str, call_id: UUID) -> str:
        self._do("pass_to_responsible", operator, call_id)
        return "Aziz"

    def number_on(self, operator: str, call_id: UUID) -> Number | None:
        return self.ringing.get((operator, call_id))

    def client_chosen(self, call_id: UUID, client: Client) -> None:
        self._do("client_chosen", call_id, client.id)

    async def set_recording(self, operator: str, call_id: UUID, wish: RecordingState) -> None:
        self._do("set_recording", operator, call_id, wish)

    async def place_call(self, operator: str, number: str, *, first: str = "", himself: bool = True) -> UUID:
        self._do("place_call", operator, number, *[first] * bool(first), *["in his name"] * (not himself))
        return NEW_CALL

    async def conference(self, operator: str, call_id: UUID) -> None:
        self._do("conference", operator, call_id)

    async def swap(self, operator: str, call_id: UUID) -> None:
        self._do("swap", operator, call_id)

    async def park(self, operator: str, call_id: UUID) -> None:
        self._do("park", operator, call_id)

    async def pick_up(self, operator: str, call_id: UUID) -> None:
        self._do("pick_up", operator, call_id)

    def parked(self) -> list[ParkedLine]:
        return self.waiting

    async def extend_wrap_up(self, operator: str) -> None:
        self._do("extend_wrap_up", operator)

    async def hear(self, supervisor: str, call_id: UUID, how: Hearing) -> str:
        self._do(how.value, supervisor, call_id)
        return "op101"

    async def stop(self, supervisor: str) -> None:
        self._do("stop", supervisor)

    async def move(self, call_id: UUID, target: str) -> Moving:
        self._do("move", call_id, target)
        return Moving.WITHDRAWN

    async def put_first(self, call_id: UUID) -> None:
        self._do("put_first", call_id)

    def tell(self, by: str, text: str, minutes: int) -> FloorNote:
        self._do("tell", by, text, minutes)
        return FloorNote(id="n1", at=NOW, until=NOW + minutes * 60_000, by=by, text=text)

    async def set_status(self, operator: str, status: OperatorStatus, reason: str) -> None:
        self._do("set_status", operator, status, reason)

    def live(self) -> dict[str, Any]:
        return {"calls": [], "operators": [], "counters": {}}


class FakePhones:
    """Every browser is a phone of this PBX, until there is an ``error``."""

    websocket = "ws://127.0.0.1:8088/ws"
    error: CcengineError | None = None

    async def of(self, operator: str) -> PhoneLogin:
        if self.error is not None:
            raise self.error
        return PhoneLogin(
            user=operator, password="x" * 32, uri=f"sip:{operator}@127.0.0.1", websocket=self.websocket
        )

    def of_desk(self, operator: str) -> DeskLogin:
        if self.error is not None:
            raise self.error
        return DeskLogin(server="127.0.0.1:5060", user=operator, password="y" * 24)


class QuietEvents:
    closed = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        return web.Response(text="events", content_type="text/event-stream")

    def close(self) -> None:
        self.closed = True


@dataclass(kw_only=True)
class Rig:
    """``as_`` gives a client that is logged in; ``stranger`` is nobody's.
    ``clock[0]`` is what short-lived addresses and the worklist take for now, in seconds."""

    store: Store
    access: Access
    engine: Engine
    stack: AsyncExitStack
    desk: FakeDesk = field(default_factory=FakeDesk)
    phones: FakePhones = field(default_factory=FakePhones)
    events: QuietEvents = field(default_factory=QuietEvents)
    announced: list[LogEntry] = field(default_factory=list)
    well: dict[str, bool] = field(default_factory=lambda: {"store": True, "pbx": True})
    clock: list[float] = field(default_factory=lambda: [NOW / 1000])
    unseen: list[UnseenPop] = field(default_factory=list)
    applied: list[AppliedState] = field(default_factory=lambda: [BY_HAND])
    base: str = field(init=False)
    stranger: aiohttp.ClientSession = field(init=False)

    def now_ms(self) -> int:
        return round(self.clock[0] * 1000)

    async def as_(self, login: str) -> "Caller":
        jar = aiohttp.CookieJar(unsafe=True)
        client = await self.stack.enter_async_context(aiohttp.ClientSession(self.base, cookie_jar=jar))
        async with client.post("/api/login", json={"login": login, "password": PASSWORD}) as response:
            assert response.status == 200, await response.text()
            return Caller(client, (await response.json())["csrf"])

    async def audited(self) -> list[tuple[str, str, str]]:
        rows = await self.store.fetch("audit_last", 100)
        return [(row["login"], row["action"], row["subject"]) for row in reversed(rows)]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Any
    body: bytes
    json: Any

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Caller:
    """A logged-in browser."""

    client: aiohttp.ClientSession
    csrf: str

    async def __call__(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        given = {"X-CSRF-Token": self.csrf} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return await ask(self.client, method, path, body, given)


async def ask(
    client: aiohttp.ClientSession,
    method: str,
    path: str,
    body: object = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """One request. Every answer is held against the API's description."""
    sent: dict[str, Any] = {} if body is None else {"json": body}
    async with client.request(method, path, headers=headers, allow_redirects=False, **sent) as response:
        content = await response.read()
        is_json = response.content_type.endswith("json")
        parsed = json.loads(content) if is_json else None
        hold(method, path, response.status, response.content_type, parsed if is_json else content or None)
        return Answer(response.status, response.headers, content, parsed)


def page_in(folder: Path) -> Path:
    page = folder / "dist"
    (page / "assets").mkdir(parents=True)
    (page / "index.html").write_text("<!doctype html><title>desk</title>")
    (page / "assets" / "app-1a2b.js").write_text("export {}")
    (folder / "secret.txt").write_text("not for anybody")
    return page


LOGINS = (
    ("aziz", "operator", "op101"),
    ("busra", "operator", "op102"),
    ("chief", "supervisor", ""),
    ("lead", "supervisor", "op102"),
    ("core", "crm", ""),
    ("root", "admin", ""),
)


@asynccontextmanager
async def house(
    store: Store, folder: Path, *, secure: bool = False, relay: Relay | None = None, page: Path | None = None
) -> AsyncIterator[Rig]:
    """``relay``: the real stream of events in place of a quiet one; ``page``: a built page."""
    async with store.session() as session:
        await session.connection.execute(SEED)
    access = Access(store, passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=64)))
    for login, role, operator in LOGINS:
        await access.create_login(login, PASSWORD, role, operator)
    async with AsyncExitStack() as stack:
        engine = engine_in(memory_with_clients())
        stack.push_async_callback(engine.aclose)
        rig = Rig(store=store, access=access, engine=engine, stack=stack)
        app = make_app(_parts(rig, page or page_in(folder), relay, secure))
        rig.base = f"http://127.0.0.1:{await stack.enter_async_context(listening(app, '127.0.0.1', 0))}"
        rig.stranger = await stack.enter_async_context(aiohttp.ClientSession(rig.base))
        yield rig


def _parts(rig: Rig, page: Path, relay: Relay | None, secure: bool) -> Parts:
    store, http = rig.store, HttpCounts()

    async def health() -> dict[str, bool]:
        return rig.well

    def announce(entries: Sequence[LogEntry]) -> None:
        rig.announced.extend(entries)
        if relay is not None:
            relay.committed(entries)

    directory, numbering = PgDirectory(store, answer_s=5), Numbering(region="UZ")
    rules = RuleKeeper(rig.engine, PgRules(store, announce=announce, now=lambda: NOW))
    return Parts(
        access=rig.access,
        directory=directory,
        house=PgHouse(store, check=rules.check_in, adopt=rules.take_over, announce=announce, now=lambda: NOW),
        applied=lambda: rig.applied[0],
        phones=rig.phones,
        clients=Clients(store, directory, region="UZ", announce=announce, now=lambda: NOW),
        contacts=Contacts(store, numbering=numbering),
        desk=rig.desk,
        passing=rig.desk,
        dialling=rig.desk,
        supervision=rig.desk,
        tell_floor=rig.desk.tell,
        statuses=lambda: {"op102": OperatorStatus.BUSY},
        records=Records(store, announce=announce, now=lambda: NOW),
        worklist=Worklist(store, announce=announce, now=rig.now_ms, rules=RULES),
        tasks=Tasks(store, announce=announce, now=rig.now_ms),
        day=OwnDay(store, zone="Asia/Tashkent", now=rig.now_ms),
        recordings=Recordings(store),
        links=Links(b"k" * 32, now=lambda: rig.clock[0]),
        reports=Reports(store),
        rules=rules,
        events=Events(relay) if relay is not None else rig.events,
        contract=schemas,
        webhooks=Webhooks(store, allow_private=False, now=lambda: NOW, changed=lambda: None),
        health=health,
        metrics=lambda: [gauge("ccengine_tea", "Cups of tea.", 3), *http.families()],
        unseen_pops=lambda: rig.unseen,
        http=http,
        page=page,
        screenpop_url="ws://127.0.0.1:8081/",
        version="1.2.3",
        secure=secure,
        results=("sale", "no interest"),
        numbering=numbering,
    )
