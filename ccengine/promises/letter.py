"""The letter to the supervisors about promises that nobody has kept: one for all of them. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffd]+")
_LONGEST_NAME = 80
_SHOWN_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A promise that is late. ``who`` should call, in words; moments are UTC milliseconds."""

    id: int
    name: str
    number: str
    queue: str
    who: str
    opened: int
    missed: int
    attempted: int


def letter(late: Sequence[Late], *, sender: str, to: Sequence[str], zone: str, page: str) -> EmailMessage:
    """Names come from outside: they stand in the body only, on one line, and never rule it."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = ", ".join(to)
    message["Subject"] = _subject(len(late))
    message["Auto-Submitted"] = "auto-generated"
    lines = [_line(one, ZoneInfo(zone)) for one in late]
    message.set_content(
        "They called, nobody has talked to them, and the limit of their queue has passed twice:\n\n"
        + "\n".join(lines)
        + f"\n\nThe list: {page}\n"
    )
    return message


def _subject(count: int) -> str:
    who = "One client still waits" if count == 1 else f"{count} clients still wait"
    return f"{who} to be called back"


def _line(late: Late, zone: ZoneInfo) -> str:
    since = datetime.fromtimestamp(late.opened / 1000, UTC).astimezone(zone)
    told = [
        f"since {since:%d.%m. %H:%M}",
        f"{late.missed} missed" if late.missed > 1 else "",
        _tried(late.attempted),
        f"queue {_plain(late.queue)}" if late.queue else "",
        f"{_plain(late.who)} should call" if late.who else "",
    ]
    name = _plain(late.name) or "unknown"
    return f"- {name} (...{late.number[-_SHOWN_DIGITS:]}): " + ", ".join(filter(None, told))


def _tried(times: int) -> str:
    return {0: "not tried yet", 1: "tried once"}.get(times, f"tried {times} times")


def _plain(text: str) -> str:
    return _UNSEEN.sub(" ", text).strip()[:_LONGEST_NAME]
