"""Who gets in, by what, and what a browser's change must carry."""

from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from ccengine.store.store import Store
from tests.api.house import PASSWORD, Rig, ask, house

pytestmark = pytest.mark.store


async def test_logging_in_gives_the_page_what_it_needs_to_begin(rig: Rig) -> None:
    aziz = await rig.as_("aziz")
    session = (await aziz("GET", "/api/session")).json
    token = session["screenpop"].pop("token")
    visitor = await rig.access.visitor(token)
    assert visitor
    assert (visitor.login, visitor.operator) == ("aziz", "op101")
    assert session.pop("csrf") == aziz.csrf
    assert set(session["user"].pop("permissions")) >= {"desk", "calls.own"}
    assert session == {
        "user": {"login": "aziz", "role": "operator", "operator": "op101", "name": "Aziz"},
        "screenpop": {"url": "ws://127.0.0.1:8081/"},
        "version": "1.2.3",
        "zone": "UTC",
        "colleagues": [
            {"id": "op102", "name": "Büşra", "extension": "102", "department": "", "status": "busy"}
        ],
        "queues": [{"id": "sales", "name": "Sales", "extension": "300", "results": []}],
        "pauses": [],
        "results": ["sale", "no interest"],
    }


@pytest.mark.parametrize("secure", [False, True])
async def test_the_cookie_is_for_this_server_alone(store: Store, tmp_path: Path, secure: bool) -> None:
    async with house(store, tmp_path, secure=secure) as rig:
        answer = await ask(rig.stranger, "POST", "/api/login", {"login": "aziz", "password": PASSWORD})
    cookie = SimpleCookie(answer.headers["Set-Cookie"])["cc_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert bool(cookie["secure"]) is secure
    assert cookie.value not in answer.text


async def test_a_wrong_password_is_refused_and_guessing_is_slowed_down(rig: Rig) -> None:
    wrong = {"login": "aziz", "password": "not this one"}
    answers = [await ask(rig.stranger, "POST", "/api/login", wrong) for _ in range(6)]
    assert [answer.status for answer in answers] == [401] * 6
    assert answers[0].json["detail"] == "The name or the password is wrong."
    assert "try again in" in answers[-1].json["detail"]
    right = await ask(rig.stranger, "POST", "/api/login", {"login": "aziz", "password": PASSWORD})
    assert right.status == 401
    unknown = await ask(rig.stranger, "POST", "/api/login", {"login": "who", "password": "not this one"})
    assert unknown.json == answers[0].json
    assert ("aziz", "login.failed", "") in await rig.audited()


async def test_after_logging_out_the_old_cookie_opens_nothing(rig: Rig) -> None:
    aziz = await rig.as_("aziz")
    cookie = next(iter(aziz.client.cookie_jar)).value
    assert (await aziz("POST", "/api/logout")).status == 204
    assert (await aziz("GET", "/api/session")).status == 401
    kept = await ask(rig.stranger, "GET", "/api/session", headers={"Cookie": f"cc_session={cookie}"})
    assert kept.status == 401


@pytest.mark.parametrize("token", [None, "", "x", "ю"])
async def test_a_change_without_the_csrf_token_is_refused(rig: Rig, token: str | None) -> None:
    aziz = await rig.as_("aziz")
    headers = {} if token is None else {"X-CSRF-Token": token}
    answer = await ask(aziz.client, "POST", "/api/calls", {"number": "100"}, headers)
    assert answer.status == 403
    assert "X-CSRF-Token" in answer.json["detail"]
    assert (await ask(aziz.client, "GET", "/api/calls")).status == 200
    assert rig.desk.asked == []


async def test_a_csrf_token_of_another_session_does_not_do(rig: Rig) -> None:
    aziz, busra = await rig.as_("aziz"), await rig.as_("busra")
    answer = await ask(aziz.client, "POST", "/api/calls", {"number": "100"}, {"X-CSRF-Token": busra.csrf})
    assert answer.status == 403


async def test_another_site_cannot_log_somebody_in_with_a_form(rig: Rig) -> None:
    async with rig.stranger.post("/api/login", data={"login": "aziz", "password": PASSWORD}) as response:
        assert response.status == 415
        assert "Set-Cookie" not in response.headers


async def test_a_program_shows_its_session_as_a_bearer_token(rig: Rig) -> None:
    session = await rig.access.log_in("core", PASSWORD)
    headers = {"Authorization": f"Bearer {session.token}"}
    assert (await ask(rig.stranger, "GET", "/api/events", headers=headers)).text == "events"
    assert (await ask(rig.stranger, "GET", "/api/calls", headers=headers)).status == 200
    assert (await ask(rig.stranger, "POST", "/api/calls", {"number": "1"}, headers)).status == 403
    for wrong in ("Bearer", "Bearer x", "Basic eDp5", f"Bearer {session.token} x"):
        answer = await ask(rig.stranger, "GET", "/api/events", headers={"Authorization": wrong})
        assert answer.status == 401


async def test_each_role_keeps_to_its_own(rig: Rig) -> None:
    allowed = {
        "aziz": {"/api/calls", "/api/obligations"},
        "chief": {
            "/api/calls",
            "/api/obligations",
            "/api/live",
            "/api/events",
            "/api/reports/load?from=2026-11-22&to=2026-11-23",
        },
        "core": {"/api/calls", "/api/events", "/api/reports/load?from=2026-11-22&to=2026-11-23"},
    }
    everything = set().union(*allowed.values())
    for login, paths in allowed.items():
        caller = await rig.as_(login)
        for path in everything:
            assert (await caller("GET", path)).status == (200 if path in paths else 403), (login, path)
