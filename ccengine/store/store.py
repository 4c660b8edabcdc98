"""The one door to PostgreSQL: named queries on a pool.

SQL lives in ``sql/<room>.sql`` as blocks headed ``-- name: xyz``; rooms call them by name and
pass positional parameters. Strings are cleaned on the way in, jsonb is Python on both sides, and
everything that means "the database is away" is raised as StoreUnavailable.
"""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg

from ccengine.core.errors import SettingsError, StoreUnavailable
from ccengine.store.text import clean, from_jsonb, to_jsonb

FOLDER = Path(__file__).with_name("sql")
_HEAD = re.compile(r"^-- name: *(\S+) *$", re.MULTILINE)

# The server is gone, going, starting, or out of room: waiting helps. Everything else is a fault
# of ours, and is raised as it is.
_AWAY: tuple[type[BaseException], ...] = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.QueryCanceledError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.InternalClientError,
)


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Raise StoreUnavailable for whatever means that the database is away; SettingsError for a DSN
    that is refused (its text, which may hold a password, is not repeated)."""
    try:
        yield
    except _AWAY as error:
        raise StoreUnavailable(_UNREACHED, problem=f"{type(error).__name__}: {error}") from error
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.ClientConfigurationError) as error:
        raise SettingsError(f"the DSN of PostgreSQL cannot be used ({type(error).__name__})") from error
    except asyncpg.InterfaceError as error:
        # The library's own word for a closed connection or pool, and for wrong arguments.
        if isinstance(error, asyncpg.DataError) or "clos" not in str(error):
            raise
        raise StoreUnavailable(_UNREACHED, problem=str(error)) from error


_UNREACHED = "PostgreSQL cannot be reached: {problem}"


def parse_queries(text: str) -> dict[str, str]:
    """``-- name: xyz`` blocks of one file. A name given twice is an error."""
    parts = _HEAD.split(text)
    queries: dict[str, str] = {}
    for name, sql in zip(parts[1::2], parts[2::2], strict=True):
        if name in queries:
            raise SettingsError(f"query {name} is written twice")
        queries[name] = sql.strip()
    return queries


@cache
def load_queries(folder: Path = FOLDER) -> dict[str, str]:
    """Every named query of the house; a name used in two rooms is an error."""
    queries: dict[str, str] = {}
    for path in sorted(folder.glob("*.sql")):
        for name, sql in parse_queries(path.read_text()).items():
            if name in queries:
                raise SettingsError(f"query {name} in {path.name} exists in another room")
            queries[name] = sql
    return queries


class Session:
    """Named queries on one connection (inside one transaction)."""

    def __init__(self, connection: Any, queries: dict[str, str]) -> None:
        self.connection = connection
        self._queries = queries

    async def fetch(self, name: str, *args: object) -> list[asyncpg.Record]:
        rows: list[asyncpg.Record] = await self.connection.fetch(self._queries[name], *map(clean, args))
        return rows

    async def fetch_one(self, name: str, *args: object) -> asyncpg.Record | None:
        return await self.connection.fetchrow(self._queries[name], *map(clean, args))

    async def fetch_value(self, name: str, *args: object) -> Any:
        return await self.connection.fetchval(self._queries[name], *map(clean, args))

    async def execute(self, name: str, *args: object) -> str:
        tag: str = await self.connection.execute(self._queries[name], *map(clean, args))
        return tag

    async def execute_many(self, name: str, rows: Iterable[Sequence[object]]) -> None:
        await self.connection.executemany(self._queries[name], [clean(row) for row in rows])

    async def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        await self.connection.copy_records_to_table(
            table, columns=columns, records=[clean(row) for row in rows]
        )


class Store:
    """A pool that opens connections when they are needed: PostgreSQL may be away at the start."""

    def __init__(self, dsn: str, *, size: int = 10, acquire_s: float = 5.0, command_s: float = 30.0) -> None:
        self._dsn = dsn
        self._size = size
        self._acquire_s = acquire_s
        self._command_s = command_s
        self._pool: Any = None
        self.queries = load_queries()

    async def open(self) -> "Store":
        with translated():
            self._pool = await asyncpg.create_pool(
                self._dsn, min_size=0, max_size=self._size, command_timeout=self._command_s, init=_prepare
            )
        return self

    async def close(self) -> None:
        if self._pool is not None:
            pool, self._pool = self._pool, None
            try:
                async with asyncio.timeout(self._acquire_s):
                    await pool.close()
            except TimeoutError:
                pool.terminate()

    async def __aenter__(self) -> "Store":
        return await self.open()

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """A connection for several queries that need not be one transaction."""
        if self._pool is None:
            raise StoreUnavailable("The store is not open.")
        with translated():
            async with self._pool.acquire(timeout=self._acquire_s) as connection:
                yield Session(connection, self.queries)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """All or nothing; read committed."""
        async with self.session() as session, session.connection.transaction():
            yield session

    async def fetch(self, name: str, *args: object) -> list[asyncpg.Record]:
        async with self.session() as session:
            return await session.fetch(name, *args)

    async def fetch_one(self, name: str, *args: object) -> asyncpg.Record | None:
        async with self.session() as session:
            return await session.fetch_one(name, *args)

    async def fetch_value(self, name: str, *args: object) -> Any:
        async with self.session() as session:
            return await session.fetch_value(name, *args)

    async def execute(self, name: str, *args: object) -> str:
        async with self.session() as session:
            return await session.execute(name, *args)

    async def execute_many(self, name: str, rows: Iterable[Sequence[object]]) -> None:
        async with self.session() as session:
            await session.execute_many(name, rows)


async def _prepare(connection: Any) -> None:
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=to_jsonb, decoder=from_jsonb, format="binary"
    )
