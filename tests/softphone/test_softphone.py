"""Phones in browsers on the real Asterisk: who hears whom is asked of the phones and the pages themselves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from ccengine.lab.call import Call, State
from ccengine.lab.phone import Phone
from ccengine.lab.wait import eventually
from tests.e2e.looks import Looks
from tests.softphone.people import ELSEWHERE, READY, UNREACHABLE, People, Tab, hears

STRANGER = "+998971112233"

pytestmark = [
    pytest.mark.pbx,
    pytest.mark.store,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]


async def talking(people: People, tab: Tab, operator: str) -> Call:
    """A client of this operator's calls, and he takes the call with a key."""
    caller = await people.house.stage.call(people.house.client(operator).phones[0])
    await tab.sees(".card-ringing")
    await answered(tab, caller)
    await eventually(hears(caller, operator))
    return caller


async def answered(tab: Tab, caller: Call) -> None:
    await tab.press("a")
    await tab.sees(".card-talking .phone-bar button", 15)
    await caller.reach(State.UP)


async def looks_well(tab: Tab, state: str) -> None:
    """Nothing that axe finds fault with, light, dark and narrow, and nothing that sticks out."""
    looks = Looks(page=tab.page)
    await looks.hold(state)
    assert looks.wrong == []


@asynccontextmanager
async def alone(people: People, operator: str) -> AsyncIterator[None]:
    """Nobody else takes calls."""
    others = [one for one in people.house.rig.house.operators if one != operator]
    for one in others:
        await people.house.stage.status(one, "offline")
    yield
    # House.at_rest makes everybody available again.


async def test_a_client_is_answered_in_the_browser_and_both_hear_each_other(people: People) -> None:
    async with people.desk("op101") as desk:
        tab = await desk.log_in()
        caller = await talking(people, tab, "op101")
        await tab.hears("world")
        await tab.sees(".phone-sound:has-text('good')")
        await tab.press("h")
        await caller.reach(State.ENDED)
        await tab.sees(".card-ended")
        client = people.house.client("op101")
        row = f".recent li:first-child .row:has-text('{client.name}')"
        await tab.sees(row, 20)
        await tab.page.click(row)
        await tab.sees(".recent audio", 30)
        own, other, stranger = await tab.recorded("op101", "world", "op103")
    assert own > 0.2
    assert other > 0.2
    assert stranger < 0.01


async def test_hold_mute_and_keys_are_heard_on_the_other_side(people: People) -> None:
    async with people.desk("op101") as desk:
        tab = await desk.log_in()
        caller = await talking(people, tab, "op101")
        await tab.press("v")
        await eventually(hears(caller))
        await tab.press("v")
        await eventually(hears(caller, "op101"))

        await tab.press("o")
        await eventually(hears(caller, "MOH"))
        await tab.sees(".card-held")
        await tab.press("o")
        await eventually(hears(caller, "op101"))
        await tab.sees(".card-talking")

        await tab.press("i")
        await tab.sees(".keypad")
        await looks_well(tab, "keypad")
        for key in "12#":
            await tab.press(key)
        await tab.page.click(".keypad button:has-text('0')")
        await eventually(lambda: caller.keys_heard() == "12#0")
        assert await tab.reads(".keypad output") == "12#0"
        await tab.press("Escape")
        await tab.no_longer_sees(".keypad")


async def test_a_second_call_is_taken_swapped_and_merged(people: People) -> None:
    async with people.desk("op101") as desk:
        tab = await desk.log_in()
        caller = await talking(people, tab, "op101")
        extension = people.house.rig.house.operators["op101"].extension
        colleague = await people.house.rig.phones.phones["op103"].place(extension)
        await tab.sees(".card-ringing")
        await tab.press("a")
        await colleague.reach(State.UP)
        await eventually(hears(colleague, "op101"))
        await eventually(hears(caller, "MOH"))

        await tab.press("w")
        await eventually(hears(caller, "op101"))
        await eventually(hears(colleague, "MOH"))
        await tab.hears("world")

        await tab.press("e")
        await eventually(hears(caller, "op101", "op103"))
        await eventually(hears(colleague, "op101", "world"))
        await tab.hears("world", "op103")
        await looks_well(tab, "merged")
        await tab.press("v")
        await eventually(hears(caller, "op103"))
        await tab.press("v")

        await colleague.hang_up()
        await eventually(hears(caller, "op101"))
        await tab.hears("world")


async def test_a_call_that_rings_through_a_cut_of_ten_seconds_is_shown_again(people: People) -> None:
    async with people.desk("op101") as desk:
        tab = await desk.log_in()
        caller = await people.house.stage.call(people.house.client("op101").phones[0])
        await tab.sees(".card-ringing")
        await people.network.cut()
        await tab.sees(UNREACHABLE)
        await asyncio.sleep(10)
        assert caller.state is not State.ENDED
        await people.network.heal()
        await tab.is_ready()
        await tab.sees(".line-live")
        await tab.sees(".card-ringing", 40)
        await answered(tab, caller)
        await eventually(hears(caller, "op101"))
        await tab.hears("world")


