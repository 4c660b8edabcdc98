"""Who has logged in, and what his page begins with."""

from typing import Literal, TypedDict

from ccengine.core.facts import OperatorStatus


class User(TypedDict):
    """``operator`` is empty for a login without a phone (a supervisor, a CRM)."""

    login: str
    role: str
    permissions: list[str]
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
    department: str
    status: OperatorStatus


class QueueEntry(TypedDict):
    """``results``: the words for how a call of this queue went; without any, those of the house hold."""

    id: str
    name: str
    extension: str
    results: list[str]


class PauseEntry(TypedDict):
    """``limit_s``: how long such a pause may last; 0: as long as he likes."""

    id: str
    name: str
    limit_s: int


class Session(TypedDict):
    """``results`` are the words an operator can choose for how a call went; ``zone`` is the time
    zone of the house."""

    user: User
    csrf: str
    screenpop: ScreenpopAccess
    version: str
    zone: str
    colleagues: list[Colleague]
    queues: list[QueueEntry]
    pauses: list[PauseEntry]
    results: list[str]


class LoginRequest(TypedDict):
    login: str
    password: str


class StatusRequest(TypedDict):
    """``reason`` of a pause: the id of one of the house's, or any words where it names none."""

    status: Literal["available", "paused", "offline"]
    reason: str
