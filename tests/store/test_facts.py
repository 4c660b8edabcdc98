"""Log entries become facts: once, in the same transaction, and only newer revisions change them."""

from dataclasses import replace

import asyncpg
import pytest

from ccengine.core.errors import LeaseLost
from ccengine.core.facts import Direction
from ccengine.store.lease import Lease
from ccengine.store.store import Store
from ccengine.store.text import moment
from tests.store.build import (
    NODE,
    NUMBER,
    T0,
    Ground,
    call,
    call_id,
    corrected,
    entries,
    interval,
    routed,
    sealed,
)

pytestmark = pytest.mark.store


async def test_a_sealed_call_becomes_its_facts(store: Store) -> None:
    ground = await Ground.make(store)
    await ground.happen(routed(1), sealed(call(1, answer=4_000)), interval("op101", 0, 1_000))
    (row,) = await ground.rows("select * from call")
    assert (row["client"], row["caller_e164"], row["missed"], row["short"]) == ("c1", NUMBER, False, False)
    assert row["answer_at"] == moment(T0 + 4_000)
    assert (row["ringing_ms"], row["talking_ms"]) == (4_000, 16_000)
    for table, rows in {
        "call_revision": 1,
        "call_leg": 2,
        "visit": 1,
        "offer": 1,
        "talk_part": 1,
        "routing_decision": 1,
        "operator_interval": 1,
        "missed_call": 0,
        "log": 3,
        "unprojected": 0,
    }.items():
        assert await ground.count(table) == rows, table


async def test_an_append_repeated_changes_nothing(store: Store) -> None:
    ground = await Ground.make(store)
    batch = entries([routed(1), sealed(call(1)), interval("op101", 0, 1_000)])
    for part in (batch[:1], batch, batch):
        await ground.log.append(part)
    assert await ground.count("log where stream = 'pbx1'") == 3
    assert await ground.count("missed_call") == 1
    assert await ground.log.last_seq(NODE) == 3
    assert [entry.type for entry in ground.desk] == ["obligation.opened"]


async def test_the_newest_revision_stands_and_the_others_are_kept(store: Store) -> None:
    ground = await Ground.make(store)
    first = call(1)
    second = replace(call(1, answer=5_000), revision=2)
    await ground.happen(sealed(first), corrected(second), corrected(replace(first, revision=1)))
    (row,) = await ground.rows("select revision, missed from call")
    assert row == {"revision": 2, "missed": False}
    assert await ground.count("call_revision") == 2
    assert await ground.count("talk_part") == 1


@pytest.mark.parametrize("together", [False, True])
async def test_a_call_sealed_twice_is_one_call(store: Store, together: bool) -> None:
    ground = await Ground.make(store)
    twice = sealed(call(1)), sealed(call(1, answer=2_000))
    for events in (twice,) if together else ((twice[0],), (twice[1],)):
        await ground.happen(*events)
    (row,) = await ground.rows("select revision, missed from call")
    assert row == {"revision": 1, "missed": True}


async def test_an_unknown_number_gets_a_client_of_its_own(store: Store) -> None:
    ground = await Ground.make(store)
    await ground.happen(
        sealed(call(1, caller="8 (93) 555-44-33".replace(" ", ""))),
        sealed(call(2, at=60_000, caller="935554433")),
        sealed(call(3, at=90_000, caller="777", answer=1_000)),
        sealed(call(4, at=99_000, direction=Direction.OUTBOUND, caller="101", dialled="998935554433")),
        sealed(call(5, at=99_500, direction=Direction.INTERNAL, caller="101", dialled="102", answer=500)),
    )
    rows = await ground.rows("select client from call order by start_at")
    assert [row["client"] for row in rows] == [
        "number:8935554433",
        "number:+998935554433",
        "number:777",
        "number:+998935554433",
        "",
    ]


async def test_hostile_text_is_kept_and_stops_nothing(store: Store) -> None:
    ground = await Ground.make(store)
    nasty = "a'\";--\x00\r\n\u202e${SHELL}%0d\ud800" + "я" * 10_000
    await ground.happen(
        sealed(call(1, caller=nasty, reason=nasty)), routed(1, why=nasty), interval("op101", 0, 5)
    )
    (row,) = await ground.rows("select caller, reason from call")
    assert row["caller"] == row["reason"] == nasty.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    assert await ground.count("unprojected") == 0


async def test_what_cannot_be_a_fact_is_stated_and_the_rest_goes_on(store: Store) -> None:
    ground = await Ground.make(store)
    good, bad = call(1), call(2)
    broken = replace(bad, time=replace(bad.time, waiting_ms=1))
    await ground.happen(
        sealed(broken),
        sealed(good),
        interval("op101", 0, 1_000),
        interval("op101", 999, 2_000),
        interval("op102", 999, 2_000),
        interval("op101", 1_000, 2_000),
    )
    assert [row["call_id"] for row in await ground.rows("select call_id from call")] == [call_id(1)]
    problems = await ground.rows("select seq, problem from unprojected order by seq")
    assert [(p["seq"], p["problem"]) for p in problems] == [
        (1, "CheckViolationError: call_check2"),
        (4, "ExclusionViolationError: operator_interval_overlap"),
    ]
    assert ground.log.unprojected == 2
    assert await ground.count("log where stream = 'pbx1'") == 6
    assert await ground.count("operator_interval") == 3


async def test_a_former_owner_cannot_write(store: Store) -> None:
    ground = await Ground.make(store)
    await Lease(store, node=NODE, holder="here").acquire()
    with pytest.raises(LeaseLost):
        await ground.happen(sealed(call(1)))
    assert await ground.count("log") == 0


@pytest.mark.parametrize(
    "sql",
    [
        "insert into obligation (client, number, opened_at, first_call) "
        "select client, number, opened_at, first_call from obligation",
        "insert into call select * from call",
        "update call set missed = false",
        "update call set end_at = end_at + interval '1 ms'",
        "update obligation set closed_at = now()",
        "update obligation set closed_at = now(), closed_how = 'talk'",
        "insert into log select * from log",
    ],
)
async def test_invariants_are_constraints(store: Store, sql: str) -> None:
    ground = await Ground.make(store)
    await ground.happen(sealed(call(1)))
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await ground.rows(sql)
