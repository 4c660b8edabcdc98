"""Address books by HTTP: who may do what, files in and out, hostile text, all of it undone."""

import io
from pathlib import Path
from typing import Any

import pytest

from tests.api.house import Answer, Caller, Rig

pytestmark = pytest.mark.store

FILES = Path(__file__).parents[1] / "core" / "contacts"
HOSTILE = "<img src=x onerror=alert(1)> \u202e=cmd|' /C calc'!A0 '); drop table contact; --"


async def send(caller: Caller, path: str, data: bytes, kind: str = "text/csv") -> Answer:
    """A file as a browser sends it."""
    headers = {"X-CSRF-Token": caller.csrf, "Content-Type": kind}
    async with caller.client.post(path, data=io.BytesIO(data), headers=headers) as response:
        body = await response.read()
        told = await response.json() if response.content_type.endswith("json") else None
        return Answer(response.status, response.headers, body, told)


def yana(**more: Any) -> dict[str, Any]:
    return {"book": "shared", "name": "Яна", "phones": [{"value": "90 765-43-21"}], **more}


async def test_supervisors_keep_the_shared_book_and_operators_their_own(rig: Rig) -> None:
    aziz, busra, chief = await rig.as_("aziz"), await rig.as_("busra"), await rig.as_("chief")
    made = await chief("POST", "/api/contacts", yana(note=HOSTILE, fields={"=x": HOSTILE}))
    assert (made.status, made.json["contact"]["phones"]) == (201, [{"value": "+998907654321", "label": ""}])
    one = made.json["contact"]["id"]
    assert (await aziz("POST", "/api/contacts", yana())).status == 403
    assert (await chief("POST", "/api/contacts", yana(book="own"))).status == 403
    own = await aziz("POST", "/api/contacts", yana(book="own", name="Mother"))
    assert own.status == 201
    seen = (await aziz("GET", "/api/contacts")).json
    assert [(c["name"], c["book"], c["may_edit"]) for c in seen["contacts"]] == [
        ("Mother", "own", True),
        ("Яна", "shared", False),
    ]
    assert (seen["writable"], (await chief("GET", "/api/contacts")).json["writable"]) == (["own"], ["shared"])
    assert [c["name"] for c in (await busra("GET", "/api/contacts")).json["contacts"]] == ["Яна"]
    assert (await busra("GET", f"/api/contacts/{own.json['contact']['id']}")).status == 404
    assert (await aziz("PUT", f"/api/contacts/{one}/favourite")).status == 204
    assert (await aziz("GET", f"/api/contacts/{one}")).json["favourite"]
    assert [c["name"] for c in (await aziz("GET", "/api/contacts?favourites=yes")).json["contacts"]] == [
        "Яна"
    ]
    assert (await aziz("DELETE", f"/api/contacts/{one}/favourite")).status == 204
    assert (await chief("PUT", f"/api/contacts/{one}/favourite")).status == 403
    audited = [(login, action) for login, action, _ in await rig.audited() if action.startswith("contact")]
    assert audited == [("chief", "contact.created")]


async def test_a_program_reads_the_shared_book_by_its_scopes(rig: Rig) -> None:
    root = await rig.as_("root")
    token = await root("POST", "/api/tokens", {"name": "sync", "scopes": ["contacts", "contacts.shared"]})
    await (await rig.as_("aziz"))("POST", "/api/contacts", yana(book="own"))
    headers = {"Authorization": f"Bearer {token.json['token']}"}
    async with rig.stranger.post("/api/contacts", json=yana(name="Sync"), headers=headers) as response:
        assert response.status == 201
    async with rig.stranger.get("/api/contacts", headers=headers) as response:
        assert [one["name"] for one in (await response.json())["contacts"]] == ["Sync"]
    core = await rig.as_("core")
    assert (await core("GET", "/api/contacts")).status == 403


async def test_a_change_needs_the_version_that_was_looked_at(rig: Rig) -> None:
    chief = await rig.as_("chief")
    one = (await chief("POST", "/api/contacts", yana())).json["contact"]
    path = f"/api/contacts/{one['id']}"
    changed = await chief("PUT", path, yana(version=1, company="Chorsu", groups=["Suppliers"]))
    assert (changed.status, changed.json["contact"]["version"]) == (200, 2)
    late = await chief("PUT", path, yana(version=1))
    assert (late.status, "meanwhile" in late.json["detail"]) == (409, True)
    assert (await chief("GET", "/api/contacts/groups")).json["groups"] == [
        {"book": "shared", "name": "Suppliers", "count": 1}
    ]
    undo = f"/api/contacts/changes/{changed.json['change']}/undo"
    assert (await (await rig.as_("aziz"))("POST", undo)).status == 403
    assert (await chief("POST", undo)).status == 200
    assert (await chief("GET", path)).json["company"] == ""
    gone = await chief("DELETE", f"{path}?version=3")
    assert (gone.status, gone.json["contact"]) == (200, None)
    assert (await chief("GET", path)).status == 404
    told = (await chief("GET", "/api/contacts/changes?limit=2")).json
    assert [(one["what"], one["shown"]) for one in told["changes"]] == [("deleted", "Яна"), ("undone", "Яна")]
    more = (await chief("GET", f"/api/contacts/changes?limit=2&cursor={told['next']}")).json
    assert [(one["what"], one["undone"]) for one in more["changes"]] == [
        ("changed", True),
        ("created", False),
    ]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "", {"name": "x"}, 400),
        ("POST", "", {"book": "ours", "name": "x"}, 400),
        ("POST", "", yana(version="1"), 400),
        ("POST", "", {"book": "shared"}, 422),
        ("POST", "", yana(phones=[{"value": "nobody"}]), 422),
        ("POST", "", [], 400),
        ("PUT", "/999", yana(version=1), 404),
        ("DELETE", "/999?version=1", None, 404),
        ("DELETE", "/999", None, 400),
        ("GET", "/99999999999999999999", None, 404),
        ("GET", "?q=" + "x" * 201, None, 400),
        ("GET", "?book=ours", None, 400),
        ("GET", "?cursor=x", None, 400),
        ("GET", "/duplicates?by=number", None, 400),
        ("GET", "/duplicates?book=shared&by=tea", None, 400),
        ("POST", "/1/merge", {"contacts": []}, 400),
        ("POST", "/1/merge", {"contacts": [True]}, 400),
        ("POST", "/1/merge", {"contacts": [2]}, 404),
        ("POST", "/changes/1/undo", None, 404),
        ("GET", "/export?book=own", None, 403),
        ("GET", "/export?book=shared&form=pdf", None, 400),
        ("POST", "/import?book=shared", {}, 400),
    ],
)
async def test_what_cannot_be_done_is_refused(
    rig: Rig, method: str, path: str, body: object, status: int
) -> None:
    chief = await rig.as_("chief")
    answer = await chief(method, f"/api/contacts{path}", body)
    assert (answer.status, bool(answer.json["detail"])) == (status, True)


