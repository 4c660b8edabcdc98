"""One call's recording: what rules say of it, what people may switch, and what is told of both."""

import json
import uuid

import pytest

from ccengine.core.errors import Conflict, NotAllowed
from ccengine.core.events import CallEvent, RecordingOff, RecordingPaused, RecordingResumed
from ccengine.core.recording import How, RecordingLife, RecordingPlan, RecordingState, how
from ccengine.core.rules import (
    DEFAULT,
    RecordingDecision,
    RecordingRule,
    RecordingWhen,
    RuleBook,
    unasked,
)

CALL = uuid.UUID("0193b0c4-5a00-8000-8000-000000000001")
ON, OFF, PAUSED = RecordingState.ON, RecordingState.OFF, RecordingState.PAUSED

YES = RecordingPlan(call=RecordingDecision(record=True, switchable=True, rule="sales"))
NO = RecordingPlan(call=RecordingDecision(record=False, rule="support", why="Nobody records support."))
QUIET = RecordingPlan(call=RecordingDecision(record=False, switchable=True, rule="asked"))


def life(*plans: RecordingPlan) -> RecordingLife:
    made = RecordingLife()
    for plan in plans:
        made.decide(plan, CALL, 1)
    return made


def types(events: list[CallEvent]) -> list[str]:
    return [event.type for event in events]


@pytest.mark.parametrize(
    ("decision", "leg"),
    [
        (RecordingDecision(record=True), How.YES),
        (RecordingDecision(record=True, switchable=True), How.YES),
        (RecordingDecision(record=False), How.NO),
        (RecordingDecision(record=False, switchable=True), How.QUIET),
    ],
)
def test_what_happens_to_a_voice(decision: RecordingDecision, leg: How) -> None:
    assert how(decision) is leg


def test_rules_speak_first_and_again_where_a_call_is_passed_on() -> None:
    one = RecordingLife()
    assert types(one.decide(YES, CALL, 1)) == ["recording.decided"]
    assert (one.state, one.silent) == (ON, False)
    assert one.decide(YES, CALL, 2) == []
    assert types(one.decide(NO, CALL, 3)) == ["recording.decided", "recording.off"]
    assert (one.state, one.silent) == (OFF, True)
    assert types(one.decide(YES, CALL, 4)) == ["recording.decided", "recording.resumed"]
    assert (one.state, one.silent) == (ON, False)


def test_a_call_that_is_not_recorded_has_no_silence_to_speak_of() -> None:
    one = RecordingLife()
    assert types(one.decide(NO, CALL, 1)) == ["recording.decided"]
    assert (one.state, one.silent) == (OFF, False)
    assert types(one.decide(YES, CALL, 2)) == ["recording.decided"]


def test_what_is_quiet_from_the_start_is_off_until_it_is_switched_on() -> None:
    one = RecordingLife()
    assert types(one.decide(QUIET, CALL, 1)) == ["recording.decided", "recording.off"]
    assert one.silent
    assert one.switched("op101", ON) is RecordingResumed


@pytest.mark.parametrize(
    ("now", "wish", "event"),
    [
        (ON, PAUSED, RecordingPaused),
        (ON, OFF, RecordingOff),
        (ON, ON, None),
        (PAUSED, ON, RecordingResumed),
        (PAUSED, OFF, RecordingOff),
        (PAUSED, PAUSED, None),
        (OFF, OFF, None),
    ],
)
def test_a_switch(now: RecordingState, wish: RecordingState, event: type[CallEvent] | None) -> None:
    one = life(YES)
    one.switch("op101", now)
    assert one.switched("op101", wish) is event


@pytest.mark.parametrize("wish", [ON, PAUSED])
def test_off_by_a_person_is_for_good(wish: RecordingState) -> None:
    one = life(YES)
    one.switch("op101", OFF)
    with pytest.raises(Conflict, match="for good"):
        one.switched("op102", wish)
    one.decide(NO, CALL, 2)
    one.decide(YES, CALL, 3)
    assert one.state is OFF


def test_nobody_switches_what_no_rule_lets_him() -> None:
    with pytest.raises(NotAllowed, match="Nobody records support"):
        life(NO).switched("op101", ON)
    with pytest.raises(Conflict, match="not decided"):
        RecordingLife().switched("op101", PAUSED)


def test_a_pause_outlasts_a_transfer_under_the_same_rule() -> None:
    one = life(YES)
    one.switch("op101", PAUSED)
    other = RecordingPlan(call=YES.call, apart={"op104": NO.call})
    assert types(one.decide(other, CALL, 2)) == ["recording.decided"]
    assert one.state is PAUSED


def test_an_operator_with_a_rule_of_his_own() -> None:
    plan = RecordingPlan(call=YES.call, apart={"op104": NO.call})
    one = life(plan)
    assert one.state is ON
    with pytest.raises(NotAllowed):
        one.switched("op104", PAUSED)
    only_him = RecordingPlan(call=NO.call, apart={"op104": YES.call})
    assert (only_him.on, only_him.files, NO.files) == (True, True, False)


def test_a_decision_is_read_back_from_the_log() -> None:
    plan = RecordingPlan(call=YES.call, apart={"op104": NO.call})
    assert RecordingPlan.read(json.loads(json.dumps(plan.decided(CALL, 1).data()))) == plan


EVERYTHING = RecordingRule(id="all", record=True)


@pytest.mark.parametrize(
    ("rules", "record", "announce"),
    [
        (DEFAULT.recording, True, False),
        ((), False, False),
        ((RecordingRule(id="n", record=False, when=RecordingWhen(consent="no")), EVERYTHING), False, False),
        ((RecordingRule(id="s", record=True, when=RecordingWhen(queues=("q",))),), False, False),
        ((RecordingRule(id="half", record=True, share=50),), False, False),
        ((RecordingRule(id="t", record=True, announce=True, when=RecordingWhen(queues=("q",))), EVERYTHING),
         True, True),
    ],
)  # fmt: skip
def test_with_nobody_to_ask_only_what_no_rule_forbids_is_recorded(
    rules: tuple[RecordingRule, ...], record: bool, announce: bool
) -> None:
    decision = unasked(RuleBook(recording=rules))
    assert (decision.record, decision.announce) == (record, announce)
