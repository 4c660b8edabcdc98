"""The house over HTTP: who may edit it, what an answer holds, and what each refusal says."""

from typing import Any

import pytest

from ccengine.core.applied import AppliedState
from ccengine.core.errors import Conflict
from tests.api.house import Rig

pytestmark = pytest.mark.store

NEW: dict[str, dict[str, Any]] = {
    "departments/export": {"name": "Экспорт"},
    "queues/export": {"name": "Export", "extension": "720", "operators": ["op101"], "department": "export"},
    "operators/op120": {"name": "Лола", "extension": "120", "queues": ["export"], "phone": "browser"},
    "numbers/998712000400": {
        "name": "Export",
        "queue": "export",
        "hours": {"zone": "Asia/Tashkent", "week": {"mon": ["09:00-18:00"]}, "holidays": ["2027-01-01"]},
    },
    "pauses/lunch": {"name": "Lunch", "limit_s": 2_700},
}


def entry(view: dict[str, Any], path: str) -> dict[str, Any]:
    kind, _, ident = path.partition("/")
    [found] = [one for one in view[kind] if one["id"] == ident]
    return dict(found)


async def test_an_administrator_furnishes_the_house(rig: Rig) -> None:
    root = await rig.as_("root")
    for path, given in NEW.items():
        answer = await root("PUT", f"/api/house/{path}", {**given, "version": 0})
        assert answer.status == 200, answer.text
        kept = entry(answer.json, path)
        assert kept.pop("version") == 1
        assert {name: kept[name] for name in given if name != "hours"} == {
            name: value for name, value in given.items() if name != "hours"
        }
    view = (await root("GET", "/api/house")).json
    assert entry(view, "queues/export")["operators"] == ["op101", "op120"]
    assert rig.engine.house.operators["op120"].phone == "browser"  # at once
    assert rig.engine.house.numbers["998712000400"].hours.holidays == ("2027-01-01",)
    assert [e.data["id"] for e in rig.announced if e.type == "house.changed"] == [
        path.partition("/")[2] for path in NEW
    ]
    for path in reversed(NEW):  # each when nothing names it any more
        view = (await root("GET", "/api/house")).json
        if path == "queues/export":
            sales = {**NEW[path], "operators": [], "version": entry(view, path)["version"]}
            view = (await root("PUT", f"/api/house/{path}", sales)).json
        gone = await root("DELETE", f"/api/house/{path}?version={entry(view, path)['version']}")
        assert gone.status == 200, gone.text
    audited = [line[1:] for line in await rig.audited() if line[1].startswith("house.")]
    assert ("house.put", "operators/op120") in audited
    assert ("house.removed", "departments/export") in audited


async def test_a_number_is_the_same_one_however_it_is_written(rig: Rig) -> None:
    root = await rig.as_("root")
    given = {"name": "Export", "queue": "sales"}
    await root("PUT", "/api/house/numbers/998712000400", {**given, "version": 0})
    answer = await root("PUT", "/api/house/numbers/+998 (71) 200-04-00", {**given, "ring_s": 9, "version": 1})
    assert (answer.status, entry(answer.json, "numbers/998712000400")["version"]) == (200, 2)


async def test_two_administrators_clash_and_the_slower_is_told(rig: Rig) -> None:
    root = await rig.as_("root")
    await rig.access.create_login("anna", "correct horse battery", "admin")
    anna = await rig.as_("anna")
    seen = await root("GET", "/api/house")
    assert seen.headers["ETag"] == f'"{seen.json["version"]}"'
    mine = entry(seen.json, "operators/op102")
    theirs = {**mine, "name": "Büşra Ak"}
    for one in (mine, theirs):
        one.pop("id")
    assert (await anna("PUT", "/api/house/operators/op102", theirs)).status == 200
    late = await root("PUT", "/api/house/operators/op102", {**mine, "extension": "142"})
    assert (late.status, "anna has changed" in late.json["detail"]) == (409, True)
    now = entry((await root("GET", "/api/house")).json, "operators/op102")
    assert (now["name"], now["extension"], now["version"]) == ("Büşra Ak", "102", 2)
    gone = await root("DELETE", "/api/house/operators/op102?version=1")
    assert gone.status == 409
    assert (await root("PUT", "/api/house/operators/op102", {**mine, "version": 0})).status == 409


