"""What several reports are made of: how well calls are known, and division."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How many calls were seen as they happened, rebuilt afterwards, or cannot be known."""

    observed: int = 0
    recovered: int = 0
    unknown: int = 0

    def __add__(self, other: "Marks") -> "Marks":
        return Marks(
            observed=self.observed + other.observed,
            recovered=self.recovered + other.recovered,
            unknown=self.unknown + other.unknown,
        )


def ratio(part: int, whole: int) -> float | None:
    """None with nothing to divide by; never 0 % or 100 %."""
    return part / whole if whole else None


def mean(total: int, count: int) -> int | None:
    """The mean in whole milliseconds, halves upwards; None of nothing."""
    return (2 * total + count) // (2 * count) if count else None
