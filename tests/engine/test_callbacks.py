"""A promised call on one engine: placed when its turn has come, with the reason on the card."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import pytest

from ccengine.core.callbacks import Promise
from ccengine.core.errors import StoreUnavailable
from ccengine.core.facts import OperatorStatus
from ccengine.core.observed import CallbackAsked, QueueEntered, QueueLeft
from ccengine.core.reasons import sentence
from ccengine.engine import callbacks
from ccengine.engine.node import Engine
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
    question,
)

CALL = "pbx1-1795324298.0"


async def asked(memory: Memory, engine: Engine, number: str, at: int = NOW) -> None:
    """He waits a minute in the queue, presses 1, and is promised a call."""
    engine.feed([calls_in(CALL, number, at), answers(CALL, at), QueueEntered(at=at, leg=CALL, queue="sales")])
    memory.now = at + 60_000
    engine.feed(
        [
            QueueLeft(at=memory.now, leg=CALL, queue="sales"),
            CallbackAsked(at=memory.now, leg=CALL, queue="sales"),
        ]
    )
    first = await engine.route(question(CALL, number))
    assert first.do != "callback"
    reply = await engine.route(question(CALL, number, step=2, last_result="CALLBACK"))
    assert (reply.do, reply.targets, reply.seconds) == ("callback", "sales", 0)
    engine.feed([ends(CALL, memory.now + 2_000)])
    memory.now += 8_000


def originated(memory: Memory) -> list[tuple[str, ...]]:
    return [act for act in memory.acts if act[0] == "originate"]


async def test_he_is_called_when_an_operator_is_free_and_the_card_says_why() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    for operator in engine.operators:
        await engine.people.set_status(operator, OperatorStatus.PAUSED, "lunch")
    _, number = client_of(memory, "op103")
    await asked(memory, engine, number)
    engine.tick()
    engine.tick()
    assert originated(memory) == []
    await engine.people.set_status("op104", OperatorStatus.AVAILABLE, "")
    engine.tick()
    engine.tick()
    await eventually(lambda: originated(memory))
    (act,) = originated(memory)
    assert act == ("originate", "op104", number.removeprefix("+"))
    context = next(c for c in engine.pops.contexts.values() if c.reasons)
    why = sentence(context.reasons)
    assert why.startswith("He asked to be called back at")
    assert why.endswith("in the queue Sales; he has waited 1 min.")
    assert engine.operators["op104"].is_reserved(memory.now)
    sealed = next(e for e in memory.entries if e.type == "call.sealed")
    (visit,) = sealed.data["record"]["visits"]
    assert (visit["how"], visit["wait_ms"]) == ("callback", 60_000)
    await engine.aclose()


async def test_a_refused_call_is_tried_with_another_operator() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    _, number = client_of(memory, "op103")
    memory.refusing = True
    await asked(memory, engine, number)
    engine.tick()
    await eventually(lambda: not engine.recalls.state.calling)
    memory.refusing = False
    engine.tick()
    await eventually(lambda: originated(memory))
    assert originated(memory)[0][1] != "op103"
    await engine.aclose()


async def test_a_withheld_number_is_promised_nothing() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    engine.feed([calls_in(CALL, ""), answers(CALL), QueueEntered(at=NOW, leg=CALL, queue="sales")])
    await engine.route(question(CALL, ""))
    reply = await engine.route(question(CALL, "", step=2, last_result="CALLBACK"))
    assert reply.do != "callback"
    assert engine.recalls.state.promises == {}
    await engine.aclose()


async def test_who_was_passed_to_a_queue_keeps_his_place_there_too() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    _, number = client_of(memory, "op103")
    engine.feed([calls_in(CALL, number), answers(CALL)])
    assert (await engine.route(question(CALL, number))).do == "ring"
    engine.feed([QueueEntered(at=NOW + 30_000, leg=CALL, queue="support")])
    reply = await engine.route(question(CALL, number, step=2, last_result="CALLBACK"))
    assert (reply.do, reply.targets) == ("callback", "support")
    (promise,) = engine.recalls.state.promises.values()
    assert (promise.queue, promise.since) == ("support", NOW + 30_000)
    await engine.aclose()


async def test_while_the_database_is_away_promises_are_kept_from_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(callbacks, "AGREE_S", 0.01)
    memory = memory_with_clients()
    engine = engine_in(memory)
    _, number = client_of(memory, "op103")
    await asked(memory, engine, number)
    (ours,) = engine.recalls.state.promises.values()
    other = replace(ours, call_id=UUID(int=7), number="+998901234567", client="")
    source = Known([other])
    source.away = True
    task = asyncio.create_task(engine.recalls.agree(source))
    await eventually(lambda: source.asked > 2)
    assert set(engine.recalls.state.promises) == {ours.call_id}
    source.away = False
    await eventually(lambda: len(engine.recalls.state.promises) == 2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await engine.aclose()


@dataclass
class Known:
    """What the database knows, when it is there."""

    promises: Sequence[Promise]
    away: bool = False
    asked: int = 0

    async def promised(self, now: int) -> Sequence[Promise]:
        self.asked += 1
        if self.away:
            raise StoreUnavailable
        return self.promises
