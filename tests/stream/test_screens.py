"""Two gateways, a real Redis between them: the engine's own, and one as ``ccengine gateway`` runs it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from ccengine.access import Access, shared_key
from ccengine.access.passwords import Passwords
from ccengine.cli.gateway import serve
from ccengine.core.desk import StatusLine
from ccengine.core.errors import SettingsError
from ccengine.core.facts import OperatorStatus
from ccengine.core.supervision import FloorNote
from ccengine.lab.wait import eventually
from ccengine.settings import DatabaseSettings, ListenSettings, RedisSettings, Settings
from ccengine.store.store import Store
from ccengine.stream.screen_feed import ScreenFeed
from ccengine.stream.shared_screens import SharedScreens
from screenpop.gateway import ScreenGateway
from tests.fixtures_redis import RedisServer
from tests.screenpop.cards import call, card

pytestmark = [pytest.mark.redis, pytest.mark.store]

PAGE = Origin("http://127.0.0.1:8080")
PREFIX = "cc"
BEAT_S = 0.3
SEED = "insert into operator (id, name, extension) values ('op101', 'Aziz', '101'), ('op102', 'Anna', '102')"


@dataclass
class Page:
    """A page, as a browser has it: the cards that stand on it, acknowledged as they come."""

    connection: ClientConnection
    heard: list[dict[str, Any]] = field(default_factory=list)
    cards: dict[str, str] = field(default_factory=dict)
    closed: int = 0

    async def live(self, token: str) -> None:
        await self.connection.send(json.dumps({"type": "hello", "token": token, "seen": 0}))
        try:
            async for frame in self.connection:
                await self._take(json.loads(frame))
        except ConnectionClosed:
            pass
        self.closed = self.connection.close_code or 1006

    async def _take(self, message: dict[str, Any]) -> None:
        self.heard.append(message)
        if message["type"] == "withdraw":
            self.cards.pop(message["call_id"], None)
        shown = message["cards"] if message["type"] == "snapshot" else [message.get("card")]
        for one in filter(None, shown):
            self.cards[one["call_id"]] = one["state"]
            await self.connection.send(
                json.dumps({"type": "ack", "call_id": one["call_id"], "version": message["version"]})
            )

    def kinds(self) -> set[str]:
        return {message["type"] for message in self.heard}


@asynccontextmanager
async def page(port: int, token: str) -> AsyncIterator[Page]:
    async with connect(f"ws://127.0.0.1:{port}/", origin=PAGE, compression=None) as connection:
        opened = Page(connection)
        task = asyncio.create_task(opened.live(token))
        try:
            yield opened
        finally:
            task.cancel()
            await asyncio.wait([task])


@asynccontextmanager
async def running(*work: Any) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(one) for one in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        for task in tasks:
            assert task.cancelled(), task


@dataclass
class Engine:
    """The screens as an engine has them: its own gateway, and whatever listens to Redis."""

    local: ScreenGateway
    screens: SharedScreens


@asynccontextmanager
async def engine(server: RedisServer, access: Access, node: str = "pbx1") -> AsyncIterator[Engine]:
    gateway = ScreenGateway(visitor_of=access.visitor, rights_of=access.rights_of, origins=[PAGE], port=0)
    async with gateway, server.client() as redis:
        screens = SharedScreens(gateway, redis, prefix=PREFIX, node=node, beat_s=BEAT_S)
        gateway.on_seen = screens.seen_here
        async with running(screens.run()):
            yield Engine(gateway, screens)


@asynccontextmanager
async def remote(server: RedisServer, access: Access) -> AsyncIterator[tuple[ScreenGateway, ScreenFeed]]:
    """Another machine's gateway, its parts at hand."""
    gateway = ScreenGateway(visitor_of=access.visitor, rights_of=access.rights_of, origins=[PAGE], port=0)
    async with gateway, server.client() as redis:
        feed = ScreenFeed(gateway, redis, prefix=PREFIX, lost=gateway.cut_off, beat_s=BEAT_S)
        gateway.on_seen = feed.seen_here
        async with running(feed.run()):
            yield gateway, feed


@dataclass
class House:
    access: Access
    tokens: dict[str, str]


@pytest.fixture
async def house(store: Store) -> House:
    async with store.session() as session:
        await session.connection.execute(SEED)
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=64))
    access = Access(store, passwords=quick, screenpop_key=await shared_key(store))
    tokens = {}
    for operator in ("op101", "op102"):
        await access.create_login(operator, "correct horse battery", "operator", operator)
        session_of = await access.log_in(operator, "correct horse battery")
        tokens[operator] = access.screenpop_token(session_of)
    return House(access, tokens)


