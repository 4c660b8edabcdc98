"""vCards: 2.1, 3.0 and 4.0 are read, 3.0 and 4.0 written.

A card is lines ``group.NAME;PARAMETER=x:value``, folded; which property means what is the table below,
and what the table does not know becomes a field of that name. An iPhone gives a line a label of the
user's own by a second line of the same group (``item1.TEL:...``, ``item1.X-ABLabel:office``).
"""

import binascii
import quopri
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ccengine.core.client_form import Fault
from ccengine.core.contact import Contact
from ccengine.core.contact_files import Entry, File, add_field, counted

LONGEST_LINE = 2_000
_PROPERTY = re.compile(r'(?:([A-Za-z0-9-]+)\.)?([A-Za-z0-9-]+)((?:;(?:"[^"]*"|[^":;])*)*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';((?:"[^"]*"|[^";])*)')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_APPLE_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_OURS = "X-CC-FIELD"

# What a machine notes for itself says nothing of a person.
_MACHINES = frozenset(
    [
        *("VERSION", "PRODID", "REV", "UID", "BEGIN", "END", "SOURCE", "KIND", "CLASS", "MAILER", "NAME"),
        *("CLIENTPIDMAP", "SORT-STRING", "X-PHONETIC-FIRST-NAME", "X-PHONETIC-LAST-NAME", "X-ABUID"),
        *("X-ABADR", "X-ABLABEL", "X-ABSHOWAS", "X-IMAGEHASH", "X-IMAGETYPE", "X-MS-OL-DESIGN"),
        "X-SHARED-PHOTO-DISPLAY-PREF",
    ]
)
_PICTURES = frozenset({"PHOTO", "LOGO", "SOUND", "KEY", "X-MS-CARDPICTURE"})
_NAMED = {
    "ADR": "Address",
    "LABEL": "Address",
    "BDAY": "Birthday",
    "ANNIVERSARY": "Anniversary",
    "URL": "Website",
    "NICKNAME": "Nickname",
    "ROLE": "Role",
    "IMPP": "Messenger",
    "X-SOCIALPROFILE": "Profile",
    "GENDER": "Gender",
    "LANG": "Language",
    "TZ": "Time zone",
    "GEO": "Place",
    "RELATED": "Related",
    "X-ABRELATEDNAMES": "Related",
    "X-ABDATE": "Date",
}
# What a type says for us; the others (VOICE, INTERNET, PREF) say nothing.
_TYPES = {
    **{name: name for name in ("work", "home", "fax", "pager", "car", "main", "other", "video", "text")},
    "cell": "mobile",
    "iphone": "mobile",
    "mobile": "mobile",
}


@dataclass(frozen=True, slots=True)
class _Line:
    group: str
    name: str
    parameters: dict[str, tuple[str, ...]]
    value: str


@dataclass(slots=True)
class _Card:
    """A card on the way to being a contact. ``own``: the labels that groups give, by group."""

    old: bool
    own: dict[str, str]
    words: dict[str, str] = field(default_factory=dict)
    phones: list[dict[str, str]] = field(default_factory=list)
    emails: list[dict[str, str]] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


# Reading ------------------------------------------------------------------------------------------


def read_vcards(text: str) -> File:
    return File(form="vcard", encoding="", entries=counted(_entries(text)))


def _entries(text: str) -> Iterator[Entry]:
    card: list[_Line] = []
    begun = 0
    fault: Fault | None = None
    for number, raw in _unfolded(text):
        upper = raw.strip().upper()
        if upper == "BEGIN:VCARD":
            if begun:
                yield Entry(line=begun, fault=_NO_END)
            card, begun, fault = [], number, None
        elif upper == "END:VCARD" and begun:
            yield Entry(line=begun, fault=fault) if fault else _entry(begun, card)
            begun = 0
        elif begun and raw.strip():
            line = _parsed(raw)
            fault = fault or (None if line else Fault.told("", _NO_LINE, line=number))
            card += [line] if line else []
    if begun:
        yield Entry(line=begun, fault=_NO_END)


