"""The API's description: every address is in it, whole, and what is served is what is documented."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ccengine import __version__
from ccengine.api.app import ENDPOINTS
from ccengine.api.endpoint import OPEN, Endpoint
from ccengine.api.openapi import document, is_described, operation_id, plain_path
from ccengine.core.schema import members_of
from tests.api.description import description
from tests.api.house import PASSWORD, Rig
from tests.api.test_table import SOME
from tests.json_schema import faults

DOCUMENTED = Path(__file__).parents[2] / "docs" / "reference" / "openapi.json"
DESCRIBED = [endpoint for endpoint in ENDPOINTS if is_described(endpoint)]


def by_address(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {plain_path(endpoint.path)}"


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    return document(ENDPOINTS, __version__)


@pytest.mark.parametrize("endpoint", DESCRIBED, ids=by_address)
def test_every_address_is_described(endpoint: Endpoint, whole: dict[str, Any]) -> None:
    operation = whole["paths"][plain_path(endpoint.path)][endpoint.method.lower()]
    assert len(operation["summary"]) > 10, f"{operation_id(endpoint)} needs a docstring"
    assert operation["responses"].keys() >= {"4XX", "5XX"}
    in_path = [p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"]
    assert [f"{{{name}}}" in plain_path(endpoint.path) for name in in_path] == [True] * len(in_path)
    assert bool(operation["security"]) == bool(endpoint.needs - OPEN)


def test_the_page_and_nothing_else_is_left_out() -> None:
    assert {e.path for e in ENDPOINTS if not is_described(e)} == {"/", r"/{name:(?!api/).+}"}


def test_operations_have_names_of_their_own() -> None:
    assert [name for name, count in Counter(map(operation_id, DESCRIBED)).items() if count > 1] == []


def test_whatever_is_referred_to_is_there(whole: dict[str, Any]) -> None:
    def references(node: Any) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"]} if "$ref" in node else set()
            return own.union(*map(references, node.values()))
        return set().union(*map(references, node)) if isinstance(node, list) else set()

    assert len(references(whole)) > 50
    for reference in references(whole):
        found = whole
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]


def test_a_change_says_what_it_takes_to_ask(whole: dict[str, Any]) -> None:
    note = whole["paths"]["/api/calls/{call_id}/note"]["put"]
    assert note["security"] == [{"token": ["desk"]}, {"session": ["desk"], "csrf": []}]
    body = note["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/NoteRequest"}
    report = whole["paths"]["/api/reports/{name}"]["get"]
    required = {p["name"]: p["required"] for p in report["parameters"]}
    must = {"name", "from", "to"}
    assert required == {name: name in must for name in (*must, "zone", "interval", "format")}


@pytest.mark.store
async def test_a_body_takes_the_fields_that_are_described_and_no_others(rig: Rig) -> None:
    """Those who may ask are asked with a field that nobody knows; the refusal names what is known."""
    await rig.access.create_login("all", PASSWORD, "admin", "op101")
    everybody = await rig.as_("all")
    for endpoint in DESCRIBED:
        if endpoint.takes is None:
            continue
        path = re.sub(r"\{(\w+)\}", lambda found: SOME.get(found[1], "x"), plain_path(endpoint.path))
        refused = await everybody(endpoint.method, path, {"no such field": 1})
        assert refused.status in (400, 404, 422), (by_address(endpoint), refused.json)
        if (known := refused.json["detail"].partition("known are: ")[2]) and refused.status == 400:
            assert set(known.rstrip(".").split(", ")) == members_of(endpoint.takes).keys(), by_address(
                endpoint
            )


@pytest.mark.store
async def test_what_is_served_is_what_is_documented(rig: Rig) -> None:
    served = (await (await rig.as_("aziz"))("GET", "/api/openapi.json")).json
    written = json.loads(DOCUMENTED.read_text())
    assert served["paths"] == written["paths"]
    assert served["components"] == written["components"]


def test_the_tests_own_reading_of_schemas_finds_faults() -> None:
    whole = description()
    health = {"$ref": "#/components/schemas/Health"}
    good = {"status": "ok", "version": "1", "parts": {"pbx": "ok"}}
    assert list(faults(good, health, whole)) == []
    for bad, fault in (
        ([], "$: [] is no object"),
        ({"status": "ok", "parts": {}}, "$.version is missing"),
        (good | {"status": "fine"}, "$.status: 'fine' is none of ['ok', 'degraded']"),
        (good | {"parts": {"pbx": 1}}, "$.parts.pbx: 1 is none of ['ok', 'down']"),
        (good | {"secret": "x"}, "$.secret is not described"),
    ):
        assert list(faults(bad, health, whole)) == [fault]
    nullable = {"anyOf": [{"$ref": "#/components/schemas/CallNote"}, {"type": "null"}]}
    assert list(faults(None, nullable, whole)) == []
    assert list(faults({"note": 1}, nullable, whole))