async def test_a_caller_who_went_during_the_cut_is_gone_when_it_is_over(people: People) -> None:
    async with people.desk("op101") as desk:
        tab = await desk.log_in()
        caller = await people.house.stage.call(people.house.client("op101").phones[0])
        await tab.sees(".card-ringing")
        await people.network.cut()
        await tab.sees(UNREACHABLE)
        await caller.hang_up()
        await people.network.heal()
        await tab.is_ready()
        await tab.sees(".line-live")
        await tab.no_longer_sees(".card-ringing")
        assert await tab.page.title() == "ccengine"


async def test_a_talk_survives_a_cut_of_ten_seconds(people: People) -> None:
    async with people.desk("op101") as desk:
        tab = await desk.log_in()
        caller = await talking(people, tab, "op101")
        await people.network.cut()
        await tab.sound_lost(100)
        await tab.sees(UNREACHABLE)
        await eventually(hears(caller))
        await tab.sees(".phone-sound.bad", 12)
        await asyncio.sleep(6)
        await tab.sound_lost(0)
        await people.network.heal()
        await tab.is_ready()
        await eventually(hears(caller, "op101"), 20)
        await tab.hears("world")
        await tab.sees(".card-talking")
        await caller.hang_up()  # and the page hears of it, over its new connection
        await tab.sees(".card-ended")


async def test_after_five_minutes_without_a_network_the_phone_is_back_by_itself(people: People) -> None:
    async with people.desk("op101") as desk:
        await desk.context.clock.install()
        tab = await desk.log_in()
        await tab.page.evaluate("window.samepage = true")
        await people.network.cut()
        await tab.sees(UNREACHABLE)
        await eventually(desk.is_dropped, every_s=0.1)
        await tab.page.clock.fast_forward("05:00")
        caller = await people.house.stage.call(people.house.client("op101").phones[0])
        await caller.hang_up()
        await people.network.heal()
        await tab.is_ready(40)
        await tab.sees(".line-live", 40)
        await eventually(desk.is_known, every_s=0.1)
        await tab.no_longer_sees(".card-ringing")
        await people.house.stage.quiet(30)
        await talking(people, tab, "op101")
        await tab.hears("world")
        assert await tab.page.evaluate("window.samepage")


async def test_a_call_is_noticed_behind_another_window_until_somebody_has_it(people: People) -> None:
    stage, client = people.house.stage, people.house.client("op101")
    async with people.desk("op101") as desk:
        await desk.allow_notifications()
        tab = await desk.log_in()
        await tab.page.click(".phone-badge")
        (ringer,) = await tab.page.select_option(".phone-panel select >> nth=2", index=2)
        await tab.press("Escape")
        await tab.no_longer_sees(".phone-panel")
        await tab.put_behind(True)
        caller = await stage.call(STRANGER)
        await tab.rings_on(ringer)
        title = await tab.page.title()
        assert "22 33" in title
        await eventually(lambda: tab.notes("shown"))
        ((said, _),) = await tab.notes("shown")
        assert said == title
        await stage.answers("op103")
        await tab.is_calm()
        assert len(await tab.notes("closed")) == 1
        await stage.hang_up(caller)

        await tab.put_behind(False)
        caller = await stage.call(client.phones[0])
        await tab.rings_on(ringer)
        assert client.name in await tab.page.title()
        await caller.hang_up()
        await tab.is_calm()
        assert len(await tab.notes("closed")) == 1  # who sees the page needs none


async def test_two_tabs_are_one_phone_and_the_second_takes_over_a_talk(people: People) -> None:
    async with people.desk("op101") as desk:
        first = await desk.log_in()
        second = await desk.tab()
        await second.sees(ELSEWHERE)
        caller = await people.house.stage.call(people.house.client("op101").phones[0])
        await second.sees(".card-ringing")
        await answered(second, caller)
        await eventually(hears(caller, "op101"))
        await first.hears("world")
        await first.page.close()
        await second.no_longer_sees(ELSEWHERE)
        await second.is_ready()
        await second.hears("world")
        await eventually(hears(caller, "op101"))
        await second.press("h")
        await caller.reach(State.ENDED)


async def test_a_page_that_slept_looks_again_when_it_wakes(people: People) -> None:
    async with people.desk("op101") as desk, alone(people, "op101"):
        tab = await desk.log_in()
        async with desk.asleep():
            caller = await people.house.stage.call(people.house.client("op101").phones[0])
            await eventually(lambda: rung(people, "op101"))
            await caller.hang_up()
        await tab.is_ready()
        await tab.no_longer_sees(".card-ringing")
        await people.house.stage.quiet(30)
        await talking(people, tab, "op101")


