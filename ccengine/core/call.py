"""A call while it lives: the legs that belong to it, and the phase it is in now.

The phase is never told, it is read off the legs after each observation. The table says which
phases may follow which; anything else is counted and reported, and the call goes on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from ccengine.core.conversation import circles_at, hear_each_other, kept_waiting
from ccengine.core.leg import OPEN, LegLife
from ccengine.core.observed import Side
from ccengine.core.record import CallNotes, client_leg, rung
from ccengine.core.recording import RecordingLife


class Phase(StrEnum):
    SYSTEM = "system"
    """The PBX has it: a look-up, an announcement."""
    WAITING = "waiting"
    RINGING = "ringing"
    TALKING = "talking"
    HELD = "held"
    ENDED = "ended"
    SEALED = "sealed"


_P = Phase
_ALIVE = frozenset({_P.SYSTEM, _P.WAITING, _P.RINGING, _P.TALKING, _P.HELD})

# Which phase may follow which. While a call lives everything may happen again: a transfer takes
# it from talk back to a queue. What is sealed stays sealed; later news makes a new revision.
PHASES: dict[Phase, frozenset[Phase]] = {
    _P.SYSTEM: _ALIVE | {_P.ENDED},
    _P.WAITING: _ALIVE | {_P.ENDED},
    _P.RINGING: _ALIVE | {_P.ENDED},
    _P.TALKING: _ALIVE | {_P.ENDED},
    _P.HELD: _ALIVE | {_P.ENDED},
    _P.ENDED: _ALIVE | {_P.SEALED},  # an attended transfer's target may be known to be ours late
    _P.SEALED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Now:
    """What is so at this moment: the phase, the legs of ours in talk, the phones that ring."""

    phase: Phase
    talking: frozenset[str] = frozenset()
    ringing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCall:
    """What the log says of a call that was announced and never sealed; its story is there up to
    ``told``. ``client`` is the client's id. Nothing of it can be read off the legs."""

    call_id: UUID
    inbound: bool = True
    caller: str = ""
    client: str = ""
    queue: str = ""
    withheld: bool = False
    after_hours: bool = False
    told: int = 0
    recording: RecordingLife | None = None


@dataclass(slots=True, eq=False)
class LiveCall:
    """``root`` is the call's first leg and names it for life."""

    id: UUID
    root: LegLife
    legs: dict[str, LegLife] = field(default_factory=dict)
    guests: dict[str, LegLife] = field(default_factory=dict)
    """Legs of other callers' calls that were brought together with legs of this one: they are
    heard here, and stay theirs."""
    notes: CallNotes = field(default_factory=CallNotes)
    now: Now = Now(Phase.SYSTEM)
    announced: bool = False
    shown: bool = False
    """It has outlived the observation that it began with: cards may lie on desks for it."""
    ended: int = 0
    moves: int = 0
    """Counts up with whatever is learned of it: what was read off it before may be another now."""

    @property
    def members(self) -> Iterable[LegLife]:
        return self.legs.values()

    @property
    def present(self) -> dict[str, LegLife]:
        """Everybody who may be heard: its own legs and its guests."""
        return self.legs | self.guests

    @property
    def client(self) -> LegLife | None:
        return client_leg(list(self.members))

    @property
    def last_seen(self) -> int:
        return max(leg.last_seen for leg in self.members)

    @property
    def seen(self) -> bool:
        """Whether any of its legs was seen to be created, not only mentioned or asked about."""
        return any(leg.start for leg in self.members)

    def look(self, at: int) -> Now:
        """Read the present off the legs."""
        live = [leg for leg in self.members if leg.live]
        if not live:
            return Now(Phase.ENDED if self.seen else Phase.SYSTEM)
        client = client_leg(live) or client_leg(list(self.members))
        ringing = frozenset(leg.id for leg in live if rung(leg) and not leg.answered)
        if client is None:
            return Now(Phase.SYSTEM, ringing=ringing)
        present = {leg.id: leg for leg in self.present.values() if leg.live}
        circle = next((c for c in circles_at(list(present.values()), at) if client.id in c), frozenset())
        partners = [present[i] for i in circle if i != client.id and present[i].human]
        talking = frozenset(p.id for p in partners if p.side is Side.INSIDE)
        if client.side is Side.INSIDE and talking:
            talking |= {client.id}
        return Now(_phase(client, partners, live, bool(ringing), at), talking, ringing)


def naming_order(leg: LegLife) -> tuple[bool, bool, int, str]:
    """The first leg in this order names the call: the client who called, else a person's leg,
    else any; the earliest of them. An expected leg is that of a client: the PBX asked about it."""
    return (not leg.caller, not leg.human, leg.start or OPEN, leg.id)


def _phase(client: LegLife, partners: list[LegLife], live: list[LegLife], ringing: bool, at: int) -> Phase:
    if any(hear_each_other(client, partner, at) for partner in partners):
        return Phase.TALKING
    if partners or kept_waiting(client, live, at):
        return Phase.HELD
    if ringing or (not client.calling and not client.answered):
        return Phase.RINGING
    return Phase.WAITING if client.queues.current() else Phase.SYSTEM
