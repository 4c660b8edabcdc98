"""What is going on now."""

from typing import TypedDict

from ccengine.core.facts import Direction, OperatorStatus
from ccengine.core.supervision import Hearing


class Listener(TypedDict):
    """A supervisor who hears a call. ``how``: listen, whisper or barge."""

    operator: str
    how: Hearing


class LiveCall(TypedDict):
    """A call in flight; ``operators`` are those who talk."""

    call_id: str
    phase: str
    direction: Direction
    start: int
    dialled: str
    queue: str
    client: str
    operators: list[str]
    listeners: list[Listener]


class LiveOperator(TypedDict):
    """``until``: when his wrap-up ends by itself, or the permitted time of his pause (0: neither). While his
    phone is not ``reachable`` nobody can ring him; ``away``: since when."""

    operator: str
    status: OperatorStatus
    reason: str
    since: int
    until: int
    extendable: bool
    reachable: bool
    away: int


class Live(TypedDict):
    """The house now; ``counters`` only grow while the engine runs."""

    calls: list[LiveCall]
    operators: list[LiveOperator]
    counters: dict[str, int]
