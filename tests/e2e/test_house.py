"""The house set up on the page: what an administrator types there rings a real phone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from playwright.async_api import Locator

from ccengine.access import Access
from ccengine.cli.demo.desk import Page as Login
from ccengine.core.directory import Client
from ccengine.lab.call import State
from ccengine.lab.phone import Phone
from ccengine.lab.wait import eventually
from ccengine.store.directory import PgDirectory
from tests.e2e.house import STRANGER, House, Screen
from tests.e2e.looks import Looks

pytestmark = [
    pytest.mark.pbx,
    pytest.mark.store,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]

NUMBER, PASSWORD = "998712000400", "a long enough password"
OPEN = ".entries .open"
APPLIED = ".follows-applied"


@asynccontextmanager
async def administration(house: House, login: str = "admin", password: str = "") -> AsyncIterator[Screen]:
    async with house.login_page() as screen:
        screen.page.set_default_timeout(20_000)
        await screen.log_in(login, password or house.rig.passwords[login])
        await screen.sees("header")
        yield screen


async def goes_to(screen: Screen, page: str, heading: str) -> None:
    await screen.page.evaluate(f"location.hash = '#admin/{page}'")
    await screen.sees(f".admin-section h2:has-text('{heading}')")


def field(screen: Screen, label: str, within: str = OPEN) -> Locator:
    return screen.page.locator(within).get_by_label(label, exact=True)


async def saves(screen: Screen) -> None:
    """And waits until the PBX has it too."""
    await screen.page.click(f"{OPEN} button.primary:has-text('Save')")
    await screen.no_longer_sees(f"{OPEN} form")
    await screen.sees(APPLIED, 20)


def phone_of(house: House, operator: str, password: str) -> Phone:
    return Phone(
        operator, ("127.0.0.1", house.rig.settings.pbx.sip_port), house.rig.voices, password=password
    )


async def test_a_queue_an_operator_and_a_number_typed_on_the_page_ring_his_phone(house: House) -> None:
    async with administration(house) as screen, house.screen("op101") as colleague:
        page = screen.page
        await goes_to(screen, "queues", "Queues")
        await page.click("text=Add a queue")
        await page.keyboard.type("Export")  # the typing begins in the first field
        await field(screen, "Extension").fill("101")
        await page.click(f"{OPEN} button.primary")
        await screen.sees(f"{OPEN} .problem:has-text('Dilnoza Karimova')")
        await page.reload()  # what was typed is kept
        await screen.sees(".tag:has-text('not saved')")
        await page.click("[data-entry=new] .entry-line")
        await field(screen, "Extension").fill("720")
        await saves(screen)

        await goes_to(screen, "people", "Operators")
        await page.click("text=Add an operator")
        await field(screen, "Name").fill("Лола Ахмедова")
        await field(screen, "Extension").fill("120")
        await field(screen, "Export").check()
        await screen.sees(".what-happens:has-text('He can log in')")
        await saves(screen)
        await colleague.press("d")  # a page that was open before knows him too
        await colleague.types("Лола")
        await colleague.sees("[role=option]:has-text('Лола Ахмедова')")
        await page.click("[data-entry=op120] .entry-line")
        await page.click("text=What to type into his phone")
        password = await page.input_value(".secret input")
        await page.click(".secret button.primary")
        await page.click("text=Give him a login")
        await field(screen, "Name", ".add-form").fill("lola")
        await page.click("text=Make it, and an address to set the password")
        address = await page.input_value(".secret input")

        await goes_to(screen, "numbers", "Dialled numbers")
        await page.click("text=Add a number")
        await field(screen, "Name").fill("Export line")
        await field(screen, "Leads to the queue").select_option("export")
        await field(screen, "Open at all hours, but for its holidays").check()
        await field(screen, "Лола Ахмедова").check()
        await field(screen, "The number").fill("+998 71 200-04-00")
        await saves(screen)
        assert await page.locator(f"[data-entry='{NUMBER}']").count() == 1

    async with house.login_page() as hers:
        await hers.page.goto("about:blank")
        await hers.page.goto(address)
        await hers.page.fill("[name=password]", PASSWORD)
        await hers.page.fill("[name=again]", PASSWORD)
        await hers.press("Enter")
        await hers.sees("header:has-text('Лола Ахмедова')")
        lola = await Login.log_in(house.rig.url, "lola", PASSWORD)
        async with phone_of(house, "op120", password) as phone:
            await lola.must("PUT", "/api/me/status", {"status": "available", "reason": ""})
            caller = await house.stage.call(STRANGER, NUMBER)
            await eventually(lambda: any(c.state is State.RINGING for c in phone.calls), 20)
            await hers.sees(".card-ringing")
            assert "Export" in await hers.reads(".card-ringing")
            [ringing] = [call for call in phone.calls if call.state is State.RINGING]
            ringing.answer()
            await caller.reach(State.UP)
            await hers.sees(".card-talking")
            async with administration(house) as screen:
                await goes_to(screen, "people", "Operators")
                await screen.page.click("[data-entry=op120] .entry-line")
                await field(screen, "Extension").fill("121")
                await screen.sees(".what-happens:has-text('He is in a call now')")
            await caller.hang_up()
            await eventually(lambda: all(c.state is State.ENDED for c in phone.calls))
            await lola.must("PUT", "/api/me/status", {"status": "offline", "reason": ""})


async def test_the_slower_of_two_administrators_is_told_and_chooses(house: House) -> None:
    await Access(house.rig.store).create_login("anna", PASSWORD, "admin")
    async with administration(house) as mine, administration(house, "anna", PASSWORD) as hers:
        for screen in (mine, hers):
            await goes_to(screen, "people", "Operators")
            await screen.page.click("[data-entry=op108] .entry-line")
        await field(mine, "Skills").fill("export, returns")
        await field(hers, "Name").fill("Zeynep Kaya Demir")
        await saves(hers)
        await mine.sees(f"{OPEN} .overtaken:has-text('Somebody has changed this meanwhile')")
        await mine.sees(".sides:has-text('Zeynep Kaya Demir')")
        assert await field(mine, "Skills").input_value() == "export, returns"
        await mine.page.click("text=Take theirs, drop mine")
        await mine.page.click("text=Yes")
        await mine.sees("[data-entry=op108]:has-text('Zeynep Kaya Demir')")
        await field(mine, "Skills").fill("export, returns")
        await saves(mine)
    known = (await PgDirectory(house.rig.store).house()).operators["op108"]
    assert (known.name, known.skills) == ("Zeynep Kaya Demir", ("export", "returns"))


async def test_what_may_be_called_is_seen_before_it_is_saved_and_holds_at_once(house: House) -> None:
    abroad = "+33612345678"
    async with administration(house) as screen, house.screen("op101") as operator:
        status, refused = await house.stage.pages["op101"].do("POST", "/api/calls", {"number": abroad})
        assert (status, refused["type"]) == (403, "urn:ccengine:destination-refused")
        await goes_to(screen, "dialling", "What operators may call")
        looks = Looks(page=screen.page)
        allowed, tried = (
            field(screen, label, ".admin-section")
            for label in ("Numbers may be called that begin with", "Try a number")
        )
        before = await allowed.input_value()
        await tried.fill(abroad)
        await screen.sees(f".tried .problem:has-text('{abroad}')")
        await allowed.fill(f"{before}, 336")
        await screen.sees(".field .problem:has-text('336')")
        await looks.hold("refused")
        await allowed.fill(f"{before}, +33 6")
        await screen.sees(".what-happens li:has-text('France')")
        await screen.sees(f".tried:has-text('{abroad}\u2069 may be called')")
        await looks.hold("may be called")
        assert looks.wrong == []
        await screen.page.click("button.primary:has-text('Save')")
        await screen.no_longer_sees("text=Drop my changes")
        await operator.press("d")
        await operator.types(abroad)
        await operator.press("Enter")
        await house.stage.rings("op101")
        await operator.sees(".card-ringing")
        await house.at_rest()
        await allowed.fill(before)
        await screen.page.click("button.primary:has-text('Save')")
        await screen.no_longer_sees("text=Drop my changes")
    assert ", ".join((await PgDirectory(house.rig.store).house()).dialling.allowed) == before


async def test_operators_see_the_reasons_for_a_pause_in_the_order_that_is_made(house: House) -> None:
    async with administration(house) as screen, house.screen("op101") as operator:
        await goes_to(screen, "pauses", "Reasons for a pause")
        ids = [
            await one.get_attribute("data-entry") for one in await screen.page.locator("[data-entry]").all()
        ]
        names = await screen.page.locator("[data-entry] .entry-name").all_inner_texts()
        first, second, *_ = ids
        moved = f"[data-entry]:first-child[data-entry={second}]"
        await screen.page.get_by_role("button", name=f"Move up: {names[1]}").click()
        await screen.sees(f"{moved} .entry-line:focus")
        looks = Looks(page=screen.page)
        await looks.hold("moved")
        assert looks.wrong == []
        await operator.press("q")
        await operator.sees(f".pauses button:nth-child(1):has-text('{names[1]}')")
        await operator.sees(f".pauses button:nth-child(2):has-text('{names[0]}')")
        await screen.press("Alt+ArrowDown")
        await screen.sees(f"[data-entry={first}]:first-child")
        await screen.sees(f"[data-entry={second}] .entry-line:focus")


async def test_who_is_let_go_leaves_his_clients_to_whoever_is_chosen(house: House) -> None:
    admin = await Login.log_in(house.rig.url, "admin", house.rig.passwords["admin"])
    fields = {"name": "Nodir Azimov", "extension": "130", "version": 0}
    await admin.must("PUT", "/api/house/operators/op130", fields)
    directory = PgDirectory(house.rig.store)
    client = Client(id="of-nodir", name="Олим", responsible="op130")
    await directory.put_clients(
        [client, replace(client, id="of-dilnoza", responsible="op101", deputy="op130")]
    )
    async with administration(house) as screen:
        await goes_to(screen, "people", "Operators")
        await screen.page.click("[data-entry=op130] .entry-line")
        await screen.page.click(f"{OPEN} button:has-text('Remove')")
        await screen.sees(
            ".let-go:has-text('He is responsible for 1 client. He is the deputy for 1 client.')"
        )
        both = screen.page.locator(".let-go button.danger")
        assert await both.is_disabled()
        looks = Looks(page=screen.page)
        await looks.hold("who gets his clients")
        assert looks.wrong == []
        await field(screen, "Who gets his clients").select_option("op101")
        await both.click()
        await screen.no_longer_sees("[data-entry=op130]")
    left = [await directory.by_id(one) for one in ("of-nodir", "of-dilnoza")]
    assert [(one.responsible, one.deputy) for one in left if one] == [("op101", "")] * 2


async def test_a_supervisor_does_not_get_there(house: House) -> None:
    async with administration(house, "supervisor") as screen:
        await screen.page.evaluate("location.hash = '#admin/people'")
        await screen.sees(".admin-section h2:has-text('Where calls go')")
        names = await screen.page.locator(".admin-pages a").all_inner_texts()
        assert "People" not in names
        assert "Rules" in names
        for path in ("house", "logins"):
            answer = await screen.page.request.get(f"{house.rig.url}/api/{path}")
            assert answer.status == 403
