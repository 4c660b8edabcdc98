"""What passes between the engine and people's screens: the card, and the two ports around it."""

from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from ccengine.core.directory import Client
from ccengine.core.facts import OperatorStatus
from ccengine.core.ports import Number
from ccengine.core.reasons import Reason
from ccengine.core.recording import RecordingState
from ccengine.core.supervision import FloorNote


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCard:
    """The client as the operator sees him; who stands for a number has no name. ``responsible`` and its
    name are empty for nobody; ``responsible_status`` is his present state. The two addresses are
    filled in for this call."""

    id: str
    name: str
    company: str = ""
    language: str = ""
    responsible: str = ""
    responsible_name: str = ""
    responsible_status: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    document_url: str = ""
    report_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCard:
    """Who has the caller's number in an address book: that of the operator ``owner``, or the shared one
    (empty)."""

    id: int
    name: str
    company: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastCall:
    """One of the client's last calls, newest first on a card. Times in UTC milliseconds."""

    call_id: str
    start: int
    direction: str
    outcome: str
    operator_name: str = ""
    talk_ms: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenObligation:
    """A promise to call this client back: ``missed`` calls since ``opened``."""

    id: int
    opened: int
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A screen-pop. ``state``: ringing, dialling (his own call, not answered yet), talking, held,
    ended (the after-call form is open). ``consulting`` names the colleague whom he asks while the
    client waits for the transfer to be completed or cancelled. ``listening`` are the names of the
    supervisors who hear it, where operators are to know that.

    ``caller`` is what may be shown: E.164, raw digits, or empty for a withheld number.
    ``why`` says in words why the call came to this operator, ``reasons`` the same as data.
    ``client`` is None when unknown. Where the number is that of several clients ``candidates`` are
    all of them, and ``client`` the likeliest; ``chosen``: an operator has said that it is he. Where
    the number is no client's, ``contact`` is who has it in an address book of this operator's.

    ``recording``: on, off or paused, as the rules or an operator want it (empty: nobody has decided
    yet), with ``recording_why`` in words; ``recording_switchable``: this operator may change it.
    """

    call_id: UUID
    operator: str
    state: str
    direction: str
    caller: str
    withheld: bool
    dialled: str
    queue: str
    why: str
    since: int
    client: ClientCard | None = None
    last_calls: tuple[LastCall, ...] = ()
    obligation: OpenObligation | None = None
    reasons: tuple[Reason, ...] = ()
    consulting: str = ""
    listening: tuple[str, ...] = ()
    candidates: tuple[ClientCard, ...] = ()
    chosen: bool = False
    contact: ContactCard | None = None
    recording: str = ""
    recording_switchable: bool = False
    recording_why: str = ""
    recording_reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusLine:
    """One operator's state since ``since`` (UTC milliseconds); ``reason`` of a pause. ``until``: when his
    wrap-up ends by itself, or the permitted time of his pause (0: neither); past it he has overstayed.
    ``extendable``: he may make his wrap-up longer, once. While his phone is not there (``reachable``)
    nobody can ring him; ``away``: since when."""

    operator: str
    status: OperatorStatus
    reason: str
    since: int
    until: int = 0
    extendable: bool = False
    reachable: bool = True
    away: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedLine:
    """A parked client: since when, ``until`` when he waits before he comes back to ``by``, who parked him.
    ``client`` is empty for nobody we know, ``number`` where it is withheld."""

    call_id: UUID
    since: int
    until: int
    by: str
    by_name: str
    client: str
    company: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnseenPop:
    """A pop that no page has acknowledged. ``start``: the INVITE; ``came``: when it was owed;
    ``shown``: when a page was sent it, 0 where the operator has none. UTC milliseconds."""

    operator: str
    call_id: UUID
    start: int
    came: int
    shown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Whose page has come. ``operator`` is empty for a login without a phone; ``session`` names his
    session, by which can be asked later whether it is still open."""

    login: str
    session: str
    operator: str = ""


