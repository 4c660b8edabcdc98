"""The house, edited entry by entry by two people at once: nothing is lost, and the slower one is told."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from ccengine.access import Access
from ccengine.core.client_form import WrongFields
from ccengine.core.directory import NOTHING_OUTSIDE, Client, DiallingRules, House
from ccengine.core.errors import Conflict, NotFound
from ccengine.core.house_change import InUse
from ccengine.core.house_form import plain_entry
from ccengine.core.ports import LogEntry
from ccengine.core.rules import RuleProblem
from ccengine.lab.crm import demo_house
from ccengine.store.directory import PgDirectory
from ccengine.store.house import PgHouse
from ccengine.store.store import Store

pytestmark = pytest.mark.store

HOUSE = demo_house()
NOW = 1_795_350_000_000


class Told:
    """The house's keeper, and what it told."""

    def __init__(self, store: Store, problems: list[RuleProblem] | None = None) -> None:
        self.adopted: list[House] = []
        self.entries: list[LogEntry] = []
        self.keeper = PgHouse(
            store,
            check=lambda house: (problems or []) if "op108" not in house.operators else [],
            adopt=self.adopted.append,
            announce=self.entries.extend,
            now=lambda: NOW,
        )


async def moved_in(store: Store, problems: list[RuleProblem] | None = None) -> Told:
    await PgDirectory(store).put_house(HOUSE)
    return Told(store, problems)


def person(ident: str, **other: Any) -> dict[str, Any]:
    return plain_entry(HOUSE.operators[ident]) | other


async def audited(store: Store) -> list[tuple[str, str, str]]:
    rows = await store.fetch("audit_last", 100)
    return [(row["login"], row["action"], row["subject"]) for row in reversed(rows)]


async def test_an_entry_is_put_audited_told_and_taken_over(store: Store) -> None:
    told = await moved_in(store)
    new = {"name": "Лола", "extension": "120", "queues": ["sales"], "phone": "browser"}
    file = await told.keeper.put("operators", "op120", new, version=0, login="root")
    assert file.versions["operators", "op120"] == 1
    assert file.house == await PgDirectory(store).house()
    assert told.adopted == [file.house]
    assert told.adopted[0].operators["op120"].queues == ("sales",)
    [entry] = told.entries
    assert (entry.type, entry.data) == (
        "house.changed",
        {"version": file.house.version, "kind": "operators", "id": "op120", "how": "put", "by": "root"},
    )
    assert await audited(store) == [("root", "house.put", "operators/op120")]
    rows = await store.fetch("audit_last", 1)
    assert rows[0]["detail"]["after"]["extension"] == "120"


async def test_the_slower_of_two_is_told_who_was_quicker_and_nothing_is_lost(store: Store) -> None:
    told = await moved_in(store)
    before = (await told.keeper.read()).versions["operators", "op101"]
    await told.keeper.put("operators", "op101", person("op101", name="Dilnoza"), version=before, login="anna")
    with pytest.raises(Conflict, match="Meanwhile anna has changed this"):
        await told.keeper.put(
            "operators", "op101", person("op101", skills=["x"]), version=before, login="root"
        )
    known = (await told.keeper.read()).house.operators["op101"]
    assert (known.name, known.skills) == ("Dilnoza", ())
    other = (await told.keeper.read()).versions["operators", "op102"]
    await told.keeper.put("operators", "op102", person("op102", skills=["x"]), version=other, login="root")


async def test_who_takes_a_queues_calls_is_of_the_operator_too(store: Store) -> None:
    told = await moved_in(store)
    file = await told.keeper.read()
    sales = plain_entry(HOUSE.queues["sales"])
    staffed = sales | {"operators": ["op101", "op102", "op103", "op104", "op105", "op108"]}
    version = file.versions["queues", "sales"]
    changed = await told.keeper.put("queues", "sales", staffed, version=version, login="anna")
    assert changed.house.operators["op108"].queues == ("sales", "support")
    old = file.versions["operators", "op108"]
    with pytest.raises(Conflict, match="anna"):  # with the queues that he had before
        await told.keeper.put("operators", "op108", person("op108"), version=old, login="root")


