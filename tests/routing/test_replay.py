"""Calls of the past under other rules: what is found, what is left out, and what is estimated."""

import dataclasses
from uuid import UUID

from ccengine.core.directory import House
from ccengine.core.facts import OperatorStatus, Step
from ccengine.core.past import OPEN, Past, PastCall, PastOffer, PastRing, PastState, PastTalk
from ccengine.core.rules import DEFAULT, Rule, RuleBook, When
from routing.estimate import estimate, observed
from routing.replay import replay
from routing.situation import OperatorState
from routing.then import Then
from tests.routing.days import NUMBER, big_house, some_days
from tests.routing.scene import AZIZA, HOUSE, MONDAY_NOON, ORBITA, TIMUR

S = OperatorStatus
SEED = 20_261_122
QUEUE_FIRST = RuleBook(version=9, rules=(Rule(id="wait", kind="queue"), Rule(id="end", kind="hangup")))


def test_the_same_rules_send_no_call_elsewhere() -> None:
    house = big_house(20)
    past = some_days(house, SEED, 400)
    found = replay(past, house, DEFAULT)
    assert (found.calls, found.unlike, found.moved) == (400, 0, ())
    assert found.old == found.new


def test_other_rules_send_calls_elsewhere_and_say_why() -> None:
    house = big_house(20)
    found = replay(some_days(house, SEED, 400), house, QUEUE_FIRST)
    assert found.unlike == 0
    assert found.moved
    assert all(one.old.step.kind != "queue" for one in found.moved)
    assert {one.new.why for one in found.moved} == {"The call goes to the queue Sales."}
    assert sum(count for _, count in found.ways()) == len(found.moved)


def at_noon(**inputs: str) -> PastCall:
    told = {
        "dialled": "100",
        "caller": "+998901234567",
        "client": "c1",
        "responsible": AZIZA,
        "deputy": TIMUR,
    }
    return PastCall(
        call_id=UUID(int=1),
        at=MONDAY_NOON,
        start=MONDAY_NOON,
        answer=MONDAY_NOON + 10_000,
        end=MONDAY_NOON + 70_000,
        step=Step(kind="ring", targets=(AZIZA,), seconds=15),
        inputs=told | inputs,
        client=ORBITA,
    )


def on_duty(*operators: str, status: OperatorStatus = S.AVAILABLE) -> tuple[PastState, ...]:
    return tuple(
        PastState(operator=o, status=status, start=MONDAY_NOON - 60_000, end=OPEN) for o in operators
    )


def past_of(*calls: PastCall, states: tuple[PastState, ...], rings: tuple[PastRing, ...] = ()) -> Past:
    return Past(start=MONDAY_NOON, end=MONDAY_NOON + 3_600_000, calls=calls, states=states, rings=rings)


def test_a_decision_that_does_not_come_out_as_it_was_is_counted_and_not_compared() -> None:
    past = past_of(at_noon(), states=on_duty(TIMUR))
    found = replay(past, HOUSE, QUEUE_FIRST)
    assert (found.calls, found.unlike, found.compared, found.moved) == (1, 1, 0, ())
    unknown_version = past_of(at_noon(rules="5"), states=on_duty(AZIZA, TIMUR))
    assert replay(unknown_version, HOUSE, QUEUE_FIRST).unlike == 1


def test_what_the_decision_saw_goes_before_what_is_known_today() -> None:
    seen = at_noon(
        state_op101="available+reserved", waiting="sales-2,support-1", language="uz", priority="7", deputy=""
    )
    now = Then(past_of(seen, states=on_duty(AZIZA, TIMUR)), HOUSE).situation(seen, HOUSE)
    assert now.state(AZIZA) == OperatorState(S.AVAILABLE, True)
    assert now.state(TIMUR).free
    assert now.waiting == {"sales": 2, "support": 1}
    assert now.client is not None
    assert (now.client.language, now.client.priority, now.client.deputy) == ("uz", 7, "")
    assert now.client.name == ORBITA.name


def test_who_was_promised_to_another_call_was_not_free() -> None:
    call = at_noon()
    ring = PastRing(
        call_id=UUID(int=2), operators=(TIMUR,), start=MONDAY_NOON - 2_000, end=MONDAY_NOON + 18_000
    )
    promised = Then(past_of(call, states=on_duty(AZIZA, TIMUR), rings=(ring,)), HOUSE)
    assert promised.situation(call, HOUSE).state(TIMUR) == OperatorState(S.AVAILABLE, True)
    own = dataclasses.replace(ring, call_id=call.call_id)
    assert (
        Then(past_of(call, states=on_duty(TIMUR), rings=(own,)), HOUSE)
        .situation(call, HOUSE)
        .state(TIMUR)
        .free
    )
    taken_since = PastState(operator=TIMUR, status=S.AVAILABLE, start=MONDAY_NOON - 1_000, end=OPEN)
    assert (
        Then(past_of(call, states=(taken_since,), rings=(ring,)), HOUSE)
        .situation(call, HOUSE)
        .state(TIMUR)
        .free
    )


