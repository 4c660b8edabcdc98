"""Orders in which observations may arrive: kept per leg, any across legs, some of them twice."""

from collections import defaultdict, deque
from collections.abc import Iterable
from random import Random

from ccengine.core.observed import Observed


def interleaved(seen: Iterable[Observed], chance: Random) -> list[Observed]:
    """Any order across legs; per leg as it was."""
    lines: dict[str, deque[Observed]] = defaultdict(deque)
    for one in seen:
        lines[one.leg].append(one)
    mixed: list[Observed] = []
    while lines:
        leg = chance.choice(sorted(lines))
        for _ in range(chance.randint(1, 4)):
            if lines[leg]:
                mixed.append(lines[leg].popleft())
        if not lines[leg]:
            del lines[leg]
    return mixed


def jittered(seen: Iterable[Observed], chance: Random, late_ms: int = 40) -> list[Observed]:
    """Each leg's observations late by chance, as a link that does not keep order across legs."""
    clocks: dict[str, int] = {}
    arrivals = []
    for number, one in enumerate(seen):
        clocks[one.leg] = max(clocks.get(one.leg, 0), one.at + chance.randint(0, late_ms))
        arrivals.append((clocks[one.leg], number, one))
    return [one for _, _, one in sorted(arrivals, key=lambda arrival: arrival[:2])]


def doubled(seen: Iterable[Observed], chance: Random) -> list[Observed]:
    """Some come twice: at once, or some time later, as when a gap is read once more."""
    once = list(seen)
    twice = list(once)
    for one in once:
        if chance.random() < 0.3:
            first = next(i for i, other in enumerate(twice) if other is one)
            later = first + 1 if chance.random() < 0.5 else chance.randint(first + 1, len(twice))
            twice.insert(later, one)
    return twice
