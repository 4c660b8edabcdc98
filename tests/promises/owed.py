"""Promises that somebody owes, for the tests of what time does to them."""

from typing import Any

from ccengine.access import User
from ccengine.api.worklist import Worklist, WorklistRules
from ccengine.core.ports import LogEntry
from ccengine.promises.keeper import PromiseKeeper
from ccengine.store.directory import PgDirectory
from ccengine.store.store import Store
from tests.fixtures_facts import call_record, seal
from tests.store.build import CLIENT, HOUSE, T0

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
AZIZA = User(login="aziza", role="operator", operator="op101", name="Aziza")
BORIS = User(login="boris", role="operator", operator="op102", name="Борис")


class Owed:
    """A house, a clock, and a keeper who looks when he is told to. Every call is missed at T0."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = T0
        self.told: list[LogEntry] = []
        self.worklist = Worklist(
            store, announce=self.told.extend, now=lambda: self.now, rules=WorklistRules(claim_s=900)
        )
        self.keeper = self.another_keeper()

    @classmethod
    async def make(cls, store: Store) -> "Owed":
        directory = PgDirectory(store)
        await directory.put_house(HOUSE)
        await directory.put_client(CLIENT)
        return cls(store)

    def another_keeper(self) -> PromiseKeeper:
        return PromiseKeeper(self.store, announce=self.told.extend, now=lambda: self.now)

    async def misses(self, caller: str = CLIENT.phones[0], count: int = 1) -> int:
        """The client calls in vain; what he is owed. Due an hour later."""
        for n in range(count):
            await seal(self.store, [call_record(T0 - 30_000 + n, T0 + n, caller=caller)])
        return int((await self.rows("select max(id) as id from obligation"))[0]["id"])

    async def look(self, after: int) -> list[tuple[str, dict[str, Any]]]:
        """Let the clock show T0 and so much; what the desk was told by the look."""
        self.now = T0 + after
        before = len(self.told)
        await self.keeper.look(self.now)
        return [(e.type.removeprefix("obligation."), e.data) for e in self.told[before:]]

    async def rows(self, sql: str, *args: object) -> list[dict[str, Any]]:
        async with self.store.session() as session:
            return [dict(row) for row in await session.connection.fetch(sql, *args)]
