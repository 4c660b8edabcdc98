"""Known stories on a real Asterisk: AMI and CEL tell the same, and it is what the phones heard."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from ccengine.cli.lab import heard, written
from ccengine.core.events import CallStarted
from ccengine.core.facts import CallRecord, Direction, OfferResult
from ccengine.ledger.agreement import LEFT_DURING_QUESTION, SAME_MS, agree
from tests.core.recorded import FIXTURES, SCENARIOS, by_ami, by_cel, play, records, sealed

HEARD_MS = 500
"""Phones listen in windows of 200 ms, and a voice takes its time to arrive."""

# direction, outcome, and who talked in which role, in order: the truth of each story.
TRUTH: dict[str, list[tuple[str, str, list[str]]]] = {
    "announcement": [("inbound", "answered", ["op101 first"])],
    "callback_key": [("inbound", "no_answer", [])],
    "callback_offer": [("inbound", "no_answer", [])],
    "voicemail": [("inbound", "no_answer", [])],
    "abandon_lookup": [("inbound", "abandoned", [])],
    "abandon_queue": [("inbound", "abandoned", [])],
    "abandon_ringing": [("inbound", "abandoned", [])],
    "attended_client_gone": [("inbound", "answered", ["op101 first", "op103 consult"])],
    "attended_declined": [("inbound", "answered", ["op101 first"])],
    "attended_given_up": [("inbound", "answered", ["op101 first", "op103 consult"])],
    "attended_outside": [("inbound", "answered", ["op101 first"])],
    "attended_refer": [("inbound", "answered", ["op101 first", "op103 consult", "op103 transferee"])],
    "attended_two_callers": [("inbound", "answered", ["op101 first"])] * 2,
    "atxfer_cancel": [("inbound", "answered", ["op101 first", "op103 consult"])],
    "atxfer_conference": [
        ("inbound", "answered", ["op101 first", "op103 consult", "op103 conference"]),
    ],
    "atxfer_swap": [("inbound", "answered", ["op101 first", "op103 consult", "op103 transferee"])],
    "atxfer_complete": [("inbound", "answered", ["op101 first", "op103 consult", "op103 transferee"])],
    "blind_manager": [("inbound", "answered", ["op101 first", "op103 transferee"])],
    "blind_outside": [("inbound", "answered", ["op101 first"])],
    "blind_refer": [("inbound", "answered", ["op101 first", "op103 transferee"])],
    "blonde_queue": [("inbound", "answered", ["op101 first", "op104 transferee"])],
    "blonde_refer": [("inbound", "answered", ["op101 first", "op103 transferee"])],
    "busy_declined": [("inbound", "answered", ["op104 first"])],
    "click_to_call": [("outbound", "answered", ["op101 first"])],
    "click_to_call_unanswered": [("outbound", "abandoned", [])],
    "colleague_queue": [("internal", "answered", ["op101 first", "op104 first"])],
    "hold": [("inbound", "answered", ["op101 first"])],
    "hostile_from": [("inbound", "answered", ["op101 first"])] * 5,
    "internal": [("internal", "answered", ["op101 first", "op102 first"])],
    "listened_to": [("inbound", "answered", ["op101 first", "op103 consult"])],
    "moved_in_vain": [("inbound", "abandoned", [])],
    "moved_to_operator": [("inbound", "answered", ["op101 first"])],
    "moved_to_queue": [("inbound", "answered", ["op104 first"])],
    "no_answer_then_queue": [("inbound", "answered", ["op104 first"])],
    "nobody_answers": [("inbound", "no_answer", [])],
    "outbound": [("outbound", "answered", ["op101 first"])],
    "parked_comes_back": [("inbound", "answered", ["op101 first", "op101 transferee"])],
    "parked_gives_up": [("inbound", "answered", ["op101 first"])],
    "parked_picked_up": [("inbound", "answered", ["op101 first", "op103 transferee"])],
    "responsible": [("inbound", "answered", ["op101 first"])],
    "ring_five": [("inbound", "answered", ["op102 first"])],
    "stranger_asked": [("inbound", "answered", ["op101 first"]), ("outbound", "answered", ["op101 first"])],
    "transfer_to_queue": [("inbound", "answered", ["op101 first", "op104 transferee"])],
    "two_answer_at_once": [("inbound", "answered", ["op101 first"])],
    "two_of_one_number": [
        ("inbound", "answered", ["op101 first"]),
        ("inbound", "answered", ["op102 first"]),
    ],
    "withheld": [("inbound", "answered", ["op101 first"])] * 2,
}

# How each phone's ringing ended, where that is the point of the story.
OFFERS: dict[str, dict[str, str]] = {
    "abandon_ringing": {"op101": "caller_gone"},
    "abandon_queue": {"op102": "caller_gone"},
    "nobody_answers": {"op101": "no_answer"},
    "ring_five": {
        "op101": "answered_elsewhere",
        "op102": "answered",
        "op103": "answered_elsewhere",
        "op104": "answered_elsewhere",
        "op105": "answered_elsewhere",
    },
    "busy_declined": {"op101": "busy", "op102": "declined", "op103": "no_answer", "op104": "answered"},
    "two_answer_at_once": {"op101": "answered", "op102": "answered_elsewhere"},
    "attended_declined": {"op103": "declined"},
    "moved_to_operator": {"op101": "answered", "op102": "withdrawn"},
    "moved_to_queue": {"op102": "withdrawn", "op104": "answered"},
    "no_answer_then_queue": {
        "op101": "no_answer",
        "op102": "answered_elsewhere",
        "op103": "answered_elsewhere",
        "op104": "answered",
    },
}

SUPERVISOR = "op108"
"""He listens: whatever he says and hears is no talk."""

_HEARD = re.compile(r"(\d+\.\d)-(\d+\.\d):(\S+)")


def test_every_recording_has_its_truth() -> None:
    assert sorted(TRUTH) == SCENARIOS


@pytest.mark.parametrize("name", SCENARIOS)
def test_ami_and_cel_give_the_same_record(name: str) -> None:
    agreement = agree(heard(FIXTURES / name), written(FIXTURES / name))
    assert agreement.differences == ()
    assert agreement.calls == len(TRUTH[name])
    assert [LEFT_DURING_QUESTION in why for why in agreement.explained] == [True] * (name == "abandon_lookup")


def test_the_true_moment_in_which_a_caller_left_wins_whenever_it_is_told() -> None:
    live, rows = by_ami(FIXTURES / "abandon_lookup"), by_cel(FIXTURES / "abandon_lookup")
    (true,), (late,) = records(live), records(rows)
    assert late.end > true.end + SAME_MS
    for seen in (live + rows, rows + live):
        (record,) = records(seen)
        assert record.end == true.end


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("source", [by_ami, by_cel], ids=["ami", "cel"])
def test_the_record_is_true(name: str, source: type) -> None:
    found = records(source(FIXTURES / name))
    facts = [
        (r.direction.value, r.outcome.value, [f"{p.operator} {p.role.value}" for p in r.parts]) for r in found
    ]
    assert facts == TRUTH[name]
    for record in found:
        whole = record.time
        parts = (
            whole.system_ms + whole.waiting_ms + whole.ringing_ms + whole.talking_ms + whole.held_ms,
            record.talk_ms,
        )
        assert parts == (record.end - record.start, whole.talking_ms)
        assert bool(record.answer) == (record.outcome == "answered")
    for operator, result in OFFERS.get(name, {}).items():
        assert {_offer(o.result) for r in found for o in r.offers if o.operator == operator} == {result}


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_record_is_what_the_phones_heard(name: str) -> None:
    found = records(by_ami(FIXTURES / name))
    clients = ("caller", "outside") if any(r.direction is Direction.OUTBOUND for r in found) else ("caller",)
    with_client, with_colleague = _heard(FIXTURES / name, clients)
    told: dict[str, int] = defaultdict(int)
    advised: dict[str, int] = defaultdict(int)
    for record in found:
        for part in record.parts:
            (advised if _among_us(record, part.role) else told)[part.operator] += part.talk_ms
    talks = len(found) + (name == "atxfer_conference")  # he comes back to the client
    slack = HEARD_MS * talks
    for operator in {*told, *with_client}:
        assert abs(told[operator] - with_client[operator]) <= slack, (operator, told, with_client)
    for operator, ms in advised.items():
        assert abs(ms - with_colleague[operator]) <= slack, (operator, advised, with_colleague)


@pytest.mark.parametrize("name", SCENARIOS)
def test_nothing_is_illegal_and_everything_ends(name: str) -> None:
    for source in (by_ami, by_cel):
        floor, events = play(source(FIXTURES / name))
        assert not floor.illegal
        assert not floor.legs
        assert not floor.calls
        assert len(sealed(events)) == len(TRUTH[name])


def test_what_was_held_is_told_as_held_and_not_as_talk() -> None:
    (hold,) = records(by_ami(FIXTURES / "hold"))
    assert 1_800 < hold.time.held_ms < 2_300
    assert hold.parts[0].held_ms == hold.time.held_ms
    (consulted,) = records(by_ami(FIXTURES / "attended_refer"))
    assert 2_200 < consulted.time.held_ms < 2_700


@pytest.mark.parametrize("source", [by_ami, by_cel], ids=["ami", "cel"])
@pytest.mark.parametrize(
    ("name", "held_ms", "ringing_ms"),
    [
        ("parked_picked_up", 1_600, 1_600),
        ("parked_comes_back", 3_000, 1_600),
        ("parked_gives_up", 1_600, 800),
    ],
)
def test_who_is_parked_is_held_by_nobody(source: type, name: str, held_ms: int, ringing_ms: int) -> None:
    """It is the client's time, and no operator's; then a phone rings for him, or he has gone."""
    (record,) = records(source(FIXTURES / name))
    assert abs(record.time.held_ms - held_ms) < 150
    assert abs(record.time.ringing_ms - ringing_ms) < 150
    assert sum(part.held_ms for part in record.parts) < 50


def test_a_parking_is_told_with_who_did_it() -> None:
    _, events = play(by_ami(FIXTURES / "parked_picked_up"))
    told = [event.data() for event in events if event.type in ("call.parked", "call.unparked")]
    assert [fact.get("operator") for fact in told] == ["op101", None]


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_teardown_is_no_hold(name: str) -> None:
    _, events = play(by_ami(FIXTURES / name))
    held = sum(event.type == "call.held" for event in events)
    once = name.startswith(("attended", "atxfer", "blonde", "listened", "stranger"))
    assert held == (2 if name in ("hold", "atxfer_swap") else int(once))


def test_numbers_of_hostile_callers_are_digits_or_nothing() -> None:
    found = records(by_ami(FIXTURES / "hostile_from"))
    assert [record.caller for record in found] == ["79161234567", "79161234567", "", "79161234567", ""]


def test_withheld_callers_stay_two_calls_without_a_number() -> None:
    for source in (by_ami, by_cel):
        found = records(source(FIXTURES / "withheld"))
        assert [record.caller for record in found] == ["", ""]
        assert len({record.call_id for record in found}) == 2


def test_two_callers_whom_an_operator_joins_stay_two_calls() -> None:
    """Their talk with each other is no operator's, and no waiting."""
    for source in (by_ami, by_cel):
        first, second = records(source(FIXTURES / "attended_two_callers"))
        assert first.call_id != second.call_id
        assert (first.caller, second.caller) == ("79161234567", "79160000002")
        assert not {leg.leg for leg in first.legs} & {leg.leg for leg in second.legs}
        for record, other in ((first, second), (second, first)):
            (part,) = record.parts
            (guest,) = [party for party in record.parties if party.role == "other"]
            assert guest.name == other.caller
            assert 1_400 < record.end - part.end < 1_900
            assert abs(guest.talk_ms - (record.end - part.end)) <= SAME_MS
            assert record.talk_ms == part.talk_ms + guest.talk_ms
        assert abs(first.parts[0].held_ms - first.time.held_ms) <= SAME_MS
        assert second.time.held_ms == 0


