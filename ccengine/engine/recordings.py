"""Which voices are recorded, by rule, and which are silent now, by what operators have switched.

The rules are asked whenever the PBX asks where a call goes, and when it says where a call was
passed on to. The answer travels before anybody is connected, so what must not be recorded has no
file. What is paused or off is muted in the PBX; a leg that joins meanwhile is muted as it comes.
The stretch itself is a fact, and silent again when the recording is made: a few milliseconds that a
late mute let through are on nobody's record.
"""

from collections.abc import Sequence
from uuid import UUID

from ccengine.core.call import LiveCall
from ccengine.core.desk import RecordingQuestion, RecordingReply
from ccengine.core.errors import CcengineError, Conflict, PbxRefused
from ccengine.core.events import CallMerged
from ccengine.core.facts import Decision, Direction
from ccengine.core.ids import make_call_id
from ccengine.core.leg import LegLife
from ccengine.core.observed import BridgeEntered, Observed, Side
from ccengine.core.ports import Number
from ccengine.core.record import direction_of
from ccengine.core.recording import RecordingLife, RecordingPlan, RecordingState
from ccengine.core.rules import RecordingCase
from ccengine.engine.context import CallContext, Shared
from ccengine.engine.pops import Pops
from routing.recording import UNKNOWN, plan_recording, told


