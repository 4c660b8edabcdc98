"""A real PostgreSQL for tests: one server for the session, a fresh migrated database per test.

Import what you need in your room's ``conftest.py``: ``postgres``, ``template`` (session),
``dsn``, ``store`` (per test).
"""

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from ccengine.store.embedded import EmbeddedPostgres
from ccengine.store.migrate import migrate
from ccengine.store.store import Store

__all__ = ["dsn", "postgres", "store", "template"]

_numbers = itertools.count(1)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedPostgres]:
    """The server of this test session."""
    server = EmbeddedPostgres(Path(tmp_path_factory.mktemp("data")))
    await server.start()
    yield server
    await server.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def template(postgres: EmbeddedPostgres) -> str:
    """A migrated database to copy; its name."""
    await _admin(postgres, "create database template_ccengine")
    await migrate(named(postgres, "template_ccengine"))
    return "template_ccengine"


@pytest_asyncio.fixture
async def dsn(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[str]:
    """A fresh, migrated database."""
    name = f"test_{next(_numbers)}"
    await _admin(postgres, f"create database {name} template {template}")
    yield named(postgres, name)
    await _admin(postgres, f"drop database {name} with (force)")


@pytest_asyncio.fixture
async def store(dsn: str) -> AsyncIterator[Store]:
    async with Store(dsn) as opened:
        yield opened


def named(server: EmbeddedPostgres, database: str) -> str:
    return server.dsn.replace("/ccengine?", f"/{database}?")


async def _admin(server: EmbeddedPostgres, sql: str) -> None:
    connection = await asyncpg.connect(named(server, "postgres"))
    try:
        await connection.execute(sql)
    finally:
        await connection.close()
