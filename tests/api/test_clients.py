"""Clients by HTTP: the CRM is master, every wrong field is named, an operator says whose call it is."""

from typing import Any
from uuid import UUID

import pytest

from ccengine.core.ports import Number
from tests.api.house import Rig

pytestmark = pytest.mark.store

CALL = UUID("01909d3c-5b00-8000-8000-000000000001")
SHARED = "+998901234567"
HOSTILE = "<img src=x onerror=alert(1)> \u202e=cmd|' /C calc'!A0 '); drop table client; --"


def one(**more: Any) -> dict[str, Any]:
    return {"name": "Vector", "phones": ["90 765-43-21"], "responsible": "op101", **more}


async def test_the_crm_puts_reads_and_deletes(rig: Rig) -> None:
    crm = await rig.as_("core")
    put = await crm("PUT", "/api/clients/crm:7", one(name=HOSTILE, card={"note": HOSTILE}, priority=5))
    assert (put.status, put.json["phones"], put.json["name"]) == (201, ["+998907654321"], HOSTILE)
    again = await crm("PUT", "/api/clients/crm:7", one(name=HOSTILE, card={"note": HOSTILE}, priority=5))
    assert (again.status, again.json) == (200, put.json)
    assert (await crm("GET", "/api/clients/crm:7")).json == put.json
    assert [entry.type for entry in rig.announced] == ["client.created"]
    assert rig.announced[0].data == {"id": "crm:7", "by": "core", "merged_into": ""}
    assert (await crm("DELETE", "/api/clients/crm:7")).status == 204
    for method in ("GET", "DELETE"):
        assert (await crm(method, "/api/clients/crm:7")).status == 404
    assert ("core", "client.delete", "crm:7") in await rig.audited()


async def test_every_wrong_field_is_named(rig: Rig) -> None:
    crm = await rig.as_("core")
    wrong = one(
        name="a\r\nb",
        company="x" * 10_240,
        phones=["90 765-43-21", "12"],
        responsible="op999",
        card={"a\0": "\0"},
        document_url="javascript:alert(1)",
        vip=1,
    )
    answer = await crm("PUT", "/api/clients/number:1", wrong)
    assert (answer.status, answer.json["type"]) == (422, "urn:ccengine:wrong-fields")
    assert [fault["field"] for fault in answer.json["errors"]] == [
        *("card.a\ufffd", "card.a\ufffd", "company", "document_url", "id", "name", "phones[1]"),
        *("responsible", "vip"),
    ]
    assert "names an operator who does not exist" in answer.json["detail"]
    bodies: tuple[Any, ...] = ([], "x")
    for body in bodies:
        assert (await crm("PUT", "/api/clients/c9", body)).status == 400
    assert (await crm("PUT", "/api/clients/c9", one(country="ZZ1"))).json["errors"][0]["field"] == "country"


async def test_numbers_are_at_home_where_the_client_is(rig: Rig) -> None:
    crm = await rig.as_("core")
    body = one(phones=["8 903 123-45-67", "+998 90 111 22 33"], country="RU")
    answer = await crm("PUT", "/api/clients/c9", body)
    assert answer.json["phones"] == ["+79031234567", "+998901112233"]


async def test_lists_go_page_by_page_and_find(rig: Rig) -> None:
    crm = await rig.as_("core")
    for n in range(5):
        await crm("PUT", f"/api/clients/z{n}", one(name=f"Рога {n}", phones=["907654321"]))
    seen, path = [], "/api/clients?limit=2&q=roga"
    while True:
        page = (await crm("GET", path)).json
        seen += [client["id"] for client in page["clients"]]
        if not page["next"]:
            break
        path = f"/api/clients?limit=2&q=roga&cursor={page['next']}"
    assert seen == [f"z{n}" for n in range(5)]
    found = (await crm("GET", "/api/clients?phone=8%20(90)%20765-43-21")).json["clients"]
    assert found == []
    found = (await crm("GET", "/api/clients?phone=%2B998(90)765-43-21&q=3")).json["clients"]
    assert [client["id"] for client in found] == ["z3"]
    doubles = (await crm("GET", "/api/clients/duplicates")).json
    assert [(d["key"], len(d["clients"])) for d in doubles["duplicates"]] == [("+998907654321", 5)]
    assert (await crm("GET", "/api/clients/duplicates?by=name")).json == {"duplicates": [], "next": ""}
    for bad in ("/api/clients?cursor=x", "/api/clients/duplicates?by=shoe", f"/api/clients?q={'x' * 300}"):
        assert (await crm("GET", bad)).status == 400


async def test_who_was_merged_has_moved(rig: Rig) -> None:
    chief = await rig.as_("chief")
    await chief("PUT", "/api/clients/c2", one())
    merged = await chief("POST", "/api/clients/c2/merge", {"into": "c1"})
    assert merged.json["phones"] == ["+998901234567", "+998907654321"]
    moved = await chief("GET", "/api/clients/c2")
    assert (moved.status, moved.headers["Location"]) == (301, "/api/clients/c1")
    assert (await chief("POST", "/api/clients/c2/merge", {"into": "c1"})).status == 404
    assert (await chief("POST", "/api/clients/c1/merge", {"into": "c1"})).status == 409
    assert (await chief("POST", "/api/clients/c1/merge", {"into": "c7"})).status == 404


async def test_an_operator_reads_and_does_not_write(rig: Rig) -> None:
    aziz = await rig.as_("aziz")
    assert (await aziz("GET", "/api/clients/c1")).status == 200
    for method, path, body in (
        ("PUT", "/api/clients/c1", one()),
        ("DELETE", "/api/clients/c1", None),
        ("POST", "/api/clients/c1/merge", {"into": "c2"}),
    ):
        assert (await aziz(method, path, body)).status == 403


async def test_an_operator_says_whose_call_it_is(rig: Rig) -> None:
    crm, aziz, busra = await rig.as_("core"), await rig.as_("aziz"), await rig.as_("busra")
    await crm("PUT", "/api/clients/c2", one(phones=[SHARED]))
    rig.desk.ringing["op101", CALL] = Number(raw=SHARED, e164=SHARED)
    rig.announced.clear()
    path = f"/api/calls/{CALL}/client"
    assert (await busra("POST", path, {"client": "c2"})).status == 404, "it is not her call"
    chosen = await aziz("POST", path, {"client": "c2"})
    assert (chosen.status, chosen.json["id"]) == (200, "c2")
    assert rig.desk.asked == [("client_chosen", CALL, "c2")]
    assert [entry.type for entry in rig.announced] == ["client.number_chosen", "call.client_chosen"]
    new = await aziz("POST", path, {"new": {"name": "Яна", "phones": ["90 111-22-33"]}})
    assert new.json["id"].startswith("local:")
    assert new.json["phones"] == ["+998901112233", SHARED]
    assert ("aziz", "call.client", str(CALL)) in await rig.audited()


async def test_what_names_nobody_is_refused(rig: Rig) -> None:
    aziz = await rig.as_("aziz")
    rig.desk.ringing["op101", CALL] = Number(raw=SHARED, e164=SHARED)
    path = f"/api/calls/{CALL}/client"
    for body, status in (
        ({}, 400),
        ({"client": "c1", "new": {"name": "A"}}, 400),
        ({"client": 5}, 400),
        ({"new": "A"}, 400),
        ({"new": {"name": "\0"}}, 422),
        ({"client": "c99"}, 404),
    ):
        assert (await aziz("POST", path, body)).status == status, body
    assert rig.desk.asked == []
