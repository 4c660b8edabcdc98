"""What rules ask of the engine: who talked last with the client, and how many wait."""

import dataclasses
from collections.abc import Iterable

from ccengine.core.directory import House
from ccengine.core.observed import QueueEntered, QueueLeft
from ccengine.core.rules import Rule, RuleBook
from tests.engine.world import (
    NOW,
    Memory,
    calls_in,
    client_of,
    engine_in,
    memory_with_clients,
    question,
)

ONE, TWO = "pbx1-1795324298.0", "pbx1-1795324298.1"
LAST = Rule(id="last", kind="last_operator")
WAIT = Rule(id="wait", kind="queue", most_waiting=1)


def ruled(house: House, *rules: Rule) -> House:
    return dataclasses.replace(house, rules=RuleBook(version=1, rules=rules))


def nobodys(memory: Memory) -> tuple[str, str]:
    """A client for whom nobody is responsible, and his number."""
    client, number = client_of(memory, "op101")
    memory.clients[number] = dataclasses.replace(client, responsible="", deputy="")
    return client.id, number


def whys(memory: Memory) -> Iterable[str]:
    return (entry.data["decision"]["why"] for entry in memory.entries if entry.type == "call.routed")


async def test_who_talked_last_with_the_client_is_rung() -> None:
    memory = memory_with_clients()
    client, number = nobodys(memory)
    memory.talked_last[client] = "op103"
    memory.house_of = ruled(memory.house_of, LAST)
    engine = engine_in(memory)
    assert (await engine.route(question(ONE, number))).targets == "op103"
    await engine.aclose()


async def test_it_is_not_waited_for_longer_than_for_the_client() -> None:
    memory = memory_with_clients()
    client, number = nobodys(memory)
    memory.talked_last[client], memory.last_operator_s = "op103", 60.0
    memory.house_of = ruled(memory.house_of, LAST)
    engine = engine_in(memory)
    assert (await engine.route(question(ONE, number))).do == "hangup"
    assert engine.counters["last_operators_unknown"] == 1
    (why,) = whys(memory)
    assert why.startswith("Nobody has talked with")
    await engine.aclose()


async def test_a_queue_in_which_enough_wait_is_passed_over() -> None:
    memory = memory_with_clients()
    memory.house_of = ruled(memory.house_of, WAIT)
    engine = engine_in(memory)
    engine.feed([calls_in(ONE, "+998971234567"), QueueEntered(at=NOW + 5, leg=ONE, queue="sales")])
    assert (await engine.route(question(TWO, "+998971234568"))).do == "hangup"
    (why,) = whys(memory)
    assert why.startswith("1 caller waits in the queue Sales already;")
    engine.feed([QueueLeft(at=NOW + 500, leg=ONE, queue="sales")])
    assert (await engine.route(question(TWO, "+998971234568", step=2))).targets == "sales"
    await engine.aclose()
