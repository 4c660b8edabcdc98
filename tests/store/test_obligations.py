"""The life of an obligation, in whatever order the calls come to be known."""

import asyncio
import itertools
import json
from dataclasses import replace
from typing import Any

import pytest

from ccengine.core.facts import CallRecord, Direction, Outcome, VisitLeft
from ccengine.store.desk import PgCards
from ccengine.store.directory import PgDirectory
from ccengine.store.lease import Lease
from ccengine.store.log import PgLog
from ccengine.store.store import Store
from ccengine.store.text import milliseconds
from tests.store.build import (
    CLIENT,
    MINUTE,
    NODE,
    NUMBER,
    NUMBERING,
    T0,
    Ground,
    call,
    call_id,
    corrected,
    entries,
    sealed,
)

pytestmark = pytest.mark.store

MISSED_AT = 20_000  # the end of a missed call that began at T0


def talk(n: int, at: int, **more: Any) -> CallRecord:
    """An outbound call to the client that is answered after 5 s."""
    return call(n, at=at, direction=Direction.OUTBOUND, caller="101", dialled=NUMBER, answer=5_000, **more)


async def test_opened_by_a_missed_call_and_closed_by_a_talk(store: Store) -> None:
    ground = await Ground.make(store)
    await ground.happen(sealed(call(1)))
    assert await ground.obligations() == [(MISSED_AT, "", None, 1)]
    await ground.happen(sealed(call(2, at=MINUTE)))
    assert await ground.obligations() == [(MISSED_AT, "", None, 2)]
    await ground.happen(sealed(talk(3, at=2 * MINUTE)))
    recall = 2 * MINUTE + 5_000 - MISSED_AT
    assert await ground.obligations() == [(MISSED_AT, "talk", recall, 2)]
    assert [(e.seq, e.type) for e in ground.desk] == [(1, "obligation.opened"), (2, "obligation.closed")]
    assert ground.desk[1].data["recall_ms"] == recall


async def test_any_number_of_the_client_in_either_direction_closes(store: Store) -> None:
    for number in CLIENT.phones:
        for direction in (Direction.INBOUND, Direction.OUTBOUND):
            ground = await Ground.make(store)
            before = len(await ground.obligations())
            at = before * 10 * MINUTE
            ground._next = await ground.log.last_seq(NODE) + 1
            caller, dialled = (number, "100") if direction is Direction.INBOUND else ("101", number)
            answered = call(
                100 + before,
                at=at + MINUTE,
                direction=direction,
                caller=caller,
                dialled=dialled,
                answer=1_000,
            )
            await ground.happen(sealed(call(before, at=at)), sealed(answered))
            assert (await ground.obligations())[-1][1] == "talk"


async def test_in_every_order_of_arrival_the_same_comes_out(store: Store) -> None:
    """Missed, missed, talk, missed while talking, missed after, talk: told in any order."""
    story = [
        call(1),
        call(2, at=MINUTE),
        talk(3, at=2 * MINUTE, length=10 * MINUTE),
        call(4, at=3 * MINUTE),
        call(5, at=20 * MINUTE),
        talk(6, at=30 * MINUTE),
    ]
    truth = [
        (MISSED_AT, "talk", 2 * MINUTE + 5_000 - MISSED_AT, 2),
        (3 * MINUTE + MISSED_AT, "talk", 27 * MINUTE + 5_000 - MISSED_AT, 2),
    ]
    ground = await Ground.make(store)
    for order in itertools.islice(itertools.permutations(story), 0, 720, 31):
        await ground.rows("truncate log, call, call_revision, missed_call, obligation cascade")
        ground._next = 1
        for record in order:
            await ground.happen(sealed(record))
        assert await ground.obligations() == truth, [str(r.call_id)[-4:] for r in order]
        await ground.rows("truncate log, call, call_revision, missed_call, obligation cascade")
        ground._next = 1
        await ground.happen(*map(sealed, order))
        assert await ground.obligations() == truth


@pytest.mark.parametrize(
    ("more", "opens"),
    [
        ({"length": 4_999}, False),
        ({"length": 5_000}, True),
        ({"after_hours": True}, True),
        ({"withheld": True}, False),
        ({"caller": ""}, False),
        ({"caller": "+998935550000"}, True),
        ({"direction": Direction.OUTBOUND, "dialled": NUMBER}, False),
        ({"direction": Direction.INTERNAL, "caller": "101", "dialled": "102"}, False),
    ],
)
async def test_what_opens_one(store: Store, more: dict[str, Any], opens: bool) -> None:
    ground = await Ground.make(store)
    record = call(1, **more)
    await ground.happen(sealed(record))
    assert len(await ground.obligations()) == opens
    assert await ground.count("missed_call") == (record.direction is Direction.INBOUND)


