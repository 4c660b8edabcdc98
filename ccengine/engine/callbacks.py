"""Promised calls, placed by the engine: the operator's phone rings first, then the client's.

Whose turn it is says ``ccengine.core.callbacks``; here it is asked a few times a second, the calls
are placed, and what comes of them is read off their records. The database is asked every few
seconds what it knows of promises; while it is away, what is in memory goes on.
"""

import asyncio
import logging

from ccengine.core.call import LiveCall
from ccengine.core.callbacks import CallbackRules, Callbacks, Promise, Turn
from ccengine.core.directory import House
from ccengine.core.errors import BadInput, CcengineError, TemporaryError
from ccengine.core.facts import CallRecord, Direction
from ccengine.core.hours import ALWAYS
from ccengine.core.observed import Side
from ccengine.core.ports import Promised
from ccengine.core.reasons import Reason, because
from ccengine.engine.context import CallContext, Shared
from ccengine.engine.dialling import RING_OWN_PHONE_S, Dialling, NewCall
from ccengine.engine.pops import Pops
from routing.hours import local

log = logging.getLogger(__name__)

AGREE_S = 5.0
RESERVE_MS = (RING_OWN_PHONE_S + 3) * 1000


class Recalls:
    """The promised calls of one engine."""

    def __init__(self, shared: Shared, pops: Pops, dialling: Dialling, rules: CallbackRules) -> None:
        self.state = Callbacks(rules=rules)
        self._floor = shared.floor
        self._home = shared.home
        self._pops = pops
        self._dialling = dialling
        self._ports = shared.ports

    def asked(self, call: LiveCall, context: CallContext, queue: str) -> None:
        """The caller asked for it and was promised it."""
        number = context.number.e164 or context.number.raw
        if not number:
            return
        now = self._ports.clock()
        stays = [stay.start for leg in call.members for stay in leg.queues if stay.name == queue]
        self.state.promise(
            Promise(
                call_id=call.id,
                queue=queue,
                number=number,
                since=min(stays, default=call.root.start or now),
                asked=now,
                client=context.client.id if context.client else "",
                responsible=context.client.responsible if context.client else "",
            )
        )

    def sealed(self, record: CallRecord) -> None:
        """A call is over: perhaps one of ours, perhaps somebody reached the client otherwise."""
        if record.answer:
            outside = record.caller if record.direction is Direction.INBOUND else record.dialled
            number = self._ports.numbering(outside)
            self.state.talked(record.call_id, number.e164 or number.raw, record.client, until=record.end)
            return
        rung = any(leg.side == Side.OUTSIDE for leg in record.legs)
        self.state.ended(record.call_id, client_rung=rung, now=self._ports.clock())

    def tick(self) -> None:
        """Place what is due. The operator is reserved in the same breath."""
        if not self.state.promises and not self.state.calling:
            return
        now = self._ports.clock()
        live = {call.id for call in self._floor.live_calls()}
        self.state.lost(live, now)
        for turn in self.state.turns(self._free(now), self._waiting(), self._in_calls(), now):
            new = self._dialling.open_call(
                self._ports.numbering(turn.promise.number), self._why(turn.promise)
            )
            self._home.lives[turn.operator].reserve(new.call_id, now + RESERVE_MS)
            self.state.placed(new.call_id, turn)
            self._pops.spawn(self._place(turn, new))

    async def _place(self, turn: Turn, new: NewCall) -> None:
        try:
            await self._dialling.ring(turn.operator, new)
        except CcengineError as error:
            log.warning("a promised call could not be placed: %s", error)
            self._home.lives[turn.operator].release(new.call_id)
            self.state.ended(new.call_id, client_rung=False, now=self._ports.clock())

    def _why(self, promise: Promise) -> Reason:
        """For the card: when he asked, on the clock of the house, and how long he has waited."""
        queue = self._home.house.queues.get(promise.queue)
        waited = max(1, (self._ports.clock() - promise.since) // 60_000)
        return because(
            "promised",
            clock=_clock(self._home.house, promise),
            queue=queue.name if queue else promise.queue,
            minutes=str(waited),
        )

    def _free(self, now: int) -> dict[str, list[str]]:
        """By queue, who may be rung: who has been free for longest comes first."""
        lives = sorted(self._home.lives.values(), key=lambda life: (life.since, life.id))
        free = [life.id for life in lives if life.is_free(now)]
        people = self._home.house.operators
        return {
            queue: [o for o in free if o in people and queue in people[o].queues]
            for queue in self._home.house.queues
        }

    def _waiting(self) -> dict[str, int]:
        """By queue, since when the first on the line waits."""
        first: dict[str, int] = {}
        for leg in self._floor.legs.values():
            stay = leg.queues.current() if leg.live else None
            if stay is not None:
                first[stay.name] = min(stay.start, first.get(stay.name, stay.start))
        return first

    def _in_calls(self) -> frozenset[str]:
        """Numbers that are in a call now: whoever calls us again is not called."""
        contexts = (self._pops.contexts.get(call.id) for call in self._floor.live_calls())
        return frozenset(c.number.e164 or c.number.raw for c in contexts if c is not None)

    async def agree(self, source: Promised) -> None:
        """Take over what the database knows, again and again."""
        while True:
            now = self._ports.clock()
            try:
                self.state.agree(await source.promised(now), now)
            except TemporaryError as away:
                log.debug("promised calls are kept from memory: %s", away)
            await asyncio.sleep(AGREE_S)


def _clock(house: House, promise: Promise) -> str:
    """The time of day when he asked, in the zone of a number that leads to his queue."""
    hours = next((n.hours for n in house.numbers.values() if n.queue == promise.queue), ALWAYS)
    try:
        return f"{local(hours, promise.asked):%H:%M}"
    except BadInput:  # a zone that is none, of which routing complains at every call
        return f"{local(ALWAYS, promise.asked):%H:%M} UTC"