@pytest.mark.parametrize("source", [by_ami, by_cel], ids=["ami", "cel"])
@pytest.mark.parametrize(
    ("name", "how", "wait_ms", "system_ms"),
    [
        ("announcement", "answered", 800, 900),
        ("callback_key", "callback", 1_700, 1_900),
        ("callback_offer", "callback", 4_100, 4_000),
        ("voicemail", "timed_out", 2_000, 15_000),
    ],
)
def test_what_the_pbx_says_itself_is_system_time(
    source: type, name: str, how: str, wait_ms: int, system_ms: int
) -> None:
    """He waits until he asks to be called back, or until his message is taken, and no longer."""
    (record,) = records(source(FIXTURES / name))
    (visit,) = record.visits
    assert visit.how == how
    assert abs(visit.wait_ms - wait_ms) < 150
    assert abs(record.time.system_ms - system_ms) < 150
    assert record.time.waiting_ms < 20


def test_two_callers_are_told_apart_while_they_talk() -> None:
    """The operator is done with both at the join, and nobody waits."""
    _, events = play(by_ami(FIXTURES / "attended_two_callers"))
    assert not [event for event in events if event.type == "call.merged"]
    joined = [event.at for event in events if event.type == "call.transferred"]
    assert len(joined) == 2
    talk_ended = [event.at for event in events if event.type == "call.talk_ended"]
    assert [abs(at - joined[0]) <= SAME_MS for at in talk_ended] == [True, True]
    calls = {event.call_id for event in events if isinstance(event, CallStarted)}
    assert len(calls) == 2


