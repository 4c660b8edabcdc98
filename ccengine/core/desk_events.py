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
class HouseChanged(DeskEvent):
    """An administrator has put or removed an entry of the house, or moved it among the others: ``kind`` is
    departments, operators, queues, numbers, pauses, results or dialling; ``how`` is put, removed or moved.
    ``version`` counts the house's changes."""

    type: ClassVar[str] = "house.changed"
    version: int
    kind: str
    id: str
    how: str
    by: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCreated(DeskEvent):
    """There is a client who was not there. ``by`` is the login. ``merged_into``: his id had been merged
    into that client, and means a client of its own again."""

    type: ClassVar[str] = "client.created"
    id: str
    by: str
    merged_into: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientChanged(DeskEvent):
    """These fields of a client are others than they were; read him for what they are."""

    type: ClassVar[str] = "client.changed"
    id: str
    changed: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientsHandedOver(DeskEvent):
    """All clients of an operator are another's: so many who were his own, and so many whose deputy he
    was. It stands for the change of each of them."""

    type: ClassVar[str] = "client.handed_over"
    operator: str
    heir: str
    responsible: int
    deputy: int
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientMerged(DeskEvent):
    """The client ``id`` is no more; calls, promises and numbers are those of ``into``. It also says
    that a number got a name: then ``id`` is ``number:`` and the number."""

    type: ClassVar[str] = "client.merged"
    id: str
    into: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientDeleted(DeskEvent):
    """The client is no more. His calls and promises stay under ``heir``, the client who stands for
    his number; empty where there was nothing to keep."""

    type: ClassVar[str] = "client.deleted"
    id: str
    heir: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberChosen(DeskEvent):
    """An operator said who calls from this number; from now on it is this client who pops."""

    type: ClassVar[str] = "client.number_chosen"
    number: str
    client: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallClientChosen(DeskEvent):
    """An operator said whose call it is. ``was`` is whose it was held to be, empty for nobody's."""

    type: ClassVar[str] = "call.client_chosen"
    client: str
    was: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryImported(DeskEvent):
    """A file of clients was read in. Of its clients no event of their own is told: who keeps a copy
    reads them again. ``merged``: numbers that got a name; ``revived``: ids that had been merged and
    mean clients of their own again (the first hundred of them)."""

    type: ClassVar[str] = "directory.imported"
    by: str
    lines: int
    created: int
    changed: int
    unchanged: int
    refused: int
    merged: int
    revived: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEvent(DeskEvent):
    """``operator`` is whose it is. The call that it came of is the entry's own."""

    id: str
    operator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCreated(TaskEvent):
    """An operator has something to do, by ``due``."""

    type: ClassVar[str] = "task.created"
    text: str
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskChanged(TaskEvent):
    """It has other words or another time, or is to be done after all."""

    type: ClassVar[str] = "task.changed"
    text: str
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone(TaskEvent):
    """It is done."""

    type: ClassVar[str] = "task.done"
