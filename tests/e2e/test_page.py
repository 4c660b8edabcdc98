"""The operator's page on the running house: real calls, a real browser, nothing canned.

What a caller, an operator and his colleague see of one another, from the first ring to the kept
note; and what the page does when things around it go wrong.
"""

import time
from contextlib import AsyncExitStack
from itertools import pairwise
from pathlib import Path

import pytest

from ccengine.cli.demo.desk import ask
from ccengine.cli.demo.rig import engine_is_well, every_call_is_sealed
from ccengine.core.directory import Client
from ccengine.lab.call import State
from ccengine.store.client_import import ClientImport
from ccengine.store.directory import PgDirectory
from tests.e2e.house import STRANGER, House, Screen

pytestmark = [
    pytest.mark.pbx,
    pytest.mark.store,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]


# --- one call, one operator ----------------------------------------------------------------------


async def test_a_known_client_pops_before_the_answer_and_his_note_is_kept(house: House) -> None:
    client = house.client("op101")
    async with house.screen("op101") as screen:
        caller = await house.stage.call(client.phones[0])
        await screen.sees(".card-ringing .facts")
        assert caller.state is not State.UP
        assert await screen.reads(".card h1") == client.name
        assert await screen.reads(".card .company") == client.company
        assert "(you)" in await screen.reads(".card .facts")
        assert "responsible" in await screen.reads(".card .why")

        await house.stage.rings("op101")
        await screen.press("a")
        await caller.reach(State.UP)
        await screen.sees(".card-talking")
        await screen.press("h")
        await caller.reach(State.ENDED)
        await screen.sees(".card-ended")

        await screen.page.click(".chip >> nth=0")
        await screen.press("n")
        await screen.types("Сорок ящиков, в четверг")
        call_id = await screen.saves_the_note()
        await screen.sees(".idle")
    known = await house.stage.pages["op101"].must("GET", f"/api/calls/{call_id}")
    assert known["note"]["note"] == "Сорок ящиков, в четверг"
    assert known["note"]["result"] == "order taken"


async def test_how_long_pops_take_is_told_to_who_watches(house: House) -> None:
    async with house.screen("op101") as screen:
        await house.talking(screen, "op101", house.client("op101").phones[0])
        told = await (await screen.page.request.get(f"{house.rig.url}/metrics")).text()
        unseen = await house.stage.pages["supervisor"].must("GET", "/api/pops/unacknowledged")
    assert [pop for pop in unseen["pops"] if pop["shown"]] == []
    numbers = dict(line.rsplit(" ", 1) for line in told.splitlines() if not line.startswith("#"))
    for metric in ("ccengine_pop_shown_seconds", "ccengine_pop_acknowledged_seconds"):
        within = int(numbers[f'{metric}_bucket{{pop="first",le="5"}}'])
        assert within >= 1, told
    assert numbers["ccengine_pbx_up"] == numbers["ccengine_database_up"] == "1"


async def test_who_types_goes_on_typing_when_the_client_hangs_up(house: House) -> None:
    client = house.client("op101")
    async with house.screen("op101") as screen:
        caller = await house.talking(screen, "op101", client.phones[0])
        await screen.press("n")
        await screen.types("He will ")
        await caller.hang_up()
        await screen.sees(".card-ended")
        await screen.types("have a ")
        await screen.sees(".recent li:first-child .row:has-text('" + client.name + "')", 30)
        await screen.types("hat")
        assert await screen.page.input_value("[data-note] >> nth=0") == "He will have a hat"
        await screen.saves_the_note()


async def test_unknown_and_withheld_callers_are_shown_as_such(house: House) -> None:
    async with house.screen("op101") as screen:
        caller = await house.stage.call(STRANGER)
        await screen.sees(".card-ringing")
        assert await screen.reads(".card h1") == "Unknown client"
        assert await screen.reads(".card .number") == "+998 97 111 22 33"
        await house.stage.hang_up(caller)
        await screen.no_longer_sees(".card-ringing")
        caller = await house.stage.call("", withheld=True)
        await screen.sees(".card-ringing")
        assert await screen.reads(".card h1") == "Number withheld"
        assert await screen.page.locator(".card-ringing .number").count() == 0
        await house.stage.hang_up(caller)
        await screen.no_longer_sees(".card-ringing")