async def test_queues_say_whether_short_and_after_hours_calls_open_one(store: Store) -> None:
    ground = await Ground.make(store)
    await ground.rows("update queue set short_opens_obligation = true, after_hours_opens_obligation = false")
    await ground.happen(sealed(call(1, after_hours=True)))
    assert await ground.obligations() == []
    await ground.happen(sealed(call(2, length=1_000)))
    assert len(await ground.obligations()) == 1


async def test_two_nodes_at_once_open_one(store: Store) -> None:
    ground = await Ground.make(store)
    logs = []
    for node in ("a", "b", "c", "d"):
        epoch = await Lease(store, node=node, holder="x").acquire()
        logs.append(PgLog(store, node=node, epoch=epoch, numbering=NUMBERING))
    for round_ in range(5):
        number = f"+99893555{round_:04d}"
        batches = [
            [
                replace(e, stream=node, seq=round_ + 1)
                for e in entries([sealed(call(10 * round_ + k, caller=number))])
            ]
            for k, node in enumerate(("a", "b", "c", "d"))
        ]
        await asyncio.gather(*(log.append(batch) for log, batch in zip(logs, batches, strict=True)))
    assert [o[3] for o in await ground.obligations()] == [4] * 5
    desk = await ground.rows("select seq, type from log where stream = 'desk' order by seq")
    assert [row["seq"] for row in desk] == [1, 2, 3, 4, 5]


async def test_a_correction_takes_back_what_was_no_missed_call(store: Store) -> None:
    ground = await Ground.make(store)
    first = call(1)
    await ground.happen(sealed(first))
    await ground.happen(corrected(replace(call(1, answer=3_000), revision=2)))
    assert await ground.obligations() == [(MISSED_AT, "corrected", None, 0)]
    assert [e.data.get("how") for e in ground.desk] == [None, "corrected"]
    await ground.happen(sealed(call(2, at=MINUTE)))
    assert (await ground.obligations())[-1] == (MINUTE + MISSED_AT, "", None, 1)


async def test_a_correction_takes_back_a_talk(store: Store) -> None:
    ground = await Ground.make(store)
    tried = talk(2, at=MINUTE)
    await ground.happen(sealed(call(1)), sealed(tried))
    nobody = call(2, at=MINUTE, direction=Direction.OUTBOUND, caller="101", dialled=NUMBER, revision=2)
    await ground.happen(corrected(nobody))
    assert sorted(await ground.obligations(), key=lambda o: o[3]) == [
        (MISSED_AT, "corrected", None, 0),
        (MISSED_AT, "", None, 1),
    ]
    await ground.happen(sealed(talk(3, at=2 * MINUTE)))
    assert (MISSED_AT, "talk", 2 * MINUTE + 5_000 - MISSED_AT, 1) in await ground.obligations()


async def test_a_provisional_client_is_merged_when_his_number_is_named(store: Store) -> None:
    ground = await Ground.make(store)
    directory = PgDirectory(store)
    stranger = "+998935554433"
    await ground.happen(sealed(call(1, caller=stranger)), sealed(call(2, at=MINUTE)))
    provisional = await directory.by_number(stranger)
    assert provisional is not None
    assert (provisional.id, provisional.provisional) == (f"number:{stranger}", True)
    await ground.happen(sealed(call(3, at=2 * MINUTE)))
    assert [o[3] for o in await ground.obligations()] == [1, 2]
    await directory.put_client(replace(CLIENT, phones=(*CLIENT.phones, stranger)))
    owner = await directory.by_number(stranger)
    assert owner is not None
    assert owner.id == "c1"
    assert await ground.obligations() == [(MISSED_AT, "", None, 3)]
    assert {row["client"] for row in await ground.rows("select client from call")} == {"c1"}


