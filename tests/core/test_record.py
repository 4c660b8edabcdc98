"""Records of calls that no recording shows, told by hand."""

from random import Random

from ccengine.core import observed as o
from ccengine.core.facts import CallRecord, Direction, OfferResult, Outcome
from ccengine.core.observed import DialResult
from tests.core.recorded import records
from tests.core.stories import Story


def the(story: Story) -> CallRecord:
    (record,) = records(story.seen)
    return record


def consulting(dialled: str) -> tuple[Story, str, str, str]:
    """op101 has a client on hold and dials from his second line."""
    story = Story(1, Random(1))
    client = story.leg("trunk", dialled="998712000100", number="998901234567")
    phone = story.ring(client, "op101")
    story.say(o.LegAnswered, phone)
    story.bridge(phone, client)
    story.at += 2_000
    story.say(o.HoldStarted, phone)
    story.at += 100
    return story, client, phone, story.leg("op101", dialled=dialled)


def finish(story: Story, *legs: str) -> None:
    story.at += 1_000
    for leg in legs:
        story.end(leg)


def test_a_colleague_asked_in_vain_is_part_of_the_clients_call() -> None:
    story, client, phone, second = consulting("102")
    leg = story.ring(second, "op102")
    story.at += 3_000
    story.say(o.DialEnded, leg, result=DialResult.CANCELLED)
    story.end(leg, 0)
    finish(story, second, phone, client)
    record = the(story)
    assert record.direction is Direction.INBOUND
    assert [part.operator for part in record.parts] == ["op101"]
    assert len(record.legs) == 4


def test_a_stranger_asked_is_a_call_of_its_own() -> None:
    story, client, phone, second = consulting("998935556677")
    other = story.ring(second, "trunk", "998935556677")
    story.at += 1_000
    story.say(o.LegAnswered, other)
    story.bridge(other, second)
    finish(story, other, second)
    finish(story, phone, client)
    first, then = records(story.seen)
    assert (first.direction, then.direction) == (Direction.INBOUND, Direction.OUTBOUND)
    assert then.dialled == "998935556677"
    assert [p.operator for p in then.parts] == ["op101"]


def test_calling_a_colleague_without_a_client_on_hold_is_a_call_of_its_own() -> None:
    story, _, _, second = consulting("102")
    story.seen = [one for one in story.seen if not isinstance(one, o.HoldStarted)]
    story.ring(second, "op102")
    found = [one.leg for one in story.seen if isinstance(one, o.LegCreated)]
    finish(story, *reversed(found))
    assert [record.direction for record in records(story.seen)] == [Direction.INBOUND, Direction.INTERNAL]


def test_who_advised_before_he_got_the_client_has_two_parts() -> None:
    story, client, phone, second = consulting("102")
    leg = story.ring(second, "op102")
    story.at += 1_000
    for one in (leg, second):
        story.say(o.LegAnswered, one)
    aside = story.bridge(leg, second)
    story.at += 2_000
    story.say(o.AttendedTransferred, phone, second=second, transferee=client, target=leg)
    story.leave("bridge-1-1", phone, client)
    story.leave(aside, second)
    story.end(phone)
    story.end(second)
    story.say(o.BridgeEntered, client, bridge=aside)
    story.at += 4_000
    finish(story, client, leg)
    record = the(story)
    parts = [(p.operator, p.role.value, round(p.talk_ms / 1000)) for p in record.parts]
    assert parts == [("op101", "first", 2), ("op102", "consult", 2), ("op102", "transferee", 5)]
    assert {p.name: round(p.talk_ms / 1000) for p in record.parties} == {
        "998901234567": 7,
        "op101": 2,
        "op102": 5,
    }


def test_outbound_calls_end_as_the_called_party_ends_them() -> None:
    for cause, outcome in {17: "busy", 21: "declined", 19: "no_answer", 0: "no_answer"}.items():
        story = Story(1, Random(1))
        operator = story.leg("op101", dialled="998901112233")
        client = story.ring(operator, "trunk", "998901112233")
        story.at += 4_000
        story.end(client, cause)
        story.end(operator)
        record = the(story)
        assert (record.direction.value, record.outcome.value) == ("outbound", outcome)
        assert not record.missed


def test_an_operator_who_gives_up_abandons_his_own_call() -> None:
    story = Story(1, Random(1))
    operator = story.leg("op101", dialled="998901112233")
    client = story.ring(operator, "trunk", "998901112233")
    story.at += 4_000
    story.say(o.HangupAsked, operator)
    story.end(client, 0)
    story.end(operator)
    assert the(story).outcome is Outcome.ABANDONED


