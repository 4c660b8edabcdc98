"""A CRM core: it follows ccengine's stream of events and keeps its own tables by it.

Usage: CCENGINE_TOKEN=cct_... python core.py http://127.0.0.1:8080 postgresql:///crm

Each event is dealt with in one transaction: its effect, its id, and the position behind it are
written together or not at all. So it may be killed at any moment, and an event may come twice.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg

from ccengine.client import CrmClient, StreamEvent

TABLES = Path(__file__).with_name("tables.sql").read_text()

SEALED = """
insert into crm.call (call_id, revision, client, direction, outcome, start_at, talk_ms)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (call_id) do update
set revision = excluded.revision, client = excluded.client, direction = excluded.direction,
    outcome = excluded.outcome, start_at = excluded.start_at, talk_ms = excluded.talk_ms
where crm.call.revision is null or crm.call.revision < excluded.revision
"""
NOTED = """
insert into crm.call (call_id, note, result) values ($1, $2, $3)
on conflict (call_id) do update set note = excluded.note, result = excluded.result
"""
RECORDED = """
insert into crm.call (call_id, recording_ms) values ($1, $2)
on conflict (call_id) do update set recording_ms = excluded.recording_ms
"""
PROMISED = "insert into crm.promise (id, client) values ($1, $2) on conflict do nothing"
KEPT = """
insert into crm.promise (id, client, closed_how) values ($1, $2, $3)
on conflict (id) do update set closed_how = excluded.closed_how
"""


async def sealed(db: Any, event: StreamEvent) -> None:
    record = event.data["record"]
    start = datetime.fromtimestamp(record["start"] / 1000, UTC)
    told = (
        record["revision"],
        record["client"],
        record["direction"],
        record["outcome"],
        start,
        record["talk_ms"],
    )
    await db.execute(SEALED, event.subject, *told)


async def noted(db: Any, event: StreamEvent) -> None:
    await db.execute(NOTED, event.subject, event.data["note"], event.data["result"])


async def recorded(db: Any, event: StreamEvent) -> None:
    await db.execute(RECORDED, event.subject, event.data["length_ms"])


async def promised(db: Any, event: StreamEvent) -> None:
    await db.execute(PROMISED, event.data["id"], event.data["client"])


async def kept(db: Any, event: StreamEvent) -> None:
    await db.execute(KEPT, event.data["id"], event.data["client"], event.data["how"])


# What is not named here is read and passed over: new types may come at any time.
HANDLERS: dict[str, Callable[[Any, StreamEvent], Awaitable[None]]] = {
    "call.sealed": sealed,
    "call.corrected": sealed,
    "call.noted": noted,
    "recording.ready": recorded,
    "obligation.opened": promised,
    "obligation.closed": kept,
}


async def take(db: Any, event: StreamEvent) -> None:
    """One event: all of it, once."""
    async with db.transaction():
        at = datetime.fromisoformat(event.time)
        put = "insert into crm.event values ($1, $2, $3) on conflict do nothing returning id"
        if await db.fetchval(put, event.id, event.type, at) and event.type in HANDLERS:
            await HANDLERS[event.type](db, event)
        await db.execute(
            "insert into crm.position values (true, $1) on conflict (one) do update set position = $1",
            event.position,
        )


async def follow(crm: CrmClient, db: Any) -> None:
    """From where we were, for ever."""
    await db.execute(TABLES)
    position = await db.fetchval("select position from crm.position") or ""
    async with aclosing(crm.events(after=position)) as events:
        async for event in events:
            await take(db, event)


async def main(url: str, dsn: str) -> None:
    db = await asyncpg.connect(dsn)
    async with CrmClient(url, os.environ["CCENGINE_TOKEN"]) as crm:
        await follow(crm, db)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
