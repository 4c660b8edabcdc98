"""``ccengine migrate``: bring the database's tables up to date."""

import argparse
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from ccengine.settings import Settings, load
from ccengine.store.embedded import EmbeddedPostgres, running_dsn
from ccengine.store.migrate import migrate


def add(commands: Any) -> None:
    command = commands.add_parser("migrate", help="bring the database's tables up to date")
    command.add_argument("--config", type=Path)
    command.set_defaults(do=do_migrate)


def do_migrate(asked: argparse.Namespace) -> int:
    asyncio.run(_migrate(load(asked.config)))
    return 0


async def _migrate(settings: Settings) -> None:
    async with database(settings) as dsn:
        done = await migrate(dsn)
        print("the tables are up to date" if not done else f"applied: {', '.join(map(str, done))}")


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[str]:
    """The DSN that the settings mean: a given one, the embedded server that runs already, or one
    started for as long as this lasts."""
    if settings.database.dsn:
        yield settings.database.dsn
        return
    running = running_dsn(settings.data)
    if running:
        yield running
        return
    postgres = EmbeddedPostgres(settings.data)
    dsn = await postgres.start()
    try:
        yield dsn
    finally:
        await postgres.stop()
