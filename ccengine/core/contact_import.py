"""What a file of contacts will do to a book: said before, and done just so. Pure.

Each entry is held against who is in the book, and against the entries before it: it is new, the same,
changes somebody, or is refused. Whoever is changed loses nothing (``contact_match.combined``).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ccengine.core.contact import Contact
from ccengine.core.contact_csv import read_csv
from ccengine.core.contact_files import File, Read, decoded
from ccengine.core.contact_match import Difference, combined, differences
from ccengine.core.errors import BadInput
from ccengine.core.names import key_of
from ccengine.core.vcard import read_vcards

What = Literal["new", "same", "changed", "refused"]
OUTCOMES: tuple[What, ...] = ("refused", "changed", "new", "same")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """``known`` is the id of whom it is in the book; ``of`` the place of the earlier entry of the same
    person. ``contact`` is what he will be."""

    read: Read
    what: What
    contact: Contact | None = None
    known: int | None = None
    of: int | None = None
    differences: tuple[Difference, ...] = ()


@dataclass(slots=True, eq=False)
class _Somebody:
    """Who is in the book, or will be; as he is by now."""

    contact: Contact
    known: int | None = None
    place: int | None = None


def read_file(data: bytes) -> File:
    """By what stands at its beginning, not by its name. Raises BadInput."""
    text, encoding = decoded(data)
    text = text.replace("\0", "\ufffd")
    if not text.strip():
        raise BadInput("The file is empty.")
    is_cards = text.lstrip()[:11].upper() == "BEGIN:VCARD"
    return replace(read_vcards(text) if is_cards else read_csv(text), encoding=encoding)


def person_key(contact: Contact) -> str:
    """Who may be the same has the same one."""
    return key_of(contact.name or contact.company)


def plan(book: Iterable[tuple[int, Contact]], entries: Sequence[Read]) -> list[Planned]:
    """``book``: at least all whose ``person_key`` is that of an entry."""
    people = _People()
    for known, contact in book:
        people.add(_Somebody(contact, known))
    return [_planned(people, place, read) for place, read in enumerate(entries)]


class _People:
    """Who there is. Two are the same who have one name, and a number or an address; or one name and
    company, where that is all that is known of one of them."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], _Somebody] = {}

    def add(self, somebody: _Somebody) -> None:
        for mark in _marks(somebody.contact):
            self._known.setdefault(mark, somebody)

    def like(self, contact: Contact) -> _Somebody | None:
        key, ways = person_key(contact), _ways(contact)
        marks = [("way", key, way) for way in ways]
        marks.append(("bare" if ways else "any", key, key_of(contact.company)))
        return next((self._known[mark] for mark in marks if mark in self._known), None)


def _marks(contact: Contact) -> Iterator[tuple[str, str, str]]:
    """By what somebody may be found again."""
    key, ways = person_key(contact), _ways(contact)
    for way in ways:
        yield "way", key, way
    yield "any", key, key_of(contact.company)
    if not ways:
        yield "bare", key, key_of(contact.company)


def _ways(contact: Contact) -> list[str]:
    return [line.value.casefold() for line in (*contact.phones, *contact.emails)]


def _planned(people: _People, place: int, read: Read) -> Planned:
    if read.contact is None:
        return Planned(read=read, what="refused")
    somebody = people.like(read.contact)
    if somebody is None:
        people.add(_Somebody(read.contact, place=place))
        return Planned(read=read, what="new", contact=read.contact)
    before, after = somebody.contact, combined(read.contact, somebody.contact)
    changes = differences(before, after)
    known, of = somebody.known, somebody.place
    if not changes or _only_in_order(before, after):
        return Planned(read=read, what="same", contact=before, known=known, of=of)
    somebody.contact = after
    people.add(somebody)
    return Planned(read=read, what="changed", contact=after, known=known, of=of, differences=changes)


def _only_in_order(before: Contact, after: Contact) -> bool:
    """The same lines, in another order: nothing that is worth a change."""
    lines = replace(after, phones=before.phones, emails=before.emails)
    return (
        lines == before
        and set(after.phones) == set(before.phones)
        and set(after.emails) == set(before.emails)
    )
