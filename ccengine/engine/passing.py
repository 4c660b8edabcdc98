"""Passing a call on: at once, after asking, all three together; and parking it for whoever comes.

What a deed leads to is not told from here: it is seen on the event link like everything else.
"""

from uuid import UUID

from ccengine.core.call import LiveCall
from ccengine.core.cards import consulted
from ccengine.core.desk import ParkedLine
from ccengine.core.errors import CcengineError, Conflict, NotFound
from ccengine.core.facts import OperatorStatus
from ccengine.core.leg import LegLife
from ccengine.core.observed import LegEnded, Observed, Parked, Side, Unparked
from ccengine.core.parking import ParkedCall, parked
from ccengine.engine.context import Shared
from ccengine.engine.legs import own_leg
from ccengine.engine.pops import Pops

_FETCHED_MS = 5_000
"""Longer than an answer of the PBX takes: by then it is seen that he is parked no longer."""


class Passing:
    """``core.desk.Passing`` on one engine."""

    def __init__(self, shared: Shared, pops: Pops, *, parked_s: int) -> None:
        self._floor = shared.floor
        self._home = shared.home
        self._pops = pops
        self._ports = shared.ports
        self._parked_s = parked_s
        self._waiting: frozenset[str] = frozenset()
        """The legs that are parked, as it was told last."""
        self._fetched: dict[str, int] = {}
        """Those that somebody is fetching, and until when that is believed (UTC ms)."""

    # --- to somebody ----------------------------------------------------------------------------

    async def transfer(self, operator: str, call_id: UUID, target: str, how: str) -> None:
        leg = own_leg(self._floor, operator, call_id)
        number = self._extension(target)
        if how == "attended":
            await self._ports.pbx.attended_transfer(leg.channel, number)
        else:
            await self._ports.pbx.blind_transfer(leg.channel, number)

    async def complete_transfer(self, operator: str, call_id: UUID) -> None:
        """Whoever transfers leaves; the two others stay with each other."""
        await self._ports.pbx.hang_up(own_leg(self._floor, operator, call_id).channel)

    async def cancel_transfer(self, operator: str, call_id: UUID) -> None:
        await self._ports.pbx.cancel_transfer(own_leg(self._floor, operator, call_id).channel)

    async def conference(self, operator: str, call_id: UUID) -> None:
        await self._ports.pbx.conference(self._consulting(operator, call_id).channel)

    async def swap(self, operator: str, call_id: UUID) -> None:
        await self._ports.pbx.swap(self._consulting(operator, call_id).channel)

    async def pass_to_responsible(self, operator: str, call_id: UUID) -> str:
        context = self._pops.contexts.get(call_id)
        client = context.client if context else None
        responsible = self._home.house.operators.get(client.responsible) if client else None
        if responsible is None:
            raise Conflict("Nobody is responsible for this client.")
        if responsible.id == operator:
            raise Conflict("You are responsible for this client yourself.")
        await self.transfer(operator, call_id, responsible.id, "blind")
        return responsible.name

    def _consulting(self, operator: str, call_id: UUID) -> LegLife:
        """His leg, while a colleague has answered him and the client waits."""
        leg = own_leg(self._floor, operator, call_id)
        call = self._floor.calls[leg.id]
        asked = [
            other
            for other in call.members
            if other.endpoint == consulted(call, operator) and other.side is Side.INSIDE and other.live
        ]
        if not asked:
            raise Conflict("You are asking nobody; begin with an attended transfer.")
        if not any(other.answered for other in asked):
            raise Conflict("Your colleague has not answered yet.")
        return leg

    def _extension(self, target: str) -> str:
        house = self._home.house
        if target in house.operators:
            self._must_be_there(target)
            return house.operators[target].extension
        if target in house.queues:
            return house.queues[target].extension
        number = self._ports.numbering(target)
        digits = (number.e164 or number.raw).lstrip("+")
        if not digits.isdigit():
            raise NotFound("There is no operator, queue or number {target}.", target=target[:20])
        return digits

    def _must_be_there(self, target: str) -> None:
        """A client is not sent to where no phone rings."""
        life = self._home.lives.get(target)
        if life is not None and not life.reachable:
            name = self._home.house.operators[target].name
            raise Conflict("{name} cannot be rung: his phone is not connected.", name=name)

    # --- to whoever comes -----------------------------------------------------------------------

    async def park(self, operator: str, call_id: UUID) -> None:
        leg = own_leg(self._floor, operator, call_id)
        client = self._alone_with(self._floor.calls[leg.id], leg)
        await self._ports.pbx.park(client.channel, operator, for_s=self._parked_s)

    def _alone_with(self, call: LiveCall, leg: LegLife) -> LegLife:
        """The one whom this operator talks to."""
        stay = leg.stays.current()
        here = [
            other
            for other in call.present.values()
            if other is not leg
            and other.human
            and stay is not None
            and (place := other.stays.current()) is not None
            and place.name == stay.name
        ]
        if len(here) != 1:
            raise Conflict("Only a client whom you talk to alone can be parked.")
        return here[0]

    async def pick_up(self, operator: str, call_id: UUID) -> None:
        """Ring his phone with who is parked. Nobody else fetches the same meanwhile, and he is given no
        other call."""
        now = self._ports.clock()
        one = next((one for one in self._parked() if one.call_id == call_id), None)
        if one is None or now < self._fetched.get(one.leg, 0):
            raise Conflict("This call is no longer parked; somebody was quicker.")
        life = self._home.lives.get(operator)
        if life is None or not life.reachable:
            raise Conflict("Your phone is not connected.")
        taken = life.status in (OperatorStatus.BUSY, OperatorStatus.RINGING)
        if taken or life.is_reserved(now, by_other_than=call_id):
            raise Conflict("Your phone is in use; end that call first.")
        self._fetched[one.leg] = now + _FETCHED_MS
        life.reserve(call_id, now + _FETCHED_MS)
        try:
            await self._ports.pbx.pick_up_parked(one.channel, operator)
        except CcengineError:
            del self._fetched[one.leg]
            life.release(call_id)
            raise

    def parked(self) -> list[ParkedLine]:
        """Who waits, the longest first."""
        return [self._line(one) for one in self._parked()]

    def _parked(self) -> list[ParkedCall]:
        return parked(self._floor.live_calls())

    def _line(self, one: ParkedCall) -> ParkedLine:
        context = self._pops.contexts.get(one.call_id)
        number = context.number if context and not context.withheld else None
        client = context.client if context else None
        parker = self._home.house.operators.get(one.by)
        return ParkedLine(
            call_id=one.call_id,
            since=one.since,
            until=one.since + self._parked_s * 1000,
            by=one.by,
            by_name=parker.name if parker else "",
            client=client.name if client and not client.provisional else "",
            company=client.company if client else "",
            number=(number.e164 or number.raw) if number else "",
        )

    def seen(self, one: Observed) -> None:
        """Tell the pages when the list has become another."""
        if isinstance(one, (Parked, Unparked)) or (isinstance(one, LegEnded) and one.leg in self._waiting):
            waiting = frozenset(parked.leg for parked in self._parked())
            if waiting != self._waiting:
                self._waiting = waiting
                self._fetched = {leg: at for leg, at in self._fetched.items() if leg in waiting}
                self._ports.screens.parked_changed()
