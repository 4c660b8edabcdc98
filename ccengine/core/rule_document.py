"""The rule book as a JSON document, both ways; what cannot be read is named with its place.

Reading collects every problem before it gives up, so that a page can show all of them at once.
What is left out has its default, and writing leaves out what has it: reading what was written
gives the same book. Whether a book makes sense in a house is another matter (``routing.check``).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from ccengine.core.errors import BadInput
from ccengine.core.hours import Hours
from ccengine.core.rules import (
    DEFAULT,
    KINDS,
    RecordingRule,
    RecordingWhen,
    Rule,
    RuleBook,
    RuleProblem,
    When,
)

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_RULES, MOST_WORDS, MOST_CALENDARS = 200, 500, 50
LONGEST_NAME = 80

_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
_TARGET = re.compile(r"[^\x00-\x1f\x7f]{0,80}")
_WORD = re.compile(r"[^\x00-\x1f\x7f]{1,80}")
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")


class BadRules(BadInput):
    """The rule book cannot be used. ``problems`` names each with its place."""

    def __init__(self, problems: list[RuleProblem]) -> None:
        super().__init__("The rules cannot be used: {problems}", problems="; ".join(map(str, problems)))
        self.problems = problems


def read_book(document: object, *, version: int = 0) -> RuleBook:
    """The book that was written down. Raises BadRules with everything that is wrong."""
    reader = _Reader()
    whole = reader.object(document, "", ("calendars", "rules", "recording"))
    calendars = reader.object(whole.get("calendars", {}), "calendars", None)
    if len(calendars) > MOST_CALENDARS:
        reader.bad("calendars", "at most {most}", most=MOST_CALENDARS)
    rules = [reader.record(Rule, one, at) for at, one in reader.items(whole, "rules", DEFAULT.rules)]
    recording = [
        reader.record(RecordingRule, one, at)
        for at, one in reader.items(whole, "recording", DEFAULT.recording)
    ]
    book = RuleBook(
        version=version,
        calendars={name: reader.calendar(hours, f"calendars.{name}") for name, hours in calendars.items()},
        rules=tuple(rules),
        recording=tuple(recording),
    )
    reader.same_id_twice("rules", [rule.id for rule in rules])
    reader.same_id_twice("recording", [rule.id for rule in recording])
    if reader.problems:
        raise BadRules(reader.problems)
    return book


def write_book(book: RuleBook) -> dict[str, Any]:
    """The document of a book; its version stands beside it, not in it."""
    return {
        "calendars": {name: write_calendar(hours) for name, hours in book.calendars.items()},
        "rules": [_record(rule) for rule in book.rules],
        "recording": [_record(rule) for rule in book.recording],
    }


def read_calendar(value: object) -> tuple[Hours, list[RuleProblem]]:
    """The hours that were written down, and what is wrong with them, by its place in there (``.zone``)."""
    reader = _Reader()
    hours = reader.calendar(value, "")
    return hours, reader.problems


# Writing ---------------------------------------------------------------------------------------


def _record(one: Any) -> dict[str, Any]:
    values = {field.name: (getattr(one, field.name), field.default) for field in fields(one)}
    return {name: _plain(value) for name, (value, default) in values.items() if value != default}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return _record(value)
    return list(value) if isinstance(value, tuple) else value


def write_calendar(hours: Hours) -> dict[str, Any]:
    week = {day: [_span(*span) for span in spans] for day, spans in zip(DAYS, hours.week, strict=False)}
    return {"zone": hours.zone, **({"week": week} if week else {}), "holidays": list(hours.holidays)}


def _span(first: int, last: int) -> str:
    return f"{first // 60:02}:{first % 60:02}-{last // 60:02}:{last % 60:02}"


# Reading ---------------------------------------------------------------------------------------

Check = Callable[["_Reader", Any, str], Any]


class _Reader:
    """Turns JSON into records; a value that is wrong is noted, and something harmless stands for it."""

    def __init__(self) -> None:
        self.problems: list[RuleProblem] = []

    def bad(self, place: str, template: str, /, **names: str | int) -> None:
        self.problems.append(RuleProblem.told(place, template, **names))

    def object(self, value: Any, place: str, known: tuple[str, ...] | None) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            self.bad(place, "must be an object")
            return {}
        for key in value:
            name = f"{place}.{key}" if place else str(key)
            if known is not None and key not in known:
                self.bad(name[:80], "is not known; known are {known}", known=", ".join(known))
            elif known is None and not _ID.fullmatch(str(key)):
                self.bad(name[:80], "a name has letters, digits, _ and -, at most 40 of them")
        return value

    def items(
        self, whole: Mapping[str, Any], name: str, default: tuple[Rule, ...] | tuple[RecordingRule, ...]
    ) -> list[tuple[str, Any]]:
        value = whole.get(name, [_record(rule) for rule in default])
        if not isinstance(value, list):
            self.bad(name, "must be a list")
            return []
        if len(value) > MOST_RULES:
            self.bad(name, "at most {most}", most=MOST_RULES)
        return [(f"{name}[{place}]", one) for place, one in enumerate(value[:MOST_RULES])]

    def record(self, cls: type[Any], value: Any, place: str) -> Any:
        checks = FIELDS[cls]
        given = self.object(value, place, tuple(checks))
        for name in REQUIRED.get(cls, ()):
            if name not in given:
                self.bad(f"{place}.{name}", "must be given")
        stand_in = dict.fromkeys(REQUIRED.get(cls, ()), "")
        read = {name: checks[name](self, given[name], f"{place}.{name}") for name in checks if name in given}
        return cls(**{**stand_in, **read})

    def calendar(self, value: Any, place: str) -> Hours:
        given = self.object(value, place, ("zone", "week", "holidays"))
        zone = text(_WORD)(self, given.get("zone"), f"{place}.zone")
        week = self.object(given.get("week", {}), f"{place}.week", DAYS)
        days = tuple(self.day(week.get(day, []), f"{place}.week.{day}") for day in DAYS if "week" in given)
        holidays = words(_DATE, "must be a date such as 2027-01-01")
        return Hours(
            zone=zone, week=days, holidays=holidays(self, given.get("holidays", []), f"{place}.holidays")
        )

    def day(self, value: Any, place: str) -> tuple[tuple[int, int], ...]:
        """The stretches of one day, in their order and apart from each other."""
        spans = [_minutes(one) for one in value] if isinstance(value, list) else [None]
        if None in spans:
            self.bad(place, 'must be a list of stretches such as "09:00-18:00"')
            return ()
        times = [minute for span in spans if span for minute in span]
        if times != sorted(set(times)):
            self.bad(place, "the stretches must follow one another without touching")
        return tuple(span for span in spans if span)

    def same_id_twice(self, name: str, ids: list[str]) -> None:
        for place, ident in enumerate(ids):
            if ident and ident in ids[:place]:
                self.bad(f"{name}[{place}].id", "'{id}' is the id of another rule too", id=ident)


def _minutes(span: Any) -> tuple[int, int] | None:
    match = _SPAN.fullmatch(span) if isinstance(span, str) else None
    if match is None:
        return None
    first, last = (int(text[:2]) * 60 + int(text[3:]) for text in match[0].split("-"))
    return (first, last) if first < last else None


def text(
    pattern: re.Pattern[str], form: str = "must be text without control characters, at most 80"
) -> Check:
    def check(reader: _Reader, value: Any, place: str) -> str:
        if isinstance(value, str) and pattern.fullmatch(value) and value.isprintable():
            return value
        reader.bad(place, form)
        return ""

    return check


def words(pattern: re.Pattern[str] = _WORD, form: str = "must be text, at most 80 characters") -> Check:
    def check(reader: _Reader, value: Any, place: str) -> tuple[str, ...]:
        if not isinstance(value, list) or len(value) > MOST_WORDS:
            reader.bad(place, "must be a list of at most {most}", most=MOST_WORDS)
            return ()
        for number, one in enumerate(value):
            if not (isinstance(one, str) and pattern.fullmatch(one) and one.isprintable()):
                reader.bad(f"{place}[{number}]", form)
            elif one in value[:number]:
                reader.bad(f"{place}[{number}]", "is there twice")
        return tuple(one for one in value if isinstance(one, str))

    return check


def whole(low: int, high: int) -> Check:
    def check(reader: _Reader, value: Any, place: str) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        reader.bad(place, "must be a whole number from {least} to {most}", least=low, most=high)
        return low

    return check


_NONE_OF = "must be one of: {known}"


def _listed(known: Iterable[str]) -> str:
    return ", ".join(map(repr, known))


def one_of(*known: str) -> Check:
    def check(reader: _Reader, value: Any, place: str) -> str:
        if isinstance(value, str) and value in known:
            return value
        reader.bad(place, _NONE_OF, known=_listed(known))
        return ""

    return check


def some_of(*known: str) -> Check:
    def check(reader: _Reader, value: Any, place: str) -> tuple[str, ...]:
        read: tuple[str, ...] = words()(reader, value, place)
        for number, one in enumerate(read):
            if one not in known:
                reader.bad(f"{place}[{number}]", _NONE_OF, known=_listed(known))
        return read

    return check


def flag(reader: _Reader, value: Any, place: str) -> bool:
    if not isinstance(value, bool):
        reader.bad(place, "must be true or false")
    return value is True


def record(cls: type[Any]) -> Check:
    return lambda reader, value, place: reader.record(cls, value, place)


_ident = text(_ID, "must be an id of letters, digits, _ and -, at most 40 of them")

# Every field that a document may hold, and what it takes to be one.
FIELDS: dict[type[Any], dict[str, Check]] = {
    Rule: {
        "id": _ident,
        "kind": one_of(*KINDS),
        "name": text(_TARGET),
        "target": text(_TARGET),
        "seconds": whole(0, 3600),
        "attempts": whole(1, 5),
        "most_waiting": whole(0, 1000),
        "when": record(When),
    },
    When: {
        "dialled": words(),
        "hours": one_of("", "open", "closed"),
        "calendar": text(_TARGET),
        "client": one_of("", "known", "unknown", "withheld"),
        "priority_from": whole(0, 9),
        "languages": words(),
        "departments": words(),
    },
    RecordingRule: {
        "id": _ident,
        "record": flag,
        "name": text(_TARGET),
        "share": whole(0, 100),
        "announce": flag,
        "switchable": flag,
        "when": record(RecordingWhen),
    },
    RecordingWhen: {
        "queues": words(),
        "operators": words(),
        "dialled": words(),
        "directions": some_of("inbound", "outbound", "internal"),
        "consent": one_of("", "yes", "no", "unasked"),
    },
}
REQUIRED: dict[type[Any], tuple[str, ...]] = {Rule: ("id", "kind"), RecordingRule: ("id", "record")}
