"""The stream `desk`: what people do through the API, and what follows from calls by rule.

It has no engine of its own, so its numbers come from a counter row that stays locked until the
commit: entries commit in the order of their numbers, and a reader by cursor misses none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from ccengine.core.desk_events import DeskEvent
from ccengine.core.ports import LogEntry
from ccengine.store.store import Session
from ccengine.store.text import moment

STREAM = "desk"
LOG_COLUMNS = ("stream", "seq", "at", "type", "call_id", "data")

Announce = Callable[[Sequence[LogEntry]], None]
"""Called with entries once they are committed. Must not block."""


def nobody(entries: Sequence[LogEntry]) -> None:
    """The announcement nobody listens to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An entry of `desk` before it has its number. ``at``: UTC milliseconds."""

    at: int
    type: str
    call_id: UUID | None = None
    data: dict[str, Any] = field(default_factory=dict)


def happening(event: DeskEvent, call_id: UUID | None = None) -> Happening:
    return Happening(at=event.at, type=event.type, call_id=call_id, data=event.data())


async def append_desk(session: Session, happenings: Sequence[Happening]) -> list[LogEntry]:
    """Number and write them: the last thing in a transaction, for it locks the counter."""
    if not happenings:
        return []
    last = await session.fetch_value("desk_counter", len(happenings))
    first = last - len(happenings) + 1
    entries = [
        LogEntry(stream=STREAM, seq=seq, at=h.at, type=h.type, call_id=h.call_id, data=h.data)
        for seq, h in enumerate(happenings, first)
    ]
    await copy_log(session, entries)
    return entries


async def copy_log(session: Session, entries: Sequence[LogEntry]) -> None:
    rows = [(e.stream, e.seq, moment(e.at), e.type, e.call_id, e.data) for e in entries]
    await session.copy("log", LOG_COLUMNS, rows)
