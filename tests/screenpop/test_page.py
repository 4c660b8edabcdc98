"""The operator's page in Chromium: what the gateway knows is what stands on the screen."""

from collections.abc import AsyncIterator
from dataclasses import replace
from random import Random

import pytest

from ccengine.core.desk import Card, StatusLine
from ccengine.core.facts import OperatorStatus
from ccengine.lab.wait import eventually
from screenpop.page import Limits
from tests.screenpop.browser import Desk, desk_of_anna
from tests.screenpop.cards import call, card

pytestmark = pytest.mark.browser

LIMITS = Limits(patience_ms=200, tick_s=0.05, quiet_s=0.5)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with desk_of_anna(LIMITS) as desk:
        yield desk
        assert desk.wrong == []


async def test_a_call_pops_is_acknowledged_answered_and_taken_away(desk: Desk) -> None:
    desk.gateway.show(card(1))
    await desk.page.wait_for_selector(".card-ringing")
    assert await desk.page.title() == "☎ \u2068Ольга\u2069"
    await eventually(lambda: desk.gateway.metrics()["unacknowledged"] == 0)
    await desk.page.keyboard.press("Enter")
    await eventually(lambda: desk.acts()[1:] == [f"POST calls/{call(1)}/answer"])
    desk.gateway.withdraw("op101", call(1), "answered_elsewhere")
    await desk.page.wait_for_selector(".idle .gone")
    assert await desk.page.title() == "ccengine"


def with_papers(desk: Desk, number: int) -> Card:
    """Of a client whose document and report have addresses; one of the two acts, and is none."""
    shown = card(number)
    assert shown.client is not None
    document = f"{desk.page.url.partition('#')[0]}?document={number}"
    client = replace(shown.client, document_url=document, report_url="javascript:alert(1)")
    return replace(shown, client=client)


async def test_a_document_opens_at_a_key_or_by_itself_once_at_the_answer(desk: Desk) -> None:
    desk.gateway.show(with_papers(desk, 1))
    await desk.page.wait_for_selector(".card-ringing .links a")
    assert await desk.page.locator(".links a").count() == 1
    async with desk.page.expect_popup() as opened:
        await desk.page.keyboard.press("l")
    document = await opened.value
    await document.wait_for_url("**/?document=1")
    assert await document.evaluate("window.opener") is None
    await document.close()
    desk.gateway.withdraw("op101", call(1), "caller_gone")

    await desk.page.keyboard.press(",")
    for paper in ("The client's document", "The client's report"):
        await desk.page.get_by_label(paper).check()
    await desk.page.keyboard.press("Escape")
    desk.gateway.show(with_papers(desk, 2))
    await desk.page.wait_for_selector(".card-ringing")
    async with desk.page.expect_popup() as opened:
        await desk.page.keyboard.press("a")
    await (await opened.value).wait_for_url("**/?document=2")
    desk.gateway.show(replace(with_papers(desk, 2), state="talking"))
    await desk.page.wait_for_selector(".card-talking")
    assert len(desk.page.context.pages) == 2


async def test_two_tabs_and_a_reload_show_one_pop(desk: Desk) -> None:
    other = await desk.page.context.new_page()
    await other.goto(desk.page.url)
    await other.wait_for_selector(".line-live")
    desk.gateway.show(card(1))
    for page in (desk.page, other):
        await page.wait_for_selector(".card-ringing")
    await other.reload()
    await other.wait_for_selector(".card-ringing")
    await eventually(lambda: desk.gateway.pop_times.unseen == ())
    assert [await page.locator(".card").count() for page in (desk.page, other)] == [1, 1]
    assert desk.gateway.pop_times.shown_s["first"].count == 1, "one pop, however many see it"
    assert desk.gateway.pop_times.acknowledged_s["first"].count == 1
    desk.gateway.withdraw("op101", call(1), "caller_gone")
    for page in (desk.page, other):
        await page.wait_for_selector(".card-ringing", state="detached")


async def test_whatever_happens_to_the_line_the_screen_is_right_in_the_end(desk: Desk) -> None:
    chance = Random(7)
    shown: dict[int, str] = {}
    for turn in range(120):
        number = chance.randrange(1, 6)
        if chance.random() < 0.6:
            shown[number] = f"Client {number}, {turn}"
            desk.gateway.show(card(number, state=chance.choice(["ringing", "talking"]), name=shown[number]))
        else:
            shown.pop(number, None)
            desk.gateway.withdraw("op101", call(number), "caller_gone")
        if turn % 40 == 20:
            await desk.gateway.aclose()
        if turn % 40 == 30:
            await desk.page.wait_for_selector(".line-lost")
            await desk.gateway.start()
    await eventually(lambda: desk.gateway.metrics()["unacknowledged"] == 0)

    async def same() -> bool:
        return sorted(await desk.seen()) == sorted(shown.values())

    await eventually(same)


async def test_pops_go_on_while_the_database_is_away(desk: Desk) -> None:
    desk.away = True
    await desk.gateway.aclose()
    await desk.page.wait_for_selector(".line-lost")
    await desk.gateway.start()
    await desk.page.wait_for_selector(".line-live")
    desk.gateway.show(card(1))
    await desk.page.wait_for_selector(".card-ringing")


