"""What a PBX was seen to do: the only input that moves a call.

AMI events and CEL rows are translated (in ``ami/``) into these records, so both move the same
reducer. An observation speaks of one leg, named by its channel's uniqueid, and carries the
PBX's own time in UTC milliseconds. Order holds per leg, not across legs.
"""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Where a leg leads."""

    OUTSIDE = "outside"
    """To the public network: a client, a supplier, any outside party."""
    INSIDE = "inside"
    """To a phone of the house: an operator."""
    PLUMBING = "plumbing"
    """To nobody: half of a Local pair, a recorder, a spy. Nobody talks on it."""


class DialResult(StrEnum):
    """How ringing one phone ended, as the PBX tells it."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    ELSEWHERE = "elsewhere"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """``at``: UTC milliseconds. ``leg``: uniqueid of the channel it happened to."""

    at: int
    leg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegCreated(Observed):
    """A channel came into being.

    ``channel`` is the PBX's name for it (``PJSIP/op101-00000001``): transfer events and actions
    use it. ``endpoint`` is the phone or trunk (``op101``). ``number`` is what the network says,
    filtered to ``+0-9*#`` or empty. ``dialled`` is what was dialled *on this leg* (empty for a
    leg that is being rung). ``linked`` is the leg it was born for, or itself: a hint, good at
    birth only. ``pair`` is shared by the two halves of a Local channel, else empty.
    """

    channel: str
    side: Side
    endpoint: str
    number: str = ""
    name: str = ""
    dialled: str = ""
    linked: str = ""
    pair: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegIdentified(Observed):
    """The network number of a leg was learned or corrected after its creation."""

    number: str
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRinging(Observed):
    """The phone at the end of this leg really rings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegAnswered(Observed):
    """The leg is up. For a caller's leg this may be an announcement or music; not yet talk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegDialled(Observed):
    """This leg is being rung on behalf of ``by`` (empty: on nobody's, an originated leg).

    ``number`` is what was dialled into the network for it, empty for a phone of the house.
    """

    by: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DialEnded(Observed):
    """Ringing this leg ended so."""

    result: DialResult


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeEntered(Observed):
    """The leg is now heard by the others in ``bridge``."""

    bridge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeLeft(Observed):
    """The leg is no longer in ``bridge``."""

    bridge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldStarted(Observed):
    """The person at this leg put the others on hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldEnded(Observed):
    """The person at this leg took the others back. Strays come with transfers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicStarted(Observed):
    """The person at this leg hears music: he waits in a queue or is on hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicStopped(Observed):
    """The music stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueEntered(Observed):
    """The leg entered the PBX's queue of that name."""

    queue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLeft(Observed):
    """The leg left the PBX's queue, for whatever reason."""

    queue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked(Observed):
    """The leg waits, with music, where anybody may pick it up: in no queue, and heard by nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unparked(Observed):
    """It does so no longer: somebody has picked it up, it waited too long, or it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptStarted(Observed):
    """The PBX itself has the person at this leg: it plays to him (``play``), asks whether he wants to
    be called back (``callback``), or takes a message of his (``voicemail``)."""

    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptEnded(Observed):
    """It is done with him, and the call goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackAsked(Observed):
    """The person at this leg asked to be called back, from his place in ``queue``."""

    queue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindTransferred(Observed):
    """The person at this leg passed the other side on to ``target`` (an extension)."""

    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendedTransferred(Observed):
    """The person with the legs ``leg`` and ``second`` joined the two others and left.

    ``transferee`` and ``target`` are legs where the PBX names them, else empty (a transfer
    completed while the target still rang names no target). ``conference``: he has not left, all three
    are together; only events tell this, the PBX's log does not.
    """

    second: str
    transferee: str = ""
    target: str = ""
    conference: bool = False


class Moved(StrEnum):
    """What a supervisor did with a caller who waited."""

    TO_OPERATOR = "withdrawn"
    TO_QUEUE = "transferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerMoved(Observed):
    """The person at this leg waited, and a supervisor gave him to an operator or to another queue."""

    how: Moved


@dataclass(frozen=True, slots=True, kw_only=True)
class SpyStarted(Observed):
    """The person at this leg listens in; he enters no bridge and takes no part in the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HangupAsked(Observed):
    """The person at this leg hung up. The true end, where the PBX is busy and ends it later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneSeen(Observed):
    """The phone ``endpoint`` is there, or is not: then nobody can ring it. Of a phone (or of a trunk), not
    of a leg."""

    endpoint: str
    there: bool
    leg: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegEnded(Observed):
    """The channel is gone. ``cause``: Q.850 (16 normal, 17 busy, 19 no answer, 21 rejected,
    26 answered elsewhere); 0 unknown."""

    cause: int = 0
