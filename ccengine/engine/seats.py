"""The PBX's queues follow the operators: membership and pause are projected, and reconciled.

What is wanted is compared with what is believed to be, as whole pictures. A refused or lost
action is counted, and the comparison made again a little later.
"""

import asyncio
from collections import Counter
from collections.abc import Callable

from ccengine.core.errors import CcengineError
from ccengine.core.membership import Seat, Seats, changes
from ccengine.core.ports import Pbx

RETRY_S = 2.0


class SeatKeeper:
    """``wanted`` says who should sit where; ``counters`` hears of failures."""

    def __init__(self, pbx: Pbx, wanted: Callable[[], Seats], counters: Counter[str]) -> None:
        self._pbx = pbx
        self._wanted = wanted
        self._counters = counters
        self._now: Seats = {}
        self._stale = asyncio.Event()

    def are(self, seats: Seats) -> None:
        """What a snapshot says of the PBX's own membership."""
        self._now = dict(seats)
        self._stale.set()

    def changed(self) -> None:
        """An operator's state is another than it was."""
        self._stale.set()

    async def keep(self) -> None:
        """Project, for ever."""
        while True:
            await self._stale.wait()
            self._stale.clear()
            if not await self._project():
                await asyncio.sleep(RETRY_S)
                self._stale.set()

    async def _project(self) -> bool:
        """Whether everything could be done."""
        done = True
        for seat in list(changes(self._now, self._wanted())):
            try:
                await self._do(seat)
            except CcengineError:
                self._counters["seats_failed"] += 1
                done = False
        return done

    async def _do(self, seat: Seat) -> None:
        key = (seat.queue, seat.operator)
        match seat.act:
            case "remove":
                await self._pbx.queue_remove(seat.queue, seat.operator)
                self._now.pop(key, None)
            case "add":
                paused = seat.reason == "paused"
                await self._pbx.queue_add(seat.queue, seat.operator, paused=paused)
                self._now[key] = paused
            case act:
                paused = act == "pause"
                await self._pbx.queue_pause(seat.operator, paused=paused, reason=seat.reason)
                self._now.update({k: paused for k in self._now if k[1] == seat.operator})
