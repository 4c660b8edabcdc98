"""All that a decision is made of, at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ccengine.core.directory import Client, DialledNumber, House, Operator, Queue
from ccengine.core.facts import OperatorStatus


class OperatorState(NamedTuple):
    """``reserved``: another call is on its way to him, though his phone does not ring yet.
    ``reachable``: his phone is there."""

    status: OperatorStatus = OperatorStatus.OFFLINE
    reserved: bool = False
    reachable: bool = True

    @property
    def told(self) -> str:
        """As it is stored beside a decision: ``available+reserved``."""
        return "+".join([self.status, *["reserved"] * self.reserved, *["unreachable"] * (not self.reachable)])

    @classmethod
    def read(cls, told: str) -> "OperatorState":
        status, *more = told.split("+")
        return cls(OperatorStatus(status), "reserved" in more, "unreachable" not in more)

    @property
    def free(self) -> bool:
        return self.status is OperatorStatus.AVAILABLE and self.reachable and not self.reserved

    @property
    def logged_in(self) -> bool:
        return self.status is not OperatorStatus.OFFLINE

    @property
    def present(self) -> bool:
        """It is worth while to wait for him."""
        return self.logged_in and self.reachable


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """``at`` is UTC milliseconds. ``caller`` is E.164, or empty where that cannot be told.

    ``client`` is None when nobody is known by the number; ``lookup_problem`` says, in words, why
    he could not be looked up (empty: he could). ``last_result`` is how the last step ended, in
    the PBX's word. ``operators``: status and whether reserved; who is missing is offline.
    ``last_operator`` talked last with the client; ``waiting``: so many wait in each queue now. The phones
    of ``unreachable`` operators are not there.
    """

    at: int
    dialled: str
    house: House
    caller: str = ""
    withheld: bool = False
    client: Client | None = None
    lookup_problem: str = ""
    last_result: str = ""
    last_operator: str = ""
    operators: Mapping[str, OperatorState | tuple[OperatorStatus, bool]] = field(default_factory=dict)
    waiting: Mapping[str, int] = field(default_factory=dict)
    unreachable: frozenset[str] = frozenset()

    @property
    def number(self) -> DialledNumber | None:
        return self.house.numbers.get(self.dialled)

    @property
    def queue(self) -> Queue | None:
        return self.house.queues.get(self.number.queue) if self.number else None

    def state(self, operator: str) -> OperatorState:
        status, reserved, _ = OperatorState(*self.operators.get(operator, ()))
        return OperatorState(status, reserved, operator not in self.unreachable)

    def members(self, queue: Queue) -> tuple[Operator, ...]:
        """Who takes calls of that queue, logged in or not."""
        return tuple(person for person in self.house.operators.values() if queue.id in person.queues)
