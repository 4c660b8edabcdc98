"""What an operator is doing, as a table: his wish, his phones, and the state that follows.

The engine owns this status; the PBX's queue membership and pause are its projection. A state is
read off what is so (his wish, legs that ring or talk, wrap-up running); the table says which
states may follow which. Each change closes an interval, so intervals never overlap.

Whether his phone is there stands beside the state and is none: he is available and cannot be rung.
"""

from dataclasses import dataclass, field
from uuid import UUID

from ccengine.core.events import OperatorChanged, OperatorExtended, OperatorPhone, OperatorWished
from ccengine.core.facts import OperatorInterval, OperatorStatus

_S = OperatorStatus

WISHES = frozenset({_S.OFFLINE, _S.AVAILABLE, _S.PAUSED})
"""What an operator may ask for; the other states follow from calls."""

# Which state may follow which. A static route may ring or reach somebody who is offline.
FOLLOWS: dict[OperatorStatus, frozenset[OperatorStatus]] = {
    _S.OFFLINE: frozenset({_S.AVAILABLE, _S.PAUSED, _S.BUSY, _S.RINGING}),
    _S.AVAILABLE: frozenset({_S.OFFLINE, _S.PAUSED, _S.RINGING, _S.BUSY}),
    _S.RINGING: frozenset({_S.AVAILABLE, _S.BUSY, _S.PAUSED, _S.OFFLINE, _S.WRAP_UP}),
    _S.BUSY: frozenset({_S.AVAILABLE, _S.WRAP_UP, _S.PAUSED, _S.OFFLINE, _S.RINGING}),
    _S.WRAP_UP: frozenset({_S.AVAILABLE, _S.PAUSED, _S.OFFLINE, _S.BUSY, _S.RINGING}),
    _S.PAUSED: frozenset({_S.AVAILABLE, _S.OFFLINE, _S.BUSY, _S.RINGING}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOperator:
    """What the log last said of an operator: his state and since when, and his last wish. ``until``: the
    end of his wrap-up, and whether he has made it longer; ``away``: since when his phone is not there;
    ``overstayed``: it was told that his pause is too long."""

    operator: str
    status: OperatorStatus
    since: int
    wish: OperatorStatus
    reason: str
    until: int = 0
    extended: bool = False
    away: int = 0
    overstayed: bool = False


@dataclass(slots=True)
class OperatorLife:
    """One operator now. ``reserved`` is the call that a decision has promised him to, until
    ``reserved_until`` (UTC ms): two callers at once never get one operator."""

    id: str
    wish: OperatorStatus = _S.OFFLINE
    reason: str = ""
    status: OperatorStatus = _S.OFFLINE
    since: int = 0
    ringing: dict[str, UUID] = field(default_factory=dict)
    talking: dict[str, UUID] = field(default_factory=dict)
    wrap_until: int = 0
    wrap_ms: int = 0
    """How long his wrap-up is, while he may still make it longer (once); else 0."""
    away: int = 0
    """Since when his phone is not there; 0: it is."""
    reserved: UUID | None = None
    reserved_until: int = 0
    shown: str = ""
    """The reason that goes with the state now."""
    odd: int = 0
    """State changes that the table does not know; counted, never fatal."""

    @property
    def reachable(self) -> bool:
        return not self.away

    def is_free(self, now: int) -> bool:
        """Whether a call may be given to him."""
        return self.status is _S.AVAILABLE and self.reachable and not self.is_reserved(now)

    def is_reserved(self, now: int, by_other_than: UUID | None = None) -> bool:
        return self.reserved is not None and self.reserved != by_other_than and now < self.reserved_until

    def reserve(self, call: UUID, until: int) -> None:
        self.reserved, self.reserved_until = call, until

    def release(self, call: UUID) -> None:
        if self.reserved == call:
            self.reserved = None

    def ask(self, wish: OperatorStatus, reason: str, now: int) -> list[OperatorChanged | OperatorWished]:
        """The operator wants to be so from now on. A running call is not disturbed: a wish that has
        to wait for its end is told as such, so that an engine that dies meanwhile leaves it behind."""
        self.wish, self.reason = wish, reason if wish is _S.PAUSED else ""
        self.wrap_until = self.wrap_ms = 0
        told: list[OperatorChanged | OperatorWished] = [*self.settle(now)]
        if self.status is not wish:
            told.append(OperatorWished(at=now, operator=self.id, wish=wish, reason=self.reason))
        return told

    def resume(self, known: KnownOperator) -> None:
        """Go on from where an earlier engine stopped. Nothing before ``since`` changes any more."""
        self.status, self.since, self.wish = known.status, known.since, known.wish
        self.reason = known.reason if known.wish is _S.PAUSED else ""
        self.shown = self.reason if known.status is _S.PAUSED else ""
        self.away = known.away
        if known.status is _S.WRAP_UP and known.until:
            self.wrap_until = known.until
            self.wrap_ms = 0 if known.extended else known.until - known.since

    def follow(
        self, leg: str, call: UUID, now: int, *, rings: bool, talks: bool, wrap_up_ms: int = 0
    ) -> list[OperatorChanged]:
        """What one of his legs does now. After the last talk, wrap-up runs for ``wrap_up_ms``."""
        had = bool(self.talking)
        _hold(self.ringing, leg, call, rings)
        _hold(self.talking, leg, call, talks)
        if talks:
            self.wrap_until = self.wrap_ms = 0
        elif had and not self.talking and wrap_up_ms:
            self.wrap_until, self.wrap_ms = now + wrap_up_ms, wrap_up_ms
        if talks or not rings:
            self.release(call)
        return self.settle(now)

    def extend_wrap_up(self, now: int) -> list[OperatorExtended]:
        """Once more as long; nothing where it cannot be: not twice, and not where none is running."""
        if self.status is not _S.WRAP_UP or not self.wrap_ms:
            return []
        self.wrap_until, self.wrap_ms = self.wrap_until + self.wrap_ms, 0
        return [OperatorExtended(at=now, operator=self.id, until=self.wrap_until)]

    def phone_seen(self, now: int, *, there: bool) -> list[OperatorPhone]:
        """His phone is there, or is not; one event where that is new."""
        if there is self.reachable:
            return []
        self.away = 0 if there else now
        return [OperatorPhone(at=now, operator=self.id, there=there)]

    def settle(self, now: int) -> list[OperatorChanged]:
        """Let the state follow; one event where it did."""
        status = self._read(now)
        reason = self.reason if status is _S.PAUSED else ""
        if status is self.status and reason == self.shown:
            return []
        self.odd += status is not self.status and status not in FOLLOWS[self.status]
        start = self.since or now
        ended = OperatorInterval(
            operator=self.id, status=self.status, reason=self.shown, start=start, end=max(start, now)
        )
        self.status, self.shown, self.since = status, reason, max(start, now)
        return [
            OperatorChanged(
                at=self.since,
                operator=self.id,
                status=status,
                reason=reason,
                ended=ended if ended.end > ended.start else None,
                until=self.wrap_until if status is _S.WRAP_UP else 0,
            )
        ]

    def _read(self, now: int) -> OperatorStatus:
        if self.talking:
            return _S.BUSY
        if self.wish is _S.OFFLINE:
            return _S.OFFLINE
        if self.ringing:
            return _S.RINGING
        if now < self.wrap_until:
            return _S.WRAP_UP
        return self.wish


def _hold(legs: dict[str, UUID], leg: str, call: UUID, is_so: bool) -> None:
    if is_so:
        legs[leg] = call
    else:
        legs.pop(leg, None)
