"""Clients as they are put, joined, chosen and deleted: nothing of their history is lost, all is told."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from ccengine.core.directory import Client
from ccengine.core.errors import BadInput, Conflict, NotFound
from ccengine.core.facts import Direction
from ccengine.core.ports import LogEntry, Number
from ccengine.store.client_deeds import Moved
from ccengine.store.clients import Clients, new_id
from ccengine.store.directory import PgDirectory
from ccengine.store.store import Store
from tests.store.build import CLIENT, MINUTE, NUMBER, T0, Ground, call, call_id, corrected, sealed

pytestmark = pytest.mark.store

TWIN = Client(id="c2", name="Olim LLC", phones=("+998711112233", NUMBER))
STRANGER = "+998935554433"


class Office(Ground):
    """The ground, with clients that can be changed, and what `desk` was told of them."""

    told: list[LogEntry]
    directory: PgDirectory
    clients: Clients

    @classmethod
    async def open(cls, store: Store) -> "Office":
        office = await cls.make(store)
        assert isinstance(office, Office)
        office.told = []
        office.directory = PgDirectory(store, answer_s=5)
        office.clients = Clients(
            store, office.directory, region="UZ", announce=office.hear, now=lambda: T0 + 60 * MINUTE
        )
        return office

    def hear(self, entries: Sequence[LogEntry]) -> None:
        self.told.extend(entries)

    def events(self) -> list[tuple[str, dict[str, Any]]]:
        told = [(e.type, {k: v for k, v in e.data.items() if k != "by"}) for e in self.told]
        self.told.clear()
        return told

    async def whose(self, *numbers: int) -> list[str]:
        rows = await self.rows("select call_id, client from call")
        clients = {row["call_id"]: row["client"] for row in rows}
        return [clients[call_id(n)] for n in numbers]

    async def who_pops(self, number: str) -> tuple[list[str], bool]:
        found = await self.directory.candidates(number)
        return [c.id for c in found.clients], found.chosen


async def test_put_is_whole_idempotent_and_told(store: Store) -> None:
    office = await Office.open(store)
    assert await office.clients.put(TWIN, "crm")
    assert not await office.clients.put(TWIN, "crm")
    changed = replace(TWIN, name="Olim & Co", phones=("+998711112233",), card={"a": "b"})
    assert not await office.clients.put(changed, "crm")
    assert await office.clients.one("c2") == changed
    assert office.events() == [
        ("client.created", {"id": "c2", "merged_into": ""}),
        ("client.changed", {"id": "c2", "changed": ["name", "phones", "card"]}),
    ]
    assert [r["action"] for r in await office.rows("select action from audit")] == ["client.put"] * 2


async def test_a_stranger_who_gets_a_name_keeps_his_history(store: Store) -> None:
    office = await Office.open(store)
    await office.happen(sealed(call(1, caller=STRANGER)))
    await office.clients.put(replace(TWIN, phones=(STRANGER,)), "crm")
    assert await office.whose(1) == ["c2"]
    assert office.events()[1:] == [("client.merged", {"id": f"number:{STRANGER}", "into": "c2"})]
    assert [row["client"] for row in await office.rows("select client from obligation")] == ["c2"]


async def test_the_likeliest_is_chosen_then_talked_to_then_named(store: Store) -> None:
    office = await Office.open(store)
    await office.clients.put(TWIN, "crm")
    assert await office.who_pops(NUMBER) == (["c1", "c2"], False)
    await office.happen(sealed(call(1, answer=1_000, client="c2")))
    assert await office.who_pops(NUMBER) == (["c2", "c1"], False)
    await office.clients.choose(call_id(2), Number(raw=NUMBER, e164=NUMBER), "c1", "op101")
    assert await office.who_pops(NUMBER) == (["c1", "c2"], True)
    await office.clients.put(replace(CLIENT, phones=("+998711234567",)), "crm")
    assert await office.who_pops(NUMBER) == (["c2"], False), "who loses the number is no longer its choice"


async def test_a_call_is_given_to_another_with_what_it_opened(store: Store) -> None:
    office = await Office.open(store)
    await office.clients.put(TWIN, "crm")
    await office.happen(sealed(call(1)))
    office.told.clear()
    number = await office.clients.number_of(call_id(1))
    assert await office.clients.choose(call_id(1), number, "c2", "op101") == TWIN
    assert await office.whose(1) == ["c2"]
    rows = await office.rows("select client, closed_how from obligation order by id")
    assert [(r["client"], r["closed_how"]) for r in rows] == [("c1", "corrected"), ("c2", None)]
    assert [name for name, _ in office.events()] == [
        *("client.number_chosen", "obligation.closed", "obligation.opened", "call.client_chosen")
    ]
    await office.happen(corrected(call(1, revision=2, client="c1")))
    assert await office.whose(1) == ["c2"], "a later revision does not take it back"


async def test_a_talk_is_given_to_another_with_what_it_kept(store: Store) -> None:
    office = await Office.open(store)
    await office.clients.put(TWIN, "crm")
    await office.happen(sealed(call(1, client="c2")))
    talk = call(2, at=10 * MINUTE, answer=1_000, direction=Direction.OUTBOUND, dialled=NUMBER, client="c1")
    await office.happen(sealed(talk))
    assert [o[1] for o in await office.obligations()] == [""]
    await office.clients.choose(call_id(2), Number(raw=NUMBER, e164=NUMBER), "c2", "op101")
    assert [o[1] for o in await office.obligations()] == ["talk"]
    await office.clients.choose(call_id(2), Number(raw=NUMBER, e164=NUMBER), "c1", "op101")
    assert [o[1] for o in await office.obligations()] == ["corrected", ""]


async def test_a_call_that_is_not_sealed_yet_is_sealed_for_whom_was_chosen(store: Store) -> None:
    office = await Office.open(store)
    await office.clients.put(TWIN, "crm")
    await office.clients.choose(call_id(1), Number(raw=""), "c2", "op101")
    await office.happen(sealed(call(1, client="c1")), sealed(call(2, client="c1")))
    assert await office.whose(1, 2) == ["c2", "c1"]
    assert await office.who_pops(NUMBER) == (["c1", "c2"], False), "the number was withheld"


async def test_an_unknown_number_gets_a_new_client_in_one_step(store: Store) -> None:
    office = await Office.open(store)
    await office.happen(sealed(call(1, caller=STRANGER)))
    office.told.clear()
    number = await office.clients.number_of(call_id(1))
    made = await office.clients.choose(call_id(1), number, Client(id=new_id(), name="Новый"), "op101")
    assert (made.name, made.phones) == ("Новый", (STRANGER,))
    assert await office.whose(1) == [made.id]
    assert await office.who_pops(STRANGER) == ([made.id], True)
    assert [name for name, _ in office.events()] == [
        *("client.created", "client.merged", "client.number_chosen", "call.client_chosen")
    ]


async def test_a_known_client_gets_an_unknown_number(store: Store) -> None:
    office = await Office.open(store)
    await office.happen(sealed(call(1, caller=STRANGER, answer=1_000)))
    office.told.clear()
    await office.clients.choose(call_id(1), Number(raw=STRANGER, e164=STRANGER), "c1", "op101")
    assert STRANGER in (await office.clients.one("c1")).phones
    assert ("client.changed", {"id": "c1", "changed": ["phones"]}) in office.events()
    assert await office.whose(1) == ["c1"]


async def test_nobody_and_a_number_cannot_be_chosen(store: Store) -> None:
    office = await Office.open(store)
    await office.happen(sealed(call(1, caller=STRANGER)))
    for client, error in (("c9", NotFound), (f"number:{STRANGER}", BadInput)):
        with pytest.raises(error):
            await office.clients.choose(call_id(1), Number(raw=STRANGER, e164=STRANGER), client, "op101")


async def test_merged_clients_leave_everything_to_the_one_who_stays(store: Store) -> None:
    office = await Office.open(store)
    await office.clients.put(TWIN, "crm")
    await office.clients.put(replace(TWIN, id="c3", phones=()), "crm")
    await office.happen(sealed(call(1, client="c2")), sealed(call(2, at=MINUTE, client="c1")))
    await office.clients.choose(call_id(3), Number(raw=NUMBER, e164=NUMBER), "c2", "op101")
    await office.clients.merge("c3", "c2", "chief")
    office.told.clear()
    survivor = await office.clients.merge("c2", "c1", "chief")
    assert set(survivor.phones) == {*CLIENT.phones, *TWIN.phones}
    assert await office.whose(1, 2) == ["c1", "c1"]
    assert await office.obligations() == [(20_000, "", None, 2)]
    assert await office.who_pops(NUMBER) == (["c1"], True)
    for old in ("c2", "c3"):
        with pytest.raises(Moved) as moved:
            await office.clients.one(old)
        assert moved.value.into == "c1"
    was = (await office.rows("select was from client_merged where old = 'c2'"))[0]["was"]
    assert (was["name"], was["phones"]) == (TWIN.name, list(TWIN.phones))
    names = [name for name, _ in office.events()]
    assert names == ["obligation.closed", "client.merged", "client.changed"]

    await office.happen(sealed(call(4, client="c2")))
    assert await office.whose(4) == ["c1"], "a call that names the old id is the survivor's"
    with pytest.raises(Conflict):
        await office.clients.merge("c1", "c1", "chief")
    with pytest.raises(Moved):
        await office.clients.merge("c2", "c1", "chief")


async def test_the_crm_revives_whom_we_merged(store: Store) -> None:
    office = await Office.open(store)
    await office.clients.put(TWIN, "crm")
    await office.happen(sealed(call(1, client="c2")))
    await office.clients.merge("c2", "c1", "chief")
    office.told.clear()
    assert await office.clients.put(TWIN, "crm")
    assert office.events() == [("client.created", {"id": "c2", "merged_into": "c1"})]
    assert await office.whose(1) == ["c1"], "what he had become stays where it is"


async def test_a_deleted_client_leaves_his_calls_and_promises_to_his_number(store: Store) -> None:
    office = await Office.open(store)
    await office.happen(sealed(call(1)))
    await office.clients.delete("c1", "crm")
    heir = f"number:{NUMBER}"
    assert await office.whose(1) == [heir]
    assert [row["client"] for row in await office.rows("select client from obligation")] == [heir]
    assert office.events()[-1] == ("client.deleted", {"id": "c1", "heir": heir})
    with pytest.raises(NotFound):
        await office.clients.delete("c1", "crm")
    with pytest.raises(Conflict):
        await office.clients.delete(heir, "crm")


async def test_search_finds_by_number_and_by_the_beginnings_of_words(store: Store) -> None:
    office = await Office.open(store)
    for n, name in enumerate(("Яна Щербак", "Yana Sherbak", "100% <Wolle> & Söhne")):
        await office.clients.put(Client(id=f"s{n}", name=name, company="ООО Рога"), "crm")
    await office.happen(sealed(call(1, caller=STRANGER)))

    async def ids(**asked: Any) -> list[str]:
        wanted = {"phone": "", "words": "", "after": "", "limit": 10, **asked}
        return [c.id for c in await office.clients.search(**wanted)]

    assert await ids(phone="8 (90) 123-45-67") == []
    assert await ids(phone="90 123-45-67") == await ids(phone="00998901234567") == ["c1"]
    assert await ids(words="yan rog") == await ids(words="ЯНА") == ["s0", "s1"]
    assert await ids(words="wolle sohne") == ["s2"]
    assert await ids(words="' | ! & :*") == []
    assert await ids(phone=STRANGER) == [f"number:{STRANGER}"]
    assert await ids() == ["c1", "s0", "s1", "s2"]
    assert await ids(after="c1", limit=2) == ["s0", "s1"]


async def test_doubles_share_a_number_or_a_name(store: Store) -> None:
    office = await Office.open(store)
    await office.clients.put(TWIN, "crm")
    await office.clients.put(Client(id="c4", name="ООО «Олим»"), "crm")

    async def doubles(by: str, after: str = "") -> list[tuple[str, list[str]]]:
        found = await office.clients.doubles(by=by, after=after, limit=10)
        return [(double.key, [c.id for c in double.clients]) for double in found]

    assert await doubles("number") == [(NUMBER, ["c1", "c2"])]
    assert await doubles("name") == [("olim", ["c1", "c2", "c4"])]
    assert await doubles("name", after="olim") == []
    many = [Client(id=f"m{n:02d}", name="Many") for n in range(25)]
    await office.directory.put_clients(many)
    (many_of_them,) = await office.clients.doubles(by="name", after="a", limit=1)
    assert (many_of_them.count, len(many_of_them.clients)) == (25, 20)


async def test_all_at_once_and_nothing_is_lost(store: Store) -> None:
    """Calls are sealed, clients put and merged at the same moment, many times over."""
    office = await Office.open(store)

    async def one_round(n: int) -> None:
        a, b = Client(id=f"a{n}", name=f"A {n}", phones=(NUMBER,)), Client(id=f"b{n}", name=f"B {n}")
        await office.clients.put(a, "crm")
        await office.clients.put(b, "crm")
        await asyncio.gather(
            office.happen(sealed(call(n, client=a.id))),
            office.clients.merge(a.id, b.id, "chief"),
            office.clients.put(replace(b, name="B"), "crm"),
        )

    for n in range(1, 9):
        await one_round(n)
    assert await office.whose(*range(1, 9)) == [f"b{n}" for n in range(1, 9)]
    assert await office.count("unprojected") == 0
    assert await office.count("missed_call") == 8


async def test_one_wins_where_two_want_the_same(store: Store) -> None:
    office = await Office.open(store)
    made = await asyncio.gather(*(office.clients.put(TWIN, login) for login in ("a", "b", "c")))
    assert sorted(made) == [False, False, True]
    assert [name for name, _ in office.events()] == ["client.created"]
    merged = await asyncio.gather(
        office.clients.merge("c1", "c2", "a"),
        office.clients.merge("c2", "c1", "b"),
        return_exceptions=True,
    )
    assert [type(result) for result in merged if not isinstance(result, Client)] == [Moved]
    assert await office.count("client") == 1
    chosen = await asyncio.gather(
        *(
            office.clients.choose(call_id(n), Number(raw=STRANGER, e164=STRANGER), new, "op101")
            for n, new in enumerate((Client(id=new_id(), name="One"), Client(id=new_id(), name="Other")), 1)
        )
    )
    ids, settled = await office.who_pops(STRANGER)
    assert (set(ids), settled) == ({client.id for client in chosen}, True)
