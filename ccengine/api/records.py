"""What the API reads of calls, and the note that people write about one.

What people do is written in one transaction: the fact, the audit line, and the entry of the
stream `desk`; followers hear of it after the commit.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from ccengine.access import User
from ccengine.core.errors import NotFound
from ccengine.store.desk_log import Announce, Happening, append_desk
from ccengine.store.store import Store
from ccengine.store.text import milliseconds, moment

# The sections of one call, each its own query.
_SECTIONS = {
    "parts": "api_call_parts",
    "offers": "api_call_offers",
    "visits": "api_call_visits",
    "decisions": "api_call_decisions",
    "recording_rules": "recording_decisions",
    "recording_pauses": "recording_pauses",
}
_SINGLE = {"record": "api_call", "note": "api_call_note", "recording": "api_call_recording"}


class Records:
    """``announce`` hears of `desk` entries once they are committed; ``now`` is UTC milliseconds."""

    def __init__(self, store: Store, *, announce: Announce, now: Callable[[], int]) -> None:
        self._store = store
        self._announce = announce
        self._now = now

    async def calls(self, operator: str, before: tuple[int, UUID] | None, limit: int) -> list[dict[str, Any]]:
        """The newest first; of ``operator``, or all where it is empty. ``before``: the start and the
        id of the call behind which to go on."""
        start, call_id = (moment(before[0]), before[1]) if before else (None, None)
        rows = await self._store.fetch("api_calls", operator, start, call_id, limit)
        return [_plain(row) for row in rows]

    async def audit(self, before: int | None, limit: int) -> list[dict[str, Any]]:
        """The newest entries of the audit before the one numbered ``before``."""
        return [_plain(row) for row in await self._store.fetch("audit_page", before, limit)]

    async def call(self, call_id: UUID) -> dict[str, Any]:
        """All that is known of one call. ``record`` is None until it is sealed."""
        whole: dict[str, Any] = {"call_id": str(call_id)}
        async with self._store.session() as session:
            for section, query in _SINGLE.items():
                row = await session.fetch_one(query, call_id)
                whole[section] = None if row is None else _plain(row)
            for section, query in _SECTIONS.items():
                whole[section] = [_plain(row) for row in await session.fetch(query, call_id)]
        return whole

    async def must_be_seen(self, call_id: UUID, operator: str) -> None:
        """Raises NotFound for an unknown call, and just so for one that is not ``operator``'s
        (where that is empty: anybody's will do)."""
        if not await self._store.fetch_value("api_call_is_of", call_id, operator):
            raise NotFound("There is no such call.")

    async def set_note(self, call_id: UUID, user: User, *, note: str, result: str) -> None:
        at = self._now()
        author = user.operator or user.login
        data = {"by": author, "result": result, "note": note}
        async with self._store.transaction() as session:
            await session.execute("api_set_note", call_id, author, moment(at), result, note)
            await session.execute("audit_put", user.login, "call.note", str(call_id), {})
            happening = Happening(at=at, type="call.noted", call_id=call_id, data=data)
            entries = await append_desk(session, [happening])
        self._announce(entries)


def _plain(row: Any) -> dict[str, Any]:
    """A row JSON-ready: moments as UTC milliseconds, ids as text."""
    return {name: _plain_value(value) for name, value in row.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return milliseconds(value)
    return str(value) if isinstance(value, UUID) else value
