"""Numbered migrations, each in a transaction, one runner at a time.

``migrations/0001_spine.sql`` and so on are applied in order and noted in ``schema_migration``.
A migration is never edited once it has left the house; the next one mends it.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from ccengine.core.errors import SettingsError
from ccengine.store.store import translated

FOLDER = Path(__file__).with_name("migrations")
OLDEST_SERVER = 140_000
_LOCK = 0x63_63_65_6E_67  # "cceng": the advisory lock of whoever migrates
_NAME = re.compile(r"(\d{4})_(\w+)\.sql")
_LEDGER = """
create table if not exists schema_migration (
    number int primary key,
    name text not null,
    applied timestamptz not null default now()
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    number: int
    name: str
    sql: str


def known(folder: Path = FOLDER) -> list[Migration]:
    """The migrations in ``folder``, in order; each number once."""
    found: list[Migration] = []
    for path in sorted(folder.glob("*.sql")):
        match = _NAME.fullmatch(path.name)
        last = found[-1].number if found else 0
        if match is None or int(match[1]) <= last:
            raise SettingsError(f"{path}: expected a name such as {last + 1:04d}_something.sql")
        found.append(Migration(number=int(match[1]), name=match[2], sql=path.read_text()))
    return found


async def pending(dsn: str) -> list[str]:
    """Names of the migrations that this database still lacks."""
    with translated():
        connection = await asyncpg.connect(dsn, timeout=10)
        try:
            return [f"{m.number:04d}_{m.name}" for m in await _missing(connection)]
        finally:
            await connection.close()


async def migrate(dsn: str) -> list[str]:
    """Apply what is missing; returns the names of what was applied."""
    with translated():
        connection = await asyncpg.connect(dsn, timeout=10)
        try:
            return await _migrate(connection)
        finally:
            await connection.close()


async def _migrate(connection: Any) -> list[str]:
    version = int(await connection.fetchval("show server_version_num"))
    if version < OLDEST_SERVER:
        raise SettingsError(f"PostgreSQL 14 or newer is needed; this server is {version // 10_000}")
    await connection.execute("select pg_advisory_lock($1)", _LOCK)  # freed when the connection closes
    await connection.execute(_LEDGER)
    missing = await _missing(connection)
    for migration in missing:
        async with connection.transaction():
            await connection.execute(migration.sql)
            await connection.execute(
                "insert into schema_migration (number, name) values ($1, $2)",
                migration.number,
                migration.name,
            )
    return [f"{m.number:04d}_{m.name}" for m in missing]


async def _missing(connection: Any) -> list[Migration]:
    applied: set[int] = set()
    if await connection.fetchval("select to_regclass('schema_migration')"):
        applied = {row[0] for row in await connection.fetch("select number from schema_migration")}
    migrations = known()
    if ahead := applied - {m.number for m in migrations}:
        raise SettingsError(f"the database is ahead of this ccengine: it knows migration {max(ahead)}")
    return [m for m in migrations if m.number not in applied]
