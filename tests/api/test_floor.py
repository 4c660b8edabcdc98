"""Supervisors' acts over HTTP: who may, what is asked of the engine, what the audit log keeps."""

from uuid import UUID

import pytest

from ccengine.access.roles import SCOPES
from ccengine.core.errors import Conflict
from ccengine.core.facts import OperatorStatus
from tests.api.house import Rig

CALL_ID = UUID("01909d3c-5b00-8000-8000-000000000001")
CALL = f"/api/floor/calls/{CALL_ID}"


@pytest.mark.parametrize("how", ["listen", "whisper", "barge"])
async def test_a_supervisors_own_phone_hears(rig: Rig, how: str) -> None:
    lead = await rig.as_("lead")
    answer = await lead("POST", f"{CALL}/{how}")
    assert (answer.status, answer.json) == (200, {"operator": "op101"})
    assert rig.desk.asked == [(how, "op102", CALL_ID)]
    assert (await rig.audited())[-1] == ("lead", f"floor.{how}", str(CALL_ID))
    assert (await lead("DELETE", "/api/floor/listening")).status == 204
    assert (await rig.audited())[-1][:2] == ("lead", "floor.stop")


async def test_without_a_phone_nobody_hears(rig: Rig) -> None:
    answer = await (await rig.as_("chief"))("POST", f"{CALL}/listen")
    assert answer.status == 403
    assert "operator" in answer.json["detail"]
    assert rig.desk.asked == []


async def test_what_failed_is_not_audited_as_done(rig: Rig) -> None:
    lead = await rig.as_("lead")
    rig.desk.error = Conflict("Your phone is in use; end that call first.")
    assert (await lead("POST", f"{CALL}/barge")).status == 409
    assert all(action != "floor.barge" for _, action, _ in await rig.audited())


async def test_a_caller_is_moved_and_put_first(rig: Rig) -> None:
    chief = await rig.as_("chief")
    answer = await chief("POST", f"{CALL}/move", {"target": "op102"})
    assert (answer.status, answer.json) == (200, {"how": "withdrawn"})
    assert (await chief("POST", f"{CALL}/first")).status == 204
    assert rig.desk.asked == [("move", CALL_ID, "op102"), ("put_first", CALL_ID)]
    assert [action for _, action, _ in await rig.audited()][-2:] == ["floor.move", "floor.first"]
    assert (await chief("POST", f"{CALL}/move", {"target": ""})).status == 400


async def test_an_operators_state_is_set_for_him(rig: Rig) -> None:
    chief = await rig.as_("chief")
    path = "/api/floor/operators/op101/status"
    assert (await chief("POST", path, {"status": "available", "reason": ""})).status == 204
    assert rig.desk.asked == [("set_status", "op101", OperatorStatus.AVAILABLE, "")]
    assert (await rig.audited())[-1] == ("chief", "floor.status", "op101")
    assert (await chief("POST", path, {"status": "busy", "reason": ""})).status == 400


async def test_a_note_to_the_floor(rig: Rig) -> None:
    chief = await rig.as_("chief")
    text = "<img src=x onerror=alert(1)> Обед в 13:00"
    answer = await chief("POST", "/api/floor/note", {"text": f"  {text} ", "minutes": 5})
    assert (answer.status, answer.json["id"]) == (200, "n1")
    assert rig.desk.asked == [("tell", "chief", text, 5)]
    assert (await rig.audited())[-1] == ("chief", "floor.note", "n1")
    assert (await chief("POST", "/api/floor/note", {"text": text})).status == 200
    assert rig.desk.asked[-1][-1] == 60
    for wrong in ({"text": "   "}, {"text": "x" * 501}, {"text": "x", "minutes": 0}, {}):
        assert (await chief("POST", "/api/floor/note", wrong)).status == 400, wrong


async def test_operators_and_programs_may_none_of_it(rig: Rig) -> None:
    aziz = await rig.as_("aziz")
    for method, path, body in (
        ("POST", f"{CALL}/listen", None),
        ("POST", f"{CALL}/whisper", None),
        ("POST", f"{CALL}/barge", None),
        ("DELETE", "/api/floor/listening", None),
        ("POST", f"{CALL}/move", {"target": "op102"}),
        ("POST", f"{CALL}/first", None),
        ("POST", "/api/floor/operators/op102/status", {"status": "offline", "reason": ""}),
        ("POST", "/api/floor/note", {"text": "x"}),
    ):
        assert (await aziz(method, path, body)).status == 403, path
    assert rig.desk.asked == []
    assert "floor" not in SCOPES
