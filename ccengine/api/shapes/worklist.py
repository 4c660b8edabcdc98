"""The clients who are owed a call."""

from typing import Annotated, Literal, TypedDict

from ccengine.core.facts import Outcome


class PostponeRequest(TypedDict):
    until: int
    reason: str


class CloseRequest(TypedDict):
    """``unreachable`` is refused before enough attempts; ``supervisor`` must say a ``reason``."""

    how: Literal["spam", "unreachable", "supervisor"]
    reason: str


class Attempt(TypedDict):
    """A call to the client in which nobody talked to him; ``result`` is the call's outcome."""

    call_id: str
    at: int
    operator_name: str
    result: Outcome


class ObligationRow(TypedDict):
    """A promise to call a client back. Moments are 0 where there is none."""

    id: int
    opened: Annotated[int, "the end of the first missed call"]
    number: str
    client: str
    client_name: str
    company: str
    missed: Annotated[int, "calls missed since then"]
    last_missed: int
    promised: Annotated[str, "`callback`: he was told that we call; `voicemail`: he left one; empty: neither"]
    message: Annotated[str, "the call in which he left his last message; its sound is that call's recording"]
    responsible: str
    responsible_name: str
    queue: str
    queue_name: str
    callers: Annotated[
        list[str], "who should call: who has taken it on, else the responsible, else the queue"
    ]
    claimed_by: Annotated[str, "the operator who has taken it on"]
    claimed_by_name: str
    claimed: int
    wake: Annotated[int, "put off until then"]
    woken: Annotated[bool, "that moment has come"]
    reminder: Annotated[str, "what he wrote when he put it off"]
    due: Annotated[int, "when the queue's limit of working time has passed"]
    overdue: bool
    escalated: Annotated[int, "1: the operators were told that it is late; 2: the supervisors too"]
    attempted: Annotated[int, "attempts to reach him so far"]
    attempts: Annotated[list[Attempt], "the last five, newest first"]
    waited_work_ms: Annotated[int, "how long he has waited, by hours of work"]


class WorklistHead(TypedDict):
    """All open promises, counted; ``mine`` are those that the one who asks should call now."""

    at: Annotated[int, "when they were counted, by the server's clock"]
    open: int
    claimed: int
    sleeping: int
    overdue: int
    mine: int
    withheld: Annotated[int, "missed today with a withheld number: nobody can call them back"]
    attempts_needed: Annotated[int, "so many attempts before he is unreachable"]


class Obligations(TypedDict):
    """A page of them, oldest promise first."""

    obligations: list[ObligationRow]
    next: Annotated[str, "the cursor of the next page; empty on the last"]
    head: WorklistHead
