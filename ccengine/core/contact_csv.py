"""Contacts as CSV: any common column is understood, what is not becomes a field of that name.

Written are the columns of Google Contacts, which phones, mail programs and we ourselves read. A cell
that a spreadsheet would take for a formula gets an apostrophe before it, which reading takes away.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ccengine.core.client_form import Fault
from ccengine.core.contact import BETWEEN_GROUPS, Contact, Labelled
from ccengine.core.contact_files import Entry, File, add_field, counted
from ccengine.core.errors import BadInput

LONGEST_HEAD = 300
_SEPARATORS = ",;\t"
_BETWEEN = f" {BETWEEN_GROUPS} "
_ACTS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_PLAIN_NUMBER = re.compile(r"\+[0-9]+")
_OF_A_GROUP = re.compile(r"[,;]|:::")
_FIELD = "Field: "

# What a column holds, the label of its numbers or addresses, and how its head is written.
HEADS = (
    ("name", "", "name | full name | display name | file as | contact | имя и фамилия | фио"),
    ("given", "", "given name | first name | имя"),
    ("middle", "", "additional name | middle name | отчество"),
    ("family", "", "family name | last name | surname | фамилия"),
    ("company", "", "company | organization | organization name | organization 1 - name"),
    ("company", "", "компания | организация"),
    ("position", "", "job title | position | organization title | organization 1 - title | должность"),
    ("note", "", "notes | note | comment | заметки | заметка | комментарий | примечание"),
    ("groups", "", "labels | group membership | groups | group | categories | category"),
    ("groups", "", "группы | группа | категории"),
    ("phone", "", "phone | phones | phone number | telephone | number | телефон | номер"),
    ("phone", "mobile", "mobile phone | mobile | cell | телефон переносной | мобильный телефон"),
    ("phone", "work", "business phone | work phone | company main phone | рабочий телефон"),
    ("phone", "work 2", "business phone 2 | телефон раб. 2"),
    ("phone", "home", "home phone | домашний телефон"),
    ("phone", "home 2", "home phone 2"),
    ("phone", "main", "primary phone | основной телефон"),
    ("phone", "other", "other phone | другой телефон"),
    ("phone", "work fax", "business fax | рабочий факс"),
    ("phone", "home fax", "home fax"),
    ("phone", "car", "car phone"),
    ("phone", "assistant", "assistant's phone"),
    ("email", "", "email | e-mail | e-mail address | email address"),
    ("email", "", "почта | эл. почта | адрес эл. почты"),
    ("email", "", "e-mail 2 address | e-mail 3 address | адрес 2 эл. почты | адрес 3 эл. почты"),
)
_KNOWN = {head: (kind, label) for kind, label, heads in HEADS for head in heads.split(" | ")}
_NUMBERED = re.compile(r"(phone|e-mail) ([0-9]{1,2}) - (type|label|value)")
_EMPTY_DATES = frozenset({"0/0/00", "0.0.00", "00.00.0000"})


@dataclass(slots=True)
class _Row:
    """What the cells of a row come to."""

    words: dict[str, str] = field(default_factory=dict)
    phones: list[dict[str, str]] = field(default_factory=list)
    emails: list[dict[str, str]] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    """Labels that stand in a column of their own, by the column of their value."""


# Reading ------------------------------------------------------------------------------------------


def read_csv(text: str) -> File:
    """Raises BadInput where there is no head row that can be used."""
    first, _, behind = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        text = behind
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        head = [name.strip() for name in next(rows)]
    except (csv.Error, StopIteration):
        raise BadInput("The head row cannot be read.") from None
    columns = [_meaning(name) for name in head]
    if not any(kind in _NAMING for kind, _ in columns) or len(head) > LONGEST_HEAD:
        raise BadInput(
            "The first line must name the columns (such as Name, Company, Phone, E-mail), "
            "at most {most} of them.",
            most=LONGEST_HEAD,
        )
    told = tuple((name[:60], _told(kind, label)) for name, (kind, label) in zip(head, columns, strict=True))
    return File(form="csv", encoding="", columns=told, entries=counted(_entries(rows, head, columns)))


_NAMING = frozenset({"name", "given", "family", "company", "phone", "email"})


def _separator(text: str) -> str:
    """What stands most often in the head row, outside of quotation marks."""
    head = re.sub(r'"[^"]*"', "", text[:20_000]).partition("\n")[0]
    counts = Counter(sign for sign in head if sign in _SEPARATORS)
    return max(_SEPARATORS, key=lambda sign: counts[sign])


def _meaning(name: str) -> tuple[str, str]:
    """What a column holds, and the label of it."""
    small = " ".join(name.casefold().split())
    if numbered := _NUMBERED.fullmatch(small):
        way = "phone" if numbered[1] == "phone" else "email"
        own = f"{way} {numbered[2]}"
        return (way, own) if numbered[3] == "value" else ("label", own)
    return _KNOWN.get(small) or (("field", name.removeprefix(_FIELD)) if name else ("", ""))


def _told(kind: str, label: str) -> str:
    return f"{kind} ({label})" if label and kind in ("phone", "email") and not label[-1].isdigit() else kind


def _entries(
    rows: Iterator[list[str]], head: Sequence[str], columns: Sequence[tuple[str, str]]
) -> Iterator[Entry]:
    reader: object = rows
    while True:
        line = getattr(reader, "line_num", 0) + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Entry(line=line, fault=Fault.told("", "cannot be read: {problem}", problem=str(error)))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        surplus = [cell for cell in cells[len(head) :] if cell.strip()]
        if surplus:
            yield Entry(line=line, fault=Fault.told("", "has more cells than the head row has columns"))
        else:
            yield Entry(line=line, fields=_fields(cells, head, columns))


def _fields(
    cells: Sequence[str], head: Sequence[str], columns: Sequence[tuple[str, str]]
) -> dict[str, object]:
    row = _Row()
    told = [
        (name, kind, label, value)
        for name, (kind, label), cell in zip(head, columns, cells, strict=False)
        if (value := _bare(cell).strip()) and value not in _EMPTY_DATES
    ]
    row.labels = {label: value for _, kind, label, value in told if kind == "label"}
    for name, kind, label, value in told:
        _take(row, name, kind, label, value)
    return {
        "name": _name(row),
        **{name: row.words.get(name, "") for name in ("company", "position", "note")},
        "phones": row.phones,
        "emails": row.emails,
        "groups": row.groups,
        "fields": row.fields,
    }


def _take(row: _Row, name: str, kind: str, label: str, value: str) -> None:
    match kind:
        case "phone" | "email":
            label = row.labels.get(label, "" if label.startswith(f"{kind} ") else label)
            lines = row.phones if kind == "phone" else row.emails
            values = value.split(BETWEEN_GROUPS) if kind == "email" else re.split(r":::|;(?!ext)", value)
            lines += [
                {"value": one.strip(), "label": label.removeprefix("* ")} for one in values if one.strip()
            ]
        case "groups":
            between = (
                BETWEEN_GROUPS if BETWEEN_GROUPS in value or value.startswith("* ") else _group_sign(name)
            )
            groups = [group.strip() for group in re.split(between, value)]
            # Google's own groups are marked with an asterisk; everybody is in them.
            row.groups += [group for group in groups if group and not group.startswith("* ")]
        case "field":
            add_field(row.fields, label, value)
        case "label" | "":
            pass
        case _ if kind in row.words:
            add_field(row.fields, name, value)
        case _:
            row.words[kind] = value


def _group_sign(name: str) -> str:
    """Google puts ::: between groups, Outlook a semicolon; who writes his own list, a comma too."""
    return BETWEEN_GROUPS if name.casefold() in ("labels", "group membership") else _OF_A_GROUP.pattern


def _name(row: _Row) -> str:
    """The whole name, or made of its parts. A part that the whole name lacks becomes a field."""
    parts = {part: row.words[part] for part in ("given", "middle", "family") if part in row.words}
    whole = row.words.get("name")
    if not whole:
        return " ".join(parts.values())
    for part, value in parts.items():
        if value not in whole:
            add_field(row.fields, f"{part.capitalize()} name", value)
    return whole


# Writing ------------------------------------------------------------------------------------------


def write_csv(contacts: Sequence[Contact]) -> Iterator[str]:
    """The lines, the head row first. The mark at the beginning tells spreadsheets that it is UTF-8."""
    phones = max((len(contact.phones) for contact in contacts), default=0)
    emails = max((len(contact.emails) for contact in contacts), default=0)
    labels = sorted({label for contact in contacts for label in contact.fields})
    head = ["Name", "Organization Name", "Organization Title", "Labels", "Notes"]
    head += [f"Phone {n + 1} - {part}" for n in range(phones) for part in ("Label", "Value")]
    head += [f"E-mail {n + 1} - {part}" for n in range(emails) for part in ("Label", "Value")]
    yield "\ufeff" + _line([*head, *(_FIELD + label for label in labels)])
    for contact in contacts:
        row = [contact.name, contact.company, contact.position, _BETWEEN.join(contact.groups), contact.note]
        row += [*_pairs(contact.phones, phones), *_pairs(contact.emails, emails)]
        yield _line([*row, *(contact.fields.get(label, "") for label in labels)])


def _pairs(lines: Sequence[Labelled], count: int) -> Iterator[str]:
    for number in range(count):
        line = lines[number] if number < len(lines) else Labelled(value="")
        yield line.label
        yield line.value


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """No spreadsheet calculates it. A plus with digits behind it is a number, and computes nothing."""
    return f"'{cell}" if _ACTS.match(cell) and not _PLAIN_NUMBER.fullmatch(cell) else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and _ACTS.match(cell[1:]) else cell
