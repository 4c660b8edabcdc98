"""After the call and my day, by keyboard; and a supervisor's browser over the floor."""

import time
from uuid import uuid4

import pytest

from ccengine.access import Access
from ccengine.lab.call import State
from ccengine.lab.wait import eventually
from tests.e2e.house import House

pytestmark = [
    pytest.mark.pbx,
    pytest.mark.store,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(120),
    pytest.mark.asyncio(loop_scope="module"),
]


def figure(nth: int) -> str:
    return f".day-figures li:nth-child({nth}) button"


async def test_after_the_call_and_my_day_by_keyboard(house: House) -> None:
    client = house.client("op101")
    desk = house.stage.pages["op101"]
    overdue = {"text": "Bring back the <b>drill</b>", "due": int(time.time() * 1000) - 60_000}
    await desk.must("PUT", f"/api/tasks/{uuid4()}", overdue)
    async with house.screen("op101") as screen:
        await screen.sees(".notice.reminder:has-text('<b>drill</b>')")
        await screen.press("Escape")

        # The queue's own words, by digit; what is to be done, by when; kept through a reload.
        caller = await house.talking(screen, "op101", client.phones[0])
        await screen.press("2")
        await screen.sees(".chip:has(input:checked):has-text('offer sent')")
        await screen.press("g")
        await screen.types("Send the prices 2026")
        await screen.press("Alt+h")
        await caller.reach(State.ENDED)
        await screen.sees(".card-ended")
        await screen.page.reload()
        await screen.sees(".line-live")
        assert await screen.page.input_value("[data-task]") == "Send the prices 2026"
        await screen.page.focus("[data-task]")
        call_id = await screen.saves_the_note()
        await screen.sees(".idle")
        await house.stage.until_sealed()

        await screen.press("Shift+Digit2")
        await screen.sees(f"{figure(1)}:has-text('1')")
        await screen.press("1")
        await screen.sees(f"{figure(1)}[aria-pressed=true]")
        await screen.page.click(".day .recent .row")
        await screen.sees(".day .opened .chip-text:has-text('offer sent')")
        await screen.press("4")
        await screen.sees(".day .recent .empty")
        await screen.press("0")
        await screen.sees(".day .recent .row")

        # What is overdue stands first; the call's task knows its client; a new one is written.
        tasks = screen.page.locator(".day-tasks > ul .task-words")
        assert await tasks.all_inner_texts() == ["Bring back the <b>drill</b>", "Send the prices 2026"]
        await screen.sees(f".day-task:has-text('Send the prices') :text('{client.name}')")
        await screen.press("n")
        await screen.types("Ring the bank")
        await screen.press("Enter")
        await screen.sees(".day-task:has-text('Ring the bank')")
        await screen.page.click(".day-task:has-text('drill') input")
        await screen.sees(".day-done summary .count:has-text('1')")
    told = await desk.must("GET", f"/api/calls/{call_id}")
    assert (told["note"]["result"], told["note"]["note"]) == ("offer sent", "")


async def test_a_supervisor_listens_from_the_board_and_tells_the_floor(house: House) -> None:
    password = "a long enough password"
    await Access(house.rig.store).create_login("chief", password, "supervisor", "op108")
    house.rig.passwords["chief"] = password
    client = house.client("op101")
    async with house.screen("op101") as operator, house.screen("chief") as chief:
        caller = await house.talking(operator, "op101", client.phones[0])
        ours = next(call for call in house.rig.phones.phones["op101"].calls if call.state is State.UP)
        await chief.press("Shift+Digit4")

        async def does(words: str) -> None:
            await chief.page.click(f"[aria-label*='{client.name}'].menu-button >> nth=0")
            await chief.page.click(f"[role=menuitem]:has-text('{words}')")

        await does("Listen")
        boss = await house.stage.answers("op108")
        await operator.sees(".listening:has-text('Zeynep Kaya')")
        await eventually(lambda: any({"op101", "world"} <= set(who.split("+")) for *_, who in boss.heard()))
        await does("Whisper")
        await eventually(lambda: any("op108" in who for *_, who in ours.heard()))
        assert not any("op108" in who for *_, who in caller.heard())
        await does("Join")
        await eventually(lambda: any("op108" in who for *_, who in caller.heard()))
        await boss.hang_up()
        await operator.no_longer_sees(".listening:has-text('Zeynep')")

        words = "<img src=x onerror=alert(1)> Обед в 13:00"
        await house.stage.supervisor("POST", "/api/floor/note", {"text": words, "minutes": 5})
        for screen in (operator, chief):
            await screen.sees(f".floor-words:has-text('{words}')")
        await operator.page.click(".floor-note button")
        await operator.no_longer_sees(".floor-note")
        await operator.page.reload()
        await operator.sees(".line-live")
        assert await operator.page.locator(".floor-note").count() == 0
        await house.stage.hang_up(caller)
