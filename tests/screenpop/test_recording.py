"""Whether a call is recorded stands on the card from the first ring, and is switched from there."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from ccengine.lab.wait import eventually
from screenpop.page import Limits
from tests.screenpop.browser import Desk, desk_of_anna
from tests.screenpop.cards import call, card

pytestmark = pytest.mark.browser

LIMITS = Limits(patience_ms=200, tick_s=0.05, quiet_s=0.5)
PATH = f"calls/{call(1)}/recording"
WHY = "By the recording rule “Sales calls” the call is recorded and the caller is told."

ROW = {
    "call_id": str(call(7)),
    "start": 0,
    "direction": "inbound",
    "outcome": "answered",
    "mark": "observed",
    "number": "+998901234567",
    "withheld": False,
    "client": "",
    "client_name": "Олим",
    "company": "",
    "operator_name": "Anna",
    "talk_ms": 60_000,
    "result": "",
    "note": "",
    "recording": "ready",
}


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with desk_of_anna(LIMITS) as desk:
        yield desk
        assert desk.wrong == []


async def test_it_is_seen_and_switched(desk: Desk) -> None:
    shown = replace(card(1), recording="on", recording_switchable=True, recording_why=WHY)
    desk.gateway.show(shown)
    line = desk.page.locator(".recording")
    await desk.page.wait_for_selector(".card-ringing .recording-on")
    assert await line.locator("[role=status]").inner_text() == "● Recorded"
    assert await line.locator(".recording-why").inner_text() == WHY
    await desk.page.keyboard.press("s")
    await eventually(lambda: ("POST", PATH, {"state": "paused"}) in desk.asked)
    desk.gateway.show(replace(shown, state="talking", recording="paused"))
    await desk.page.wait_for_selector(".card-talking .recording-paused")
    await line.get_by_text("Off for good").click()
    await eventually(lambda: desk.asked[-1] == ("POST", PATH, {"state": "off"}))
    desk.gateway.show(replace(shown, state="talking", recording="off", recording_switchable=False))
    await desk.page.wait_for_selector(".recording-off")
    assert await line.locator("[role=status]").inner_text() == "○ Not recorded"
    assert await line.locator("button").count() == 0
    await desk.page.keyboard.press("s")
    assert desk.asked[-1] == ("POST", PATH, {"state": "off"})


async def test_a_refusal_is_said(desk: Desk) -> None:
    desk.gateway.show(replace(card(1, state="talking"), recording="on", recording_switchable=True))
    await desk.page.wait_for_selector(".recording-on")
    desk.problem = "Asterisk cannot be reached over AMI."
    await desk.page.get_by_text("Pause recording").click()
    await desk.page.get_by_text("Asterisk cannot be reached over AMI.").wait_for()
    assert await desk.page.locator(".recording-on").count() == 1


async def test_what_is_silent_in_a_recording_is_told_beside_it(desk: Desk) -> None:
    by = {"kind": "paused", "resumed_by": "op102"}
    desk.lists |= {
        "calls": [ROW],
        "record": {"answer": 10_000},
        "decisions": [{"step": 1, "reasons": [], "why": "Anna is responsible for Олим and is available."}],
        "recording_pauses": [
            {"start": 22_000, "end": 50_000, "paused_by": "op102", **by},
            {"start": 65_000, "end": None, "paused_by": "", **by},
        ],
    }
    desk.gateway.obligations_changed()
    await desk.page.reload()
    await desk.page.get_by_text("Олим").click()
    told = desk.page.locator(".opened p", has_text="Silent")
    await told.nth(1).wait_for()
    why = desk.page.get_by_label("Why it went there")
    assert await why.inner_text() == "Anna is responsible for Олим and is available."
    assert await told.all_inner_texts() == [
        "Silent from 0:12 to 0:40: \u2068Ольга\u2069.",
        "Silent from 0:55 on, as the rule says.",
    ]


async def test_why_nothing_was_recorded_is_told_from_the_rules_own_reason(desk: Desk) -> None:
    """As phrases, so that another language can say it; also where it was said of one operator."""
    everybody = {"why": "as everybody", "reasons": []}
    hers = {"why": "as it was kept", "reasons": [{"says": ["no_recording_rule"], "names": {}}]}
    desk.lists |= {
        "calls": [ROW | {"recording": "not_recorded"}],
        "recording": {"problem": "as it was kept"},
        "recording_rules": [everybody | {"apart": {"op101": hers}}],
        "record": {},
        "decisions": [],
    }
    desk.gateway.obligations_changed()
    await desk.page.reload()
    await desk.page.get_by_text("Олим").click()
    told = desk.page.get_by_text("No recording rule speaks of this call: it is not recorded.")
    await told.wait_for()
