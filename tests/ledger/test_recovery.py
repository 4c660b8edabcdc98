"""What an engine takes over from one that died, by way of the log in PostgreSQL."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from ccengine.core.directory import PauseReason
from ccengine.core.errors import Conflict
from ccengine.core.facts import Mark, OperatorStatus
from ccengine.core.observed import BridgeEntered, LegCreated, PhoneSeen, Side
from ccengine.core.recording import RecordingState
from ccengine.core.rules import RecordingRule, RuleBook
from ccengine.engine.node import Engine
from ccengine.ledger.recovery import gap_of
from ccengine.store.directory import PgDirectory
from ccengine.store.lease import Lease
from ccengine.store.log import PgLog
from ccengine.store.store import Store
from tests.conftest import eventually
from tests.engine.world import (
    NOW,
    Memory,
    answers,
    calls_in,
    client_of,
    ends,
    engine_in,
    memory_with_clients,
    numbering,
    question,
    rings,
)

pytestmark = pytest.mark.store

NIGHT = int(datetime(2026, 11, 22, 22, 0, tzinfo=UTC).timestamp() * 1000)
DAY = 24 * 3_600_000
OFFICE = "998712000300"  # closed at that hour
ONE = f"pbx1-{NIGHT // 1000}.0"


async def killed(memory: Memory, engine: Engine, store: Store) -> None:
    """Everything it said is in the log; nothing else is left of it."""
    await engine.aclose()
    await PgDirectory(store).put_house(memory.house_of)
    epoch = await Lease(store, node="pbx1", holder="first").acquire()
    log = PgLog(store, node="pbx1", epoch=epoch, numbering=numbering)
    await log.append(memory.entries)


async def next_one(memory: Memory, store: Store) -> Engine:
    """The engine after it, which has read the log."""
    gap = await gap_of(store, "pbx1", memory.now)
    engine = engine_in(memory)
    memory.entries.clear()
    for operator in gap.operators:
        engine.presence.remember(operator)
    for call in gap.open_calls:
        client = next((c for c in memory.clients.values() if c.id == call.client), None)
        engine.remember(call, client, numbering(call.caller))
    return engine


def the_record(memory: Memory, engine: Engine) -> dict[str, Any]:
    memory.now += 8_000
    engine.tick()
    (sealed,) = [entry for entry in memory.entries if entry.type == "call.sealed"]
    record: dict[str, Any] = sealed.data["record"]
    return record


async def outlives(memory: Memory, store: Store, caller: str) -> dict[str, Any]:
    """He calls at night; an engine decides and dies; the next one sees him hang up."""
    story = [calls_in(ONE, caller, NIGHT, dialled=OFFICE), rings("op101", "leg", ONE, NIGHT + 10)]
    memory.now = NIGHT
    engine = engine_in(memory)
    engine.feed(story)
    await engine.route(question(ONE, caller, dialled=OFFICE))
    await killed(memory, engine, store)
    engine = await next_one(memory, store)
    engine.feed([*story, ends("leg", NIGHT + 9_000, 0), ends(ONE, NIGHT + 9_000)], Mark.RECOVERED)
    memory.now = NIGHT + 9_000
    record = the_record(memory, engine)
    await engine.aclose()
    return record


async def test_a_missed_call_of_the_night_is_one_also_over_a_restart(store: Store) -> None:
    memory = memory_with_clients()
    client, number = client_of(memory, "op101")
    record = await outlives(memory, store, number)
    assert (record["after_hours"], record["withheld"]) == (True, False)
    assert (record["client"], record["caller"], record["mark"]) == (client.id, number, "recovered")


async def test_who_withheld_his_number_has_withheld_it_also_over_a_restart(store: Store) -> None:
    memory = memory_with_clients()
    record = await outlives(memory, store, "")
    assert (record["withheld"], record["after_hours"], record["client"]) == (True, True, "")
    assert all(card.withheld and not card.caller for card in memory.cards.values())


async def test_a_pause_wished_for_during_a_talk_comes_after_it_also_over_a_restart(store: Store) -> None:
    """The last wish counts: those before it in the same talk are as if never said."""
    memory = memory_with_clients()
    engine = engine_in(memory)
    _, number = client_of(memory, "op101")
    talk = [calls_in(ONE, number), rings("op101", "leg", ONE), answers("leg")]
    engine.feed(talk)
    for wish, reason in ((OperatorStatus.OFFLINE, ""), (OperatorStatus.PAUSED, "lunch")):
        await engine.people.set_status("op101", wish, reason)
    assert engine.people.statuses()["op101"] is OperatorStatus.BUSY
    await killed(memory, engine, store)
    engine = await next_one(memory, store)
    assert engine.people.statuses()["op101"] is OperatorStatus.BUSY
    engine.feed([*talk, ends("leg", NOW + 9_000), ends(ONE, NOW + 9_000)], Mark.RECOVERED)
    assert engine.people.statuses()["op101"] is OperatorStatus.PAUSED
    assert (memory.states[-1], engine.operators["op101"].shown) == (("op101", OperatorStatus.PAUSED), "Lunch")
    await engine.aclose()


async def test_how_long_somebody_is_so_is_known_also_over_a_restart_and_a_long_weekend(store: Store) -> None:
    """A wrap-up made longer, a phone that is away, a pause that is too long: each with its times."""
    memory = memory_with_clients()
    house = memory.house_of
    tea = PauseReason(id="tea", name="Tea", limit_s=60)
    sales = {**house.queues, "sales": replace(house.queues["sales"], wrap_up_s=30)}
    memory.house_of = replace(house, pauses={"tea": tea}, queues=sales)
    engine = engine_in(memory)
    for operator in ("op102", "op103", "op104"):
        await engine.people.set_status(operator, OperatorStatus.PAUSED, "tea")
    for operator in ("op103", "op104"):
        await engine.people.set_status(operator, OperatorStatus.AVAILABLE, "")
    engine.feed([PhoneSeen(at=NOW + 7, endpoint="op103", there=False)])
    engine.feed([PhoneSeen(at=NOW + 8, endpoint="op104", there=False)])
    engine.feed([PhoneSeen(at=NOW + 9, endpoint="op104", there=True)])
    _, number = client_of(memory, "op101")
    await engine.route(question(ONE, number))
    engine.feed([calls_in(ONE, number), rings("op101", "leg", ONE), answers("leg")])
    memory.now = NOW + 80_000
    engine.feed([ends("leg", memory.now), ends(ONE, memory.now)])
    memory.now += 10_000
    engine.tick()
    await engine.people.extend_wrap_up("op101")
    before = dict(memory.lines)
    assert before["op101"].until == NOW + 140_000
    assert before["op103"].away == NOW + 7
    await killed(memory, engine, store)
    engine = await next_one(memory, store)
    for operator in ("op101", "op102", "op103", "op104"):
        assert memory.lines[operator] == before[operator]
    engine.tick()
    assert "operator.overstayed" not in memory.types()
    with pytest.raises(Conflict, match="once"):
        await engine.people.extend_wrap_up("op101")
    await engine.aclose()
    memory.now += 3 * DAY
    engine = await next_one(memory, store)
    assert [memory.lines[who] for who in ("op102", "op103")] == [before["op102"], before["op103"]]
    await engine.aclose()
    assert (await gap_of(store, "pbx1", memory.now + 7 * DAY)).operators == ()


async def test_notes_that_stand_are_those_of_the_last_engine(store: Store) -> None:
    memory = Memory()
    engine = engine_in(memory)
    for minutes in (5, 60):
        engine.supervision.tell("Nodira", f"<b>{minutes}</b> 'минут'", minutes)
    told = engine.supervision.tell("Nodira", "the last", 60)
    await killed(memory, engine, store)
    memory.now += 10 * 60_000
    notes = (await gap_of(store, "pbx1", memory.now)).notes
    assert [note.text for note in notes] == ["<b>60</b> 'минут'", "the last"]
    assert notes[-1] == told
    assert (await gap_of(store, "pbx1", memory.now + 60 * 60_000)).notes == ()


async def test_whom_one_engine_has_called_is_in_a_call_for_the_next_one_too(store: Store) -> None:
    """His card is the same, and nobody calls him a second time."""
    memory = memory_with_clients()
    engine = engine_in(memory)
    client, number = client_of(memory, "op101")
    out = LegCreated(
        at=NOW + 2_000,
        leg="out",
        channel="PJSIP/trunk-out",
        side=Side.OUTSIDE,
        endpoint="trunk",
        number=number,
        linked=ONE,
    )
    story = [rings("op102", ONE, ONE, NOW), answers(ONE), out, answers("out", NOW + 3_000)]
    story += [BridgeEntered(at=NOW + 3_000, leg=leg, bridge="b") for leg in (ONE, "out")]
    engine.feed(story)
    await killed(memory, engine, store)
    memory.cards.clear()
    engine = await next_one(memory, store)
    engine.feed(story, Mark.RECOVERED)
    await eventually(lambda: any(card.client for card in memory.cards.values()))
    (card,) = memory.cards.values()
    assert (card.caller, card.client and card.client.id) == (number, client.id)
    with pytest.raises(Conflict, match="at this moment"):
        await engine.dialling.place_call("op103", number)
    await engine.aclose()


async def test_a_paused_recording_is_paused_also_over_a_restart(store: Store) -> None:
    memory = memory_with_clients()
    all_of_them = (RecordingRule(id="all", record=True, switchable=True),)
    memory.house_of = replace(memory.house_of, rules=RuleBook(recording=all_of_them))
    engine = engine_in(memory)
    _, number = client_of(memory, "op101")
    await engine.route(question(ONE, number))
    talk = [calls_in(ONE, number), rings("op101", "leg", ONE), answers(ONE), answers("leg")]
    talk += [BridgeEntered(at=NOW + 1_000, leg=leg, bridge="b") for leg in (ONE, "leg")]
    engine.feed(talk)
    call_id = engine.floor.calls[ONE].id
    for wish in (RecordingState.PAUSED, RecordingState.ON, RecordingState.PAUSED):
        memory.now += 1_000
        await engine.people.set_recording("op101", call_id, wish)
    await killed(memory, engine, store)
    pauses = await store.fetch("recording_pauses", call_id)
    assert [(row["paused_by"], row["end"] is None) for row in pauses] == [("op101", False), ("op101", True)]
    engine = await next_one(memory, store)
    engine.feed(talk, Mark.RECOVERED)
    card = memory.cards["op101", call_id]
    assert (card.recording, card.recording_switchable) == ("paused", True)
    await engine.aclose()
