"""The words of rules, for pages and for people: every kind, and what a house has to choose from."""

from collections.abc import Iterable
from typing import Any

from ccengine.core.directory import House
from ccengine.core.facts import OperatorStatus
from routing.kinds import KINDS

HOURS = {"": "at any time", "open": "in working hours", "closed": "outside working hours"}
CLIENTS = {
    "": "anybody",
    "known": "a client with a name",
    "unknown": "a number that nobody has named",
    "withheld": "a withheld number",
}
DIRECTIONS = {
    "inbound": "calls from outside",
    "outbound": "calls to the outside",
    "internal": "calls of two operators",
}
CONSENTS = {
    "": "whatever he has said",
    "yes": "the client has agreed",
    "no": "the client has refused",
    "unasked": "nobody has asked him",
}


def vocabulary(house: House, sounds: Iterable[str] = ()) -> dict[str, Any]:
    """JSON-ready. A list of choices holds ids with their words."""
    people = house.operators.values()
    return {
        "kinds": [
            {
                "kind": name,
                "does": kind.does,
                "target": kind.target,
                "without": kind.without,
                "takes": list(kind.takes),
                "default": kind.default,
            }
            for name, kind in KINDS.items()
        ],
        "hours": _choices(HOURS),
        "clients": _choices(CLIENTS),
        "directions": _choices(DIRECTIONS),
        "consents": _choices(CONSENTS),
        "states": list(OperatorStatus),
        "numbers": _choices({number.number: number.name for number in house.numbers.values()}),
        "queues": _choices({queue.id: queue.name for queue in house.queues.values()}),
        "operators": _choices({person.id: person.name for person in people}),
        "sounds": _words(sounds),
        "skills": _words(skill for person in people for skill in person.skills),
        "languages": _words(language for person in people for language in person.languages),
        "departments": _choices(_departments(house)),
    }


def _departments(house: House) -> dict[str, str]:
    """Also one that somebody is of, and nobody has given a name."""
    people, queues = house.operators.values(), house.queues.values()
    words = _words([*(person.department for person in people), *(queue.department for queue in queues)])
    return {word: word for word in words} | {one.id: one.name for one in house.departments.values()}


def _choices(named: dict[str, str]) -> list[dict[str, str]]:
    return [{"id": ident, "name": name} for ident, name in named.items()]


def _words(words: Iterable[str]) -> list[str]:
    return sorted(filter(None, set(words)))