async def test_a_pop_shows_wherever_the_operator_is_and_its_acknowledgement_comes_back(
    dsn: str, house: House, redis_server: RedisServer
) -> None:
    settings = Settings(
        database=DatabaseSettings(dsn=dsn),
        redis=RedisSettings(url=redis_server.url, prefix=PREFIX),
        listen=ListenSettings(screenpop_port=0, origins=(PAGE,)),
    )
    port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    async with AsyncExitStack() as stack:
        own = await stack.enter_async_context(engine(redis_server, house.access))
        own.screens.show(card(9, operator="op101"))  # before anybody listens
        await stack.enter_async_context(running(serve(settings, port.set_result)))

        tries: list[Page] = []

        async def let_in() -> bool:
            """Not at once: a gateway that does not hear Redis yet asks to come again."""
            tries.append(await stack.enter_async_context(page(await port, house.tokens["op101"])))
            await eventually(lambda: tries[-1].heard or tries[-1].closed)
            return bool(tries[-1].heard)

        await eventually(let_in)
        far = tries[-1]
        near = await stack.enter_async_context(page(own.local.port, house.tokens["op102"]))
        await eventually(lambda: far.cards == {str(call(9)): "ringing"})
        await eventually(lambda: own.local.metrics()["unacknowledged"] == 0)
        assert own.local.metrics()["acknowledged"] == 0

        own.screens.show(card(1, operator="op101"))
        own.screens.show(card(2, operator="op102"))
        await eventually(lambda: str(call(1)) in far.cards)
        await eventually(lambda: near.cards == {str(call(2)): "ringing"})
        await eventually(lambda: own.local.metrics()["unacknowledged"] == 0)

        own.screens.show(card(1, operator="op101", state="talking"))
        own.screens.withdraw("op101", call(9), "caller_gone")
        own.screens.status(StatusLine(operator="op101", status=OperatorStatus.BUSY, reason="", since=5))
        own.screens.obligations_changed()
        await eventually(lambda: far.cards == {str(call(1)): "talking"})
        await eventually(lambda: {"withdraw", "status", "obligations"} <= far.kinds())
        await eventually(lambda: own.local.metrics()["unacknowledged"] == 0)


async def test_who_begins_late_and_an_engine_that_begins_anew(
    house: House, redis_server: RedisServer
) -> None:
    async with remote(redis_server, house.access) as (early, _):
        async with engine(redis_server, house.access) as first:
            first.screens.show(card(1))
            first.screens.note(FloorNote(id="n1", at=1, until=1 << 52, by="Zeynep", text="Lunch at one"))
            first.screens.show(card(2, operator="op102"))
            first.screens.status(
                StatusLine(operator="op102", status=OperatorStatus.PAUSED, reason="lunch", since=8)
            )
            await eventually(lambda: early.metrics()["cards"] == 2)
            async with page(first.local.port, house.tokens["op101"]) as seen:
                await eventually(lambda: seen.cards)
                await eventually(lambda: early.metrics()["unacknowledged"] == 1)
            async with (
                remote(redis_server, house.access) as (late, _),
                page(late.port, house.tokens["op102"]) as his,
            ):
                await eventually(lambda: his.cards == {str(call(2)): "ringing"})
                await eventually(lambda: "note" in his.kinds())
                await eventually(lambda: late.metrics()["unacknowledged"] == 0)
                await eventually(lambda: late.metrics()["cards"] == 2)
        async with engine(redis_server, house.access) as second:
            second.screens.show(card(3))
            await eventually(lambda: early.metrics()["cards"] == 1)
        # And nobody is there any more: what it had is not shown for ever.
        await eventually(lambda: early.metrics()["cards"] == 0)


async def test_what_is_missed_on_the_way_is_asked_for(house: House, redis_server: RedisServer) -> None:
    async with (
        engine(redis_server, house.access) as own,
        remote(redis_server, house.access) as (gateway, _),
        redis_server.client() as redis,
    ):
        own.screens.show(card(1))
        await eventually(lambda: gateway.metrics()["cards"] == 1)
        for nonsense in (
            "",
            "7",
            "[]",
            "{}",
            '{"node":"pbx1","life":"x","n":1,"say":"whole","said":{"cards":7}}',
        ):
            await redis.publish(f"{PREFIX}:screens", nonsense)
            await redis.publish(f"{PREFIX}:screens:back", nonsense)
        for number in range(2, 1_500):  # more than find room before the loop comes round
            own.screens.show(card(number))
        assert own.screens.dropped > 0
        await eventually(lambda: gateway.metrics()["cards"] == 1_499, 30)


async def test_without_redis_the_own_gateway_works_and_the_other_says_that_it_does_not_know(
    house: House, redis_server: RedisServer
) -> None:
    async with (
        engine(redis_server, house.access) as own,
        remote(redis_server, house.access) as (gateway, feed),
        page(own.local.port, house.tokens["op101"]) as near,
        page(gateway.port, house.tokens["op102"]) as far,
    ):
        await eventually(lambda: near.heard and far.heard and not feed.away)
        await redis_server.kill()
        await eventually(lambda: far.closed and feed.away)
        own.screens.show(card(1))
        own.screens.show(card(2, operator="op102"))
        await eventually(lambda: near.cards == {str(call(1)): "ringing"})
        await redis_server.start()
        await eventually(lambda: gateway.metrics()["cards"] == 2)
        async with page(gateway.port, house.tokens["op102"]) as again:
            await eventually(lambda: again.cards == {str(call(2)): "ringing"})
            await eventually(lambda: own.local.metrics()["unacknowledged"] == 0)


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        (Settings(), r"\[redis\] url"),
        (
            Settings(redis=RedisSettings(url="redis://127.0.0.1:1"), data=Path("/nowhere")),
            r"\[database\] dsn",
        ),
    ],
)
async def test_what_a_gateway_cannot_do_without(settings: Settings, missing: str) -> None:
    with pytest.raises(SettingsError, match=missing):
        await serve(settings, print)
