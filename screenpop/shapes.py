"""The JSON of the HTTP API, as the operator's page reads and writes it.

The API builds these shapes from the store; the page gets them as generated types. Times are UTC
milliseconds, as on cards. Every error is ``Problem`` (application/problem+json).
"""

from typing import Literal, TypedDict

from ccengine.core.facts import Direction, Mark, OperatorStatus, Outcome


class User(TypedDict):
    """``operator`` is empty for a login without a phone (a supervisor, a CRM)."""

    login: str
    role: str
    operator: str
    name: str


class ScreenpopAccess(TypedDict):
    """Where the gateway listens, and a token for it that soon runs out."""

    url: str
    token: str


class Colleague(TypedDict):
    id: str
    name: str
    extension: str
    status: OperatorStatus


class QueueEntry(TypedDict):
    id: str
    name: str
    extension: str


class Session(TypedDict):
    """``results`` are the words an operator can choose for how a call went."""

    user: User
    csrf: str
    screenpop: ScreenpopAccess
    version: str
    colleagues: list[Colleague]
    queues: list[QueueEntry]
    results: list[str]


class LoginRequest(TypedDict):
    login: str
    password: str


class PlaceCallRequest(TypedDict):
    number: str


class CallPlaced(TypedDict):
    call_id: str


class TransferRequest(TypedDict):
    """``target``: operator id, queue id or number."""

    target: str
    how: Literal["blind", "attended"]


class Passed(TypedDict):
    """To whom the call was passed."""

    name: str


class NoteRequest(TypedDict):
    note: str
    result: str


class StatusRequest(TypedDict):
    status: Literal["available", "paused", "offline"]
    reason: str


class CloseRequest(TypedDict):
    how: Literal["spam", "unreachable", "supervisor"]


class CallRow(TypedDict):
    """One line of the list of calls. ``number`` is the outside party's (empty: withheld);
    ``recording`` is its status, empty for none."""

    call_id: str
    start: int
    direction: Direction
    outcome: Outcome
    mark: Mark
    number: str
    withheld: bool
    client: str
    client_name: str
    company: str
    operator_name: str
    talk_ms: int
    result: str
    note: str
    recording: str


class Calls(TypedDict):
    calls: list[CallRow]


class ObligationRow(TypedDict):
    """A promise to call a client back: ``missed`` calls since ``opened``."""

    id: int
    opened: int
    number: str
    client: str
    client_name: str
    company: str
    responsible: str
    responsible_name: str
    queue: str
    missed: int


class Obligations(TypedDict):
    obligations: list[ObligationRow]


class Problem(TypedDict):
    type: str
    title: str
    status: int
    detail: str
