"""How far the PBX follows the house: what an administrator changed is in force there, or not yet.

Routing follows a change at once, since the engine holds the house itself. Phones, waiting rooms and
numbers are Asterisk's, and it has them from its files.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedState:
    """``applied``: the PBX has what the house has. ``pending``: it will in a moment. ``refused``: it
    did not take it, and goes on with what it had; ``detail`` says why. ``by_hand``: nobody carries
    changes there; ``detail`` says what to type. ``at``: since when, UTC milliseconds (0: unknown)."""

    state: Literal["applied", "pending", "refused", "by_hand"]
    detail: str = ""
    at: int = 0


Applied = Callable[[], AppliedState]

BY_HAND = AppliedState(state="by_hand", detail="ccengine dialplan apply")


def by_hand() -> AppliedState:
    """Where no keeper of the node's configuration runs."""
    return BY_HAND