class Screens(Protocol):
    """Operators' screens. Never blocks and never raises: a slow screen is its own problem."""

    def show(self, card: Card) -> None:
        """Show the card, or put it in place of the one for the same operator and call."""
        ...

    def withdraw(self, operator: str, call_id: UUID, reason: str) -> None:
        """Take the card away; ``reason`` is an offer result, ``moved`` or ``done``."""
        ...

    def status(self, line: StatusLine) -> None:
        """An operator's state as the engine has it."""
        ...

    def obligations_changed(self) -> None:
        """The list of open obligations is another than it was; pages fetch it again."""
        ...

    def note(self, note: FloorNote) -> None:
        """A supervisor's words to everybody, also to pages that come while they stand."""
        ...

    def house_changed(self) -> None:
        """Operators, queues, pauses or results are others than they were; pages fetch them again."""
        ...

    def parked_changed(self) -> None:
        """Somebody was parked, or is no longer; pages fetch the list again."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteQuestion:
    """What Asterisk asks; ``step`` counts from 1, ``last_result`` is how the last step ended."""

    node: str
    uniqueid: str
    step: int
    last_result: str
    caller: str
    withheld: bool
    dialled: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteReply:
    """Ids only. ``rest`` is the plan behind this step: steps joined by commas, the parts of a
    step by hyphens: ``ring-20-op101-op102,queue-300-sales,hangup-0``. What is behind it is as in a
    RecordingReply."""

    uniqueid: str
    call: str
    do: str
    targets: str
    seconds: int
    rest: str
    record: str = "yes"
    apart: str = ""
    announce: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingQuestion:
    """Asterisk asks whether it may record, on a leg at ``endpoint`` (empty: half of a Local pair) that
    goes to ``target``: an ``operator``, a ``queue``, or ``outside``. ``call``: our id of the call,
    where the leg has it. Kind ``leg``: the channel ``target`` has begun to be recorded quietly."""

    node: str
    uniqueid: str
    call: str
    endpoint: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingReply:
    """``record``: yes, no or quiet, for every voice but those in ``apart``, ``op104-no,op105-yes``.
    ``announce``: 1 where an outside party is told before he is connected. To a ``leg``: yes or no."""

    uniqueid: str
    record: str
    apart: str = ""
    announce: int = 0


class Router(Protocol):
    async def route(self, question: RouteQuestion) -> RouteReply:
        """Decide within 300 ms. The same (node, uniqueid, step) gets the same reply."""
        ...

    async def may_record(self, question: RecordingQuestion) -> RecordingReply:
        """Within the same time."""
        ...


class Desk(Protocol):
    """What people may ask of the engine. ``operator`` is who asks (an operator id).

    Raises NotFound (no such live call), NotAllowed, Conflict (it has moved on), and the
    PBX errors; StoreUnavailable where PostgreSQL is needed.
    """

    async def answer(self, operator: str, call_id: UUID) -> None: ...

    async def hang_up(self, operator: str, call_id: UUID) -> None: ...

    def number_on(self, operator: str, call_id: UUID) -> Number | None:
        """The outside number of a live call that lies on this operator's desk (empty where it is
        withheld); None for any other call."""
        ...

    def client_chosen(self, call_id: UUID, client: Client) -> None:
        """It was said whose call it is; what is shown follows. Nothing for a call that is over."""
        ...

    async def set_recording(self, operator: str, call_id: UUID, wish: RecordingState) -> None:
        """Pause the recording, go on with it, or switch it off for good, where the rule allows it."""
        ...

    async def set_status(self, operator: str, status: OperatorStatus, reason: str) -> None:
        """available, paused (with the id of one of the house's pauses) or offline; the rest follows from
        calls."""
        ...

    async def extend_wrap_up(self, operator: str) -> None:
        """Once more as long; once."""
        ...

    def live(self) -> dict[str, Any]:
        """Calls in flight and operators' states now, JSON-ready."""
        ...


class Passing(Protocol):
    """Passing on a call of one's own, and picking up those that are parked. Raises as ``Desk`` does."""

    async def transfer(self, operator: str, call_id: UUID, target: str, how: str) -> None:
        """``target``: operator id, queue id or number. ``how``: blind or attended."""
        ...

    async def complete_transfer(self, operator: str, call_id: UUID) -> None: ...

    async def cancel_transfer(self, operator: str, call_id: UUID) -> None: ...

    async def conference(self, operator: str, call_id: UUID) -> None:
        """The client and the colleague who is asked: all three together."""
        ...

    async def swap(self, operator: str, call_id: UUID) -> None:
        """From the one to the other of the two."""
        ...

    async def pass_to_responsible(self, operator: str, call_id: UUID) -> str:
        """Blind transfer to the client's responsible; returns his name."""
        ...

    async def park(self, operator: str, call_id: UUID) -> None:
        """The client waits where anybody may pick him up."""
        ...

    async def pick_up(self, operator: str, call_id: UUID) -> None: ...

    def parked(self) -> list[ParkedLine]:
        """Who is parked, the longest first."""
        ...


class Dialling(Protocol):
    async def place_call(self, operator: str, number: str, *, first: str = "", himself: bool = True) -> UUID:
        """Ring the operator's phone, then the number; or the other way round (``first``: operator or
        client, empty as the house has it). ``himself``: he asks for it, and his phone need not ring.
        Returns the new call's id. Raises DestinationRefused and LimitReached besides."""
        ...


class CardSource(Protocol):
    """What a card shows beside the client himself. Raises StoreUnavailable."""

    async def last_calls(self, client: str, limit: int) -> tuple[LastCall, ...]: ...

    async def last_operator(self, client: str) -> str:
        """The id of the operator who talked last with the client; empty for nobody."""
        ...

    async def open_obligation(self, client: str) -> OpenObligation | None: ...

    async def contacts(self, number: str) -> tuple[ContactCard, ...]:
        """Who has this number in any address book, the shared one first."""
        ...


class PhoneRemote(Protocol):
    async def answer(self, url: str) -> None:
        """Make the desk phone behind this address pick up. Raises PbxUnreachable."""
        ...
