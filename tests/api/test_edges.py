"""The page's files, reports, status, health, and what every answer carries."""

import json

import pytest
from yarl import URL

from ccengine.core.facts import OperatorStatus
from tests.api.house import Rig, ask
from tests.fixtures_facts import call_record, seal

pytestmark = pytest.mark.store

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; "
    "connect-src 'self' ws://127.0.0.1:8081/ ws://127.0.0.1:8088/ws; "
    "worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@pytest.mark.parametrize(
    "path", ["/", "/assets/app-1a2b.js", "/api/health", "/api/session", "/none", "/api/none"]
)
async def test_every_answer_carries_the_security_headers(rig: Rig, path: str) -> None:
    answer = await ask(rig.stranger, "GET", path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


async def test_the_entry_is_always_fresh_and_assets_never_change(rig: Rig) -> None:
    entry = await ask(rig.stranger, "GET", "/")
    assert (entry.status, entry.headers["Cache-Control"]) == (200, "no-cache")
    assert entry.headers["Content-Type"].startswith("text/html")
    asset = await ask(rig.stranger, "GET", "/assets/app-1a2b.js")
    assert "immutable" in asset.headers["Cache-Control"]
    assert "no-store" in (await ask(rig.stranger, "GET", "/api/session")).headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/%00",
        "/" + "x" * 5000,
        "/assets",
    ],
)
async def test_nothing_outside_the_page_is_served(rig: Rig, path: str) -> None:
    url = URL(rig.base + path, encoded=True)
    async with rig.stranger.get(url) as response:
        assert response.status == 404
        assert "not for anybody" not in await response.text()


async def test_reports_as_json_and_csv(rig: Rig) -> None:
    start = 1_795_350_000_000  # 12:20 UTC, 17:20 in Tashkent
    await seal(rig.store, [call_record(start, start + 60_000, answer=start + 5_000)])
    chief = await rig.as_("chief")
    question = "from=2026-11-22&to=2026-11-23&zone=Asia/Tashkent"
    report = (await chief("GET", f"/api/reports/load?{question}&interval=hour")).json
    assert report["total"]["answered"] == 1
    assert [number for number, row in enumerate(report["rows"]) if row["calls"]] == [17]
    table = await chief("GET", f"/api/reports/load?{question}&format=csv")
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert table.headers["Content-Disposition"] == 'attachment; filename="load.csv"'
    assert len(table.text.splitlines()) == 25
    missed = (await chief("GET", f"/api/reports/missed?{question}")).json
    assert missed["missed"] == 0


@pytest.mark.parametrize(
    ("path", "status", "named"),
    [
        ("load", 400, "'from'"),
        ("load?from=2026-11-22", 400, "'to'"),
        ("load?from=yesterday&to=2026-11-23", 400, "'from' is 'yesterday'"),
        ("load?from=2026-11-22&to=2026-11-23&zone=Mars/Base", 400, "no time zone"),
        ("load?from=2026-11-22&to=2026-11-23&interval=tea", 400, "'interval'"),
        ("load?from=1&to=2&format=pdf", 400, "'format'"),
        ("tea?from=2026-11-22&to=2026-11-23", 404, "no report"),
    ],
)
async def test_a_report_that_cannot_be_made_says_why(rig: Rig, path: str, status: int, named: str) -> None:
    answer = await (await rig.as_("chief"))("GET", f"/api/reports/{path}")
    assert (answer.status, named in answer.json["detail"]) == (status, True)


async def test_an_operator_sets_his_own_status(rig: Rig) -> None:
    aziz = await rig.as_("aziz")
    assert (await aziz("PUT", "/api/me/status", {"status": "paused", "reason": "lunch"})).status == 204
    assert rig.desk.asked == [("set_status", "op101", OperatorStatus.PAUSED, "lunch")]
    assert ("aziz", "status.set", "op101") in await rig.audited()
    for body in (
        {"status": "paused", "reason": " "},
        {"status": "busy", "reason": ""},
        {"status": "offline"},
    ):
        assert (await aziz("PUT", "/api/me/status", body)).status == 400


async def test_the_live_board(rig: Rig) -> None:
    board = (await (await rig.as_("chief"))("GET", "/api/live")).json
    assert board == {"calls": [], "operators": [], "counters": {}}


async def test_health_is_told_to_anybody(rig: Rig) -> None:
    well = await ask(rig.stranger, "GET", "/api/health")
    assert (well.status, json.loads(well.text)) == (
        200,
        {"status": "ok", "version": "1.2.3", "parts": {"store": "ok", "pbx": "ok"}},
    )
    rig.well["pbx"] = False
    ill = await ask(rig.stranger, "GET", "/api/health")
    assert (ill.status, ill.json["status"], ill.json["parts"]["pbx"]) == (503, "degraded", "down")


async def test_when_the_store_is_away_the_page_is_told_to_wait(rig: Rig) -> None:
    aziz = await rig.as_("aziz")
    await rig.store.close()
    answer = await aziz("PUT", "/api/me/status", {"status": "available", "reason": ""})
    assert (answer.status, answer.json["type"]) == (503, "urn:ccengine:store-unavailable")
    assert answer.headers["Retry-After"]
    assert rig.desk.asked == []
