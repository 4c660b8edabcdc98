"""A contact of an address book, and the form by which one is read, field by field.

There are two kinds of books: the one that all share, and each operator's own. A contact is no
client: nobody is responsible for him and no promise is made to him. His name stands on a caller's
card where the number is no client's.

A number is E.164; what is none (an extension, a short number) stays as it is dialled.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ccengine.core.client_form import CONTROL, NOT_TEXT, Reading, WrongFields
from ccengine.core.ports import Numbering

BOOKS = ("own", "shared")
FIELDS = ("name", "company", "position", "phones", "emails", "groups", "note", "fields")
LONGEST_NAME = 200
LONGEST_LABEL = 60
LONGEST_GROUP = 60
LONGEST_NOTE = 4_000
LONGEST_VALUE = 2_000
MOST_LINES = 30
MOST_GROUPS = 20
MOST_FIELDS = 60
BETWEEN_GROUPS = ":::"

# Lines of a note may break; nothing else that acts on a terminal or a page may stand in it.
_REFUSED_IN_NOTE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
_DIALLED = re.compile(r"[0-9*#]{2,20}")
_EXTENSION = re.compile(r"(?i)(?:;?ext[.=]?|\bx|доб\.?|вн\.?|#)\s*([0-9]{1,6})\s*$")
_SHORTEST_WITH_EXTENSION = 7
_EMAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A number or an address, and what it is for: ``work``, ``home``, whatever somebody wrote."""

    value: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """``fields`` is whatever else is known, by label: a birthday, an address."""

    name: str = ""
    company: str = ""
    position: str = ""
    phones: tuple[Labelled, ...] = ()
    emails: tuple[Labelled, ...] = ()
    groups: tuple[str, ...] = ()
    note: str = ""
    fields: dict[str, str] = field(default_factory=dict)


class ContactForm:
    """``numbering`` knows the country at home."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering

    def read(self, fields: Mapping[str, Any]) -> Contact:
        """The contact. What is not given is empty. Raises WrongFields, which names all that is wrong."""
        reading = Reading(fields, [])
        for name in fields.keys() - set(FIELDS):
            reading.must(str(name)[:40], "is no field of a contact")
        contact = Contact(
            name=reading.text("name", LONGEST_NAME),
            company=reading.text("company", LONGEST_NAME),
            position=reading.text("position", LONGEST_NAME),
            phones=self._phones(reading),
            emails=_emails(reading),
            groups=_groups(reading),
            note=_lines(reading, "note", fields.get("note"), LONGEST_NOTE),
            fields=_fields(reading),
        )
        if not (contact.name or contact.company or contact.phones or contact.emails or reading.faults):
            reading.must("name", "must be given, or a company, a number or an e-mail address")
        if reading.faults:
            raise WrongFields(sorted(reading.faults, key=lambda fault: fault.field))
        return contact

    def number(self, written: str) -> str:
        """As it is kept; empty where it is none."""
        number = self._numbering(written)
        return number.e164 or (number.raw if _DIALLED.fullmatch(number.raw) else "")

    def phone(self, written: str, label: str = "") -> Labelled | None:
        """A number in any written form. The extension behind it goes to the label."""
        written = written.removeprefix("tel:")
        if (extension := _EXTENSION.search(written)) and extension.start() > 0:
            short = self.phone(written[: extension.start()], label)
            if short is not None and len(short.value) >= _SHORTEST_WITH_EXTENSION:
                label = f"{label} ext. {extension[1]}".strip()
                return Labelled(value=short.value, label=label[-LONGEST_LABEL:])
        number = self.number(written)
        return Labelled(value=number, label=label) if number else None

    def _phones(self, reading: Reading) -> tuple[Labelled, ...]:
        phones: dict[str, Labelled] = {}
        for place, written, label in _labelled(reading, "phones"):
            phone = self.phone(written, label)
            if phone is None:
                reading.must(place, "is no phone number")
            else:
                phones.setdefault(phone.value, phone)
        return tuple(phones.values())


def _emails(reading: Reading) -> tuple[Labelled, ...]:
    emails: dict[str, Labelled] = {}
    for place, address, label in _labelled(reading, "emails"):
        if not _EMAIL.fullmatch(address):
            reading.must(place, "is no e-mail address")
        emails.setdefault(address.casefold(), Labelled(value=address, label=label))
    return tuple(emails.values())


def _labelled(reading: Reading, name: str) -> list[tuple[str, str, str]]:
    """Place, value and label of each line that says something: a text, or an object of both."""
    given = reading.fields.get(name) or ()
    if not isinstance(given, (list, tuple)):
        reading.must(name, "must be a list")
        return []
    if len(given) > MOST_LINES:
        reading.must(name, "has more than {most} lines", most=MOST_LINES)
        return []
    lines = []
    for number, line in enumerate(given):
        place = f"{name}[{number}]"
        one = line if isinstance(line, Mapping) else {"value": line}
        if strange := one.keys() - {"value", "label"}:
            reading.must(place, "has an unknown field '{name}'", name=str(min(strange, key=str))[:20])
        value = reading.clean(place, one.get("value"), LONGEST_NAME)
        label = reading.clean(place, one.get("label") or "", LONGEST_LABEL)
        if value:
            lines.append((place, value, label))
    return lines


def _groups(reading: Reading) -> tuple[str, ...]:
    given = reading.fields.get("groups") or ()
    if not isinstance(given, (list, tuple)):
        reading.must("groups", "must be a list")
        return ()
    if len(given) > MOST_GROUPS:
        reading.must("groups", "has more than {most} groups", most=MOST_GROUPS)
        return ()
    groups = [reading.clean(f"groups[{n}]", group, LONGEST_GROUP) for n, group in enumerate(given)]
    if any(BETWEEN_GROUPS in group for group in groups):
        reading.must("groups", "must not hold {sign}", sign=BETWEEN_GROUPS)
    return tuple(sorted({group for group in groups if group}))


def _fields(reading: Reading) -> dict[str, str]:
    given = reading.fields.get("fields") or {}
    if not isinstance(given, Mapping):
        reading.must("fields", "must be an object of labels and texts")
        return {}
    if len(given) > MOST_FIELDS:
        reading.must("fields", "has more than {most} fields", most=MOST_FIELDS)
        return {}
    fields = {}
    for number, (label, value) in enumerate(given.items()):
        place = f"fields[{number}]"
        text = _lines(reading, place, value, LONGEST_VALUE)
        clean = reading.clean(place, label, LONGEST_LABEL)
        if text and clean:
            fields[clean] = text
    return fields


def _lines(reading: Reading, name: str, value: Any, longest: int) -> str:
    """A text of several lines."""
    if value is None:
        return ""
    if not isinstance(value, str):
        reading.must(name, NOT_TEXT)
        return ""
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > longest:
        reading.must(name, "has more than {most} characters", most=longest)
    elif _REFUSED_IN_NOTE.search(text):
        reading.must(name, CONTROL)
    else:
        return text.strip()
    return ""
