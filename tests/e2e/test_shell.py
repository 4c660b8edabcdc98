"""The frame of the page, on the running house: its places, its looks, its words, its recovery."""

import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import CDPSession

from ccengine.access import Access
from ccengine.cli.demo.desk import ask
from ccengine.cli.demo.rig import engine_is_well
from ccengine.lab.call import Call, State
from ccengine.lab.wait import eventually
from tests.e2e.house import House, Screen
from tests.e2e.looks import Looks
from tests.e2e.words import english_on

pytestmark = [
    pytest.mark.pbx,
    pytest.mark.store,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]

Read = Callable[[Screen, str], Awaitable[None]]
LINKS = "(links) => links.map((link) => link.getAttribute('href'))"
KEPT = "() => navigator.serviceWorker.controller?.state === 'activated'"


@asynccontextmanager
async def everywhere(house: House, operator: str, **taste: Any) -> AsyncIterator[Screen]:
    """Somebody who takes calls and may go to every place; his login is ``all-`` and the operator."""
    login, password = f"all-{operator}", secrets.token_urlsafe(9)
    await Access(house.rig.store).create_login(login, password, "admin", operator)
    house.rig.passwords[login] = password
    async with house.login_page(**taste) as screen:
        await screen.log_in(login, password)
        await screen.sees(".line-live")
        yield screen


async def addresses(screen: Screen) -> list[str]:
    """Every place of the nav, and the pages of those that have some."""
    found: list[str] = []
    for place in await screen.page.locator(".places a").evaluate_all(LINKS):
        await visit(screen, place)
        inside = await screen.page.locator("main nav a[href^='#']").evaluate_all(LINKS)
        found += inside or [place]
    return found


async def visit(screen: Screen, address: str) -> None:
    await screen.page.evaluate("(to) => { location.hash = to; }", address)
    await screen.sees("main :is(h1, h2)")
    await screen.page.wait_for_load_state("networkidle")


async def last_calls(house: House, operator: str) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = (await house.stage.pages[operator].must("GET", "/api/calls?limit=5"))[
        "calls"
    ]
    return calls


async def rings(house: House, number: str, operator: str) -> Call:
    caller = await house.stage.call(number)
    await house.stage.rings(operator)
    return caller


def clients_of(house: House, operator: str) -> list[str]:
    """Numbers of this operator's own clients, whose calls come to him first."""
    return [one.phones[0] for one in house.rig.clients if one.responsible == operator and one.company]


# --- its looks -------------------------------------------------------------------------------------


async def test_the_desk_is_accessible_in_both_themes_and_fits_a_telephone(house: House) -> None:
    async with house.login_page() as screen:
        looks = Looks(page=screen.page)
        await looks.hold("login")
        await screen.log_in("op101", house.rig.passwords["op101"])
        await screen.sees(".line-live")
        await looks.hold("idle")
        await over_the_page(looks, screen)
        await through_a_call(house, looks, screen)
        await with_a_promise(house, looks, screen)
        assert looks.wrong == []


async def over_the_page(looks: Looks, screen: Screen) -> None:
    for key, shown in (("?", ".shortcuts"), (",", ".settings")):
        await screen.press(key)
        await screen.sees(shown)
        await looks.hold(shown)
        await screen.press("Escape")
    await screen.page.click(".own-name")
    await looks.hold("menu")
    await screen.press("Escape")


async def through_a_call(house: House, looks: Looks, screen: Screen) -> None:
    caller = await rings(house, clients_of(house, "op101")[0], "op101")
    await screen.sees(".card-ringing")
    await looks.hold("ringing")
    await screen.press("a")
    await caller.reach(State.UP)
    await screen.sees(".card-talking")
    await looks.hold("talking")
    await screen.press("t")
    await screen.sees(".transfer")
    await looks.hold("transfer")
    await screen.press("Escape")
    await house.stage.hang_up(caller)
    await screen.sees(".card-ended")
    await looks.hold("after the call")


