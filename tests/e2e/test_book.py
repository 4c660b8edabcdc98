"""The address book and numbers to click on the running house: found while typing, dialled on the real phone,
and nothing is dialled by a link alone.
"""

from pathlib import Path

import pytest

from ccengine.lab.call import State
from tests.e2e.house import STRANGER, House, Screen
from tests.e2e.looks import Looks

pytestmark = [
    pytest.mark.pbx,
    pytest.mark.store,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]

BAKERY = "+998951234567"
FILE = f"""Name,Organization Name,Labels,Phone 1 - Label,Phone 1 - Value,Notes
Пекарня Нон,Chorsu,Suppliers,Shop,{BAKERY},"=cmd|' /C calc'!A0 <img src=x onerror=alert(1)>"
Non Bakery,Chorsu,Suppliers,,{BAKERY},
,,,,ask there,nothing
"""


async def in_the_book(screen: Screen) -> None:
    await screen.press("Shift+Digit3")
    await screen.sees(".book-head button")


async def hangs_up_after_the_ring(house: House, operator: str) -> None:
    """The phone of this operator rings for a call of his own; he does not want it after all."""
    own = await house.stage.rings(operator)
    await own.hang_up()
    await own.reach(State.ENDED)
    await house.stage.quiet(30)
    await house.stage.status(operator, "available")


async def test_a_supervisor_brings_contacts_in_and_joins_doubles(house: House, tmp_path: Path) -> None:
    path = tmp_path / "google.csv"
    path.write_text(FILE, encoding="utf-8-sig")
    async with house.login_page() as screen:
        await screen.log_in("supervisor", house.rig.passwords["supervisor"])
        await screen.sees(".places")
        looks = Looks(page=screen.page)
        await in_the_book(screen)
        await screen.page.click(".book-foot a:has-text('Files')")
        await screen.page.set_input_files("input[type=file]", str(path))
        await screen.sees(".import-lines .what-new")
        assert "2 new" in await screen.reads(".book-part [role=status]")
        assert "1 refused" in await screen.reads(".book-part [role=status]")
        assert await screen.page.locator("#contacts li").count() == 0
        await looks.hold("preview of an import")
        await screen.page.click("button.primary:has-text('Import 2 contacts')")
        await screen.sees("#contacts li >> nth=1")
        await screen.page.click(".book-foot a:has-text('Duplicates')")
        await looks.hold("duplicates")
        await screen.page.click(".book-double button:has-text('Merge into')")
        await screen.no_longer_sees("#contacts li >> nth=1")
        await screen.page.click(".book-foot a:has-text('Changes')")
        await screen.page.click(".book-changes li:has-text('Merged') button")
        await screen.sees("#contacts li >> nth=1")
        await looks.hold("what was done")
        assert not looks.wrong, "\n".join(looks.wrong)


async def test_found_while_typing_and_called_from_the_keyboard(house: House) -> None:
    async with house.screen("op101") as screen:
        looks = Looks(page=screen.page)
        await in_the_book(screen)
        await screen.press("n")
        await screen.sees(".contact-form")
        await looks.hold("a new contact")
        await screen.types("Мама")
        await screen.page.get_by_label("Number 1", exact=True).fill("90 765-43-21")
        await screen.press("Control+Enter")
        await screen.sees(".person")
        await screen.press("f")
        await screen.sees("#contacts .star:has-text('★')")
        await looks.hold("a contact")
        await screen.press("/")
        await screen.types("6543")
        await screen.sees("#contacts li:only-child:has-text('Мама')")
        await screen.press("Enter")
        await hangs_up_after_the_ring(house, "op101")

        await screen.press("Escape")
        await screen.press("Shift+Digit1")
        await screen.press("d")
        await screen.types("mama")
        await screen.sees(".dial-found [aria-selected=true]:has-text('Мама')")
        await looks.hold("a name in the field that calls")
        await screen.press("Enter")
        await hangs_up_after_the_ring(house, "op101")
        assert not looks.wrong, "\n".join(looks.wrong)


async def test_a_caller_of_an_address_book_has_a_name_and_an_unknown_one_gets_it_in_one_step(
    house: House,
) -> None:
    async with house.screen("op102") as screen:
        caller = await house.talking(screen, "op102", STRANGER)
        await screen.press("f")
        await screen.types("Тётя Роза")
        await screen.press("Shift+Enter")
        await screen.sees(".notice.done")
        await caller.hang_up()
        await screen.sees(".card-ended")
        again = await house.stage.call(STRANGER)
        await screen.sees(".card-ringing h1:has-text('Тётя Роза')")
        assert "in your contacts" in await screen.reads(".card-ringing .under")
        await again.hang_up()
        await screen.no_longer_sees(".card-ringing")


async def test_a_link_dials_only_what_somebody_agrees_to(house: House) -> None:
    async with house.screen("op103") as screen:
        page, base = screen.page, house.rig.url
        await page.goto(f"{base}/?call=tel:%2B998%2090%20111-22-33")
        await screen.sees("dialog.ask-to-call:has-text('+998 90 111 22 33')")
        await page.click("dialog.ask-to-call button:has-text('Do not call')")
        await screen.no_longer_sees("dialog.ask-to-call")
        assert page.url.rstrip("/#") == base.rstrip("/")
        for hostile in ("*21*%2B998901112233%23", "javascript:alert(1)", "%3Cimg%20src=x%3E", ""):
            await page.goto(f"{base}/?call=tel:{hostile}")
            await screen.sees("dialog.ask-to-call:has-text('holds no phone number')")
        assert not any(
            answer.url.endswith("/api/calls") and answer.request.method == "POST" for answer in screen.answers
        )
        await page.goto(f"{base}/?call=tel:%2B998901112233;ext=5")
        await screen.sees(".line-live")
        await page.click("dialog.ask-to-call button.primary")
        await hangs_up_after_the_ring(house, "op103")
