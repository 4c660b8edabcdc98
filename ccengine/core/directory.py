"""Who there is: clients, operators, queues, dialled numbers, working hours. Plain records.

Ids of operators' endpoints and of queues are from ``[A-Za-z0-9_]``: they travel to Asterisk.
"""

from dataclasses import dataclass, field

from ccengine.core.hours import ALWAYS
from ccengine.core.hours import Hours as Hours
from ccengine.core.rules import DEFAULT, RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A person or company in the CRM. ``phones`` are E.164; ``responsible`` and ``deputy`` are
    operator ids or empty; ``provisional`` clients stand for a number nobody has named yet.

    ``priority``: 0 is everybody, more is more important. ``consent`` to recordings: yes, no, or
    empty where nobody has asked. The URL templates hold ``{client}``, ``{number}``, ``{call}``."""

    id: str
    name: str
    company: str = ""
    phones: tuple[str, ...] = ()
    responsible: str = ""
    deputy: str = ""
    language: str = ""
    priority: int = 0
    consent: str = ""
    document_url: str = ""
    report_url: str = ""
    card: dict[str, str] = field(default_factory=dict)
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The clients whom a number may belong to, the likeliest first. ``chosen``: an operator has said
    once that it is the first."""

    clients: tuple[Client, ...] = ()
    chosen: bool = False

    @property
    def first(self) -> Client | None:
        return self.clients[0] if self.clients else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A person who takes calls. ``id`` is also his PBX endpoint; ``extension`` is what
    colleagues dial. ``phone``: desk, or browser where his page is his phone. ``answer_url`` makes
    his desk phone answer (many phones offer one). ``skills`` and ``languages`` are words that
    routing rules ask for."""

    id: str
    name: str
    extension: str
    phone: str = "desk"
    department: str = ""
    queues: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    answer_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """``threshold_ms`` is T, ``short_ms`` is S of METRICS; ``wait_s`` bounds the stay.

    Every ``announce_s`` a waiting caller hears his place (0: never); with ``offers_callback`` he
    may press a key to be called back instead. A promise to call back that is older than
    ``recall_limit_s`` is escalated. ``results`` are the words for how a call of this queue went
    (none: those of the house).

    The board raises an alarm when more than ``alarm_waiting`` callers wait, or when today's
    service level is below ``alarm_level`` percent (0: never), and when nobody is logged in."""

    id: str
    name: str
    department: str = ""
    extension: str = ""
    strategy: str = "ringall"
    ring_s: int = 20
    wait_s: int = 300
    wrap_up_s: int = 0
    announce_s: int = 0
    offers_callback: bool = False
    recall_limit_s: int = 3_600
    threshold_ms: int = 20_000
    short_ms: int = 5_000
    short_opens_obligation: bool = False
    after_hours_opens_obligation: bool = True
    results: tuple[str, ...] = ()
    alarm_waiting: int = 0
    alarm_level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DialledNumber:
    """A number that callers dial. ``static_route`` are endpoints rung when all else fails."""

    number: str
    name: str
    queue: str
    hours: Hours = ALWAYS
    ring_s: int = 20
    static_route: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A part of the house: operators and queues belong to one, or to none. Rules name its ``id``."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseReason:
    """Why an operator may be paused; ``limit_s``: how long (0: as long as he likes)."""

    id: str
    name: str
    limit_s: int = 0


OPERATOR, CLIENT = "operator", "client"
"""Whose phone rings first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiallingRules:
    """What operators may call, and how much of it. ``allowed`` are the beginnings of numbers (``+998``)
    that may be called; of the house's own extensions all may. ``per_hour`` and ``at_once`` bound each
    operator's calls. ``first`` is whose phone rings first where nothing else is asked for."""

    allowed: tuple[str, ...] = ()
    per_hour: int = 60
    at_once: int = 2
    first: str = OPERATOR


NOTHING_OUTSIDE = DiallingRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything small enough to be held in memory; the engine follows its changes.

    ``results`` are the words for how a call went, where its queue has none of its own (none: those of
    the settings). ``version`` counts the changes that were made; two houses that are alike are equal."""

    departments: dict[str, Department] = field(default_factory=dict)
    operators: dict[str, Operator] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    numbers: dict[str, DialledNumber] = field(default_factory=dict)
    pauses: dict[str, PauseReason] = field(default_factory=dict)
    results: tuple[str, ...] = ()
    dialling: DiallingRules = NOTHING_OUTSIDE
    rules: RuleBook = DEFAULT
    version: int = field(default=0, compare=False)
