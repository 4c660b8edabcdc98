"""``ccengine gateway``: operators' pages on another machine, their cards fed by Redis.

It needs the service's PostgreSQL, to know whose page comes, and its Redis. It decides nothing: what
it shows is what the engines say. Its pages are cut off while Redis cannot be heard, and are let in
again when it is.
"""

import argparse
import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ccengine.access import Access, shared_key
from ccengine.app.doors import gateway_for
from ccengine.app.frame import for_ever
from ccengine.cli.serve import until_told
from ccengine.core.desk import Visitor
from ccengine.core.errors import SettingsError, TemporaryError
from ccengine.settings import Settings, load
from ccengine.store.embedded import running_dsn
from ccengine.store.store import Store


def add(commands: Any) -> None:
    command = commands.add_parser("gateway", help="serve screen-pops to operators' pages, fed by Redis")
    command.add_argument("--config", type=Path, help="the settings file (default: ccengine.toml)")
    command.set_defaults(do=gateway)


def gateway(asked: argparse.Namespace) -> int:
    settings = load(asked.config)
    host = settings.listen.screenpop_host
    return until_told(serve(settings, lambda port: print(f"ccengine: ws://{host}:{port}/", flush=True)))


async def serve(settings: Settings, ready: Callable[[int], None]) -> None:
    """Until cancelled. ``ready`` is told the port when pages may come."""
    if not settings.redis.url:
        raise SettingsError("[redis] url is empty; a gateway gets its cards from there")
    dsn = settings.database.dsn or running_dsn(settings.data)
    if not dsn:
        raise SettingsError("[database] dsn is empty; a gateway asks the service's PostgreSQL who comes")
    from ccengine.stream.redis_link import open_redis
    from ccengine.stream.screen_feed import ScreenFeed

    async with contextlib.AsyncExitStack() as stack:
        store = await stack.enter_async_context(Store(dsn))
        access = Access(store, screenpop_key=await shared_key(store))

        async def visitor_of(token: str) -> Visitor | None:
            if feed.away:
                raise TemporaryError("Redis cannot be heard: there is nothing to show")
            return await access.visitor(token)

        pages = gateway_for(settings.listen, access, visitor_of)
        redis = await stack.enter_async_context(open_redis(settings.redis.url))
        feed = ScreenFeed(pages, redis, prefix=settings.redis.prefix, lost=pages.cut_off)
        pages.on_seen = feed.seen_here
        await stack.enter_async_context(pages)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(for_ever("the feed of cards", feed.run()), name="screen-feed")
            ready(pages.port)
