"""Who is still to be called back, as an engine that starts anew reads it."""

from dataclasses import replace

import pytest

from ccengine.core.callbacks import CallbackRules
from ccengine.core.facts import CallRecord, Direction, VisitLeft
from ccengine.store.callbacks import PgCallbacks
from ccengine.store.store import Store
from ccengine.store.text import moment
from tests.store.build import CLIENT, MINUTE, NODE, NUMBER, T0, Ground, call, call_id, sealed

pytestmark = pytest.mark.store

RULES = CallbackRules(attempts=2, retry_ms=5 * MINUTE)


def asks(n: int, at: int = 0) -> CallRecord:
    """A call whose caller asked to be called back 20 s after its beginning."""
    record = call(n, at=at)
    return replace(record, visits=(replace(record.visits[0], how=VisitLeft.CALLBACK),))


def calls_him(n: int, at: int, **more: int) -> CallRecord:
    return call(n, at=at, direction=Direction.OUTBOUND, caller="101", dialled=NUMBER, **more)


async def test_who_asked_is_known_with_his_place_until_somebody_talks_to_him(store: Store) -> None:
    ground, source = await Ground.make(store), PgCallbacks(store, NODE, RULES)
    await ground.happen(sealed(asks(1)))
    (promise,) = await source.promised(T0 + MINUTE)
    assert (promise.call_id, promise.queue, promise.number) == (call_id(1), "sales", NUMBER)
    assert (promise.since, promise.asked) == (T0, T0 + 20_000)
    assert (promise.client, promise.responsible) == (CLIENT.id, "op101")
    assert (promise.tries, promise.not_before) == (0, 0)
    await ground.happen(sealed(calls_him(2, 2 * MINUTE, answer=5_000)))
    assert await source.promised(T0 + 3 * MINUTE) == []


async def test_who_was_talked_to_and_then_asked_in_another_queue_is_known_too(store: Store) -> None:
    ground, source = await Ground.make(store), PgCallbacks(store, NODE, RULES)
    talked = call(1, answer=2_000)
    passed_on = replace(talked.visits[0], position=2, entered=T0 + 10_000, how=VisitLeft.CALLBACK)
    await ground.happen(sealed(replace(talked, visits=(*talked.visits, passed_on))))
    assert await ground.obligations() == [(20_000, "", None, 0)]
    (promise,) = await source.promised(T0 + MINUTE)
    assert (promise.call_id, promise.since) == (call_id(1), T0 + 10_000)
    await ground.happen(sealed(calls_him(2, 2 * MINUTE, answer=5_000)))
    assert await source.promised(T0 + 3 * MINUTE) == []


async def test_a_call_in_vain_is_an_attempt_and_the_next_one_is_later(store: Store) -> None:
    ground, source = await Ground.make(store), PgCallbacks(store, NODE, RULES)
    tried = calls_him(2, 2 * MINUTE)
    await ground.happen(sealed(asks(1)), sealed(tried))
    (promise,) = await source.promised(T0 + 3 * MINUTE)
    assert (promise.tries, promise.not_before) == (1, T0 + 7 * MINUTE)


async def test_his_last_wish_counts_and_an_old_one_is_left_to_people(store: Store) -> None:
    ground, source = await Ground.make(store), PgCallbacks(store, NODE, RULES)
    await ground.happen(sealed(asks(1)), sealed(asks(2, MINUTE)), sealed(call(3, at=2 * MINUTE)))
    (promise,) = await source.promised(T0 + 3 * MINUTE)
    assert promise.call_id == call_id(2)
    assert await source.promised(T0 + 2 * MINUTE + RULES.keep_ms) == []


async def test_whom_an_operator_has_taken_on_is_his(store: Store) -> None:
    ground, source = await Ground.make(store), PgCallbacks(store, NODE, RULES)
    await ground.happen(sealed(asks(1)))
    promise = next(entry.data["id"] for entry in ground.desk if entry.type == "obligation.opened")
    until = moment(T0 + 10 * MINUTE)
    await store.execute("promise_claim", promise, "op101", moment(T0 + MINUTE), until)
    assert await source.promised(T0 + MINUTE) == []


async def test_other_nodes_call_their_own(store: Store) -> None:
    ground = await Ground.make(store)
    await ground.happen(sealed(asks(1)))
    assert await PgCallbacks(store, "pbx2", RULES).promised(T0 + MINUTE) == []
