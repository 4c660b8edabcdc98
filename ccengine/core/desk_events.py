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
    ``by`` is the login, empty where no person closed it."""

    type: ClassVar[str] = "obligation.closed"
    id: int
    client: str
    how: str
    recall_ms: int | None
    by: str
