"""When to post an event again that was refused, and when to give it up. Pure.

The wait doubles with each failure, up to a limit. Half of it is left to chance, so that a receiver
that comes back is not overrun by all who waited for it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """All in milliseconds. ``give_up`` counts from when the event was taken in hand."""

    first: int = 2_000
    longest: int = 15 * 60_000
    give_up: int = 24 * 3_600_000

    def next_try(self, *, attempts: int, age: int, chance: float) -> int | None:
        """How long to wait after ``attempts`` failures; None: no more. ``chance`` is from 0 to 1."""
        if age >= self.give_up:
            return None
        whole = min(self.longest, self.first << min(attempts - 1, 32))
        return int(whole * (1 + chance) / 2)