async def with_a_promise(house: House, looks: Looks, screen: Screen) -> None:
    """Who hung up after a while is owed a call; the forms of that."""
    caller = await rings(house, clients_of(house, "op101")[1], "op101")
    assert not await caller.ends_within(5.5), "he waits in earnest: a short try is not owed"
    await house.stage.hang_up(caller)
    await screen.sees(".owed-line", 30)
    await screen.press("j")
    await screen.press("p")
    await screen.sees(".owed-form")
    await looks.hold("put off")
    await screen.press("Escape")
    await screen.press("x")
    await screen.sees(".owed-form")
    await looks.hold("close")


async def test_every_place_is_accessible_and_a_call_is_taken_from_anywhere(house: House) -> None:
    async with everywhere(house, "op107") as screen:
        looks = Looks(page=screen.page)
        walked = await addresses(screen)
        for address in walked:
            await visit(screen, address)
            await looks.hold(address)
            assert await keys_twice(screen) == [], address
        assert len(walked) > 3
        before = await screen.page.locator("main").bounding_box()
        caller = await rings(house, clients_of(house, "op107")[0], "op107")
        await screen.sees(".strip-ringing")
        await looks.hold("strip")
        assert await screen.page.locator("main").bounding_box() == before
        assert looks.wrong == []
        await screen.press("a")
        await caller.reach(State.UP)
        await screen.sees(".desk .card-talking")
        await visit(screen, walked[-1])
        await screen.page.click(".strip-talking button")
        await screen.sees(".desk .card-talking")
        await house.stage.hang_up(caller)


async def keys_twice(screen: Screen) -> list[str]:
    """Keys that the list under ? names twice: of two meanings one would be a lie."""
    await screen.press("?")
    await screen.sees(".shortcuts")
    named = await screen.page.locator(".shortcuts kbd").all_inner_texts()
    await screen.press("Escape")
    await screen.no_longer_sees(".shortcuts")
    letters = [name for name in named if re.fullmatch(r"(Shift\+)?[A-Z]", name)]
    return [name for name in letters if letters.count(name) > 1]


# --- its words -------------------------------------------------------------------------------------


async def test_in_russian_no_english_word_of_ours_stands_and_times_are_the_houses(house: House) -> None:
    english: list[str] = []
    theirs = names_in(house)

    async def read(screen: Screen, where: str) -> None:
        english.extend(f"{where}: {words}" for words in await english_on(screen.page) if words not in theirs)

    async with everywhere(house, "op106", locale="ru-RU", timezone_id="America/New_York") as screen:
        assert await screen.page.get_attribute("html", "lang") == "ru"
        for key, shown in (("?", ".shortcuts"), (",", ".settings")):
            await screen.press(key)
            await screen.sees(shown)
            await read(screen, shown)
            await screen.press("Escape")
        await read_a_call(house, screen, read)
        call = (await eventually(lambda: last_calls(house, "op106"), 15))[0]
        at = datetime.fromtimestamp(call["start"] / 1000, ZoneInfo(house.rig.settings.desk.zone))
        await screen.sees(f".recent time:has-text('{at:%H:%M}')")
        for address in await addresses(screen):
            await visit(screen, address)
            await read(screen, address)
    assert english == []


def names_in(house: House) -> set[str]:
    """What the house itself calls its people, queues and pauses: nobody translates that."""
    known, results = house.rig.house, house.rig.settings.desk.results
    people = {one.name for one in known.operators.values()}
    queues = {one.name for one in known.queues.values()}
    return {one.name for one in known.pauses.values()} | people | queues | {*house.rig.passwords, *results}


async def read_a_call(house: House, screen: Screen, read: Read) -> None:
    caller = await rings(house, clients_of(house, "op106")[0], "op106")
    await screen.sees(".card-ringing")
    await read(screen, "ringing")
    await screen.press("a")
    await screen.sees(".card-talking")
    await screen.press("t")
    await read(screen, "talking")
    await house.stage.hang_up(caller)
    await screen.sees(".card-ended")
    await read(screen, "after the call")


async def test_in_russian_what_is_wrong_is_said_in_russian_too(house: House, tmp_path: Path) -> None:
    """A rule, a form of the house, a file of contacts and a contact that the server does not take."""
    english: list[str] = []
    async with everywhere(house, "op104", locale="ru-RU") as screen:
        for wrong in (a_wrong_rule, a_wrong_operator, a_wrong_file, a_wrong_contact):
            await wrong(screen, tmp_path)
            said = set(await english_on(screen.page)) - names_in(house)
            english += [f"{wrong.__name__}: {words}" for words in said]
    assert english == []


