"""The house in PostgreSQL, changed entry by entry by people.

A change locks the house, reads it, makes the new one of it (``ccengine.core.house_change`` says what
may be), and writes what differs with its audit and its event: all in one transaction. So two
administrators never write past each other: who has changed an older version of an entry is told who
was quicker, and what was valid beside the old house is held against the new one.
"""

from collections.abc import Callable, Mapping
from typing import Any

from asyncpg import ForeignKeyViolationError

from ccengine.core import house_change
from ccengine.core.client_form import WrongFields
from ccengine.core.desk_events import ClientsHandedOver, HouseChanged
from ccengine.core.directory import House
from ccengine.core.errors import Conflict, NotFound
from ccengine.core.house_change import InUse, RuleCheck
from ccengine.store.desk_log import Announce, Happening, append_desk, happening
from ccengine.store.house_rows import DIALLING, RESULTS, HouseFile, read_house, write, write_alone
from ccengine.store.store import Session, Store

CHANGED = "Meanwhile {who} has changed this. Nothing of yours is lost: look at it, and save again."
GONE = "Meanwhile {who} has removed this. Nothing of yours is lost: make it again, or drop it."


class PgHouse:
    """``check``: what is wrong with the rules in a house. ``adopt`` is handed the house as soon as it
    is changed for good. Everything raises StoreUnavailable."""

    def __init__(
        self,
        store: Store,
        *,
        check: RuleCheck,
        adopt: Callable[[House], None],
        announce: Announce,
        now: Callable[[], int],
    ) -> None:
        self._store = store
        self._check = check
        self._adopt = adopt
        self._announce = announce
        self._now = now

    async def read(self) -> HouseFile:
        async with self._store.transaction() as session:
            return await read_house(session)

    async def put(
        self, kind: str, ident: str, given: Mapping[str, Any], *, version: int, login: str
    ) -> HouseFile:
        """``version``: of the entry that was changed, 0 for a new one. Raises WrongFields, Conflict."""
        return await self._change(
            kind, ident, "put", version, login, lambda house: house_change.put(house, kind, ident, given)
        )

    async def put_results(self, given: Any, *, version: int, login: str) -> HouseFile:
        """Raises WrongFields, Conflict."""
        kind, ident = RESULTS
        return await self._change(
            kind, ident, "put", version, login, lambda house: house_change.put_results(house, given)
        )

    async def put_dialling(self, given: Mapping[str, Any], *, version: int, login: str) -> HouseFile:
        """Raises WrongFields, Conflict."""
        kind, ident = DIALLING
        return await self._change(
            kind, ident, "put", version, login, lambda house: house_change.put_dialling(house, given)
        )

    async def place(self, ident: str, before: str, *, login: str) -> HouseFile:
        """This reason for a pause before that one, or last. Nothing that is typed is lost by it, so no
        version is asked for. Raises NotFound."""
        return await self._change(
            "pauses", ident, "moved", None, login, lambda house: house_change.place(house, ident, before)
        )

    async def remove(self, kind: str, ident: str, *, version: int, login: str) -> HouseFile:
        """Raises NotFound, Conflict (InUse: it says by what)."""
        return await self._change(
            kind, ident, "removed", version, login, lambda house: house_change.remove(house, kind, ident)
        )

    async def clients_of(self, operator: str) -> tuple[int, int]:
        """How many clients are his own, and of how many others he is the deputy."""
        row = await self._store.fetch_one("house_clients_of", operator)
        return (row["responsible"], row["deputy"]) if row is not None else (0, 0)

    async def remove_operator(self, ident: str, *, version: int, heir: str, login: str) -> HouseFile:
        """With an ``heir`` his clients are that operator's first. Raises NotFound, Conflict (InUse)."""
        return await self._change(
            *("operators", ident, "removed", version, login),
            lambda house: house_change.remove(house, "operators", ident),
            heir=heir,
        )

    async def _change(
        self,
        kind: str,
        ident: str,
        how: str,
        version: int | None,
        login: str,
        change: Callable[[House], House],
        *,
        heir: str = "",
    ) -> HouseFile:
        try:
            async with self._store.transaction() as session:
                at, number = self._now(), await session.fetch_value("house_lock")
                file = await read_house(session)
                if version is not None:
                    await _must_be(session, file, kind, ident, version, how)
                after = change(file.house)
                told = await _hand_over(session, after, ident, heir, at=at, by=login) if heir else []
                await self._write(session, file.house, after, (kind, ident, how, login))
                event = HouseChanged(at=at, version=number, kind=kind, id=ident, how=how, by=login)
                changed = await read_house(session)
                entries = await append_desk(session, [*told, happening(event)])
        except ForeignKeyViolationError as refused:
            named = refused.table_name or ""
            raise InUse("It cannot be removed: the table {table} still names it.", table=named) from refused
        self._adopt(changed.house)
        self._announce(entries)
        return changed

    async def _write(
        self, session: Session, before: House, after: House, done: tuple[str, str, str, str]
    ) -> None:
        kind, ident, how, login = done
        if faults := house_change.broken_rules(before, after, self._check):
            raise WrongFields(faults)
        if (kind, how) == ("operators", "removed"):
            needed = await session.fetch("house_needs_operator", ident)
            if users := [row["what"] for row in needed if row["many"]]:
                raise house_change.in_use(users)
        differences = list(house_change.differences(before, after))
        await write(session, differences)
        for alone, told in house_change.told_alone(before, after):
            await write_alone(session, alone, after)
            await session.execute("audit_put", login, f"house.{how}", alone, told)
        for one in differences:
            done_to = "removed" if one.after is None else "put"
            told = house_change.told(one)
            await session.execute("audit_put", login, f"house.{done_to}", _subject(one.kind, one.id), told)


async def _hand_over(
    session: Session, house: House, operator: str, heir: str, *, at: int, by: str
) -> list[Happening]:
    """What is told of it. Raises NotFound for an heir who is not in that house."""
    if heir not in house.operators:
        raise NotFound("There is no operator {operator}.", operator=heir[:40])
    counted = dict(await session.fetch_one("house_hand_over", operator, heir) or {})
    if not any(counted.values()):
        return []
    audited = {"heir": heir, **counted}
    await session.execute("audit_put", by, "house.handed_over", _subject("operators", operator), audited)
    return [happening(ClientsHandedOver(at=at, operator=operator, heir=heir, by=by, **counted))]


async def _must_be(session: Session, file: HouseFile, kind: str, ident: str, version: int, how: str) -> None:
    """The entry is still as it was when it was changed. Raises NotFound, Conflict."""
    known = file.versions.get((kind, ident), 0)
    if known == version and (known or how == "put"):
        return
    if not known and not version:
        raise NotFound("There is nothing of the id {id} to be removed.", id=ident[:40])
    if not version:
        raise Conflict(
            "There is one of the id {id} already; choose another id, or change that one.", id=ident[:40]
        )
    last = await session.fetch_one("house_last_change", _subject(kind, ident))
    who = last["login"] if last is not None else "somebody"
    raise Conflict(CHANGED if known else GONE, who=who)


def _subject(kind: str, ident: str) -> str:
    return f"{kind}/{ident}" if ident else kind
