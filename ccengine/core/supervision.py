"""What a supervisor may do on the floor: to hear a call, to move a caller, to tell everybody something."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Hearing(StrEnum):
    """Who hears the supervisor who hears them."""

    LISTEN = "listen"
    """Nobody."""
    WHISPER = "whisper"
    """The operator alone."""
    BARGE = "barge"
    """Operator and client."""


class Moving(StrEnum):
    """What moving a call came to, by what the call was doing."""

    WITHDRAWN = "withdrawn"
    """He waited, and was given to an operator."""
    TRANSFERRED = "transferred"
    """He waited, or talked, and was passed on."""


MOST_NOTES = 20
"""So many notes to the floor stand at once; an older one goes before its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorNote:
    """Words to everybody on the floor, from ``at`` until ``until`` (UTC milliseconds). ``by`` is the
    name of who says it."""

    id: str
    at: int
    until: int
    by: str
    text: str


class Supervision(Protocol):
    """What supervisors may ask of the engine. ``supervisor`` is his own operator id: his phone is rung.

    Raises NotFound, Conflict (the call or the phone is in no state for it), and the PBX errors.
    """

    async def hear(self, supervisor: str, call_id: UUID, how: Hearing) -> str:
        """Ring his phone and let him hear the call, or, where he hears one already, let him hear this
        one in this way without a new call. Returns the operator whose leg he hears."""
        ...

    async def stop(self, supervisor: str) -> None:
        """He hears nothing any more."""
        ...

    async def move(self, call_id: UUID, target: str) -> Moving:
        """A caller who waits, or is in talk, goes to this operator or queue."""
        ...

    async def put_first(self, call_id: UUID) -> None:
        """A caller goes to the head of the queue that he waits in."""
        ...
