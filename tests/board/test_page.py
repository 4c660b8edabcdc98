"""The board in Chromium on the real engine, board and gateway: what it shows, and what it does not do."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page

from ccengine.core.board import BoardGone, BoardRows
from ccengine.core.facts import OperatorStatus
from ccengine.core.observed import HangupAsked, LegAnswered, QueueEntered
from ccengine.core.operator import KnownOperator
from tests.board.floor import Floor, open_floor, wall_ms
from tests.engine.world import calls_in, ends, rings
from tests.leaks import watched

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
SALES = "[data-queue=q0]"


@pytest.fixture(autouse=True, scope="module")
def nothing_left() -> Iterator[None]:
    """As everywhere, only over all tests of the module: they share one floor."""
    with watched():
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def floor(nothing_left: None) -> AsyncIterator[Floor]:
    async with open_floor() as floor:
        yield floor


def waits(floor: Floor, number: int, queue: int = 0) -> str:
    """Somebody has called and waits in that queue. Returns his leg."""
    now = wall_ms()
    leg = f"pbx1-{now // 1000}.{number}"
    came = calls_in(leg, "+998901112233", now, dialled=f"99871200{queue:04d}")
    floor.engine.feed(
        [came, LegAnswered(at=now, leg=leg), QueueEntered(at=now + 1, leg=leg, queue=f"q{queue}")]
    )
    return leg


def leaves(floor: Floor, leg: str) -> None:
    now = wall_ms()
    floor.engine.feed([HangupAsked(at=now, leg=leg), ends(leg, now + 1)])


async def reads(page: Page, what: str, text: str) -> None:
    """It says so within a second of what happened, and the time that a busy machine takes."""
    await page.wait_for_function(
        "([what, text]) => document.querySelector(what)?.textContent.includes(text)",
        arg=[what, text],
        timeout=20_000,
    )


async def test_who_waits_is_on_the_tile_and_goes_from_it(floor: Floor) -> None:
    async with floor.page(**WIDE) as page:
        leg = waits(floor, 1)
        await reads(page, f".tile:has({SALES}) .much", "1")
        await reads(page, ".flight.waits .flight-who", "+998 90 111 22 33")
        leaves(floor, leg)
        await reads(page, f".tile:has({SALES}) .much", "0")
        await page.wait_for_selector(".flight", state="detached")


async def test_nothing_is_drawn_anew_but_what_changed(floor: Floor) -> None:
    async with floor.page(**WIDE) as page:
        await page.evaluate(_WATCH)
        leg = waits(floor, 2)
        await reads(page, f".tile:has({SALES}) .much", "1")
        changed = await page.evaluate("window.changed()")
        leaves(floor, leg)
    assert changed["replaced"] == 0, "every tile and every operator is the element that it was"
    assert set(changed["tiles"]) == {"q0"}


# Who is there now, and in which tiles something other than a running clock changes.
_WATCH = """() => {
  const here = [...document.querySelectorAll(".tile, .person")];
  const tiles = new Set();
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const at = target instanceof Element ? target : target.parentElement;
      const tile = at?.closest(".tile");
      if (tile && !at.closest(".clock")) tiles.add(tile.querySelector("[data-queue]").dataset.queue);
    }
  }).observe(document.querySelector(".tiles"), { subtree: true, childList: true, characterData: true });
  window.changed = () => ({ replaced: here.filter((one) => !one.isConnected).length, tiles: [...tiles] });
}"""


async def test_what_can_be_done_is_done_by_keyboard(floor: Floor) -> None:
    leg = waits(floor, 3)
    async with floor.page(**WIDE) as page:
        await page.wait_for_selector(".flight")
        await page.focus(SALES)
        await page.keyboard.press("ArrowRight")
        assert await page.evaluate("document.activeElement.dataset.queue") == "q1"
        await page.focus(".flight .menu-button")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("[role=menuitem]:focus")
        await page.keyboard.press("Enter")  # to the head of the queue
        await page.wait_for_selector(".notice.done")
        await page.focus(".flight .menu-button")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("[role=menuitem]:focus")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")  # move to
        await page.wait_for_selector(".acts-menu input:focus")
        await page.keyboard.type("Тимур K")
        await page.keyboard.press("Enter")
        await page.wait_for_selector(".acts-menu", state="detached")
    leaves(floor, leg)
    call = str(floor.engine.floor.calls[leg].id)
    assert floor.supervisor.acts[-2:] == [
        (f"floor/calls/{call}/first", None),
        (f"floor/calls/{call}/move", {"target": "op107"}),
    ]


async def test_an_operator_is_heard_and_logged_out_from_his_line(floor: Floor) -> None:
    leg, phone = waits(floor, 4), f"pbx1-{wall_ms() // 1000}.401"
    floor.engine.feed([rings("op101", phone, leg, wall_ms())])
    async with floor.page(**WIDE) as page:
        await reads(page, "[data-operator=op101]", "Ringing")
        await page.click("[data-operator=op101] .menu-button")
        await page.click("[role=menuitem]:has-text('Log out')")
        await page.wait_for_selector(".notice.done")
        await page.click("[data-operator=op102] .menu-button")
        await page.wait_for_selector(".acts-menu")
        await page.keyboard.press("Escape")
        await page.wait_for_selector(".acts-menu", state="detached")
    assert floor.supervisor.acts[-1] == ("floor/operators/op101/status", {"status": "offline", "reason": ""})
    leaves(floor, leg)
    floor.engine.feed([ends(phone, wall_ms())])


async def test_a_pause_past_its_limit_is_seen(floor: Floor) -> None:
    long_ago = wall_ms() - 3_600_000
    life = floor.engine.operators["op103"]
    paused = OperatorStatus.PAUSED
    life.resume(KnownOperator(operator="op103", status=paused, since=long_ago, wish=paused, reason="Lunch"))
    async with floor.page(**WIDE) as page:
        await reads(page, "[data-operator=op103]", "too long")
        await reads(page, "[data-operator=op103] .person-age", "1:00:")


async def test_the_choice_narrows_people_and_calls(floor: Floor) -> None:
    async with floor.page(**WIDE) as page:
        await reads(page, ".board-people .how-many", "50")
        await page.select_option(".choose:has-text('Department') select", "Trade")
        await reads(page, ".board-people .how-many", "25")
        assert await page.locator(".tile").count() == 5
        await page.click(SALES)
        await page.wait_for_selector(".board-figures dl dt")
        await page.keyboard.press("f")
        await page.keyboard.type("Karimova")
        await page.wait_for_function("document.querySelectorAll('.person').length < 10")


async def test_what_is_not_heard_any_more_is_grey_and_its_clocks_stand(floor: Floor) -> None:
    leg = waits(floor, 5)
    gateway = floor.noted.gateway
    async with floor.page(**WIDE) as page:
        await reads(page, f".tile:has({SALES}) .much", "1")
        await gateway.aclose()
        await page.wait_for_selector(".board.stale")
        await reads(page, ".truth", "What you see is")
        first = await page.locator(f".tile:has({SALES}) .clock").inner_text()
        await page.wait_for_timeout(2_100)  # time itself is what is tested
        assert await page.locator(f".tile:has({SALES}) .clock").inner_text() == first
        assert await page.locator(".menu-button:disabled").count() > 50
        leaves(floor, leg)
        await gateway.start()
        await reads(page, f".tile:has({SALES}) .much", "0")
        await page.wait_for_selector(".board:not(.stale)")


async def test_a_page_that_missed_a_change_gets_the_whole(floor: Floor) -> None:
    async with floor.page(**WIDE) as page:
        floor.noted.gateway.board_changed(10**6, BoardRows(), BoardGone(operators=("op101",)))
        leg = waits(floor, 6)
        await reads(page, f".tile:has({SALES}) .much", "1")
        assert await page.locator(".person").count() == 50
        leaves(floor, leg)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720)])
async def test_the_wall_shows_all_without_scrolling_or_controls(
    floor: Floor, width: int, height: int
) -> None:
    async with floor.page("board/wall", viewport={"width": width, "height": height}) as page:
        assert await page.locator(".wall-tile").count() == 10
        fits = await page.evaluate(_FITS)
        assert fits == []
        assert await page.locator("button, select, input").count() == 0
        size = await page.locator(".wall-waiting strong").first.evaluate(
            "e => parseFloat(getComputedStyle(e).fontSize)"
        )
        assert size > height / 14, "a digit is read from five metres"


# Whatever reaches beyond the screen, or beyond its own tile.
_FITS = """() => {
  const page = document.documentElement;
  const over = page.scrollHeight > innerHeight || page.scrollWidth > innerWidth ? ["page"] : [];
  for (const tile of document.querySelectorAll(".wall-tile")) {
    const { scrollHeight, clientHeight, scrollWidth, clientWidth } = tile;
    if (scrollHeight > clientHeight + 1 || scrollWidth > clientWidth + 1) over.push(tile.textContent);
  }
  return over;
}"""


async def test_a_phone_in_the_hand_shows_it_too(floor: Floor) -> None:
    async with floor.page(viewport={"width": 360, "height": 800}) as page:
        await reads(page, ".board-people .how-many", "50")
        assert await page.evaluate("document.documentElement.scrollWidth") == 360
