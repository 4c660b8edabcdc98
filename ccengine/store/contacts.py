"""Address books: the shared one, and each operator's own, as people read and change them.

Whoever asks is a ``Hand``. He sees the shared book and his own; what he does is one transaction
(``contact_deeds``), which can be undone for thirty days.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from ccengine.core.contact import Contact, ContactForm
from ccengine.core.contact_files import File, Read, through
from ccengine.core.contact_import import Planned, person_key, plan, read_file
from ccengine.core.contact_search import wanted
from ccengine.core.errors import NotAllowed, NotFound
from ccengine.core.ports import Numbering
from ccengine.store import contact_deeds as deeds
from ccengine.store.contact_deeds import NO_SUCH, Deed, Hand
from ccengine.store.contact_rows import Kept, kept_of
from ccengine.store.store import Session, Store
from ccengine.store.text import milliseconds

MOST_NAMED = 20
KEYS_AT_ONCE = 2_000
EXPORTED_AT_ONCE = 500

Behind = tuple[bool, str, int]
"""Favourite, sort key and id of the last one that was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom to list: found by ``words`` (of a name, or any part of a number), of a ``group``, in a
    ``book``. What is empty asks for nothing."""

    words: str = ""
    group: str = ""
    book: str = ""
    favourites: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Double:
    """Contacts of one book who may be one: they share a number, or a name."""

    key: str
    count: int
    contacts: tuple[Kept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """``what`` was done by whom, to ``count`` contacts."""

    id: int
    at: int
    login: str
    book: str
    what: str
    shown: str
    count: int
    undone: bool


class Contacts:
    """``numbering`` knows the country at home."""

    def __init__(self, store: Store, *, numbering: Numbering) -> None:
        self._store = store
        self._numbering = numbering
        self.form = ContactForm(numbering)

    # Reading -----------------------------------------------------------------------------------

    async def listing(self, hand: Hand, asked: Asked, after: Behind | None, limit: int) -> list[Kept]:
        """His favourites first, then by name. Nothing that can be looked for finds nobody."""
        words = wanted(asked.words, self._numbering)
        if asked.words.strip() and not words:
            return []
        last = after or (None, "", 0)
        async with self._store.transaction() as session:
            await session.execute("client_search_planned")
            rows = await session.fetch(
                "contact_listing",
                *(hand.operator, words, asked.group, asked.book, asked.favourites),
                *(*last, limit),
            )
        return [kept_of(row) for row in rows]

    async def one(self, hand: Hand, contact: int) -> Kept:
        """Raises NotFound."""
        rows = await self._store.fetch("contacts_by_ids", hand.operator, [contact])
        if not rows:
            raise NotFound(NO_SUCH)
        return kept_of(rows[0])

    async def groups(self, hand: Hand) -> list[tuple[str, str, int]]:
        """Owner, name, and how many are in it."""
        rows = await self._store.fetch("contact_groups", hand.operator)
        return [(row["owner"], row["name"], row["count"]) for row in rows]

    async def doubles(self, hand: Hand, book: str, *, by: str, after: str, limit: int) -> list[Double]:
        """In the order of what they share."""
        query = {"number": "contact_shared_numbers", "name": "contact_shared_names"}[by]
        async with self._store.session() as session:
            rows = await session.fetch(query, hand.owner(book), after, limit, MOST_NAMED)
            ids = sorted({contact for row in rows for contact in row["contacts"]})
            known = {r["id"]: kept_of(r) for r in await session.fetch("contacts_by_ids", hand.operator, ids)}
        return [
            Double(
                key=row["key"],
                count=row["count"],
                contacts=tuple(known[i] for i in row["contacts"] if i in known),
            )
            for row in rows
        ]

    async def changes(self, hand: Hand, before: int | None, limit: int) -> list[Change]:
        """The newest first, of the books he may write in."""
        rows = await self._store.fetch("contact_changes", hand.operator, hand.shared, before, limit)
        same = ("id", "login", "what", "shown", "count", "undone")
        return [
            Change(
                **{name: row[name] for name in same},
                at=milliseconds(row["at"]),
                book="own" if row["owner"] else "shared",
            )
            for row in rows
        ]

    def export(self, hand: Hand, book: str, group: str) -> AsyncIterator[list[Kept]]:
        """All of a book, some at a time. Everybody reads the shared one."""
        return self._pages(hand.owner(book) if book == "own" else "", group)

    async def _pages(self, owner: str, group: str) -> AsyncIterator[list[Kept]]:
        last = ("", 0)
        while True:
            rows = await self._store.fetch("contacts_for_export", owner, group, *last, EXPORTED_AT_ONCE)
            if not rows:
                return
            yield [kept_of(row) for row in rows]
            last = (rows[-1]["sort_key"], rows[-1]["id"])

    # Changing ----------------------------------------------------------------------------------

    async def create(self, hand: Hand, book: str, contact: Contact) -> Deed:
        async with self._store.transaction() as session:
            return await deeds.create(session, hand, book, contact)

    async def change(self, hand: Hand, contact: int, version: int, book: str, becomes: Contact) -> Deed:
        """Raises NotFound, NotAllowed, Conflict."""
        async with self._store.transaction() as session:
            return await deeds.change(session, hand, contact, version, book, becomes)

    async def delete(self, hand: Hand, contact: int, version: int) -> Deed:
        async with self._store.transaction() as session:
            return await deeds.delete(session, hand, contact, version)

    async def merge(self, hand: Hand, into: int, others: Sequence[int]) -> Deed:
        async with self._store.transaction() as session:
            return await deeds.merge(session, hand, into, others)

    async def undo(self, hand: Hand, change: int) -> Deed:
        async with self._store.transaction() as session:
            return await deeds.undo(session, hand, change)

    async def set_favourite(self, hand: Hand, contact: int, *, favourite: bool) -> None:
        """Favourites are each operator's own, also those of the shared book."""
        if not hand.operator:
            raise NotAllowed("This login belongs to no operator; it has no favourites.")
        await self.one(hand, contact)
        query = "contact_favourite_set" if favourite else "contact_favourite_unset"
        await self._store.execute(query, hand.operator, contact)

    # Files -------------------------------------------------------------------------------------

    async def preview(self, hand: Hand, book: str, data: bytes) -> tuple[File, list[Planned]]:
        """What an import of this file would do. Raises BadInput where it is none."""
        owner = hand.owner(book)
        file, entries = await asyncio.to_thread(self._read, data)
        async with self._store.session() as session:
            return file, await _planned(session, owner, entries)

    async def take(self, hand: Hand, book: str, data: bytes) -> tuple[File, list[Planned], Deed | None]:
        """Import the file."""
        owner = hand.owner(book)
        file, entries = await asyncio.to_thread(self._read, data)
        async with self._store.transaction() as session:
            await session.execute("contact_book_lock", owner)
            planned = await _planned(session, owner, entries)
            return file, planned, await deeds.take(session, hand, owner, planned)

    def _read(self, data: bytes) -> tuple[File, list[Read]]:
        file = read_file(data)
        return file, [through(self.form, entry) for entry in file.entries]


async def _planned(session: Session, owner: str, entries: Sequence[Read]) -> list[Planned]:
    keys = sorted({person_key(read.contact) for read in entries if read.contact is not None})
    book = []
    for start in range(0, len(keys), KEYS_AT_ONCE):
        some = keys[start : start + KEYS_AT_ONCE]
        rows = await session.fetch("contacts_of_persons", owner, some)
        book += [(row["id"], kept_of(row).contact) for row in rows]
    return await asyncio.to_thread(plan, book, entries)
