"""Calls that we place: those that people ask for, within the house's limits, and those it has promised."""

import secrets
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from uuid import UUID

from ccengine.core.call import Phase
from ccengine.core.dialling import Dialled, Placed, check_destination, check_limits, extensions
from ccengine.core.directory import CLIENT
from ccengine.core.errors import CcengineError, Conflict, NotFound
from ccengine.core.events import CallPlaced
from ccengine.core.facts import OperatorStatus
from ccengine.core.ids import issue_channel_id, make_call_id
from ccengine.core.ports import Number
from ccengine.core.reasons import Reason, because
from ccengine.engine.context import Shared
from ccengine.engine.pops import Pops

RING_OWN_PHONE_S = 25
RING_CLIENT_S = 60

_OVER = frozenset({Phase.ENDED, Phase.SEALED})
_COMING_MS = 5_000
"""So long after it was asked for a call may be on its way without anything seen of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCall:
    """A call that is about to be placed, under names of our own."""

    call_id: UUID
    channel_id: str
    digits: str


class Dialling:
    """``core.desk.Dialling`` on one engine. ``say`` puts events into its stream."""

    def __init__(self, shared: Shared, pops: Pops) -> None:
        self._floor = shared.floor
        self._home = shared.home
        self._pops = pops
        self._ports = shared.ports
        self._say = shared.say
        self._dialled = Dialled()

    def remember(self, placed: Iterable[Placed]) -> None:
        """What was placed while an engine before this one ran counts on."""
        for one in placed:
            self._dialled.add(one)

    # --- asked for by people --------------------------------------------------------------------

    async def place_call(self, operator: str, number: str, *, first: str = "", himself: bool = True) -> UUID:
        self._phone_is_free(operator)
        wanted = self._ports.numbering(number)
        digits = _digits(wanted)
        if not 2 <= len(digits) <= 15 or not digits.isdigit():
            raise Conflict(
                "This is no number that can be called (it has {digits} digits).", digits=len(digits)
            )
        rules = self._home.house.dialling
        inside = digits in extensions(self._home.house)
        if not inside:
            check_destination(rules, wanted)
        now = self._ports.clock()
        running = self._running(now)
        check_limits(rules, self._dialled.of(operator, now), running, now)
        if self._in_a_call(wanted, running):
            raise Conflict("This number is in a call with us at this moment; look at it before you call.")
        new = self.open_call(wanted, because("placed"))
        first = first or rules.first
        placed = Placed(operator=operator, call_id=new.call_id, at=now)
        self._dialled.add(placed)  # before anything is waited for: of two in one breath both count
        try:
            if first == CLIENT and not inside:
                await self._ring_client(operator, new)
            else:
                await self.ring(operator, new, at_once=himself)
        except CcengineError:
            self._dialled.drop(placed)
            raise
        self._say([CallPlaced(at=now, call_id=new.call_id, operator=operator, first=first)])
        return new.call_id

    def _phone_is_free(self, operator: str) -> None:
        """A page that is a phone holds two calls; a desk phone has one line."""
        person, life = self._home.house.operators.get(operator), self._home.lives.get(operator)
        if person is None or life is None:
            raise NotFound("There is no operator {operator}.", operator=operator)
        if not life.reachable:
            raise Conflict("Your phone is not connected.")
        second = person.phone == "browser" and len(life.talking) == 1 and not life.ringing
        if life.status in (OperatorStatus.BUSY, OperatorStatus.RINGING) and not second:
            raise Conflict("Your phone is in use; end that call first.")

    def _running(self, now: int) -> set[UUID]:
        """Calls in flight, and those just asked for of which nothing was seen yet. One that was seen and
        is over does not count, however short it was: who has hung up may call again at once."""
        phases = {call.id: call.now.phase for call in self._floor.live_calls()}
        asked = (one for many in self._dialled.placed.values() for one in many)
        coming = {one.call_id for one in asked if now - one.at < _COMING_MS}
        unseen = (coming & self._pops.contexts.keys()) - phases.keys()
        return unseen | {call_id for call_id, phase in phases.items() if phase not in _OVER}

    def _in_a_call(self, number: Number, running: Iterable[UUID]) -> bool:
        """Two of ours, or one of ours and a promised call, never ring the same client at once."""
        contexts = map(self._pops.contexts.get, running)
        return any(c is not None and _digits(c.number) == _digits(number) for c in contexts)

    # --- placing --------------------------------------------------------------------------------

    def open_call(self, number: Number, why: Reason) -> NewCall:
        """A call of ours before it is placed: it has its name, and its card can say why."""
        now = self._ports.clock()
        channel_id = issue_channel_id(now // 1000, secrets.token_hex(8))
        call_id = make_call_id(self._floor.node, channel_id, now)
        context = self._pops.context(call_id, number)
        context.reasons = (why,)
        self._ports.expect_channel(channel_id)
        return NewCall(call_id=call_id, channel_id=channel_id, digits=_digits(number))

    async def ring(self, operator: str, new: NewCall, *, at_once: bool = False) -> None:
        """Place it: his phone rings first, or answers at once where he has just asked for this call.
        Raises the PBX errors; then there is no such call."""
        originated = self._ports.pbx.originate(
            endpoint=operator,
            dial=new.digits,
            call=new.call_id,
            channel_id=new.channel_id,
            ring_s=RING_OWN_PHONE_S,
            at_once=at_once,
        )
        await self._place(new, originated)

    async def _ring_client(self, operator: str, new: NewCall) -> None:
        """The client's phone rings first; who asked is put through when he has answered."""
        originated = self._ports.pbx.originate_client_first(
            endpoint=operator,
            dial=new.digits,
            call=new.call_id,
            channel_id=new.channel_id,
            ring_s=RING_CLIENT_S,
        )
        await self._place(new, originated)

    async def _place(self, new: NewCall, originated: Awaitable[None]) -> None:
        try:
            await originated
        except CcengineError:
            self._pops.contexts.pop(new.call_id, None)
            raise
        context = self._pops.contexts.get(new.call_id)
        if context is not None:
            self._pops.spawn(self._pops.enrich(new.call_id, context))


def _digits(number: Number) -> str:
    return (number.e164 or number.raw).lstrip("+")
