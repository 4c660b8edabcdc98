"""What two records of one person come to together, and what that changes. Pure.

An import asks it of each entry of a file, a merge of those whom somebody has chosen. Nothing that one
of the two knows is lost: lists are joined, notes stand under each other; where only one word
can stand (a name, a company) it is the one that was asked for, and the other becomes a field.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ccengine.core.contact import LONGEST_LABEL, Contact, Labelled
from ccengine.core.names import key_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """``field`` of a contact, as it is and as it would be, in words."""

    field: str
    before: str
    after: str


def key_of_contact(contact: Contact) -> str:
    """What two records of one person share: the words of name and company in any order and script."""
    return key_of(f"{contact.name} {contact.company}")


def combined(first: Contact, second: Contact) -> Contact:
    """Both in one. Where they differ in a single word, it is that of the first, as far as it has one."""
    words = {name: getattr(first, name) or getattr(second, name) for name in ("name", "company", "position")}
    spare = {
        name.capitalize(): getattr(second, name)
        for name, kept in words.items()
        if getattr(second, name).casefold() not in ("", kept.casefold())
    }
    return replace(
        first,
        **words,
        phones=_joined(first.phones, second.phones),
        emails=_joined(first.emails, second.emails),
        groups=tuple(sorted({*first.groups, *second.groups})),
        note=_noted(first.note, second.note),
        fields=_fields(first.fields, {**second.fields, **spare}),
    )


def _joined(first: Sequence[Labelled], second: Sequence[Labelled]) -> tuple[Labelled, ...]:
    lines = {line.value.casefold(): line for line in first}
    for line in second:
        known = lines.setdefault(line.value.casefold(), line)
        if not known.label and line.label:
            lines[line.value.casefold()] = replace(known, label=line.label)
    return tuple(lines.values())


def _noted(first: str, second: str) -> str:
    return first if second in first else second if first in second else f"{first}\n{second}"


def _fields(first: dict[str, str], second: dict[str, str]) -> dict[str, str]:
    """A label that both have with two values gets a number: ``Address 2``."""
    fields = dict(first)
    for label, value in second.items():
        free, number = label, 1
        while free in fields and fields[free] != value:
            number += 1
            free = f"{label[: LONGEST_LABEL - 4]} {number}"
        fields[free] = value
    return fields


def differences(before: Contact, after: Contact) -> tuple[Difference, ...]:
    """What a change changes, field by field, for people to read."""
    told = [
        Difference(field=name, before=_words(getattr(before, name)), after=_words(getattr(after, name)))
        for name in ("name", "company", "position", "phones", "emails", "groups", "note")
    ]
    told += [
        Difference(field=label, before=before.fields.get(label, ""), after=after.fields.get(label, ""))
        for label in dict.fromkeys((*before.fields, *after.fields))
    ]
    return tuple(one for one in told if one.before != one.after)


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_words(one) for one in value)
    if isinstance(value, Labelled):
        return f"{value.value} ({value.label})" if value.label else value.value
    return str(value)
