"""The reducer when things are heard late, twice, or in the wrong order."""

from dataclasses import replace
from random import Random

import pytest

from ccengine.core import observed as o
from ccengine.core.errors import Conflict
from ccengine.core.events import CallStarted
from ccengine.core.facts import Direction
from ccengine.core.floor import SEAL_MS, Floor
from ccengine.core.ids import make_call_id
from ccengine.core.observed import Side
from tests.core.recorded import FIXTURES, NODE, by_ami, play, records, sealed
from tests.core.stories import Story


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


def test_a_creation_told_late_fills_in_what_was_unknown() -> None:
    seen = list(by_ami(FIXTURES / "responsible"))
    created = next(one for one in seen if isinstance(one, o.LegCreated) and one.side is Side.INSIDE)
    up = next(i for i, s in enumerate(seen) if isinstance(s, o.LegAnswered) and s.leg == created.leg)
    late = [s for s in seen if s is not created]
    late.insert(up, created)
    floor, events = play(late)
    assert sealed(events) == records(seen)
    assert not floor.illegal


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
