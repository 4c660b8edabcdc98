"""Who should sit in which of the PBX's queues, and what to do where it is otherwise. Pure.

The engine owns operators' status; the PBX's membership and pause are a projection of it. Both
sides are compared as whole pictures, so a lost action or a restarted PBX is mended by the next
comparison.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ccengine.core.directory import House
from ccengine.core.facts import OperatorStatus
from ccengine.core.operator import OperatorLife

Seats = dict[tuple[str, str], bool]
"""(queue, operator) -> paused."""

_TAKING = frozenset({OperatorStatus.AVAILABLE, OperatorStatus.RINGING, OperatorStatus.BUSY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One thing to do. ``act``: add, remove, pause, resume."""

    act: str
    queue: str
    operator: str
    reason: str = ""


def wanted(house: House, operators: Mapping[str, OperatorLife]) -> Seats:
    """Logged-in operators sit in their queues, paused unless calls may ring them."""
    return {
        (queue, operator.id): _paused(operators[operator.id])
        for operator in house.operators.values()
        if operator.id in operators and operators[operator.id].wish is not OperatorStatus.OFFLINE
        for queue in operator.queues
        if queue in house.queues
    }


def _paused(life: OperatorLife) -> bool:
    """Busy is not paused: the PBX sees the device. Wrap-up and a wished pause are, and who has no phone."""
    return not life.reachable or life.wish is not OperatorStatus.AVAILABLE or life.status not in _TAKING


def changes(now: Seats, want: Seats) -> Iterable[Seat]:
    """What turns ``now`` into ``want``: removals first, so that nobody is rung on his way out."""
    for queue, operator in sorted(now.keys() - want.keys()):
        yield Seat(act="remove", queue=queue, operator=operator)
    for key, paused in sorted(want.items()):
        if key not in now:
            yield Seat(act="add", queue=key[0], operator=key[1], reason="paused" if paused else "")
        elif now[key] != paused:
            yield Seat(act="pause" if paused else "resume", queue=key[0], operator=key[1])
