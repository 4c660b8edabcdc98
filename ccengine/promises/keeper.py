"""Looks at open promises every second: ends claims, wakes what was put off, tells what is late.

Each look is a few statements that change a row only from the state that was looked at. So nothing
is told twice, whoever else looks at the same time; and after an outage the first look finds all
that has come due meanwhile.
"""

import asyncio
import logging
from collections.abc import Callable

from ccengine.core.desk_events import (
    DeskEvent,
    ObligationEscalated,
    ObligationReleased,
    ObligationWoken,
)
from ccengine.core.errors import StoreUnavailable
from ccengine.core.promise import Level, next_level
from ccengine.store.desk_log import Announce, append_desk, happening
from ccengine.store.recall import read_rule
from ccengine.store.store import Session, Store
from ccengine.store.text import milliseconds, moment

log = logging.getLogger(__name__)

LOOK_S = 1.0


class PromiseKeeper:
    """``announce`` hears of `desk` entries once they are committed; ``now`` is UTC milliseconds."""

    def __init__(self, store: Store, *, announce: Announce, now: Callable[[], int]) -> None:
        self._store = store
        self._announce = announce
        self._now = now

    async def run(self) -> None:
        """Until cancelled. While PostgreSQL is away nothing comes due; later it does."""
        while True:
            try:
                await self.look(self._now())
            except StoreUnavailable as away:
                log.debug("promises wait for the database: %s", away)
            await asyncio.sleep(LOOK_S)

    async def look(self, now: int) -> None:
        """Everything that has come due by ``now``, in one transaction."""
        async with self._store.transaction() as session:
            said = [*await _expire(session, now), *await _wake(session, now), *await _tell(session, now)]
            entries = await append_desk(session, [happening(event) for event in said])
        if entries:
            self._announce(entries)


async def _expire(session: Session, now: int) -> list[DeskEvent]:
    return [
        ObligationReleased(at=now, id=row["id"], client=row["client"], by=row["operator"], how="expired")
        for row in await session.fetch("promises_expire", moment(now))
    ]


async def _wake(session: Session, now: int) -> list[DeskEvent]:
    return [
        ObligationWoken(
            at=now, id=row["id"], client=row["client"], by=row["operator"], reason=row["reminder"]
        )
        for row in await session.fetch("promises_wake", moment(now))
    ]


async def _tell(session: Session, now: int) -> list[DeskEvent]:
    """Who has to hear that a promise is late; after an outage perhaps two levels at once."""
    said: list[DeskEvent] = []
    for row in await session.fetch("promises_late", moment(now)):
        due, rule, level = milliseconds(row["due_at"]), read_rule(row), Level(row["escalated"])
        while (following := next_level(level, due, rule, now)) is not None:
            level = following
            if await session.fetch_value("promise_escalate", row["id"], level, row["due_at"]) is None:
                break
            said.append(
                ObligationEscalated(
                    at=now,
                    id=row["id"],
                    client=row["client"],
                    number=row["number"],
                    queue=row["queue"],
                    level=level,
                    due=due,
                    to=tuple(row["callers"]),
                )
            )
    return said
