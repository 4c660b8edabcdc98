"""Whether a call is being recorded: what the rules said, and what people have switched since. Pure.

Rules speak when the call is routed or placed, and again wherever it is passed on to; they may say
something else of single operators. People switch only where the rule of theirs lets them. What is
paused or off is silent, not cut out: the files go on and their length is kept. ``off`` by a person is
for good; ``off`` by a rule ends where a rule, or an operator who may, says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from ccengine.core.errors import Conflict, NotAllowed
from ccengine.core.events import (
    CallEvent,
    RecordingDecided,
    RecordingOff,
    RecordingPaused,
    RecordingResumed,
    RecordingSwitched,
)
from ccengine.core.reasons import Reason, because
from ccengine.core.rules import RecordingDecision


class RecordingState(StrEnum):
    ON = "on"
    OFF = "off"
    PAUSED = "paused"


class How(StrEnum):
    """What the PBX does with one leg's voice."""

    YES = "yes"
    NO = "no"
    """There is no file of it."""
    QUIET = "quiet"
    """It is recorded as silence until an operator switches it on."""


def how(decision: RecordingDecision) -> How:
    if decision.record:
        return How.YES
    return How.QUIET if decision.switchable else How.NO


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingPlan:
    """What the rules say of everybody in a call, and of the operators for whom they say otherwise."""

    call: RecordingDecision
    apart: Mapping[str, RecordingDecision] = field(default_factory=dict)

    def of(self, operator: str) -> RecordingDecision:
        return self.apart.get(operator, self.call)

    @property
    def on(self) -> bool:
        """Whether something is to be heard in the recording from the start."""
        some = any(decision.record for decision in self.apart.values())
        return self.call.record or (some and how(self.call) is How.NO)

    @property
    def files(self) -> bool:
        """Whether there will be any file at all."""
        return any(how(d) is not How.NO for d in (self.call, *self.apart.values()))

    def decided(self, call_id: UUID, at: int, *, consultation: bool = False) -> RecordingDecided:
        return RecordingDecided(
            at=at,
            call_id=call_id,
            decision=self.call,
            apart=dict(self.apart),
            consultation=consultation,
        )

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "RecordingPlan":
        """That of a ``recording.decided`` in the log."""
        apart = {operator: RecordingDecision.read(one) for operator, one in data["apart"].items()}
        return cls(call=RecordingDecision.read(data["decision"]), apart=apart)


# What an operator may wish for where it is switchable; who wishes for what is so, changes nothing.
_S = RecordingState
_SWITCHES: dict[tuple[RecordingState, RecordingState], type[RecordingSwitched]] = {
    (_S.ON, _S.PAUSED): RecordingPaused,
    (_S.ON, _S.OFF): RecordingOff,
    (_S.PAUSED, _S.ON): RecordingResumed,
    (_S.PAUSED, _S.OFF): RecordingOff,
    (_S.OFF, _S.ON): RecordingResumed,
}


@dataclass(slots=True)
class RecordingLife:
    """One call's recording while the call lives. ``by`` made it what it is; empty: a rule did."""

    plan: RecordingPlan | None = None
    state: RecordingState = RecordingState.OFF
    by: str = ""
    files: bool = False
    """Some leg may have a file by now."""
    remembered_so: bool = False
    """An engine before this one may have switched it once more, and died before it could tell."""

    @classmethod
    def remembered(cls, decided: Mapping[str, Any] | None, switched: str, by: str) -> "RecordingLife | None":
        """As the log has it: the last decision, and the type of what was switched last (or empty)."""
        if decided is None:
            return None
        plan = RecordingPlan.read(decided)
        states = {
            "recording.paused": RecordingState.PAUSED,
            "recording.off": RecordingState.OFF,
            "recording.resumed": RecordingState.ON,
        }
        state = states.get(switched, RecordingState.ON if plan.on else RecordingState.OFF)
        who = by if state is not RecordingState.ON else ""
        return cls(plan=plan, state=state, by=who, files=bool(switched) or plan.files, remembered_so=True)

    @property
    def silent(self) -> bool:
        """Whether what is recorded is to be silence now."""
        return self.files and self.state is not RecordingState.ON

    def seen_by(self, operator: str, names: Mapping[str, str]) -> tuple[str, bool, tuple[Reason, ...]]:
        """What his card says: the state (empty: not decided yet), whether he may switch it, and why."""
        if self.plan is None:
            return "", False, ()
        rule = self.plan.of(operator)
        if how(rule) is How.NO:
            own = (because("your_voice_only"),) if self.plan.call.record else ()
            return RecordingState.OFF.value, False, (*rule.reasons, *own)
        for_good = self.state is RecordingState.OFF and bool(self.by)
        deed = "paused_by" if self.state is RecordingState.PAUSED else "switched_off_by"
        by = (because(deed, operator=names.get(self.by, self.by)),) if self.by else ()
        return self.state.value, rule.switchable and not for_good, (*by, *rule.reasons)

    def decide(self, plan: RecordingPlan, call_id: UUID, at: int) -> list[CallEvent]:
        """The rules have spoken. Who was asked the same before is not switched back by it."""
        before, self.plan = self.plan, plan
        if before == plan:
            return []
        said: list[CallEvent] = [plan.decided(call_id, at)]
        had_files, self.files = self.files, self.files or plan.files
        if before is not None and before.call.rule == plan.call.rule:
            return said
        if plan.on and self.state is RecordingState.OFF and not self.by:
            self.state = RecordingState.ON
            if had_files:
                said.append(RecordingResumed(at=at, call_id=call_id, by=""))
        elif not plan.on and (self.state is not RecordingState.OFF or (self.files and not had_files)):
            self.state, self.by = RecordingState.OFF, ""
            said.append(RecordingOff(at=at, call_id=call_id, by=""))
        return said

    def switched(self, operator: str, wish: RecordingState) -> type[RecordingSwitched] | None:
        """What it is to switch it so: the kind of event, or None where it is so already. Raises
        NotAllowed, Conflict."""
        if self.plan is None:
            raise Conflict("It is not decided yet whether this call is recorded.")
        rule = self.plan.of(operator)
        if not rule.switchable:
            raise NotAllowed("The recording of this call cannot be switched. {why}", why=rule.why)
        if wish is self.state:
            return None
        if self.state is RecordingState.OFF and (self.by or wish is RecordingState.PAUSED):
            if self.by:
                raise Conflict("The recording of this call was switched off for good.")
            raise Conflict("The recording of this call is off.")
        return _SWITCHES[self.state, wish]

    def switch(self, operator: str, wish: RecordingState) -> None:
        """It was done."""
        self.state, self.by = wish, operator if wish is not RecordingState.ON else ""
