"""The JSON of the HTTP API, as the operator's page reads and writes it.

The API builds these shapes from the store; the page gets them as generated types. Times are UTC
milliseconds, as on cards. Every error is ``Problem`` (application/problem+json).
"""

from typing import Annotated, Any, Literal, NotRequired, Required, TypedDict

from ccengine.core.facts import Direction, Mark, OfferResult, OperatorStatus, Outcome, Role, VisitLeft
from ccengine.core.recording import RecordingState
from ccengine.core.supervision import Hearing


class User(TypedDict):
    """``operator`` is empty for a login without a phone (a supervisor, a CRM)."""

    login: str
    role: str
    permissions: list[str]
    operator: str
    name: str


class ScreenpopAccess(TypedDict):
    """Where the gateway listens, and a token for it that soon runs out."""

    url: str
    token: str


class Colleague(TypedDict):
    id: str
    name: str
    extension: str
    department: str
    status: OperatorStatus


class QueueEntry(TypedDict):
    """``results``: the words for how a call of this queue went; without any, those of the house hold."""

    id: str
    name: str
    extension: str
    results: list[str]


class PauseEntry(TypedDict):
    """``limit_s``: how long such a pause may last; 0: as long as he likes."""

    id: str
    name: str
    limit_s: int


class Session(TypedDict):
    """``results`` are the words an operator can choose for how a call went; ``zone`` is the time
    zone of the house."""

    user: User
    csrf: str
    screenpop: ScreenpopAccess
    version: str
    zone: str
    colleagues: list[Colleague]
    queues: list[QueueEntry]
    pauses: list[PauseEntry]
    results: list[str]


class LoginRequest(TypedDict):
    login: str
    password: str


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


class StatusRequest(TypedDict):
    """``reason`` of a pause: the id of one of the house's, or any words where it names none."""

    status: Literal["available", "paused", "offline"]
    reason: str


class PostponeRequest(TypedDict):
    until: int
    reason: str


class CloseRequest(TypedDict):
    """``unreachable`` is refused before enough attempts; ``supervisor`` must say a ``reason``."""

    how: Literal["spam", "unreachable", "supervisor"]
    reason: str


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


class Listener(TypedDict):
    """A supervisor who hears a call. ``how``: listen, whisper or barge."""

    operator: str
    how: Hearing


class LiveCall(TypedDict):
    """A call in flight; ``operators`` are those who talk."""

    call_id: str
    phase: str
    direction: Direction
    start: int
    dialled: str
    queue: str
    client: str
    operators: list[str]
    listeners: list[Listener]


class LiveOperator(TypedDict):
    """``until``: when his wrap-up ends by itself, or the permitted time of his pause (0: neither). While his
    phone is not ``reachable`` nobody can ring him; ``away``: since when."""

    operator: str
    status: OperatorStatus
    reason: str
    since: int
    until: int
    extendable: bool
    reachable: bool
    away: int


class Live(TypedDict):
    """The house now; ``counters`` only grow while the engine runs."""

    calls: list[LiveCall]
    operators: list[LiveOperator]
    counters: dict[str, int]


class Attempt(TypedDict):
    """A call to the client in which nobody talked to him; ``result`` is the call's outcome."""

    call_id: str
    at: int
    operator_name: str
    result: Outcome


class ObligationRow(TypedDict):
    """A promise to call a client back. Moments are 0 where there is none."""

    id: int
    opened: Annotated[int, "the end of the first missed call"]
    number: str
    client: str
    client_name: str
    company: str
    missed: Annotated[int, "calls missed since then"]
    last_missed: int
    promised: Annotated[str, "`callback`: he was told that we call; `voicemail`: he left one; empty: neither"]
    message: Annotated[str, "the call in which he left his last message; its sound is that call's recording"]
    responsible: str
    responsible_name: str
    queue: str
    queue_name: str
    callers: Annotated[
        list[str], "who should call: who has taken it on, else the responsible, else the queue"
    ]
    claimed_by: Annotated[str, "the operator who has taken it on"]
    claimed_by_name: str
    claimed: int
    wake: Annotated[int, "put off until then"]
    woken: Annotated[bool, "that moment has come"]
    reminder: Annotated[str, "what he wrote when he put it off"]
    due: Annotated[int, "when the queue's limit of working time has passed"]
    overdue: bool
    escalated: Annotated[int, "1: the operators were told that it is late; 2: the supervisors too"]
    attempted: Annotated[int, "attempts to reach him so far"]
    attempts: Annotated[list[Attempt], "the last five, newest first"]
    waited_work_ms: Annotated[int, "how long he has waited, by hours of work"]


