"""Calls over HTTP: one's own, and nobody else's."""

from uuid import UUID

import pytest

from ccengine.api.shapes.calls import CallRow
from ccengine.api.shapes.problem import Problem
from ccengine.core.errors import (
    CcengineError,
    Conflict,
    NotAllowed,
    NotFound,
    PbxRefused,
    PbxTimeout,
    PbxUnreachable,
    StoreUnavailable,
)
from ccengine.core.facts import CallRecord
from tests.api.house import NEW_CALL, NOW, Rig
from tests.fixtures_facts import call_record, seal, talked_record

pytestmark = pytest.mark.store

START = NOW - 600_000
HOSTILE = '<script>alert(1)</script> \'; drop table call; -- ${SHELL} \u202e %0d%0a \r\n "кавычки"'


def of(operator: str, leg: str) -> CallRecord:
    return talked_record(START, START + 60_000, leg=leg, operator=operator)


async def test_an_operator_lists_his_own_calls_and_a_supervisor_all(rig: Rig) -> None:
    missed = call_record(START + 120_000, START + 150_000)
    his, hers, nobodys = await seal(rig.store, [of("op101", "a"), of("op102", "b"), missed])
    aziz, chief = await rig.as_("aziz"), await rig.as_("chief")
    assert [row["call_id"] for row in (await aziz("GET", "/api/calls")).json["calls"]] == [str(his)]
    everybodys = (await chief("GET", "/api/calls")).json["calls"]
    assert {row["call_id"] for row in everybodys} == {str(his), str(hers), str(nobodys)}
    assert everybodys[0]["call_id"] == str(nobodys)  # the newest first
    assert len((await chief("GET", "/api/calls?limit=1")).json["calls"]) == 1


async def test_the_list_has_the_shape_that_the_page_reads(rig: Rig) -> None:
    [his] = await seal(rig.store, [of("op101", "a")])
    aziz = await rig.as_("aziz")
    [row] = (await aziz("GET", "/api/calls")).json["calls"]
    assert row.keys() == CallRow.__annotations__.keys()
    assert row == {
        "call_id": str(his),
        "start": START,
        "direction": "inbound",
        "outcome": "answered",
        "mark": "observed",
        "number": "+998901234567",
        "withheld": False,
        "client": "c1",
        "client_name": "<b>Яна</b>",
        "company": "O'Neil & Σία",
        "operator_name": "Aziz",
        "talk_ms": 60_000,
        "result": "",
        "note": "",
        "recording": "",
    }


async def test_one_call_with_all_that_is_known_of_it(rig: Rig) -> None:
    [his] = await seal(rig.store, [of("op101", "pbx1-0123456789abcdef-1795350000.")])
    aziz = await rig.as_("aziz")
    answer = await aziz("GET", f"/api/calls/{his}")
    assert answer.json["record"]["outcome"] == "answered"
    assert answer.json["record"]["end"] == START + 60_000
    assert [(part["operator"], part["talk_ms"]) for part in answer.json["parts"]] == [("op101", 60_000)]
    assert answer.json["recording"] is answer.json["note"] is None
    assert "0123456789abcdef" not in answer.text  # the PBX's system name stays in the house


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("PUT", "/note")])
async def test_anothers_call_is_as_one_that_never_was(rig: Rig, method: str, path: str) -> None:
    [hers] = await seal(rig.store, [of("op102", "b")])
    aziz = await rig.as_("aziz")
    body = {"note": "mine", "result": ""} if method == "PUT" else None
    stolen = await aziz(method, f"/api/calls/{hers}{path}", body)
    never = await aziz(method, f"/api/calls/{NEW_CALL}{path}", body)
    assert stolen.status == never.status == 404
    assert stolen.json == never.json
    listened = await aziz("GET", f"/api/recordings/{hers}")
    assert listened.json == never.json
    assert await rig.store.fetch("api_call_note", hers) == []


async def test_a_note_keeps_hostile_text_as_text(rig: Rig) -> None:
    [his] = await seal(rig.store, [of("op101", "a")])
    aziz = await rig.as_("aziz")
    answer = await aziz("PUT", f"/api/calls/{his}/note", {"note": HOSTILE, "result": "<i>"})
    assert answer.status == 204
    read = await aziz("GET", f"/api/calls/{his}")
    assert read.headers["Content-Type"].startswith("application/json")
    assert read.json["note"] == {
        "operator": "op101",
        "operator_name": "Aziz",
        "at": NOW,
        "result": "<i>",
        "note": HOSTILE,
    }
    [row] = (await aziz("GET", "/api/calls")).json["calls"]
    assert (row["note"], row["result"]) == (HOSTILE, "<i>")
    [entry] = rig.announced
    assert (entry.stream, entry.type, entry.call_id, entry.data["note"]) == (
        "desk",
        "call.noted",
        his,
        HOSTILE,
    )
    assert ("aziz", "call.note", str(his)) in await rig.audited()


