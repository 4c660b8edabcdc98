"""Logins over HTTP: made and changed by administrators, with passwords that nobody sees twice."""

from typing import Any

import pytest

from tests.api.house import PASSWORD, Answer, Caller, Rig, ask

pytestmark = pytest.mark.store

TYPED = "a long enough password"


async def entry(root: Caller, name: str) -> dict[str, Any]:
    [found] = [one for one in (await root("GET", "/api/logins")).json["logins"] if one["name"] == name]
    return dict(found)


async def log_in(rig: Rig, name: str, password: str) -> Answer:
    return await ask(rig.stranger, "POST", "/api/login", {"login": name, "password": password})


async def changed(root: Caller, name: str, **what: Any) -> Answer:
    known = await entry(root, name)
    fields = {field: known[field] for field in ("role", "operator", "locked", "version")}
    return await root("PUT", f"/api/logins/{name}", fields | what)


async def test_a_login_begins_with_an_address_that_is_good_once(rig: Rig) -> None:
    root = await rig.as_("root")
    made = await root("POST", "/api/logins", {"name": "lola", "role": "operator", "operator": "op102"})
    assert made.status == 204
    assert (await log_in(rig, "lola", "")).status == 400
    assert (await log_in(rig, "lola", TYPED)).status == 401
    assert (await entry(root, "lola"))["waits"]
    link = (await root("POST", "/api/logins/lola/link")).json
    _, name, secret = link["path"].split("/")[1:]
    assert (name, link["expires"] == (await entry(root, "lola"))["link_until"]) == ("lola", True)
    welcome = {"secret": secret, "password": TYPED}
    short = await ask(rig.stranger, "POST", "/api/welcome", {**welcome, "password": "short"})
    assert short.status == 400  # and the address is still good
    assert (await ask(rig.stranger, "POST", "/api/welcome", welcome)).json == {"login": "lola"}
    assert (await ask(rig.stranger, "POST", "/api/welcome", welcome)).status == 403
    assert (await log_in(rig, "lola", TYPED)).json["user"]["operator"] == "op102"
    known = await entry(root, "lola")
    assert (known["waits"], known["link_until"], known["sessions"]) == (False, 0, 1)
    rows = await rig.store.fetch("audit_last", 100)
    assert secret not in str(rows)
    assert TYPED not in str(rows)
    actions = [line[:3] for line in await rig.audited() if line[2] == "lola"]
    assert actions == [
        *(("root", "login.create", "lola"), ("root", "login.link", "lola"), ("lola", "login.welcome", "lola"))
    ]


async def test_a_newer_address_makes_the_older_one_useless(rig: Rig) -> None:
    root = await rig.as_("root")
    paths = [(await root("POST", "/api/logins/aziz/link")).json["path"] for _ in range(2)]
    answers = [
        await ask(rig.stranger, "POST", "/api/welcome", {"secret": path.split("/")[-1], "password": TYPED})
        for path in paths
    ]
    assert [answer.status for answer in answers] == [403, 200]
    assert (await log_in(rig, "aziz", PASSWORD)).status == 401


async def test_a_password_that_was_typed_ends_what_was_open(rig: Rig) -> None:
    root, aziz = await rig.as_("root"), await rig.as_("aziz")
    assert (await root("PUT", "/api/logins/aziz/password", {"password": "short"})).status == 400
    assert (await root("PUT", "/api/logins/aziz/password", {"password": TYPED})).status == 204
    assert (await aziz("GET", "/api/session")).status == 401
    assert (await log_in(rig, "aziz", TYPED)).status == 200
    assert (await root("DELETE", "/api/logins/aziz/sessions")).status == 204
    assert (await entry(root, "aziz"))["sessions"] == 0


