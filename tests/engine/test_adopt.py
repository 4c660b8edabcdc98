"""The house changes under a running engine: operators come and go, and nobody is disturbed."""

import dataclasses

from ccengine.core.directory import House, Operator
from ccengine.core.facts import OperatorStatus
from tests.engine.world import (
    NOW,
    calls_in,
    client_of,
    ends,
    engine_in,
    memory_with_clients,
    question,
    rings,
)

ONE, TWO = "pbx1-1795324298.0", "pbx1-1795324298.1"
NEW = Operator(id="op109", name="Maria Lambraki", extension="109", queues=("support",))


def with_operators(house: House, *added: Operator, without: str = "") -> House:
    stay = {o: person for o, person in house.operators.items() if o != without}
    return dataclasses.replace(house, operators={**stay, **{one.id: one for one in added}})


async def test_a_new_operator_can_log_in_and_the_others_stay_as_they_were() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    engine.adopt(with_operators(engine.house, NEW))
    assert engine.people.statuses()["op109"] is OperatorStatus.OFFLINE
    assert engine.people.statuses()["op101"] is OperatorStatus.AVAILABLE
    await engine.people.set_status("op109", OperatorStatus.AVAILABLE, "")
    assert engine.operators["op109"].status is OperatorStatus.AVAILABLE
    await engine.aclose()


async def test_who_has_left_the_house_is_logged_out_and_rung_no_more() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    client, number = client_of(memory, "op101")
    engine.adopt(with_operators(engine.house, without="op101"))
    assert "op101" not in engine.people.statuses()
    assert memory.entries[-1].data["status"] == "offline"
    reply = await engine.route(question(ONE, number))
    assert reply.targets == client.deputy
    await engine.aclose()


async def test_who_leaves_the_house_during_a_call_is_there_to_its_end() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    _, number = client_of(memory, "op101")
    await engine.route(question(ONE, number))
    engine.feed([calls_in(ONE, number), rings("op101", TWO, ONE)])
    engine.adopt(with_operators(engine.house, without="op101"))
    engine.tick()
    assert "op101" in engine.people.statuses()
    engine.feed([ends(TWO, NOW + 2000)])
    engine.tick()
    assert "op101" not in engine.people.statuses()
    await engine.aclose()


async def test_the_same_house_again_changes_nothing() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    before = len(memory.entries)
    engine.adopt(dataclasses.replace(engine.house))
    assert (len(memory.entries), engine.counters["house_adopted"]) == (before, 0)
    await engine.aclose()