_NO_END = Fault.told("", "has no end (END:VCARD)")
_NO_LINE = "has a line that is none of a vCard: line {line}"


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Logical lines with the number of their first line. A folded one goes on after a space; one in
    quoted-printable after an equals sign."""
    begun, parts = 0, [""]
    for number, raw in enumerate(re.split("\r\n|\r|\n", text), 1):
        if parts[-1].endswith("=") and "QUOTED-PRINTABLE" in parts[0].upper():
            parts += ["\n", raw]
        elif raw[:1] in (" ", "\t") and begun:
            parts.append(raw[1:])
        else:
            if begun:
                yield begun, "".join(parts)
            begun, parts = number, [raw]
    yield begun, "".join(parts)


def _parsed(raw: str) -> _Line | None:
    found = _PROPERTY.fullmatch(raw)
    if found is None:
        return None
    parameters: dict[str, tuple[str, ...]] = {}
    for part in _PARAMETER.findall(found[3]):
        name, sign, value = part.strip().partition("=")
        if not sign:  # 2.1 writes ;HOME for ;TYPE=HOME
            name, value = ("ENCODING" if name.upper() in _ENCODINGS else "TYPE"), name
        values = tuple(one.strip().strip('"') for one in value.replace('"', "").split(","))
        parameters[name.upper()] = parameters.get(name.upper(), ()) + values
    return _Line(found[1] or "", found[2].upper(), parameters, _plain(found[4], parameters))


_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"})


def _plain(value: str, parameters: dict[str, tuple[str, ...]]) -> str:
    if "QUOTED-PRINTABLE" not in (one.upper() for one in parameters.get("ENCODING", ())):
        return value
    charset = parameters.get("CHARSET", ("utf-8",))[0]
    try:
        return quopri.decodestring(value.encode("ascii", "ignore")).decode(charset, "replace")
    except (LookupError, binascii.Error):
        return quopri.decodestring(value.encode("ascii", "ignore")).decode(errors="replace")


def _entry(begun: int, lines: Sequence[_Line]) -> Entry:
    versions = [line.value.strip() for line in lines if line.name == "VERSION"]
    own = {line.group: _own_label(line.value) for line in lines if line.name == "X-ABLABEL" and line.group}
    card = _Card(old=versions[:1] == ["2.1"], own=own)
    for line in lines:
        if line.value.strip(" ;"):
            _PROPERTIES.get(line.name, _other)(card, line)
    return Entry(
        line=begun,
        fields={
            "name": _shown_name(card),
            "company": card.words.get("ORG", ""),
            "position": card.words.get("TITLE", ""),
            "note": card.words.get("NOTE", ""),
            "phones": card.phones,
            "emails": card.emails,
            "groups": card.groups,
            "fields": card.fields,
        },
        left_out=tuple(dict.fromkeys(card.left_out)),
    )


def _shown_name(card: _Card) -> str:
    """A card must show something: without a name that is the company, or a number."""
    named, shown = card.words.get("N", ""), card.words.get("FN", "")
    stands_in = {card.words.get("ORG"), *(line["value"] for line in (*card.phones, *card.emails))}
    return shown if shown and (named or shown not in stands_in) else named


def _whole(card: _Card, line: _Line) -> None:
    text = (
        " ".join(_unescaped(line.value, card).split())
        if line.name != "NOTE"
        else _unescaped(line.value, card)
    )
    if line.name == "NOTE" and "NOTE" in card.words:
        text = f"{card.words['NOTE']}\n{text}"
    elif line.name in card.words:
        return add_field(card.fields, {"FN": "Name", "TITLE": "Position"}[line.name], text)
    card.words[line.name] = text
    return None


def _name(card: _Card, line: _Line) -> None:
    """Family, given, further names; in front of and behind the name."""
    parts = [*(_parts(line.value, card)), "", "", "", "", ""][:5]
    family, given, further, before, behind = parts
    card.words["N"] = " ".join(part for part in (given, further, family) if part)
    for label, part in (("Name prefix", before), ("Name suffix", behind)):
        if part:
            card.fields[label] = part


def _company(card: _Card, line: _Line) -> None:
    company, *below = _parts(line.value, card)
    if "ORG" in card.words:
        add_field(card.fields, "Company", company)
    else:
        card.words["ORG"] = company
    if department := " / ".join(part for part in below if part):
        add_field(card.fields, "Department", department)


def _phone(card: _Card, line: _Line) -> None:
    number = _unescaped(line.value, card)
    card.phones.append({"value": number.removeprefix("tel:"), "label": _label(card, line)})


def _email(card: _Card, line: _Line) -> None:
    card.emails.append({"value": _unescaped(line.value, card).strip(), "label": _label(card, line)})


def _categories(card: _Card, line: _Line) -> None:
    card.groups += [group for group in (part.strip() for part in _parts(line.value, card, ",")) if group]


def _named(card: _Card, line: _Line) -> None:
    label = _label(card, line)
    name = _NAMED[line.name]
    if line.name in ("ADR", "GENDER"):
        text = ", ".join(part.strip() for part in _parts(line.value, card) if part.strip())
    else:
        text = _unescaped(line.value, card)
    add_field(card.fields, f"{name} ({label})" if label else name, text)


def _ours(card: _Card, line: _Line) -> None:
    add_field(card.fields, card.own.get(line.group) or "Field", _unescaped(line.value, card))


def _picture(card: _Card, line: _Line) -> None:
    card.left_out.append(line.name.lower())


def _machines(card: _Card, line: _Line) -> None:
    """Passed over."""


def _other(card: _Card, line: _Line) -> None:
    if len(line.value) > LONGEST_LINE:
        card.left_out.append(line.name.lower())
    else:
        add_field(card.fields, card.own.get(line.group) or line.name, _unescaped(line.value, card))


_PROPERTIES: dict[str, Callable[[_Card, _Line], None]] = {
    **dict.fromkeys(("FN", "TITLE", "NOTE"), _whole),
    "N": _name,
    "ORG": _company,
    "TEL": _phone,
    "EMAIL": _email,
    "CATEGORIES": _categories,
    _OURS: _ours,
    **dict.fromkeys(_NAMED, _named),
    **dict.fromkeys(_PICTURES, _picture),
    **dict.fromkeys(_MACHINES, _machines),
}


def _label(card: _Card, line: _Line) -> str:
    """The user's own, or what the types say."""
    if own := card.own.get(line.group):
        return own
    types = [_TYPES.get(one.lower(), "") for one in line.parameters.get("TYPE", ())]
    return " ".join(dict.fromkeys(one for one in types if one))


