"""The directory in PostgreSQL: clients by number, and the house.

Every question goes to the database, within a short time; what it answered is remembered, so that
a client seen in the last hours, and the house, are still known while the database is away.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ccengine.core.directory import Client, DialledNumber, Hours, House, Operator, Queue
from ccengine.core.errors import StoreUnavailable
from ccengine.core.ports import Numbering
from ccengine.store.facts import create_provisional, provisional_id
from ccengine.store.store import Session, Store

REMEMBERED = 20_000
STALE_S = 12 * 3600.0
ANSWER_S = 0.12  # a caller waits for this: within the time the engine gives a look-up


class PgDirectory:
    """``core.ports.Directory``, and the ways to fill it (``put_...``)."""

    def __init__(
        self,
        store: Store,
        *,
        remembered: int = REMEMBERED,
        stale_s: float = STALE_S,
        answer_s: float = ANSWER_S,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._most = remembered
        self._stale_s = stale_s
        self._answer_s = answer_s
        self._now = now
        self._clients: OrderedDict[str, tuple[float, Client | None]] = OrderedDict()
        self._house: House | None = None

    async def by_number(self, e164: str) -> Client | None:
        """The client of a number; one with a name before a provisional one."""
        if not e164:
            return None
        try:
            async with asyncio.timeout(self._answer_s):
                row = await self._store.fetch_one("directory_by_number", e164)
        except (StoreUnavailable, TimeoutError) as error:
            return self._recall(e164, error)
        client = _client(row) if row is not None else None
        self._remember(e164, client)
        return client

    async def by_id(self, client_id: str) -> Client | None:
        row = await self._store.fetch_one("directory_by_id", client_id)
        return _client(row) if row is not None else None

    async def house(self) -> House:
        try:
            self._house = await self._read_house()
        except StoreUnavailable:
            if self._house is None:
                raise
        return self._house

    def _remember(self, e164: str, client: Client | None) -> None:
        self._clients[e164] = (self._now(), client)
        self._clients.move_to_end(e164)
        while len(self._clients) > self._most:
            self._clients.popitem(last=False)

    def _recall(self, e164: str, error: Exception) -> Client | None:
        seen, client = self._clients.get(e164, (float("-inf"), None))
        if self._now() - seen > self._stale_s:
            raise StoreUnavailable(f"the directory does not answer: {error}") from error
        return client

    async def _read_house(self) -> House:
        async with self._store.session() as session:
            operators = await session.fetch("house_operators")
            queues = await session.fetch("house_queues")
            numbers = await session.fetch("house_numbers")
        return House(
            operators={row["id"]: _operator(row) for row in operators},
            queues={row["id"]: Queue(**row) for row in queues},
            numbers={row["number"]: _number(row) for row in numbers},
        )

    # Filling it --------------------------------------------------------------------------------

    async def put_house(self, house: House) -> None:
        """Make operators, queues and dialled numbers exactly these. Operators who are gone stay
        where clients or logins still name them."""
        async with self._store.transaction() as session:
            await session.execute_many(
                "house_put_operator", [_operator_row(o) for o in house.operators.values()]
            )
            await session.execute_many("house_put_queue", [_queue_row(q) for q in house.queues.values()])
            await session.execute("house_forget_members")
            members = [(q, o.id) for o in house.operators.values() for q in o.queues]
            await session.execute_many("house_put_member", members)
            await session.execute("house_forget_numbers")
            await session.execute_many("house_put_number", [_number_row(n) for n in house.numbers.values()])
            await session.execute("house_forget_queues", list(house.queues))
            await session.execute("house_forget_operators", list(house.operators))

    async def put_client(self, client: Client) -> None:
        await self.put_clients([client])

    async def put_clients(self, clients: Iterable[Client]) -> None:
        """Make these clients as given, by id; phones are E.164. A provisional client who stood for
        one of the phones is merged: his calls and obligations become the client's."""
        clients = sorted(clients, key=lambda c: c.id)  # everybody locks clients in this order
        phones = [(phone, c.id) for c in clients for phone in c.phones]
        async with self._store.transaction() as session:
            await session.execute_many("client_put", [_client_row(c) for c in clients])
            await session.execute("client_forget_phones", [c.id for c in clients])
            await session.execute_many("client_put_phone", phones)
            await _merge(session, [(phone, owner) for phone, owner in phones if f"number:{phone}" != owner])
        self._clients.clear()

    async def create_provisional(self, number: str, numbering: Numbering) -> Client:
        """The client who stands for a number nobody has named, made where he is not there."""
        normal = numbering(number)
        async with self._store.transaction() as session:
            await create_provisional(session, [normal])
            row = await session.fetch_one("directory_by_id", provisional_id(normal))
        return _client(row)


async def _merge(session: Session, phones: Sequence[tuple[str, str]]) -> None:
    provisional = [f"number:{phone}" for phone, _ in phones]
    existing = {row["id"] for row in await session.fetch("clients_existing", provisional)}
    for phone, owner in phones:
        if (old := f"number:{phone}") in existing:
            await session.fetch("clients_lock", sorted((old, owner)))
            await session.execute("merge_missed_calls", old, owner)
            await session.execute("merge_first", old, owner)
            await session.execute("merge_doubled", old, owner)
            await session.execute("merge_obligations", old, owner)
            await session.execute("merge_calls", old, owner)
            await session.execute("merge_forget", old)


def _client(row: Any) -> Client:
    return Client(**{**row, "phones": tuple(row["phones"])})


def _operator(row: Mapping[str, Any]) -> Operator:
    lists = {name: tuple(row[name]) for name in ("queues", "skills", "languages")}
    return Operator(**{**row, **lists})


def _client_row(c: Client) -> tuple[object, ...]:
    return (
        c.id,
        c.name,
        c.company,
        c.responsible or None,
        c.deputy or None,
        c.language,
        c.card,
        c.provisional,
        *(c.priority, c.consent, c.document_url, c.report_url),
    )


def _operator_row(o: Operator) -> tuple[object, ...]:
    return (o.id, o.name, o.extension, o.department, o.answer_url, list(o.skills), list(o.languages))


def _queue_row(q: Queue) -> tuple[object, ...]:
    return (
        *(q.id, q.name, q.department, q.extension, q.strategy, q.ring_s, q.wait_s, q.wrap_up_s),
        *(q.threshold_ms, q.short_ms, q.short_opens_obligation, q.after_hours_opens_obligation),
        *(q.announce_s, q.offers_callback, q.recall_limit_s),
    )


def _number_row(n: DialledNumber) -> tuple[object, ...]:
    week = [[list(span) for span in day] for day in n.hours.week] or None
    return (
        *(n.number, n.name, n.queue, n.hours.zone, week, list(n.hours.holidays)),
        *(n.ring_s, list(n.static_route)),
    )


def _number(row: Mapping[str, Any]) -> DialledNumber:
    week = tuple(tuple((start, end) for start, end in day) for day in row["week"] or ())
    return DialledNumber(
        number=row["number"],
        name=row["name"],
        queue=row["queue"],
        hours=Hours(zone=row["zone"], week=week, holidays=tuple(row["holidays"])),
        ring_s=row["ring_s"],
        static_route=tuple(row["static_route"]),
    )
