"""The book of rules: read, checked, tried, put in force."""

from typing import Literal, NotRequired, TypedDict

from ccengine.api.shapes.calls import ReasonShape
from ccengine.api.shapes.problem import Problem


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
    """``place`` is where in the document, such as ``rules[3].when.languages[0]``; ``problem`` is
    ``template`` with ``names`` in it."""

    place: str
    problem: str
    template: str
    names: dict[str, str]


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
