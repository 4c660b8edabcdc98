"""A contact between his record, his row, and what is kept of him to undo a change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ccengine.core.contact import Contact, Labelled
from ccengine.core.contact_import import person_key
from ccengine.core.contact_match import key_of_contact
from ccengine.core.contact_search import sought_of
from ccengine.core.events import plain

LONGEST_KEY = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A contact as he lies in a book. ``owner`` is an operator's id, empty in the shared one;
    ``version`` counts the changes; ``favourite``: of who asks."""

    id: int
    owner: str
    version: int
    contact: Contact
    favourite: bool = False

    @property
    def shown(self) -> str:
        """What he is called: his name, or what there is in its place."""
        lines = (*self.contact.phones, *self.contact.emails)
        return self.contact.name or self.contact.company or (lines[0].value if lines else "")

    @property
    def sort_key(self) -> str:
        return self.shown.casefold()[:LONGEST_KEY]

    def changed(self, contact: Contact, owner: str) -> "Kept":
        return replace(self, contact=contact, owner=owner, version=self.version + 1)


def contact_of(values: Mapping[str, Any]) -> Contact:
    """From a row of ``sql/contacts.sql``, or from what was kept."""
    return Contact(
        **{name: values[name] for name in ("name", "company", "position", "note", "fields")},
        phones=tuple(Labelled(**line) for line in values["phones"]),
        emails=tuple(Labelled(**line) for line in values["emails"]),
        groups=tuple(values["groups"]),
    )


def kept_of(row: Any) -> Kept:
    return Kept(
        id=row["id"],
        owner=row["owner"],
        version=row["version"],
        contact=contact_of(row),
        favourite=row["favourite"],
    )


def row_of(kept: Kept) -> tuple[object, ...]:
    """What ``contact_put`` takes."""
    c = kept.contact
    return (
        *(kept.id, kept.owner, kept.version, c.name, c.company, c.position, plain(c.phones), plain(c.emails)),
        *(list(c.groups), c.note, c.fields, kept.sort_key, sought_of(c)),
        *(person_key(c)[:LONGEST_KEY], key_of_contact(c)[:LONGEST_KEY]),
    )


def numbers_of(kept: Kept) -> list[tuple[int, str]]:
    return [(kept.id, number) for number in dict.fromkeys(line.value for line in kept.contact.phones)]


def memory_of(kept: Kept, favourites: list[str]) -> dict[str, Any]:
    """All that it takes to make him as he was."""
    state: dict[str, Any] = plain(kept.contact)
    return {**state, "owner": kept.owner, "favourites": favourites}
