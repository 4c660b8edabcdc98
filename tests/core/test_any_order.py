"""The reducer: whatever the order in which things are heard, the facts are the same."""

from collections.abc import Callable, Iterable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccengine.core import observed as o
from ccengine.core.events import CallSealed, IllegalMove
from ccengine.core.floor import REMEMBER_MS, Floor
from ccengine.core.ids import make_call_id
from ccengine.core.observed import DialResult, Observed, Side
from tests.core.orders import doubled, interleaved, jittered
from tests.core.recorded import FIXTURES, NODE, SCENARIOS, by_ami, by_cel, play, records, sealed
from tests.core.stories import T0, inbound
from tests.core.whole import whole

ORDERS: dict[str, Callable[[Iterable[Observed], Random], list[Observed]]] = {
    "interleaved": interleaved,
    "late": jittered,
    "doubled": doubled,
    "both": lambda seen, chance: doubled(interleaved(seen, chance), chance),
}
seeds = st.integers(0, 2**32)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", SCENARIOS)
@settings(derandomize=True, deadline=None, max_examples=2)
@given(seed=seeds)
def test_recorded_calls_in_any_order(name: str, order: str, seed: int) -> None:
    for source in (by_ami, by_cel):
        seen = source(FIXTURES / name)
        mixed = ORDERS[order](seen, Random(seed))
        floor, events = play(mixed)
        assert sealed(events) == records(seen)
        assert not floor.illegal


@pytest.mark.parametrize("order", ORDERS)
@settings(derandomize=True, deadline=None, max_examples=60)
@given(seed=seeds)
def test_invented_calls_in_any_order(order: str, seed: int) -> None:
    chance = Random(seed)
    seen = sorted((one for n in (1, 2, 3) for one in inbound(n, chance)), key=lambda one: one.at)
    found = records(seen)
    assert len(found) == 3
    for record in found:
        whole(record)
    floor, events = play(ORDERS[order](seen, chance))
    assert sealed(events) == found
    assert not floor.illegal
    assert not floor.legs


@settings(derandomize=True, deadline=None, max_examples=60)
@given(seed=seeds)
def test_one_call_id_and_one_seal_per_call_with_time_passing(seed: int) -> None:
    """Time passes meanwhile, as it does in an engine: nothing is sealed too early or twice."""
    story = inbound(1, Random(seed))
    seen = jittered(story, Random(seed + 1))
    floor, found = Floor(NODE), []
    now = T0
    for one in seen:
        while now + 1_000 < one.at:
            now += 1_000
            found += floor.tick(now)
        found += floor.apply(one)
    for _ in range(8):
        now += 1_000 + (one.at - now if one.at > now else 0)
        found += floor.tick(now)
    (record,) = sealed(found)
    whole(record)
    assert record == records(seen)[0]
    assert record.call_id == make_call_id(NODE, story[0].leg, 0)
    assert sum(isinstance(event, CallSealed) for event in found) == 1


def _any_observation() -> st.SearchStrategy[Observed]:
    legs = st.sampled_from([f"pbx1-1795000000.{n}" for n in range(1, 7)])
    at = st.integers(T0, T0 + 20_000)
    bridges = st.sampled_from(["b1", "b2"])

    def make(kind: type[Observed], **fields: st.SearchStrategy[object]) -> st.SearchStrategy[Observed]:
        return st.builds(kind, at=at, leg=legs, **fields)

    return st.one_of(
        make(
            o.LegCreated,
            channel=st.just("PJSIP/x-1"),
            side=st.sampled_from(Side),
            endpoint=st.sampled_from(["op101", "op102", "trunk"]),
            dialled=st.sampled_from(["", "102", "998712000100"]),
            linked=legs,
            pair=st.sampled_from(["", "", "Local/1"]),
        ),
        *[make(kind) for kind in (o.LegRinging, o.LegAnswered, o.HangupAsked, o.LegEnded, o.SpyStarted)],
        *[make(kind) for kind in (o.HoldStarted, o.HoldEnded, o.MusicStarted, o.MusicStopped)],
        *[make(kind, bridge=bridges) for kind in (o.BridgeEntered, o.BridgeLeft)],
        *[make(kind, queue=st.just("sales")) for kind in (o.QueueEntered, o.QueueLeft)],
        make(o.LegDialled, by=legs | st.just("")),
        make(o.DialEnded, result=st.sampled_from(DialResult)),
        make(o.LegIdentified, number=st.just("998901234567"), withheld=st.booleans()),
        make(o.BlindTransferred, target=st.just("103")),
        make(o.AttendedTransferred, second=legs, transferee=legs | st.just(""), target=legs | st.just("")),
    )


@settings(derandomize=True, deadline=None, max_examples=400)
@given(seen=st.lists(_any_observation(), max_size=60), cuts=st.sets(st.integers(0, 60), max_size=3))
def test_nonsense_is_counted_and_never_fatal(seen: list[Observed], cuts: set[int]) -> None:
    floor = Floor(NODE)
    events = []
    for number, one in enumerate(seen):
        events += floor.apply(one)
        if number in cuts:
            events += floor.tick(one.at)
    last = T0 + 20_000
    events += floor.lost([leg.id for leg in floor.legs.values() if leg.live], last, "the test is over")
    for hours in range(1, 4):
        events += floor.tick(last + hours * REMEMBER_MS)
    assert not floor.legs
    assert not floor.calls
    assert floor.illegal.total() >= sum(isinstance(event, IllegalMove) for event in events)
    found = sealed(events)
    assert len({record.call_id for record in found}) == len(found)
    for record in found:
        time = record.time
        parts = (time.system_ms, time.waiting_ms, time.ringing_ms, time.talking_ms, time.held_ms)
        assert sum(parts) == record.end - record.start
        assert min(parts) >= 0
