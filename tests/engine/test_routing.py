"""What a caller gets from the engine: one answer, in time, and nobody promised twice."""

import asyncio
import time

import pytest

from ccengine.core.call import KnownCall
from ccengine.core.errors import Conflict
from ccengine.core.facts import Mark, OperatorStatus
from ccengine.core.ids import make_call_id
from tests.conftest import eventually
from tests.engine.world import (
    NOW,
    calls_in,
    client_of,
    ends,
    engine_in,
    memory_with_clients,
    numbering,
    question,
    rings,
)

ONE, TWO, THREE = (f"pbx1-1795324298.{n}" for n in range(3))


async def test_the_responsible_is_rung_and_has_the_card_before_his_phone_rings() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    client, number = client_of(memory, "op101")
    reply = await engine.route(question(ONE, number))
    assert (reply.do, reply.targets, reply.uniqueid) == ("ring", "op101", ONE)
    (card,) = memory.cards.values()
    assert (card.operator, card.state, card.client and card.client.name) == ("op101", "ringing", client.name)
    assert "is responsible for" in card.why
    await engine.aclose()


async def test_the_same_question_has_the_same_answer_also_at_the_same_time() -> None:
    memory = memory_with_clients()
    memory.lookup_s = 0.02
    engine = engine_in(memory)
    _, number = client_of(memory, "op101")
    replies = await asyncio.gather(*(engine.route(question(ONE, number)) for _ in range(5)))
    again = await engine.route(question(ONE, number))
    assert {again, *replies} == {again}
    assert memory.types().count("call.routed") == 1
    await engine.aclose()


async def test_two_callers_at_once_never_get_one_operator() -> None:
    memory = memory_with_clients()
    memory.lookup_s = 0.01
    engine = engine_in(memory)
    numbers = [client_of(memory, "op101", nth)[1] for nth in (0, 1)]
    one, two = await asyncio.gather(
        engine.route(question(ONE, numbers[0])), engine.route(question(TWO, numbers[1]))
    )
    assert "op101" in (one.targets, two.targets)
    assert one.targets != two.targets
    await engine.aclose()


async def test_a_slow_directory_costs_the_client_not_the_caller() -> None:
    memory = memory_with_clients()
    memory.lookup_s = 30
    engine = engine_in(memory)
    _, number = client_of(memory, "op101")
    began = time.monotonic()
    reply = await engine.route(question(ONE, number))
    assert time.monotonic() - began < 10
    assert reply.do == "queue"
    routed = next(e for e in memory.entries if e.type == "call.routed")
    assert "could not be" in routed.data["decision"]["why"]
    await engine.aclose()


async def test_a_database_that_is_away_costs_no_caller() -> None:
    memory = memory_with_clients()
    memory.away = True
    engine = engine_in(memory)
    _, number = client_of(memory, "op101")
    reply = await engine.route(question(ONE, number))
    assert reply.do == "queue"
    await engine.aclose()


async def test_the_client_comes_to_the_card_when_the_directory_is_back() -> None:
    memory = memory_with_clients()
    memory.away = True
    engine = engine_in(memory)
    client, number = client_of(memory, "op101")
    await engine.route(question(ONE, number))
    memory.away = False
    await engine.route(question(ONE, number, step=2, last_result="TIMEOUT"))
    engine.feed([calls_in(ONE, number), rings("op103", "leg", ONE)])
    await eventually(lambda: any(c.client and c.client.id == client.id for c in memory.cards.values()))
    await engine.aclose()


async def test_a_promised_phone_that_never_rang_is_let_go() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    client, number = client_of(memory, "op101")
    await engine.route(question(ONE, number))
    reply = await engine.route(question(ONE, number, step=2, last_result="CHANUNAVAIL"))
    assert reply.targets == client.deputy
    assert {card.operator for card in memory.cards.values()} == {client.deputy}
    assert ("op101", "moved") in memory.gone
    await engine.aclose()


