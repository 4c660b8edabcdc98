"""Passing on and placing calls over HTTP: what is asked of the desk, and how its refusals read."""

from uuid import UUID

import pytest

from ccengine.core.desk import ParkedLine
from ccengine.core.dialling import DestinationRefused, LimitReached
from tests.api.house import NEW_CALL, NOW, Rig

pytestmark = pytest.mark.store

CALL = UUID("01909d3c-5b00-8000-8000-0000000000ff")


@pytest.mark.parametrize(
    ("path", "asked", "action"),
    [
        (f"/api/calls/{CALL}/transfer/conference", "conference", "call.conference"),
        (f"/api/calls/{CALL}/transfer/swap", "swap", "call.swap"),
        (f"/api/calls/{CALL}/park", "park", "call.park"),
        (f"/api/parked/{CALL}/pick-up", "pick_up", "call.pick_up"),
    ],
)
async def test_an_operator_passes_on_and_it_is_written_down(
    rig: Rig, path: str, asked: str, action: str
) -> None:
    aziz = await rig.as_("aziz")
    assert (await aziz("POST", path)).status == 204
    assert rig.desk.asked[-1] == (asked, "op101", CALL)
    assert (await rig.audited())[-1] == ("aziz", action, str(CALL))
    core = await rig.as_("core")
    assert (await core("POST", path)).status == 403


async def test_who_is_parked_is_told_to_every_operator(rig: Rig) -> None:
    rig.desk.waiting = [
        ParkedLine(
            call_id=CALL,
            since=NOW,
            until=NOW + 180_000,
            by="op102",
            by_name="Büşra",
            client='<b>"Яна"</b>',
            company="",
            number="+998901234567",
        )
    ]
    aziz = await rig.as_("aziz")
    (row,) = (await aziz("GET", "/api/parked")).json["parked"]
    assert (row["call_id"], row["by_name"], row["client"]) == (str(CALL), "Büşra", '<b>"Яна"</b>')
    assert (await (await rig.as_("core"))("GET", "/api/parked")).status == 403


async def test_a_wrap_up_is_made_longer(rig: Rig) -> None:
    aziz = await rig.as_("aziz")
    assert (await aziz("POST", "/api/me/wrap-up/extend")).status == 204
    assert rig.desk.asked[-1] == ("extend_wrap_up", "op101")


async def test_whose_phone_rings_first_may_be_said(rig: Rig) -> None:
    aziz = await rig.as_("aziz")
    told = {"number": "+998 90 123-45-67", "first": "client"}
    assert (await aziz("POST", "/api/calls", told)).json == {"call_id": str(NEW_CALL)}
    assert rig.desk.asked[-1] == ("place_call", "op101", "+998 90 123-45-67", "client")
    refused = await aziz("POST", "/api/calls", {**told, "first": "nobody"})
    assert refused.status == 400


async def test_a_limit_says_which_it_is_and_until_when(rig: Rig) -> None:
    aziz = await rig.as_("aziz")
    rig.desk.error = LimitReached(
        "You have placed {limit} calls; the next one in {minutes} min.",
        which="per_hour",
        until=NOW + 60_000,
        limit=60,
        minutes=1,
    )
    answer = await aziz("POST", "/api/calls", {"number": "+998901234567"})
    assert (answer.status, answer.json["limit"], answer.json["until"]) == (429, "per_hour", NOW + 60_000)
    assert answer.json["detail"] == "You have placed 60 calls; the next one in 1 min."
    rig.desk.error = DestinationRefused("Numbers that begin with {begin} are not called.", begin="+7916")
    answer = await aziz("POST", "/api/calls", {"number": "+79161234567"})
    assert (answer.status, answer.json["type"]) == (403, "urn:ccengine:destination-refused")
