"""Calls: to place one, to note its result, and all that is known of it."""

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from ccengine.core.facts import Direction, Mark, OfferResult, Outcome, Role, VisitLeft
from ccengine.core.recording import RecordingState


class PlaceCallRequest(TypedDict):
    """``operator``: whose call it is; one's own where it is left out. ``first``: whose phone rings first;
    as the house has it where that is left out."""

    number: str
    operator: NotRequired[str]
    first: NotRequired[Literal["operator", "client"]]


class CallPlaced(TypedDict):
    call_id: str


class NoteRequest(TypedDict):
    note: str
    result: str


class CallRow(TypedDict):
    """One line of the list of calls. ``number`` is the outside party's (empty: withheld);
    ``recording`` is its status, empty for none."""

    call_id: str
    start: int
    direction: Direction
    outcome: Outcome
    mark: Mark
    number: str
    withheld: bool
    client: str
    client_name: str
    company: str
    operator_name: str
    talk_ms: int
    result: str
    note: str
    recording: str


class Calls(TypedDict):
    """``next`` is the cursor of the next page; empty on the last."""

    calls: list[CallRow]
    next: str


class CallFacts(TypedDict):
    """The call's one record. ``caller`` is empty where the number is withheld; the five parts of
    the client's time sum exactly to ``end - start``."""

    node: str
    revision: Annotated[int, "counts from 1; a correction adds one"]
    direction: Direction
    outcome: Outcome
    mark: Mark
    reason: Annotated[str, "why something is not known"]
    caller: str
    caller_e164: str
    withheld: bool
    dialled: str
    queue: str
    client: str
    client_name: str
    company: str
    start: int
    answer: int | None
    end: int
    system_ms: int
    waiting_ms: int
    ringing_ms: int
    talking_ms: int
    held_ms: int
    talk_ms: int
    missed: bool
    short: bool
    after_hours: bool


class CallPart(TypedDict):
    """One operator's share of the call."""

    operator: str
    operator_name: str
    role: Role
    start: int
    end: int
    talk_ms: int
    held_ms: int


class CallOffer(TypedDict):
    """One operator's phone rung for the call."""

    operator: str
    operator_name: str
    visit: int
    start: int
    end: int
    result: OfferResult


class CallVisit(TypedDict):
    """The call's stay in one queue's care."""

    position: int
    queue: str
    entered: int
    left: int
    how: VisitLeft
    wait_ms: int
    answered_by: str


class ReasonShape(TypedDict):
    """Phrases by name, and what stands in them: ``ccengine/core/reasons.py`` has them in English."""

    says: list[str]
    names: dict[str, str]


class CallDecision(TypedDict):
    """Where the call was sent, and why in words; ``inputs`` is what was known at that moment."""

    step: int
    at: int
    kind: str
    targets: list[str]
    seconds: int
    rule: str
    why: str
    reasons: list[ReasonShape]
    inputs: Any


class CallNote(TypedDict):
    operator: str
    operator_name: str
    at: int
    result: str
    note: str


class RecordingRequest(TypedDict):
    state: RecordingState


class RecordingRule(TypedDict):
    """What the rules said of the recording from that moment on; ``apart`` are operators for whom they
    said otherwise. ``consultation``: it held for colleagues who were asked, not for the client."""

    at: int
    record: bool
    announce: bool
    switchable: bool
    rule: str
    why: str
    reasons: list[ReasonShape]
    apart: Any
    consultation: bool


class RecordingPause(TypedDict):
    """A stretch of silence in the recording; ``end`` is null where it lasted to the end. ``kind``:
    paused, or off. Nobody's name: a rule did it."""

    start: int
    end: int | None
    kind: str
    paused_by: str
    resumed_by: str


class CallRecording(TypedDict):
    """``size`` in bytes, 0 where there is no sound; ``problem`` says why."""

    status: str
    problem: str
    media_type: str
    size: int
    length_ms: int
    expected_ms: int


class CallDetail(TypedDict):
    """All that is known of one call. ``record`` is null until it is sealed."""

    call_id: str
    record: CallFacts | None
    note: CallNote | None
    recording: CallRecording | None
    parts: list[CallPart]
    offers: list[CallOffer]
    visits: list[CallVisit]
    decisions: list[CallDecision]
    recording_rules: list[RecordingRule]
    recording_pauses: list[RecordingPause]
