"""The reducer: whatever the order in which things are heard, the facts are the same."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccengine.core import observed as o
from ccengine.core.errors import Conflict
from ccengine.core.events import CallMerged, CallSealed, CallStarted, IllegalMove
from ccengine.core.facts import CallRecord, Direction, Mark, Outcome, Role
from ccengine.core.floor import REMEMBER_MS, SEAL_MS, UNKNOWN_MS, Floor
from ccengine.core.ids import make_call_id
from ccengine.core.observed import DialResult, Observed, Side
from tests.core.orders import doubled, interleaved, jittered
from tests.core.recorded import FIXTURES, NODE, SCENARIOS, by_ami, by_cel, play, records, sealed
from tests.core.stories import T0, Story, inbound

ORDERS: dict[str, Callable[[Iterable[Observed], Random], list[Observed]]] = {
    "interleaved": interleaved,
    "late": jittered,
    "doubled": doubled,
    "both": lambda seen, chance: doubled(interleaved(seen, chance), chance),
}
seeds = st.integers(0, 2**32)


def whole(record: CallRecord) -> None:
    """What holds for every record there can be."""
    time = record.time
    parts = (time.system_ms, time.waiting_ms, time.ringing_ms, time.talking_ms, time.held_ms)
    assert min(parts) >= 0
    assert sum(parts) == record.end - record.start
    assert record.talk_ms == time.talking_ms
    for part in record.parts:
        assert record.start <= part.start < part.end
        assert part.talk_ms + part.held_ms <= part.end - part.start
        if part.role is not Role.CONSULT:
            assert part.end <= record.end
    for visit in record.visits:
        assert record.start <= visit.entered <= visit.left <= record.end
        assert visit.wait_ms == visit.left - visit.entered
    for leg in record.legs:
        assert leg.ended, "every leg ends"
    for offer in record.offers:
        assert offer.start <= offer.end
    assert not record.answer or record.start <= record.answer <= record.end


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


def test_a_late_observation_of_a_sealed_call_opens_no_new_one() -> None:
    seen = by_ami(FIXTURES / "responsible")
    floor, events = play(seen)
    assert len(sealed(events)) == 1
    floor.gone.update({one.leg: seen[-1].at for one in seen})
    _, again = play(seen, floor)
    assert not again


def test_a_routing_question_of_a_sealed_call_opens_no_ghost() -> None:
    seen = by_ami(FIXTURES / "responsible")
    floor = Floor(NODE)
    for one in seen:
        floor.apply(one)
    floor.tick(seen[-1].at + SEAL_MS)
    with pytest.raises(Conflict, match="sealed"):
        floor.expect(seen[0].leg, seen[-1].at + SEAL_MS + 1)
    assert not floor.live_calls()


def test_the_routing_question_may_come_before_the_channel() -> None:
    seen = by_ami(FIXTURES / "responsible")
    floor = Floor(NODE)
    call = floor.expect(seen[0].leg, seen[0].at - 3)
    call.notes.client, call.notes.queue = "c1", "sales"
    floor.tick(seen[0].at)
    _, events = play(seen, floor)
    (record,) = sealed(events)
    assert (record.call_id, record.client, record.queue) == (call.id, "c1", "sales")
    assert record.visits[0].queue == "sales"
    (plain,) = records(seen)
    assert (record.start, record.end, record.parts) == (plain.start, plain.end, plain.parts)


def test_a_phone_may_be_heard_of_before_its_caller() -> None:
    """Dialling is told on another leg: it may come first, and time may pass in between."""
    story = Story(1, Random(1))
    client = story.leg("trunk", dialled="998712000100", number="998901234567")
    created = story.seen.pop()
    phone = story.ring(client, "op101")
    story.seen.append(created)
    story.wait()
    story.say(o.LegAnswered, phone)
    bridge = story.bridge(phone, client)
    story.wait()
    story.leave(bridge, phone, client)
    story.end(phone)
    story.end(client)
    floor, events = Floor(NODE), []
    for one in story.seen:
        events += floor.apply(one)
        events += floor.tick(one.at)
    events += floor.tick(story.at + SEAL_MS)
    (record,) = sealed(events)
    assert record.call_id == make_call_id(NODE, client, 0)
    assert record.direction is Direction.INBOUND
    started = [event.call_id for event in events if isinstance(event, CallStarted)]
    assert started[-1] == record.call_id


def test_a_stay_that_begins_right_after_another_is_a_stay_of_its_own() -> None:
    story = Story(1, Random(1))
    client = story.leg("trunk", dialled="998712000100")
    phone = story.ring(client, "op101")
    story.say(o.LegAnswered, phone)
    for leg in (client, phone):
        story.say(o.BridgeEntered, leg, bridge="b")
    story.at += 30
    story.leave("b", phone)
    story.at += 30
    story.say(o.BridgeEntered, phone, bridge="b")
    story.at += 5_000
    story.leave("b", phone, client)
    story.end(phone)
    story.end(client)
    (record,) = records(story.seen)
    assert record.parts[0].talk_ms == 5_030


def test_a_snapshot_does_not_take_a_held_client_back() -> None:
    """After a gap all bridges are told anew; who is on hold stays on hold."""
    seen = list(by_ami(FIXTURES / "hold"))
    start = next(i for i, one in enumerate(seen) if isinstance(one, o.MusicStarted))
    stays = {s.leg: s.bridge for s in seen[:start] if isinstance(s, o.BridgeEntered)}
    anew = [o.BridgeEntered(at=seen[start].at + 400, leg=leg, bridge=b) for leg, b in stays.items()]
    assert records([*seen[: start + 1], *anew, *seen[start + 1 :]]) == records(seen)


def test_a_creation_told_late_fills_in_what_was_unknown() -> None:
    seen = list(by_ami(FIXTURES / "responsible"))
    created = next(one for one in seen if isinstance(one, o.LegCreated) and one.side is Side.INSIDE)
    up = next(i for i, s in enumerate(seen) if isinstance(s, o.LegAnswered) and s.leg == created.leg)
    late = [s for s in seen if s is not created]
    late.insert(up, created)
    floor, events = play(late)
    assert sealed(events) == records(seen)
    assert not floor.illegal


def test_what_nobody_saw_end_is_unknown_and_says_why() -> None:
    seen = by_ami(FIXTURES / "abandon_queue")
    floor = Floor(NODE)
    events = [event for one in seen[: len(seen) // 2] for event in floor.apply(one)]
    legs = [leg.id for leg in floor.legs.values() if leg.live]
    events += floor.lost(legs, seen[-1].at, "it was down")
    events += floor.tick(seen[-1].at + SEAL_MS)
    (record,) = sealed(events)
    assert (record.mark, record.reason, record.outcome) == (Mark.UNKNOWN, "it was down", Outcome.UNKNOWN)
    assert {visit.how.value for visit in record.visits} == {"pbx_lost"}
    assert {offer.result.value for offer in record.offers} <= {"withdrawn"}


def test_a_call_read_from_the_log_is_marked_recovered_once() -> None:
    seen = by_cel(FIXTURES / "responsible")
    floor = Floor(NODE)
    for one in seen:
        floor.apply(one, Mark.RECOVERED)
    (record,) = sealed(floor.tick(seen[-1].at + SEAL_MS))
    assert record.mark is Mark.RECOVERED
    live = Floor(NODE)
    for one in by_ami(FIXTURES / "responsible"):
        live.apply(one)
    for one in seen:
        live.apply(one, Mark.RECOVERED)  # the same happenings, read once more
    (record,) = sealed(live.tick(seen[-1].at + SEAL_MS))
    assert record.mark is Mark.OBSERVED
    assert record == records(by_ami(FIXTURES / "responsible"))[0]


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_was_heard_and_is_read_once_more_stays_observed(name: str) -> None:
    floor = Floor(NODE)
    for one in by_ami(FIXTURES / name):
        floor.apply(one)
    for one in by_cel(FIXTURES / name):
        floor.apply(one, Mark.RECOVERED)
    assert {call.notes.mark for call in floor.live_calls()} == {Mark.OBSERVED}


def test_a_hold_that_was_only_read_afterwards_makes_the_call_recovered() -> None:
    live, logged = by_ami(FIXTURES / "hold"), by_cel(FIXTURES / "hold")
    music = next(one for one in logged if isinstance(one, o.MusicStarted))
    gap = range(music.at - 500, music.at + 500)
    floor = Floor(NODE)
    for one in (one for one in live if one.at < gap.start):
        floor.apply(one)
    floor.apply(music, Mark.RECOVERED)
    (call,) = floor.live_calls()
    assert call.notes.mark is Mark.RECOVERED


def test_a_call_that_lasts_through_a_gap_was_not_observed_to_the_end() -> None:
    seen = by_ami(FIXTURES / "hold")
    up = next(i for i, one in enumerate(seen) if isinstance(one, o.HoldStarted))
    floor = Floor(NODE)
    for one in seen[:up]:
        floor.apply(one)
    floor.unheard(Mark.RECOVERED, "it was down")
    _, events = play(seen[up:], floor)
    (record,) = sealed(events)
    assert (record.mark, record.reason) == (Mark.RECOVERED, "it was down")


def test_a_gap_after_its_end_changes_nothing_of_a_call() -> None:
    seen = by_ami(FIXTURES / "hold")
    floor = Floor(NODE)
    for one in seen:
        floor.apply(one)
    floor.unheard(Mark.RECOVERED, "it was down")
    assert sealed(floor.tick(seen[-1].at + SEAL_MS)) == records(seen)


def test_an_illegal_move_is_counted_and_the_call_goes_on() -> None:
    seen = list(by_ami(FIXTURES / "responsible"))
    up = next(i for i, one in enumerate(seen) if isinstance(one, o.LegAnswered))
    odd = o.LegRinging(at=seen[up].at + 1, leg=seen[up].leg)
    floor, events = play([*seen[: up + 1], odd, *seen[up + 1 :]])
    assert sealed(events) == records(seen)
    # Ringing after it was up is what a transferred leg hears: legal. Ringing before it is created is not.
    assert not floor.illegal
    ghost = replace(odd, leg="pbx1-1795000000.99")
    assert Floor(NODE).apply(ghost) == []


def test_three_in_one_bridge_are_a_conference() -> None:
    story = Story(1, Random(1))
    client = story.leg("trunk", dialled="998712000100")
    first = story.ring(client, "op101")
    story.say(o.LegAnswered, first)
    bridge = story.bridge(client, first)
    story.at += 3_000
    second = story.leg("op102", dialled="8000")
    story.say(o.LegAnswered, second)
    story.say(o.BridgeEntered, second, bridge=bridge)
    story.at += 4_000
    story.leave(bridge, first)
    story.end(first)
    story.at += 2_000
    story.leave(bridge, client, second)
    story.end(client)
    story.end(second)
    (record,) = records(story.seen)
    assert [(p.operator, p.role, p.talk_ms // 1000) for p in record.parts] == [
        ("op101", Role.FIRST, 7),
        ("op102", Role.CONFERENCE, 6),
    ]
    assert record.talk_ms // 1000 == 9
    whole(record)


def test_two_callers_in_one_conference_each_have_the_operator_in_their_own_call() -> None:
    ours, theirs = Story(1, Random(1)), Story(2, Random(1), at=T0 + 2_000)
    client = ours.leg("trunk", dialled="998712000100", number="998901234567")
    phone = ours.ring(client, "op101")
    ours.say(o.LegAnswered, phone)
    bridge = ours.bridge(client, phone)
    other = theirs.leg("trunk", dialled="998712000100", number="998935556677")
    theirs.at += 1_000
    theirs.say(o.BridgeEntered, other, bridge=bridge)
    theirs.at += 4_000
    theirs.leave(bridge, other)
    theirs.end(other, asked=True)
    ours.at = theirs.at + 3_000
    ours.leave(bridge, client, phone)
    ours.end(client, asked=True)
    ours.end(phone)
    first, second = records(sorted([*ours.seen, *theirs.seen], key=lambda one: one.at))
    for record, ms in ((first, 10_000), (second, 4_000)):
        whole(record)
        (part,) = record.parts
        assert (part.operator, round(part.talk_ms, -2)) == ("op101", ms)
        assert record.outcome is Outcome.ANSWERED
    assert [len(record.legs) for record in (first, second)] == [2, 1]
    assert [len(record.offers) for record in (first, second)] == [1, 0]


def test_a_leg_never_seen_to_be_created_does_not_keep_a_link_waiting() -> None:
    """It might have been another caller's: a second of waiting tells, and what was linked is one call."""
    story = Story(1, Random(1))
    client = story.leg("trunk", dialled="998712000100")
    missed = story.leg("op101", dialled="102")
    story.seen.pop()
    bridge = story.bridge(client, missed)
    floor = Floor(NODE)
    for one in story.seen:
        floor.apply(one)
    assert len(floor.live_calls()) == 2
    floor.tick(story.at + UNKNOWN_MS)
    assert len(floor.live_calls()) == 1
    assert not floor.unclear
    story.at += 5_000
    story.leave(bridge, client, missed)
    story.end(client, asked=True)
    story.end(missed)
    _, events = play(story.seen[len(story.seen) - 5 :], floor)
    assert len(sealed(events)) == 1