async def test_what_cannot_be_is_said_by_its_field(rig: Rig) -> None:
    root = await rig.as_("root")
    wrong = {"name": "", "extension": "300", "version": 0}
    answer = await root("PUT", "/api/house/operators/op120", wrong)
    assert answer.status == 422
    assert [fault["field"] for fault in answer.json["errors"]] == ["name"]
    answer = await root("PUT", "/api/house/operators/op120", {**wrong, "name": "L"})
    assert "queue Sales" in answer.json["errors"][0]["reason"]
    assert (await root("PUT", "/api/house/operators/op120", {"name": "L"})).status == 400
    assert (await root("PUT", "/api/house/tea/op120", {"version": 0})).status == 404
    assert (await root("DELETE", "/api/house/operators/op101")).status == 400
    used = await root("DELETE", "/api/house/operators/op101?version=1")
    assert (used.status, used.json["type"]) == (409, "urn:ccengine:in-use")
    assert "login aziz" in used.json["detail"]
    assert "1 clients" in used.json["detail"]


async def test_a_rule_that_would_make_no_sense_is_named(rig: Rig) -> None:
    root = await rig.as_("root")
    queue = {"name": "Export", "operators": ["op101"], "version": 0}
    await root("PUT", "/api/house/queues/export", queue)
    rule = {"id": "exports", "kind": "queue", "target": "export", "name": "Export first"}
    put = await root("PUT", "/api/rules", {"document": {"rules": [rule]}, "version": 0})
    assert put.status == 200, put.text
    answer = await root("PUT", "/api/house/queues/export", {**queue, "operators": [], "version": 1})
    assert answer.status == 422
    [fault] = answer.json["errors"]
    assert fault["field"] == "rules.Export first"
    assert fault["reason"] == "can never apply: nobody takes calls of the queue 'export'"


async def test_results_of_the_house_go_before_those_of_the_settings(rig: Rig) -> None:
    root, aziz = await rig.as_("root"), await rig.as_("aziz")
    assert (await aziz("GET", "/api/session")).json["results"] == ["sale", "no interest"]
    answer = await root("PUT", "/api/house/results", {"results": ["sold"], "version": 1})
    assert answer.json["results"] == {"results": ["sold"], "usual": ["sale", "no interest"], "version": 2}
    assert (await aziz("GET", "/api/session")).json["results"] == ["sold"]
    assert (await root("PUT", "/api/house/results", {"results": [""], "version": 2})).status == 422


LIMITS: dict[str, Any] = {"allowed": ["+998", "+7495"], "per_hour": 30, "at_once": 1, "first": "operator"}


async def test_what_operators_may_call_is_tried_first_and_then_in_force(rig: Rig) -> None:
    root = await rig.as_("root")
    seen = (await root("GET", "/api/house")).json["dialling"]
    assert (seen["allowed"], seen["version"]) == ([], 0)
    for written, said in {
        "90 123-45-67": ("+998901234567", "allowed"),
        "+7 916 123 45 67": ("+79161234567", "refused"),
        "101": ("101", "inside"),
        "": ("", ""),
    }.items():
        answer = await root("POST", "/api/house/dialling/preview", LIMITS | {"number": written})
        assert (answer.status, answer.json["number"], answer.json["called"]) == (200, *said)
    assert answer.json["beginnings"][1] == {
        "begin": "+7495",
        "countries": ["RU"],
        "example": "+7 495 123-45-67",
    }
    assert (await root("GET", "/api/house")).json["dialling"] == seen  # a trial changes nothing
    put = await root("PUT", "/api/house/dialling", LIMITS | {"version": 0})
    assert put.json["dialling"] == LIMITS | {"version": 1}
    assert "+7495" in rig.engine.house.dialling.allowed  # at once
    assert ("root", "house.put", "dialling") in await rig.audited()
    assert (await root("PUT", "/api/house/dialling", LIMITS | {"version": 0})).status == 409
    for path, more in (("", {"version": 1}), ("/preview", {"number": ""})):
        method = "POST" if path else "PUT"
        wrong = await root(method, f"/api/house/dialling{path}", LIMITS | more | {"allowed": ["998"]})
        assert (wrong.status, [fault["field"] for fault in wrong.json["errors"]]) == (422, ["allowed"])
    assert (await root("POST", "/api/house/dialling/preview", LIMITS | {"number": 5})).status == 400
    for login in ("aziz", "chief"):
        asking = await rig.as_(login)
        assert (await asking("PUT", "/api/house/dialling", LIMITS | {"version": 1})).status == 403


