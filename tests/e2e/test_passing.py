"""Passing on between phones in browsers, on the real Asterisk; and states that end, or do not, by themselves.

Who hears whom is asked of the phones and the pages: the caller's phone hears tones, and so do the pages.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from ccengine.core.directory import PauseReason
from ccengine.lab.call import Call, State
from ccengine.lab.tree import Tree
from ccengine.lab.wait import eventually
from ccengine.store.directory import PgDirectory
from tests.e2e.house import House
from tests.leaks import watched
from tests.softphone.people import People, Tab, hears, people_in

pytestmark = [
    pytest.mark.pbx,
    pytest.mark.store,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]

FIRST, SECOND = "op101", "op102"
PAUSE = PauseReason(id="breath", name="Breath", limit_s=2)
WRAP_UP_S = 6


@pytest.fixture(autouse=True, scope="module")
def nothing_left() -> Iterator[None]:
    """As everywhere, only over all tests of a module: they share what runs."""
    with watched():
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(
    nothing_left: None, asterisk_tree: Tree, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[People]:
    folder = tmp_path_factory.mktemp("passing")
    async with people_in(folder, asterisk_tree, (FIRST, SECOND)) as people:
        yield people


@pytest_asyncio.fixture(loop_scope="module")
async def people(running: People) -> AsyncIterator[People]:
    """The house at rest, before the test and after it."""
    yield running
    await running.house.at_rest()


async def talking(people: People, tab: Tab) -> Call:
    """A client of the first operator's calls, and he takes the call with a key."""
    caller = await people.house.stage.call(people.house.client(FIRST).phones[0])
    await tab.sees(".card-ringing")
    await tab.press("a")
    await tab.sees(".card-talking .phone-bar button", 30)
    await caller.reach(State.UP)
    await eventually(hears(caller, FIRST))
    return caller


async def passes(people: People, tab: Tab, how: str) -> None:
    """To the second operator, found by a part of his name."""
    name = people.house.rig.house.operators[SECOND].name
    await tab.press("t")
    await tab.types(name.split()[0][:4])
    await tab.sees(f".transfer [aria-selected=true]:has-text('{name}')")
    await tab.press(how)


async def standing(house: House, operator: str) -> dict[str, Any]:
    lines = (await house.stage.supervisor("GET", "/api/live"))["operators"]
    return next(line for line in lines if line["operator"] == operator)


async def test_a_client_goes_from_page_to_page_at_once_and_his_card_with_him(people: People) -> None:
    async with people.desk(FIRST) as desk, people.desk(SECOND) as other:
        one, two = await desk.log_in(), await other.log_in()
        caller = await talking(people, one)
        await passes(people, one, "Enter")
        await two.sees(".card-ringing")
        assert await two.reads(".card h1") == people.house.client(FIRST).name
        await one.sees(".card-ended [data-note]")
        await two.press("a")
        await two.sees(".card-talking", 30)
        await eventually(hears(caller, SECOND))
        await two.hears("world")


async def test_a_colleague_is_asked_the_client_comes_back_all_talk_and_one_leaves(people: People) -> None:
    async with people.desk(FIRST) as desk, people.desk(SECOND) as other:
        one, two = await desk.log_in(), await other.log_in()
        caller = await talking(people, one)
        await passes(people, one, "Shift+Enter")
        await two.sees(".card-ringing")
        await two.press("a")
        await one.sees(".consulting:has-text('The client is on hold')", 30)
        await one.hears(SECOND)
        await eventually(hears(caller, "MOH"))

        await one.press("w")
        await eventually(hears(caller, FIRST))
        await one.sees(".consulting:has-text('You talk to the client')")
        await one.press("w")
        await eventually(hears(caller, "MOH"))
        await one.sees(".consulting:has-text('The client is on hold')")

        await one.press("e")
        await eventually(hears(caller, FIRST, SECOND))
        await one.hears("world", SECOND)
        await one.no_longer_sees(".consulting")
        await one.press("h")
        await eventually(hears(caller, SECOND))
        await one.sees(".card-ended")
        await two.sees(".card-talking")


