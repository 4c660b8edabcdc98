"""Twenty calls a second: recorded calls, told again as those of many callers, queues and operators.

Each is a call that a real Asterisk carried (tests/fixtures), with everything that was seen of it, in
its own time. Its legs get new names, its operators and its queue are others; so the stream is as
dense and as odd as a real one, and the fixtures stay small.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from ccengine.core.directory import DialledNumber, House, Operator, PauseReason, Queue
from ccengine.core.observed import LegCreated, Observed, Side
from ccengine.lab.dice import Dice
from tests.core.recorded import FIXTURES, by_ami

PER_S = 20
QUEUES, OPERATORS = 10, 50
STORIES = (
    *("abandon_queue", "no_answer_then_queue", "ring_five", "responsible", "hold", "transfer_to_queue"),
    *("busy_declined", "abandon_ringing", "moved_to_operator", "moved_to_queue", "blind_manager", "outbound"),
)
_WORDS = (
    "Sales",
    "Support",
    "Orders",
    "Delivery",
    "Claims",
    "Export",
    "Billing",
    "Partners",
    "VIP",
    "Hotline",
)
_FIRST = ("Dilnoza", "Анна", "Emre", "Jasur", "Ελένη", "Oliver", "Тимур", "Zeynep", "Nargiza", "Пётр")
_LAST = ("Karimova", "Соколова", "Yıldız", "Toʻxtayev", "Παπαδοπούλου")


def house() -> House:
    """Ten queues, fifty operators; each takes calls of two queues."""
    queues = {
        f"q{n}": Queue(
            id=f"q{n}",
            name=name,
            department="Trade" if n < 5 else "Service",
            extension=f"2{n:02d}",
            alarm_waiting=6,
            alarm_level=60,
        )
        for n, name in enumerate(_WORDS)
    }
    operators = {
        f"op{101 + n}": Operator(
            id=f"op{101 + n}",
            name=f"{_FIRST[n % 10]} {_LAST[n // 10]}",
            extension=str(101 + n),
            department="Trade" if n % 10 < 5 else "Service",
            queues=(f"q{n % QUEUES}", f"q{(n * 3 + 1) % QUEUES}"),
        )
        for n in range(OPERATORS)
    }
    numbers = {
        f"99871200{n:04d}": DialledNumber(number=f"99871200{n:04d}", name=f"Line {n}", queue=f"q{n}")
        for n in range(QUEUES)
    }
    pauses = {"lunch": PauseReason(id="lunch", name="Lunch", limit_s=1800)}
    return House(operators=operators, queues=queues, numbers=numbers, pauses=pauses)


class Retold:
    """One recorded call as the ``number``-th of the stream, beginning at ``at``."""

    def __init__(self, story: str, number: int, at: int, dice: Dice) -> None:
        self._seen = by_ami(FIXTURES / story)
        self._number = number
        self._later = at - self._seen[0].at
        self._names: dict[str, str] = {}
        self._second = at // 1000
        self._people = dice.sample(range(101, 101 + OPERATORS), 8)
        self._queue = number % QUEUES
        self.caller = f"99890{dice.randrange(10**7):07d}"

    def __iter__(self) -> Iterator[Observed]:
        for seen in self._seen:
            if isinstance(seen, LegCreated):
                self._name(seen.leg)
        return iter([self._told(seen) for seen in self._seen])

    def _told(self, seen: Observed) -> Observed:
        changes: dict[str, Any] = {"at": seen.at + self._later}
        for field in fields(seen):
            value = getattr(seen, field.name)
            if isinstance(value, str) and not isinstance(value, Side) and value and field.name != "at":
                changes[field.name] = self._word(field.name, value)
        return replace(seen, **changes)

    def _word(self, field: str, value: str) -> str:
        if value in self._names:
            return self._names[value]
        match field:
            case "leg" | "linked" | "by" | "second" | "transferee" | "target" if "." in value:
                return self._name(value)
            case "bridge" | "pair" | "channel":
                return f"{value}-{self._number}"
            case "endpoint" if value.startswith("op"):
                return f"op{self._people[int(value[2:]) % 8]}"
            case "queue":
                return f"q{(self._queue + (value == 'support')) % QUEUES}"
            case "dialled" if len(value) > 6:
                return f"99871200{self._queue:04d}"
            case "number" if len(value) > 6:
                return self.caller
        return value

    def _name(self, leg: str) -> str:
        return self._names.setdefault(leg, f"pbx1-{self._second}.{self._number * 100 + len(self._names)}")


def stream(seconds: float, begin: int, seed: int = 20_261_122) -> list[Observed]:
    """All that is seen of the calls that begin in these seconds, in the order of its time."""
    dice = Dice(seed)
    calls = [
        Retold(dice.choice(STORIES), n, begin + n * 1000 // PER_S, dice) for n in range(int(seconds * PER_S))
    ]
    return sorted((seen for call in calls for seen in call), key=lambda seen: seen.at)