async def a_wrong_rule(screen: Screen, folder: Path) -> None:
    page = screen.page
    await visit(screen, "#admin/rules")
    await page.click(".rules .add-line button")
    form = page.locator(".rules .open")
    await form.get_by_label("Что делает", exact=True).select_option("skill")
    await form.get_by_label("Звонящий", exact=True).select_option("unknown")
    await form.get_by_label("Приоритет клиента", exact=True).select_option("5")
    await screen.sees(".rules .open .problem:has-text('выберите навык')")
    await screen.sees(".rules .open .problem:has-text('у неизвестного звонящего этого нет')")


async def a_wrong_operator(screen: Screen, folder: Path) -> None:
    page = screen.page
    await visit(screen, "#admin/people")
    await page.click("button:has-text('Добавить оператора')")
    form = page.locator(".entries .open")
    await form.get_by_label("Имя", exact=True).fill("Лола")
    await form.get_by_label("Внутренний номер", exact=True).fill("7")
    await form.locator("button.primary").click()
    await screen.sees(".entries .open .problem:has-text('должно состоять из 2–6 цифр')")


async def a_wrong_file(screen: Screen, folder: Path) -> None:
    file = folder / "contacts.csv"
    lines = ["Name,Phone,Notes,Birthday", f"{'x' * 300},1,,", "Юсуф,спросить,,", "Нон,1,2,3,4,5"]
    file.write_text("\n".join(lines), "utf-8")
    await visit(screen, "#book")
    await screen.page.click(".book-foot a:has-text('Файлы')")
    await screen.page.set_input_files("input[type=file]", str(file))
    await screen.sees(".import-lines .problem:has-text('Имя: длиннее')")
    await screen.sees(".import-lines .problem:has-text('значений больше, чем столбцов')")
    await screen.page.click("summary:has-text('Как поняты столбцы')")


async def a_wrong_contact(screen: Screen, folder: Path) -> None:
    await screen.page.click("button:has-text('Новый контакт')")
    await screen.page.fill(".contact-form input[inputmode=email]", "никто")
    await screen.page.click(".contact-form button.primary")
    await screen.sees(".notice:has-text('Эл. почта 1: не похоже на адрес эл. почты')")


async def test_a_language_and_a_theme_are_chosen_and_kept_for_this_login(house: House) -> None:
    async with house.screen("op102") as screen:
        await screen.press(",")
        await screen.page.select_option(".settings select >> nth=1", "dark")
        dark = "getComputedStyle(document.documentElement).colorScheme"
        assert await screen.page.evaluate(dark) == "dark"
        await screen.page.select_option(".settings select >> nth=0", "ru")
        await screen.sees(".own-state:has-text('Готов')")
        await screen.page.click(".own-name")
        await screen.page.click("text=Выйти")
        await screen.sees("button:has-text('Войти')")
        await screen.log_in("op103", house.rig.passwords["op103"])
        await screen.sees(".own-state:has-text('Available')")
        assert await screen.page.evaluate(dark) == "light dark"


# --- its recovery ----------------------------------------------------------------------------------


async def test_after_five_minutes_without_a_network_the_page_shows_what_is_so(house: House) -> None:
    first, second = clients_of(house, "op101")[:2]
    async with house.login_page() as screen:
        await screen.page.clock.install()
        await screen.page.reload()
        await screen.log_in("op101", house.rig.passwords["op101"])
        await screen.sees(".line-live")
        await screen.page.evaluate("window.samepage = true")
        await screen.page.context.set_offline(True)
        await screen.page.clock.fast_forward("05:00")
        await screen.sees(".line-lost")
        await house.stage.hang_up(await rings(house, first, "op101"))
        await house.stage.quiet(10)
        there = await rings(house, second, "op101")
        assert await screen.page.locator(".card-ringing").count() == 0
        await screen.page.context.set_offline(False)
        await screen.sees(".card-ringing", 30)
        await screen.sees(".line-live")
        assert await screen.page.locator(".card").count() == 1
        await house.stage.hang_up(there)
        await screen.no_longer_sees(".card-ringing")
        assert await screen.page.evaluate("window.samepage")


