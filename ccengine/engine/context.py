"""What the engine knows of a call beside its legs, the world as it needs it, and what its parts share."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ccengine.core import desk
from ccengine.core.cards import CardTable
from ccengine.core.desk import Card, CardSource, ContactCard, LastCall, OpenObligation
from ccengine.core.directory import Client, House
from ccengine.core.events import Event
from ccengine.core.facts import Step
from ccengine.core.floor import Floor
from ccengine.core.operator import OperatorLife
from ccengine.core.ports import Directory, LogEntry, Number, Numbering, Pbx
from ccengine.core.reasons import Reason
from ccengine.core.recording import RecordingLife
from ccengine.core.supervision import Hearing


@dataclass(slots=True)
class Home:
    """The house as it is now, and the lives of its operators. All parts of an engine share this
    one, since the house changes under them. Who has left it stays in ``lives`` while on a call."""

    house: House
    lives: dict[str, OperatorLife] = field(default_factory=dict)


@dataclass(slots=True)
class CallContext:
    """What we know of a call beside its legs, for routing and for cards. ``client`` is the likeliest of
    the ``candidates``, or, when ``chosen``, the one whom an operator has named."""

    number: Number
    client: Client | None = None
    candidates: tuple[Client, ...] = ()
    chosen: bool = False
    looked_up: bool = False
    problem: str = ""
    last_operator: str = ""
    reasons: tuple[Reason, ...] = ()
    queue: str = ""
    withheld: bool = False
    after_hours: bool = False
    taken: tuple[Step, ...] = ()
    last_calls: tuple[LastCall, ...] = ()
    obligation: OpenObligation | None = None
    contacts: tuple[ContactCard, ...] = ()
    recording: RecordingLife | None = None
    cards: CardTable = field(default_factory=CardTable)
    shown: dict[str, Card] = field(default_factory=dict)
    listeners: dict[str, Hearing] = field(default_factory=dict)
    """Supervisors who hear the call now, by operator id."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What all parts of one engine have in common. ``say`` puts events into its stream."""

    floor: Floor
    home: Home
    ports: Ports
    say: Callable[[Sequence[Event]], None]
    counters: Counter[str]
