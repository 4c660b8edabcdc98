"""What is done to clients inside a transaction: written whole, and what one was becomes another's.

Locks are taken in one order by everybody: first the calls concerned, then the clients, by id (the
writer of calls does the same). So two who merge, put and seal at once wait for each other, and
none of them for ever.
"""

from collections.abc import Collection, Iterable, Sequence

from ccengine.core.client_form import PROVISIONAL
from ccengine.core.desk_events import ClientMerged, ObligationClosed
from ccengine.core.directory import Client
from ccengine.store.client_rows import client_row
from ccengine.store.desk_log import Happening, happening
from ccengine.store.store import Session

Pair = tuple[str, str]
"""Who gives, and who gets."""

WHOSE, NUMBERS = ("obligations", "calls", "call_choices"), ("phones", "number_choices")


def provisional_of(phones: Iterable[str]) -> list[str]:
    """The ids of the clients who would stand for these numbers."""
    return [PROVISIONAL + phone for phone in phones]


async def lock(session: Session, clients: Collection[str], *, giving: Collection[str] = ()) -> set[str]:
    """Lock these clients, and the calls of those who are ``giving``; returns who is there."""
    if giving:
        await session.fetch("move_lock_calls", sorted(giving))
    rows = await session.fetch("clients_lock", sorted({*clients, *giving}))
    return {row["id"] for row in rows}


async def write(session: Session, clients: Sequence[Client]) -> list[str]:
    """Make these clients as given, by id. Provisional clients who stood for one of the phones are
    merged into their owners; returns their ids' numbers. Everything concerned must be locked."""
    await session.execute_many("client_put", [client_row(c) for c in clients])
    phones = [(phone, c.id) for c in clients for phone in c.phones]
    numbers, owners = [phone for phone, _ in phones], [owner for _, owner in phones]
    await session.execute("client_drop_phones", [c.id for c in clients], numbers, owners)
    await session.execute("client_put_phones", numbers, owners)
    return numbers


async def name_numbers(session: Session, phones: Iterable[Pair], at: int, by: str) -> list[Happening]:
    """Numbers got an owner: whoever stood for one of them (he must be locked) becomes him."""
    owners = {PROVISIONAL + phone: owner for phone, owner in phones if owner != PROVISIONAL + phone}
    rows = await session.fetch("clients_existing", list(owners))
    pairs = sorted((row["id"], owners[row["id"]]) for row in rows)
    happenings = await move(session, pairs, at, by)
    await session.execute("client_delete", [old for old, _ in pairs])
    return [*happenings, *(happening(ClientMerged(at=at, id=old, into=new, by=by)) for old, new in pairs)]


async def move(
    session: Session, pairs: Sequence[Pair], at: int, by: str, *, phones: bool = True
) -> list[Happening]:
    """Calls, promises, numbers and choices of the first become the second's. Where both had an open
    promise one stays, and `desk` is told of the other. Without ``phones`` the numbers stay behind."""
    happenings: list[Happening] = []
    left = list(pairs)
    while left:
        # One promise per client: who gets from several gets from one after the other.
        now = {new: old for old, new in reversed(left)}
        old, new = list(now.values()), list(now)
        left = [pair for pair in left if now[pair[1]] != pair[0]]
        await session.execute("move_missed_calls", old, new)
        await session.execute("move_first", old, new)
        for gone in await session.fetch("move_doubled", old, new):
            closed = ObligationClosed(
                at=at, id=gone["id"], client=gone["client"], how="merged", recall_ms=None, by=by
            )
            happenings.append(happening(closed))
        for what in (*WHOSE, *(NUMBERS if phones else ())):
            await session.execute(f"move_{what}", old, new)
    return happenings
