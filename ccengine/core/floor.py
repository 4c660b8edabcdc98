"""The reducer: observations in, domain events out. One per node, synchronous, no clock.

A floor holds the legs it has heard of and groups them into calls. Two legs belong to one call
when one was born for the other or rung on its behalf, when they met in a bridge, when they are
the halves of a Local pair, or when a transfer joined them; a consultation (an operator who has
a client on hold calls a colleague) is part of the client's call. Groups only ever grow
together, so the order in which the links are learned does not matter.

Two callers never become one call, whoever brings them together: a call is one conversation attempt
of one outside party. Each keeps his own, and the other is a guest in it (``grouping.kinship``).

A call is sealed ``SEAL_MS`` after its last leg ended, exactly once.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from ccengine.core import observed as o
from ccengine.core.call import PHASES, LiveCall, Now, Phase, naming_order
from ccengine.core.errors import Conflict
from ccengine.core.events import (
    CallMerged,
    CallParked,
    CallQueued,
    CallSealed,
    CallTransferred,
    CallUnparked,
    Event,
    IllegalMove,
)
from ccengine.core.facts import Direction, Mark
from ccengine.core.grouping import Kinship, client_on_hold, kinship
from ccengine.core.ids import make_call_id
from ccengine.core.leg import SAME_MS, LegLife, LegState, Move
from ccengine.core.leg_news import LEG_MOVES, LEG_NEWS
from ccengine.core.observed import Side
from ccengine.core.parking import parked_by
from ccengine.core.record import direction_of, seal
from ccengine.core.telling import beginning, difference

SEAL_MS = 5_000
"""A call is sealed this long after its last leg ended."""

UNKNOWN_MS = 1_000
"""Where it is not known yet whose a leg is, a link waits for so long, then counts."""

REMEMBER_MS = 3_600_000
"""Legs of sealed calls, and legs only heard of, are remembered for so long."""


@dataclass(slots=True, eq=False)
class Floor:
    """All calls of one node. ``apply`` and ``tick`` are the only ways in."""

    node: str
    legs: dict[str, LegLife] = field(default_factory=dict)
    calls: dict[str, LiveCall] = field(default_factory=dict)
    """By leg: the call that the leg belongs to."""
    bridges: dict[str, set[str]] = field(default_factory=dict)
    pairs: dict[str, str] = field(default_factory=dict)
    illegal: Counter[str] = field(default_factory=Counter)
    gone: dict[str, int] = field(default_factory=dict)
    """Legs of calls sealed lately, and when: an echo of theirs opens no new call."""
    unclear: dict[tuple[str, str], int] = field(default_factory=dict)
    """Links that wait for a leg to be known, and since when."""

    def live_calls(self) -> list[LiveCall]:
        return list({call.id: call for call in self.calls.values()}.values())

    def call(self, call_id: UUID) -> LiveCall | None:
        return next((call for call in self.calls.values() if call.id == call_id), None)

    def expect(self, uniqueid: str, at: int) -> LiveCall:
        """The call of a leg that the PBX asks about, perhaps before it was seen to be created. Raises
        Conflict for a call that is sealed: nobody would ever end what began here."""
        if uniqueid in self.gone:
            raise Conflict("This call is over, and its record is sealed.")
        leg = self._leg(uniqueid)
        if not leg.start:
            leg.side = Side.OUTSIDE
            leg.last_seen = at
        return self._call_of(leg, at)

    def apply(self, seen: o.Observed, mark: Mark = Mark.OBSERVED) -> list[Event]:
        """Take in one observation; say what it means. ``mark`` tells how we came to know it."""
        if seen.leg in self.gone or not seen.leg:  # an echo; or it was a phone that was seen, and no leg
            return []
        leg = self._leg(seen.leg)
        move = LEG_MOVES.get(type(seen))
        if move is not None and not leg.allows(move):
            return self._illegal(leg, seen, move)
        events: list[Event] = []
        leg.last_seen = max(leg.last_seen, seen.at)
        call = self._call_of(leg, seen.at)
        told = leg.told() if mark is not Mark.OBSERVED else ()
        if (take := LEG_NEWS.get(type(seen))) is not None:
            take(leg, seen)
        else:
            _HANDLERS[type(seen)](self, leg, seen, events)
        if move is not None:
            leg.advance(move)
        call = self._call_of(leg, seen.at)
        if mark is not Mark.OBSERVED and call.notes.mark is Mark.OBSERVED and leg.told() != told:
            call.notes.mark = mark
        at = max(seen.at, call.last_seen)  # an echo is no step back
        events = [*beginning(call), *events, *self._look(call, at)]
        for host in {self.calls[guest] for guest in call.guests if guest in self.calls}:
            events += self._look(host, max(seen.at, host.last_seen))
        return events

    def tick(self, now: int) -> list[Event]:
        """Seal what is due. ``now`` is the node's time, never earlier than what was applied."""
        events: list[Event] = []
        for leg, other in [link for link, at in self.unclear.items() if now - at >= UNKNOWN_MS]:
            self._join(self._leg(leg), other, self.unclear[leg, other], events, at_any_rate=True)
            events += self._look(self.calls[leg], self.calls[leg].last_seen)
        for call in self.live_calls():
            if self.calls.get(call.root.id) is not call:
                continue  # it became part of another a moment ago
            if call.ended and now - call.ended >= SEAL_MS:
                events += self._seal(call, now)
            elif not call.seen and now - call.last_seen >= REMEMBER_MS:
                self._forget(call, now)
        for leg in list(itertools.takewhile(lambda leg: now - self.gone[leg] >= REMEMBER_MS, self.gone)):
            del self.gone[leg]  # the oldest stand first
        return events

    def unheard(self, mark: Mark, reason: str) -> None:
        """Nobody listened for a while: of no call that is up was everything observed."""
        for call in self.live_calls():
            if call.notes.mark is Mark.OBSERVED and any(leg.live for leg in call.members):
                call.notes.mark, call.notes.reason = mark, reason

    def lost(self, leg_ids: Iterable[str], at: int, reason: str) -> list[Event]:
        """These legs are gone and nobody saw them go: their calls end where they were last seen."""
        events: list[Event] = []
        for leg_id in leg_ids:
            leg = self.legs.get(leg_id)
            if leg is None or not leg.live:
                continue
            call = self._call_of(leg, at)
            call.notes.mark = Mark.UNKNOWN
            call.notes.reason = reason
            leg.lost = True
            events += self.apply(o.LegEnded(at=call.last_seen + 1, leg=leg.id))
        return events

    # --- grouping ------------------------------------------------------------------------------

    def _leg(self, uniqueid: str) -> LegLife:
        return self.legs.setdefault(uniqueid, LegLife(uniqueid))

    def _call_of(self, leg: LegLife, at: int) -> LiveCall:
        call = self.calls.get(leg.id)
        if call is None:
            call = LiveCall(make_call_id(self.node, leg.id, leg.start or at), leg, {leg.id: leg})
            self.calls[leg.id] = call
        return call

    def _name(self, call: LiveCall, at: int, events: list[Event]) -> None:
        """Its first leg names the call, also where another of its legs was heard of before."""
        first = min(call.members, key=naming_order)
        if first is call.root:
            return
        old, call.root, call.id = call.id, first, make_call_id(self.node, first.id, first.start or at)
        if call.shown:
            call.announced = False
            events.append(CallMerged(at=at, call_id=old, into=call.id))

    def _join(
        self, leg: LegLife, other: str, at: int, events: list[Event], *, at_any_rate: bool = False
    ) -> None:
        """These two legs belong to one call, unless each has a caller of its own. The client's call
        survives, else the older one."""
        self.unclear.pop((leg.id, other), None)
        if other in self.gone:
            return
        left, right = self._call_of(leg, at), self._call_of(self._leg(other), at)
        if left is right:
            return
        match kinship(left, right):
            case Kinship.STRANGERS:
                left.guests[other], right.guests[leg.id] = right.legs[other], leg
                return
            case Kinship.UNKNOWN if not at_any_rate:
                self.unclear[leg.id, other] = at
                return
        keep, drop = sorted((left, right), key=lambda call: naming_order(call.root))
        keep.legs.update(drop.legs)
        keep.guests.update(drop.guests)
        for leg_id in drop.legs:
            self.calls[leg_id] = keep
        keep.ended = 0
        if drop.shown:
            events.append(CallMerged(at=at, call_id=drop.id, into=keep.id))
        keep.notes.client = keep.notes.client or drop.notes.client
        if drop.notes.mark is not Mark.OBSERVED and keep.notes.mark is Mark.OBSERVED:
            keep.notes.mark, keep.notes.reason = drop.notes.mark, drop.notes.reason
        keep.now = Now(
            keep.now.phase, keep.now.talking | drop.now.talking, keep.now.ringing | drop.now.ringing
        )

    # --- what observations do beyond their leg ---------------------------------------------------

    def _created(self, leg: LegLife, seen: o.LegCreated, events: list[Event]) -> None:
        if leg.start:
            return
        leg.start = seen.at
        leg.channel, leg.side, leg.endpoint = seen.channel, seen.side, seen.endpoint
        leg.name, leg.dialled, leg.pair = seen.name, seen.dialled, seen.pair
        leg.number = (leg.by and leg.number) or seen.number or leg.number
        leg.linked = seen.linked or leg.id
        if leg.linked != leg.id:
            self._join(leg, leg.linked, seen.at, events)
        if leg.pair:
            self._join(leg, self.pairs.setdefault(leg.pair, leg.id), seen.at, events)
        self._adopt(leg, seen.at, events)
        for one, other in list(self.unclear):
            self._join(self._leg(one), other, self.unclear[one, other], events)
        self._name(self._call_of(leg, seen.at), seen.at, events)

    def _adopt(self, leg: LegLife, at: int, events: list[Event]) -> None:
        """A consultation becomes part of the call of the client who is on hold meanwhile."""
        held = client_on_hold(leg, self.legs.values(), self.calls)
        if held is not None:
            self._join(leg, held.id, at, events)

    def _identified(self, leg: LegLife, seen: o.LegIdentified, events: list[Event]) -> None:
        if (leg.calling or not (leg.start or leg.by)) and seen.at >= leg.numbered:
            leg.number, leg.numbered = seen.number, seen.at
            self._call_of(leg, seen.at).notes.withheld |= seen.withheld

    def _dialled(self, leg: LegLife, seen: o.LegDialled, events: list[Event]) -> None:
        if seen.number:
            leg.number = seen.number
        if seen.by:
            leg.by = leg.by or seen.by
            self._join(leg, seen.by, seen.at, events)

    def _entered(self, leg: LegLife, seen: o.BridgeEntered, events: list[Event]) -> None:
        current = leg.stays.current()
        if current is None or current.name != seen.bridge:
            leg.stays.finish(seen.at)
            if leg.stays.begin(seen.at, seen.bridge):
                leg.music.finish(seen.at)
        members = self.bridges.setdefault(seen.bridge, set())
        for member in members:
            self._join(leg, member, seen.at, events)
        members.add(leg.id)

    def _hold(self, leg: LegLife, seen: o.HoldStarted, events: list[Event]) -> None:
        leg.holds.begin(seen.at)
        for other in [x for x in self.legs.values() if x.endpoint == leg.endpoint and x is not leg]:
            self._adopt(other, seen.at, events)  # his second line may be heard of before his first

    def _queued(self, leg: LegLife, seen: o.QueueEntered, events: list[Event]) -> None:
        if leg.queues.begin(seen.at, seen.queue):
            events.append(CallQueued(at=seen.at, call_id=self._call_of(leg, seen.at).id, queue=seen.queue))
        self._inherit(leg)

    def _inherit(self, leg: LegLife) -> None:
        """Whoever is put into the place of a leg that waits in a queue waits there from then on."""
        stay, heir = leg.queues.at(leg.heir_from), self.legs.get(leg.heir)
        if stay is not None and heir is not None:
            heir.queues.begin(leg.heir_from, stay.name)
            for at in sorted(heir.unqueued):  # he may have left before we heard how he came there
                heir.queues.finish(at, stay.name)

    def _parked(self, leg: LegLife, seen: o.Parked, events: list[Event]) -> None:
        if leg.parked.begin(seen.at):
            call = self._call_of(leg, seen.at)
            events.append(CallParked(at=seen.at, call_id=call.id, operator=parked_by(call, leg)))

    def _unparked(self, leg: LegLife, seen: o.Unparked, events: list[Event]) -> None:
        if leg.parked.finish(seen.at):
            events.append(CallUnparked(at=seen.at, call_id=self._call_of(leg, seen.at).id))

    def _blind(self, leg: LegLife, seen: o.BlindTransferred, events: list[Event]) -> None:
        self._transfer(leg, seen.at, "blind", seen.target, events)

    def _attended(self, leg: LegLife, seen: o.AttendedTransferred, events: list[Event]) -> None:
        for other in (seen.second, seen.transferee, seen.target):
            if other:
                self._join(leg, other, seen.at, events)
        second, target = self.legs.get(seen.second), self.legs.get(seen.target)
        if second is not None and seen.transferee and not seen.target:
            second.heir, second.heir_from = seen.transferee, seen.at
            self._inherit(second)
        for own in (leg, second):
            if own is not None and (own is leg or self.calls.get(own.id) is not self.calls.get(leg.id)):
                how = "conference" if seen.conference else "attended"
                self._transfer(own, seen.at, how, target.endpoint if target else "", events)

    def _transfer(self, leg: LegLife, at: int, how: str, target: str, events: list[Event]) -> None:
        if abs(at - leg.passed_on) <= SAME_MS:
            return
        leg.passed_on = at
        call = self._call_of(leg, at)
        events.append(CallTransferred(at=at, call_id=call.id, operator=leg.endpoint, how=how, target=target))

    # --- what it means -------------------------------------------------------------------------

    def _look(self, call: LiveCall, at: int) -> list[Event]:
        """Say what is another now than was last said; a change of phase that cannot be is counted."""
        before = call.now.phase
        events = difference(call, at)
        after = call.now.phase
        if after is not before and after not in PHASES[before]:
            self.illegal[f"call {before} -> {after}"] += 1
        return events

    def _seal(self, call: LiveCall, now: int) -> list[Event]:
        events: list[Event] = []
        if self._consultations(call, now, events):
            joined = self._call_of(call.root, now)
            return events + self._look(joined, joined.last_seen)
        record = seal(call.id, self.node, list(call.members), call.notes, list(call.guests.values()))
        call.now = Now(Phase.SEALED)
        self._forget(call, now)
        if record is None:
            return events
        return [CallSealed(at=now, call_id=call.id, record=record)]

    def _consultations(self, call: LiveCall, now: int, events: list[Event]) -> bool:
        """Join this call with its consultations, or with the call that it is a consultation of: where
        a second line was heard of before the hold, only the end shows that they belong together."""
        waited = any(leg.music or leg.holds for leg in call.members)
        others = self.live_calls() if waited else [call]
        for other in others:
            if direction_of(list(other.members)) is Direction.INTERNAL:
                held = client_on_hold(other.root, self.legs.values(), self.calls)
                if held is not None and (other is call or held.id in call.legs):
                    self._join(other.root, held.id, now, events)
        return self._call_of(call.root, now) is not call or not call.ended

    def _forget(self, call: LiveCall, now: int) -> None:
        for leg in call.members:
            self.gone[leg.id] = now
            self.legs.pop(leg.id, None)
            self.calls.pop(leg.id, None)
            self.pairs.pop(leg.pair, None)
            for stay in leg.stays:
                self.bridges.pop(stay.name, None)
        self.unclear = {link: at for link, at in self.unclear.items() if not call.legs.keys() & link}

    def _illegal(self, leg: LegLife, seen: o.Observed, move: Move) -> list[Event]:
        """An ended leg that ends again, or rings once more from a second source, is an echo."""
        if leg.state is LegState.ENDED:
            return []
        self.illegal[f"leg {leg.state.value} -> {move.value}"] += 1
        return [IllegalMove(at=seen.at, subject=leg.id, state=leg.state.value, move=move.value)]


# What an observation does beyond its own leg.
_HANDLERS: dict[type[o.Observed], Callable[..., None]] = {
    o.LegCreated: Floor._created,
    o.LegIdentified: Floor._identified,
    o.LegDialled: Floor._dialled,
    o.BridgeEntered: Floor._entered,
    o.HoldStarted: Floor._hold,
    o.QueueEntered: Floor._queued,
    o.Parked: Floor._parked,
    o.Unparked: Floor._unparked,
    o.BlindTransferred: Floor._blind,
    o.AttendedTransferred: Floor._attended,
}
