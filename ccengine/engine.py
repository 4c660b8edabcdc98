"""The shell around the heart: one node's calls and operators, and what people may do to them.

Everything that changes state is synchronous: observations go in (``feed``), the reducer says
what they mean, and the engine lets operators, cards and the log follow before it returns. What
needs the world (the directory, the PBX, a phone) is awaited outside of that, and what comes
back is taken in as one more synchronous step. A caller never waits for us: the policy is asked
with what is known when the look-up's time is over.
"""

import asyncio
import secrets
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from ccengine.core import desk
from ccengine.core.call import LiveCall, Phase
from ccengine.core.cards import CardTable, consulted, why_gone
from ccengine.core.desk import (
    Card,
    CardSource,
    ClientCard,
    LastCall,
    OpenObligation,
    RouteQuestion,
    RouteReply,
)
from ccengine.core.directory import Client, House, Operator
from ccengine.core.errors import CcengineError, Conflict, NotAllowed, NotFound, TemporaryError
from ccengine.core.events import CallEvent, CallRouted, CallSealed, Event, OperatorChanged
from ccengine.core.facts import Decision, Direction, Mark, OperatorStatus, Step
from ccengine.core.floor import Floor
from ccengine.core.ids import issue_channel_id, make_call_id
from ccengine.core.leg import LegLife
from ccengine.core.membership import Seat, Seats, changes, wanted
from ccengine.core.observed import Observed, Side
from ccengine.core.operator import WISHES, KnownOperator, OperatorLife
from ccengine.core.ports import Directory, LogEntry, Number, Numbering, Pbx
from ccengine.core.record import direction_of, rung
from routing.policy import decide
from routing.situation import OperatorState, Situation

LOOKUP_S = 0.15
"""So long the directory may take before the policy decides without the client."""

RESERVE_MARGIN_MS = 3_000
"""A promised operator stays promised this long beyond his ring time, should no event come."""

ANSWERS_KEPT = 4_096
RING_OWN_PHONE_S = 25
LAST_CALLS = 5