async def test_a_note_saved_without_a_network_and_a_server_waits_for_both(house: House) -> None:
    async with house.screen("op101") as screen:
        await screen.page.wait_for_function(KEPT)
        caller = await house.talking(screen, "op101", clients_of(house, "op101")[0])
        await house.stage.hang_up(caller)
        await screen.sees(".card-ended [data-note]")
        await screen.press("n")
        await screen.types("written in the dark")
        await screen.page.context.set_offline(True)
        await screen.press("Control+Enter")
        await screen.sees(".waiting-notes:has-text('1 note waits')")
        await house.rig.engine.kill()
        await screen.page.context.set_offline(False)
        await screen.page.reload()
        await screen.sees(".away:has-text('1 note is kept')")
        await house.rig.engine.start()
        await engine_is_well(house.rig)
        await screen.sees(".line-live", 30)
        await screen.no_longer_sees(".waiting-notes:has-text('waits')", 30)

        async def saved() -> bool:
            return any(call["note"] == "written in the dark" for call in await last_calls(house, "op101"))

        await eventually(saved, 30)


async def test_a_frozen_tab_wakes_to_what_is_so(house: House) -> None:
    first, second = clients_of(house, "op101")[:2]
    async with house.screen("op101") as screen:
        tab = await screen.page.context.new_cdp_session(screen.page)
        await lives(tab, "frozen")
        await house.stage.hang_up(await rings(house, first, "op101"))
        await house.stage.quiet(10)
        there = await rings(house, second, "op101")
        await lives(tab, "active")
        await screen.sees(".card-ringing", 30)
        assert await screen.page.locator(".card-ringing").count() == 1
        await house.stage.hang_up(there)
        await screen.no_longer_sees(".card-ringing")


async def test_what_rang_when_the_server_went_is_gone_when_it_is_back(house: House) -> None:
    first, second = clients_of(house, "op101")[:2]
    async with house.screen("op101") as screen:
        caller = await rings(house, first, "op101")
        await screen.sees(".card-ringing")
        await screen.page.evaluate("window.samepage = true")
        await house.rig.engine.kill()
        await screen.sees(".line-lost")
        await caller.hang_up()
        await house.rig.engine.start()
        await engine_is_well(house.rig)
        await screen.sees(".line-live", 30)
        await screen.no_longer_sees(".card-ringing")
        await house.stage.quiet(30)
        there = await rings(house, second, "op101")
        await screen.sees(".card-ringing")
        assert await screen.page.locator(".card-ringing").count() == 1
        assert await screen.page.evaluate("window.samepage")
        await house.stage.hang_up(there)


async def lives(tab: CDPSession, how: str) -> None:
    await tab.send("Page.setWebLifecycleState", {"state": how})


async def test_who_logs_in_again_finds_what_he_was_typing(house: House) -> None:
    async with everywhere(house, "op103") as screen:
        await visit(screen, "#admin/rules")
        await screen.page.fill(".dry-run input[type=tel]", "+998901112233")
        await forget_session(house, screen)
        await screen.page.click(".dry-run button.primary")
        await screen.sees("dialog.again")
        assert "session has ended" in await screen.reads(".login-note")
        looks = Looks(page=screen.page)
        await looks.hold("logging in again")
        assert looks.wrong == []
        assert await screen.page.input_value("dialog [name=login]") == "all-op103"
        await screen.page.fill("dialog [name=password]", house.rig.passwords["all-op103"])
        await screen.press("Enter")
        await screen.no_longer_sees("dialog.again")
        await screen.sees(".line-live")
        assert await screen.page.input_value(".dry-run input[type=tel]") == "+998901112233"


async def forget_session(house: House, screen: Screen) -> None:
    """The server forgets this browser's session; the browser does not know."""
    cookies = await screen.page.context.cookies()
    headers = {"Cookie": "; ".join(f"{one.get('name')}={one.get('value')}" for one in cookies)}
    _, session = ask(f"{house.rig.url}/api/session", headers=headers)
    status, _ = ask(
        f"{house.rig.url}/api/logout", "POST", headers={**headers, "X-CSRF-Token": session["csrf"]}
    )
    assert status == 204
