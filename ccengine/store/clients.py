"""Clients, as the CRM and the desk change them: whole, one after the other, told to whoever follows.

The CRM is master of clients. Whatever changes one, here or there, is one transaction
(``client_deeds``); followers hear of it after the commit.
"""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from uuid import UUID

from ccengine.core.client_form import ClientForm
from ccengine.core.directory import Client
from ccengine.core.names import words_of
from ccengine.core.ports import Number
from ccengine.store import client_deeds as deeds
from ccengine.store.client_deeds import Deed
from ccengine.store.client_rows import client_of
from ccengine.store.desk_log import Announce, append_desk
from ccengine.store.directory import PgDirectory
from ccengine.store.numbers import Numbering
from ccengine.store.store import Store

MOST_NAMED = 20
LOCAL = "local:"
"""How the ids of clients begin whom an operator made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Double:
    """Clients who may be one: they share a number (``by`` is ``number``) or the ``key`` of a name.
    ``count`` of them there are; ``clients`` are the first."""

    by: str
    key: str
    count: int
    clients: tuple[Client, ...]


class Clients:
    """``announce`` hears of `desk` entries once they are committed; ``now`` is UTC milliseconds."""

    def __init__(
        self,
        store: Store,
        directory: PgDirectory,
        *,
        region: str,
        announce: Announce,
        now: Callable[[], int],
    ) -> None:
        self._store = store
        self._directory = directory
        self._region = region
        self._announce = announce
        self._now = now

    # Reading -----------------------------------------------------------------------------------

    async def one(self, client_id: str) -> Client:
        """Raises Moved, NotFound."""
        async with self._store.session() as session:
            return await deeds.known(session, client_id)

    async def search(self, *, phone: str, words: str, after: str, limit: int) -> list[Client]:
        """In the order of their ids, behind ``after``. ``phone`` in any written form; ``words`` of a name
        or a company, as far as they have been typed. Nothing that can be looked for finds nobody."""
        number = self._number(phone)
        wanted = " & ".join(f"{word}:*" for word in words_of(words).split())
        if (phone and not number) or (words and not wanted):
            return []
        async with self._store.transaction() as session:
            await session.execute("client_search_planned")
            rows = await session.fetch("client_search", after, number, wanted, limit)
        return [client_of(row) for row in rows]

    async def doubles(self, *, by: str, after: str, limit: int) -> list[Double]:
        """Those who share a number or a name, in the order of what they share."""
        query = {"number": "client_shared_numbers", "name": "client_shared_names"}[by]
        async with self._store.session() as session:
            rows = await session.fetch(query, after, limit, MOST_NAMED)
            ids = sorted({client for row in rows for client in row["clients"]})
            known = {row["id"]: client_of(row) for row in await session.fetch("client_by_ids", ids)}
        return [
            Double(
                by=by,
                key=row["key"],
                count=row["count"],
                clients=tuple(known[i] for i in row["clients"] if i in known),
            )
            for row in rows
        ]

    def _number(self, written: str) -> str:
        return Numbering(region=self._region)(written).e164 if written else ""

    async def form(self) -> ClientForm:
        """The form by which clients are read, with the operators there are now."""
        rows = await self._store.fetch("client_operators")
        return ClientForm(
            numbering=lambda region: Numbering(region=region),
            region=self._region,
            operators=[row["id"] for row in rows],
        )

    # Changing ----------------------------------------------------------------------------------

    async def put(self, client: Client, by: str) -> bool:
        """Make the client as given; whether he was not there before."""
        async with self._deed(by) as deed:
            return await deeds.put(deed, replace(client, phones=tuple(sorted(set(client.phones)))))

    async def delete(self, client_id: str, by: str) -> None:
        """The client goes; his calls and promises stay under his number. Raises Moved, NotFound."""
        async with self._deed(by) as deed:
            await deeds.delete(deed, client_id)

    async def merge(self, client_id: str, into: str, by: str) -> Client:
        """What the first has become is the second's from now on; returns him. Raises Moved, NotFound,
        Conflict."""
        async with self._deed(by) as deed:
            return await deeds.merge(deed, client_id, into)

    async def choose(self, call_id: UUID, number: Number, client: str | Client, by: str) -> Client:
        """Whose this call is: a client who is known by his id, or a new one. He gets the call's number
        (where it was shown), and is who calls from it from now on. Returns him as he is then."""
        async with self._deed(by) as deed:
            return await deeds.choose(deed, call_id, number.e164, client)

    @asynccontextmanager
    async def _deed(self, by: str) -> AsyncIterator[Deed]:
        """One transaction. What it did is told, and remembered, after the commit."""
        async with self._store.transaction() as session:
            deed = Deed(session=session, at=self._now(), by=by)
            yield deed
            entries = await append_desk(session, deed.happenings)
        self._announce(entries)
        await self._directory.changed(deed.numbers)

    async def number_of(self, call_id: UUID) -> Number:
        """The outside number of a call that has a record; empty where it was withheld."""
        row = await self._store.fetch_one("choice_call", call_id)
        if row is None or row["direction"] == "internal" or row["withheld"]:
            return Number(raw="")
        return Number(raw=row["raw"], e164=row["e164"])


def new_id() -> str:
    """An id for a client whom an operator makes; the CRM may go on using it, or merge him."""
    return LOCAL + secrets.token_hex(8)