async def test_a_session_that_has_ended_leads_to_the_login_and_back(desk: Desk) -> None:
    desk.refused = True
    desk.gateway.obligations_changed()
    await desk.page.wait_for_selector("form [name=password]")
    desk.refused = False
    desk.gateway.show(card(1))
    await desk.log_in()
    await desk.page.wait_for_selector(".card-ringing")


async def test_a_note_outlives_an_outage_and_a_reload(desk: Desk) -> None:
    desk.gateway.show(card(1, state="talking"))
    await desk.page.wait_for_selector(".card-talking")
    desk.gateway.withdraw("op101", call(1), "done")
    await desk.page.wait_for_selector(".card-ended")
    desk.away = True
    await desk.page.keyboard.press("n")
    await desk.page.keyboard.type("перезвонить в пятницу")
    await desk.page.keyboard.press("Control+Enter")
    await desk.page.wait_for_selector(".waiting-notes:not(:empty)")
    await eventually(lambda: f"PUT calls/{call(1)}/note" in desk.acts())
    await desk.page.reload()
    desk.away = False
    await desk.page.wait_for_selector(".line-live", timeout=15_000)
    await desk.page.wait_for_selector(".waiting-notes:empty", state="attached")
    note = {"note": "перезвонить в пятницу", "result": ""}
    assert ("PUT", f"calls/{call(1)}/note", note) in desk.asked


async def test_an_attended_transfer_by_keyboard_alone(desk: Desk) -> None:
    desk.gateway.status(StatusLine(operator="op102", status=OperatorStatus.AVAILABLE, reason="", since=0))
    desk.gateway.show(card(1, state="talking"))
    await desk.page.wait_for_selector(".card-talking")
    await desk.page.keyboard.press("t")
    await desk.page.wait_for_selector(".transfer input:focus")
    await desk.page.keyboard.type("оль")
    await desk.page.keyboard.press("Shift+Enter")
    wanted = {"target": "op102", "how": "attended"}
    await eventually(lambda: desk.asked[-1] == ("POST", f"calls/{call(1)}/transfer", wanted))
    desk.gateway.show(card(1, state="held", consulting="Ольга"))
    await desk.page.wait_for_selector(".consulting")
    await desk.page.reload()
    await desk.page.wait_for_selector(".consulting")
    await desk.page.keyboard.press("m")
    await eventually(lambda: desk.acts()[-1] == f"POST calls/{call(1)}/transfer/complete")


async def test_a_key_means_its_place_and_words_do_nothing(desk: Desk) -> None:
    desk.gateway.show(card(1))
    await desk.page.wait_for_selector(".card-ringing")
    await desk.page.focus("[data-dial]")
    await desk.page.keyboard.type("ah")
    assert desk.acts() == ["POST login"]
    await desk.page.keyboard.press("Escape")
    await desk.page.evaluate("dispatchEvent(new KeyboardEvent('keydown', { key: 'ф', code: 'KeyA' }))")
    await eventually(lambda: desk.acts()[1:] == [f"POST calls/{call(1)}/answer"])


async def test_one_of_several_clients_is_chosen_by_his_digit(desk: Desk) -> None:
    path = f"calls/{call(1)}/client"
    desk.gives[path] = {"id": "c2", "name": "Борис", "card": {}}
    one = card(1, state="talking")
    assert one.client
    both = (one.client, replace(one.client, id="c2", name="Борис", company="<b>Вектор</b>"))
    desk.gateway.show(replace(one, candidates=both))
    await desk.page.wait_for_selector(".who-is-it li")
    assert "2 clients have this number" in await desk.page.inner_text(".who-is-it")
    await desk.page.keyboard.press("2")
    await desk.page.wait_for_selector(".notice:has-text('Борис')")
    assert ("POST", path, {"client": "c2"}) in desk.asked
    desk.gateway.show(replace(one, client=both[1], candidates=both, chosen=True))
    await desk.page.wait_for_selector(".who-is-it.settled")
    await desk.page.keyboard.press("2")
    await desk.page.keyboard.press("3")
    assert len(desk.acts()) == 2, "he is it already, and there is no third"
    assert await desk.page.inner_text(".card h1") == "Борис"


async def test_a_stranger_gets_a_name_or_is_somebody_known(desk: Desk) -> None:
    path = f"calls/{call(1)}/client"
    desk.gives[path] = {"id": "c7", "name": "Новая", "company": "", "card": {}}
    desk.lists["clients"] = [{"id": "c7", "name": "Новая", "company": "Рога"}]
    desk.gateway.show(replace(card(1, state="talking"), client=None))
    await desk.page.wait_for_selector("[data-who]")
    await desk.page.focus("[data-who]")
    await desk.page.keyboard.type("Новая 2")
    await desk.page.wait_for_selector(".who-is-it li button")
    assert ("GET", "clients", None) in desk.asked
    await desk.page.keyboard.press("Enter")
    await eventually(lambda: ("POST", path, {"new": {"name": "Новая 2"}}) in desk.asked)
    await desk.page.wait_for_selector(".notice.done")
    desk.gateway.withdraw("op101", call(1), "done")
    await desk.page.wait_for_selector(".card-ended")
    await desk.page.click(".who-is-it li button")
    await desk.page.wait_for_selector(".card-ended h1:has-text('Новая')")
    assert ("POST", path, {"client": "c7"}) in desk.asked
