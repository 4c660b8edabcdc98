"""Tokens over HTTP: made by an administrator, shown once, good for their scopes and no others."""

from collections.abc import Awaitable, Callable

import pytest

from ccengine.access.throttle import LIMITS
from tests.api.house import NEW_CALL, Answer, Rig, ask

pytestmark = pytest.mark.store

Program = Callable[..., Awaitable[Answer]]


async def program(rig: Rig, *scopes: str) -> Program:
    """Asks with a token of these scopes."""
    _, secret = await rig.access.tokens.create("-".join(["crm", *scopes]).lower(), scopes, by="root")

    async def call(method: str, path: str, body: object = None) -> Answer:
        return await ask(rig.stranger, method, path, body, {"Authorization": f"Bearer {secret}"})

    return call


async def test_an_administrator_makes_lists_and_revokes_them(rig: Rig) -> None:
    root = await rig.as_("root")
    made = await root("POST", "/api/tokens", {"name": "crm", "scopes": ["events"], "days": 30})
    secret = made.json.pop("token")
    assert made.json["expires"] - made.json["created"] == 30 * 86_400_000
    headers = {"Authorization": f"Bearer {secret}"}
    assert (await ask(rig.stranger, "GET", "/api/events", headers=headers)).text == "events"
    listed = await root("GET", "/api/tokens")
    assert secret not in listed.text
    [entry] = listed.json["tokens"]
    assert (entry["name"], entry["scopes"], entry["created_by"]) == ("crm", ["events"], "root")
    assert entry["last_used"] >= made.json["created"]
    assert (await root("DELETE", "/api/tokens/crm")).status == 204
    assert (await root("DELETE", "/api/tokens/crm")).status == 404
    assert (await ask(rig.stranger, "GET", "/api/events", headers=headers)).status == 401
    actions = [line for line in await rig.audited() if line[1].startswith("token.")]
    assert actions == [("root", "token.create", "crm"), ("root", "token.revoke", "crm")]


# What a token of one scope gets at the addresses of all the others.
READS = {
    "calls.all": "/api/calls",
    "events": "/api/events",
    "reports": "/api/reports/load?from=2026-11-22&to=2026-11-23",
    "live": "/api/live",
    "obligations": "/api/obligations",
    "audit": "/api/audit",
    "tokens": "/api/tokens",
    "recordings.read": f"/api/recordings/{NEW_CALL}",
}


async def test_a_token_of_one_scope_is_refused_at_every_other_door(rig: Rig) -> None:
    for scope in READS:
        asking = await program(rig, scope)
        for needed, path in READS.items():
            answer = await asking("GET", path)
            if needed == scope:
                assert answer.status in (200, 404), (scope, path)
                continue
            assert (answer.status, answer.json["type"]) == (403, "urn:ccengine:not-allowed"), (scope, path)
            assert f"lacks the scope '{needed}'" in answer.json["detail"]


async def test_a_token_is_no_person(rig: Rig) -> None:
    asking = await program(rig, "calls.all", "obligations", "tokens", "calls.place")
    desk = await asking("PUT", "/api/me/status", {"status": "available", "reason": ""})
    assert (desk.status, "only a person" in desk.json["detail"]) == (403, True)
    assert (await asking("GET", "/api/session")).status == 403
    assert (await asking("POST", "/api/logout")).status == 403
    assert (await asking("POST", "/api/obligations/1/call-back")).status == 403
    assert (await asking("GET", "/api/openapi.json")).status == 200
    more = await asking("POST", "/api/tokens", {"name": "more", "scopes": ["events"]})
    assert (more.status, "events" in more.json["detail"]) == (403, True)
    assert (await asking("POST", "/api/tokens", {"name": "less", "scopes": ["calls.all"]})).status == 200


async def test_a_program_places_a_call_in_an_operators_name(rig: Rig) -> None:
    asking = await program(rig, "calls.place")
    placed = await asking("POST", "/api/calls", {"number": "+998901112233", "operator": "op102"})
    assert placed.json == {"call_id": str(NEW_CALL)}
    assert rig.desk.asked == [("place_call", "op102", "+998901112233", "in his name")]
    assert ("token:crm-calls.place", "call.place", str(NEW_CALL)) in await rig.audited()
    nobody = await asking("POST", "/api/calls", {"number": "+998901112233"})
    assert (nobody.status, "'operator'" in nobody.json["detail"]) == (400, True)
    aziz = await rig.as_("aziz")
    hers = await aziz("POST", "/api/calls", {"number": "100", "operator": "op102"})
    assert hers.status == 403
    assert (await aziz("POST", "/api/calls", {"number": "100", "operator": "op101"})).status == 200


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"name": "crm"}, "'scopes'"),
        ({"name": "crm", "scopes": "events"}, "'scopes'"),
        ({"name": "crm", "scopes": ["tea"]}, "'scopes'"),
        ({"name": "crm", "scopes": ["desk"]}, "'scopes'"),
        ({"name": "Big Name", "scopes": ["events"]}, "name"),
        ({"name": "crm", "scopes": ["events"], "days": 0}, "'days'"),
        ({"name": "crm", "scopes": ["events"], "days": True}, "'days'"),
    ],
)
async def test_what_makes_no_token_is_said(rig: Rig, body: object, named: str) -> None:
    answer = await (await rig.as_("root"))("POST", "/api/tokens", body)
    assert (answer.status, named in answer.json["detail"]) == (400, True)


async def test_guessing_tokens_is_slowed_down(rig: Rig) -> None:
    wrong = {"Authorization": "Bearer cct_wrong"}
    for _ in range(LIMITS["source"]):
        assert (await ask(rig.stranger, "GET", "/api/events", headers=wrong)).status == 401
    answer = await ask(rig.stranger, "GET", "/api/events", headers=wrong)
    assert (answer.status, answer.json["type"]) == (429, "urn:ccengine:too-many-attempts")
    assert answer.headers["Retry-After"]
