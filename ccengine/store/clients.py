"""Clients, as the CRM and the desk change them: whole, one after the other, told to whoever follows.

The CRM is master of clients. Whatever changes one, here or there, is one transaction: the client,
the audit line, and the entries of the stream `desk`; followers hear of it after the commit.

What is not the CRM's word: whom an operator chose for a number or a call. A CRM's client who was
merged here into another and is put again by his old id is a client of his own again; what he had
become stays with the other, and `client.created` says so.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any
from uuid import UUID

from ccengine.core.client_form import PROVISIONAL, ClientForm
from ccengine.core.desk_events import (
    CallClientChosen,
    ClientChanged,
    ClientCreated,
    ClientDeleted,
    ClientMerged,
    DeskEvent,
    NumberChosen,
)
from ccengine.core.directory import Client
from ccengine.core.errors import BadInput, Conflict, NotFound
from ccengine.core.events import plain
from ccengine.core.names import words_of
from ccengine.core.ports import Number
from ccengine.store.client_calls import call_given_to, whose_call
from ccengine.store.client_moves import lock, move, name_numbers, provisional_of, write
from ccengine.store.client_rows import client_of
from ccengine.store.desk_log import Announce, Happening, append_desk, happening
from ccengine.store.directory import PgDirectory
from ccengine.store.facts import create_provisional
from ccengine.store.numbers import Numbering
from ccengine.store.store import Session, Store

LOCAL = "local:"
"""How the ids of clients begin whom an operator made."""


class Moved(NotFound):
    """This client was merged into another; ``into`` is who he is now."""

    def __init__(self, into: str) -> None:
        super().__init__(f"This client was merged into {into!r}.")
        self.into = into


@dataclass(frozen=True, slots=True, kw_only=True)
class Double:
    """Clients who may be one: they share a number (``by`` is ``number``) or the ``key`` of a name."""

    by: str
    key: str
    clients: tuple[Client, ...]


@dataclass(slots=True, kw_only=True)
class Deed:
    """One change on its way: what it tells, and which numbers have others behind them."""

    session: Session
    at: int
    by: str
    happenings: list[Happening] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)

    def tell(self, event: DeskEvent, call_id: UUID | None = None) -> None:
        self.happenings.append(happening(event, call_id))

    async def audit(self, action: str, subject: str, **detail: str) -> None:
        await self.session.execute("audit_put", self.by, action, subject[:200], detail)


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
            return await _known(session, client_id)

    async def search(self, *, phone: str, words: str, after: str, limit: int) -> list[Client]:
        """In the order of their ids, behind ``after``. ``phone`` in any written form; ``words`` of a name
        or a company, as far as they have been typed. Nothing that can be looked for finds nobody."""
        number = self._number(phone)
        wanted = " & ".join(f"{word}:*" for word in words_of(words).split())
        if (phone and not number) or (words and not wanted):
            return []
        rows = await self._store.fetch("client_search", after, number, wanted, limit)
        return [client_of(row) for row in rows]

    async def doubles(self, *, by: str, after: str, limit: int) -> list[Double]:
        """Those who share a number or a name, in the order of what they share."""
        query = {"number": "client_shared_numbers", "name": "client_shared_names"}[by]
        async with self._store.session() as session:
            rows = await session.fetch(query, after, limit)
            ids = sorted({client for row in rows for client in row["clients"]})
            known = {row["id"]: client_of(row) for row in await session.fetch("client_by_ids", ids)}
        return [
            Double(by=by, key=row["key"], clients=tuple(known[i] for i in row["clients"] if i in known))
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
        client = replace(client, phones=tuple(sorted(set(client.phones))))
        async with self._store.transaction() as session:
            deed = Deed(session=session, at=self._now(), by=by)
            created = await _put(deed, client)
            entries = await append_desk(session, deed.happenings)
        await self._done(deed, entries)
        return created

    async def delete(self, client_id: str, by: str) -> None:
        """The client goes; his calls and promises stay under his number. Raises Moved, NotFound."""
        async with self._store.transaction() as session:
            deed = Deed(session=session, at=self._now(), by=by)
            await _delete(deed, client_id)
            entries = await append_desk(session, deed.happenings)
        await self._done(deed, entries)

    async def merge(self, client_id: str, into: str, by: str) -> Client:
        """What the first has become is the second's from now on; returns him. Raises Moved, NotFound,
        Conflict."""
        if client_id == into:
            raise Conflict("A client cannot be merged into himself.")
        async with self._store.transaction() as session:
            deed = Deed(session=session, at=self._now(), by=by)
            survivor = await _merge(deed, client_id, into)
            entries = await append_desk(session, deed.happenings)
        await self._done(deed, entries)
        return survivor

    async def choose(self, call_id: UUID, number: Number, client: str | Client, by: str) -> Client:
        """Whose this call is: a client who is known by his id, or a new one. He gets the call's number
        (where it was shown), and is who calls from it from now on. Returns him as he is then."""
        async with self._store.transaction() as session:
            deed = Deed(session=session, at=self._now(), by=by)
            chosen = await _choose(deed, call_id, number.e164, client)
            entries = await append_desk(session, deed.happenings)
        await self._done(deed, entries)
        return chosen

    async def number_of(self, call_id: UUID) -> Number:
        """The outside number of a call that has a record; empty where it was withheld."""
        row = await self._store.fetch_one("choice_call", call_id)
        if row is None or row["direction"] == "internal" or row["withheld"]:
            return Number(raw="")
        return Number(raw=row["raw"], e164=row["e164"])

    async def _done(self, deed: Deed, entries: Sequence[Any]) -> None:
        self._announce(entries)
        await self._directory.changed(deed.numbers)


def new_id() -> str:
    """An id for a client whom an operator makes; the CRM may go on using it, or merge him."""
    return LOCAL + secrets.token_hex(8)


async def _known(session: Session, client_id: str) -> Client:
    row = await session.fetch_one("client_by_id", client_id)
    if row is not None:
        return client_of(row)
    merged = await session.fetch_one("merged_into", [client_id])
    if merged is not None:
        raise Moved(merged["into_client"])
    raise NotFound("There is no such client.")


async def _put(deed: Deed, client: Client) -> bool:
    session = deed.session
    standing = provisional_of(client.phones)
    await session.execute("client_reserve", client.id)
    await lock(session, [client.id], giving=standing)
    row = await session.fetch_one("client_by_id", client.id)
    before = client_of(row) if row is not None else None
    deed.numbers |= {*client.phones, *(before.phones if before else ())}
    if client == before:
        return False
    await write(session, [client])
    if before is None:
        revived = await session.fetch_one("merged_forget", [client.id])
        deed.tell(
            ClientCreated(
                at=deed.at, id=client.id, by=deed.by, merged_into=revived["into_client"] if revived else ""
            )
        )
    else:
        deed.tell(ClientChanged(at=deed.at, id=client.id, changed=changes(before, client), by=deed.by))
    deed.happenings += await name_numbers(session, [(p, client.id) for p in client.phones], deed.at, deed.by)
    await deed.audit("client.put", client.id)
    return before is None


def changes(before: Client, after: Client) -> tuple[str, ...]:
    """The names of the fields in which they differ."""
    values: Mapping[str, tuple[object, object]] = {
        f.name: (getattr(before, f.name), getattr(after, f.name)) for f in fields(Client)
    }
    return tuple(name for name, (was, now) in values.items() if was != now)


async def _delete(deed: Deed, client_id: str) -> None:
    session = deed.session
    await lock(session, [], giving=[client_id])
    client = await _known(session, client_id)
    if client.provisional:
        raise Conflict("This client stands for a number, and goes when the number gets a name.")
    heir = await _heir(deed, client_id)
    await session.execute("client_delete", [client_id])
    deed.numbers |= set(client.phones)
    deed.tell(ClientDeleted(at=deed.at, id=client_id, heir=heir, by=deed.by))
    await deed.audit("client.delete", client_id)


async def _heir(deed: Deed, client_id: str) -> str:
    """Who stands for the client's number, and has what he leaves. Where no call shows a number there
    is nobody, and nothing to leave but calls from withheld numbers: these are nobody's."""
    number = await deed.session.fetch_value("client_heir", client_id)
    if number is None:
        await deed.session.execute("move_calls", [client_id], [""])
        return ""
    heir = PROVISIONAL + str(number)
    e164 = number if number.startswith("+") else ""
    await create_provisional(deed.session, [Number(raw=number, e164=e164)])
    await lock(deed.session, [heir])
    deed.happenings += await move(deed.session, [(client_id, heir)], deed.at, deed.by, phones=False)
    return heir


