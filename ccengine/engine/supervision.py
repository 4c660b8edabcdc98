"""Supervisors' acts on live calls: to hear one, to move a caller, to put him first.

A supervisor who listens has a leg of his own that belongs to no call: its id says so
(``ids.is_listening``), in AMI and in CEL alike. Whom it hears is decided here, again whenever
something happens in the call heard: the operator's leg that is in talk. So it follows him to a
consultation and back, also on a second line. It ends when he has left the call: to whom the client
is passed on, that is another operator's talk. Whenever somebody else is at the other end of that
leg it is begun anew: who joined is heard there, and a voice that came after another is not lost.

Nobody listens unknown: a listening leg of which this engine knows nothing (it was restarted
meanwhile) is hung up.
"""

import secrets
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ccengine.core.call import LiveCall, Phase
from ccengine.core.errors import CcengineError, Conflict, NotFound
from ccengine.core.events import FloorNoted
from ccengine.core.facts import OperatorStatus
from ccengine.core.ids import is_listening, issue_listening_id, make_call_id
from ccengine.core.leg import LegLife
from ccengine.core.observed import LegAnswered, LegEnded, Observed, Side, SpyStarted
from ccengine.core.operator import OperatorLife
from ccengine.core.supervision import FloorNote, Hearing, Moving
from ccengine.engine.context import Shared
from ccengine.engine.pops import Pops

RING_S = 20
"""So long the supervisor's own phone rings."""

_GONE_MS = 5_000
"""So long after that a leg that never came is waited for."""

_LONG_MS = 12 * 3_600_000
_MARGIN_MS = 3_000

# A pause and a wrap-up do not hinder a supervisor.
_HINDRANCES = {
    OperatorStatus.OFFLINE: "{name} is not logged in.",
    OperatorStatus.BUSY: "{name} is in a call.",
    OperatorStatus.RINGING: "{name} is being rung.",
}
_WAITS = frozenset({Phase.WAITING, Phase.RINGING})
_FIRST = 1_000_000
"""A priority above any that a queue knows; each later caller who is put first gets a higher one."""


@dataclass(slots=True)
class Listener:
    """``operator`` is the supervisor's own phone. ``heard``: the leg that he hears; ``partner``: who was
    at its other end when that was begun. ``own``: a name for his leg, under which no other call is
    given to him."""

    operator: str
    leg: str
    own: UUID
    asked: int
    heard: str
    how: Hearing
    partner: str = ""
    begun: bool = False


