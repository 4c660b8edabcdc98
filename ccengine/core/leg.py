"""One channel's part in a call: a transition table for its life, spans for what happened in it.

Order holds per leg, so the table catches what cannot be; across legs nothing is assumed. What a
leg did is kept as spans of time, and every span is taken once: an observation that arrives
again (doubled on the link, or read once more from CEL) changes nothing.
"""

from dataclasses import dataclass, field
from enum import Enum

from ccengine.core.facts import Leg
from ccengine.core.observed import DialResult, Moved, Side

SAME_MS = 100
"""Two sources give one happening within this time of each other (AMI against CEL: under 5 ms)."""

OPEN = 1 << 62
"""The end of a span that has not ended."""


class LegState(Enum):
    EXPECTED = "expected"
    """Mentioned by another leg, not yet created as far as we know."""
    CREATED = "created"
    RINGING = "ringing"
    UP = "up"
    ENDED = "ended"


class Move(Enum):
    CREATE = "create"
    RING = "ring"
    ANSWER = "answer"
    JOIN = "join"
    END = "end"


_S, _M = LegState, Move

# What a leg may do next. A move that is not here is counted as illegal and changes nothing.
MOVES: dict[tuple[LegState, Move], LegState] = {
    (_S.EXPECTED, _M.CREATE): _S.CREATED,
    (_S.EXPECTED, _M.RING): _S.RINGING,  # its creation fell into a gap of the link
    (_S.EXPECTED, _M.ANSWER): _S.UP,
    (_S.EXPECTED, _M.JOIN): _S.UP,
    (_S.EXPECTED, _M.END): _S.ENDED,
    (_S.CREATED, _M.CREATE): _S.CREATED,  # told once more, or late: it only fills in what was unknown
    (_S.RINGING, _M.CREATE): _S.RINGING,
    (_S.UP, _M.CREATE): _S.UP,
    (_S.ENDED, _M.CREATE): _S.ENDED,
    (_S.CREATED, _M.RING): _S.RINGING,
    (_S.CREATED, _M.ANSWER): _S.UP,
    (_S.CREATED, _M.JOIN): _S.CREATED,  # a Local half is bridged before it is up
    (_S.CREATED, _M.END): _S.ENDED,
    (_S.RINGING, _M.RING): _S.RINGING,
    (_S.RINGING, _M.ANSWER): _S.UP,
    (_S.RINGING, _M.JOIN): _S.RINGING,
    (_S.RINGING, _M.END): _S.ENDED,
    (_S.UP, _M.RING): _S.UP,  # a transferred leg hears ringing again
    (_S.UP, _M.ANSWER): _S.UP,
    (_S.UP, _M.JOIN): _S.UP,
    (_S.UP, _M.END): _S.ENDED,
}


@dataclass(slots=True)
class Span:
    """A half-open time [start, end); ``name`` is the bridge or queue it was spent in."""

    start: int
    end: int = OPEN
    name: str = ""

    def covers(self, at: int) -> bool:
        return self.start <= at < self.end

    def is_begun_by(self, at: int) -> bool:
        """Whether a beginning told for ``at`` is this one. What begins after the end is another,
        however soon: to take it for an echo would lose a whole conversation."""
        return self.covers(at) or (abs(self.start - at) <= SAME_MS and at <= self.end)


class Spans(list[Span]):
    """Spans of one kind on one leg, each taken once."""

    def begin(self, at: int, name: str = "") -> bool:
        """Open a span, unless it is already known; says whether it was new."""
        if any(s.name == name and s.is_begun_by(at) for s in self):
            return False
        self.append(Span(at, name=name))
        return True

    def finish(self, at: int, name: str | None = None) -> bool:
        """Close what is open (of that name, or of any); says whether anything was."""
        closed = False
        for span in self:
            if span.end == OPEN and name in (None, span.name) and at >= span.start:
                span.end = at
                closed = True
        return closed

    def current(self) -> Span | None:
        return next((s for s in reversed(self) if s.end == OPEN), None)

    def at(self, moment: int) -> Span | None:
        return next((s for s in self if s.covers(moment)), None)


@dataclass(slots=True, eq=False)
class LegLife:
    """What is known of one leg. ``start`` is 0 until its creation is known."""

    id: str
    channel: str = ""
    side: Side = Side.PLUMBING
    endpoint: str = ""
    number: str = ""
    name: str = ""
    dialled: str = ""
    linked: str = ""
    pair: str = ""
    by: str = ""
    state: LegState = LegState.EXPECTED
    start: int = 0
    rang: int = 0
    answered: int = 0
    asked: int = 0
    wants_callback: int = 0
    """When he asked to be called back, and from which queue."""
    callback_queue: str = ""
    ended: int = 0
    cause: int = 0
    lost: bool = False
    """Nobody saw it end: it was there, and later it was not."""
    numbered: int = 0
    passed_on: int = 0
    heir: str = ""
    heir_from: int = 0
    """The leg that took this one's place in a queue, and when."""
    unqueued: list[int] = field(default_factory=list)
    moved: list[tuple[int, Moved]] = field(default_factory=list)
    """When a supervisor gave him to somebody else while he waited, and to whom."""
    result: DialResult | None = None
    last_seen: int = 0
    stays: Spans = field(default_factory=Spans)
    holds: Spans = field(default_factory=Spans)
    music: Spans = field(default_factory=Spans)
    prompts: Spans = field(default_factory=Spans)
    parked: Spans = field(default_factory=Spans)
    queues: Spans = field(default_factory=Spans)

    def allows(self, move: Move) -> bool:
        return (self.state, move) in MOVES

    def advance(self, move: Move) -> None:
        self.state = MOVES[self.state, move]

    @property
    def human(self) -> bool:
        return self.side is not Side.PLUMBING

    @property
    def calling(self) -> bool:
        """It came in by itself: somebody dialled on it."""
        return bool(self.dialled)

    @property
    def root(self) -> bool:
        """It was born for no other leg."""
        return self.linked in ("", self.id) and not self.by

    @property
    def caller(self) -> bool:
        """An outside party's own: he called. Of a leg not yet created the PBX has asked where to put him."""
        return self.side is Side.OUTSIDE and self.root and (self.calling or not self.start)

    @property
    def live(self) -> bool:
        return self.state not in (LegState.ENDED, LegState.EXPECTED)

    @property
    def over(self) -> int:
        """When its person was gone: he may have hung up before the PBX could end the channel."""
        if self.asked and self.ended:
            return min(self.asked, self.ended)
        return self.ended or OPEN

    def busy_elsewhere(self, at: int) -> bool:
        """Whether its person had the other side on hold then."""
        return self.holds.at(at) is not None

    def prompted(self, at: int) -> bool:
        """Whether the PBX itself spoke to its person, or listened to him, then."""
        promised = bool(self.wants_callback) and at >= self.wants_callback
        return promised or self.prompts.at(at) is not None

    def hearing_music(self, at: int) -> bool:
        return self.music.at(at) is not None

    def told(self) -> tuple[object, ...]:
        """All that the record of the call can show of it: it differs where something new was heard."""
        kinds = (self.stays, self.holds, self.music, self.parked, self.queues)
        spans = tuple((s.start, s.end) for many in kinds for s in many)
        return (self.state, self.start, self.answered, self.ended, *self.moved, *spans)

    def fact(self) -> Leg:
        return Leg(
            leg=self.id,
            channel=self.channel,
            side=self.side.value,
            endpoint=self.endpoint,
            number=self.number,
            start=self.start,
            answered=self.answered,
            ended=self.ended,
            cause=self.cause,
        )
