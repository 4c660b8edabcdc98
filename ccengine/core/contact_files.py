"""Files of contacts, read entry by entry: CSV as Google, Outlook and people write it, and vCards.

Nothing is decided here about what becomes of an entry. What cannot be read is told of that entry;
what is read and cannot be kept is named (``left_out``), so that nothing is lost in silence. Own
readers, for the libraries that there are want whole cards in memory and trust what they are given.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ccengine.core.client_form import Fault, WrongFields
from ccengine.core.contact import LONGEST_LABEL, Contact, ContactForm
from ccengine.core.errors import BadInput

MOST_ENTRIES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One contact of a file, by the fields of ``ContactForm``; ``fault`` where it cannot be read."""

    line: int
    fields: dict[str, Any] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """``columns``: what stands at the head of a CSV, and what it is taken for (empty: not kept)."""

    form: str
    encoding: str
    entries: Iterable[Entry]
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An entry as it went through the form: a contact, or why there is none. ``no_numbers`` stood where
    a number should, and are kept as fields."""

    line: int
    shown: str
    contact: Contact | None = None
    left_out: tuple[str, ...] = ()
    no_numbers: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def decoded(data: bytes) -> tuple[str, str]:
    """A file's text, and the encoding that it turned out to have. Raises BadInput."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _as(data, encoding), encoding.removesuffix("-sig")
    if data[:200].count(0) > len(data[:200]) // 4:
        encoding = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
        return _as(data, encoding), encoding
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError:
        return _as(data, "cp1251"), "windows-1251"


def _as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise BadInput("The file is no text: save it as UTF-8 and try again.") from None


def counted(entries: Iterable[Entry]) -> Iterator[Entry]:
    """No more than one file may hold. Raises BadInput."""
    for number, entry in enumerate(entries, 1):
        if number > MOST_ENTRIES:
            raise BadInput("The file holds more than {most} contacts; import it in parts.", most=MOST_ENTRIES)
        yield entry


def through(form: ContactForm, entry: Entry) -> Read:
    """What stands in a number's place and is none is kept as a field, and named."""
    shown = str(entry.fields.get("name") or entry.fields.get("company") or "")[:80]
    if entry.fault:
        return Read(line=entry.line, shown=shown, faults=(entry.fault,))
    fields, odd = _with_odd_numbers(form, entry.fields)
    try:
        contact = form.read(fields)
    except WrongFields as wrong:
        return Read(line=entry.line, shown=shown, faults=wrong.faults, left_out=entry.left_out)
    return Read(line=entry.line, shown=shown, contact=contact, left_out=entry.left_out, no_numbers=odd)


def _with_odd_numbers(form: ContactForm, fields: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    odd = [one for one in fields.get("phones", ()) if one["value"] and form.phone(one["value"]) is None]
    if not odd:
        return fields, ()
    named = dict(fields.get("fields", {}))
    for one in odd:
        add_field(named, f"Phone ({one['label']})" if one["label"] else "Phone", one["value"])
    phones = [one for one in fields["phones"] if one not in odd]
    return {**fields, "phones": phones, "fields": named}, tuple(one["value"][:40] for one in odd)


def add_field(fields: dict[str, str], label: str, value: str) -> None:
    """A second value of one label gets a number behind it."""
    label = label[:LONGEST_LABEL] or "?"
    free, number = label, 1
    while free in fields and fields[free] != value:
        number += 1
        free = f"{label[: LONGEST_LABEL - 4]} {number}"
    fields[free] = value
