"""Which calls are recorded, and why."""

import uuid

import pytest

from ccengine.core.rules import DEFAULT, RecordingCase, RecordingRule, RecordingWhen, RuleBook
from routing.recording import decide_recording, plan_recording, told

CALL = uuid.UUID("0193b0c4-5a00-8000-8000-000000000001")
SALES = RecordingCase(call_id=CALL, direction="inbound", dialled="100", queue="sales", operator="op101")


def book(*rules: RecordingRule) -> RuleBook:
    return RuleBook(recording=rules)


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        (RecordingWhen(), True),
        (RecordingWhen(queues=("sales", "support")), True),
        (RecordingWhen(queues=("support",)), False),
        (RecordingWhen(operators=("op101",)), True),
        (RecordingWhen(operators=("op102",)), False),
        (RecordingWhen(dialled=("100",)), True),
        (RecordingWhen(dialled=("200",)), False),
        (RecordingWhen(directions=("outbound", "internal")), False),
        (RecordingWhen(consent="unasked"), True),
        (RecordingWhen(consent="yes"), False),
        (RecordingWhen(queues=("sales",), operators=("op102",)), False),
    ],
)
def test_condition(when: RecordingWhen, fits: bool) -> None:
    rule = RecordingRule(id="r", record=True, announce=True, switchable=True, when=when)
    decision = decide_recording(book(rule), SALES)
    assert (decision.record, decision.announce, decision.switchable) == (fits, fits, fits)


def test_the_first_rule_that_fits_decides_and_says_so() -> None:
    rules = book(
        RecordingRule(id="no", record=False, name="Who said no", when=RecordingWhen(consent="no")),
        RecordingRule(id="all", record=True, announce=True),
    )
    refused = decide_recording(rules, RecordingCase(call_id=CALL, direction="inbound", consent="no"))
    assert (refused.record, refused.rule) == (False, "no")
    assert refused.why == "By the recording rule “Who said no” the call is not recorded."
    taken = decide_recording(rules, SALES)
    assert taken.why == "By the recording rule “all” the call is recorded and the caller is told."


def test_usually_everything_is_recorded_and_by_an_empty_book_nothing() -> None:
    assert decide_recording(DEFAULT, SALES).record
    nothing = decide_recording(book(), SALES)
    assert (nothing.record, nothing.rule) == (False, "")
    assert nothing.why == "No recording rule speaks of this call: it is not recorded."


def test_a_share_of_calls_is_always_the_same_calls_and_about_that_many() -> None:
    rules = book(RecordingRule(id="some", record=True, share=30))
    calls = [
        RecordingCase(call_id=uuid.uuid5(CALL, str(number)), direction="inbound") for number in range(4000)
    ]
    recorded = [decide_recording(rules, call).record for call in calls]
    assert recorded == [decide_recording(rules, call).record for call in calls]
    assert 0.27 < sum(recorded) / len(recorded) < 0.33


def by_operators(*operators: str) -> RecordingWhen:
    return RecordingWhen(operators=operators)


def test_a_rule_of_operators_is_about_their_own_voices() -> None:
    rules = book(
        RecordingRule(id="not-him", record=False, when=by_operators("op104")),
        RecordingRule(id="all", record=True),
    )
    plan = plan_recording(rules, SALES, ("op101", "op104"), ("op104",))
    assert (plan.call.record, plan.of("op101").record, plan.of("op104").record) == (True, True, False)
    assert told(plan) == ("yes", "op104-no")


@pytest.mark.parametrize(
    ("next_to_talk", "reply"),
    [
        (("op101",), ("yes", "")),
        (("op101", "op102"), ("no", "op101-yes")),
        ((), ("no", "op101-yes")),
    ],
)
def test_who_is_recorded_by_a_rule_of_his_own_is_heard_with_the_client(
    next_to_talk: tuple[str, ...], reply: tuple[str, str]
) -> None:
    rules = book(RecordingRule(id="him", record=True, when=by_operators("op101")))
    assert told(plan_recording(rules, SALES, ("op101", "op102"), next_to_talk)) == reply


def test_what_may_be_switched_on_is_quiet() -> None:
    rules = book(RecordingRule(id="ask", record=False, switchable=True))
    assert told(plan_recording(rules, SALES, ("op101",))) == ("quiet", "")


@pytest.mark.parametrize(
    ("consent", "record", "fits"),
    [("no", False, True), ("yes", True, False), ("unasked", False, True), ("", True, True)],
)
def test_what_a_client_said_is_not_known_and_may_have_been_a_no(
    consent: str, record: bool, fits: bool
) -> None:
    rules = book(RecordingRule(id="r", record=record, when=RecordingWhen(consent=consent)))
    case = RecordingCase(call_id=CALL, direction="inbound", consent="unknown")
    decision = decide_recording(rules, case)
    assert (decision.rule == "r") is fits
    assert ("could not be looked up" in decision.why) is (fits and consent != "")
