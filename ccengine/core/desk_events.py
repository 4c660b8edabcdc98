"""Events of the stream `desk`: what people do through the API, and what follows from calls by rule.

They stand beside ``ccengine.core.events`` and are made just like those: ``type`` is the name, the
fields are what leaves the house. A type that is written without a record here fails the tests. The
call, where there is one, is the entry's own (the CloudEvent's ``subject``).
"""

from dataclasses import dataclass
from typing import ClassVar

from ccengine.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskEvent(Event):
    """An event that no call's engine tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNoted(DeskEvent):
    """An operator wrote a note or chose a result."""

    type: ClassVar[str] = "call.noted"
    by: str
    result: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesChanged(DeskEvent):
    """An administrator has put a new version of the rule book in force."""

    type: ClassVar[str] = "rules.changed"
    version: int
    by: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationOpened(DeskEvent):
    """A missed call opened a promise to call back."""

    type: ClassVar[str] = "obligation.opened"
    id: int
    client: str
    number: str
    queue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationClosed(DeskEvent):
    """It was kept (``how`` is ``talk``), or closed with a reason, or a correction took it back.
    ``by`` is the login, empty where no person closed it; ``reason`` is what he said."""

    type: ClassVar[str] = "obligation.closed"
    id: int
    client: str
    how: str
    recall_ms: int | None
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationClaimed(DeskEvent):
    """An operator has taken it on; until then nobody else calls this client back."""

    type: ClassVar[str] = "obligation.claimed"
    id: int
    client: str
    by: str
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationReleased(DeskEvent):
    """It is everybody's again. ``how``: ``released`` (by himself), ``supervisor``, ``logout``, or
    ``expired``; ``by`` is the operator who had it."""

    type: ClassVar[str] = "obligation.released"
    id: int
    client: str
    by: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationPostponed(DeskEvent):
    """An operator has put it off until then, and will be reminded."""

    type: ClassVar[str] = "obligation.postponed"
    id: int
    client: str
    by: str
    until: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationWoken(DeskEvent):
    """The moment has come until which it was put off; ``by`` is the operator who did."""

    type: ClassVar[str] = "obligation.woken"
    id: int
    client: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationEscalated(DeskEvent):
    """It is older than the queue's limit. ``level`` 1 tells the operators who should call (``to``);
    2, after the same time again, the supervisors too. ``due`` is when it should have been kept."""

    type: ClassVar[str] = "obligation.escalated"
    id: int
    client: str
    number: str
    queue: str
    level: int
    due: int
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationAttempted(DeskEvent):
    """Somebody called the client, and nobody talked to him; ``result`` is the call's outcome."""

    type: ClassVar[str] = "obligation.attempted"
    id: int
    client: str
    by: str
    result: str
    attempts: int
