"""The contract: every type has a schema, what is told keeps to it, and it changes only compatibly."""

import ast
import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ccengine.core.events import Event
from ccengine.core.ports import LogEntry
from ccengine.stream.compatible import broken_promises
from ccengine.stream.schemas import asyncapi, json_schema, kinds
from tests.core.recorded import FIXTURES, SCENARIOS, by_ami, by_cel, play
from tests.json_schema import faults
from tests.store import build
from tests.stream.judge import faults_of

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "docs/reference/asyncapi.json"
SOURCES = ("ami", "ccengine", "recorder", "reports", "routing", "screenpop")


def told(events: list[Event]) -> list[LogEntry]:
    return build.entries(events)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_event_of_a_recorded_run_keeps_to_its_schema(name: str) -> None:
    for seen in (by_ami(FIXTURES / name), by_cel(FIXTURES / name)):
        entries = told(play(seen)[1])
        assert entries
        assert [fault for entry in entries for fault in faults_of(entry)] == []


def test_what_only_the_shell_tells_keeps_to_its_schema_too() -> None:
    record = build.call(1, answer=5_000)
    entries = told([build.routed(1), build.interval("op101", 0, 5), build.corrected(record)])
    assert [fault for entry in entries for fault in faults_of(entry)] == []


def test_every_type_that_is_written_into_desk_has_a_record() -> None:
    """Happenings name their type as a word, or take it from an event's record."""
    words = {word for room in SOURCES for path in (ROOT / room).rglob("*.py") for word in _told_in(path)}
    assert words - kinds().keys() == set(), "add a record to ccengine/core/desk_events.py"
    assert words


def _told_in(path: Path) -> set[str]:
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    given = [
        keyword.value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "Happening"
        for keyword in call.keywords
        if keyword.arg == "type"
    ]
    return {
        value.value for value in given if isinstance(value, ast.Constant) and isinstance(value.value, str)
    }


def test_a_schema_stands_by_itself() -> None:
    schema = json_schema("call.sealed")
    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["$id"] == "urn:ccengine:event:call.sealed:1"
    (entry,) = told([build.sealed(build.call(1))])
    assert list(faults(entry.data, schema, schema)) == [
        "$.record.legs[0].channel is not described",  # in the log, and not outside
        "$.record.legs[1].channel is not described",
    ]
    del entry.data["record"]["start"]
    entry.data["record"]["outcome"] = "eaten"
    assert {"$.record.start is missing"} < set(faults(entry.data, schema, schema))


def test_the_contract_that_is_kept_is_still_kept() -> None:
    kept = json.loads(KEPT.read_text())
    assert broken_promises(kept, asyncapi()) == []
    assert kept == asyncapi(), "run: .venv/bin/python scripts/generate_docs.py"


Change = Callable[[dict[str, Any]], object]

BREAKING: tuple[tuple[str, Change, str], ...] = (
    ("a type", lambda new: new["messages"].pop("call.held"), "call.held: the type is gone"),
    (
        "a field",
        lambda new: new["schemas"]["CallRecord"]["properties"].pop("queue"),
        "call.sealed.record.queue: the field is gone",
    ),
    (
        "a field of a list's record",
        lambda new: new["schemas"]["Offer"]["properties"].pop("result"),
        "call.sealed.record.offers[].result: the field is gone",
    ),
    (
        "its kind",
        lambda new: new["schemas"]["call.queued"]["properties"]["queue"].update(type="integer"),
        "call.queued.queue: was string, is integer",
    ),
    (
        "null",
        lambda new: new["schemas"]["obligation.closed"]["properties"]["recall_ms"].update(type="integer"),
        "obligation.closed.recall_ms: was integer or null, is integer",
    ),
    ("a word", lambda new: new["schemas"]["Mark"]["enum"].remove("unknown"), "the word 'unknown' is gone"),
    (
        "a field that must be there",
        lambda new: new["schemas"]["Party"]["required"].append("mood"),
        "call.sealed.record.parties[].mood: must be there now",
    ),
    (
        "a field that may be absent",
        lambda new: new["schemas"]["Party"]["required"].remove("side"),
        "call.sealed.record.parties[].side: may be absent now",
    ),
)


@pytest.mark.parametrize(("change", "told"), [(c, t) for _, c, t in BREAKING], ids=[n for n, *_ in BREAKING])
def test_what_breaks_a_reader_is_refused_with_the_reason(change: Change, told: str) -> None:
    old, new = asyncapi(), copy.deepcopy(asyncapi())
    change(new["components"])
    reasons = broken_promises(old, new)
    assert told in reasons[0]
    new["info"]["version"] = "2.0.0"
    assert broken_promises(old, new) == []


def test_what_breaks_nobody_may_come() -> None:
    old, new = asyncapi(), copy.deepcopy(asyncapi())
    parts = new["components"]
    parts["schemas"]["Mark"]["enum"].append("guessed")
    parts["schemas"]["Party"]["properties"]["mood"] = {"type": "string"}
    parts["messages"]["call.sung"] = parts["messages"]["call.held"]
    assert broken_promises(old, new) == []