async def test_what_may_be_called_begins_with_the_settings_and_is_then_the_houses(
    store: Store,
) -> None:
    told, directory = await moved_in(store), PgDirectory(store)
    assert (await told.keeper.read()).house.dialling == NOTHING_OUTSIDE
    await directory.begin_dialling(DiallingRules(allowed=("+998",), per_hour=30))
    limits = {"allowed": ["+998", "+7495"], "per_hour": 10, "at_once": 1, "first": "client"}
    file = await told.keeper.put_dialling(limits, version=1, login="anna")
    await directory.begin_dialling(DiallingRules(allowed=("+1",)))  # the next start
    await directory.put_house(HOUSE)  # an import
    wanted = DiallingRules(allowed=("+998", "+7495"), per_hour=10, at_once=1, first="client")
    assert (await directory.house()).dialling == file.house.dialling == told.adopted[-1].dialling == wanted
    assert file.versions["dialling", ""] == 2
    assert (told.entries[-1].data["kind"], told.entries[-1].data["id"]) == ("dialling", "")
    rows = await store.fetch("audit_last", 1)
    assert (rows[0]["subject"], rows[0]["detail"]["before"]["per_hour"]) == ("dialling", 30)
    with pytest.raises(Conflict, match="Meanwhile anna has changed this"):
        await told.keeper.put_dialling(limits | {"at_once": 2}, version=1, login="root")


async def test_at_the_same_moment_one_follows_the_other(store: Store) -> None:
    told = await moved_in(store)
    versions = (await told.keeper.read()).versions

    async def put(ident: str, extension: str) -> str:
        try:
            given = person(ident, extension=extension)
            await told.keeper.put(
                "operators", ident, given, version=versions["operators", ident], login=ident
            )
        except (Conflict, WrongFields) as refused:
            return type(refused).__name__
        return "put"

    one_entry = await asyncio.gather(*(put("op101", f"12{n}") for n in range(5)))
    assert sorted(one_entry) == ["Conflict"] * 4 + ["put"]
    one_extension = await asyncio.gather(*(put(ident, "150") for ident in ("op102", "op103", "op104")))
    assert sorted(one_extension) == ["WrongFields"] * 2 + ["put"]
    versions_seen = [house.version for house in told.adopted]
    assert len(versions_seen) == 2 == len(set(versions_seen))


async def test_a_new_one_does_not_take_the_place_of_another(store: Store) -> None:
    told = await moved_in(store)
    with pytest.raises(Conflict, match="already"):
        await told.keeper.put("operators", "op101", person("op101"), version=0, login="root")
    with pytest.raises(NotFound):
        await told.keeper.remove("pauses", "tea", version=0, login="root")
    with pytest.raises(Conflict, match="removed"):
        await told.keeper.put("pauses", "tea", {"name": "Tea"}, version=3, login="root")
    assert told.entries == []


async def test_what_is_named_outside_the_house_is_not_removed(store: Store) -> None:
    told = await moved_in(store)
    client = Client(id="c1", name="Олим", responsible="op120", deputy="op101")
    file = await told.keeper.put(
        "operators", "op120", {"name": "L", "extension": "120"}, version=0, login="root"
    )
    await PgDirectory(store).put_client(client)
    with pytest.raises(InUse, match="responsible or deputy of 1 clients"):
        await told.keeper.remove(
            "operators", "op120", version=file.versions["operators", "op120"], login="root"
        )
    await PgDirectory(store).put_client(replace(client, responsible="op101"))
    gone = await told.keeper.remove("operators", "op120", version=1, login="root")
    assert "op120" not in gone.house.operators
    assert ("root", "house.removed", "operators/op120") in await audited(store)