def test_a_parked_client_is_held_until_somebody_fetches_him() -> None:
    story = Story(1, Random(1))
    client = story.leg("trunk", dialled="998712000100")
    first = story.ring(client, "op101")
    story.say(o.LegAnswered, first)
    bridge = story.bridge(client, first)
    story.at += 2_000
    story.leave(bridge, client, first)
    story.end(first)
    story.say(o.MusicStarted, client)
    story.at += 5_000
    fetcher = story.leg("op102", dialled="701")
    story.say(o.LegAnswered, fetcher)
    story.say(o.MusicStopped, client)
    bridge = story.bridge(client, fetcher)
    story.at += 3_000
    story.leave(bridge, client, fetcher)
    story.end(client)
    story.end(fetcher)
    (record,) = records(story.seen)
    assert record.time.held_ms == 5_000
    assert [(p.operator, p.role.value) for p in record.parts] == [("op101", "first"), ("op102", "transferee")]
    whole(record)


def test_two_callers_at_once_never_become_one() -> None:
    seen = [*inbound(1, Random(3))]
    other = [replace(one, leg=one.leg + "7") for one in seen if isinstance(one, (o.LegCreated, o.LegEnded))]
    other = [
        replace(one, linked=f"{one.linked}7", endpoint="trunk", side=Side.OUTSIDE, dialled="998712000100")
        if isinstance(one, o.LegCreated)
        else one
        for one in other[:1] + [one for one in other if one.leg == other[0].leg][-1:]
    ]
    found = records(sorted([*seen, *other], key=lambda one: one.at))
    assert len(found) == 2
    assert len({record.call_id for record in found}) == 2