def _own_label(value: str) -> str:
    """Apple writes its own words as ``_$!<Home>!$_``."""
    text = _ESCAPED.sub(r"\1", value).strip()
    found = _APPLE_LABEL.fullmatch(text)
    return found[1].lower() if found else text


def _parts(value: str, card: _Card, sign: str = ";") -> list[str]:
    """A value of several parts; a sign that is escaped parts nothing."""
    parts = [""]
    at = 0
    while at < len(value):
        if value[at] == "\\" and at + 1 < len(value):
            parts[-1] += value[at : at + 2]
            at += 2
            continue
        if value[at] == sign:
            parts.append("")
        else:
            parts[-1] += value[at]
        at += 1
    return [_unescaped(part, card) for part in parts]


def _unescaped(value: str, card: _Card) -> str:
    if card.old:  # 2.1 escapes the semicolon only
        return value.replace("\\;", ";")
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


# Writing ------------------------------------------------------------------------------------------

_FOLDED_AT = 75


def write_vcards(contacts: Iterable[Contact], version: str) -> Iterator[str]:
    """``version``: 3.0 or 4.0."""
    for contact in contacts:
        lines = ["BEGIN:VCARD", f"VERSION:{version}", *_lines(contact, version), "END:VCARD"]
        yield "".join(f"{_folded(line)}\r\n" for line in lines)


def _lines(contact: Contact, version: str) -> Iterator[str]:
    shown = contact.name or contact.company or next(line.value for line in (*contact.phones, *contact.emails))
    if contact.name or version == "3.0":  # 3.0 asks for both
        given, _, family = contact.name.rpartition(" ")
        yield f"N:{_escaped(family)};{_escaped(given)};;;"
    yield f"FN:{_escaped(shown)}"
    for name, text in (("ORG", contact.company), ("TITLE", contact.position), ("NOTE", contact.note)):
        if text:
            yield f"{name}:{_escaped(text)}"
    if contact.groups:
        yield f"CATEGORIES:{','.join(map(_escaped, contact.groups))}"
    item = 0
    for name, lines in (("TEL", contact.phones), ("EMAIL", contact.emails)):
        for line in lines:
            if line.label in _WRITTEN or not line.label:
                yield f"{name}{_WRITTEN.get(line.label, '')}:{_escaped(line.value)}"
                continue
            item += 1
            yield f"item{item}.{name}:{_escaped(line.value)}"
            yield f"item{item}.X-ABLabel:{_escaped(line.label)}"
    for label, value in contact.fields.items():
        item += 1
        yield f"item{item}.{_OURS}:{_escaped(value)}"
        yield f"item{item}.X-ABLabel:{_escaped(label)}"


_WRITTEN = {"work": ";TYPE=work", "home": ";TYPE=home", "mobile": ";TYPE=cell"}


def _escaped(text: str) -> str:
    return re.sub(r"[\\,;]", r"\\\g<0>", text).replace("\n", "\\n")


def _folded(line: str) -> str:
    """No line is longer than 75 octets, and no character is cut."""
    pieces, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > _FOLDED_AT:
            pieces.append(" ")
            size = 1
        pieces[-1] += character
        size += width
    return "\r\n".join(pieces)