async def test_a_note_may_come_before_the_record(rig: Rig) -> None:
    """The call is over and not yet sealed: the log says whose it is."""
    talked = {"operator": "op101", "leg": "a"}
    async with rig.store.session() as session:
        await session.connection.execute(
            "insert into log values ('pbx1', 1, now(), 'call.talk_started', $1, $2)", NEW_CALL, talked
        )
    aziz, busra = await rig.as_("aziz"), await rig.as_("busra")
    body = {"note": "soon", "result": ""}
    assert (await busra("PUT", f"/api/calls/{NEW_CALL}/note", body)).status == 404
    assert (await aziz("PUT", f"/api/calls/{NEW_CALL}/note", body)).status == 204
    assert (await aziz("GET", f"/api/calls/{NEW_CALL}")).json["record"] is None


ACTS = [
    ("answer", None, ("answer", "op101", NEW_CALL)),
    ("hang-up", None, ("hang_up", "op101", NEW_CALL)),
    ("transfer", {"target": "op102", "how": "blind"}, ("transfer", "op101", NEW_CALL, "op102", "blind")),
    ("transfer/complete", None, ("complete_transfer", "op101", NEW_CALL)),
    ("transfer/cancel", None, ("cancel_transfer", "op101", NEW_CALL)),
    ("pass-to-responsible", None, ("pass_to_responsible", "op101", NEW_CALL)),
    ("recording", {"state": "paused"}, ("set_recording", "op101", NEW_CALL, "paused")),
]


@pytest.mark.parametrize(("act", "body", "asked"), ACTS)
async def test_acts_reach_the_desk_in_the_operators_name_and_are_audited(
    rig: Rig, act: str, body: object, asked: tuple[object, ...]
) -> None:
    aziz, chief = await rig.as_("aziz"), await rig.as_("chief")
    answer = await aziz("POST", f"/api/calls/{NEW_CALL}/{act}", body)
    assert answer.status in (200, 204)
    assert rig.desk.asked == [asked]
    action = "call." + act.replace("/", "_").replace("-", "_")
    assert ("aziz", action, str(NEW_CALL)) in await rig.audited()
    assert (await chief("POST", f"/api/calls/{NEW_CALL}/{act}", body)).status == 403  # he has no phone


async def test_a_call_is_placed(rig: Rig) -> None:
    aziz = await rig.as_("aziz")
    answer = await aziz("POST", "/api/calls", {"number": "+998 (90) 123-45-67"})
    assert answer.json == {"call_id": str(NEW_CALL)}
    assert rig.desk.asked == [("place_call", "op101", "+998 (90) 123-45-67")]
    assert ("aziz", "call.place", str(NEW_CALL)) in await rig.audited()


@pytest.mark.parametrize(
    ("path", "body", "named"),
    [
        ("/api/calls", {}, "'number' must be given"),
        ("/api/calls", {"number": 5}, "'number' must be given, as text"),
        ("/api/calls", {"number": "1\r\nAction: Originate"}, "'number' must be a phone number"),
        ("/api/calls", {"number": "9" * 42}, "'number' must have 1 to 41"),
        ("/api/calls", {"number": "100", "tea": 1}, "Unknown field 'tea'"),
        ("/api/calls", [], "must be a JSON object"),
        (f"/api/calls/{NEW_CALL}/transfer", {"target": "op102", "how": "softly"}, "'how' must be one of"),
        (f"/api/calls/{NEW_CALL}/recording", {"state": "louder"}, "'state' must be one of: 'on', 'off'"),
        (f"/api/calls/{NEW_CALL}/transfer", {"target": "a,b", "how": "blind"}, "'target' must be"),
        ("/api/calls/7/answer", None, "must be a UUID"),
    ],
)
async def test_bad_input_names_its_field(rig: Rig, path: str, body: object, named: str) -> None:
    aziz = await rig.as_("aziz")
    answer = await aziz("POST", path, body)
    assert answer.status == 400
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.json.keys() >= Problem.__required_keys__
    assert named in answer.json["detail"]
    assert rig.desk.asked == []


@pytest.mark.parametrize("limit", ["0", "-1", "501", "x", "٣", "9" * 30])
async def test_a_limit_is_a_small_number(rig: Rig, limit: str) -> None:
    aziz = await rig.as_("aziz")
    answer = await aziz("GET", f"/api/calls?limit={limit}")
    assert (answer.status, "'limit'" in answer.json["detail"]) == (400, True)


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (NotFound(), 404, "not-found"),
        (NotAllowed(), 403, "not-allowed"),
        (Conflict(), 409, "conflict"),
        (PbxRefused(), 409, "pbx-refused"),
        (PbxUnreachable(), 502, "pbx-unreachable"),
        (PbxTimeout(), 504, "pbx-timeout"),
        (StoreUnavailable(), 503, "store-unavailable"),
        (CcengineError(), 500, "ccengine-error"),
    ],
)
async def test_errors_of_the_house_have_their_status(
    rig: Rig, error: CcengineError, status: int, kind: str
) -> None:
    aziz = await rig.as_("aziz")
    rig.desk.error = error
    answer = await aziz("POST", f"/api/calls/{UUID(int=5)}/hang-up")
    assert answer.status == answer.json["status"] == status
    assert answer.json["type"] == f"urn:ccengine:{kind}"
    assert answer.json["detail"] == str(error)
    assert ("Retry-After" in answer.headers) is (status == 503)
    assert ("aziz", "call.hang_up", str(UUID(int=5))) not in await rig.audited()