async def test_the_card_shows_calls_and_the_promise(store: Store) -> None:
    ground = await Ground.make(store)
    cards = PgCards(store)
    assert await cards.open_obligation("c1") is None
    await ground.happen(*(sealed(call(n, at=n * MINUTE, answer=1_000)) for n in range(7)))
    await ground.happen(sealed(call(7, at=8 * MINUTE)), sealed(call(8, at=9 * MINUTE)))
    obligation = await cards.open_obligation("c1")
    assert obligation is not None
    assert (obligation.opened, obligation.missed) == (T0 + 8 * MINUTE + MISSED_AT, 2)
    last = await cards.last_calls("c1", 5)
    assert [c.start - T0 for c in last] == [9 * MINUTE, 8 * MINUTE, 6 * MINUTE, 5 * MINUTE, 4 * MINUTE]
    assert (last[0].operator_name, last[2].operator_name) == ("", "Aziza")


OFFICE = "[[[540, 1080]], [[540, 1080]], [[540, 1080]], [[540, 1080]], [[540, 1080]], [], []]"


@pytest.mark.parametrize(
    ("at", "due"),
    [(0, "Wed 17:07"), (103 * MINUTE, "Thu 09:50"), (300 * MINUTE, "Thu 10:00")],
)
async def test_a_promise_is_due_after_the_queues_limit_of_working_time(
    store: Store, at: int, due: str
) -> None:
    """T0 is a Wednesday, 16:06:40 in Tashkent."""
    ground = await Ground.make(store)
    await ground.rows("update dialled_number set zone = 'Asia/Tashkent', week = $1", json.loads(OFFICE))
    await ground.happen(sealed(call(1, at=at)))
    [row] = await ground.rows(
        "select to_char(due_at at time zone 'Asia/Tashkent', 'Dy HH24:MI') from obligation"
    )
    assert row["to_char"] == due


async def due_of(ground: Ground) -> list[int]:
    rows = await ground.rows("select due_at from obligation order by id")
    return [milliseconds(row["due_at"]) - T0 for row in rows]


async def test_the_limit_is_the_queues_and_begins_with_the_first_missed_call(store: Store) -> None:
    ground = await Ground.make(store)
    await ground.rows("update queue set recall_limit_s = 60")
    await ground.happen(sealed(call(2, at=5 * MINUTE)))
    assert await due_of(ground) == [6 * MINUTE + MISSED_AT]
    await ground.happen(sealed(call(1)))
    assert await due_of(ground) == [MINUTE + MISSED_AT]


async def test_in_a_zone_that_is_none_the_clock_counts(store: Store) -> None:
    ground = await Ground.make(store)
    await ground.rows("update dialled_number set zone = 'Mars/Olympus', week = $1", json.loads(OFFICE))
    await ground.happen(sealed(call(1, dialled="100")))
    assert await due_of(ground) == [60 * MINUTE + MISSED_AT]


async def test_a_call_out_that_reaches_nobody_is_an_attempt(store: Store) -> None:
    ground = await Ground.make(store)

    def tried(n: int, at: int, **more: Any) -> CallRecord:
        return call(n, at=at, direction=Direction.OUTBOUND, caller="101", dialled=NUMBER, **more)

    await ground.happen(sealed(tried(1, -MINUTE)), sealed(call(2)))
    await ground.happen(sealed(tried(3, MINUTE, outcome=Outcome.BUSY)))
    own_phone_only = tried(4, 2 * MINUTE)
    await ground.happen(sealed(replace(own_phone_only, legs=own_phone_only.legs[1:])))
    await ground.happen(sealed(tried(5, 3 * MINUTE, outcome=Outcome.NO_ANSWER)))
    await ground.happen(sealed(talk(6, at=4 * MINUTE)), sealed(tried(7, 5 * MINUTE)))
    told = [(e.call_id, e.data["attempts"], e.data["result"], e.data["by"]) for e in ground.desk[1:-1]]
    assert told == [(call_id(3), 1, "busy", "op101"), (call_id(5), 2, "no_answer", "op101")]
    assert [e.type for e in ground.desk][-1] == "obligation.closed"


async def test_who_asked_to_be_called_back_is_owed_it_however_short_his_call(store: Store) -> None:
    ground = await Ground.make(store)
    asked = call(1, length=3_000)
    visit = replace(asked.visits[0], how=VisitLeft.CALLBACK)
    await ground.happen(sealed(replace(asked, visits=(visit,))), sealed(call(2, at=MINUTE, length=3_000)))
    assert await ground.obligations() == [(3_000, "", None, 1)]