async def rung(people: People, operator: str) -> bool:
    """The PBX has sent this phone a call, whether it rings there or not."""
    return f"PJSIP/{operator}-" in await people.house.rig.pbx.cli("core show channels concise")


async def test_a_refused_microphone_is_told_of_and_mended(people: People) -> None:
    async with people.desk("op101") as desk:
        tab = await desk.log_in()
        await desk.allow_microphone(tab, "denied")
        await tab.sees(".phone-badge:has-text('No microphone')")
        caller = await people.house.stage.call(people.house.client("op101").phones[0])
        await tab.sees(".card-ringing .phone-trouble:has-text('allow the microphone')")
        await tab.press("a")
        await looks_well(tab, "without a microphone")
        await desk.allow_microphone(tab, "granted")
        await tab.no_longer_sees(".phone-trouble")
        await tab.sees(READY)
        await answered(tab, caller)
        await eventually(hears(caller, "op101"))


async def test_a_page_loaded_anew_in_a_talk_fetches_it_back(people: People) -> None:
    async with people.desk("op101") as desk:
        tab = await desk.log_in()
        caller = await talking(people, tab, "op101")
        await tab.page.reload()
        await tab.is_ready()
        await tab.sees(".card-talking .phone-bar button", 20)
        await eventually(hears(caller, "op101"), 20)
        await tab.hears("world")


async def test_what_is_called_from_the_page_needs_no_answer(people: People) -> None:
    client = people.house.client("op102")
    async with people.desk("op101") as desk:
        tab = await desk.log_in()
        await tab.press("d")
        await tab.types(client.phones[0])
        await tab.press("Enter")
        await tab.sees(".card-talking .phone-bar", 15)
        await tab.hears("world")


async def test_a_talk_goes_on_when_the_session_has_ended(people: People) -> None:
    async with people.desk("op101") as desk:
        tab = await desk.log_in()
        caller = await talking(people, tab, "op101")
        await desk.session_ends()
        await people.network.cut()  # the line to the gateway asks again who one is
        await people.network.heal()
        await tab.sees("dialog.again .strip .phone-bar", 20)
        await looks_well(tab, "a talk without a session")
        await eventually(hears(caller, "op101"))
        await tab.page.fill("[name=password]", people.house.rig.passwords["op101"])
        await tab.press("Enter")
        await tab.sees(".line-live")
        await tab.is_ready()
        await tab.sees(".card-talking .phone-bar button")
        await eventually(hears(caller, "op101"))
        await tab.press("h")
        await caller.reach(State.ENDED)


async def test_logging_out_unregisters_and_the_old_password_dies(people: People) -> None:
    rig = people.house.rig
    async with people.desk("op101") as desk:
        tab = await desk.log_in()
        caller = await talking(people, tab, "op101")
        told: dict[str, Any] = await tab.page.evaluate(
            "fetch('/api/me/phone').then((answer) => answer.json())"
        )
        await log_out(tab)
        await tab.sees(".notice.problem:has-text('end it before you log out')")
        await tab.press("h")
        await caller.reach(State.ENDED)
        await tab.sees(".card-ended")
        await log_out(tab)
        await tab.sees("form [name=password]")

        async def gone() -> bool:
            return "op101/sip:" not in await rig.pbx.cli("pjsip show contacts")

        await eventually(gone)

    async def refused() -> bool:
        server = "127.0.0.1", rig.settings.pbx.sip_port
        old = Phone("op101", server, rig.voices, password=told["password"], media=False)
        try:
            await old.start()
        except ConnectionError:
            return True
        await old.close()
        return False

    await eventually(refused, 15, every_s=0.5)


async def log_out(tab: Tab) -> None:
    await tab.page.click(".own-name")
    await tab.page.click("#you button >> nth=-1")


async def test_the_headset_is_tried_and_the_echo_answers(people: People) -> None:
    async with people.desk("op101") as desk:
        tab = await desk.log_in()
        await tab.page.click(".phone-badge")
        await tab.sees(".phone-panel meter")

        async def moves() -> bool:
            loud: float = await tab.page.evaluate("document.querySelector('.phone-panel meter').value")
            return loud > 0.4

        await eventually(moves)
        await looks_well(tab, "headset")
        await tab.page.click(".phone-panel button:has-text('echo')")
        await tab.hears("op101")
        await tab.sees(".phone-test")
        await tab.page.click(".phone-test .hang-up")
        await tab.no_longer_sees(".phone-test")
        await tab.page.select_option(".phone-panel select >> nth=1", index=1)
        chosen = await tab.page.evaluate("JSON.parse(localStorage.getItem('ccengine.headset')).speaker")
        await tab.page.reload()
        await tab.is_ready()
        await tab.page.click(".phone-badge")
        await eventually(lambda: selected(tab, chosen))


async def selected(tab: Tab, speaker: str) -> bool:
    return await tab.page.locator(".phone-panel select >> nth=1").input_value() == speaker
