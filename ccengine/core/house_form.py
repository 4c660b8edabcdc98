"""An entry of the house as somebody hands it in, read field by field; whatever is wrong is named.

What a field may hold is a table (``FIELDS``), so an entry that was read here can be rendered for
Asterisk: ids, extensions and numbers are held against the same patterns there. What an entry means
among the others is said in ``ccengine.core.house_change``.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from ccengine.core.client_form import Fault, WrongFields
from ccengine.core.directory import (
    CLIENT,
    OPERATOR,
    Department,
    DialledNumber,
    DiallingRules,
    Operator,
    PauseReason,
    Queue,
)
from ccengine.core.hours import ALWAYS, Hours
from ccengine.core.rule_document import read_calendar, write_calendar
from ccengine.core.rules import RuleProblem

# general, global and phone are sections with a meaning of their own in Asterisk's files; what
# begins like the trunk's endpoint would be mixed up with it.
ID: Final = re.compile(r"(?!(?:general|global|phone)\Z)[A-Za-z][A-Za-z0-9_]{0,31}")
TRUNK: Final = "trunk"
EXTENSION: Final = re.compile(r"[0-9]{2,6}")
STRATEGIES: Final = (
    *("ringall", "leastrecent", "fewestcalls", "random", "rrmemory", "linear", "wrandom", "rrordered"),
)
PHONES: Final = ("desk", "browser")

LONGEST_NAME, LONGEST_WORD, LONGEST_URL = 80, 60, 500
MOST_WORDS, MOST_MEMBERS = 50, 1_000
DAY_S, HOUR_S = 86_400, 3_600

MOST_PER_HOUR, MOST_AT_ONCE = 10_000, 100

_NUMBER = re.compile(r"[0-9]{2,15}")
_BEGINNING = re.compile(r"\+[1-9][0-9]{0,14}")
_WRITTEN = re.compile(r"[\s().-]|^\+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_LINE_OF_TEXT = re.compile("[^\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]*")

Entry = Department | Operator | Queue | DialledNumber | PauseReason


class Unfit(Exception):
    """Why a value cannot be used: a template, as the end of a sentence that begins with its field."""

    def __init__(self, template: str, **names: str | int) -> None:
        super().__init__(template)
        self.template = template
        self.names = names

    def at(self, field: str) -> list[Fault]:
        return [Fault.told(field, self.template, **self.names)]


class UnfitWithin(Unfit):
    """Several parts of a value cannot be used: each with its place in there."""

    def __init__(self, parts: Sequence[RuleProblem]) -> None:
        super().__init__("cannot be used")
        self._parts = parts

    def at(self, field: str) -> list[Fault]:
        return [Fault.told(field + part.place, part.template, **part.names) for part in self._parts]


Check = Callable[[Any], Any]
"""What stands for the value in the record. Raises Unfit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry that can be read. ``operators``: who takes the calls of a queue, where that was said."""

    entry: Entry
    operators: tuple[str, ...] | None = None


def read_entry(kind: str, ident: str, given: Mapping[str, Any]) -> Draft:
    """``kind`` is one of ``FIELDS``. What is left out has its default. Raises WrongFields."""
    faults = [Fault.told("id", reason) for reason in _id_faults(kind, ident)]
    read = _read(FIELDS[kind], _NEEDED[kind], given, faults)
    if faults:
        raise WrongFields(faults)
    operators = read.pop("operators", None)
    return Draft(entry=_RECORDS[kind](**{_KEY.get(kind, "id"): ident}, **read), operators=operators)


def read_dialling(given: Mapping[str, Any]) -> DiallingRules:
    """What operators may call. Raises WrongFields."""
    faults: list[Fault] = []
    read = _read(DIALLING, DIALLING.keys(), given, faults)
    if faults:
        raise WrongFields(faults)
    return DiallingRules(**read)


def read_results(given: Any) -> tuple[str, ...]:
    """The house's own words for how a call went. Raises WrongFields."""
    try:
        results: tuple[str, ...] = _words(LONGEST_WORD)(given)
    except Unfit as unfit:
        raise WrongFields(unfit.at("results")) from None
    return results


