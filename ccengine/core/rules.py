"""The rule book: what an administrator says about where calls go, and which are recorded. Data.

Rules are tried from the first to the last; the first whose conditions hold (``when``) and that
nothing hinders gives the step. What each kind of rule does is a table in ``routing.kinds``; how a
book is written down, in ``ccengine.core.rule_document``; whether it makes sense in a house, in
``routing.check``. ``DEFAULT`` is the book of a house that has written none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from ccengine.core.errors import worded
from ccengine.core.facts import Decision
from ccengine.core.hours import Hours
from ccengine.core.reasons import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The conditions of a rule; all that are given must hold, and an empty one always does.

    ``hours``: open or closed, by ``calendar`` (empty: the dialled number's own hours). ``client``:
    known, unknown (also one without a name yet) or withheld. ``priority_from``: the client's
    priority is at least that. ``languages``: the client's; ``departments``: his responsible's.
    """

    dialled: tuple[str, ...] = ()
    hours: str = ""
    calendar: str = ""
    client: str = ""
    priority_from: int = 0
    languages: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. ``kind`` says what it does; ``target`` is whom or what it names (a queue, a skill,
    a department, a sound; mostly empty for the one that goes without saying).

    ``seconds`` bounds the step (0: what the number or the queue says). ``attempts``: so often at
    most is anybody rung, a queue entered or a sound played in one call. ``most_waiting``: a queue
    in which so many wait already is passed over (0: never)."""

    id: str
    kind: str
    name: str = ""
    target: str = ""
    seconds: int = 0
    attempts: int = 1
    most_waiting: int = 0
    when: When = When()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingWhen:
    """Which calls a recording rule speaks of; an empty condition always holds. ``directions``:
    inbound, outbound, internal. ``consent`` of the client: yes, no, or unasked."""

    queues: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    dialled: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    consent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingRule:
    """The first that fits decides. ``share``: it fits that many of 100 such calls, always the same
    ones. ``announce``: the caller is told before he talks. ``switchable``: the operator may turn
    the recording on and off."""

    id: str
    record: bool
    name: str = ""
    share: int = 100
    announce: bool = False
    switchable: bool = False
    when: RecordingWhen = RecordingWhen()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingCase:
    """What is known of a call when its recording is decided. Unknown things are empty; only ``consent``
    says ``unknown`` where the client could not be looked up, and is empty where nobody has asked him."""

    call_id: UUID
    direction: str
    dialled: str = ""
    queue: str = ""
    operator: str = ""
    consent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingDecision:
    """``why`` says in words which rule decided, ``reasons`` as data; ``rule`` is its id, empty for none."""

    record: bool
    announce: bool = False
    switchable: bool = False
    why: str = ""
    rule: str = ""
    reasons: tuple[Reason, ...] = ()

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "RecordingDecision":
        """As the log has it."""
        return cls(**{**data, "reasons": tuple(Reason.read(one) for one in data.get("reasons", ()))})


KINDS = (
    "responsible",
    "deputy",
    "last_operator",
    "skill",
    "queue",
    "department",
    "callback",
    "voicemail",
    "play",
    "static",
    "hangup",
)
"""The kinds of rules there are; ``routing.kinds`` says what each does."""

DEFAULT_RULES = (
    Rule(id="responsible", kind="responsible"),
    Rule(id="deputy", kind="deputy"),
    Rule(id="queue", kind="queue"),
    Rule(id="static", kind="static"),
    Rule(id="goodbye", kind="hangup"),
)
DEFAULT_RECORDING = (RecordingRule(id="everything", record=True),)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """Everything an administrator has said, as one version (0: nobody has said anything yet)."""

    version: int = 0
    calendars: Mapping[str, Hours] = field(default_factory=dict)
    rules: tuple[Rule, ...] = DEFAULT_RULES
    recording: tuple[RecordingRule, ...] = DEFAULT_RECORDING


DEFAULT = RuleBook()


def unasked(book: RuleBook) -> RecordingDecision:
    """What holds for a call of which nothing is known, since nobody is there to ask: it is recorded
    only where no recording rule says no of any call, and one speaks of all; and told where one tells."""
    always = any(rule.share >= 100 and rule.when == RecordingWhen() for rule in book.recording)
    record = always and all(rule.record for rule in book.recording)
    return RecordingDecision(record=record, announce=any(rule.announce for rule in book.recording))


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleProblem:
    """``place`` is where in the document: ``rules[3].when.languages``. ``problem`` is ``template`` with
    ``names`` in it: a page can say it in another language."""

    place: str
    problem: str
    template: str
    names: Mapping[str, str]

    @classmethod
    def told(cls, at: str, template: str, /, **names: str | int) -> "RuleProblem":
        problem, shown = worded(template, names)
        return cls(place=at, problem=problem, template=template, names=shown)

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}" if self.place else self.problem


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBook:
    """One version as it was put in force. ``at`` is UTC milliseconds."""

    version: int
    at: int
    login: str
    comment: str
    document: Mapping[str, Any]


class RuleStore(Protocol):
    """The versions of the rule book. Raises StoreUnavailable."""

    async def newest(self) -> StoredBook | None: ...

    async def get(self, version: int) -> StoredBook | None: ...

    async def versions(self, limit: int) -> Sequence[StoredBook]:
        """Newest first."""
        ...

    async def put(self, document: Mapping[str, Any], *, after: int, login: str, comment: str) -> StoredBook:
        """Store the version that follows ``after``. Raises Conflict where another was quicker."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """Where would a call go? ``caller`` as people write it, empty for a withheld number; ``at`` in
    UTC milliseconds. ``states`` are supposed (operator to status); who is not named there is as
    he is now. ``document``: under these rules, in place of those in force."""

    caller: str
    dialled: str
    at: int
    states: Mapping[str, str] = field(default_factory=dict)
    document: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRunResult:
    """``path``: the first decision, and what would follow as long as nobody takes the call."""

    client: str
    client_name: str
    path: tuple[Decision, ...]


class RuleDesk(Protocol):
    """What people may ask about the rules. Raises StoreUnavailable where PostgreSQL is needed."""

    async def newest(self) -> StoredBook:
        """The version in force; 0 where nobody has written one."""
        ...

    async def get(self, version: int) -> StoredBook:
        """Raises NotFound."""
        ...

    async def versions(self, limit: int) -> Sequence[StoredBook]: ...

    async def put(self, document: object, *, after: int, login: str, comment: str) -> StoredBook:
        """Put a new version in force at once. Raises BadRules, Conflict."""
        ...

    def check(self, document: object) -> Sequence[RuleProblem]:
        """Everything that is wrong with it."""
        ...

    async def dry_run(self, question: DryRun) -> DryRunResult:
        """Raises BadInput, BadRules."""
        ...

    def vocabulary(self) -> dict[str, Any]:
        """The kinds of rules with their words, and what the house has to choose from. JSON-ready."""
        ...
