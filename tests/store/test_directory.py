"""The directory: what is put is what is found, also while the database is away."""

from contextlib import suppress
from dataclasses import replace

import pytest

from ccengine.core.directory import Client, DialledNumber, Hours, House, Operator, PauseReason, Queue
from ccengine.core.errors import StoreUnavailable
from ccengine.store.clients import Clients
from ccengine.store.directory import PgDirectory
from ccengine.store.store import Store
from tests.store.build import CLIENT, HOUSE, NUMBER, NUMBERING, T0, Ground, call, sealed

pytestmark = pytest.mark.store

DAY_S = 86_400

FULL = House(
    operators={
        "op1": Operator(
            id="op1",
            name="O'Neil \u202e",
            extension="1",
            phone="browser",
            queues=("q", "r"),
            answer_url="http://10.0.0.1/a",
        )
    },
    queues={
        "q": Queue(id="q", name="Q", extension="30", short_ms=1),
        "r": Queue(id="r", name="R", extension="31", results=("sold", "no"), alarm_waiting=3, alarm_level=80),
    },
    numbers={
        "78": DialledNumber(
            number="78",
            name="N",
            queue="q",
            hours=Hours(
                zone="Asia/Tashkent",
                week=(((540, 720), (780, 1080)), ()) + ((),) * 5,
                holidays=("2026-01-01",),
            ),
            static_route=("op1",),
        )
    },
    pauses={
        "lunch": PauseReason(id="lunch", name="Обед", limit_s=2_700),
        "break": PauseReason(id="break", name="Break"),
    },
)


async def test_the_house_is_exactly_what_was_put(store: Store) -> None:
    directory = PgDirectory(store, answer_s=5)
    assert await directory.house() == House()
    for house in (HOUSE, FULL, HOUSE):
        await directory.put_house(house)
        assert await directory.house() == house


async def test_an_operator_whom_clients_name_stays(store: Store) -> None:
    directory = PgDirectory(store, answer_s=5)
    await directory.put_house(HOUSE)
    await directory.put_client(CLIENT)
    await directory.put_house(FULL)
    assert set((await directory.house()).operators) == {"op1", "op101"}


async def test_clients_by_number(store: Store) -> None:
    directory = PgDirectory(store, answer_s=5)
    await directory.put_house(HOUSE)
    await directory.put_client(CLIENT)
    found = await directory.by_number(NUMBER)
    assert found is not None
    assert (found.id, found.card, set(found.phones)) == ("c1", {"vip": "yes"}, set(CLIENT.phones))
    assert await directory.by_number("+998900000000") is None
    stranger = await directory.create_provisional("998935554433", NUMBERING)
    assert stranger == Client(
        id="number:+998935554433", name="+998935554433", phones=("+998935554433",), provisional=True
    )
    assert await directory.by_number("+998935554433") == stranger
    assert await directory.by_id("c1") == found


async def test_what_was_seen_is_known_while_the_database_is_away(store: Store) -> None:
    now = [0.0]
    directory = PgDirectory(store, answer_s=5, now=lambda: now[0])
    await directory.put_house(HOUSE)
    await directory.put_client(CLIENT)
    seen, house = await directory.by_number(NUMBER), await directory.house()
    assert await directory.by_number("+998900000000") is None
    await store.close()
    now[0] = 29 * DAY_S
    assert await directory.by_number(NUMBER) == seen
    assert await directory.by_number("+998900000000") is None
    assert await directory.house() == house
    with pytest.raises(StoreUnavailable):
        await directory.by_number("+998711234567")
    now[0] = 31 * DAY_S
    with pytest.raises(StoreUnavailable):
        await directory.by_number(NUMBER)


async def test_calls_of_the_last_thirty_days_are_remembered_at_the_start(store: Store) -> None:
    ground = await Ground.make(store)
    strangers = [f"+9989355544{n:02d}" for n in range(5)]
    old = call(9, at=-31 * DAY_S * 1000, caller="+998935554499")
    await ground.happen(sealed(old), *(sealed(call(n, at=n, caller=s)) for n, s in enumerate(strangers)))
    directory = PgDirectory(store, answer_s=5, remembered=3, now=lambda: T0 / 1000)
    await directory.preload()
    await store.close()
    known = []
    for number in (*strangers, "+998935554499"):
        with suppress(StoreUnavailable):
            known += [client.id for client in (await directory.candidates(number)).clients]
    assert known == [f"number:{number}" for number in strangers[2:]], "the newest, as far as there is room"


async def test_what_is_remembered_follows_what_is_changed(store: Store) -> None:
    now = [0.0]
    ground = await Ground.make(store)
    directory = PgDirectory(store, answer_s=5, now=lambda: now[0])
    clients = Clients(store, directory, region="UZ", announce=ground.desk.extend, now=lambda: T0)
    await directory.candidates(NUMBER)
    now[0] = 20.0 * DAY_S
    renamed = replace(CLIENT, name="Renamed", phones=(NUMBER,))
    await clients.put(renamed, "crm")
    await store.close()
    assert await directory.by_number(NUMBER) == renamed
    now[0] = 31.0 * DAY_S
    with pytest.raises(StoreUnavailable):
        await directory.by_number(NUMBER)


async def test_ten_thousand_clients_are_put_in_one_go(store: Store) -> None:
    directory = PgDirectory(store, answer_s=5)
    clients = [Client(id=f"c{n}", name=f"N {n}", phones=(f"+99890{n:07d}",)) for n in range(10_000)]
    await directory.put_clients(clients)
    await directory.put_clients(clients[:10])
    found = await directory.by_number("+998900009999")
    assert found is not None
    assert found.id == "c9999"
