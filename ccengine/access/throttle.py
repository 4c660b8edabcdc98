"""Slowing down whoever guesses passwords and tokens. Pure: time is passed in.

Failures are counted per name and source together, per name, and per source. Each count has its
own limit, so that a stranger who guesses at a name from outside does not at once shut out its
owner, who sits elsewhere. Over the limit, attempts are refused unheard for a time that doubles.
A token is guessed without a name (it is empty): only the source counts.
"""

from collections import OrderedDict
from dataclasses import dataclass

FORGET_S = 900.0
FIRST_WAIT_S = 15.0
LONGEST_WAIT_S = 900.0
MOST_KEYS = 10_000  # the oldest are forgotten first
LIMITS = {"pair": 5, "name": 20, "source": 50}

Key = tuple[str, str, str]


@dataclass(slots=True, kw_only=True)
class _Failures:
    count: int = 0
    last: float = 0.0
    until: float = 0.0


class Throttle:
    def __init__(self) -> None:
        self._failures: OrderedDict[Key, _Failures] = OrderedDict()

    def wait_s(self, name: str, source: str, now: float) -> float:
        """How long this attempt must wait; 0: it may be heard."""
        held = (self._failures.get(key) for key in _keys(name, source))
        return max((f.until - now for f in held if f is not None and f.until > now), default=0.0)

    def begins(self, name: str, source: str, now: float) -> None:
        """An attempt is heard: it counts as failed until it has succeeded, so that a hundred at
        once are no way around the limit."""
        for key in _keys(name, source):
            self._count(key, now)

    def succeeded(self, name: str, source: str) -> None:
        for key in _keys(name, source):
            if key[0] == "pair":
                self._failures.pop(key, None)
            elif (failures := self._failures.get(key)) is not None:
                failures.count -= 1

    def _count(self, key: Key, now: float) -> None:
        failures = self._failures.setdefault(key, _Failures())
        self._failures.move_to_end(key)
        if now - failures.last > FORGET_S:
            failures.count = 0
        failures.count += 1
        failures.last = now
        over = failures.count - LIMITS[key[0]]
        if over >= 0:
            failures.until = now + min(FIRST_WAIT_S * 2 ** min(over, 10), LONGEST_WAIT_S)
        while len(self._failures) > MOST_KEYS:
            self._failures.popitem(last=False)


def _keys(name: str, source: str) -> tuple[Key, ...]:
    by_source = ("source", "", source)
    return (("pair", name, source), ("name", name, ""), by_source) if name else (by_source,)