async def test_who_is_locked_is_out_until_he_is_let_in_again(rig: Rig) -> None:
    root, aziz = await rig.as_("root"), await rig.as_("aziz")
    path = (await root("POST", "/api/logins/aziz/link")).json["path"]
    assert (await changed(root, "aziz", locked=True)).status == 204
    assert (await aziz("GET", "/api/session")).status == 401
    assert (await log_in(rig, "aziz", PASSWORD)).status == 401
    welcome = {"secret": path.split("/")[-1], "password": TYPED}
    assert (await ask(rig.stranger, "POST", "/api/welcome", welcome)).status == 403
    assert (await changed(root, "aziz", locked=False)).status == 204
    assert (await log_in(rig, "aziz", PASSWORD)).status == 200


async def test_nobody_shuts_himself_or_everybody_out(rig: Rig) -> None:
    root = await rig.as_("root")
    for answer in (
        await changed(root, "root", role="operator"),
        await changed(root, "root", locked=True),
        await root("DELETE", "/api/logins/root"),
    ):
        assert (answer.status, "your own login" in answer.json["detail"]) == (403, True)
    await rig.access.create_login("anna", PASSWORD, "admin")
    anna = await rig.as_("anna")
    assert (await changed(anna, "root", role="supervisor")).status == 204
    assert (await root("GET", "/api/logins")).status == 401  # what he was before ended with his sessions
    made = {"name": "keeper", "scopes": ["logins"]}
    token = (await anna("POST", "/api/tokens", made)).json["token"]
    gone = await ask(rig.stranger, "DELETE", "/api/logins/anna", headers={"Authorization": f"Bearer {token}"})
    assert (gone.status, "does not have" in gone.json["detail"]) == (403, True)


async def test_the_last_administrator_stays(rig: Rig) -> None:
    root = await rig.as_("root")
    await rig.access.create_login("anna", PASSWORD, "admin")
    anna = await rig.as_("anna")
    assert (await changed(root, "anna", locked=True)).status == 204
    assert (await anna("GET", "/api/logins")).status == 401
    assert (await changed(root, "anna", locked=False)).status == 204
    assert (await root("DELETE", "/api/logins/anna")).status == 204


async def test_two_administrators_clash_over_a_login(rig: Rig) -> None:
    root = await rig.as_("root")
    known = await entry(root, "aziz")
    assert (await changed(root, "aziz", role="supervisor")).status == 204
    late = {"role": "operator", "operator": "", "locked": True, "version": known["version"]}
    answer = await root("PUT", "/api/logins/aziz", late)
    assert (answer.status, "meanwhile" in answer.json["detail"]) == (409, True)
    assert (await entry(root, "aziz"))["locked"] is False


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "Big Name", "role": "operator"}, "name"),
        ({"name": "lola", "role": "king"}, "role"),
        ({"name": "lola", "role": "operator", "operator": "op999"}, "operator"),
    ],
)
async def test_what_makes_no_login_is_said_at_its_field(rig: Rig, given: object, field: str) -> None:
    answer = await (await rig.as_("root"))("POST", "/api/logins", given)
    assert answer.status == 422
    assert [fault["field"] for fault in answer.json["errors"]] == [field]


async def test_what_is_not_there_or_there_already(rig: Rig) -> None:
    root = await rig.as_("root")
    assert (await root("POST", "/api/logins", {"name": "aziz", "role": "operator"})).status == 409
    assert (await root("DELETE", "/api/logins/nobody")).status == 404
    assert (await root("POST", "/api/logins/nobody/link")).status == 404
    assert (await root("PUT", "/api/logins/aziz", {"role": "operator"})).status == 400


async def test_logins_are_for_administrators(rig: Rig) -> None:
    for login in ("aziz", "chief", "core"):
        asking = await rig.as_(login)
        assert (await asking("GET", "/api/logins")).status == 403
        assert (await asking("POST", "/api/logins", {"name": "me2", "role": "admin"})).status == 403
        assert (await asking("POST", "/api/logins/root/link")).status == 403
        assert (await asking("PUT", "/api/logins/root/password", {"password": TYPED})).status == 403
