"""What time does to promises: each thing once, in its order, also after an outage."""

import asyncio

import pytest

from ccengine.promises.keeper import PromiseKeeper
from ccengine.store.store import Store
from tests.conftest import eventually
from tests.promises.owed import AZIZA, BORIS, HOUR, MINUTE, SECOND, Owed
from tests.store.build import CLIENT, T0

pytestmark = pytest.mark.store

STRANGER = "+998935550000"


async def test_a_claim_ends_after_its_time(store: Store) -> None:
    owed = await Owed.make(store)
    promise = await owed.misses()
    await owed.worklist.claim(promise, BORIS)
    assert await owed.look(900 * SECOND - 1) == []
    assert await owed.look(900 * SECOND) == [
        ("released", {"id": promise, "client": "c1", "by": "op102", "how": "expired"})
    ]
    assert await owed.look(901 * SECOND) == []


async def test_what_was_put_off_wakes_and_is_told_to_nobody_before(store: Store) -> None:
    owed = await Owed.make(store)
    promise = await owed.misses()
    await owed.worklist.postpone(promise, AZIZA, T0 + 5 * HOUR, "asked for the evening")
    assert await owed.look(5 * HOUR - 1) == [], "the limit has passed in its sleep"
    woken = {"id": promise, "client": "c1", "by": "op101", "reason": "asked for the evening"}
    assert await owed.look(5 * HOUR) == [("woken", woken)]
    [row] = await owed.worklist.page("", "op101", None, 10)
    assert (row["woken"], row["reminder"], row["overdue"]) == (True, "asked for the evening", False)
    assert [kind for kind, _ in await owed.look(5 * HOUR + 900 * SECOND)] == ["released"]
    assert [kind for kind, _ in await owed.look(6 * HOUR)] == ["escalated"]


async def test_operators_hear_of_it_first_then_the_supervisors(store: Store) -> None:
    owed = await Owed.make(store)
    promise = await owed.misses()
    assert await owed.look(HOUR - 1) == []
    [(kind, first)] = await owed.look(HOUR)
    assert (kind, first) == (
        "escalated",
        {
            "id": promise,
            "client": "c1",
            "number": CLIENT.phones[0],
            "queue": "sales",
            "level": 1,
            "due": T0 + HOUR,
            "to": ["op101"],
        },
    )
    assert await owed.look(2 * HOUR - 1) == []
    [(_, second)] = await owed.look(2 * HOUR)
    assert second["level"] == 2
    assert await owed.look(50 * HOUR) == []


async def test_it_is_told_to_who_has_it_and_of_a_stranger_to_the_whole_queue(store: Store) -> None:
    owed = await Owed.make(store)
    promise, stranger = await owed.misses(), await owed.misses(STRANGER)
    owed.now = T0 + HOUR - MINUTE
    await owed.worklist.claim(promise, BORIS)
    heard = {data["id"]: data["to"] for _, data in await owed.look(HOUR)}
    assert heard == {promise: ["op102"], stranger: ["op101", "op102"]}


async def test_after_an_outage_each_level_is_told_once(store: Store) -> None:
    owed = await Owed.make(store)
    await owed.misses()
    assert [data["level"] for _, data in await owed.look(30 * HOUR)] == [1, 2]
    owed.keeper = owed.another_keeper()
    assert await owed.look(30 * HOUR) == []


async def test_several_who_look_at_once_tell_it_once(store: Store) -> None:
    owed = await Owed.make(store)
    for n in range(5):
        await owed.misses(f"+99893555000{n}")
    keepers = [owed.another_keeper() for _ in range(4)]
    await asyncio.gather(*(keeper.look(T0 + HOUR) for keeper in keepers))
    assert [e.data["level"] for e in owed.told] == [1] * 5
    assert len({e.data["id"] for e in owed.told}) == 5


async def test_what_is_closed_or_put_off_meanwhile_is_told_no_further(store: Store) -> None:
    owed = await Owed.make(store)
    closed, later = await owed.misses(), await owed.misses(STRANGER)
    await owed.look(HOUR)
    await owed.worklist.close(closed, AZIZA, "spam", "")
    await owed.worklist.postpone(later, BORIS, T0 + 3 * HOUR, "")
    assert await owed.look(2 * HOUR) == []
    assert [kind for kind, _ in await owed.look(4 * HOUR)] == ["woken", "escalated"]
    [row] = await owed.worklist.page("", "", None, 10)
    assert row["escalated"] == 1, "told anew, from the operators on"


async def test_at_night_nobody_is_told(store: Store) -> None:
    """T0 is a Wednesday, 16:06:40 in Tashkent; the office closes at 18:00."""
    owed = await Owed.make(store)
    week = [[[540, 1080]]] * 5 + [[], []]
    await owed.rows("update dialled_number set zone = 'Asia/Tashkent', week = $1", week)
    await owed.misses()
    assert [data["level"] for _, data in await owed.look(HOUR)] == [1]
    assert await owed.look(12 * HOUR) == []
    morning = 17 * HOUR  # Thursday 9:06:40: the other 53 minutes and 20 seconds were yesterday's
    assert await owed.look(morning - 1) == []
    assert [data["level"] for _, data in await owed.look(morning)] == [2]


async def test_the_keeper_looks_by_itself_and_outlives_the_database(store: Store) -> None:
    owed = await Owed.make(store)
    promise = await owed.misses()
    await owed.worklist.claim(promise, BORIS)
    owed.now = T0 + 900 * SECOND
    await store.close()
    keeper = PromiseKeeper(store, announce=owed.told.extend, now=lambda: owed.now)
    working = asyncio.create_task(keeper.run())
    try:
        await asyncio.sleep(0)
        await store.open()
        await eventually(lambda: owed.told[-1].type == "obligation.released", 10)
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
