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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """How far the house, the rules and the phones' passwords have come. Each number only grows."""

    house: int = -1
    rules: int = -1
    phones: int = -1

    def covers(self, other: "Stamp") -> bool:
        return self.house >= other.house and self.rules >= other.rules and self.phones >= other.phones


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a keeper says. ``applied``: what its PBX has. ``trouble``: why it does not have more; empty
    when nothing is wrong."""

    applied: Stamp
    trouble: str = ""


Applied = Callable[[], AppliedState]

BY_HAND = AppliedState(state="by_hand", detail="ccengine dialplan apply")


def by_hand() -> AppliedState:
    """Where no keeper of the node's configuration runs."""
    return BY_HAND
