"""The board as it is kept: looked at a few times a second, and what has changed passed on.

Today's figures begin with what the database knows at the start. From there on they follow the engine:
its live calls, and each record the moment it is sealed; at midnight, by the house's zone, the same
calls are counted for the new day. So the board does not wait for a commit; with PostgreSQL away it
goes on, and says so. An alarm that was told before the start stands, or is told to be over.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from ccengine.board.alarms import Alarms
from ccengine.board.figures import Figures, Stay
from ccengine.board.picture import Picture, Row, by_kind, operator_rows, queue_rows, stay_of
from ccengine.core.board import (
    LATELY_MS,
    BoardFacts,
    BoardHealth,
    BoardOwed,
    BoardRows,
    BoardScreens,
    FloorView,
    Troubles,
)
from ccengine.core.errors import StoreUnavailable
from ccengine.core.events import Event
from ccengine.core.facts import VisitLeft
from ccengine.core.ports import LogEntry

log = logging.getLogger(__name__)

LOOK_S = 0.25
"""Changes of one moment travel together: at most four times a second."""
ASK_S = 15.0
"""What nobody tells of (a promise that becomes late) is asked for so often."""
RECORDS = ("call.sealed", "call.corrected")


class BoardKeeper:
    """``core.board.BoardSource``. ``health`` is asked each time; ``trunks`` are the names that are
    configured; ``say`` puts events into the engine's stream. ``begin`` comes before ``run``."""

    def __init__(
        self,
        node: str,
        view: FloorView,
        facts: BoardFacts,
        screens: BoardScreens,
        *,
        say: Callable[[Sequence[Event]], None],
        health: Callable[[], BoardHealth],
        trunks: Sequence[str],
        zone: str,
        clock: Callable[[], int],
    ) -> None:
        self._view = view
        self._facts = facts
        self._screens = screens
        self._say = say
        self._health = health
        self._trunks = trunks
        self._zone = ZoneInfo(zone)
        self._clock = clock
        self._house = view.house
        self._picture = Picture(node, Figures(midnight(clock(), self._zone), view.house.queues))
        self._alarms = Alarms()
        self._owed = BoardOwed()
        self._troubles = Troubles()
        self._stale = asyncio.Event()
        self._version = 0

    def whole(self) -> tuple[int, BoardRows]:
        return self._version, by_kind(list(self._picture.rows.values()))

    def told(self, entries: Sequence[LogEntry]) -> None:
        """What the engine has just said, and what was committed, by whomever. Twice does no harm."""
        for entry in entries:
            if entry.type in RECORDS:
                self._sealed(entry.data["record"])
            elif entry.type.startswith("obligation."):
                self._stale.set()

    def _sealed(self, record: Mapping[str, Any]) -> None:
        stays = [
            Stay(queue=v["queue"], entered=v["entered"], wait_ms=v["wait_ms"], how=VisitLeft(v["how"]))
            for v in record["visits"]
        ]
        self._picture.figures.put(UUID(record["call_id"]), stays, record["revision"])

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._look_on(), name="board-look")
            tasks.create_task(self._ask_on(), name="board-ask")

    async def _look_on(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(LOOK_S)

    def look(self) -> None:
        """Compare the board with what is so now; pass on the difference."""
        now, house = self._clock(), self._view.house
        self._turn_over(now)
        lives, figures = self._view.operators, self._picture.figures
        calls = self._picture.read_calls(self._view)
        queues = queue_rows(house, figures, lives, self._view.callbacks(), now)
        queues, events = self._alarms.look(queues, house, now)
        if events:
            self._say(events)
        trunks = self._picture.trunks(self._trunks, self._view.lines_gone())
        operators = operator_rows(house, lives, calls)
        rows: list[Row] = [*queues, *operators, *calls, *trunks, self._owed, self._health_now()]
        if (change := self._picture.become(rows)) is not None:
            self._version += 1
            self._screens.board_changed(self._version, *change)

    def _health_now(self) -> BoardHealth:
        troubles = self._troubles
        return replace(self._health(), recordings=troubles.recordings, dead_letters=troubles.dead_letters)

    def _turn_over(self, now: int) -> None:
        """A new day begins, or the house has other limits: the same visits are counted anew."""
        today, house = midnight(now, self._zone), self._view.house
        if today != self._picture.figures.midnight or house.queues != self._house.queues:
            self._picture.figures = self._picture.figures.recount(today, house.queues)
        self._house = house

    # --- what the database knows ----------------------------------------------------------------

    async def _ask_on(self) -> None:
        while True:
            try:
                await self._ask()
            except StoreUnavailable as error:
                log.debug("the board keeps what it has: %s", error)
            try:
                async with asyncio.timeout(ASK_S):
                    await self._stale.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(LOOK_S)  # several changes of one moment are asked about once

    async def begin(self) -> None:
        """Before the first look: take in the alarms that stand, and what has a record already, of today
        and of the half hour before it. Raises StoreUnavailable."""
        now = self._clock()
        for queue, alarm in await self._facts.alarms():
            self._alarms.stood(queue, alarm, now)
        since = min(midnight(now, self._zone), now - LATELY_MS)
        for call in await self._facts.visits(since):
            self._picture.figures.put(call.call_id, map(stay_of, call.visits), call.revision)

    async def _ask(self) -> None:
        self._stale.clear()
        now = self._clock()
        self._owed = await self._facts.owed(now)
        self._troubles = await self._facts.troubles(midnight(now, self._zone))


def midnight(now: int, zone: ZoneInfo) -> int:
    """The last midnight on the clock of that zone, in UTC milliseconds."""
    today = datetime.fromtimestamp(now / 1000, UTC).astimezone(zone).date()
    start = datetime.combine(today, time(), zone)
    return (start - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
