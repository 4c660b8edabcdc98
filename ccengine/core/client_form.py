"""A client as somebody hands him in, read field by field; whatever is wrong is named, all of it.

The API and the import of files read with the same form, so a client is the same whichever way he
came. A reason never repeats the value: it may stand in a log, and can be counted.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ccengine.core.directory import Client
from ccengine.core.errors import BadInput, on_one_line, worded
from ccengine.core.links import PLACEHOLDERS_SHOWN, fault_in
from ccengine.core.ports import Numbering

LONGEST_NAME = 200
LONGEST_URL = 2_000
LONGEST_LABEL = 60
LONGEST_VALUE = 1_000
MOST_PHONES = 50
MOST_FIELDS = 50
HIGHEST_PRIORITY = 9
FIELDS = (
    *("name", "company", "phones", "responsible", "deputy", "language", "priority", "consent"),
    *("document_url", "report_url", "card", "country"),
)
PROVISIONAL = "number:"
"""How the ids of clients begin who stand for a number; no CRM's id does."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@~-]{0,99}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
# What no line of text holds: controls (NUL, CR, LF, tab...), halves of a pair, line separators.
_REFUSED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")

NOT_TEXT = "must be text"
CONTROL = "holds a control character or a line break"
NO_NUMBER = "is no phone number of this country, nor one with a country code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """``field`` is as it was given, with its place in a list or its label: ``phones[1]``. ``reason`` is
    ``template`` with ``names`` in it: a page can say it in another language."""

    field: str
    reason: str
    template: str
    names: Mapping[str, str]

    @classmethod
    def told(cls, at: str, template: str, /, **names: str | int) -> "Fault":
        reason, shown = worded(template, names)
        return cls(field=on_one_line(at), reason=reason, template=template, names=shown)


class WrongFields(BadInput):
    """Some fields cannot be used."""

    def __init__(self, faults: Collection[Fault]) -> None:
        self.faults = tuple(faults)
        told = "; ".join(f"{fault.field} {fault.reason}" for fault in self.faults)
        super().__init__("Some fields cannot be used: {faults}", faults=told)


class ClientForm:
    """``numbering`` makes the rules of a country (ISO 3166); ``region`` is where a number is at home
    that is written without one and whose client names no country; ``operators`` are the known ids."""

    def __init__(
        self, *, numbering: Callable[[str], Numbering], region: str, operators: Collection[str]
    ) -> None:
        self._numbering = cache(numbering)
        self._region = region
        self._operators = frozenset(operators)

    def read(self, client_id: str, fields: Mapping[str, Any]) -> Client:
        """The client. What is not given is empty. Raises WrongFields."""
        reading = Reading(fields, [])
        if fault := _id_fault(client_id):
            reading.must("id", fault)
        for name in fields.keys() - set(FIELDS):
            reading.must(str(name)[:40], "is no field of a client")
        client = Client(
            id=client_id,
            name=reading.text("name", LONGEST_NAME, needed=True),
            company=reading.text("company", LONGEST_NAME),
            phones=self._phones(reading),
            responsible=self._operator(reading, "responsible"),
            deputy=self._operator(reading, "deputy"),
            language=reading.matched("language", _LANGUAGE, "must be a language's code, such as uz or en-GB"),
            priority=reading.priority(),
            consent=reading.one_of("consent", ("", "yes", "no")),
            document_url=reading.template("document_url"),
            report_url=reading.template("report_url"),
            card=reading.card(),
        )
        if reading.faults:
            raise WrongFields(sorted(reading.faults, key=lambda fault: fault.field))
        return client

    def _operator(self, reading: "Reading", name: str) -> str:
        operator = reading.text(name, LONGEST_NAME)
        if operator and operator not in self._operators:
            reading.must(name, "names an operator who does not exist")
        return operator

    def _phones(self, reading: "Reading") -> tuple[str, ...]:
        given = reading.fields.get("phones") or ()
        region = reading.matched("country", _COUNTRY, "must be a country's code, such as UZ")
        if not isinstance(given, (list, tuple)):
            reading.must("phones", "must be a list of numbers")
            return ()
        if len(given) > MOST_PHONES:
            reading.must("phones", "has more than {most} numbers", most=MOST_PHONES)
            return ()
        numbering = self._numbering(region or self._region)
        phones = {}
        for place, written in enumerate(given):
            e164 = numbering(written).e164 if isinstance(written, str) and len(written) <= 100 else ""
            if e164:
                phones[e164] = True
            else:
                reading.must(f"phones[{place}]", NO_NUMBER)
        return tuple(sorted(phones))


def _id_fault(client_id: str) -> str:
    """Why this cannot be a client's id; empty where it can."""
    if client_id.startswith(PROVISIONAL):
        return "must not begin with number: (such clients stand for a number)"
    if not _ID.fullmatch(client_id):
        return "must be 1 to 100 letters, digits and . _ : @ ~ - (a letter or digit first)"
    return ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The fields of somebody who is handed in, and what is wrong with them so far."""

    fields: Mapping[str, Any]
    faults: list[Fault]

    def must(self, field: str, template: str, /, **names: str | int) -> None:
        self.faults.append(Fault.told(field, template, **names))

    def text(self, name: str, longest: int, *, needed: bool = False) -> str:
        value = self.fields.get(name)
        text = "" if value is None else self.clean(name, value, longest)
        if needed and not text and not any(fault.field == name for fault in self.faults):
            self.must(name, "must be given")
        return text

    def clean(self, name: str, value: Any, longest: int) -> str:
        if not isinstance(value, str):
            self.must(name, NOT_TEXT)
        elif len(value) > longest:
            self.must(name, "has more than {most} characters", most=longest)
        elif _REFUSED.search(value):
            self.must(name, CONTROL)
        else:
            return value.strip()
        return ""

    def matched(self, name: str, pattern: re.Pattern[str], form: str) -> str:
        text = self.text(name, LONGEST_NAME)
        if text and not pattern.fullmatch(text):
            self.must(name, form)
            return ""
        return text

    def one_of(self, name: str, known: tuple[str, ...]) -> str:
        text = self.text(name, LONGEST_NAME)
        if text not in known:
            self.must(name, "must be yes or no, or empty where nobody has asked")
        return text

    def priority(self) -> int:
        value = self.fields.get("priority")
        if value in (None, ""):
            return 0
        if isinstance(value, str) and re.fullmatch("[0-9]", value):
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= HIGHEST_PRIORITY:
            return value
        self.must("priority", "must be a whole number from {least} to {most}", least=0, most=HIGHEST_PRIORITY)
        return 0

    def template(self, name: str) -> str:
        text = self.text(name, LONGEST_URL)
        if text and (fault := fault_in(text)):
            self.must(name, fault, known=PLACEHOLDERS_SHOWN)
        return text

    def card(self) -> dict[str, str]:
        given = self.fields.get("card") or {}
        if not isinstance(given, Mapping):
            self.must("card", "must be an object of labels and texts")
            return {}
        if len(given) > MOST_FIELDS:
            self.must("card", "has more than {most} fields", most=MOST_FIELDS)
            return {}
        card = {}
        for label, value in given.items():
            place = f"card.{_shown(label)}"
            clean_label = self.clean(place, label, LONGEST_LABEL)
            card[clean_label] = self.clean(place, value, LONGEST_VALUE)
        return card


def _shown(label: object) -> str:
    """A label that can stand in a message: hostile ones are cut and cleaned."""
    return _REFUSED.sub("\ufffd", str(label))[:LONGEST_LABEL]