def test_a_supervisor_who_listens_in_is_no_call_and_no_part_of_one() -> None:
    story = Story(1, Random(1))
    spy = story.leg("op106", dialled="55")
    story.say(o.LegAnswered, spy)
    story.say(o.SpyStarted, spy)
    story.at += 4_000
    story.end(spy)
    assert records(story.seen) == []


def test_what_is_announced_gets_a_record() -> None:
    """An echo test, a supervisor and a number that does not exist: only the last is a call."""
    echo, spy, wrong = (Story(n, Random(1), at=T0 + n * 1_000) for n in (1, 2, 3))
    leg = echo.leg("op101", dialled="*43")
    echo.say(o.LegAnswered, leg)
    echo.wait()
    echo.end(leg)
    leg = spy.leg("op106", dialled="55")
    spy.say(o.LegAnswered, leg)
    spy.say(o.SpyStarted, leg)
    spy.wait()
    spy.end(leg)
    leg = wrong.leg("op102", dialled="199")
    wrong.wait()
    wrong.end(leg, 1)
    _, events = play([*echo.seen, *spy.seen, *wrong.seen])
    assert [event.type for event in events] == ["call.started", "call.ended", "call.sealed"]
    assert sealed(events)[0].outcome is Outcome.FAILED


def test_a_colleague_who_waits_in_a_queue_in_vain_has_called() -> None:
    story = Story(1, Random(1))
    leg = story.leg("op101", dialled="700")
    story.say(o.LegAnswered, leg)
    story.say(o.QueueEntered, leg, queue="sales")
    story.wait()
    story.say(o.QueueLeft, leg, queue="sales")
    story.end(leg, asked=True)
    _, events = play(story.seen)
    assert [event.type for event in events] == ["call.started", "call.queued", "call.ended", "call.sealed"]
    (record,) = sealed(events)
    assert (record.direction, record.answer) == (Direction.INTERNAL, 0)
    whole(record)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_announced_call_is_sealed_or_part_of_another(name: str) -> None:
    for source in (by_ami, by_cel):
        _, events = play(source(FIXTURES / name))
        told = {event.call_id for event in events if isinstance(event, CallStarted)}
        part = {event.call_id for event in events if isinstance(event, CallMerged)}
        assert told - part == {record.call_id for record in sealed(events)}
