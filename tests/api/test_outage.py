"""PostgreSQL is stopped, callers are not: who called within thirty days is still known, and rung for."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from ccengine.api.route import HEADER, RouteEndpoint
from ccengine.core.directory import Candidates, Client
from ccengine.engine.node import Engine
from ccengine.store.directory import PgDirectory
from ccengine.store.embedded import EmbeddedPostgres
from ccengine.store.migrate import migrate
from ccengine.store.store import Store
from tests.api.http import serving
from tests.engine.world import Memory, engine_in
from tests.store.build import CLIENT, HOUSE, NUMBER, T0, Ground, call, sealed

pytestmark = pytest.mark.store

DAY = 86_400_000
OLD = Client(id="c7", name="Long ago", phones=("+998901110031",), responsible="op102")
NEVER = Client(id="c8", name="Never called", phones=("+998901110099",), responsible="op102")
STRANGER = "+998935554433"


@dataclass
class Remembering(Memory):
    """All is from memory but the clients: these are PostgreSQL's."""

    directory: PgDirectory | None = field(default=None, kw_only=True)

    async def candidates(self, e164: str) -> Candidates:
        assert self.directory
        return await self.directory.candidates(e164)


@dataclass(kw_only=True)
class Line:
    """The route endpoint of an engine whose clients are PostgreSQL's."""

    postgres: EmbeddedPostgres
    directory: PgDirectory
    memory: Memory
    engine: Engine
    client: aiohttp.ClientSession

    async def asked(self, n: int, caller: str) -> tuple[str, str, list[str]]:
        """What is done for a caller, with whom, and the names on the cards of his call."""
        question = {"node": "pbx1", "uniqueid": f"pbx1-{T0 // 1000}.{n}", "step": "1"}
        question |= {"last_result": "", "caller": caller, "withheld": "0", "dialled": "100"}
        async with self.client.post("/route", data=question, headers={HEADER: "a token"}) as response:
            assert response.status == 200, await response.text()
            reply = await response.json()
        cards = [card for card in self.memory.cards.values() if str(card.call_id) == reply["call"]]
        return reply["do"], reply["targets"], [card.client.name for card in cards if card.client]


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    postgres = EmbeddedPostgres(tmp_path)
    dsn = await postgres.start()
    try:
        await migrate(dsn)
        async with Store(dsn) as store:
            await _fill(store)
            directory = PgDirectory(store, now=lambda: T0 / 1000)
            memory = Remembering(house_of=HOUSE, directory=directory)
            engine = engine_in(memory)
            async with serving(RouteEndpoint(engine, "a token", budget_s=5).app()) as client:
                yield Line(
                    postgres=postgres, directory=directory, memory=memory, engine=engine, client=client
                )
            await engine.aclose()
    finally:
        await postgres.stop()


async def _fill(store: Store) -> None:
    ground = await Ground.make(store)
    await PgDirectory(store).put_clients([OLD, NEVER])
    (old,) = OLD.phones
    await ground.happen(
        sealed(call(1, at=-29 * DAY)), sealed(call(2, at=-31 * DAY, caller=old, client=OLD.id))
    )


async def test_pop_and_routing_go_on_for_thirty_days(line: Line) -> None:
    await line.directory.preload()
    await line.postgres.stop()
    assert await line.asked(1, NUMBER) == ("ring", "op101", [CLIENT.name])
    for n, caller in enumerate((*OLD.phones, *NEVER.phones, STRANGER), 2):
        assert await line.asked(n, caller) == ("queue", "sales", []), "he waits for anybody"
    assert line.engine.counters["lookups_failed"] >= 3