async def test_a_call_is_placed_from_the_page(house: House) -> None:
    client = house.client("op102")
    async with house.screen("op101") as screen:
        await screen.press("d")
        await screen.types(client.phones[0])
        await screen.press("Enter")
        await house.stage.rings("op101")
        await screen.sees(".card-ringing")
        assert "Outgoing" in await screen.reads(".card .where")
        await screen.press("a")
        await screen.sees(".card-talking")
        assert await screen.reads(".card h1") == client.name
        assert [call.state for call in house.rig.world.phone.calls] == [State.UP]
        await screen.press("h")
        await screen.sees(".card-ended")


async def test_a_missed_call_is_owed_until_it_is_called_back(house: House) -> None:
    client = house.client("op101")
    owed = f".owed li:has-text('{client.name}')"
    async with house.screen("op101") as screen, house.screen("op102") as other:
        caller = await house.stage.call(client.phones[0])
        await house.stage.rings("op101")
        assert not await caller.ends_within(5.5), "he has waited in earnest: a short try is not owed"
        await caller.hang_up()
        await screen.sees(owed, 30)
        assert "yours to call" in await screen.reads(owed)
        await other.sees(owed)
        await screen.page.click(f"{owed} >> text=Call back")
        await other.sees(f"{owed}:has-text('Dilnoza Karimova') button:disabled:has-text('Call back')")
        await house.stage.rings("op101")
        await screen.sees(".card-ringing")
        await screen.press("a")
        await screen.sees(".card-talking")
        await screen.press("h")
        await screen.no_longer_sees(owed, 30)


async def test_the_recording_plays_and_can_be_sought_in(house: House) -> None:
    client = house.client("op101", deputy="op103")
    async with house.screen("op101") as screen:
        caller = await house.talking(screen, "op101", client.phones[0])
        assert not await caller.ends_within(3), "they talk"
        await screen.press("h")
        await caller.reach(State.ENDED)
        row = f".recent li:first-child .row:has-text('{client.name}')"
        await screen.sees(row, 30)
        await screen.page.click(row)
        await screen.sees(".recent audio", 30)
        length, at = await screen.page.evaluate(_SEEK)
        assert length == pytest.approx(caller.ended - caller.answered, abs=1)
        assert at > length / 2
        sound = [answer for answer in screen.answers if "/api/recordings/" in answer.url]
        assert {answer.status for answer in sound} == {206}


# Load the sound, jump to its middle, and play on from there.
_SEEK = """async () => {
  const audio = document.querySelector(".recent audio");
  const once = (name) => new Promise((done) => audio.addEventListener(name, done, { once: true }));
  if (audio.readyState < 1) await once("loadedmetadata");
  const sought = once("seeked");
  audio.currentTime = audio.duration / 2;
  await sought;
  const ended = once("ended");
  await audio.play();
  await ended;
  return [audio.duration, audio.currentTime];
}"""


# --- two operators ---------------------------------------------------------------------------------


async def test_one_click_passes_the_client_on_to_his_responsible(house: House) -> None:
    client = house.client("op102", deputy="op101")
    await house.stage.status("op102", "paused", "lunch")
    async with house.screen("op101") as first, house.screen("op102") as second:
        caller = await house.talking(first, "op101", client.phones[0])
        await house.stage.status("op102", "available")
        await first.page.click("button:has-text('Pass to'):has-text('Available')")
        await second.sees(".card-ringing")
        assert await second.reads(".card h1") == client.name
        await first.sees(".card-ended [data-note]")
        await house.stage.rings("op102")
        await second.press("a")
        await second.sees(".card-talking")
        assert caller.state is State.UP


async def test_a_pop_moves_with_the_call_at_each_transfer(house: House) -> None:
    client = house.client("op101")
    async with house.screen("op101") as one, house.screen("op102") as two, house.screen("op103") as three:
        screens = {"op101": one, "op102": two, "op103": three}
        caller = await house.talking(one, "op101", client.phones[0])
        for giver, taker in pairwise(screens):
            (going_on,) = (await house.stage.pages["supervisor"].must("GET", "/api/live"))["calls"]
            path = f"/api/calls/{going_on['call_id']}/transfer"
            await house.stage.pages[giver].must("POST", path, {"target": taker, "how": "blind"})
            await screens[taker].sees(f".card-ringing h1:has-text('{client.name}')")
            await screens[giver].sees(".card-ended")
            await house.stage.rings(taker)
            await screens[taker].press("a")
            await screens[taker].sees(".card-talking")
            live = {name: await screen.page.locator(LIVE).count() for name, screen in screens.items()}
            assert live == dict.fromkeys(screens, 0) | {taker: 1}
        assert caller.state is State.UP
        await three.press("h")
        await caller.reach(State.ENDED)


