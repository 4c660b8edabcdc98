"""The worked example of the tutorial, run as it stands there: a CRM core with tables of its own."""

import asyncio
import contextlib
import importlib.util
from pathlib import Path
from types import ModuleType

import asyncpg
import pytest

from ccengine.client import CrmClient, StreamEvent
from ccengine.lab.wait import eventually
from ccengine.store.embedded import EmbeddedPostgres
from ccengine.store.store import Store
from ccengine.stream.relay import Relay
from tests.api.house import NOW, house
from tests.fixtures_facts import call_record, seal, talked_record
from tests.fixtures_store import named

pytestmark = pytest.mark.store

CORE = Path(__file__).parents[2] / "docs/tutorial/crm_core/core.py"


@pytest.fixture(scope="module")
def core() -> ModuleType:
    spec = importlib.util.spec_from_file_location("crm_core", CORE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def test_it_keeps_its_own_tables_through_kills(
    core: ModuleType, postgres: EmbeddedPostgres, store: Store, tmp_path: Path
) -> None:
    server = await asyncpg.connect(named(postgres, "postgres"))
    await server.execute("create database crm_core")
    db = await asyncpg.connect(named(postgres, "crm_core"))
    try:
        async with house(store, tmp_path, relay=Relay(store)) as rig:
            _, secret = await rig.access.tokens.create("crm", ["events"], by="root")
            async with CrmClient(rig.base, secret, retry_s=(0.05, 0.2)) as crm:
                await _a_day(core, rig.store, crm, db)
                chief = await rig.as_("chief")
                [talked, *_] = await db.fetch("select call_id from crm.call where outcome = 'answered'")
                body = {"note": "wants an offer", "result": "sale"}
                aziz = await rig.as_("aziz")
                assert (await aziz("PUT", f"/api/calls/{talked['call_id']}/note", body)).status == 204
                [promise] = (await chief("GET", "/api/obligations")).json["obligations"]
                closing = {"how": "supervisor", "reason": "settled by mail"}
                closed = await chief("POST", f"/api/obligations/{promise['id']}/close", closing)
                assert closed.status == 204
                await _until_all(core, rig.store, crm, db)
        noted = await db.fetchrow("select note, result, talk_ms from crm.call where note is not null")
        assert tuple(noted) == ("wants an offer", "sale", 60_000)
        assert (
            await db.fetchval("select closed_how from crm.promise where id = $1", promise["id"])
            == "supervisor"
        )
    finally:
        await db.close()
        await server.execute("drop database crm_core with (force)")
        await server.close()


async def _a_day(core: ModuleType, store: Store, crm: CrmClient, db: asyncpg.Connection) -> None:
    """Calls come in three times; the core is killed in the middle of each batch but the last."""
    for batch in range(3):
        at = NOW - (3 - batch) * 3_600_000
        talked = [talked_record(at + n * 1000, at + n * 1000 + 60_000, leg=f"{batch}-{n}") for n in range(3)]
        missed = call_record(at + 900_000, at + 930_000, caller="+998907654321")
        await seal(store, [*talked, missed])
        if batch < 2:
            await _killed_at(core, crm, db, 4 * batch + 2)
    await _until_all(core, store, crm, db)
    assert await db.fetchval("select count(*) from crm.call") == 12
    assert await db.fetchval("select count(*) from crm.call where outcome = 'answered'") == 9


async def _killed_at(core: ModuleType, crm: CrmClient, db: asyncpg.Connection, count: int) -> None:
    """Run it until it has taken so many events, and end it wherever it is then."""
    await db.execute(core.TABLES)
    taken = core.take

    async def take(db: asyncpg.Connection, event: StreamEvent) -> None:
        async with db.transaction():
            await taken(db, event)
            if await db.fetchval("select count(*) from crm.event") > count:
                raise asyncio.CancelledError  # before its commit: all of this event is undone

    with pytest.MonkeyPatch.context() as patch, contextlib.suppress(asyncio.CancelledError):
        patch.setattr(core, "take", take)
        await asyncio.create_task(core.follow(crm, db))
    assert await db.fetchval("select count(*) from crm.event") == count


async def _until_all(core: ModuleType, store: Store, crm: CrmClient, db: asyncpg.Connection) -> None:
    """Run it until it has every event that there is."""
    async with store.session() as session:
        log = await session.connection.fetch("select stream, seq from log")
    whole = {f"{row['stream']}:{row['seq']}" for row in log}
    had = {row["id"] for row in await db.fetch("select id from crm.event")}
    taken = core.take

    async def take(db: asyncpg.Connection, event: StreamEvent) -> None:
        await taken(db, event)
        had.add(event.id)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "take", take)
        following = asyncio.create_task(core.follow(crm, db))
        try:
            await eventually(lambda: following.done() or had >= whole)
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
    assert {row["id"] for row in await db.fetch("select id from crm.event")} == whole