class Recordings:
    """All recordings of one engine's live calls; each call's own is in its context."""

    def __init__(self, shared: Shared, pops: Pops) -> None:
        self._floor = shared.floor
        self._home = shared.home
        self._pops = pops
        self._ports = shared.ports
        self._say = shared.say
        self._counters = shared.counters
        self._switching: set[UUID] = set()

    # --- the rules speak ----------------------------------------------------------------------------

    def routed(self, call: LiveCall, context: CallContext, dialled: str, decision: Decision) -> RecordingPlan:
        """This is where the call goes now, and so that is what holds for its recording."""
        step = decision.step
        queue = step.targets[0] if step.kind == "queue" else context.queue
        case = RecordingCase(
            call_id=call.id,
            direction=Direction.INBOUND.value,
            dialled=dialled,
            queue=queue,
            consent=_consent(context),
        )
        talkers = self._members(queue) if step.kind == "queue" else step.targets
        plan = self._plan(case, talkers if step.kind in ("ring", "queue") else ())
        self._hold(call.id, context, plan)
        return plan

    async def may_record(self, question: RecordingQuestion) -> RecordingReply:
        """A call is dialled or passed on by an operator; or a leg of it has begun as a quiet one."""
        call_id = self._call_id(question)
        if question.kind == "leg":
            return await self._begun(question, call_id)
        context = self._pops.context(call_id, Number(raw=""))
        if question.kind == "outside" and self._is_ours(call_id, context):
            context.number, context.looked_up = self._ports.numbering(question.target), False
        if context.number.e164 and not context.looked_up:
            await self._pops.look_up(context)
            self._pops.spawn(self._pops.enrich(call_id, context))
        plan = self._plan(*self._passed_on(question, call_id, context))
        asked_for = context.recording.plan if context.recording else None
        if asked_for is not None and self._side(question) is not Side.OUTSIDE:
            self._say([plan.decided(call_id, self._ports.clock(), consultation=True)])
        else:
            self._hold(call_id, context, plan)
            self._refresh(call_id)
        return reply(question.uniqueid, plan)

    def _is_ours(self, call_id: UUID, context: CallContext) -> bool:
        """Whether it has no outside party yet, so that whoever is dialled now is the client."""
        call = self._floor.call(call_id)
        outside = call is not None and any(leg.side is Side.OUTSIDE for leg in call.members)
        return not (outside or context.number.raw or context.withheld)

    def _passed_on(
        self, question: RecordingQuestion, call_id: UUID, context: CallContext
    ) -> tuple[RecordingCase, Sequence[str]]:
        call = self._floor.call(call_id)
        direction = direction_of(list(call.members)) if call and call.root.start else Direction.INTERNAL
        if direction is Direction.INTERNAL and question.kind == "outside":
            direction = Direction.OUTBOUND
        inbound = call.root.dialled if call and direction is Direction.INBOUND else ""
        case = RecordingCase(
            call_id=call_id,
            direction=direction.value,
            dialled=inbound or (question.target if question.kind == "outside" else ""),
            queue=question.target if question.kind == "queue" else context.queue,
            consent=_consent(context),
        )
        talkers = {"queue": self._members(question.target), "operator": (question.target,)}
        return case, talkers.get(question.kind, (question.endpoint,))

    def _plan(self, case: RecordingCase, talkers: Sequence[str]) -> RecordingPlan:
        house = self._home.house
        return plan_recording(house.rules, case, house.operators, talkers)

    def _hold(self, call_id: UUID, context: CallContext, plan: RecordingPlan) -> None:
        """It holds for the call from now on; what changes with it is muted, or heard again."""
        life = context.recording = context.recording or RecordingLife()
        before = life.silent
        self._say(life.decide(plan, call_id, self._ports.clock()))
        call = self._floor.call(call_id)
        if call is not None and life.silent is not before:
            self._pops.spawn(self._try_to_mute(_legs(call), life.silent))

    def _members(self, queue: str) -> tuple[str, ...]:
        return tuple(person.id for person in self._home.house.operators.values() if queue in person.queues)

    def _call_id(self, question: RecordingQuestion) -> UUID:
        if question.call and UUID(question.call) in self._pops.contexts:
            return UUID(question.call)
        call = self._floor.calls.get(question.uniqueid)
        if call is not None:
            return call.id
        return make_call_id(self._floor.node, question.uniqueid, self._ports.clock())

    def _side(self, question: RecordingQuestion) -> Side:
        """Whose leg asks: a client who was passed on, an operator, or half of a Local pair."""
        if not question.endpoint:
            return Side.PLUMBING
        return Side.INSIDE if question.endpoint in self._home.house.operators else Side.OUTSIDE

    # --- people switch ------------------------------------------------------------------------------

    async def switch(self, operator: str, call: LiveCall, wish: RecordingState) -> None:
        """Raises NotAllowed, Conflict, and the PBX errors; then nothing has changed."""
        context = self._pops.contexts.get(call.id)
        life = context.recording if context else None
        if life is None or call.id in self._switching:
            raise Conflict("The recording of this call cannot be switched just now; try again.")
        event = life.switched(operator, wish)
        if event is None:
            return
        self._switching.add(call.id)
        try:
            at = self._ports.clock()
            await self._mute(_legs(call), muted=wish is not RecordingState.ON)
        finally:
            self._switching.discard(call.id)
        life.switch(operator, wish)
        # On both sides rather a little too much silence than a word too much.
        at = at if life.silent else self._ports.clock()
        self._say([event(at=at, call_id=call.id, by=operator)])
        self._refresh(call.id)

    # --- legs ---------------------------------------------------------------------------------------

    def seen(self, one: Observed) -> None:
        """A leg that joins a silent call is silent; one of a call that we were told of is as we were told."""
        call = self._floor.calls.get(one.leg) if isinstance(one, BridgeEntered) else None
        context = self._pops.contexts.get(call.id) if call else None
        life = context.recording if context else None
        if call is not None and life is not None and (life.silent or life.remembered_so):
            self._pops.spawn(self._try_to_mute([call.legs[one.leg]], muted=life.silent))

    def merged(self, event: CallMerged) -> None:
        """A consultation was decided about by itself; its legs belong to the client's call now."""
        gone, into = (self._pops.contexts.get(call) for call in (event.call_id, event.into))
        if gone is None or gone.recording is None or gone.recording.plan is None:
            return
        consultation = into is not None and into.recording is not None
        self._say([gone.recording.plan.decided(event.into, event.at, consultation=consultation)])
        if into is not None and into.recording is None:
            into.recording = gone.recording

    async def _begun(self, question: RecordingQuestion, call_id: UUID) -> RecordingReply:
        """The leg goes on only as what the call is now: heard, or surely mute."""
        context = self._pops.contexts.get(call_id)
        life = context.recording if context else None
        if life is None or life.plan is None:
            return RecordingReply(uniqueid=question.uniqueid, record="no")
        try:
            if life.silent:
                await self._ports.pbx.recording_mute(question.target, muted=True)
        except CcengineError:
            self._counters["recordings_not_muted"] += 1
            return RecordingReply(uniqueid=question.uniqueid, record="no")
        return RecordingReply(uniqueid=question.uniqueid, record="yes")

    async def _mute(self, legs: Sequence[LegLife], *, muted: bool) -> None:
        """All of them or none. The PBX refuses to mute a leg of which no file is made, or which is gone
        already; where it refuses every one, that is an error."""
        done: list[LegLife] = []
        refused: PbxRefused | None = None
        try:
            for leg in legs:
                try:
                    await self._ports.pbx.recording_mute(leg.channel, muted=muted)
                    done.append(leg)
                except PbxRefused as error:
                    refused = error
        except CcengineError:
            await self._try_to_mute(done, muted=not muted)
            raise
        if refused is not None and not done:
            raise refused

    async def _try_to_mute(self, legs: Sequence[LegLife], muted: bool) -> None:
        for leg in legs:
            try:
                await self._ports.pbx.recording_mute(leg.channel, muted=muted)
            except PbxRefused:
                continue  # no file is made of it, or it is gone
            except CcengineError:
                self._counters["recordings_not_muted"] += 1

    def _refresh(self, call_id: UUID) -> None:
        call = self._floor.call(call_id)
        if call is not None:
            self._pops.refresh(call)


def reply(uniqueid: str, plan: RecordingPlan) -> RecordingReply:
    usual, apart = told(plan)
    announce = int(plan.call.record and plan.call.announce)
    return RecordingReply(uniqueid=uniqueid, record=usual, apart=apart, announce=announce)


def _consent(context: CallContext) -> str:
    if context.client is not None:
        return context.client.consent
    return UNKNOWN if context.number.e164 and not context.looked_up else ""


def _legs(call: LiveCall) -> list[LegLife]:
    """Whose voices may be recorded."""
    return [leg for leg in call.members if leg.live and leg.human and leg.channel]
