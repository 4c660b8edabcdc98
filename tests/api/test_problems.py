"""Whatever goes wrong leaves in one form: application/problem+json, with a word for programs."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from ccengine.api.body import MAX_BODY
from ccengine.api.shapes.problem import Problem
from tests.api.house import NEW_CALL, Rig

pytestmark = pytest.mark.store

JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """A request by an operator who is logged in, and the problem that it gives."""

    ask: str
    kind: str
    status: int
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    told: str = ""


TABLE = [
    Wrong(ask="GET /api/none", status=404, kind="not-found", told="/api/openapi.json"),
    Wrong(ask="GET /api/calls/", status=404, kind="not-found"),
    Wrong(ask="POST /api/tokens/x/y", status=404, kind="not-found"),
    Wrong(ask="GET /none.html", status=404, kind="not-found"),
    Wrong(ask="DELETE /api/login", status=405, kind="method-not-allowed", told="Allow"),
    Wrong(ask="PATCH /api/calls", status=405, kind="method-not-allowed"),
    Wrong(ask="PUT /", status=405, kind="method-not-allowed"),
    Wrong(ask="POST /api/login", status=413, kind="too-large", body=b"x" * (MAX_BODY + 1), headers=JSON),
    Wrong(ask="POST /api/login", status=415, kind="wrong-media-type", body=b"login=aziz&password=x"),
    Wrong(
        ask="POST /api/login", status=415, kind="wrong-media-type", body=b"{}", headers={"Content-Type": "x"}
    ),
    Wrong(ask="POST /api/calls", status=415, kind="wrong-media-type"),
    Wrong(ask="POST /api/login", status=400, kind="bad-input", body=b"", headers=JSON),
    Wrong(ask="POST /api/login", status=400, kind="bad-input", body=b"{", headers=JSON, told="not JSON"),
    Wrong(ask="POST /api/login", status=400, kind="bad-input", body=b"\xff", headers=JSON),
    Wrong(ask="POST /api/login", status=400, kind="bad-input", body=b"[" * 50_000, headers=JSON),
    Wrong(ask="POST /api/login", status=400, kind="bad-input", body=b"[]", headers=JSON, told="object"),
    Wrong(
        ask="POST /api/login", status=400, kind="bad-input", body=b'{"tea": 1}', headers=JSON, told="'tea'"
    ),
    Wrong(
        ask="POST /api/login",
        status=400,
        kind="bad-input",
        body=b'{"login": "\\ud800", "password": "x"}',
        headers=JSON,
    ),
    Wrong(
        ask="POST /api/login",
        status=400,
        kind="bad-input",
        body=b"{}",
        headers={"Content-Type": "application/json; charset=tea"},
    ),
    Wrong(ask="GET /api/calls/x", status=400, kind="bad-input", told="UUID"),
    Wrong(ask=f"GET /api/calls/{NEW_CALL}", status=404, kind="not-found", told="no such call"),
    Wrong(ask="GET /api/live", status=403, kind="not-allowed", told="role operator"),
    Wrong(ask="GET /api/session", status=401, kind="not-logged-in", headers={"Authorization": "Bearer x"}),
    Wrong(ask=f"GET /api/recordings/{NEW_CALL}/lent", status=403, kind="not-allowed"),
]


async def test_every_error_is_a_problem(rig: Rig) -> None:
    aziz = await rig.as_("aziz")
    for wrong in TABLE:
        method, _, path = wrong.ask.partition(" ")
        headers = {"X-CSRF-Token": aziz.csrf} | wrong.headers
        async with aziz.client.request(method, path, data=wrong.body, headers=headers) as response:
            assert response.content_type == "application/problem+json", wrong
            told: dict[str, Any] = await response.json(content_type=None)
            assert (response.status, told["status"]) == (wrong.status, wrong.status), wrong
            assert Problem.__required_keys__ <= told.keys() <= set(Problem.__annotations__), wrong
            assert told["type"] == f"urn:ccengine:{wrong.kind}", wrong
            assert wrong.told in told["detail"], wrong
            assert ("Allow" in response.headers) is (wrong.status == 405), wrong
    assert rig.desk.asked == []