class Supervision:
    """``core.supervision.Supervision`` on one engine. ``say`` puts events into its stream."""

    def __init__(self, shared: Shared, pops: Pops) -> None:
        self._floor = shared.floor
        self._home = shared.home
        self._pops = pops
        self._ports = shared.ports
        self._say = shared.say
        self._counters = shared.counters
        self._listeners: dict[str, Listener] = {}
        self._put_first = 0

    # --- to hear ------------------------------------------------------------------------------------

    async def hear(self, supervisor: str, call_id: UUID, how: Hearing) -> str:
        call = self._live(call_id)
        if any(leg.live and leg.endpoint == supervisor for leg in call.members):
            raise Conflict("You are in this call yourself.")
        leg = _talker(call)
        if leg is None:
            raise Conflict("No operator has picked up this call; there is nobody to hear.")
        known = self._by_operator(supervisor)
        if known is None:
            await self._ring(supervisor, call, leg, how)
        else:
            await self._turn(known, leg.id, how)
        return leg.endpoint

    async def stop(self, supervisor: str) -> None:
        known = self._by_operator(supervisor)
        own = self._floor.legs.get(known.leg) if known else None
        if own is None or not own.live:
            raise Conflict("You are not listening to a call.")
        await self._ports.pbx.hang_up(own.channel)

    async def _ring(self, supervisor: str, call: LiveCall, leg: LegLife, how: Hearing) -> None:
        life = self._life(supervisor)
        if life.status in (OperatorStatus.BUSY, OperatorStatus.RINGING):
            raise Conflict("Your phone is in use; end that call first.")
        if not life.reachable:
            raise Conflict("Your phone is not connected.")
        now = self._ports.clock()
        channel_id = issue_listening_id(now // 1000, secrets.token_hex(8))
        new = Listener(
            operator=supervisor,
            leg=channel_id,
            own=make_call_id(self._floor.node, channel_id, now),
            asked=now,
            heard=leg.id,
            how=how,
        )
        self._listeners[channel_id] = new
        life.reserve(new.own, now + _LONG_MS)
        self._ports.expect_channel(channel_id)
        try:
            await self._ports.pbx.spy(
                endpoint=supervisor,
                leg=leg.id,
                how=how.value,
                shown=self._home.house.operators[leg.endpoint].extension,
                call=call.id,
                channel_id=channel_id,
            )
        except CcengineError:
            self._forget(new)
            raise

    async def _turn(self, known: Listener, leg: str, how: Hearing) -> None:
        """Let him hear this leg in this way; the PBX does so from the next breath on."""
        own = self._floor.legs.get(known.leg)
        if own is None or not known.begun:
            raise Conflict(
                "Your phone is still being rung for the last call you asked for; pick it up first."
            )
        heard = known.heard
        await self._ports.pbx.hear(own.channel, leg=leg, how=how.value)
        known.heard, known.how, known.partner = leg, how, self._partner(leg)
        self._show(self._floor.calls.get(heard))
        self._show(self._floor.calls.get(leg))

    def seen(self, one: Observed) -> None:
        """What the PBX was seen to do may begin or end a listening, or change whom it has to hear."""
        if is_listening(one.leg):
            self._own_leg_seen(one)
        for known in [known for known in self._listeners.values() if known.begun]:
            self._follow(known, one)

    def tick(self, now: int) -> None:
        """A phone that never rang will not any more."""
        for known in list(self._listeners.values()):
            if known.leg not in self._floor.legs and now - known.asked > RING_S * 1000 + _GONE_MS:
                self._forget(known)

    def listening_to(self, call: LiveCall) -> dict[str, Hearing]:
        """Who hears this call, and how; by operator id."""
        return {
            known.operator: known.how
            for known in self._listeners.values()
            if known.begun and self._floor.calls.get(known.heard) is call
        }

    def _own_leg_seen(self, one: Observed) -> None:
        known, own = self._listeners.get(one.leg), self._floor.legs.get(one.leg)
        if isinstance(one, LegEnded):
            if known is not None:
                self._forget(known)
        elif known is None and own is not None and own.live and isinstance(one, LegAnswered | SpyStarted):
            self._counters["listeners_unknown"] += 1
            self._pops.spawn(self._quietly(self._ports.pbx.hang_up(own.channel)))
        elif known is not None and isinstance(one, SpyStarted) and not known.begun:
            known.begun, known.partner = True, self._partner(known.heard)
            self._show(self._floor.calls.get(known.heard))

    def _follow(self, known: Listener, one: Observed) -> None:
        heard, own = self._floor.legs.get(known.heard), self._floor.legs.get(known.leg)
        call = self._floor.calls.get(known.heard)
        if heard is None or own is None or call is None or one.leg not in call.legs:
            return
        best = _talker(call, heard.endpoint) or heard
        partner = self._partner(best.id) or known.partner
        if (best.id, partner) != (known.heard, known.partner):
            known.heard, known.partner = best.id, partner
            self._pops.spawn(
                self._quietly(self._ports.pbx.hear(own.channel, leg=best.id, how=known.how.value))
            )
        self._show(call)

    def _partner(self, leg: str) -> str:
        """What leg alone is at its other end now (half of a Local pair too); none where they are three."""
        own, call = self._floor.legs.get(leg), self._floor.calls.get(leg)
        stay = own.stays.current() if own is not None else None
        if call is None or stay is None:
            return ""
        here = [one.id for one in call.present.values() if one.id != leg and _is_in(one, stay.name)]
        return here[0] if len(here) == 1 else ""

    def _show(self, call: LiveCall | None) -> None:
        """What cards say of it."""
        context = self._pops.contexts.get(call.id) if call is not None else None
        if call is None or context is None:
            return
        listeners = self.listening_to(call)
        if context.listeners != listeners:
            context.listeners = listeners
            self._pops.refresh(call)

    def _forget(self, known: Listener) -> None:
        self._listeners.pop(known.leg, None)
        life = self._home.lives.get(known.operator)
        if life is not None:
            life.release(known.own)
        self._show(self._floor.calls.get(known.heard))

    def _by_operator(self, supervisor: str) -> Listener | None:
        return next((known for known in self._listeners.values() if known.operator == supervisor), None)

    # --- to move ------------------------------------------------------------------------------------

    async def move(self, call_id: UUID, target: str) -> Moving:
        call = self._live(call_id)
        extension = self._extension(target)
        talker = self._with_client(call)
        if talker is not None:
            await self._ports.pbx.blind_transfer(talker.channel, extension)
            return Moving.TRANSFERRED
        client = self._waiting(call)
        if target in self._home.house.queues:
            await self._ports.pbx.move_to_queue(client.channel, extension)
            return Moving.TRANSFERRED
        await self._give(call, client, target, extension)
        return Moving.WITHDRAWN

    async def put_first(self, call_id: UUID) -> None:
        client = self._waiting(self._live(call_id))
        stay = client.queues.current()
        if stay is None:
            raise Conflict("This caller waits in no queue.")
        self._put_first += 1
        await self._ports.pbx.queue_priority(stay.name, client.channel, _FIRST + self._put_first)

    async def _give(self, call: LiveCall, client: LegLife, operator: str, extension: str) -> None:
        """A waiting caller to one operator: he is promised to this call as by a decision, and his card
        lies there before his phone rings."""
        life, now = self._life(operator), self._ports.clock()
        hindrance = _HINDRANCES.get(life.status, "")
        if not life.reachable:
            hindrance = "{name} cannot be rung: his phone is not connected."
        elif not hindrance and life.is_reserved(now, call.id):
            hindrance = "{name} is being given another call."
        if hindrance:
            raise Conflict(hindrance, name=self._home.house.operators[operator].name)
        life.reserve(call.id, now + RING_S * 1000 + _MARGIN_MS)
        try:
            await self._ports.pbx.move_to_operator(client.channel, extension)
        except CcengineError:
            life.release(call.id)
            raise
        context = self._pops.context(call.id, self._ports.numbering(client.number))
        context.cards.promise({operator})
        self._pops.refresh(call)

    def _with_client(self, call: LiveCall) -> LegLife | None:
        """Whose leg passes the client on: one of those who talk with him."""
        client = call.client
        legs = [call.legs[leg] for leg in call.now.talking if leg in call.legs]
        return min((leg for leg in legs if leg is not client), key=lambda leg: leg.start, default=None)

    def _waiting(self, call: LiveCall) -> LegLife:
        client = call.client
        if client is None or not client.caller or not client.live or call.now.phase not in _WAITS:
            raise Conflict("This caller does not wait for anybody now.")
        return client

    def tell(self, by: str, text: str, minutes: int) -> FloorNote:
        """Words to everybody, on all pages; the log keeps them for the engine after this one."""
        now = self._ports.clock()
        note = FloorNote(id=secrets.token_hex(8), at=now, until=now + minutes * 60_000, by=by, text=text)
        self._ports.screens.note(note)
        self._say([FloorNoted(at=now, id=note.id, until=note.until, by=by, text=text)])
        return note

    # --- small things -------------------------------------------------------------------------------

    def _live(self, call_id: UUID) -> LiveCall:
        call = self._floor.call(call_id)
        if call is None or call.now.phase in (Phase.ENDED, Phase.SEALED):
            raise NotFound("There is no such live call.")
        return call

    def _life(self, operator: str) -> OperatorLife:
        life = self._home.lives.get(operator)
        if life is None or operator not in self._home.house.operators:
            raise NotFound("There is no operator {operator}.", operator=operator[:20])
        return life

    def _extension(self, target: str) -> str:
        house = self._home.house
        found = house.operators.get(target) or house.queues.get(target)
        if found is None or not found.extension:
            raise NotFound("There is no operator or queue {target}.", target=target[:20])
        return found.extension

    async def _quietly(self, act: Coroutine[Any, Any, None]) -> None:
        """What nobody waits for; it is tried once, and counted where it fails."""
        try:
            await act
        except CcengineError:
            self._counters["listening_failed"] += 1


def _is_in(leg: LegLife, bridge: str) -> bool:
    stay = leg.stays.current()
    return stay is not None and stay.name == bridge


def _talker(call: LiveCall, whose: str = "") -> LegLife | None:
    """The leg to be heard: an operator's (``whose``, where it is settled), rather one that is in talk
    than one that waits."""
    legs = [leg for leg in call.members if leg.side is Side.INSIDE and leg.live and leg.answered]
    return min(
        (leg for leg in legs if whose in ("", leg.endpoint)),
        key=lambda leg: (
            leg.stays.current() is None,
            leg.holds.current() is not None,
            leg.id not in call.now.talking,
            leg.start,
        ),
        default=None,
    )
