"""The supervisor's board: the floor as it is this second, as rows that a page can hold.

A row is named by its kind and its id, and holds no age: it says *since* when something is so, by the
server's clock, and whoever shows it lets the time run. So a row differs from what it was only
where something has happened, and what has not changed need not be told again.

``ccengine.board`` makes the rows, the gateway carries them; what the two need of others stands
here as ports.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from ccengine.core.call import LiveCall, Phase
from ccengine.core.directory import House
from ccengine.core.facts import Direction, OperatorStatus, Visit
from ccengine.core.operator import OperatorLife

LATELY_MS = 30 * 60_000
"""What the board calls "now" of a service level: those who came within the last half hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardQueue:
    """One queue. ``waiting`` are callers whom nobody talks to yet, also those whose operator's phone
    rings; ``waits_since``: since when the first of them (0: nobody waits). Everything else that is
    counted is of today, by METRICS, but ``level_now``. ``longest_ms`` is that of those who wait no more.

    A caller who still waits is offered. For a level he counts when it is certain how: as soon as he
    has waited longer than the threshold. ``alarms``: waiting, level, nobody."""

    id: str
    name: str
    department: str
    waiting: int
    waits_since: int
    level_now: float | None
    level_today: float | None
    offered: int
    answered: int
    abandoned: int
    asa_ms: int | None
    longest_ms: int
    callbacks: int
    logged_in: int
    available: int
    alarms: tuple[str, ...]
    alarm_waiting: int
    alarm_level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardOperator:
    """``until``: the end of wrap-up, or of the time that his pause may last; 0 for none. ``calls`` are
    those that he talks in or that ring at him."""

    id: str
    name: str
    extension: str
    department: str
    queues: tuple[str, ...]
    status: OperatorStatus
    reason: str
    since: int
    until: int
    reachable: bool
    calls: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCall:
    """A call in flight. ``since``: of its phase. ``number`` is empty where it is withheld; ``client`` is
    his name, empty for nobody we know. ``entered``: since when he waits in the care of ``queue``, 0
    where he does not. ``recording``: on, off or paused, empty where nobody has decided; ``listening``: the
    supervisors who hear it."""

    id: UUID
    phase: Phase
    since: int
    start: int
    direction: Direction
    number: str
    withheld: bool
    client: str
    company: str
    queue: str
    entered: int
    operators: tuple[str, ...]
    ringing: tuple[str, ...]
    recording: str
    listening: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardTrunk:
    """A way to the outside world, and the calls on it. ``down``: the PBX says that it is not there."""

    id: str
    down: bool
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardOwed:
    """Missed clients whom nobody has called back: how many, since when the first, how many too late."""

    open: int = 0
    oldest: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardHealth:
    """What all else rests on. ``pbx`` and ``control``: the two links with Asterisk, and since when the
    first is as it is; ``late_ms``: by how much its last event came late; ``unwritten``: entries that wait
    for the database; ``recordings``: that failed or are missing today; ``dead_letters``: of webhooks."""

    pbx: bool = False
    pbx_since: int = 0
    control: bool = False
    database: bool = False
    late_ms: int = 0
    unwritten: int = 0
    recordings: int = 0
    dead_letters: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRows:
    """Rows by kind: all there are, or those that changed."""

    queues: tuple[BoardQueue, ...] = ()
    operators: tuple[BoardOperator, ...] = ()
    calls: tuple[BoardCall, ...] = ()
    trunks: tuple[BoardTrunk, ...] = ()
    owed: BoardOwed | None = None
    health: BoardHealth | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardGone:
    """The ids of rows that are no more."""

    queues: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    calls: tuple[UUID, ...] = ()
    trunks: tuple[str, ...] = ()


class BoardSource(Protocol):
    """Where a page that has just come gets the whole from: its version, and all rows."""

    def whole(self) -> tuple[int, BoardRows]: ...


class BoardScreens(Protocol):
    """Who watches the board. Never blocks and never raises."""

    def board_changed(self, version: int, rows: BoardRows, gone: BoardGone) -> None:
        """The change that makes this version of the one before it."""
        ...


# What the board is made of ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Who is at the other end of a call, as far as it may be shown, whether he is recorded, and who
    listens."""

    number: str = ""
    withheld: bool = False
    client: str = ""
    company: str = ""
    recording: str = ""
    listening: tuple[str, ...] = ()


class FloorView(Protocol):
    """The engine's present."""

    @property
    def house(self) -> House: ...

    @property
    def operators(self) -> Mapping[str, OperatorLife]: ...

    def calls(self) -> Sequence[LiveCall]:
        """Those in flight that are known to be calls, and those over that have no record yet."""
        ...

    def whose(self, call: LiveCall) -> Whose: ...

    def lines_gone(self) -> Collection[str]:
        """Trunks of which the PBX says that they are not there."""
        ...

    def callbacks(self) -> Mapping[str, int]:
        """How many wait to be called back, by queue."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedVisits:
    """The visits of one call's record."""

    call_id: UUID
    revision: int
    visits: tuple[Visit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubles:
    """What the database knows of what does not work."""

    recordings: int = 0
    dead_letters: int = 0


class BoardFacts(Protocol):
    """What the database knows. Raises StoreUnavailable."""

    async def alarms(self) -> Sequence[tuple[str, str]]:
        """Queue and alarm of each that was said to begin, and not to be over."""
        ...

    async def visits(self, since: int) -> Sequence[SealedVisits]:
        """Those of all calls with a visit entered since then."""
        ...

    async def owed(self, now: int) -> BoardOwed: ...

    async def troubles(self, since: int) -> Troubles: ...
