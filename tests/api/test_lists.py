"""Lists by pages: whole, in order, without doubles, whatever is added between two pages."""

import base64
import json
from typing import Any

import pytest

from tests.api.house import NOW, Caller, Rig
from tests.fixtures_facts import call_record, seal

pytestmark = pytest.mark.store


async def pages(asking: Caller, path: str, key: str, limit: int) -> list[list[dict[str, Any]]]:
    found, cursor = [], ""
    while True:
        behind = f"&cursor={cursor}" if cursor else ""
        answer = (await asking("GET", f"{path}?limit={limit}{behind}")).json
        found.append(answer[key])
        if not (cursor := answer["next"]):
            return found


async def test_calls_by_pages_are_all_of_them_once(rig: Rig) -> None:
    start = NOW - 900_000
    # Two of each moment: the id decides between them.
    await seal(rig.store, [call_record(start + n // 2 * 1000, NOW - n) for n in range(7)])
    chief = await rig.as_("chief")
    found = await pages(chief, "/api/calls", "calls", 3)
    assert [len(page) for page in found] == [3, 3, 1]
    rows = [row for page in found for row in page]
    assert rows == (await chief("GET", "/api/calls")).json["calls"]
    assert len({row["call_id"] for row in rows}) == 7
    assert [row["start"] for row in rows] == sorted((row["start"] for row in rows), reverse=True)


async def test_what_comes_between_two_pages_moves_nothing(rig: Rig) -> None:
    await seal(rig.store, [call_record(NOW - 900_000 + n * 1000, NOW - n) for n in range(4)])
    chief = await rig.as_("chief")
    first = (await chief("GET", "/api/calls?limit=2")).json
    rest = (await chief("GET", f"/api/calls?limit=2&cursor={first['next']}")).json
    await seal(rig.store, [call_record(NOW - 1000, NOW)])
    again = (await chief("GET", f"/api/calls?limit=2&cursor={first['next']}")).json
    assert again == rest
    assert rest["next"] == ""
    assert not {row["call_id"] for row in first["calls"]} & {row["call_id"] for row in rest["calls"]}


async def test_the_audit_is_for_administrators_and_by_pages(rig: Rig) -> None:
    root = await rig.as_("root")
    for number in range(4):
        await rig.access.audit("aziz", "tea.made", str(number), cups=number)
    found = await pages(root, "/api/audit", "entries", 3)
    entries = [entry for page in found for entry in page]
    made = [entry for entry in entries if entry["action"] == "tea.made"]
    assert [entry["subject"] for entry in made] == ["3", "2", "1", "0"]
    assert made[0]["detail"] == {"cups": 3}
    assert [entry["id"] for entry in entries] == sorted((entry["id"] for entry in entries), reverse=True)
    assert (await (await rig.as_("chief"))("GET", "/api/audit")).status == 403


def forged(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


FORGED = [
    "",
    "yesterday",
    "я",
    "=" * 2_000,
    forged(),
    forged("audit", 7),
    forged("calls", "now", "01909d3c-5b00-8000-8000-000000000001"),
    forged("calls", 10**30, "01909d3c-5b00-8000-8000-000000000001"),
    forged("calls", -1, "01909d3c-5b00-8000-8000-000000000001"),
    forged("calls", 7, "x"),
    forged("calls", 7, None),
    base64.urlsafe_b64encode(b"[" * 300).decode(),
]


async def test_a_cursor_that_is_none_of_ours_is_refused(rig: Rig) -> None:
    chief = await rig.as_("chief")
    for cursor in FORGED:
        answer = await chief("GET", f"/api/calls?cursor={cursor}")
        assert (answer.status, answer.json["type"]) == (400, "urn:ccengine:bad-input"), cursor
        assert "'cursor'" in answer.json["detail"]