async def _merge(deed: Deed, client_id: str, into: str) -> Client:
    session = deed.session
    await lock(session, [into], giving=[client_id])
    gone, survivor = await _known(session, client_id), await _known(session, into)
    if survivor.provisional:
        raise Conflict("A client with a name is not merged into one who stands for a number.")
    deed.happenings += await move(session, [(client_id, into)], deed.at, deed.by)
    await session.execute("merged_follow", client_id, into)
    if not gone.provisional:
        await session.execute("merged_put", client_id, into, deed.by, plain(gone))
    await session.execute("client_delete", [client_id])
    after = await _known(session, into)
    deed.numbers |= set(after.phones)
    deed.tell(ClientMerged(at=deed.at, id=client_id, into=into, by=deed.by))
    if changed := changes(survivor, after):
        deed.tell(ClientChanged(at=deed.at, id=into, changed=changed, by=deed.by))
    await deed.audit("client.merge", client_id, into=into)
    return after


async def _choose(deed: Deed, call_id: UUID, number: str, client: str | Client) -> Client:
    session = deed.session
    if isinstance(client, Client):
        phones = sorted({*client.phones, *([number] if number else [])})
        client = replace(client, phones=tuple(phones))
        await _put(deed, client)
        chosen = client.id
    else:
        chosen = client
    was = await whose_call(session, call_id)
    owners = [chosen, was] if was else [chosen]
    await lock(session, owners, giving=provisional_of([number] if number else []))
    known = await _known(session, chosen)
    if known.provisional:
        raise BadInput("A client who stands for a number cannot be chosen; name him.")
    if number:
        await _number_is(deed, number, known)
    await session.execute("choice_of_call", call_id, chosen, deed.by)
    deed.happenings += await call_given_to(session, call_id, chosen, deed.at)
    deed.tell(CallClientChosen(at=deed.at, client=chosen, was=was, by=deed.by), call_id)
    await deed.audit("call.client", str(call_id), client=chosen)
    return await _known(session, chosen)


async def _number_is(deed: Deed, number: str, client: Client) -> None:
    """This number is this client's: he has it, and whoever stood for it is he."""
    session = deed.session
    if await session.fetch("client_put_phones", [number], [client.id]):
        deed.tell(ClientChanged(at=deed.at, id=client.id, changed=("phones",), by=deed.by))
    deed.happenings += await name_numbers(session, [(number, client.id)], deed.at, deed.by)
    await session.execute("choice_of_number", number, client.id, deed.by)
    deed.tell(NumberChosen(at=deed.at, number=number, client=client.id, by=deed.by))
    deed.numbers |= {number, *client.phones}