@dataclass(slots=True)
class CallContext:
    """What we know of a call beside its legs, for routing and for cards."""

    number: Number
    client: Client | None = None
    looked_up: bool = False
    problem: str = ""
    why: str = ""
    queue: str = ""
    taken: tuple[Step, ...] = ()
    last_calls: tuple[LastCall, ...] = ()
    obligation: OpenObligation | None = None
    cards: CardTable = field(default_factory=CardTable)
    shown: dict[str, Card] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The world, as the engine needs it. ``publish`` takes log entries and never blocks;
    ``expect_channel`` hears of a channel id of ours before it is used."""

    directory: Directory
    numbering: Numbering
    cards: CardSource
    screens: desk.Screens
    pbx: Pbx
    phones: desk.PhoneRemote
    publish: Callable[[Sequence[LogEntry]], None]
    expect_channel: Callable[[str], None]
    clock: Callable[[], int]


class Engine:
    """One node. Implements ``core.desk.Router`` and ``core.desk.Desk``."""

    def __init__(self, node: str, ports: Ports, house: House, *, last_seq: int = 0) -> None:
        self.node = node
        self.floor = Floor(node)
        self.house = house
        self.operators = {o: OperatorLife(o) for o in house.operators}
        self.contexts: dict[UUID, CallContext] = {}
        self.counters: Counter[str] = Counter()
        self._ports = ports
        self._seq = last_seq
        self._answers: OrderedDict[tuple[str, int], asyncio.Future[RouteReply]] = OrderedDict()
        self._seats: Seats = {}
        self._seats_stale = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._known: set[UUID] = set()

    # --- observations in ------------------------------------------------------------------------

    def feed(self, seen: Iterable[Observed], mark: Mark = Mark.OBSERVED) -> None:
        """Take in what the PBX was seen to do; everything that follows has followed on return."""
        for one in seen:
            self._follow(self.floor.apply(one, mark), one.at)
            leg = self.floor.legs.get(one.leg)
            if leg is not None:
                self._follow_operator(leg, one.at)
                self._refresh_cards(self.floor.calls[leg.id])

    def tick(self) -> None:
        """Let time pass: seal what is due, end wrap-ups."""
        now = self._ports.clock()
        self._follow(self.floor.tick(now), now)
        for life in self.operators.values():
            self._say(life.settle(now))

    def reconcile(self, present: set[str], asked: int, reason: str) -> None:
        """After a gap: legs that the PBX no longer has are gone, nobody knows when. It was asked
        at ``asked``; what began later it could not name."""
        legs = [leg for leg in self.floor.legs.values() if leg.live and leg.start < asked]
        missing = [leg.id for leg in legs if leg.id not in present]
        calls = [self.floor.calls[leg] for leg in missing]
        self._follow(self.floor.lost(missing, self._ports.clock(), reason), self._ports.clock())
        for life in self.operators.values():
            for leg in missing:
                self._say(life.follow(leg, UUID(int=0), self._ports.clock(), rings=False, talks=False))
        for call in calls:
            self._refresh_cards(call)

    def remember(self, call_id: UUID, client: Client | None, queue: str, number: Number) -> None:
        """What an engine before this one knew of a call that is still up."""
        context = self._context(call_id, number)
        context.client, context.looked_up, context.queue = client, True, queue
        self._known.add(call_id)

    def remember_operator(self, known: KnownOperator) -> None:
        """How an engine before this one left him."""
        life = self.operators.get(known.operator)
        if life is not None:
            life.resume(known.status, known.since, wish=known.wish, reason=known.reason)
            self._ports.screens.status(life.id, life.status, life.shown, life.since)

    def forget_legs(self, legs: Iterable[str]) -> None:
        """Legs of calls that are sealed in the log already; their echoes open no new call."""
        now = self._ports.clock()
        self.floor.gone.update(dict.fromkeys(legs, now))

    # --- events out -----------------------------------------------------------------------------

    def _follow(self, events: Sequence[Event], at: int) -> None:
        said = [e for e in events if not self._said_before(e)]
        self._say(said)
        for event in events:
            if isinstance(event, CallSealed):
                self._sealed(event)
        if self.floor.illegal:
            self.counters["illegal_moves"] = self.floor.illegal.total()

    def _said_before(self, event: Event) -> bool:
        """A call that an earlier engine announced begins only once in the log."""
        return event.type == "call.started" and isinstance(event, CallEvent) and event.call_id in self._known

    def _say(self, events: Sequence[Event]) -> None:
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
        self._ports.publish(entries)

    def publish(self, event: Event) -> None:
        """An event from a room of the engine's own process (a recording is ready)."""
        self._say([event])

    def _sealed(self, event: CallSealed) -> None:
        context = self.contexts.pop(event.call_id, None)
        self._known.discard(event.call_id)
        if context is not None:
            for operator in context.shown:
                self._ports.screens.withdraw(operator, event.call_id, "done")

    # --- operators ------------------------------------------------------------------------------

    def _follow_operator(self, leg: LegLife, now: int) -> None:
        life = self.operators.get(leg.endpoint) if leg.side is Side.INSIDE else None
        if life is None:
            return
        call = self.floor.calls[leg.id]
        talks = leg.live and (bool(leg.answered) or not rung(leg))
        rings = leg.live and not talks
        self._say(life.follow(leg.id, call.id, now, rings=rings, talks=talks, wrap_up_ms=self._wrap_up(call)))

    def _wrap_up(self, call: LiveCall) -> int:
        queue = self.house.queues.get(call.notes.queue)
        return queue.wrap_up_s * 1000 if queue is not None else 0

    def _operator_changed(self, event: OperatorChanged) -> None:
        self._ports.screens.status(event.operator, event.status, event.reason, event.at)
        self._seats_stale.set()

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
        call = self.floor.expect(question.uniqueid, self._ports.clock())
        number = Number(raw="") if question.withheld else self._ports.numbering(question.caller)
        context = self._context(call.id, number)
        if not context.looked_up:
            await self._look_up(context)
        return self._decide(question, self.floor.expect(question.uniqueid, self._ports.clock()), context)

    async def _look_up(self, context: CallContext) -> None:
        """Find the client, or say why he could not be found."""
        if context.number.e164:
            try:
                async with asyncio.timeout(LOOKUP_S):
                    context.client = await self._ports.directory.by_number(context.number.e164)
            except (TimeoutError, TemporaryError) as error:
                context.problem = f"the directory could not be asked ({type(error).__name__})"
                self.counters["lookups_failed"] += 1
                return
        context.looked_up = True

    def _decide(self, question: RouteQuestion, call: LiveCall, context: CallContext) -> RouteReply:
        """The synchronous part: from here to the reply nothing else happens in between."""
        now = self._ports.clock()
        decision = decide(self._situation(question, call, context), context.taken)
        self._note(call, question, context, decision)
        if decision.step.kind == "ring":
            until = now + decision.step.seconds * 1000 + RESERVE_MARGIN_MS
            for operator in decision.step.targets:
                if operator in self.operators:
                    self.operators[operator].reserve(call.id, until)
        client = context.client.id if context.client else ""
        self._say(
            [CallRouted(at=now, call_id=call.id, step_number=question.step, client=client, decision=decision)]
        )
        context.cards.promise(set(decision.step.targets) if decision.step.kind == "ring" else set())
        self._refresh_cards(call)
        self._spawn(self._enrich(call.id, context))
        return _reply(question, call, decision)

    def _situation(self, question: RouteQuestion, call: LiveCall, context: CallContext) -> Situation:
        now = self._ports.clock()
        return Situation(
            at=now,
            dialled=question.dialled,
            house=self.house,
            withheld=question.withheld,
            client=context.client,
            lookup_problem=context.problem,
            last_result=question.last_result,
            operators={
                life.id: OperatorState(life.status, life.is_reserved(now, call.id))
                for life in self.operators.values()
            },
        )

    def _note(
        self, call: LiveCall, question: RouteQuestion, context: CallContext, decision: Decision
    ) -> None:
        dialled = self.house.numbers.get(question.dialled)
        context.taken = (*context.taken, decision.step)
        context.why = decision.why
        context.queue = dialled.queue if dialled else ""
        call.notes.client = context.client.id if context.client else ""
        call.notes.queue = context.queue
        call.notes.withheld = question.withheld
        call.notes.after_hours = decision.inputs.get("working_hours") == "no"
        if not call.root.start:  # the question came before the channel was seen
            call.root.number = context.number.raw
            call.root.dialled = question.dialled

    # --- cards ----------------------------------------------------------------------------------

    def _context(self, call_id: UUID, number: Number) -> CallContext:
        return self.contexts.setdefault(call_id, CallContext(number))

    def _refresh_cards(self, call: LiveCall) -> None:
        """Compare what should lie on the desks with what does; show and withdraw the difference."""
        context = self.contexts.get(call.id)
        if context is None:
            if not any(leg.side is Side.INSIDE for leg in call.members):
                return
            context = self._context(call.id, self._ports.numbering(_outside_number(call)))
            self._spawn(self._enrich(call.id, context))
        states = context.cards.read(call)
        for operator, state in states.items():
            shown = context.shown.get(operator)
            card = self._card(call, context, operator, state, shown)
            if card != shown:
                context.shown[operator] = card
                self._ports.screens.show(card)
        for operator in [o for o in context.shown if o not in states]:
            del context.shown[operator]
            reason = why_gone(call, context.cards.desks[operator])
            self._ports.screens.withdraw(operator, call.id, reason)

    def _card(
        self, call: LiveCall, context: CallContext, operator: str, state: str, shown: Card | None
    ) -> Card:
        root, consulting = call.root, ""
        if state == "consulting":
            state, consulting = "held", self._name(consulted(call, operator))
        since = shown.since if shown is not None and shown.state == state else self._ports.clock()
        direction = direction_of(list(call.members)) if root.start else Direction.INBOUND
        return Card(
            call_id=call.id,
            operator=operator,
            state=state,
            direction=direction.value,
            caller="" if call.notes.withheld else context.number.e164 or context.number.raw,
            withheld=call.notes.withheld,
            dialled=root.dialled,
            queue=call.notes.queue,
            why=context.why,
            since=root.start if state == "ringing" and root.start else since,
            client=self._client_card(context.client),
            last_calls=context.last_calls,
            obligation=context.obligation,
            consulting=consulting,
        )

    def _name(self, operator: str) -> str:
        person = self.house.operators.get(operator)
        return person.name if person else operator

    def _client_card(self, client: Client | None) -> ClientCard | None:
        if client is None:
            return None
        responsible = self.house.operators.get(client.responsible)
        life = self.operators.get(client.responsible)
        return ClientCard(
            id=client.id,
            name=client.name,
            company=client.company,
            language=client.language,
            responsible=client.responsible,
            responsible_name=responsible.name if responsible else "",
            responsible_status=life.status.value if life else "",
            fields=client.card,
        )

    async def _enrich(self, call_id: UUID, context: CallContext) -> None:
        """Add to the card what the pop did not wait for: the client, his last calls, a promise."""
        try:
            if not context.looked_up:
                await self._look_up(context)
            if context.client is None:
                return
            context.last_calls = await self._ports.cards.last_calls(context.client.id, LAST_CALLS)
            context.obligation = await self._ports.cards.open_obligation(context.client.id)
        except TemporaryError:
            self.counters["cards_not_enriched"] += 1
        call = self.floor.call(call_id)
        if call is not None:
            call.notes.client = call.notes.client or (context.client.id if context.client else "")
            self._refresh_cards(call)

    def _spawn(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def aclose(self) -> None:
        """End what is still being looked up."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- what people ask for --------------------------------------------------------------------

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
        context = self.contexts.get(call_id)
        client = context.client if context else None
        responsible = self.house.operators.get(client.responsible) if client else None
        if responsible is None:
            raise Conflict("Nobody is responsible for this client.")
        if responsible.id == operator:
            raise Conflict("You are responsible for this client yourself.")
        await self.transfer(operator, call_id, responsible.id, "blind")
        return responsible.name

    async def place_call(self, operator: str, number: str) -> UUID:
        self._operator(operator)
        if self.operators[operator].status in (OperatorStatus.BUSY, OperatorStatus.RINGING):
            raise Conflict("Your phone is in use; end that call first.")
        wanted_number = self._ports.numbering(number)
        digits = (wanted_number.e164 or wanted_number.raw).lstrip("+")
        if not 3 <= len(digits) <= 15 or not digits.isdigit():
            raise Conflict(f"This is no number that can be called (it has {len(digits)} digits).")
        now = self._ports.clock()
        channel_id = issue_channel_id(now // 1000, secrets.token_hex(8))
        call_id = make_call_id(self.node, channel_id, now)
        context = self._context(call_id, wanted_number)
        context.why = "You placed this call."
        self._ports.expect_channel(channel_id)
        try:
            await self._ports.pbx.originate(
                endpoint=operator, dial=digits, call=call_id, channel_id=channel_id, ring_s=RING_OWN_PHONE_S
            )
        except CcengineError:
            self.contexts.pop(call_id, None)
            raise
        return call_id

    async def set_status(self, operator: str, status: OperatorStatus, reason: str) -> None:
        if status not in WISHES:
            raise NotAllowed(f"{status.value} follows from calls; ask for available, paused or offline.")
        self._operator(operator)
        self._say(self.operators[operator].ask(status, reason[:80], self._ports.clock()))
        self._seats_stale.set()

    def statuses(self) -> dict[str, OperatorStatus]:
        """The operators' states now."""
        return {life.id: life.status for life in self.operators.values()}

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
                "operators": sorted({call.legs[leg].endpoint for leg in call.now.talking}),
            }
            for call in self.floor.live_calls()
            if call.now.phase not in (Phase.ENDED, Phase.SEALED) and call.announced
        ]
        operators = [
            {"operator": o, "status": life.status.value, "reason": life.shown, "since": life.since}
            for o, life in self.operators.items()
        ]
        return {"calls": calls, "operators": operators, "counters": dict(self.counters)}

    def _operator(self, operator: str) -> Operator:
        found = self.house.operators.get(operator)
        if found is None:
            raise NotFound(f"There is no operator {operator!r}.")
        return found

    def _own_leg(self, operator: str, call_id: UUID, *, ringing: bool = False) -> LegLife:
        """The operator's own live leg of that call: nobody acts on another's."""
        call = self.floor.call(call_id)
        legs = [leg for leg in call.members if leg.endpoint == operator and leg.live] if call else []
        for leg in legs:
            if ringing or leg.answered:
                return leg
        raise (
            Conflict("This call is no longer with you.") if call else NotFound("There is no such live call.")
        )

    def _extension(self, target: str) -> str:
        if target in self.house.operators:
            return self.house.operators[target].extension
        if target in self.house.queues:
            return self.house.queues[target].extension
        number = self._ports.numbering(target)
        digits = (number.e164 or number.raw).lstrip("+")
        if not digits.isdigit():
            raise NotFound(f"There is no operator, queue or number {target[:20]!r}.")
        return digits

    # --- the PBX's queues follow ------------------------------------------------------------------

    def seats_are(self, seats: Seats) -> None:
        """What a snapshot says of the PBX's own membership."""
        self._seats = dict(seats)
        self._seats_stale.set()

    async def keep_seats(self) -> None:
        """Project operators' status into the PBX's queues, for ever. A refused or lost action is
        counted and tried again at the next change or comparison."""
        while True:
            await self._seats_stale.wait()
            self._seats_stale.clear()
            for seat in list(changes(self._seats, wanted(self.house, self.operators))):
                try:
                    await self._seat(seat)
                except CcengineError:
                    self.counters["seats_failed"] += 1

    async def _seat(self, seat: Seat) -> None:
        pbx, key = self._ports.pbx, (seat.queue, seat.operator)
        match seat.act:
            case "remove":
                await pbx.queue_remove(seat.queue, seat.operator)
                self._seats.pop(key, None)
                return
            case "add":
                await pbx.queue_add(seat.queue, seat.operator, paused=seat.reason == "paused")
                self._seats[key] = seat.reason == "paused"
            case _:
                paused = seat.act == "pause"
                await pbx.queue_pause(seat.operator, paused=paused, reason=seat.reason)
                self._seats.update({k: paused for k in self._seats if k[1] == seat.operator})


def _outside_number(call: LiveCall) -> str:
    return next((leg.number for leg in call.members if leg.side is Side.OUTSIDE), "")


def _reply(question: RouteQuestion, call: LiveCall, decision: Decision) -> RouteReply:
    return RouteReply(
        uniqueid=question.uniqueid,
        call=str(call.id),
        do=decision.step.kind,
        targets=",".join(decision.step.targets),
        seconds=decision.step.seconds,
        rest=",".join("-".join((s.kind, str(s.seconds), *s.targets)) for s in decision.rest),
    )
