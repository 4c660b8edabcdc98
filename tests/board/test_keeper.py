"""The board as it is kept: a new day, other limits, and versions of which none is left out."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from ccengine.board.keeper import BoardKeeper, midnight
from ccengine.core.board import BoardGone, BoardHealth, BoardQueue, BoardRows, SealedVisits
from ccengine.core.facts import Visit, VisitLeft
from ccengine.core.floor import SEAL_MS
from ccengine.core.observed import BridgeEntered, QueueEntered
from ccengine.engine.view import EngineView
from reports.period import find_zone
from tests.board.floor import ZONE, NoFacts
from tests.board.stream import house
from tests.engine.world import Memory, answers, calls_in, ends, engine_in, numbering, rings

NEXT_DAY = midnight(1_795_324_298_000, find_zone(ZONE)) + 86_400_000
WAITED_MS = 10_000


class Yesterday(NoFacts):
    """A database that knows of one who called twenty minutes before midnight."""

    async def visits(self, since: int) -> Sequence[SealedVisits]:
        at = NEXT_DAY - 20 * 60_000
        one = Visit(queue="q0", position=1, entered=at, left=at + 1, how=VisitLeft.ANSWERED, wait_ms=1)
        return [SealedVisits(call_id=UUID(int=1), revision=1, visits=(one,))] if at >= since else []


class Kept:
    """A board over an engine, looked at by hand."""

    def __init__(self, now: int, facts: NoFacts | None = None) -> None:
        self.memory = Memory(house_of=house(), now=now)
        self.engine = engine_in(self.memory)
        self.versions: list[int] = []
        self.keeper = BoardKeeper(
            "pbx1",
            EngineView(self.engine, numbering),
            facts or NoFacts(),
            self,
            say=self.engine.say,
            health=BoardHealth,
            trunks=(),
            zone=ZONE,
            clock=lambda: self.memory.now,
        )

    def board_changed(self, version: int, rows: BoardRows, gone: BoardGone) -> None:
        self.versions.append(version)

    def first_queue(self) -> BoardQueue:
        self.keeper.told(self.memory.entries)
        self.keeper.look()
        return self.keeper.whole()[1].queues[0]

    def one_is_answered(self) -> None:
        """A caller of the first queue waits, talks, and is gone."""
        came, talks = self.memory.now, self.memory.now + WAITED_MS
        self.engine.feed([calls_in("one", "+998901112233", came, dialled="998712000000")])
        self.engine.feed([answers("one", came), QueueEntered(at=came, leg="one", queue="q0")])
        self.engine.feed([rings("op101", "leg", "one", came + 1_000), answers("leg", talks)])
        self.engine.feed([BridgeEntered(at=talks, leg=leg, bridge="b") for leg in ("one", "leg")])
        self.engine.feed([ends(leg, talks + 2_000) for leg in ("one", "leg")])
        self.memory.now = talks + 2_000 + SEAL_MS
        self.engine.tick()


async def test_at_midnight_by_the_clock_of_the_house_a_new_day_begins() -> None:
    kept = Kept(NEXT_DAY - 60_000)
    kept.one_is_answered()
    today = kept.first_queue()
    assert (today.offered, today.level_today, today.longest_ms) == (1, 1.0, WAITED_MS)
    kept.memory.now = NEXT_DAY
    fresh = kept.first_queue()
    assert (fresh.offered, fresh.level_today, fresh.longest_ms) == (0, None, 0)
    assert fresh.level_now == 1.0, "the last half hour goes on"
    await kept.engine.aclose()


async def test_a_board_that_begins_after_midnight_knows_the_half_hour_before() -> None:
    kept = Kept(NEXT_DAY + 60_000, Yesterday())
    await kept.keeper.begin()
    queue = kept.first_queue()
    assert (queue.offered, queue.level_now) == (0, 1.0)
    await kept.engine.aclose()


async def test_another_threshold_holds_for_the_whole_day_at_once() -> None:
    kept = Kept(NEXT_DAY + 60_000)
    kept.one_is_answered()
    assert kept.first_queue().level_today == 1.0
    for threshold_ms, level in ((WAITED_MS - 1, 0.0), (WAITED_MS, 1.0)):
        queues = kept.engine.house.queues
        stricter = {**queues, "q0": replace(queues["q0"], threshold_ms=threshold_ms)}
        kept.engine.adopt(replace(kept.engine.house, queues=stricter))
        assert kept.first_queue().level_today == level
        assert kept.first_queue().level_today == level
    await kept.engine.aclose()


async def test_each_change_is_a_version_and_what_is_as_it_was_is_none() -> None:
    kept = Kept(NEXT_DAY + 60_000)
    kept.first_queue()
    kept.first_queue()
    assert kept.versions == [1]
    kept.one_is_answered()
    kept.first_queue()
    assert (kept.versions, kept.keeper.whole()[0]) == ([1, 2], 2)
    await kept.engine.aclose()
