"""Rows that state what happened; reports only ever aggregate them (see METRICS in the docs).

Times are UTC milliseconds, durations integer milliseconds. All records are frozen: a correction
is a new revision, never a change.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from ccengine.core.reasons import Reason


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


class Outcome(StrEnum):
    """How a call ended for the party who started it."""

    ANSWERED = "answered"
    """Somebody of ours talked to the client (internal: two of ours talked)."""
    ABANDONED = "abandoned"
    """The party who called hung up before that."""
    NO_ANSWER = "no_answer"
    """We, or the called party, let it ring out."""
    BUSY = "busy"
    DECLINED = "declined"
    FAILED = "failed"
    """It never got as far as ringing."""
    UNKNOWN = "unknown"
    """What happened cannot be known; ``reason`` of the call says why."""


class Mark(StrEnum):
    """How we know: the three marks of the ledger."""

    OBSERVED = "observed"
    RECOVERED = "recovered"
    UNKNOWN = "unknown"


class OfferResult(StrEnum):
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    DECLINED = "declined"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    CALLER_GONE = "caller_gone"
    WITHDRAWN = "withdrawn"


class VisitLeft(StrEnum):
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    TIMED_OUT = "timed_out"
    KEY_EXIT = "key_exit"
    EMPTY = "empty"
    TRANSFERRED = "transferred"
    CALLBACK = "callback"
    WITHDRAWN = "withdrawn"
    PBX_LOST = "pbx_lost"


class Role(StrEnum):
    """Why an operator came to talk in a call."""

    FIRST = "first"
    TRANSFEREE = "transferee"
    CONFERENCE = "conference"
    CONSULT = "consult"


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """The client's time. The five sum exactly to the call's end - start."""

    system_ms: int = 0
    waiting_ms: int = 0
    ringing_ms: int = 0
    talking_ms: int = 0
    held_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One stay of an inbound call in one queue's care; ``position`` counts from 1."""

    queue: str
    position: int
    entered: int
    left: int
    how: VisitLeft
    wait_ms: int
    answered_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One operator's phone rung for one call. ``operator`` is the phone's endpoint;
    ``visit`` is the position of the visit it belongs to, 0 for none."""

    operator: str
    leg: str
    visit: int
    start: int
    end: int
    result: OfferResult


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkPart:
    """One operator's share of one call; ``talk_ms`` excludes ``held_ms``."""

    operator: str
    leg: str
    role: Role
    start: int
    end: int
    talk_ms: int
    held_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One channel's part in a call. ``answered`` and ``ended`` are 0 where it never was."""

    leg: str
    channel: str
    side: str
    endpoint: str
    number: str
    start: int
    answered: int
    ended: int
    cause: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who took part, as one line: ``name`` is an outside number or an operator's endpoint;
    ``talk_ms`` his time in conversation, holds excluded."""

    name: str
    side: str
    role: str
    talk_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """The one truthful record of a call.

    ``answer`` is the first moment an operator and the client talked (0: never). ``caller`` and
    ``dialled`` are the raw digits; E.164 and the client stand in ``client`` facts beside them.
    ``queue`` is the home queue, ``reason`` says why a mark is not ``observed``.
    """

    call_id: UUID
    node: str
    revision: int = 1
    direction: Direction
    outcome: Outcome
    mark: Mark
    reason: str = ""
    caller: str
    withheld: bool = False
    dialled: str
    queue: str = ""
    client: str = ""
    start: int
    answer: int
    end: int
    time: Partition
    talk_ms: int
    parties: tuple[Party, ...] = ()
    legs: tuple[Leg, ...] = ()
    visits: tuple[Visit, ...] = ()
    offers: tuple[Offer, ...] = ()
    parts: tuple[TalkPart, ...] = ()
    after_hours: bool = False

    @property
    def missed(self) -> bool:
        """An inbound call in which no operator talked to the client (METRICS)."""
        return self.direction is Direction.INBOUND and self.answer == 0


class OperatorStatus(StrEnum):
    OFFLINE = "offline"
    AVAILABLE = "available"
    RINGING = "ringing"
    BUSY = "busy"
    WRAP_UP = "wrap_up"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorInterval:
    """One operator, uninterrupted in one state; intervals of one operator never overlap."""

    operator: str
    status: OperatorStatus
    reason: str = ""
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One instruction of a plan. ``targets`` are endpoint, queue or sound ids from
    ``[A-Za-z0-9_]``; ``seconds`` bounds it (0: no bound).

    =========  =====================================================================
    ``kind``   what it means
    =========  =====================================================================
    ring       the phones in ``targets`` ring together
    queue      the caller waits in the queue ``targets[0]``
    callback   with ``seconds``: the caller hears that he may press a key to be called
               back, keeping his place in the queue ``targets[0]``, and has so long to
               press it (then the step ends as ``CALLBACK``). Without: he has asked for
               it; that is confirmed, and the call ends
    voicemail  he may leave a message for the queue or operator ``targets[0]``
    play       he hears the sound ``targets[0]``, and the call goes on
    hangup     the call ends
    =========  =====================================================================
    """

    kind: str
    targets: tuple[str, ...] = ()
    seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the policy said: this step, the rest, and why, in words for people and as ``reasons``."""

    step: Step
    rest: tuple[Step, ...]
    why: str
    rule: str
    inputs: dict[str, str] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