async def test_a_parked_client_is_seen_by_all_and_picked_up_with_one_key(people: People) -> None:
    async with people.desk(FIRST) as desk, people.desk(SECOND) as other:
        one, two = await desk.log_in(), await other.log_in()
        caller = await talking(people, one)
        await one.press("z")
        await eventually(hears(caller, "MOH"))
        name = people.house.client(FIRST).name
        for tab in (one, two):
            await tab.sees(f".parked li:has-text('{name}')")
        assert "by Dilnoza Karimova" in (await two.reads(".parked li")).replace("\u2068", "").replace(
            "\u2069", ""
        )
        await one.sees(".card-ended [data-note]")

        await two.press("y")
        await two.sees(".card-talking", 30)
        await eventually(hears(caller, SECOND))
        await two.hears("world")
        for tab in (one, two):
            await tab.no_longer_sees(".parked li")


async def test_who_closes_his_page_is_rung_no_more_and_is_back_with_it(people: People) -> None:
    stage, client = people.house.stage, people.house.client(FIRST)
    async with people.desk(SECOND) as other:
        two = await other.log_in()
        async with people.desk(FIRST) as desk:
            await desk.log_in()
            assert (await standing(people.house, FIRST))["reachable"]

        async def gone() -> bool:
            return not (await standing(people.house, FIRST))["reachable"]

        await eventually(gone, 30, every_s=0.3)
        line = await standing(people.house, FIRST)
        assert (line["status"], line["away"] > line["since"]) == ("available", True)

        caller = await stage.call(client.phones[0])
        await two.sees(".card-ringing", 30)
        assert "his phone is not connected" in await two.reads(".card .why")
        await two.press("a")
        await caller.reach(State.UP)
        await two.sees(".card-talking", 30)
        await two.press("t")
        away = f".transfer li[aria-disabled=true]:has-text('{people.house.rig.house.operators[FIRST].name}')"
        await two.sees(away)
        await two.press("Escape")
        async with people.desk(FIRST) as desk:
            await desk.log_in()
            assert (await standing(people.house, FIRST))["reachable"]
            await two.press("t")
            await two.no_longer_sees(away)


async def where(tab: Tab, *things: str) -> list[Any]:
    """Where these stand on the page, and how large they are."""
    return [await tab.page.locator(thing).bounding_box() for thing in things]


async def adopted(house: House) -> int:
    """How often the engine has taken over a changed house."""
    live = await house.stage.supervisor("GET", "/api/live")
    count: int = live["counters"].get("house_adopted", 0)
    return count


async def engine_follows(house: House, known: int) -> bool:
    return await adopted(house) > known


async def test_a_pause_past_its_time_says_so_and_a_wrap_up_ends_by_itself(people: People) -> None:
    rig = people.house.rig
    directory = PgDirectory(rig.store)
    before = await directory.house()
    sales = replace(before.queues["sales"], wrap_up_s=WRAP_UP_S)
    known = await adopted(people.house)
    await directory.put_house(
        replace(before, pauses={PAUSE.id: PAUSE}, queues={**before.queues, "sales": sales})
    )
    try:
        await eventually(lambda: engine_follows(people.house, known), 30)
        async with people.desk(FIRST) as desk:
            tab = await desk.log_in()
            await tab.press("q")
            await tab.sees(f".pauses button:focus:has-text('{PAUSE.name}')")
            await tab.press("Enter")
            await tab.sees(f".own-state:has-text('{PAUSE.name}') .countdown", 30)
            await tab.sees(".own-state .overstayed", 30)
            assert "over by" in await tab.reads(".own-state")

            await tab.press("Shift+A")
            await tab.sees(".own-state:has-text('Available')")
            stands = await where(tab, ".bar", ".switch", ".dial")
            caller = await talking(people, tab)
            await tab.press("h")
            await caller.reach(State.ENDED)
            await tab.sees(".own-state:has-text('After a call') .countdown")
            await tab.sees(".longer")
            assert await where(tab, ".bar", ".switch", ".dial") == stands, "nothing moves under the hand"
            await tab.press("Shift+W")
            await tab.no_longer_sees(".longer")
            ended = await standing(people.house, FIRST)
            assert ended["until"] - ended["since"] == 2 * WRAP_UP_S * 1000
            await tab.sees(".own-state:has-text('Available')", 20)
    finally:
        await directory.put_house(before)
