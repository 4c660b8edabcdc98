"""The table of addresses: nothing is mounted that does not say what it takes to ask."""

import re
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from ccengine.access.roles import PERMISSIONS
from ccengine.api.app import ENDPOINTS
from ccengine.api.endpoint import LOGGED_IN, OPEN, Endpoint
from ccengine.api.health import health
from ccengine.api.openapi import is_described, plain_path
from tests.api.house import Rig, ask

KNOWN = frozenset().union(*PERMISSIONS.values())

# Whoever adds to this list opens a door: look twice.
OPEN_DOORS = {
    "POST /api/login",
    "GET /api/health",
    "GET /",
    r"GET /{name:(?!api/).+}",
    "POST /api/welcome",  # by the secret of an address that is good once
    "GET /api/recordings/{call_id}/lent",  # by a signature in the address
}


def handlers_without_a_role(endpoints: tuple[Endpoint, ...]) -> list[str]:
    return [
        f"{endpoint.method} {endpoint.path}"
        for endpoint in endpoints
        if endpoint.needs not in (OPEN, LOGGED_IN) and not (endpoint.needs and endpoint.needs <= KNOWN)
    ]


def test_every_handler_declares_the_role_it_needs() -> None:
    assert handlers_without_a_role(ENDPOINTS) == []
    assert [field.name for field in fields(Endpoint) if field.default is MISSING][:4] == [
        *("method", "path", "handler", "needs")
    ]


def test_one_that_does_not_is_listed() -> None:
    forgotten = [
        Endpoint("GET", "/a", health, frozenset()),
        Endpoint("GET", "/b", health, frozenset({"tea"})),
    ]
    assert handlers_without_a_role(tuple(forgotten)) == ["GET /a", "GET /b"]


def test_the_open_doors_are_these() -> None:
    assert {f"{e.method} {e.path}" for e in ENDPOINTS if e.needs == OPEN} == OPEN_DOORS


# What stands in an address where it does not matter.
SOME = {"call_id": "01909d3c-5b00-8000-8000-000000000001", "id": "1", "name": "load"}


@pytest.mark.store
async def test_every_other_door_is_closed_to_strangers(rig: Rig) -> None:
    for endpoint in ENDPOINTS:
        if endpoint.needs == OPEN:
            continue
        path = re.sub(r"\{(\w+)(:[^}]*)?\}", lambda found: SOME.get(found[1], "x"), endpoint.path)
        body: object = {} if endpoint.method != "GET" else None
        answer = await ask(rig.stranger, endpoint.method, path, body, {"X-Forwarded-For": "192.0.2.7"})
        assert answer.status == 401, endpoint
        assert answer.json["type"] == "urn:ccengine:not-logged-in"
    assert rig.desk.asked == []


def test_the_documentation_lists_every_address_with_what_it_needs() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "http-api.md").read_text()
    documented = re.findall(r"^\| `(\w+) (/\S+)` \| ([^|]+) \|", page, re.MULTILINE)
    words = {OPEN: "none", LOGGED_IN: "any login"}
    assert sorted(documented) == sorted(
        (
            e.method,
            plain_path(e.path),
            words.get(e.needs) or ", ".join(sorted(e.needs, reverse=True)),
        )
        for e in ENDPOINTS
        if is_described(e)
    )
