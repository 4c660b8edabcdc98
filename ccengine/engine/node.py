"""The engine of one node: observations in, events out, routing questions answered.

A caller never waits for us: the policy is asked with what is known when the look-up's time is
over.
"""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from uuid import UUID

from ccengine.core.call import KnownCall, LiveCall
from ccengine.core.callbacks import CallbackRules
from ccengine.core.desk import RecordingQuestion, RecordingReply, RouteQuestion, RouteReply
from ccengine.core.directory import Client, House
from ccengine.core.events import CallEvent, CallMerged, CallRouted, CallSealed, Event, OperatorChanged
from ccengine.core.facts import Decision, Mark, OperatorStatus, Step
from ccengine.core.floor import Floor
from ccengine.core.leg import LegLife
from ccengine.core.membership import wanted
from ccengine.core.observed import Observed, PhoneSeen, Side
from ccengine.core.operator import OperatorLife
from ccengine.core.ports import LogEntry, Number
from ccengine.core.presence import PresenceRules
from ccengine.core.record import rung
from ccengine.engine.callbacks import Recalls
from ccengine.engine.context import CallContext, Home, Ports, Shared
from ccengine.engine.dialling import Dialling
from ccengine.engine.passing import Passing
from ccengine.engine.people import People
from ccengine.engine.pops import Pops
from ccengine.engine.presence import Presence
from ccengine.engine.recordings import Recordings, reply
from ccengine.engine.seats import SeatKeeper
from ccengine.engine.supervision import Supervision
from routing.policy import ASKED_BACK, decide
from routing.situation import OperatorState, Situation

RESERVE_MARGIN_MS = 3_000
"""A promised operator stays promised this long beyond his ring time, should no event come."""

ANSWERS_KEPT = 4_096

NO_MORE_THAN_TWICE = CallbackRules()
AWAY_TOO_LONG = PresenceRules()
PARKED_S = 180

READ_AFTERWARDS = "the connection to the PBX was down for a part of it; its log was read for that time"
NEVER_READ = "the connection to the PBX was down for a part of it, and there is no log to read"

SAME_HAPPENING_MS = 10
"""So far apart the PBX's events and its log may give the time of one happening."""