def plain_dialling(rules: DiallingRules) -> dict[str, Any]:
    """The fields as they are handed in."""
    return {name: _plain(getattr(rules, name)) for name in DIALLING}


def plain_entry(entry: Entry) -> dict[str, Any]:
    """The fields as they are handed in, without the id; reading them gives the same entry."""
    values = {name: getattr(entry, name) for name in FIELDS[kind_of(entry)] if hasattr(entry, name)}
    return {name: _plain(value) for name, value in values.items()}


def kind_of(entry: Entry) -> str:
    return next(kind for kind, record in _RECORDS.items() if isinstance(entry, record))


def number_of(written: str) -> str:
    """A dialled number as people write it, as digits: ``+998 71 200-01-00``."""
    return _WRITTEN.sub("", written.strip())


def _read(
    checks: Mapping[str, Check], needed: Collection[str], given: Mapping[str, Any], faults: list[Fault]
) -> dict[str, Any]:
    """What was read; what cannot be used, or is not known, joins the ``faults``."""
    faults += [Fault.told(str(name)[:40], "is not known here") for name in given if name not in checks]
    read: dict[str, Any] = {}
    for name, check in checks.items():
        if name not in given and name not in needed:
            continue
        try:
            read[name] = check(given.get(name))
        except Unfit as unfit:
            faults += unfit.at(name)
    return read


def _plain(value: Any) -> Any:
    if isinstance(value, Hours):
        return write_calendar(value)
    return list(value) if isinstance(value, tuple) else value


# Ids -------------------------------------------------------------------------------------------


def _id_faults(kind: str, ident: str) -> list[str]:
    if kind == "numbers":
        good = _NUMBER.fullmatch(ident)
        return [] if good else ["must be 2 to 15 digits, as the network sends it"]
    if not ID.fullmatch(ident):
        return [
            "must be a letter, then letters, digits or _ (A to Z only, at most 32), and none of "
            "general, global, phone"
        ]
    if kind == "operators" and ident.startswith(TRUNK):
        return ["must not begin with trunk, like the line to the outside"]
    return []


# Values ----------------------------------------------------------------------------------------


def _text(longest: int, *, needed: bool = False) -> Check:
    def check(value: Any) -> str:
        if value is None or value == "":
            if needed:
                raise Unfit("must be given")
            return ""
        if not isinstance(value, str) or not _LINE_OF_TEXT.fullmatch(value):
            raise Unfit("must be one line of text, without control characters")
        if len(value) > longest:
            raise Unfit("has more than {most} characters; make it shorter", most=longest)
        if needed and not value.strip():
            raise Unfit("must be given")
        return value.strip()

    return check


def _matched(pattern: re.Pattern[str], form: str, *, needed: bool = False) -> Check:
    text = _text(LONGEST_NAME, needed=needed)

    def check(value: Any) -> str:
        read: str = text(value)
        if read and not pattern.fullmatch(read):
            raise Unfit(form)
        return read

    return check


