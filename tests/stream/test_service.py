"""The whole service with every road open, put together as ``ccengine serve`` does; only Asterisk is away."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from argon2 import PasswordHasher

from ccengine.access import Access
from ccengine.access.passwords import Passwords
from ccengine.app.service import Service
from ccengine.cli.gateway import serve
from ccengine.core.facts import OperatorStatus
from ccengine.lab.wait import eventually
from ccengine.settings import (
    DatabaseSettings,
    ListenSettings,
    NodeSettings,
    RedisSettings,
    RouteSettings,
    Settings,
    WebhookSettings,
)
from ccengine.store.store import Store
from tests.fixtures_redis import RedisServer
from tests.stream.receiver import receiving, verified
from tests.stream.test_screens import PAGE, page, running

pytestmark = [pytest.mark.redis, pytest.mark.store]

PASSWORD = "correct horse battery"
SEED = "insert into operator (id, name, extension) values ('op101', 'Aziz', '101')"


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def settings_for(dsn: str, server: RedisServer, data: Path) -> Settings:
    http, route, screenpop, ami = free_ports(4)
    return Settings(
        data=data,
        node=NodeSettings(events_secret="x", control_secret="x", systemname="pbx1-0", ami_port=ami),
        listen=ListenSettings(http_port=http, route_port=route, screenpop_port=screenpop, origins=(PAGE,)),
        route=RouteSettings(token="x"),
        database=DatabaseSettings(dsn=dsn),
        redis=RedisSettings(url=server.url),
        webhooks=WebhookSettings(allow_private=True),
    )


@asynccontextmanager
async def service(settings: Settings) -> AsyncIterator[Service]:
    up = asyncio.Event()
    whole = Service(settings)
    async with running(whole.run(up.set)):
        await asyncio.wait_for(up.wait(), 60)
        yield whole


@asynccontextmanager
async def logged_in(settings: Settings, login: str) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    """A browser of somebody, and his token for screens."""
    jar = aiohttp.CookieJar(unsafe=True)
    base = f"http://127.0.0.1:{settings.listen.http_port}"
    async with aiohttp.ClientSession(base, cookie_jar=jar) as client:
        async with client.post("/api/login", json={"login": login, "password": PASSWORD}) as answer:
            told = await answer.json()
        client.headers["X-CSRF-Token"] = told["csrf"]
        yield client, told["screenpop"]["token"]


async def test_what_an_operator_does_is_heard_on_every_road(
    dsn: str, store: Store, redis_server: RedisServer, tmp_path: Path
) -> None:
    async with store.session() as session:
        await session.connection.execute(SEED)
    access = Access(store, passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=64)))
    await access.create_login("root", PASSWORD, "admin")
    await access.create_login("aziz", PASSWORD, "operator", "op101")
    settings = settings_for(dsn, redis_server, tmp_path)
    elsewhere: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    async with (
        receiving() as receiver,
        service(settings) as whole,
        running(serve(settings_elsewhere(settings), elsewhere.set_result)),
        logged_in(settings, "root") as (root, _),
        logged_in(settings, "aziz") as (aziz, token),
        redis_server.client() as redis,
    ):
        async with root.post("/api/webhooks", json={"url": receiver.url}) as answer:
            secret = (await answer.json())["secret"]
        async with root.get("/api/asyncapi.json") as answer:
            assert "operator.changed" in (await answer.json())["components"]["messages"]

        async def his_page_is_open() -> bool:
            async with page(await elsewhere, token) as opened:
                await eventually(lambda: opened.heard or opened.closed)
                return bool(opened.heard)

        await eventually(his_page_is_open)
        async with page(await elsewhere, token) as his:
            await eventually(lambda: his.heard)  # what is told before it is there stands in its snapshot
            body = {"status": "paused", "reason": "lunch"}
            async with aziz.put("/api/me/status", json=body) as answer:
                assert answer.status == 204
            await eventually(lambda: "status" in his.kinds())
            await eventually(lambda: "ccengine.operator.changed" in {event["type"] for event in receiver.got})
        header = receiver.headers["X-CCEngine-Signature"]
        assert verified(secret, header, receiver.body, int(header[2:].partition(",")[0]))

        async def told_to_redis() -> bool:
            told = [json.loads(fields["event"]) for _, fields in await redis.xrange("ccengine:pbx1")]
            return any(event["data"].get("reason") == "lunch" for event in told)

        await eventually(told_to_redis)
        assert whole.engine.operators["op101"].status is OperatorStatus.PAUSED


def settings_elsewhere(settings: Settings) -> Settings:
    """What stands in the file of the other machine."""
    listen = ListenSettings(screenpop_port=0, origins=(PAGE,))
    return Settings(database=settings.database, redis=settings.redis, listen=listen)
