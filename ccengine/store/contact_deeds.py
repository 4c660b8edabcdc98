"""What is done to a book, each deed within one transaction and one after the other.

Every deed is a list of moves: a contact as he was and as he will be, either of which may be nothing.
What was is kept with the deed, so that undoing is a deed like the others: its moves are those the
other way round, as long as nobody has touched the contacts since.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ccengine.core.contact import Contact
from ccengine.core.contact_import import OUTCOMES, Planned
from ccengine.core.contact_match import combined
from ccengine.core.errors import BadInput, Conflict, NotAllowed, NotFound
from ccengine.store.contact_rows import Kept, contact_of, kept_of, memory_of, numbers_of, row_of
from ccengine.store.store import Session

MOST_OWN = 20_000
MOST_SHARED = 200_000
AT_ONCE = 500

NO_SUCH = "There is no such contact."


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Whose hand it is: a login; its operator, who has a book of his own (empty: none); and whether it
    may write in the shared book."""

    login: str
    operator: str = ""
    shared: bool = False

    def owner(self, book: str) -> str:
        """Whose book that is, for one who may write there. Raises NotAllowed."""
        if book == "own" and not self.operator:
            raise NotAllowed("This login belongs to no operator; it has no address book of its own.")
        if book == "shared" and not self.shared:
            raise NotAllowed("This login may only read the shared address book.")
        return self.operator if book == "own" else ""

    def may_write_in(self, book: str) -> bool:
        return bool(self.operator) if book == "own" else self.shared

    def may_write(self, owner: str) -> bool:
        return self.shared if not owner else owner == self.operator


@dataclass(frozen=True, slots=True)
class Move:
    """``was`` and ``becomes``: None is not there."""

    was: Kept | None
    becomes: Kept | None
    favourites: tuple[str, ...] = ()
    """Operators who get him among their favourites by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A deed that was done; ``id`` undoes it."""

    id: int
    kept: Sequence[Kept]


async def held(session: Session, hand: Hand, contact: int, version: int | None) -> Kept:
    """The contact, with his book held against others' changes. Raises NotFound, NotAllowed, and
    Conflict where ``version`` is no longer his."""
    rows = await session.fetch("contacts_by_ids", hand.operator, [contact])
    if not rows:
        raise NotFound(NO_SUCH)
    await _lock(session, rows[0]["owner"])
    rows = await session.fetch("contacts_by_ids", hand.operator, [contact])
    if not rows:
        raise NotFound(NO_SUCH)
    kept = kept_of(rows[0])
    if not hand.may_write(kept.owner):
        raise NotAllowed("This login may only read the shared address book.")
    if version is not None and version != kept.version:
        raise Conflict("Somebody has changed this contact meanwhile; look at it again.")
    return kept


async def _lock(session: Session, *owners: str) -> None:
    for owner in sorted(set(owners)):
        await session.execute("contact_book_lock", owner)


async def create(session: Session, hand: Hand, book: str, contact: Contact) -> Deed:
    owner = hand.owner(book)
    await _lock(session, owner)
    await _room_for(session, owner, 1)
    ids = await session.fetch("contact_ids", 1)
    kept = Kept(id=ids[0]["id"], owner=owner, version=1, contact=contact)
    return await _done(session, hand, owner, "created", [Move(None, kept)])


async def change(
    session: Session, hand: Hand, contact: int, version: int, book: str, becomes: Contact
) -> Deed:
    """Also from one book to the other, for who may write in both."""
    kept = await held(session, hand, contact, version)
    owner = hand.owner(book)
    if owner != kept.owner:
        await _lock(session, owner)
        await _room_for(session, owner, 1)
    changed = kept.changed(becomes, owner)
    return await _done(session, hand, kept.owner or owner, "changed", [Move(kept, changed)])


async def delete(session: Session, hand: Hand, contact: int, version: int) -> Deed:
    kept = await held(session, hand, contact, version)
    return await _done(session, hand, kept.owner, "deleted", [Move(kept, None)])


async def merge(session: Session, hand: Hand, into: int, others: Sequence[int]) -> Deed:
    """The others become part of the first, who keeps his name; all of one book."""
    first = await held(session, hand, into, None)
    rows = await session.fetch("contacts_by_ids", hand.operator, [one for one in others if one != into])
    rest = [kept_of(row) for row in rows]
    if not rest or len(rest) != len(set(others) - {into}):
        raise NotFound("One of these contacts is no longer there.")
    if any(one.owner != first.owner for one in rest):
        raise BadInput("Only contacts of one address book can become one.")
    whole = first.contact
    for other in rest:
        whole = combined(whole, other.contact)
    ids = [one.id for one in rest]
    operators = {one for held in (await _favourites(session, ids)).values() for one in held}
    moves = [Move(first, first.changed(whole, first.owner), tuple(sorted(operators)))]
    return await _done(session, hand, first.owner, "merged", [*moves, *(Move(one, None) for one in rest)])


async def take(session: Session, hand: Hand, owner: str, planned: Sequence[Planned]) -> Deed | None:
    """Make of the book what an import has planned; None where there is nothing to do."""
    last = _last_of_each(planned)
    new = [place for place in last if planned[place].known is None]
    known = [planned[place].known for place in last if planned[place].known is not None]
    if not last:
        return None
    await _room_for(session, owner, len(new))
    ids = iter([row["id"] for row in await session.fetch("contact_ids", len(new))])
    rows = await session.fetch("contacts_by_ids", hand.operator, known)
    before = {row["id"]: kept_of(row) for row in rows}
    moves = []
    for place, contact in last.items():
        was = before.get(planned[place].known or 0)
        if was is None:
            moves.append(Move(None, Kept(id=next(ids), owner=owner, version=1, contact=contact)))
        else:
            moves.append(Move(was, was.changed(contact, owner)))
    return await _done(session, hand, owner, "imported", moves, shown=_counts(planned))