async def test_a_file_is_looked_at_first_then_imported_then_given_out_again(rig: Rig) -> None:
    chief, aziz = await rig.as_("chief"), await rig.as_("aziz")
    data = (FILES / "iphone.vcf").read_bytes()
    looked = await send(chief, "/api/contacts/import/preview?book=shared", data, "text/vcard")
    assert (looked.status, looked.json["counts"]) == (200, {"refused": 0, "changed": 0, "new": 2, "same": 0})
    assert looked.json["change"] is None
    assert looked.json["lines"][0]["left_out"] == ["photo"]
    assert (await chief("GET", "/api/contacts")).json["contacts"] == []
    done = await send(chief, "/api/contacts/import?book=shared", data, "text/vcard")
    assert (done.json["counts"]["new"], done.json["change"] > 0) == (2, True)
    for form, kind in (("vcard3", "text/vcard"), ("vcard4", "text/vcard"), ("csv", "text/csv")):
        given = await aziz("GET", f"/api/contacts/export?book=shared&form={form}")
        assert given.headers["Content-Type"] == f"{kind}; charset=utf-8"
        again = await send(chief, "/api/contacts/import/preview?book=shared", given.body, kind)
        assert again.json["counts"] == {"refused": 0, "changed": 0, "new": 0, "same": 2}, again.json
    assert (await send(aziz, "/api/contacts/import?book=shared", data, "text/vcard")).status == 403
    assert (await chief("POST", f"/api/contacts/changes/{done.json['change']}/undo")).status == 200
    assert (await chief("GET", "/api/contacts")).json["contacts"] == []


async def test_what_a_preview_says_of_each_line(rig: Rig) -> None:
    aziz = await rig.as_("aziz")
    await aziz("POST", "/api/contacts", yana(book="own"))
    data = f'Name;Phone;Company\nYana;907654321;Chorsu\n{"x" * 300};112;\n"{HOSTILE}";113;\n'.encode("utf-16")
    told = (await send(aziz, "/api/contacts/import/preview?book=own", data)).json
    assert (told["form"], told["encoding"], told["columns"][1]) == (
        "csv",
        "utf-16",
        {"name": "Phone", "taken_for": "phone"},
    )
    assert [(line["line"], line["what"]) for line in told["lines"]] == [
        (3, "refused"),
        (2, "changed"),
        (4, "new"),
    ]
    (fault,) = told["lines"][0]["faults"]
    assert (fault["field"], fault["reason"]) == ("name", "has more than 200 characters")
    assert (fault["template"], fault["names"]) == ("has more than {most} characters", {"most": "200"})
    assert {d["field"] for d in told["lines"][1]["differences"]} == {"name", "company", "Name"}


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"", "text/csv", 400),
        (b"a,b\n1,2\n", "text/csv", 400),
        (b"\xff\xfe\x01", "text/csv", 400),
        (b"name\nx\n", "application/json", 400),
        (b"name\n" + b"x" * (11 * 1024 * 1024), "text/csv", 400),
    ],
)
async def test_files_that_are_refused(rig: Rig, data: bytes, kind: str, status: int) -> None:
    answer = await send(await rig.as_("aziz"), "/api/contacts/import/preview?book=own", data, kind)
    assert (answer.status, bool(answer.json["detail"])) == (status, True)


async def test_doubles_are_merged_by_choice(rig: Rig) -> None:
    chief = await rig.as_("chief")
    first = (await chief("POST", "/api/contacts", yana())).json["contact"]["id"]
    second = (await chief("POST", "/api/contacts", yana(name="Yana", company="Chorsu"))).json["contact"]["id"]
    found = (await chief("GET", "/api/contacts/duplicates?book=shared&by=number")).json["duplicates"]
    assert [(d["key"], d["count"], len(d["contacts"])) for d in found] == [("+998907654321", 2, 2)]
    merged = await chief("POST", f"/api/contacts/{first}/merge", {"contacts": [second]})
    assert (merged.json["contact"]["name"], merged.json["contact"]["company"]) == ("Яна", "Chorsu")
    assert (await chief("GET", f"/api/contacts/{second}")).status == 404
    assert (await chief("POST", f"/api/contacts/changes/{merged.json['change']}/undo")).status == 200
    assert (await chief("GET", f"/api/contacts/{second}")).json["company"] == "Chorsu"