async def test_operators_see_reasons_in_the_order_that_is_made(rig: Rig) -> None:
    root, aziz = await rig.as_("root"), await rig.as_("aziz")

    async def order() -> list[str]:
        return [pause["id"] for pause in (await aziz("GET", "/api/session")).json["pauses"]]

    for ident in ("tea", "lunch", "form"):
        await root("PUT", f"/api/house/pauses/{ident}", {"name": ident, "version": 0})
    assert await order() == ["tea", "lunch", "form"]
    moved = await root("PUT", "/api/house/pauses/form/place", {"before": "tea"})
    assert [one["id"] for one in moved.json["pauses"]] == ["form", "tea", "lunch"]
    assert {one["version"] for one in moved.json["pauses"]} == {1}  # who is changing one goes on
    await root("PUT", "/api/house/pauses/tea/place", {"before": ""})
    await root("PUT", "/api/house/pauses/form", {"name": "Forms", "version": 1})
    assert await order() == ["form", "lunch", "tea"]
    assert ("root", "house.moved", "pauses") in await rig.audited()
    told = [event.data for event in rig.announced if event.type == "house.changed"]
    assert [(one["id"], one["how"]) for one in told if one["how"] == "moved"] == [
        *(("form", "moved"), ("tea", "moved"))
    ]
    assert (await root("PUT", "/api/house/pauses/tea/place", {"before": "nap"})).status == 404
    assert (await root("PUT", "/api/house/pauses/tea/place", {})).status == 400
    chief = await rig.as_("chief")
    assert (await chief("PUT", "/api/house/pauses/tea/place", {"before": "form"})).status == 403


async def test_who_is_removed_hands_his_clients_to_whoever_is_chosen(rig: Rig) -> None:
    root, chief = await rig.as_("root"), await rig.as_("chief")
    await root("PUT", "/api/house/operators/op120", {"name": "Лола", "extension": "120", "version": 0})
    given = {"name": "Олим", "phones": ["+998901112299"], "responsible": "op120"}
    assert (await root("PUT", "/api/clients/c120", given)).status in (200, 201)
    held = await root("GET", "/api/house/operators/op120/clients")
    assert held.json == {"responsible": 1, "deputy": 0}
    assert (await chief("GET", "/api/house/operators/op120/clients")).status == 403
    for heir, status in (("", 409), ("&heir=nobody", 404), ("&heir=op120", 404)):
        assert (await root("DELETE", f"/api/house/operators/op120?version=1{heir}")).status == status
    gone = await root("DELETE", "/api/house/operators/op120?version=1&heir=op102")
    assert gone.status == 200, gone.text
    assert (await root("GET", "/api/clients/c120")).json["responsible"] == "op102"
    assert "op120" not in rig.engine.house.operators
    assert ("root", "house.handed_over", "operators/op120") in await rig.audited()


async def test_the_page_learns_whether_the_pbx_follows(rig: Rig) -> None:
    root = await rig.as_("root")
    assert (await root("GET", "/api/house")).json["pbx"]["state"] == "by_hand"
    rig.applied[0] = AppliedState(state="refused", detail="no such file", at=5)
    said = (await root("GET", "/api/house")).json["pbx"]
    assert said == {"state": "refused", "detail": "no such file", "at": 5}


async def test_what_is_typed_into_a_desk_phone_is_told_and_audited(rig: Rig) -> None:
    root, chief = await rig.as_("root"), await rig.as_("chief")
    told = await root("POST", "/api/house/operators/op102/phone")
    assert told.json == {"server": "127.0.0.1:5060", "user": "op102", "password": "y" * 24}
    assert told.headers["Cache-Control"] == "no-store"
    assert (await chief("POST", "/api/house/operators/op102/phone")).status == 403
    assert ("root", "phone.show", "op102") in await rig.audited()
    rig.phones.error = Conflict("not here")
    assert (await root("POST", "/api/house/operators/op102/phone")).status == 409


async def test_nobody_else_edits_the_house(rig: Rig) -> None:
    for login in ("aziz", "chief", "core"):
        asking = await rig.as_(login)
        assert (await asking("GET", "/api/house")).status == 403
        assert (await asking("PUT", "/api/house/pauses/tea", {"name": "Tea", "version": 0})).status == 403
        assert (await asking("DELETE", "/api/house/operators/op102?version=1")).status == 403
        assert (await asking("PUT", "/api/house/results", {"results": [], "version": 1})).status == 403
    assert (await rig.audited())[-1][1] == "login"