class WorklistHead(TypedDict):
    """All open promises, counted; ``mine`` are those that the one who asks should call now."""

    at: Annotated[int, "when they were counted, by the server's clock"]
    open: int
    claimed: int
    sleeping: int
    overdue: int
    mine: int
    withheld: Annotated[int, "missed today with a withheld number: nobody can call them back"]
    attempts_needed: Annotated[int, "so many attempts before he is unreachable"]


class Obligations(TypedDict):
    """A page of them, oldest promise first."""

    obligations: list[ObligationRow]
    next: Annotated[str, "the cursor of the next page; empty on the last"]
    head: WorklistHead


class FieldFault(TypedDict):
    """``field`` with its place in a list or its label: `phones[1]`, `card.segment`. Where there is a
    ``template``, ``reason`` is that with ``names`` in it."""

    field: str
    reason: str
    template: str
    names: dict[str, str]


class Problem(TypedDict):
    """``detail`` is ``template`` with ``names`` in it, where the refusal is of our own making.
    ``errors``: every wrong field, where fields were wrong (422). ``limit``: which limit on placed calls was
    reached, per_hour or at_once; ``until`` when (0: until one of them ends)."""

    type: str
    title: str
    status: int
    detail: str
    template: NotRequired[str]
    names: NotRequired[dict[str, str]]
    errors: NotRequired[list[FieldFault]]
    limit: NotRequired[str]
    until: NotRequired[int]


# Clients ---------------------------------------------------------------------------------------


class ClientRequest(TypedDict, total=False):
    """A client, whole. What is left out is empty."""

    name: Required[str]
    company: str
    phones: Annotated[list[str], "in any written form; kept in E.164"]
    country: Annotated[str, "that of numbers without one, such as UZ; the settings' where it is not given"]
    responsible: Annotated[str, "an operator's id"]
    deputy: Annotated[str, "an operator's id"]
    language: Annotated[str, "a language's code, such as uz or en-GB"]
    priority: Annotated[int, "0 is everybody, 9 the most important"]
    consent: Annotated[Literal["", "yes", "no"], "to recordings; empty where nobody has asked"]
    document_url: Annotated[str, "http or https; {client}, {number} and {call} are filled in"]
    report_url: Annotated[str, "as `document_url`"]
    card: Annotated[dict[str, str], "what else stands on the card, by label"]


class ClientRecord(TypedDict):
    """A client as he is kept. ``provisional`` stands for a number that nobody has named."""

    id: str
    name: str
    company: str
    phones: list[str]
    responsible: str
    deputy: str
    language: str
    priority: int
    consent: str
    document_url: str
    report_url: str
    card: dict[str, str]
    provisional: bool


class Clients(TypedDict):
    clients: list[ClientRecord]
    next: Annotated[str, "the cursor of the next page; empty on the last"]


class DoubleRow(TypedDict):
    """Clients who may be one. ``key`` is the number, or what their names have in common; ``count`` of
    them there are, and ``clients`` are the first 20."""

    by: Literal["number", "name"]
    key: str
    count: int
    clients: list[ClientRecord]


class Doubles(TypedDict):
    duplicates: list[DoubleRow]
    next: Annotated[str, "the cursor of the next page; empty on the last"]


class MergeRequest(TypedDict):
    into: Annotated[str, "the client who stays"]


class ChooseRequest(TypedDict, total=False):
    """Either of the two."""

    client: Annotated[str, "the id of a client who is known"]
    new: Annotated[ClientRequest, "one who is not"]


# Rules -----------------------------------------------------------------------------------------


class RuleWhen(TypedDict, total=False):
    """The conditions of a rule; what is left out always holds."""

    dialled: list[str]
    hours: Literal["", "open", "closed"]
    calendar: str
    client: Literal["", "known", "unknown", "withheld"]
    priority_from: int
    languages: list[str]
    departments: list[str]


