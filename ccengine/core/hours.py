"""Working hours, as plain data; ``routing.hours`` reads them at a moment."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Working time: per weekday (0 Monday) the minutes of day [from, to), in ``zone`` (IANA);
    ``holidays`` are ISO dates without work. Without a week there is no closing time."""

    zone: str = "UTC"
    week: tuple[tuple[tuple[int, int], ...], ...] = ()
    holidays: tuple[str, ...] = ()


ALWAYS = Hours()
"""Open day and night."""
