"""The parts of the house that the API needs, as they are handed in when it is put together."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from aiohttp import web

from ccengine.access import Access, Links
from ccengine.api.counters import HttpCounts
from ccengine.api.records import Records
from ccengine.api.worklist import Worklist
from ccengine.core.applied import Applied
from ccengine.core.desk import Desk, Dialling, Passing, UnseenPop
from ccengine.core.facts import OperatorStatus
from ccengine.core.metrics import Family
from ccengine.core.phones import PhoneLogins
from ccengine.core.ports import Directory, Numbering
from ccengine.core.rules import RuleDesk
from ccengine.core.supervision import FloorNote, Supervision
from ccengine.store.clients import Clients
from ccengine.store.contacts import Contacts
from ccengine.store.house import PgHouse
from ccengine.store.tasks import Tasks


class RecordingHead(Protocol):
    """What is known of a stored recording. ``size`` is 0 where there is no sound."""

    @property
    def status(self) -> str: ...
    @property
    def problem(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str: ...


class Recordings(Protocol):
    async def head(self, call_id: UUID) -> RecordingHead | None: ...

    def chunks(self, call_id: UUID, start: int, end: int) -> AsyncIterator[bytes]:
        """Bytes [start, end)."""
        ...


class Events(Protocol):
    """The stream of events: a whole handler, as it speaks HTTP in its own way."""

    async def answer(self, request: web.Request) -> web.StreamResponse: ...

    def close(self) -> None:
        """End every open stream: the server stops."""
        ...


class Contract(Protocol):
    """What the stream tells, for programs."""

    def asyncapi(self) -> Mapping[str, Any]: ...

    def json_schema(self, name: str) -> Mapping[str, Any]:
        """The schema of one type. Raises NotFound."""
        ...


class Webhooks(Protocol):
    """The addresses that events are posted to. Raises NotFound, BadInput and StoreUnavailable."""

    def types(self) -> Sequence[str]:
        """All that can be asked for."""
        ...

    async def listing(self) -> list[dict[str, Any]]: ...

    async def add(self, url: str, types: Sequence[str]) -> tuple[int, str]:
        """Its id, and the secret that its events are signed with."""
        ...

    async def switch(self, webhook: int, *, active: bool) -> None: ...

    async def remove(self, webhook: int) -> None: ...

    async def dead(self, webhook: int) -> list[dict[str, Any]]: ...

    async def resend(self, webhook: int, event: tuple[str, int] | None = None) -> int:
        """How many are posted again: all, or this one, by its stream and number there."""
        ...


class Reports(Protocol):
    async def __call__(self, name: str, *, start: str, end: str, zone: str, interval: str, form: str) -> str:
        """The report ``name`` on [start, end), as the text of a JSON or CSV document (``form``).

        The texts are as they were given; an empty ``interval`` is the report's own choice.
        Raises NotFound (no such report) and BadInput.
        """
        ...


TellFloor = Callable[[str, str, int], FloorNote]
"""Who says it, the words, and for how many minutes they stand."""


class OwnDay(Protocol):
    """An operator's own day. Raises StoreUnavailable."""

    def today(self) -> int:
        """When today began."""
        ...

    async def __call__(self, operator: str, status: OperatorStatus, since: int) -> dict[str, Any]:
        """His calls of today and their figures; ``status`` is what he does now, ``since`` then."""
        ...


Health = Callable[[], Awaitable[Mapping[str, bool]]]
"""Which parts of the service are well, by name."""


Metrics = Callable[[], Iterable[Family]]
"""What ``GET /metrics`` tells beside the requests to the API itself."""


UnseenPops = Callable[[], Sequence[UnseenPop]]
"""The pops that no page has acknowledged."""


Statuses = Callable[[], Mapping[str, OperatorStatus]]
"""The operators' states now, by id; who is not named is offline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """``page``: the folder of the built page. ``screenpop_url``: where its websocket listens.
    ``secure``: the page is reached over https, so the cookie never travels without it.
    ``results``: the words an operator can choose for how a call went. ``zone``: the time zone of
    the house, by whose clock the page tells times. ``numbering`` reads a number as it is written."""

    access: Access
    directory: Directory
    house: PgHouse
    applied: Applied
    phones: PhoneLogins
    clients: Clients
    contacts: Contacts
    desk: Desk
    passing: Passing
    dialling: Dialling
    supervision: Supervision
    tell_floor: TellFloor
    statuses: Statuses
    records: Records
    worklist: Worklist
    tasks: Tasks
    day: OwnDay
    recordings: Recordings
    links: Links
    reports: Reports
    rules: RuleDesk
    events: Events
    contract: Contract
    webhooks: Webhooks
    health: Health
    metrics: Metrics
    unseen_pops: UnseenPops
    http: HttpCounts
    numbering: Numbering
    page: Path
    screenpop_url: str
    version: str
    secure: bool = False
    results: tuple[str, ...] = ()
    zone: str = "UTC"
