"""The directory in PostgreSQL: clients by number, and the house.

Every question goes to the database, within a short time. What it answered is remembered, and at the
start the clients of the last 30 days' calls are read; so they, and the house, are still known
while the database is away.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from ccengine.core.directory import (
    Candidates,
    Client,
    Department,
    DiallingRules,
    House,
)
from ccengine.core.errors import StoreUnavailable
from ccengine.core.ports import Numbering
from ccengine.store.client_moves import lock, name_numbers, provisional_of, write
from ccengine.store.client_rows import client_of
from ccengine.store.facts import create_provisional, provisional_id
from ccengine.store.house_rows import dialling_row, read_house, row_of
from ccengine.store.store import Store
from ccengine.store.text import milliseconds, moment

REMEMBERED = 50_000
STALE_S = 30 * 24 * 3600.0
ANSWER_S = 0.12  # a caller waits for this: within the time the engine gives a look-up
RENEW_S = 900.0
MOST_CANDIDATES = 9  # as many as there are keys for on the operator's page
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """``at``: when the number was last called from, or asked for (seconds, as ``now``)."""

    at: float
    found: Candidates


class PgDirectory:
    """``core.ports.Directory``, and the ways to fill it (``put_...``)."""

    def __init__(
        self,
        store: Store,
        *,
        remembered: int = REMEMBERED,
        stale_s: float = STALE_S,
        answer_s: float = ANSWER_S,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._most = remembered
        self._stale_s = stale_s
        self._answer_s = answer_s
        self._now = now
        self._seen: OrderedDict[str, Seen] = OrderedDict()
        self._house: House | None = None

    # Asking it ---------------------------------------------------------------------------------

    async def candidates(self, e164: str) -> Candidates:
        """The clients of a number, the likeliest first."""
        if not e164:
            return Candidates()
        try:
            async with asyncio.timeout(self._answer_s):
                found = (await self._read([e164])).get(e164, Candidates())
        except (StoreUnavailable, TimeoutError) as error:
            return self._recall(e164, error)
        self._remember(e164, Seen(self._now(), found))
        return found

    async def by_number(self, e164: str) -> Client | None:
        """The likeliest client of a number."""
        return (await self.candidates(e164)).first

    async def by_id(self, client_id: str) -> Client | None:
        row = await self._store.fetch_one("client_by_id", client_id)
        return client_of(row) if row is not None else None

    async def house(self) -> House:
        try:
            self._house = await self._read_house()
        except StoreUnavailable:
            if self._house is None:
                raise
        return self._house

    # Remembering -------------------------------------------------------------------------------

    async def keep(self) -> None:
        """Read anew from time to time what is remembered, for ever: other programs fill the
        directory too."""
        while True:
            try:
                await self.preload()
            except StoreUnavailable:
                pass  # what is remembered now is what is needed now
            await asyncio.sleep(RENEW_S)

    async def preload(self) -> None:
        """Remember the clients of all calls that are not too old, as far as there is room."""
        since = moment(int((self._now() - self._stale_s) * 1000))
        rows = await self._store.fetch("client_numbers_seen", since, self._most)
        for start in range(0, len(rows), AT_ONCE):
            last = {row["number"]: milliseconds(row["seen"]) / 1000 for row in rows[start : start + AT_ONCE]}
            found = await self._read(list(last))
            for number, at in last.items():
                known = self._seen.get(number)
                seen = at if known is None else max(at, known.at)
                self._remember(number, Seen(seen, found.get(number, Candidates())))
        self._seen = OrderedDict(sorted(self._seen.items(), key=lambda item: item[1].at)[-self._most :])

    async def changed(self, numbers: Collection[str]) -> None:
        """These numbers' clients are others than they were; what is remembered follows."""
        known = [number for number in numbers if number in self._seen]
        try:
            found = await self._read(known) if known else {}
        except StoreUnavailable:
            found = {}  # nobody: rather that than somebody else
        for number in known:
            self._seen[number] = Seen(self._seen[number].at, found.get(number, Candidates()))

    def _remember(self, e164: str, seen: Seen) -> None:
        self._seen[e164] = seen
        self._seen.move_to_end(e164)
        while len(self._seen) > self._most:
            self._seen.popitem(last=False)

    def _recall(self, e164: str, error: Exception) -> Candidates:
        seen = self._seen.get(e164)
        if seen is None or self._now() - seen.at > self._stale_s:
            raise StoreUnavailable("The directory does not answer: {problem}", problem=str(error)) from error
        return seen.found

    async def _read(self, numbers: list[str]) -> dict[str, Candidates]:
        found: dict[str, list[Client]] = {}
        chosen: set[str] = set()
        for row in await self._store.fetch("client_candidates", numbers):
            found.setdefault(row["e164"], []).append(client_of(row))
            if row["chosen"]:
                chosen.add(row["e164"])
        return {
            number: Candidates(clients=tuple(clients[:MOST_CANDIDATES]), chosen=number in chosen)
            for number, clients in found.items()
        }

    async def _read_house(self) -> House:
        async with self._store.transaction() as session:
            return (await read_house(session)).house

    # Filling it --------------------------------------------------------------------------------

    async def put_house(self, house: House) -> None:
        """Make the house exactly this. Operators who are gone stay where clients or logins still name
        them. The rules have a history, and a way of their own; what may be called stays as it is."""
        async with self._store.transaction() as session:
            await session.fetch_value("house_lock")
            departments = _departments(house)
            await session.execute_many("house_put_department", map(row_of, departments.values()))
            await session.execute_many("house_put_operator", map(row_of, house.operators.values()))
            await session.execute_many("house_put_queue", map(row_of, house.queues.values()))
            await session.execute("house_forget_members")
            members = [(q, o.id) for o in house.operators.values() for q in o.queues]
            await session.execute_many("house_seat", members)
            await session.execute("house_forget_numbers")
            await session.execute_many("house_put_number", map(row_of, house.numbers.values()))
            await session.execute("house_forget_pauses")
            await session.execute_many("house_put_pause", map(row_of, house.pauses.values()))
            await session.execute("house_put_results", list(house.results))
            await session.execute("house_forget_queues", list(house.queues))
            await session.execute("house_forget_operators", list(house.operators))
            await session.execute("house_forget_departments", list(departments))

    async def begin_dialling(self, rules: DiallingRules) -> None:
        """What may be called from a house of which nobody has said it yet."""
        await self._store.execute("house_begin_dialling", *dialling_row(rules))

    async def put_client(self, client: Client) -> None:
        await self.put_clients([client])

    async def put_clients(self, clients: Iterable[Client]) -> None:
        """Make these clients as given, by id; phones are E.164. A provisional client who stood for
        one of the phones is merged: his calls and obligations become the client's."""
        clients = list(clients)
        phones = [(phone, c.id) for c in clients for phone in c.phones]
        standing = provisional_of(phone for phone, _ in phones)
        async with self._store.transaction() as session:
            await lock(session, [c.id for c in clients], giving=standing)
            await write(session, clients)
            await name_numbers(session, phones, int(self._now() * 1000), "")
        self._seen.clear()

    async def create_provisional(self, number: str, numbering: Numbering) -> Client:
        """The client who stands for a number nobody has named, made where he is not there."""
        normal = numbering(number)
        async with self._store.transaction() as session:
            await create_provisional(session, [normal])
            row = await session.fetch_one("client_by_id", provisional_id(normal))
        return client_of(row)


def _departments(house: House) -> dict[str, Department]:
    """Also those that are only named; they are called as they are named."""
    people, queues = house.operators.values(), house.queues.values()
    named = {*(person.department for person in people), *(queue.department for queue in queues)} - {""}
    return {name: Department(id=name, name=name) for name in named} | house.departments
