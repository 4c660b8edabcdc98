"""The rule book in PostgreSQL: every version that was ever in force, by whom and why."""

from collections.abc import Callable, Mapping
from typing import Any

from ccengine.core.desk_events import RulesChanged
from ccengine.core.errors import Conflict
from ccengine.core.rule_document import read_book
from ccengine.core.rules import DEFAULT, RuleBook, StoredBook
from ccengine.store.desk_log import Announce, Happening, append_desk
from ccengine.store.store import Session, Store
from ccengine.store.text import milliseconds, moment


class PgRules:
    """``core.rules.RuleStore``. ``announce`` hears of ``rules.changed`` once it is committed."""

    def __init__(self, store: Store, *, announce: Announce, now: Callable[[], int]) -> None:
        self._store = store
        self._announce = announce
        self._now = now

    async def newest(self) -> StoredBook | None:
        row = await self._store.fetch_one("rules_newest")
        return _stored(row) if row is not None else None

    async def get(self, version: int) -> StoredBook | None:
        row = await self._store.fetch_one("rules_get", version)
        return _stored(row) if row is not None else None

    async def versions(self, limit: int) -> list[StoredBook]:
        return [_stored(row) for row in await self._store.fetch("rules_versions", limit)]

    async def put(self, document: Mapping[str, Any], *, after: int, login: str, comment: str) -> StoredBook:
        at = self._now()
        async with self._store.transaction() as session:
            row = await session.fetch_one("rules_put", after, moment(at), login, comment, dict(document))
            if row is None:
                stale = "Version {version} of the rules is no longer the newest; look at the new one."
                raise Conflict(stale, version=after)
            stored = _stored(row)
            detail = {"comment": comment}
            await session.execute("audit_put", login, "rules.put", str(stored.version), detail)
            changed = RulesChanged(at=at, version=stored.version, by=login, comment=comment)
            said = Happening(at=at, type=changed.type, data=changed.data())
            entries = await append_desk(session, [said])
        self._announce(entries)
        return stored


async def book_in_force(session: Session) -> RuleBook:
    """The newest version, as the house has it. Raises BadRules for one that cannot be read."""
    row = await session.fetch_one("rules_newest")
    return read_book(row["document"], version=row["version"]) if row is not None else DEFAULT


def _stored(row: Any) -> StoredBook:
    return StoredBook(**{**row, "at": milliseconds(row["at"])})