def _last_of_each(planned: Sequence[Planned]) -> dict[int, Contact]:
    """What becomes of whom: several entries of one person come to his last state. By the place of the
    first entry that changes or makes him."""
    places: dict[object, int] = {}
    last: dict[int, Contact] = {}
    for place, one in enumerate(planned):
        if one.what in ("new", "changed") and one.contact is not None:
            person = (
                ("known", one.known)
                if one.known is not None
                else ("new", place if one.of is None else one.of)
            )
            last[places.setdefault(person, place)] = one.contact
    return last


def _counts(planned: Sequence[Planned]) -> str:
    counts = {what: sum(one.what == what for one in planned) for what in OUTCOMES}
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)


async def undo(session: Session, hand: Hand, change: int) -> Deed:
    """Raises NotFound, NotAllowed; Conflict where it was undone already, or one of its contacts has
    been changed since."""
    row = await session.fetch_one("contact_change_one", change)
    if row is None or (row["owner"] and row["owner"] != hand.operator):
        raise NotFound("There is no such change; they are kept for 30 days.")
    changed = await session.fetch("contact_changed_of", change)
    owners = {row["owner"], *(was["before"]["owner"] for was in changed if was["before"])}
    if not all(map(hand.may_write, owners)):
        raise NotAllowed("This login may only read the shared address book.")
    await _lock(session, *owners)
    if (await session.fetch_one("contact_change_one", change) or row)["undone_by"] is not None:
        raise Conflict("This has been undone already.")
    moves = await _back(session, hand, changed)
    deed = await _done(session, hand, row["owner"], "undone", moves, shown=row["shown"])
    await session.execute("contact_change_undone", change, deed.id)
    return deed


async def _back(session: Session, hand: Hand, changed: Sequence[Mapping[str, Any]]) -> list[Move]:
    rows = await session.fetch("contacts_by_ids", hand.operator, [row["contact"] for row in changed])
    now = {row["id"]: kept_of(row) for row in rows}
    moves = []
    for row in changed:
        kept, before = now.get(row["contact"]), row["before"]
        if (kept.version if kept else None) != row["version"]:
            raise Conflict("Somebody has changed one of these contacts since; nothing was undone.")
        if kept is not None and not hand.may_write(kept.owner):
            raise NotAllowed("This login may only read the shared address book.")
        becomes = None
        if before is not None:
            version = (row["version"] or before["version"]) + 1
            contact = contact_of(before)
            becomes = Kept(id=row["contact"], owner=before["owner"], version=version, contact=contact)
        moves.append(Move(kept, becomes, tuple(before["favourites"]) if before else ()))
    return moves


async def _room_for(session: Session, owner: str, count: int) -> None:
    most = MOST_OWN if owner else MOST_SHARED
    if await session.fetch_value("contact_book_size", owner) + count > most:
        raise Conflict("This address book is full: it holds {most} contacts at most.", most=most)


async def _favourites(session: Session, ids: Sequence[int]) -> Mapping[int, list[str]]:
    rows = await session.fetch("contact_favourites_of", ids)
    return {row["contact"]: sorted(row["operators"]) for row in rows}


async def _done(
    session: Session, hand: Hand, owner: str, what: str, moves: Sequence[Move], *, shown: str = ""
) -> Deed:
    """Write it, what there was before, and the audit line where the book is everybody's."""
    becomes = [move.becomes for move in moves if move.becomes is not None]
    gone = [move.was.id for move in moves if move.was is not None and move.becomes is None]
    first = next(kept for move in moves for kept in (move.becomes, move.was) if kept is not None)
    shown = shown or first.shown
    change = await _remember(session, hand, owner, what, shown, moves)
    await session.execute("contact_delete", gone)
    for start in range(0, len(becomes), AT_ONCE):
        some = becomes[start : start + AT_ONCE]
        await session.execute_many("contact_put", await asyncio.to_thread(_rows, some))
        await session.execute("contact_phones_forget", [kept.id for kept in some if kept.version > 1])
        await session.copy(
            "contact_phone", ("contact", "number"), [n for kept in some for n in numbers_of(kept)]
        )
    for move in moves:
        for operator in move.favourites if move.becomes else ():
            await session.execute("contact_favourite_set", operator, move.becomes.id if move.becomes else 0)
    if not owner or any(not kept.owner for kept in becomes):
        subject = str(first.id) if len(moves) == 1 else ""
        detail = {"change": str(change), "shown": shown, "contacts": str(len(moves))}
        await session.execute("audit_put", hand.login, f"contact.{what}", subject, detail)
    return Deed(id=change, kept=becomes)


def _rows(some: Sequence[Kept]) -> list[tuple[object, ...]]:
    return [row_of(kept) for kept in some]


async def _remember(
    session: Session, hand: Hand, owner: str, what: str, shown: str, moves: Sequence[Move]
) -> int:
    await session.execute("contact_change_forget")
    change: int = await session.fetch_value("contact_change_put", hand.login, owner, what, shown)
    before = [move.was for move in moves if move.was is not None]
    favourites = await _favourites(session, [kept.id for kept in before])
    rows = []
    for move in moves:
        kept = move.was or move.becomes
        assert kept is not None
        was = move.was and {
            **memory_of(move.was, favourites.get(kept.id, [])),
            "version": move.was.version,
        }
        rows.append((change, kept.id, was, move.becomes.version if move.becomes else None))
    for start in range(0, len(rows), AT_ONCE):
        await session.copy(
            "contact_changed", ("change", "contact", "before", "version"), rows[start : start + AT_ONCE]
        )
    return change
