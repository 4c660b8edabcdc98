"""Domain events: what the reducer says has happened. Each becomes one entry of the log.

``type`` is the CloudEvents type without its prefix. Fields are plain data; ``data()`` turns an
event into JSON-ready form (UUIDs and enums as strings).
"""

from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from typing import Any, ClassVar
from uuid import UUID

from ccengine.core.facts import (
    CallRecord,
    Decision,
    Mark,
    OfferResult,
    OperatorInterval,
    OperatorStatus,
)
from ccengine.core.rules import RecordingDecision


def plain(value: object) -> Any:
    """JSON-ready form of facts and events: records become dicts, tuples lists, ids strings."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """``at``: UTC milliseconds."""

    type: ClassVar[str] = ""
    at: int

    def data(self) -> dict[str, Any]:
        """The event's own fields, JSON-ready; ``at`` travels beside them."""
        whole: dict[str, Any] = plain(self)
        del whole["at"]
        return whole


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent(Event):
    call_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStarted(CallEvent):
    """The first leg of a call was seen (or its routing question came, whichever was first)."""

    type: ClassVar[str] = "call.started"
    direction: str
    caller: str
    dialled: str
    mark: Mark = Mark.OBSERVED


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlaced(CallEvent):
    """An operator asked for this call, or a program did in his name. ``first``: whose phone rings first,
    operator or client."""

    type: ClassVar[str] = "call.placed"
    operator: str
    first: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRouted(CallEvent):
    """The policy decided a step; ``client`` is the client's id, empty when nobody is known."""

    type: ClassVar[str] = "call.routed"
    step_number: int
    client: str
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class CallQueued(CallEvent):
    type: ClassVar[str] = "call.queued"
    queue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferStarted(CallEvent):
    """An operator's phone is being rung for this call."""

    type: ClassVar[str] = "call.offered"
    operator: str
    leg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferEnded(CallEvent):
    type: ClassVar[str] = "call.offer_ended"
    operator: str
    leg: str
    result: OfferResult


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkStarted(CallEvent):
    """An operator and the other party hear each other."""

    type: ClassVar[str] = "call.talk_started"
    operator: str
    leg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkEnded(CallEvent):
    type: ClassVar[str] = "call.talk_ended"
    operator: str
    leg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHeld(CallEvent):
    type: ClassVar[str] = "call.held"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResumed(CallEvent):
    type: ClassVar[str] = "call.resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallParked(CallEvent):
    """The client waits where anybody may pick him up. ``operator`` has parked him, where that is known."""

    type: ClassVar[str] = "call.parked"
    operator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallUnparked(CallEvent):
    """He does so no longer: somebody picks him up, he waited too long, or he has hung up."""

    type: ClassVar[str] = "call.unparked"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTransferred(CallEvent):
    """``how``: blind, attended, or conference (he stays with the two whom he has brought together).
    ``target`` is an extension or an endpoint, where known."""

    type: ClassVar[str] = "call.transferred"
    operator: str
    how: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMerged(CallEvent):
    """This call turned out to be part of ``into`` (a consultation); it gets no record."""

    type: ClassVar[str] = "call.merged"
    into: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded(CallEvent):
    """The last leg ended; the record follows when the call is sealed."""

    type: ClassVar[str] = "call.ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSealed(CallEvent):
    """The final record. The first revision of a call is its only sealing."""

    type: ClassVar[str] = "call.sealed"
    record: CallRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCorrected(CallEvent):
    """A later revision of a sealed record."""

    type: ClassVar[str] = "call.corrected"
    record: CallRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingReady(CallEvent):
    """The call's recording is stored; lengths in milliseconds, ``size`` in bytes."""

    type: ClassVar[str] = "recording.ready"
    length_ms: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingProblem(CallEvent):
    """The recording is short, missing or failed; ``problem`` says it in words for people."""

    type: ClassVar[str] = "recording.problem"
    status: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicemailReady(CallEvent):
    """The message that the caller left is stored; ``target`` is the queue or operator it is for. The
    call stays a missed one: nobody talked to him."""

    type: ClassVar[str] = "voicemail.ready"
    target: str
    length_ms: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingDecided(CallEvent):
    """The rules said whether the call is recorded. ``apart``: operators for whom rules of their own
    hold. ``consultation``: it holds for the colleagues who are asked, not for the client's voice."""

    type: ClassVar[str] = "recording.decided"
    decision: RecordingDecision
    apart: dict[str, RecordingDecision] = field(default_factory=dict)
    consultation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingSwitched(CallEvent):
    """Who did it: an operator, or empty where a rule did."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingPaused(RecordingSwitched):
    """From now on the recording is silence. ``by`` is the operator."""

    type: ClassVar[str] = "recording.paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingResumed(RecordingSwitched):
    """The silence is over. ``by`` is the operator; empty: a rule says so where the call came to."""

    type: ClassVar[str] = "recording.resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingOff(RecordingSwitched):
    """From now on the recording is silence: for good where an operator said so (``by``); where a rule
    did (empty), until another, or an operator whom it lets, says otherwise."""

    type: ClassVar[str] = "recording.off"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingNotMade(CallEvent):
    """There was talk, and it was not to be recorded; ``why`` names the rule."""

    type: ClassVar[str] = "recording.not_made"
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorChanged(Event):
    """An operator went from one state to another; ``ended`` is the interval that closed. ``until`` is
    the end of a wrap-up, where that is his state now; else 0."""

    type: ClassVar[str] = "operator.changed"
    operator: str
    status: OperatorStatus
    reason: str
    ended: OperatorInterval | None
    until: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorExtended(Event):
    """An operator has made his wrap-up longer; it ends at ``until``."""

    type: ClassVar[str] = "operator.extended"
    operator: str
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorWished(Event):
    """An operator asked for a state that waits until his call is over; a later wish replaces it."""

    type: ClassVar[str] = "operator.wished"
    operator: str
    wish: OperatorStatus
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardAlarm(Event):
    """A queue needs somebody's eyes. ``alarm``: waiting (more callers than ``limit`` wait), level (the
    service level of today is below ``limit`` percent), nobody (no operator is logged in)."""

    type: ClassVar[str] = "board.alarm"
    queue: str
    alarm: str
    value: int
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardAlarmOver(Event):
    """It has been as it should be for a while."""

    type: ClassVar[str] = "board.alarm_over"
    queue: str
    alarm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorNoted(Event):
    """A supervisor's words to everybody on the floor, shown until ``until``. ``by`` is his name."""

    type: ClassVar[str] = "floor.note"
    id: str
    until: int
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorPhone(Event):
    """An operator's phone has gone, or is there again. While it is not ``there`` nobody rings him,
    whatever his state."""

    type: ClassVar[str] = "operator.phone"
    operator: str
    there: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorOverstayed(Event):
    """An operator's pause (since ``since``) is longer than its reason permits. He stays paused."""

    type: ClassVar[str] = "operator.overstayed"
    operator: str
    reason: str
    since: int
    limit_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IllegalMove(Event):
    """Something was observed that the transition tables do not allow. Counted, never fatal."""

    type: ClassVar[str] = "engine.illegal_move"
    subject: str
    state: str
    move: str