async def test_with_the_manager_link_away_the_next_question_frees_whom_the_last_one_promised() -> None:
    """No event says that his phone stopped ringing; that the PBX asks again does."""
    memory = memory_with_clients()
    engine = engine_in(memory)
    numbers = [client_of(memory, "op101", nth)[1] for nth in (0, 1, 2)]
    await engine.route(question(ONE, numbers[0]))
    assert (await engine.route(question(TWO, numbers[1]))).targets != "op101"
    await engine.route(question(ONE, numbers[0], step=2, last_result="NOANSWER"))
    assert (await engine.route(question(THREE, numbers[2]))).targets == "op101"
    await engine.aclose()


async def test_after_the_reservation_has_run_out_the_operator_is_free_again() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    numbers = [client_of(memory, "op101", nth)[1] for nth in (0, 1)]
    await engine.route(question(ONE, numbers[0]))
    memory.now += 60_000
    reply = await engine.route(question(TWO, numbers[1]))
    assert reply.targets == "op101"
    await engine.aclose()


async def test_a_withheld_number_is_not_looked_up_nor_shown() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    await engine.route(question(ONE, ""))
    engine.feed([calls_in(ONE, ""), rings("op103", "leg", ONE)])
    (card,) = memory.cards.values()
    assert (card.withheld, card.caller, card.client) == (True, "", None)
    await engine.aclose()


async def test_a_call_is_sealed_once_and_its_cards_go() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    _, number = client_of(memory, "op101")
    await engine.route(question(ONE, number))
    engine.feed([calls_in(ONE, number), rings("op101", "leg", ONE)])
    assert engine.people.statuses()["op101"] is OperatorStatus.RINGING
    engine.feed([ends("leg", NOW + 2000, 0), ends(ONE, NOW + 2000)])
    assert engine.people.statuses()["op101"] is OperatorStatus.AVAILABLE
    memory.now = NOW + 8_000
    engine.tick()
    engine.tick()
    assert memory.types().count("call.sealed") == 1
    assert memory.cards == {}
    await engine.aclose()


async def test_a_question_of_a_sealed_call_reserves_nobody() -> None:
    """His question comes late; whoever he is, the dialplan goes on without an answer."""
    memory = memory_with_clients()
    engine = engine_in(memory)
    _, number = client_of(memory, "op101")
    engine.feed([calls_in("pbx1-1795324298.0", number), ends("pbx1-1795324298.0", NOW + 500)])
    memory.now += 10_000
    engine.tick()
    with pytest.raises(Conflict):
        await engine.route(question("pbx1-1795324298.0", number, step=2))
    assert "call.routed" not in memory.types()
    assert not engine.floor.live_calls()
    assert not memory.cards
    await engine.aclose()


async def test_the_stream_has_no_gap_and_no_double() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    _, number = client_of(memory, "op101")
    await engine.route(question(ONE, number))
    engine.feed([calls_in(ONE, number), rings("op101", "leg", ONE), ends("leg", NOW + 9), ends(ONE, NOW + 9)])
    assert [entry.seq for entry in memory.entries] == list(range(1, len(memory.entries) + 1))
    await engine.aclose()


async def test_a_call_that_outlives_an_engine_keeps_its_home_queue() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    client, number = client_of(memory, "op101")
    known = KnownCall(call_id=make_call_id("pbx1", ONE, NOW), caller=number, client=client.id, queue="sales")
    engine.remember(known, client, numbering(number))
    engine.feed([calls_in(ONE, number), rings("op101", "leg", ONE)], Mark.RECOVERED)
    engine.feed([ends("leg", NOW + 2000, 0), ends(ONE, NOW + 2000)])
    memory.now = NOW + 8_000
    engine.tick()
    (sealed,) = [entry for entry in memory.entries if entry.type == "call.sealed"]
    record = sealed.data["record"]
    assert (record["queue"], record["client"], record["mark"]) == ("sales", client.id, "recovered")
    assert [visit["queue"] for visit in record["visits"]] == ["sales"]
    await engine.aclose()
