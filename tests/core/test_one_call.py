"""Which legs are one call, which are two, and which are none."""

from dataclasses import replace
from random import Random

import pytest

from ccengine.core import observed as o
from ccengine.core.events import CallMerged, CallStarted
from ccengine.core.facts import Direction, Outcome, Role
from ccengine.core.floor import UNKNOWN_MS, Floor
from ccengine.core.observed import Side
from tests.core.recorded import FIXTURES, NODE, SCENARIOS, by_ami, by_cel, play, records, sealed
from tests.core.stories import T0, Story, inbound
from tests.core.whole import whole


def test_three_in_one_bridge_are_a_conference() -> None:
    story = Story(1, Random(1))
    client = story.leg("trunk", dialled="998712000100")
    first, bridge = story.answer(client, "op101")
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
    first, bridge = story.answer(client, "op101")
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