class Engine:
    """One node. Implements ``core.desk.Router``; what people ask for goes to ``people``."""

    def __init__(
        self,
        node: str,
        ports: Ports,
        house: House,
        *,
        last_seq: int = 0,
        callbacks: CallbackRules = NO_MORE_THAN_TWICE,
        presence: PresenceRules = AWAY_TOO_LONG,
        parked_s: int = PARKED_S,
        show_listening: bool = True,
    ) -> None:
        self.node = node
        self.floor = Floor(node)
        self.home = Home(house, {o: OperatorLife(o) for o in house.operators})
        self.counters: Counter[str] = Counter()
        self.ports = ports
        shared = Shared(floor=self.floor, home=self.home, ports=ports, say=self.say, counters=self.counters)
        self.pops = Pops(shared, show_listening=show_listening)
        self.recordings = Recordings(shared, self.pops)
        self.people = People(shared, self.pops, self.recordings)
        self.supervision = Supervision(shared, self.pops)
        self.passing = Passing(shared, self.pops, parked_s=parked_s)
        self.dialling = Dialling(shared, self.pops)
        self.recalls = Recalls(shared, self.pops, self.dialling, callbacks)
        self.presence = Presence(shared, self.pops, self._moved, presence)
        self.seats = SeatKeeper(ports.pbx, lambda: wanted(self.house, self.operators), self.counters)
        self._seq = last_seq
        self._answers: OrderedDict[tuple[str, int], asyncio.Future[RouteReply]] = OrderedDict()
        self._told: dict[UUID, int] = {}

    @property
    def house(self) -> House:
        return self.home.house

    @property
    def operators(self) -> dict[str, OperatorLife]:
        return self.home.lives

    def adopt(self, house: House) -> None:
        """The house is this from now on. Who was there already goes on as he was; who has left it
        is logged out, and forgotten when his last call is over."""
        if house == self.house:
            return
        self.home.house = house
        for operator in house.operators.keys() - self.operators.keys():
            self.operators[operator] = OperatorLife(operator)
        for operator in self.operators.keys() - house.operators.keys():
            self.say(self.operators[operator].ask(OperatorStatus.OFFLINE, "", self.ports.clock()))
        self._forget_operators()
        self.counters["house_adopted"] += 1
        self.presence.show_all()
        self.seats.changed()

    def _forget_operators(self) -> None:
        """Those who belong to the house no longer, and are on no call."""
        for operator in self.operators.keys() - self.house.operators.keys():
            life = self.operators[operator]
            if not life.ringing and not life.talking:
                del self.operators[operator]

    # --- observations in ------------------------------------------------------------------------

    def feed(self, seen: Iterable[Observed], mark: Mark = Mark.OBSERVED) -> None:
        """Take in what the PBX was seen to do; everything that follows has followed on return."""
        for one in seen:
            if isinstance(one, PhoneSeen):
                self.presence.phone_seen(one)
                continue
            self._follow(self.floor.apply(one, mark), one.at)
            leg = self.floor.legs.get(one.leg)
            if leg is not None:
                self._follow_operator(leg, one.at)
                self.recordings.seen(one)
                self.supervision.seen(one)
                self.passing.seen(one)
                self.pops.refresh(self.floor.calls[leg.id])

    def tick(self) -> None:
        """Let time pass: seal what is due, end wrap-ups, call back whose turn it is."""
        now = self.ports.clock()
        self._follow(self.floor.tick(now), now)
        self.presence.tick()
        self._forget_operators()
        self.supervision.tick(now)
        self.recalls.tick()

    def unheard(self, *, logged: bool) -> None:
        """The link was down; what the PBX's log (``logged``: there is one) knows of it has been read."""
        mark, words = (Mark.RECOVERED, READ_AFTERWARDS) if logged else (Mark.UNKNOWN, NEVER_READ)
        self.floor.unheard(mark, words)

    def reconcile(self, present: set[str], asked: int, reason: str) -> None:
        """After a gap: legs that the PBX no longer has are gone, nobody knows when. It was asked
        at ``asked``; what began later it could not name."""
        legs = [leg for leg in self.floor.legs.values() if leg.live and leg.start < asked]
        missing = [leg.id for leg in legs if leg.id not in present]
        calls = [self.floor.calls[leg] for leg in missing]
        self._follow(self.floor.lost(missing, self.ports.clock(), reason), self.ports.clock())
        for life in self.operators.values():
            gone = [leg for leg in (*life.ringing, *life.talking) if leg in missing]
            if gone:
                self.presence.mended(life, gone)
        for call in calls:
            self.pops.refresh(call)

    def remember(self, known: KnownCall, client: Client | None, number: Number) -> None:
        """What an engine before this one knew of a call that is still up. ``number`` is who called;
        whom we have called is read off the legs."""
        context = self.pops.context(known.call_id, number if known.inbound else Number(raw=""))
        context.client, context.looked_up, context.queue = client, known.inbound, known.queue
        context.withheld, context.after_hours = known.withheld, known.after_hours
        context.recording = known.recording
        self._told[known.call_id] = known.told

    def forget_legs(self, legs: Iterable[str]) -> None:
        """Legs of calls that are sealed in the log already; their echoes open no new call."""
        now = self.ports.clock()
        self.floor.gone.update(dict.fromkeys(legs, now))

    # --- events out -----------------------------------------------------------------------------

    def _follow(self, events: Sequence[Event], at: int) -> None:
        said = [e for e in events if not self._said_before(e)]
        self.say(said)
        for event in events:
            if isinstance(event, CallSealed):
                self._sealed(event)
            elif isinstance(event, CallMerged):
                self.recordings.merged(event)
                self.pops.merged(event.call_id, event.into)
        if self.floor.illegal:
            self.counters["illegal_moves"] = self.floor.illegal.total()

    def _said_before(self, event: Event) -> bool:
        """What an earlier engine told of a call that is still up is not told again."""
        if not isinstance(event, CallEvent) or isinstance(event, CallSealed):
            return False
        told = self._told.get(event.call_id)
        return told is not None and (event.type == "call.started" or event.at <= told + SAME_HAPPENING_MS)

    def say(self, events: Sequence[Event]) -> None:
        """Give events their place in the stream and hand them to the writer."""
        if not events:
            return
        entries = []
        for event in events:
            self._seq += 1
            call_id = event.call_id if isinstance(event, CallEvent) else None
            entries.append(
                LogEntry(
                    stream=self.node,
                    seq=self._seq,
                    at=event.at,
                    type=event.type,
                    call_id=call_id,
                    data=event.data(),
                )
            )
            self.counters[event.type] += 1
            if isinstance(event, OperatorChanged):
                self._operator_changed(event)
        self.ports.publish(entries)

    def _sealed(self, event: CallSealed) -> None:
        self._told.pop(event.call_id, None)
        self.pops.sealed(event.call_id)
        self.recalls.sealed(event.record)

    # --- operators ------------------------------------------------------------------------------

    def _follow_operator(self, leg: LegLife, now: int) -> None:
        life = self.operators.get(leg.endpoint) if leg.side is Side.INSIDE else None
        if life is None:
            return
        call = self.floor.calls[leg.id]
        talks = leg.live and (bool(leg.answered) or not rung(leg))
        rings = leg.live and not talks
        self.say(life.follow(leg.id, call.id, now, rings=rings, talks=talks, wrap_up_ms=self._wrap_up(call)))

    def _wrap_up(self, call: LiveCall) -> int:
        queue = self.house.queues.get(call.notes.queue)
        return queue.wrap_up_s * 1000 if queue is not None else 0

    def _operator_changed(self, event: OperatorChanged) -> None:
        self.presence.show(self.operators[event.operator])
        self._moved()

    def _moved(self) -> None:
        """Somebody can be rung, or no longer."""
        self.recalls.tick()  # before the queue rings him: whoever was promised a call keeps his place
        self.seats.changed()

    # --- routing --------------------------------------------------------------------------------

    async def route(self, question: RouteQuestion) -> RouteReply:
        """Decide the next step for this call. The same question gets the same answer, also when
        Asterisk repeats it while the first is still being thought about."""
        key = (question.uniqueid, question.step)
        waiting = self._answers.get(key)
        if waiting is None:
            waiting = self._answers[key] = asyncio.get_running_loop().create_future()
            while len(self._answers) > ANSWERS_KEPT:
                self._answers.popitem(last=False)
            try:
                waiting.set_result(await self._route(question))
            except BaseException:
                self._answers.pop(key, None)
                waiting.cancel()
                raise
        return await asyncio.shield(waiting)

    async def _route(self, question: RouteQuestion) -> RouteReply:
        call = self.floor.expect(question.uniqueid, self.ports.clock())
        number = Number(raw="") if question.withheld else self.ports.numbering(question.caller)
        context = self.pops.context(call.id, number)
        if not context.looked_up:
            await self.pops.look_up(context)
        return self._decide(question, self.floor.expect(question.uniqueid, self.ports.clock()), context)

    def _decide(self, question: RouteQuestion, call: LiveCall, context: CallContext) -> RouteReply:
        """The synchronous part: from here to the reply nothing else happens in between."""
        now = self.ports.clock()
        decision = decide(self._situation(question, call, context), _taken(question, call, context))
        self._note(call, question, context, decision)
        if decision.step.kind == "callback" and not decision.step.seconds:
            self.recalls.asked(call, context, decision.step.targets[0])
        for life in self.operators.values():
            life.release(call.id)  # it is asked again: whom it was promised before has not taken it
        if decision.step.kind == "ring":
            until = now + decision.step.seconds * 1000 + RESERVE_MARGIN_MS
            for operator in decision.step.targets:
                if operator in self.operators:
                    self.operators[operator].reserve(call.id, until)
        recording = self.recordings.routed(call, context, question.dialled, decision)
        client = context.client.id if context.client else ""
        self.say(
            [CallRouted(at=now, call_id=call.id, step_number=question.step, client=client, decision=decision)]
        )
        context.cards.promise(set(decision.step.targets) if decision.step.kind == "ring" else set())
        self.pops.refresh(call)
        self.pops.spawn(self.pops.enrich(call.id, context))
        return _reply(question, call, decision, reply(question.uniqueid, recording))

    async def may_record(self, question: RecordingQuestion) -> RecordingReply:
        return await self.recordings.may_record(question)

    def _situation(self, question: RouteQuestion, call: LiveCall, context: CallContext) -> Situation:
        now = self.ports.clock()
        return Situation(
            at=now,
            caller=context.number.e164 or context.number.raw,
            dialled=question.dialled,
            house=self.house,
            withheld=question.withheld,
            client=context.client,
            lookup_problem=context.problem,
            last_result=question.last_result,
            last_operator=context.last_operator,
            waiting=self._waiting(call),
            operators={
                life.id: OperatorState(life.status, life.is_reserved(now, call.id))
                for life in self.operators.values()
            },
            unreachable=frozenset(life.id for life in self.operators.values() if not life.reachable),
        )

    def _waiting(self, asking: LiveCall) -> dict[str, int]:
        """So many others wait in each queue now."""
        legs = (leg for leg in self.floor.legs.values() if leg.live and leg.id not in asking.legs)
        stays = (leg.queues.current() for leg in legs)
        return Counter(stay.name for stay in stays if stay is not None)

    def _note(
        self, call: LiveCall, question: RouteQuestion, context: CallContext, decision: Decision
    ) -> None:
        dialled = self.house.numbers.get(question.dialled)
        context.taken = (*context.taken, decision.step)
        context.reasons = decision.reasons
        context.queue = dialled.queue if dialled else ""
        call.notes.client = context.client.id if context.client else ""
        call.notes.queue = context.queue
        context.withheld = question.withheld
        context.after_hours = decision.inputs.get("working_hours") == "no"
        if not call.root.start:  # the question came before the channel was seen
            call.root.number = context.number.raw
            call.root.dialled = question.dialled

    async def aclose(self) -> None:
        """End what is still being looked up."""
        await self.pops.aclose()


def _taken(question: RouteQuestion, call: LiveCall, context: CallContext) -> tuple[Step, ...]:
    """The steps so far. That an operator passed him to a queue is one too, where he asks in that queue
    to be called back."""
    last = context.taken[-1].kind if context.taken else ""
    stays = [stay for leg in call.members for stay in leg.queues]
    if question.last_result != ASKED_BACK or last in ("queue", "callback") or not stays:
        return context.taken
    latest = max(stays, key=lambda stay: stay.start)
    return (*context.taken, Step(kind="queue", targets=(latest.name,)))


def _reply(
    question: RouteQuestion, call: LiveCall, decision: Decision, recording: RecordingReply
) -> RouteReply:
    return RouteReply(
        uniqueid=question.uniqueid,
        call=str(call.id),
        do=decision.step.kind,
        targets=",".join(decision.step.targets),
        seconds=decision.step.seconds,
        rest=",".join("-".join((s.kind, str(s.seconds), *s.targets)) for s in decision.rest),
        record=recording.record,
        apart=recording.apart,
        announce=recording.announce,
    )