def _words(
    longest: int, most: int = MOST_WORDS, pattern: re.Pattern[str] | None = None, form: str = ""
) -> Check:
    text = _text(longest, needed=True)

    def check(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or len(value) > most:
            raise Unfit("must be a list of at most {most}", most=most)
        read = tuple(text(one) for one in value)
        if pattern is not None and (odd := [one for one in read if not pattern.fullmatch(one)]):
            raise Unfit(form, word=odd[0][:20])
        if len(set(read)) < len(read):
            raise Unfit("holds a word twice; take one away")
        return read

    return check


def _whole(least: int, most: int) -> Check:
    def check(value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        raise Unfit("must be a whole number from {least} to {most}", least=least, most=most)

    return check


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit("must be true or false")
    return value


def _one_of(known: tuple[str, ...]) -> Check:
    def check(value: Any) -> str:
        if isinstance(value, str) and value in known:
            return value
        raise Unfit("must be one of {known}", known=", ".join(known))

    return check


def _url(value: Any) -> str:
    read: str = _text(LONGEST_URL)(value)
    if not read:
        return ""
    try:
        parts = urlsplit(read)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or " " in read:
        raise Unfit("must be an address such as http://10.0.0.21/answer")
    return read


def _hours(value: Any) -> Hours:
    if value is None:
        return ALWAYS
    hours, problems = read_calendar(value)
    if problems:
        raise UnfitWithin(problems)
    try:
        ZoneInfo(hours.zone)
    except (KeyError, ValueError, OSError):
        raise UnfitWithin([RuleProblem.told(".zone", "is no time zone, such as Asia/Tashkent")]) from None
    return hours


NO_LANGUAGE: Final = "holds {word}, which is no language's code, such as uz or en-GB"

_name = _text(LONGEST_NAME, needed=True)
_members = _words(LONGEST_NAME, MOST_MEMBERS)

# Every field that an entry may have, and what it takes to be one.
FIELDS: Final[Mapping[str, Mapping[str, Check]]] = {
    "departments": {"name": _name},
    "operators": {
        "name": _name,
        "extension": _matched(EXTENSION, "must be 2 to 6 digits", needed=True),
        "phone": _one_of(PHONES),
        "department": _text(LONGEST_NAME),
        "queues": _members,
        "skills": _words(LONGEST_WORD),
        "languages": _words(LONGEST_WORD, pattern=_LANGUAGE, form=NO_LANGUAGE),
        "answer_url": _url,
    },
    "queues": {
        "name": _name,
        "department": _text(LONGEST_NAME),
        "extension": _matched(EXTENSION, "must be 2 to 6 digits, or empty"),
        "operators": _members,
        "strategy": _one_of(STRATEGIES),
        "ring_s": _whole(1, 600),
        "wait_s": _whole(1, DAY_S),
        "wrap_up_s": _whole(0, HOUR_S),
        "announce_s": _whole(0, HOUR_S),
        "offers_callback": _flag,
        "recall_limit_s": _whole(60, 30 * DAY_S),
        "threshold_ms": _whole(1_000, 3_600_000),
        "short_ms": _whole(0, 600_000),
        "short_opens_obligation": _flag,
        "after_hours_opens_obligation": _flag,
        "results": _words(LONGEST_WORD),
        "alarm_waiting": _whole(0, 1_000),
        "alarm_level": _whole(0, 100),
    },
    "numbers": {
        "name": _name,
        "queue": _text(LONGEST_NAME, needed=True),
        "hours": _hours,
        "ring_s": _whole(1, 600),
        "static_route": _members,
    },
    "pauses": {"name": _name, "limit_s": _whole(0, DAY_S)},
}
DIALLING: Final[Mapping[str, Check]] = {
    "allowed": _words(
        LONGEST_WORD,
        pattern=_BEGINNING,
        form="holds {word}, which is no beginning of numbers, such as +998",
    ),
    "per_hour": _whole(1, MOST_PER_HOUR),
    "at_once": _whole(1, MOST_AT_ONCE),
    "first": _one_of((OPERATOR, CLIENT)),
}
_RECORDS: Mapping[str, type[Any]] = {
    "departments": Department,
    "operators": Operator,
    "queues": Queue,
    "numbers": DialledNumber,
    "pauses": PauseReason,
}
_NEEDED: Mapping[str, frozenset[str]] = {
    "departments": frozenset({"name"}),
    "operators": frozenset({"name", "extension"}),
    "queues": frozenset({"name"}),
    "numbers": frozenset({"name", "queue"}),
    "pauses": frozenset({"name"}),
}
_KEY = {"numbers": "number"}
