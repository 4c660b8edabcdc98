"""What the heart and its shells need of the world, and nothing about how it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from ccengine.core.callbacks import Promise
from ccengine.core.directory import Candidates, Client, House


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A phone number: ``raw`` digits as received (filtered), ``e164`` or empty."""

    raw: str
    e164: str = ""


class Numbering(Protocol):
    def __call__(self, raw: str) -> Number:
        """Normalise any written form; never raises (what is no number has no ``e164``)."""
        ...


class Directory(Protocol):
    """Clients by number, and the house. Raises StoreUnavailable."""

    async def candidates(self, e164: str) -> Candidates: ...

    async def by_number(self, e164: str) -> Client | None:
        """The likeliest of the candidates."""
        ...

    async def house(self) -> House: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One entry of a stream; the pair (stream, seq) is its identity and its cursor."""

    stream: str
    seq: int
    at: int
    type: str
    call_id: UUID | None
    data: dict[str, Any]

    @property
    def cursor(self) -> str:
        return f"{self.stream}:{self.seq}"


class Promised(Protocol):
    """Who asked to be called back, as facts know it. Raises StoreUnavailable."""

    async def promised(self, now: int) -> Sequence[Promise]: ...


class Log(Protocol):
    """The writer's side of PostgreSQL. Raises StoreUnavailable or LeaseLost."""

    async def append(self, entries: Sequence[LogEntry]) -> None:
        """Append entries and the facts they carry, in one transaction. Entries already there
        are passed over, so that repeating an append after a lost answer is harmless."""
        ...

    async def last_seq(self, stream: str) -> int: ...


class Pbx(Protocol):
    """What can be done to calls on one node.

    Legs are named by uniqueid; endpoints and queues by id. Every method raises PbxRefused,
    PbxUnreachable or PbxTimeout; none is ever repeated by itself.
    """

    async def originate(
        self, *, endpoint: str, dial: str, call: UUID, channel_id: str, ring_s: int, at_once: bool = False
    ) -> None:
        """Ring ``endpoint`` first, then dial ``dial`` from its leg, named ``channel_id``. ``at_once``:
        whoever sits there has just asked for it, and his phone answers without ringing."""
        ...

    async def originate_client_first(
        self, *, endpoint: str, dial: str, call: UUID, channel_id: str, ring_s: int
    ) -> None:
        """Ring the number ``dial`` on a leg named ``channel_id``; who answers is put through to
        ``endpoint``, which answers without ringing."""
        ...

    async def spy(
        self, *, endpoint: str, leg: str, how: str, shown: str, call: UUID, channel_id: str
    ) -> None:
        """``endpoint`` hears the leg with this uniqueid; ``how``: listen, whisper (its person hears him
        too) or barge (both sides do). ``shown`` is the number that its phone shows."""
        ...

    async def park(self, channel: str, parker: str, *, for_s: int) -> None:
        """The client on ``channel`` waits where anybody may pick him up. After ``for_s`` seconds ``parker``
        is rung."""
        ...

    async def pick_up_parked(self, channel: str, endpoint: str) -> None:
        """The client who is parked on ``channel`` is put through to ``endpoint``, which answers without
        ringing."""
        ...

    async def conference(self, channel: str) -> None:
        """Whoever consults on ``channel`` brings all three together."""
        ...

    async def swap(self, channel: str) -> None:
        """Whoever consults on ``channel`` goes over to the other of the two."""
        ...

    async def play_dtmf(self, channel: str, digits: str, *, receive: bool) -> None:
        """Play keys to ``channel``; ``receive``: as if its own person had pressed them."""
        ...

    async def hear(self, channel: str, *, leg: str, how: str) -> None:
        """Who listens on ``channel`` hears this leg, and is heard in this way, from now on."""
        ...

    async def move_to_operator(self, channel: str, extension: str) -> None:
        """A caller who waits is taken from where he waits."""
        ...

    async def move_to_queue(self, channel: str, extension: str) -> None: ...

    async def queue_priority(self, queue: str, channel: str, priority: int) -> None:
        """A waiting caller takes the place that this priority gives him, at once."""
        ...

    async def blind_transfer(self, channel: str, target: str) -> None: ...

    async def attended_transfer(self, channel: str, target: str) -> None: ...

    async def cancel_transfer(self, channel: str) -> None: ...

    async def hang_up(self, channel: str) -> None: ...

    async def stop_ringing(self, channel: str) -> None:
        """End the ringing of a phone that is not there: nobody let it ring in vain."""
        ...

    async def queue_add(self, queue: str, endpoint: str, *, paused: bool) -> None: ...

    async def queue_remove(self, queue: str, endpoint: str) -> None: ...

    async def queue_pause(self, endpoint: str, *, paused: bool, reason: str) -> None: ...

    async def recording_mute(self, channel: str, *, muted: bool) -> None: ...

    async def set_variable(self, channel: str, name: str, value: str) -> None: ...