class RuleEntry(TypedDict):
    """``kind``, ``target`` and the numbers are explained by the vocabulary."""

    id: str
    kind: str
    name: NotRequired[str]
    target: NotRequired[str]
    seconds: NotRequired[int]
    attempts: NotRequired[int]
    most_waiting: NotRequired[int]
    when: NotRequired[RuleWhen]


class RecordingRuleWhen(TypedDict, total=False):
    queues: list[str]
    operators: list[str]
    dialled: list[str]
    directions: list[str]
    consent: Literal["", "yes", "no", "unasked"]


class RecordingRuleEntry(TypedDict):
    """``share``: it speaks of that many of 100 such calls."""

    id: str
    record: bool
    name: NotRequired[str]
    share: NotRequired[int]
    announce: NotRequired[bool]
    switchable: NotRequired[bool]
    when: NotRequired[RecordingRuleWhen]


class RuleCalendar(TypedDict):
    """``week``: per day (mon, tue ...) stretches such as 09:00-18:00; a day left out is free.
    ``holidays``: dates such as 2027-01-01."""

    zone: str
    week: NotRequired[dict[str, list[str]]]
    holidays: NotRequired[list[str]]


class RuleDocument(TypedDict, total=False):
    """A whole rule book. What is left out is as in a house that has written no rules."""

    calendars: dict[str, RuleCalendar]
    rules: list[RuleEntry]
    recording: list[RecordingRuleEntry]


class RulesVersion(TypedDict):
    """Who put it in force, when and why."""

    version: int
    at: int
    by: str
    comment: str


class RulesProblem(TypedDict):
    """``place`` is where in the document, such as ``rules[3].when.languages[0]``."""

    place: str
    problem: str


class Rules(RulesVersion):
    """One version of the rules; 0 is that of a house that has written none. ``problems``: what is wrong
    with it in the house as it is today."""

    document: RuleDocument
    problems: list[RulesProblem]


class RulesVersions(TypedDict):
    versions: list[RulesVersion]


class RulesPutRequest(TypedDict):
    """``version``: the one that was changed (it may stand in ``If-Match`` instead)."""

    document: RuleDocument
    version: NotRequired[int]
    comment: NotRequired[str]


class RulesCheckRequest(TypedDict):
    document: RuleDocument


class RulesChecked(TypedDict):
    problems: list[RulesProblem]


class RulesRefused(Problem):
    problems: list[RulesProblem]


class DryRunRequest(TypedDict):
    """``number`` is the caller's, empty for a withheld one. ``at``: now where it is left out.
    ``states``: suppose these operators' states. ``document``: rules in place of those in force."""

    number: str
    dialled: str
    at: NotRequired[int]
    states: NotRequired[dict[str, str]]
    document: NotRequired[RuleDocument]


class PlanStep(TypedDict):
    """``seconds``: 0 for no bound."""

    kind: str
    targets: list[str]
    seconds: int


class RouteDecision(TypedDict):
    """``rest`` is what the PBX would do without us."""

    step: PlanStep
    rest: list[PlanStep]
    why: str
    reasons: list[ReasonShape]
    rule: str


class DryRunAnswer(TypedDict):
    """``path``: the first decision, and those that follow as long as nobody takes the call."""

    client: str
    client_name: str
    path: list[RouteDecision]


class Choice(TypedDict):
    id: str
    name: str


class RuleKind(TypedDict):
    """``target`` is what the rule's target names (empty: it has none), ``without`` what an empty one
    stands for (empty: it must be given), ``default`` what ``seconds: 0`` stands for."""

    kind: str
    does: str
    target: str
    without: str
    takes: list[str]
    default: str


class RuleVocabulary(TypedDict):
    """All the words of rules, and what the house has to choose from."""

    kinds: list[RuleKind]
    hours: list[Choice]
    clients: list[Choice]
    directions: list[Choice]
    consents: list[Choice]
    states: list[str]
    numbers: list[Choice]
    queues: list[Choice]
    operators: list[Choice]
    sounds: list[str]
    skills: list[str]
    languages: list[str]
    departments: list[Choice]
