"""What is done to clients, each deed within one transaction: the client, the audit line, and what the
stream `desk` is told.

What is not the CRM's word: whom an operator chose for a number or a call. A CRM's client who was
merged here into another and is put again by his old id is a client of his own again; what he had
become stays with the other, and `client.created` says so.
"""

from dataclasses import dataclass, field, fields, replace
from uuid import UUID

from ccengine.core.client_form import PROVISIONAL
from ccengine.core.desk_events import (
    CallClientChosen,
    ClientChanged,
    ClientCreated,
    ClientDeleted,
    ClientMerged,
    DeskEvent,
    NumberChosen,
)
from ccengine.core.directory import Client
from ccengine.core.errors import BadInput, Conflict, NotFound
from ccengine.core.events import plain
from ccengine.core.ports import Number
from ccengine.store.client_calls import call_given_to, whose_call
from ccengine.store.client_moves import lock, move, name_numbers, provisional_of, write
from ccengine.store.client_rows import client_of
from ccengine.store.desk_log import Happening, happening
from ccengine.store.facts import create_provisional
from ccengine.store.store import Session


class Moved(NotFound):
    """This client was merged into another; ``into`` is who he is now."""

    def __init__(self, into: str) -> None:
        super().__init__("This client was merged into {into}.", into=into)
        self.into = into


@dataclass(slots=True, kw_only=True)
class Deed:
    """One change on its way: what it tells, and which numbers have others behind them."""

    session: Session
    at: int
    by: str
    happenings: list[Happening] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)

    def tell(self, event: DeskEvent, call_id: UUID | None = None) -> None:
        self.happenings.append(happening(event, call_id))

    async def audit(self, action: str, subject: str, **detail: str) -> None:
        await self.session.execute("audit_put", self.by, action, subject[:200], detail)


async def known(session: Session, client_id: str) -> Client:
    """Raises Moved, NotFound."""
    row = await session.fetch_one("client_by_id", client_id)
    if row is not None:
        return client_of(row)
    merged = await session.fetch_one("merged_into", [client_id])
    if merged is not None:
        raise Moved(merged["into_client"])
    raise NotFound("There is no such client.")


async def put(deed: Deed, client: Client) -> bool:
    """The client is as given; whether he was not there before."""
    session = deed.session
    standing = provisional_of(client.phones)
    await session.execute("client_reserve", client.id)
    await lock(session, [client.id], giving=standing)
    row = await session.fetch_one("client_by_id", client.id)
    before = client_of(row) if row is not None else None
    deed.numbers |= {*client.phones, *(before.phones if before else ())}
    if client == before:
        return False
    await write(session, [client])
    if before is None:
        revived = await session.fetch_one("merged_forget", [client.id])
        was = revived["into_client"] if revived else ""
        deed.tell(ClientCreated(at=deed.at, id=client.id, by=deed.by, merged_into=was))
    else:
        deed.tell(ClientChanged(at=deed.at, id=client.id, changed=changes(before, client), by=deed.by))
    deed.happenings += await name_numbers(session, [(p, client.id) for p in client.phones], deed.at, deed.by)
    await deed.audit("client.put", client.id)
    return before is None


def changes(before: Client, after: Client) -> tuple[str, ...]:
    """The names of the fields in which they differ."""
    names = (f.name for f in fields(Client))
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


async def delete(deed: Deed, client_id: str) -> None:
    """The client goes; what he has become stays under his number."""
    session = deed.session
    await lock(session, [], giving=[client_id])
    client = await known(session, client_id)
    if client.provisional:
        raise Conflict("This client stands for a number, and goes when the number gets a name.")
    heir = await _heir(deed, client_id)
    await session.execute("client_delete", [client_id])
    deed.numbers |= set(client.phones)
    deed.tell(ClientDeleted(at=deed.at, id=client_id, heir=heir, by=deed.by))
    await deed.audit("client.delete", client_id)


async def _heir(deed: Deed, client_id: str) -> str:
    """Who stands for the client's number, and has what he leaves. Where no call shows a number there
    is nobody, and nothing to leave but calls from withheld numbers: these are nobody's."""
    number = await deed.session.fetch_value("client_heir", client_id)
    if number is None:
        await deed.session.execute("move_calls", [client_id], [""])
        return ""
    heir = PROVISIONAL + str(number)
    e164 = number if number.startswith("+") else ""
    await create_provisional(deed.session, [Number(raw=number, e164=e164)])
    await lock(deed.session, [heir])
    deed.happenings += await move(deed.session, [(client_id, heir)], deed.at, deed.by, phones=False)
    return heir


async def merge(deed: Deed, client_id: str, into: str) -> Client:
    """What the first has become is the second's, and his id means the second from now on."""
    if client_id == into:
        raise Conflict("A client cannot be merged into himself.")
    session = deed.session
    await lock(session, [into], giving=[client_id])
    gone, survivor = await known(session, client_id), await known(session, into)
    if survivor.provisional:
        raise Conflict("A client with a name is not merged into one who stands for a number.")
    deed.happenings += await move(session, [(client_id, into)], deed.at, deed.by)
    await session.execute("merged_follow", client_id, into)
    if not gone.provisional:
        await session.execute("merged_put", client_id, into, deed.by, plain(gone))
    await session.execute("client_delete", [client_id])
    after = await known(session, into)
    deed.numbers |= set(after.phones)
    deed.tell(ClientMerged(at=deed.at, id=client_id, into=into, by=deed.by))
    if changed := changes(survivor, after):
        deed.tell(ClientChanged(at=deed.at, id=into, changed=changed, by=deed.by))
    await deed.audit("client.merge", client_id, into=into)
    return after


async def choose(deed: Deed, call_id: UUID, number: str, client: str | Client) -> Client:
    """The call is this client's, who is known by his id or new. ``number``: E.164, empty for none."""
    session = deed.session
    chosen = client if isinstance(client, str) else await _make(deed, client, number)
    was = await whose_call(session, call_id)
    await lock(session, [c for c in (chosen, was) if c], giving=provisional_of([number] if number else []))
    found = await known(session, chosen)
    if found.provisional:
        raise BadInput("A client who stands for a number cannot be chosen; name him.")
    if number:
        await _number_is(deed, number, found)
    await session.execute("choice_of_call", call_id, chosen, deed.by)
    deed.happenings += await call_given_to(session, call_id, chosen, deed.at)
    deed.tell(CallClientChosen(at=deed.at, client=chosen, was=was, by=deed.by), call_id)
    await deed.audit("call.client", str(call_id), client=chosen)
    return await known(session, chosen)


async def _make(deed: Deed, client: Client, number: str) -> str:
    """Make him, with the number he calls from; his id."""
    phones = sorted({*client.phones, *([number] if number else [])})
    await put(deed, replace(client, phones=tuple(phones)))
    return client.id


async def _number_is(deed: Deed, number: str, client: Client) -> None:
    """This number is this client's: he has it, and whoever stood for it is he."""
    session = deed.session
    if await session.fetch("client_put_phones", [number], [client.id]):
        deed.tell(ClientChanged(at=deed.at, id=client.id, changed=("phones",), by=deed.by))
    deed.happenings += await name_numbers(session, [(number, client.id)], deed.at, deed.by)
    await session.execute("choice_of_number", number, client.id, deed.by)
    deed.tell(NumberChosen(at=deed.at, number=number, client=client.id, by=deed.by))
    deed.numbers |= {number, *client.phones}
