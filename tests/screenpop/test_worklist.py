"""The promises to call back, on the page: read, worked through by keys alone, and called to mind."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from screenpop.page import Limits
from tests.conftest import eventually
from tests.screenpop.browser import Desk, desk_of_anna
from tests.screenpop.cards import card
from tests.screenpop.promises import MINUTE, promise, worklist

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with desk_of_anna(Limits()) as opened:
        yield opened
        assert opened.wrong == []


async def shows(desk: Desk, lists: dict[str, Any]) -> None:
    """The list is another than it was, and the page hears of it."""
    desk.lists = lists
    desk.gateway.obligations_changed()
    await desk.page.wait_for_selector(f".owed li:nth-child({len(lists['obligations'])})")


async def names(desk: Desk) -> list[str]:
    return await desk.page.locator(".who-waits").all_inner_texts()


def deeds(desk: Desk) -> list[tuple[str, Any]]:
    return [(path, body) for method, path, body in desk.asked if method == "POST" and path != "login"]


async def test_oldest_first_what_sleeps_last_and_lateness_in_words(desk: Desk) -> None:
    await shows(desk, worklist())
    order = [
        *("Aziza Yoʻldosheva", "Uğur Şahin", "+998 90 123 45 63", "Γιώργος Παπαδάκης"),
        *("Harriet Smith-Jones", "Людмила Щербак"),
    ]
    assert await names(desk) == order
    told = await desk.page.locator(".promise-state").all_inner_texts()
    assert [re.sub(r"[\s\u2068\u2069]+", " ", line).strip() for line in told][:5] == [
        "Overdue yours to call",
        "Ольга Воробьёва is on it",
        "Sales",
        "Reminder: asked for after lunch",
        "yours to call",
    ]
    assert "put off until" in told[5]
    assert "4 missed" in await desk.page.locator(".owed-line").first.inner_text()
    assert "left a message" in await desk.page.locator(".owed-line").nth(4).inner_text()
    await desk.page.click("#owed-5")
    assert await desk.page.locator(".owed-opened audio").get_attribute("src") == "/api/recordings/m5"
    assert "3 callers missed today" in await desk.page.locator(".owed .foot").inner_text()
    assert await desk.page.locator(".count.late").inner_text() == "1 overdue"
    taken = desk.page.locator(".owed li", has_text="Uğur").locator(".owed-row > button").last
    assert await taken.is_disabled(), "a colleague is on it"


async def test_worked_through_by_keys_alone(desk: Desk) -> None:
    await shows(desk, worklist())
    press = desk.page.keyboard.press
    await press("j")
    await desk.page.wait_for_selector(".owed-line:focus")
    await press("c")
    await eventually(lambda: deeds(desk) == [("obligations/1/claim", None)])
    await press("Enter")
    await eventually(lambda: deeds(desk)[1:] == [("obligations/1/call-back", None)])
    await press("j")
    await desk.page.wait_for_selector("#owed-2:focus")
    for key in ("Enter", "c", "p", "x"):
        await press(key)
    assert await desk.page.locator(".owed-form").count() == 0
    assert len(deeds(desk)) == 2, "it is a colleague's"
    await press("ArrowDown")
    await desk.page.wait_for_selector("#owed-3:focus")
    await press("p")
    await desk.page.wait_for_selector(".owed-form input:focus")
    await desk.page.keyboard.type("в пять")
    await press("Enter")
    await eventually(lambda: len(deeds(desk)) == 3)
    path, body = deeds(desk)[2]
    assert (path, body["reason"]) == ("obligations/3/postpone", "в пять")
    assert 58 * MINUTE < body["until"] - await desk.page.evaluate("Date.now()") <= 60 * MINUTE
    await desk.page.wait_for_selector("#owed-3:focus")
    await press("k")
    await press("k")
    await press("x")
    await desk.page.wait_for_selector(".owed-form input:focus")
    assert await desk.page.locator("[type=radio]").nth(1).is_disabled(), "two attempts of three"
    assert "so far 2" in await desk.page.locator(".owed-form").inner_text()
    await desk.page.keyboard.type("sells lamps")
    await press("Enter")
    await eventually(
        lambda: deeds(desk)[3:] == [("obligations/1/close", {"how": "spam", "reason": "sells lamps"})]
    )


async def test_a_ringing_phone_comes_before_the_list(desk: Desk) -> None:
    await shows(desk, worklist())
    await desk.page.keyboard.press("j")
    desk.gateway.show(card(1))
    await desk.page.wait_for_selector(".card-ringing")
    await desk.page.keyboard.press("Enter")
    await desk.page.keyboard.press("a")
    await eventually(lambda: [path.rpartition("/")[2] for path, _ in deeds(desk)] == ["answer"])


async def test_escape_leaves_the_form_then_the_line(desk: Desk) -> None:
    await shows(desk, worklist())
    await desk.page.keyboard.press("j")
    await desk.page.keyboard.press("x")
    await desk.page.wait_for_selector(".owed-form input:focus")
    await desk.page.keyboard.type("pp")
    await desk.page.keyboard.press("Escape")
    await desk.page.wait_for_selector(".owed-line:focus")
    assert await desk.page.locator(".owed-form").count() == 0
    await desk.page.keyboard.press("Escape")
    await desk.page.wait_for_selector(".owed li.open", state="detached")
    assert deeds(desk) == []


async def test_who_was_slower_reads_who_was_first(desk: Desk) -> None:
    await shows(desk, worklist())
    desk.problem = "Ольга Воробьёва has taken this client on."
    await desk.page.locator("#owed-3").click()
    await desk.page.keyboard.press("Enter")
    await desk.page.wait_for_selector(".notice.problem")
    assert await desk.page.locator(".notice span").inner_text() == desk.problem


async def test_each_reminder_is_said_once(desk: Desk) -> None:
    row = promise(
        1, 5, "Олим", claimed_by="op101", claimed_by_name="Anna", wake=9, reminder="about the price"
    )
    await shows(desk, {"obligations": [row]})
    assert await desk.page.locator(".notice").count() == 0
    await shows(desk, {"obligations": [row | {"woken": True}]})
    await desk.page.wait_for_selector(".notice.reminder")
    said = await desk.page.locator(".notice span").inner_text()
    assert re.sub("[\u2068\u2069]", "", said) == "You wanted to call Олим back now: about the price"
    await desk.page.click(".notice button")
    asked = len(desk.asked)
    await shows(desk, {"obligations": [row | {"woken": True, "missed": 2}]})
    await desk.page.wait_for_selector(".owed-line:has-text('2 missed')")
    assert len(desk.asked) > asked
    assert await desk.page.locator(".notice").count() == 0
    late = {"overdue": True, "escalated": 1}
    await shows(desk, {"obligations": [promise(n, 90, "Яна", **late) for n in (2, 3)]})
    await desk.page.wait_for_selector(".notice:has-text('2 promises')")


async def test_a_name_is_only_ever_text(desk: Desk) -> None:
    evil = "\u202e<img src=x onerror=alert(1)>" + "W" * 3_000
    row = promise(
        1, 5, evil, company=evil, reminder=evil, claimed_by_name=evil, claimed_by="op101", woken=True
    )
    await shows(desk, {"obligations": [row | {"responsible_name": evil, "queue_name": evil}]})
    await desk.page.click("#owed-1")
    await desk.page.wait_for_selector(".owed-opened")
    assert await desk.page.locator(".owed img").count() == 0
    assert await desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
