"""The whole life of a promise to call back, on real calls: from the missed one to the talk."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from ccengine.cli.demo.desk import Page
from ccengine.cli.demo.stage import Acts, Stage, now_ms
from ccengine.lab.wait import eventually

RACERS = ("op101", "op102", "op103")
UNAVAILABLE = 480
LONG_S, SHORT_S, USUAL_S = 600, 4, 3_600
SLEEP_MS = 3_000


async def promise_kept_late(stage: Stage) -> Acts:
    """A client is missed. Of three who reach for him one gets him; he calls in vain, and puts it
    off; he is reminded, and does nothing; he hears that it is late, then the supervisor hears it.
    At last he calls and talks: closed, with its recall time."""
    client = stage.client_of("op103", 1)
    await _limit(stage, LONG_S)
    try:
        await _missed(stage, client.phones[0])
        promise = int((await _row(stage.pages["op101"], lambda row: row["client"] == client.id))["id"])
        raced = await asyncio.gather(*(_claims(stage.pages[o], promise) for o in RACERS))
        winner = next(o for o, (status, _) in zip(RACERS, raced, strict=True) if status == 204)
        page = stage.pages[winner]
        await _calls_in_vain(stage, winner, promise)
        await _limit(stage, SHORT_S)
        until, asleep = now_ms() + SLEEP_MS, {"reason": "at lunch"}
        await page.must("POST", f"/api/obligations/{promise}/postpone", {"until": until, **asleep})
        woken = await _row(page, lambda row: row["id"] == promise and row["woken"])
        late = await _row(page, lambda row: row["id"] == promise and row["escalated"] >= 1)
        chief = stage.pages["supervisor"]
        later = await _row(chief, lambda row: row["id"] == promise and row["escalated"] == 2)
        await _calls_and_talks(stage, winner, promise)
    finally:
        await _limit(stage, USUAL_S)
    yield
    name = stage.rig.house.operators[winner].name
    losers = [detail for status, detail in raced if status == 409]
    stage.expect("one of three gets him", [204, 409, 409], sorted(status for status, _ in raced))
    stage.expect("the others read who", [f"{name} has taken this client on."] * 2, losers)
    stage.expect("woken for who put it off, with his words", (winner, "at lunch"), _whose(woken))
    hints = [at for at, seen in page.seen if seen["type"] == "obligations" and at * 1000 >= until]
    stage.expect("his page is told to look", True, bool(hints))
    stage.expect("late for him, then for the supervisor", ([winner], True, 2), _late(late, later))
    stage.expect(
        "one attempt", [(1, "no_answer")], [(later["attempted"], a["result"]) for a in later["attempts"]]
    )
    told = [dict(row) for row in await stage.rig.store.fetch("demo_promise", str(promise))]
    kinds = [f"{t['type'].partition('.')[2]} {t['data'].get('level', '')}".strip() for t in told]
    stage.expect(
        "the desk hears all of it once",
        ["opened", "claimed", "postponed", "woken", "escalated 1", "escalated 2", "claimed", "closed"],
        [kind for kind in kinds if kind != "attempted"],
    )
    stage.expect("and of the attempt", 1, kinds.count("attempted"))
    closed = told[-1]["data"]
    records = await stage.records()
    recall_ms = _ms(records[-1]["answer_at"]) - _ms(records[0]["end_at"])
    stage.expect(
        "closed by the talk, with its recall time", ("talk", recall_ms), (closed["how"], closed["recall_ms"])
    )


async def _limit(stage: Stage, seconds: int) -> None:
    """So soon do the queues call back, from now on."""
    await stage.rig.store.execute("demo_recall_limit", seconds)


async def _missed(stage: Stage, number: str) -> None:
    caller = await stage.call(number)
    await stage.rings("op103")
    await stage.talk(6)  # longer than the limit of a short call
    await stage.hang_up(caller)


async def _row(page: Page, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Wait for such a line of the worklist."""

    async def found() -> dict[str, Any] | None:
        listed = await page.must("GET", "/api/obligations?limit=500")
        rows: list[dict[str, Any]] = listed["obligations"]
        return next((row for row in rows if fits(row)), None)

    row: dict[str, Any] | None = await eventually(found, 30, every_s=0.2)
    assert row is not None
    return row


async def _claims(page: Page, promise: int) -> tuple[int, str]:
    status, answer = await page.do("POST", f"/api/obligations/{promise}/claim")
    return status, answer["detail"] if answer else ""


async def _calls_in_vain(stage: Stage, operator: str, promise: int) -> None:
    phone = stage.rig.world.phone
    usual, phone.manners = phone.manners, replace(phone.manners, refuse=UNAVAILABLE)
    try:
        await stage.pages[operator].must("POST", f"/api/obligations/{promise}/call-back")
        stage.placed += 1
        await stage.answers(operator)
        await stage.quiet(20)
    finally:
        phone.manners = usual


async def _calls_and_talks(stage: Stage, operator: str, promise: int) -> None:
    await stage.pages[operator].must("POST", f"/api/obligations/{promise}/call-back")
    stage.placed += 1
    await stage.answers(operator)
    await stage.pages[operator].card(state="talking", deadline_s=15)
    await stage.talk(1)
    stage.rig.phones.hang_up(operator)
    await stage.quiet(30)


def _whose(row: dict[str, Any]) -> tuple[str, str]:
    return row["claimed_by"], row["reminder"]


def _late(first: dict[str, Any], second: dict[str, Any]) -> tuple[list[str], bool, int]:
    return first["callers"], first["overdue"] and second["overdue"], second["escalated"]


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
