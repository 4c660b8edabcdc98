"""What people may ask of the engine: each deed is checked here, then done by the PBX or the phone.

An operator acts on his own legs only. What a deed leads to is not told from here: it is seen on
the event link like everything else.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ccengine.core.call import LiveCall, Phase
from ccengine.core.directory import Client, Operator
from ccengine.core.errors import CcengineError, Conflict, NotAllowed, NotFound
from ccengine.core.events import Event
from ccengine.core.facts import OperatorStatus
from ccengine.core.floor import Floor
from ccengine.core.ids import issue_channel_id, make_call_id
from ccengine.core.leg import LegLife
from ccengine.core.operator import WISHES
from ccengine.core.ports import Number
from ccengine.core.reasons import Reason, because
from ccengine.core.record import direction_of
from ccengine.core.recording import RecordingState
from ccengine.engine.context import Home, Ports
from ccengine.engine.pops import Pops
from ccengine.engine.recordings import Recordings

RING_OWN_PHONE_S = 25

_OVER = frozenset({Phase.ENDED, Phase.SEALED})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCall:
    """A call that is about to be placed, under names of our own."""

    call_id: UUID
    channel_id: str
    digits: str


class People:
    """``core.desk.Desk`` on one engine. ``say`` puts events into its stream."""

    def __init__(
        self,
        floor: Floor,
        home: Home,
        pops: Pops,
        recordings: Recordings,
        ports: Ports,
        say: Callable[[Sequence[Event]], None],
        counters: Counter[str],
    ) -> None:
        self._floor = floor
        self._home = home
        self._pops = pops
        self._recordings = recordings
        self._ports = ports
        self._say = say
        self._counters = counters

    async def answer(self, operator: str, call_id: UUID) -> None:
        leg = self._own_leg(operator, call_id, ringing=True)
        url = self._operator(operator).answer_url
        if not url:
            raise NotAllowed("This phone cannot be answered from the page; pick it up.")
        if leg.answered:
            raise Conflict("The call is answered already.")
        await self._ports.phones.answer(url)

    async def hang_up(self, operator: str, call_id: UUID) -> None:
        await self._ports.pbx.hang_up(self._own_leg(operator, call_id).channel)

    async def transfer(self, operator: str, call_id: UUID, target: str, how: str) -> None:
        leg = self._own_leg(operator, call_id)
        number = self._extension(target)
        if how == "attended":
            await self._ports.pbx.attended_transfer(leg.channel, number)
        else:
            await self._ports.pbx.blind_transfer(leg.channel, number)

    async def complete_transfer(self, operator: str, call_id: UUID) -> None:
        """Whoever transfers leaves; the two others stay with each other."""
        await self.hang_up(operator, call_id)

    async def cancel_transfer(self, operator: str, call_id: UUID) -> None:
        await self._ports.pbx.cancel_transfer(self._own_leg(operator, call_id).channel)

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

    def number_on(self, operator: str, call_id: UUID) -> Number | None:
        return self._pops.number_on(operator, call_id)

    def client_chosen(self, call_id: UUID, client: Client) -> None:
        self._pops.chosen(call_id, client)

    async def place_call(self, operator: str, number: str) -> UUID:
        self._operator(operator)
        if self._home.lives[operator].status in (OperatorStatus.BUSY, OperatorStatus.RINGING):
            raise Conflict("Your phone is in use; end that call first.")
        wanted = self._ports.numbering(number)
        digits = _digits(wanted)
        if not 3 <= len(digits) <= 15 or not digits.isdigit():
            raise Conflict(f"This is no number that can be called (it has {len(digits)} digits).")
        if self._in_a_call(wanted):
            raise Conflict("This number is in a call with us at this moment; look at it before you call.")
        new = self.open_call(wanted, because("placed"))
        await self.ring(operator, new)
        return new.call_id

    def open_call(self, number: Number, why: Reason) -> NewCall:
        """A call of ours before it is placed: it has its name, and its card can say why."""
        now = self._ports.clock()
        channel_id = issue_channel_id(now // 1000, secrets.token_hex(8))
        call_id = make_call_id(self._floor.node, channel_id, now)
        context = self._pops.context(call_id, number)
        context.reasons = (why,)
        self._ports.expect_channel(channel_id)
        return NewCall(call_id=call_id, channel_id=channel_id, digits=_digits(number))

    def _in_a_call(self, number: Number) -> bool:
        """Two of ours, or one of ours and a promised call, never ring the same client at once."""
        calls = (call for call in self._floor.live_calls() if call.now.phase not in _OVER)
        contexts = (self._pops.contexts.get(call.id) for call in calls)
        return any(c is not None and _digits(c.number) == _digits(number) for c in contexts)

    async def ring(self, operator: str, new: NewCall) -> None:
        """Place it: his phone rings first. Raises the PBX errors; then there is no such call."""
        try:
            await self._ports.pbx.originate(
                endpoint=operator,
                dial=new.digits,
                call=new.call_id,
                channel_id=new.channel_id,
                ring_s=RING_OWN_PHONE_S,
            )
        except CcengineError:
            self._pops.contexts.pop(new.call_id, None)
            raise
        context = self._pops.contexts.get(new.call_id)
        if context is not None:
            self._pops.spawn(self._pops.enrich(new.call_id, context))

    async def set_recording(self, operator: str, call_id: UUID, wish: RecordingState) -> None:
        self._own_leg(operator, call_id, ringing=True)
        call = self._floor.call(call_id)
        if call is not None:
            await self._recordings.switch(operator, call, wish)

    async def set_status(self, operator: str, status: OperatorStatus, reason: str) -> None:
        if status not in WISHES:
            raise NotAllowed(f"{status.value} follows from calls; ask for available, paused or offline.")
        self._operator(operator)
        self._say(self._home.lives[operator].ask(status, reason[:80], self._ports.clock()))

    def statuses(self) -> dict[str, OperatorStatus]:
        """The operators' states now."""
        return {life.id: life.status for life in self._home.lives.values()}

    def live(self) -> dict[str, Any]:
        calls = [
            {
                "call_id": str(call.id),
                "phase": call.now.phase.value,
                "direction": direction_of(list(call.members)).value,
                "start": call.root.start,
                "dialled": call.root.dialled,
                "queue": call.notes.queue,
                "client": call.notes.client,
                "operators": sorted({call.present[leg].endpoint for leg in call.now.talking}),
                "listeners": self._listeners(call),
            }
            for call in self._floor.live_calls()
            if call.now.phase not in _OVER and call.announced
        ]
        operators = [
            {"operator": o, "status": life.status.value, "reason": life.shown, "since": life.since}
            for o, life in self._home.lives.items()
        ]
        return {"calls": calls, "operators": operators, "counters": dict(self._counters)}

    def _listeners(self, call: LiveCall) -> list[dict[str, str]]:
        context = self._pops.contexts.get(call.id)
        told = context.listeners.items() if context else ()
        return [{"operator": operator, "how": how.value} for operator, how in sorted(told)]

    def _operator(self, operator: str) -> Operator:
        found = self._home.house.operators.get(operator)
        if found is None:
            raise NotFound(f"There is no operator {operator!r}.")
        return found

    def _own_leg(self, operator: str, call_id: UUID, *, ringing: bool = False) -> LegLife:
        """The operator's own live leg of that call: nobody acts on another's."""
        call = self._floor.call(call_id)
        legs = [leg for leg in call.members if leg.endpoint == operator and leg.live] if call else []
        for leg in legs:
            if ringing or leg.answered:
                return leg
        raise (
            Conflict("This call is no longer with you.") if call else NotFound("There is no such live call.")
        )

    def _extension(self, target: str) -> str:
        if target in self._home.house.operators:
            return self._home.house.operators[target].extension
        if target in self._home.house.queues:
            return self._home.house.queues[target].extension
        number = self._ports.numbering(target)
        digits = (number.e164 or number.raw).lstrip("+")
        if not digits.isdigit():
            raise NotFound(f"There is no operator, queue or number {target[:20]!r}.")
        return digits


def _digits(number: Number) -> str:
    return (number.e164 or number.raw).lstrip("+")