LIVE = ".card:not(.card-ended)"


async def test_an_attended_transfer_by_keyboard_completed(house: House) -> None:
    client = house.client("op101")
    async with house.screen("op101") as first, house.screen("op103") as second:
        caller = await house.talking(first, "op101", client.phones[0])
        await _consults(house, first, second)
        await first.press("m")
        await first.sees(".card-ended [data-note]")
        await second.sees(".card-talking")
        assert await second.reads(".card h1") == client.name
        assert caller.state is State.UP
        await second.press("h")
        await caller.reach(State.ENDED)


async def test_an_attended_transfer_by_keyboard_cancelled(house: House) -> None:
    client = house.client("op101")
    async with house.screen("op101") as first, house.screen("op103") as second:
        caller = await house.talking(first, "op101", client.phones[0])
        await _consults(house, first, second)
        await first.press("b")
        await first.sees(".card-talking")
        await first.no_longer_sees(".consulting")
        await second.no_longer_sees(".card-talking, .card-held, .card-ringing")
        assert caller.state is State.UP
        await first.press("h")
        await caller.reach(State.ENDED)


async def _consults(house: House, first: Screen, second: Screen) -> None:
    """op101 asks op103, who picks up, while the client waits."""
    await first.press("t")
    await first.sees(".transfer input:focus")
    await first.types("emre")
    await first.press("Shift+Enter")
    await second.sees(".card-ringing")
    await house.stage.rings("op103")
    await second.press("a")
    await second.sees(".card-talking, .card-held")
    await first.sees(".consulting")
    assert "Emre Yıldız" in await first.reads(".consulting")


async def test_a_pop_goes_when_a_colleague_has_answered(house: House) -> None:
    """Five phones ring together; one answers, and four pops close."""
    await every_call_is_sealed(house.rig)  # nobody's page still shows the last one
    async with AsyncExitStack() as stack:
        *others, quick = [await stack.enter_async_context(house.screen(f"op10{n}")) for n in range(1, 6)]
        caller = await house.stage.call(STRANGER)
        for screen in (*others, quick):
            await screen.sees(".card-ringing")
        await house.stage.rings("op105")
        await quick.press("a")
        for screen in others:
            await screen.no_longer_sees(".card-ringing")
            assert "a colleague has answered" in await screen.reads(".gone")
        await quick.sees(".card-talking")
        assert caller.state is State.UP


# --- clients -------------------------------------------------------------------------------------