def _offer(result: OfferResult) -> str:
    """CEL does not show whether a phone really rang."""
    return "no_answer" if result is OfferResult.UNREACHABLE else result.value


def _among_us(record: CallRecord, role: str) -> bool:
    return role == "consult" or record.direction is Direction.INTERNAL


def _heard(folder: Path, clients: tuple[str, ...]) -> tuple[dict[str, int], dict[str, int]]:
    """From the notes: how long each operator was heard by clients, and by colleagues."""
    outside: dict[str, int] = defaultdict(int)
    inside: dict[str, int] = defaultdict(int)
    notes = (folder / "notes.md").read_text(encoding="utf-8")
    listing = notes.partition("## What each phone heard")[2].partition("\n## ")[0]
    for line in listing.splitlines():
        listener, colon, heard = line.removeprefix("- ").partition(": ")
        if (
            line.startswith("- ")
            and colon
            and listener != SUPERVISOR
            and listener.startswith((*clients, "op"))
        ):
            for start, end, voices in _HEARD.findall(heard):
                voices_here = [voice for voice in voices.split("+") if voice != SUPERVISOR]
                ms = round((float(end) - float(start)) * 1000)
                if ms <= HEARD_MS:  # one after the other; for longer they are a conference
                    ms //= max(1, len(voices_here))
                elif listener.startswith("op") and {"caller", "outside"} & set(voices_here):
                    continue  # a colleague is heard, but with the client: that is no advice
                for voice in (v for v in voices_here if v.startswith("op")):
                    (inside if listener.startswith("op") else outside)[voice] += ms
    return outside, inside


# Each visit of a caller whom a supervisor has moved: the queue, how it was left, who answered.
MOVED = {
    "moved_in_vain": [("sales", "withdrawn", ""), ("sales", "abandoned", "")],
    "moved_to_operator": [("sales", "withdrawn", "")],
    "moved_to_queue": [("sales", "transferred", ""), ("support", "answered", "op104")],
}


@pytest.mark.parametrize("name", MOVED)
@pytest.mark.parametrize("source", [by_ami, by_cel], ids=["ami", "cel"])
def test_who_is_moved_leaves_his_visit_there(name: str, source: type) -> None:
    (record,) = records(source(FIXTURES / name))
    assert [(v.queue, v.how.value, v.answered_by) for v in record.visits] == MOVED[name]
    assert record.missed == (name == "moved_in_vain")


@pytest.mark.parametrize("source", [by_ami, by_cel], ids=["ami", "cel"])
def test_who_listens_is_in_no_record(source: type) -> None:
    (record,) = records(source(FIXTURES / "listened_to"))
    assert "op108" not in {leg.endpoint for leg in record.legs}
    assert [party.name for party in record.parties] == ["79161234567", "op101", "op103"]
