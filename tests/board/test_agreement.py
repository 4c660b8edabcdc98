"""The board and the report are asked the same, over the same calls: they say the same. And what a board
has told of alarms, the next one knows.

The calls are a stream of recorded ones, as twenty a second: answered, given up, moved, transferred.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from ccengine.board.alarms import NOBODY_MS
from ccengine.board.keeper import BoardKeeper, midnight
from ccengine.core.board import BoardGone, BoardHealth, BoardRows
from ccengine.core.call import Phase
from ccengine.core.facts import CallRecord, OperatorStatus
from ccengine.core.floor import SEAL_MS
from ccengine.core.ports import LogEntry
from ccengine.core.reading import read
from ccengine.engine.view import EngineView
from ccengine.store.board import PgBoard
from ccengine.store.directory import PgDirectory
from ccengine.store.lease import Lease
from ccengine.store.log import PgLog
from ccengine.store.store import Store
from reports.period import Period, find_zone
from reports.service import ServiceRow, service
from tests.board.stream import house, stream
from tests.engine.world import Memory, engine_in, numbering
from tests.fixtures_facts import seal
from tests.fixtures_store import dsn, postgres, store, template

__all__ = ["dsn", "postgres", "store", "template"]

pytestmark = pytest.mark.store

ZONE = "Asia/Tashkent"
BEGIN = 1_795_324_298_000
DAY = midnight(BEGIN, find_zone(ZONE))


@dataclass
class Nobody:
    """Whoever watches."""

    changes: int = 0

    def board_changed(self, version: int, rows: BoardRows, gone: BoardGone) -> None:
        self.changes += 1


class Watched:
    """An engine with a board beside it, fed by the stream."""

    def __init__(self, store: Store) -> None:
        self.memory = Memory(house_of=house(), now=BEGIN)
        self.engine = engine_in(self.memory)
        self.keeper = BoardKeeper(
            "pbx1",
            EngineView(self.engine, numbering),
            PgBoard(store, "pbx1"),
            Nobody(),
            say=self.engine.say,
            health=BoardHealth,
            trunks=(),
            zone=ZONE,
            clock=lambda: self.memory.now,
        )

    def take_place(self, seconds: float) -> None:
        """All the calls of so many seconds; the board looks four times a second."""
        looked = 0
        for seen in stream(seconds, BEGIN):
            self.memory.now = seen.at
            self.engine.feed([seen])
            if seen.at - looked >= 250:
                looked = seen.at
                self.engine.tick()
                self.look()
        self.memory.now += SEAL_MS + 1_000
        self.engine.tick()
        self.look()

    def look(self) -> None:
        self.keeper.told(self.memory.entries)
        self.keeper.look()
        _, rows = self.keeper.whole()
        for queue in rows.queues:
            waiting = [call for call in rows.calls if call.entered and call.queue == queue.id]
            assert len(waiting) == queue.waiting
            assert {call.phase for call in waiting} <= {Phase.WAITING, Phase.RINGING, Phase.SYSTEM}

    def figures(self) -> dict[str, tuple[object, ...]]:
        _, rows = self.keeper.whole()
        return {
            row.id: (row.offered, row.answered, row.abandoned, row.level_today, row.asa_ms, row.longest_ms)
            for row in rows.queues
            if row.offered
        }

    async def records_of(self, store: Store) -> None:
        """The calls as the database has them: through the node's own log."""
        records = [e for e in self.memory.entries if e.type == "call.sealed"]
        assert records
        await seal(store, [read(CallRecord, entry.data["record"]) for entry in records])


async def report_on(store: Store) -> dict[str, tuple[object, ...]]:
    report = await service(store, Period(start=DAY, end=DAY + 86_400_000, zone=ZONE))
    return {row.queue: figures_of(row) for row in report.rows if row.queue}


def figures_of(row: ServiceRow) -> tuple[object, ...]:
    level = None if row.service_level is None else round(row.service_level, 4)
    return (row.offered, row.answered, row.abandoned, level, row.asa_ms, row.longest_wait_ms or 0)


async def test_a_drained_board_says_what_the_report_says(store: Store) -> None:
    await PgDirectory(store).put_house(house())
    watched = Watched(store)
    watched.take_place(15)
    _, rows = watched.keeper.whole()
    assert rows.calls == ()
    assert sum(queue.waiting for queue in rows.queues) == 0
    await watched.records_of(store)
    reported = await report_on(store)
    assert len(reported) == 10
    assert any(figures[2] for figures in reported.values())
    assert watched.figures() == reported


async def test_a_board_that_begins_later_begins_with_the_facts(store: Store) -> None:
    await PgDirectory(store).put_house(house())
    before = Watched(store)
    before.take_place(4)
    await before.records_of(store)
    after = Watched(store)
    after.memory.now = before.memory.now
    await after.keeper.begin()
    after.keeper.look()
    assert after.figures() == before.figures() == await report_on(store)


class Alarmed(Watched):
    """A board whose alarms are looked at; ``begun`` after it has asked the database."""

    async def begun(self, *, anybody: bool) -> "Alarmed":
        if not anybody:
            for operator in self.engine.operators:
                await self.engine.people.set_status(operator, OperatorStatus.OFFLINE, "")
        await self.keeper.begin()
        for _ in range(3):
            self.keeper.look()
            self.memory.now += NOBODY_MS
        return self

    def told(self) -> list[LogEntry]:
        return [entry for entry in self.memory.entries if entry.type.startswith("board.")]

    def marked(self) -> set[tuple[str, ...]]:
        return {queue.alarms for queue in self.keeper.whole()[1].queues}


async def test_an_alarm_of_the_last_engine_stands_or_is_told_to_be_over_once(store: Store) -> None:
    log = PgLog(
        store,
        node="pbx1",
        epoch=await Lease(store, node="pbx1", holder="first").acquire(),
        numbering=numbering,
    )
    written = 0

    async def write(entries: Sequence[LogEntry]) -> list[str]:
        nonlocal written
        await log.append([replace(entry, seq=written + nth) for nth, entry in enumerate(entries, 1)])
        written += len(entries)
        return [entry.type for entry in entries]

    queues = len(house().queues)
    first = await Alarmed(store).begun(anybody=False)
    assert await write(first.told()) == ["board.alarm"] * queues
    still = await Alarmed(store).begun(anybody=False)
    assert (still.told(), still.marked()) == ([], {("nobody",)})
    after = await Alarmed(store).begun(anybody=True)
    assert after.marked() == {()}
    assert await write(after.told()) == ["board.alarm_over"] * queues
    later = await Alarmed(store).begun(anybody=True)
    assert later.told() == []
