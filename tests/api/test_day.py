"""An operator's own day over HTTP: what he did, whom he owes a call, what he has to do."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from ccengine.core.events import OperatorChanged
from ccengine.core.facts import (
    CallRecord,
    Direction,
    Offer,
    OfferResult,
    OperatorInterval,
    OperatorStatus,
    Role,
    TalkPart,
)
from tests.api.house import NOW, Caller, Rig
from tests.fixtures_facts import call_record, seal, talked_record

MINUTE = 60_000
HOUR = 60 * MINUTE
TASK = UUID("7b0f3c52-6f0a-4d35-9a51-0d4b2d6d9a01")


def offered(record: CallRecord, operator: str, result: OfferResult) -> CallRecord:
    offer = Offer(
        operator=operator, leg="x", visit=0, start=record.start, end=record.start + 9_000, result=result
    )
    return replace(record, offers=(*record.offers, offer))


def was(operator: str, status: OperatorStatus, start: int, end: int) -> OperatorChanged:
    ended = OperatorInterval(operator=operator, status=status, start=start, end=end)
    return OperatorChanged(at=end, operator=operator, status=OperatorStatus.AVAILABLE, reason="", ended=ended)


async def put(caller: Caller, task: UUID = TASK, **body: Any) -> int:
    whole = {"text": "Send the offer", "due": NOW + HOUR} | body
    return (await caller("PUT", f"/api/tasks/{task}", whole)).status


async def test_his_calls_and_what_they_come_to(rig: Rig) -> None:
    at = NOW - 2 * HOUR
    talk = talked_record(at, at + 4 * MINUTE, leg="a")
    held = replace(talk.parts[0], talk_ms=3 * MINUTE, held_ms=MINUTE)
    advice = TalkPart(
        operator="op101", leg="bo2", role=Role.CONSULT, start=at + HOUR, end=at + HOUR + MINUTE,
        talk_ms=MINUTE, held_ms=0,
    )  # fmt: skip
    asked = talked_record(at + HOUR, at + HOUR + 5 * MINUTE, leg="b", operator="op102")
    rung = offered(call_record(at + 70 * MINUTE, at + 71 * MINUTE), "op101", OfferResult.NO_ANSWER)
    yesterday = talked_record(at - 24 * HOUR, at - 24 * HOUR + MINUTE, leg="y")
    ids = await seal(
        rig.store,
        [replace(talk, parts=(held,)), replace(asked, parts=(*asked.parts, advice)), rung, yesterday],
    )
    before = [
        was("op101", OperatorStatus.AVAILABLE, at - 10 * MINUTE, at),
        was("op101", OperatorStatus.BUSY, at, at + 4 * MINUTE),
        was("op101", OperatorStatus.WRAP_UP, at + 4 * MINUTE, at + 6 * MINUTE),
        was("op101", OperatorStatus.PAUSED, at + 6 * MINUTE, at + 50 * MINUTE),
    ]
    await seal(rig.store, [], before=before)
    answer = await (await rig.as_("aziz"))("GET", "/api/me/day")
    assert answer.status == 200
    day = answer.json
    assert [call["call_id"] for call in day["calls"]] == [str(ids[2]), str(ids[1]), str(ids[0])]
    assert day["figures"] == {
        "taken": 1,
        "talk_ms": 4 * MINUTE,
        "aht_ms": (3 + 1 + 2 + 1) * MINUTE // 2,
        "not_answered": 1,
        "occupancy": 6 / 16,
    }
    # Each number is what stands beside its calls.
    assert day["figures"]["talk_ms"] == sum(call["talk_ms"] for call in day["calls"])
    assert [call["taken"] for call in day["calls"]] == [False, False, True]
    assert day["since"] <= at < day["at"] == NOW


async def test_with_nothing_to_divide_by_there_is_no_figure(rig: Rig) -> None:
    told = (await (await rig.as_("busra"))("GET", "/api/me/day")).json
    assert told["figures"] == {
        "taken": 0,
        "talk_ms": 0,
        "aht_ms": None,
        "not_answered": 0,
        "occupancy": None,
    }
    assert told["calls"] == told["tasks"] == told["obligations"] == []


async def test_a_call_that_he_placed_in_vain_is_his_too(rig: Rig) -> None:
    mine = talked_record(NOW - HOUR, NOW - HOUR + MINUTE, leg="p")
    [placed] = await seal(
        rig.store,
        [replace(call_record(NOW - HOUR, NOW - HOUR + MINUTE, direction=Direction.OUTBOUND), legs=mine.legs)],
    )
    day = (await (await rig.as_("aziz"))("GET", "/api/me/day")).json
    assert [(call["call_id"], call["taken"]) for call in day["calls"]] == [(str(placed), False)]


async def test_whom_he_owes_a_call_comes_oldest_first(rig: Rig) -> None:
    at = NOW - 3 * HOUR
    for n, caller in enumerate(("+998901234567", "+998935550000")):
        await seal(rig.store, [call_record(at + n * HOUR, at + n * HOUR + MINUTE, caller=caller)])
    owed = (await (await rig.as_("aziz"))("GET", "/api/me/day")).json["obligations"]
    assert [row["client_name"] for row in owed] == ["<b>Яна</b>"]  # the other is nobody's of his


async def test_a_task_is_made_once_however_often_it_is_sent(rig: Rig) -> None:
    aziz = await rig.as_("aziz")
    [call] = await seal(rig.store, [talked_record(NOW - HOUR, NOW - HOUR + MINUTE, leg="a")])
    for _ in range(2):
        assert await put(aziz, call_id=str(call)) == 204
    [row] = (await aziz("GET", "/api/tasks")).json["tasks"]
    assert (row["id"], row["text"], row["due"], row["done"]) == (str(TASK), "Send the offer", NOW + HOUR, 0)
    assert (row["call_id"], row["client_name"], row["number"]) == (str(call), "<b>Яна</b>", "+998901234567")
    assert await put(aziz, text="Send it now") == 204
    assert [entry.type for entry in rig.announced] == ["task.created", "task.changed"]
    assert [entry.call_id for entry in rig.announced] == [call, call]
    assert [action for _, action, _ in await rig.audited()][-2:] == ["task.created", "task.changed"]


async def test_what_is_due_first_comes_first_and_what_is_done_last(rig: Rig) -> None:
    aziz = await rig.as_("aziz")
    late, soon = uuid4(), uuid4()
    await put(aziz)
    await put(aziz, late, due=NOW - HOUR, text="Overdue")
    await put(aziz, soon, due=NOW + MINUTE, text="Soon")
    assert (await aziz("PUT", f"/api/tasks/{soon}/done", {"done": True})).status == 204
    assert (await aziz("PUT", f"/api/tasks/{soon}/done", {"done": True})).status == 204
    rows = (await aziz("GET", "/api/me/day")).json["tasks"]
    assert [(row["text"], row["done"] > 0) for row in rows] == [
        ("Overdue", False),
        ("Send the offer", False),
        ("Soon", True),
    ]
    assert [entry.type for entry in rig.announced].count("task.done") == 1
    assert (await aziz("PUT", f"/api/tasks/{soon}/done", {"done": False})).status == 204
    assert [row["done"] for row in (await aziz("GET", "/api/tasks")).json["tasks"]] == [0, 0, 0]


async def test_a_task_is_nobody_elses(rig: Rig) -> None:
    aziz, busra = await rig.as_("aziz"), await rig.as_("busra")
    await put(aziz)
    assert await put(busra, text="Mine now") == 404
    assert (await busra("PUT", f"/api/tasks/{TASK}/done", {"done": True})).status == 404
    assert (await busra("GET", "/api/tasks")).json["tasks"] == []
    assert (await aziz("PUT", f"/api/tasks/{uuid4()}/done", {"done": True})).status == 404
    [hers] = await seal(rig.store, [talked_record(NOW - HOUR, NOW, leg="b", operator="op102")])
    assert await put(aziz, uuid4(), call_id=str(hers)) == 404


async def test_what_is_no_task(rig: Rig) -> None:
    aziz = await rig.as_("aziz")
    for wrong in ({"text": "  "}, {"text": "x" * 501}, {"due": -1}, {"due": "soon"}, {"call_id": "no"}):
        assert await put(aziz, **wrong) == 400, wrong
    assert (await aziz("PUT", "/api/tasks/1", {"text": "x", "due": NOW})).status == 400
    assert (await aziz("PUT", f"/api/tasks/{TASK}/done", {"done": "yes"})).status == 400
    assert (await (await rig.as_("chief"))("GET", "/api/me/day")).status == 403


async def test_a_queues_own_words_for_how_a_call_went_come_with_the_session(rig: Rig) -> None:
    async with rig.store.session() as session:
        await session.connection.execute("update queue set results = '{agreed,\"call later\"}'")
    session_told = (await (await rig.as_("aziz"))("GET", "/api/session")).json
    assert session_told["queues"][0]["results"] == ["agreed", "call later"]
    assert session_told["results"] == ["sale", "no interest"]