async def test_who_is_let_go_hands_his_clients_over_all_or_none(store: Store) -> None:
    told, directory = await moved_in(store), PgDirectory(store)
    for ident in ("op120", "op121"):
        fields = {"name": ident, "extension": ident[2:]}
        await told.keeper.put("operators", ident, fields, version=0, login="root")
    pairs = {  # responsible and deputy, before and after
        ("op120", ""): ("op121", ""),
        ("op120", "op101"): ("op121", "op101"),
        ("op120", "op121"): ("op121", ""),
        ("op121", "op120"): ("op121", ""),
        ("op101", "op120"): ("op101", "op121"),
        ("", "op120"): ("", "op121"),
        ("op101", "op102"): ("op101", "op102"),
    }
    clients = [
        Client(id=f"c{nth}", name="Олим", responsible=one, deputy=two) for nth, (one, two) in enumerate(pairs)
    ]
    await directory.put_clients(clients)
    assert await told.keeper.clients_of("op120") == (3, 3)
    told.entries.clear()
    for heir, refused in (("op120", NotFound), ("nobody", NotFound), ("", InUse)):
        with pytest.raises(refused):
            await told.keeper.remove_operator("op120", version=1, heir=heir, login="anna")
    with pytest.raises(Conflict):
        await told.keeper.remove_operator("op120", version=2, heir="op121", login="anna")
    await Access(store).create_login("lola", "a long enough password", "operator", "op120")
    with pytest.raises(InUse, match="the login lola"):  # and nobody was handed over
        await told.keeper.remove_operator("op120", version=1, heir="op121", login="anna")
    assert (await told.keeper.clients_of("op120"), told.entries) == ((3, 3), [])
    await Access(store).remove_login("lola")
    file = await told.keeper.remove_operator("op120", version=1, heir="op121", login="anna")
    assert "op120" not in file.house.operators
    now = [await directory.by_id(client.id) for client in clients]
    assert [(one.responsible, one.deputy) for one in now if one is not None] == list(pairs.values())
    handed_over, changed = told.entries
    assert (handed_over.type, changed.type) == ("client.handed_over", "house.changed")
    assert handed_over.data == {
        "operator": "op120",
        "heir": "op121",
        "responsible": 3,
        "deputy": 3,
        "by": "anna",
    }
    assert (await audited(store))[-2:] == [
        ("anna", "house.handed_over", "operators/op120"),
        ("anna", "house.removed", "operators/op120"),
    ]


async def test_a_rule_that_would_make_no_sense_stops_the_change(store: Store) -> None:
    problem = RuleProblem.told(
        "recording[0].when.operators[0]", "there is no operator '{name}'", name="op108"
    )
    told = await moved_in(store, [problem])
    number = plain_entry(HOUSE.numbers["998712000200"]) | {"static_route": []}
    version = (await told.keeper.read()).versions["numbers", "998712000200"]
    file = await told.keeper.put("numbers", "998712000200", number, version=version, login="root")
    with pytest.raises(WrongFields, match=r"rules\.everything there is no operator 'op108'"):
        await told.keeper.remove(
            "operators", "op108", version=file.versions["operators", "op108"], login="root"
        )
    assert (await told.keeper.read()).house == file.house


async def test_the_house_has_its_own_results(store: Store) -> None:
    told = await moved_in(store)
    version = (await told.keeper.read()).versions["results", ""]
    file = await told.keeper.put_results(["sold", "нет"], version=version, login="root")
    assert file.house.results == ("sold", "нет")
    with pytest.raises(Conflict):
        await told.keeper.put_results([], version=version, login="root")
    assert await audited(store) == [("root", "house.put", "results")]


async def test_pauses_keep_their_places_and_a_new_one_comes_last(store: Store) -> None:
    told = await moved_in(store)
    await told.keeper.put("pauses", "a_tea", {"name": "Tea", "limit_s": 300}, version=0, login="root")
    version = (await told.keeper.read()).versions["pauses", "lunch"]
    await told.keeper.put("pauses", "lunch", {"name": "Обед"}, version=version, login="root")
    assert list((await told.keeper.read()).house.pauses) == [*HOUSE.pauses, "a_tea"]