def alone(house: House, *, busy_ms: int, patience_ms: int = 0) -> Past:
    """One caller; Aziza alone is on duty, and talks to somebody else for that long."""
    call = at_noon()
    if patience_ms:
        call = dataclasses.replace(call, answer=0, end=call.start + patience_ms)
    other = PastTalk(
        call_id=UUID(int=9), operator=AZIZA, start=MONDAY_NOON - 1_000, end=MONDAY_NOON + busy_ms
    )
    return Past(
        start=MONDAY_NOON,
        end=MONDAY_NOON + 3_600_000,
        calls=(call,),
        states=on_duty(AZIZA),
        talks=(other,),
        offers=(PastOffer(operator=AZIZA, answered=True, ms=4_000),),
    )


def test_a_caller_waits_until_who_is_on_duty_has_ended_his_talk_and_picked_up() -> None:
    past = alone(HOUSE, busy_ms=30_000)
    assert observed(past).waits == (10_000,)
    assert estimate(past, HOUSE, None).waits == (34_000,)


def test_who_hung_up_would_have_hung_up_after_the_same_time() -> None:
    patient, impatient = (alone(HOUSE, busy_ms=30_000, patience_ms=ms) for ms in (40_000, 20_000))
    assert estimate(patient, HOUSE, None).waits == (34_000,)
    assert (estimate(impatient, HOUSE, None).answered, estimate(impatient, HOUSE, None).lost) == (0, 1)


def test_rules_that_let_nobody_wait_lose_who_would_have_waited() -> None:
    now = RuleBook(version=9, rules=(Rule(id="r", kind="responsible"), Rule(id="end", kind="hangup")))
    past = alone(HOUSE, busy_ms=30_000)
    assert estimate(past, HOUSE, now).lost == 1
    assert estimate(alone(HOUSE, busy_ms=0), HOUSE, now).waits == (4_000,)


def test_two_callers_and_one_operator_are_served_one_after_the_other() -> None:
    first = at_noon()
    second = dataclasses.replace(first, call_id=UUID(int=2), start=first.at + 1_000, at=first.at + 1_000)
    past = past_of(first, second, states=on_duty(AZIZA))
    assert estimate(past, HOUSE, QUEUE_FIRST).waits == (5_000, 5_000 + 60_000 + 5_000 - 1_000)


def test_where_all_phones_ring_together_the_next_caller_waits_for_the_first_to_be_taken() -> None:
    first = at_noon()
    second = dataclasses.replace(first, call_id=UUID(int=2), start=first.at + 1_000, at=first.at + 1_000)
    past = past_of(first, second, states=on_duty(AZIZA, TIMUR))
    assert estimate(past, HOUSE, QUEUE_FIRST).waits == (5_000, 9_000)
    one_by_one = dataclasses.replace(HOUSE.queues["sales"], strategy="leastrecent")
    house = dataclasses.replace(HOUSE, queues={"sales": one_by_one})
    assert estimate(past, house, QUEUE_FIRST).waits == (5_000, 5_000)


def test_waits_in_numbers() -> None:
    waits = estimate(alone(HOUSE, busy_ms=30_000), HOUSE, None)
    assert (waits.mean_ms, waits.at_most_ms(95), waits.within) == (34_000, 34_000, 0)
    nothing = observed(Past(start=0, end=1))
    assert (nothing.mean_ms, nothing.at_most_ms(95), nothing.offered) == (None, None, 0)


def test_a_rule_for_one_kind_of_clients_moves_only_those() -> None:
    house = big_house(20)
    past = some_days(house, SEED, 400)
    vip = Rule(id="vip", kind="skill", target="vip", when=When(priority_from=5))
    found = replay(past, house, RuleBook(version=9, rules=(vip, *DEFAULT.rules)))
    moved = {one.call_id for one in found.moved}
    assert moved
    assert all(
        call.client is not None and call.client.priority == 5 for call in past.calls if call.call_id in moved
    )
    assert {call.inputs["dialled"] for call in past.calls} == {NUMBER}