async def test_after_an_import_the_operator_says_once_which_of_two_it_is(
    house: House, tmp_path: Path
) -> None:
    """The first of the two was talked to by nobody either: the guess is shown, with the other beside it."""
    number = "+998971230001"
    lines = [f"i{n},Imported {n},+99897{n:07d},op102" for n in range(2_000_000, 2_002_000)]
    lines[::100] = [f"i{n},Bad {n},nonsense,op102" for n in range(20)]
    both = [f"shared1,Anna One,{number},op101", f"shared2,Борис Two,{number},op102"]
    (tmp_path / "clients.csv").write_text("\n".join(["id,name,phones,responsible", *lines, *both, ""]))
    work = ClientImport(house.rig.store, region="UZ", by="test", now=lambda: time.time_ns() // 1_000_000)
    outcome = await work.run(tmp_path / "clients.csv", "csv")
    assert (outcome.created, outcome.refused) == (1_982, 20)

    async with house.screen("op101") as first, house.screen("op102") as second:
        caller = await house.talking(first, "op101", number)
        assert await first.reads(".card h1") == "Anna One"
        assert "2 clients have this number" in await first.reads(".who-is-it")
        await first.press("2")
        await first.sees(".card h1:has-text('Борис Two')")
        await house.stage.hang_up(caller)
        await first.sees(".card-ended")
        await first.sees(".recent li:first-child .row:has-text('Борис Two')", 30)
        (sealed,) = (await house.stage.pages["op101"].must("GET", "/api/calls?limit=1"))["calls"]
        assert sealed["client"] == "shared2"

        caller = await house.stage.call(number)
        await second.sees(".card-ringing h1:has-text('Борис Two')")
        assert "Clients of this number" in await second.reads(".who-is-it")
        await house.stage.rings("op102")
        await house.stage.hang_up(caller)
        await second.no_longer_sees(".card-ringing")
    rows = await house.rig.store.fetch("client_candidates", [number])
    assert [(row["id"], row["chosen"]) for row in rows] == [("shared2", True), ("shared1", False)]


# --- when things go wrong --------------------------------------------------------------------------


async def test_a_wrong_password_is_refused_in_plain_words(house: House) -> None:
    async with house.login_page() as screen:
        await screen.log_in("op101", "wrong")
        await screen.sees("[role=alert]:not(:empty)")
        assert "do not belong together" in await screen.reads("[role=alert]")
        await screen.log_in("op101", house.rig.passwords["op101"])
        await screen.sees(".line-live")


async def test_an_ended_session_leads_to_the_login_and_back_to_the_call(house: House) -> None:
    client = house.client("op101")
    async with house.screen("op101") as screen:
        await house.talking(screen, "op101", client.phones[0])
        await _end_session(house, screen)
        await screen.press("h")
        await screen.sees("form [name=password]")
        assert "session has ended" in await screen.reads(".login-note")
        await screen.log_in("op101", house.rig.passwords["op101"])
        await screen.no_longer_sees("form [name=password]")  # it lies over the card, and has the keyboard
        await screen.sees(".card-talking")
        await screen.press("h")
        await screen.sees(".card-ended")


async def _end_session(house: House, screen: Screen) -> None:
    """The server forgets this browser's session; the browser does not know."""
    cookies = await screen.page.context.cookies()
    headers = {"Cookie": "; ".join(f"{one.get('name')}={one.get('value')}" for one in cookies)}
    _, session = ask(f"{house.rig.url}/api/session", headers=headers)
    status, _ = ask(
        f"{house.rig.url}/api/logout", "POST", headers={**headers, "X-CSRF-Token": session["csrf"]}
    )
    assert status == 204


async def test_a_reload_in_mid_call_shows_the_same_card(house: House) -> None:
    client = house.client("op101")
    async with house.screen("op101") as screen:
        await house.talking(screen, "op101", client.phones[0])
        await screen.press("n")
        await screen.types("half a sen")
        await screen.page.reload()
        await screen.sees(".card-talking")
        assert await screen.reads(".card h1") == client.name
        assert await screen.page.input_value(".card-talking [data-note]") == "half a sen"


async def test_the_engine_dies_in_mid_call_and_the_page_recovers_by_itself(house: House) -> None:
    client = house.client("op101")
    async with house.screen("op101") as screen:
        caller = await house.talking(screen, "op101", client.phones[0])
        await screen.page.evaluate("window.samepage = true")
        await house.rig.engine.kill()
        await screen.sees(".line-lost")
        assert "No connection" in await screen.reads(".line")
        assert await screen.reads(".stale .card h1") == client.name
        await house.rig.engine.start()
        await engine_is_well(house.rig)
        await screen.sees(".line-live", 30)
        await screen.sees(".card-talking")
        assert caller.state is State.UP
        assert await screen.reads(".card h1") == client.name
        await screen.press("h")
        await caller.reach(State.ENDED)
        assert await screen.page.evaluate("window.samepage")


async def test_markup_in_every_field_of_a_client_is_only_ever_text(house: House) -> None:
    evil = "\u202e\u2067<img src=x onerror=alert(1)><script>alert(2)</script>\"'><b>"
    client = Client(
        id="evil",
        name=evil,
        company=evil,
        phones=("+998971234567",),
        responsible="op101",
        deputy="op102",
        language=evil,
        card={evil: evil, "link": "javascript:alert(3)"},
    )
    await PgDirectory(house.rig.store).put_clients([client])
    async with house.screen("op101") as screen:
        await house.talking(screen, "op101", client.phones[0])
        assert await screen.reads(".card h1") == evil
        assert await screen.page.title() == "ccengine"
        await screen.press("n")
        await screen.types(evil)
        await screen.press("Escape")
        await screen.press("h")
        await screen.sees(".card-ended")
        await screen.press("n")
        await screen.saves_the_note()
        await screen.sees(".recent li:first-child .row:has-text('onerror')", 30)
        await screen.page.click(".recent li:first-child .row")
        assert await screen.reads(".kept-note") == evil
        assert await screen.page.locator("main :is(img, script, b, a)").count() == 0


async def test_who_has_no_phone_reads_the_lists_of_the_house(house: House) -> None:
    async with house.login_page() as screen:
        await screen.log_in("admin", house.rig.passwords["admin"])
        await screen.sees(".lists .owed")
        await screen.sees(".lists .recent")
        assert await screen.page.locator(".idle, .problem").count() == 0