def test_a_number_that_does_not_exist_is_a_failed_call() -> None:
    story = Story(1, Random(1))
    operator = story.leg("op101", dialled="199")
    story.at += 100
    story.end(operator, 1)
    record = the(story)
    assert (record.direction, record.outcome) == (Direction.INTERNAL, Outcome.FAILED)


def test_a_forwarded_caller_talks_but_is_not_answered_by_us() -> None:
    """Straight to an outside number: METRICS count a missed call, for no operator talked."""
    story = Story(1, Random(1))
    client = story.leg("trunk", dialled="998712000100")
    other = story.ring(client, "trunk", "998935556677")
    story.at += 1_000
    story.say(o.LegAnswered, other)
    story.bridge(client, other)
    story.at += 5_000
    story.say(o.HangupAsked, client)
    finish(story, client, other)
    record = the(story)
    assert (record.answer, record.outcome, record.missed) == (0, Outcome.ABANDONED, True)
    assert record.parts == ()
    assert [(p.name, p.role) for p in record.parties][1:] == [("998935556677", "other")]


def test_the_home_queue_is_no_queue_that_he_came_to_after_talking() -> None:
    story = Story(1, Random(1))
    client = story.leg("trunk", dialled="998712000100")
    first, bridge = story.answer(client, "op101")
    story.at += 2_000
    story.leave(bridge, client, first)
    story.end(first)
    story.say(o.QueueEntered, client, queue="support")
    second = story.ring(client, "op102")
    story.at += 3_000
    story.say(o.LegAnswered, second)
    story.say(o.QueueLeft, client, queue="support")
    story.bridge(client, second)
    finish(story, client, second)
    record = the(story)
    assert record.queue == ""
    assert [(v.queue, v.position, v.answered_by) for v in record.visits] == [
        ("", 1, "op101"),
        ("support", 2, "op102"),
    ]
    assert [(offer.operator, offer.visit) for offer in record.offers] == [("op101", 1), ("op102", 2)]


def test_how_an_offer_ends() -> None:
    for cause, result, said in (
        (17, OfferResult.BUSY, None),
        (21, OfferResult.DECLINED, DialResult.NO_ANSWER),
        (26, OfferResult.ANSWERED_ELSEWHERE, DialResult.CANCELLED),
        (0, OfferResult.UNREACHABLE, DialResult.UNREACHABLE),
        (0, OfferResult.NO_ANSWER, DialResult.NO_ANSWER),
    ):
        story = Story(1, Random(1))
        client = story.leg("trunk", dialled="998712000100")
        leg = story.ring(client, "op101")
        story.at += 3_000
        if said:
            story.say(o.DialEnded, leg, result=said)
        story.end(leg, cause)
        story.at += 3_000
        story.end(client)
        assert [offer.result for offer in the(story).offers] == [result], (cause, said)


def test_a_visit_is_answered_by_who_talks_before_the_next_begins() -> None:
    """After talk: one queue in vain, another that is answered, a third in which he gives up."""
    story = Story(1, Random(1))
    client = story.leg("trunk", dialled="998712000100")
    phone, bridge = story.answer(client, "op101")
    story.at += 2_000
    story.leave(bridge, client, phone)
    story.end(phone)
    _queued(story, client, "first", 4_000)
    story.at += 1_000
    _queued(story, client, "second", 3_000)
    second = story.leg("op102", dialled="88")  # he fetched the caller: his phone was not rung
    story.say(o.LegAnswered, second)
    bridge = story.bridge(second, client)
    story.at += 2_000
    story.leave(bridge, client, second)
    story.end(second)
    story.say(o.QueueEntered, client, queue="third")
    story.at += 7_000
    story.say(o.HangupAsked, client)
    story.say(o.QueueLeft, client, queue="third")
    story.end(client)
    found = [(v.queue, v.how.value, v.answered_by, round(v.wait_ms, -2)) for v in the(story).visits]
    assert found == [
        ("", "answered", "op101", 0),
        ("first", "timed_out", "", 4_000),
        ("second", "answered", "op102", 3_000),
        ("third", "abandoned", "", 7_000),
    ]


def _queued(story: Story, client: str, queue: str, ms: int) -> None:
    story.say(o.QueueEntered, client, queue=queue)
    story.at += ms
    story.say(o.QueueLeft, client, queue=queue)
