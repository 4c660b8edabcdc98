"""The policy, case by case in words, and what holds in every case."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.core.directory import Client, House
from ccengine.core.facts import Decision, OperatorStatus, Step
from routing.policy import decide
from routing.situation import OperatorState, Situation
from tests.routing.scene import AZIZA, HOUSE, OLGA, ORBITA, SUNDAY_NOON, TIMUR, situation

S = OperatorStatus
RESERVED = (S.AVAILABLE, True)
TO_AZIZA = Step(kind="ring", targets=(AZIZA,), seconds=15)
TO_TIMUR = Step(kind="ring", targets=(TIMUR,), seconds=15)
TO_SALES = Step(kind="queue", targets=("sales",), seconds=300)
HANGUP = Step(kind="hangup")

CASES: list[tuple[str, Situation, Step, str]] = [
    (
        "responsible",
        situation(),
        TO_AZIZA,
        "Aziza Karimova is responsible for Orbita LLC and is available.",
    ),
    (
        "busy",
        situation(op101=S.BUSY),
        TO_TIMUR,
        "Aziza Karimova, responsible for Orbita LLC, is busy; the deputy Timur Aliev is available.",
    ),
    (
        "reserved for another call in the same breath",
        situation(op101=RESERVED),
        TO_TIMUR,
        "Aziza Karimova, responsible for Orbita LLC, is being given another call; "
        "the deputy Timur Aliev is available.",
    ),
    (
        "both away",
        situation(op101=S.PAUSED, op102=S.RINGING),
        TO_SALES,
        "Aziza Karimova, responsible for Orbita LLC, is on a pause; the deputy Timur Aliev is being rung; "
        "the call goes to the queue Sales.",
    ),
    (
        "nobody logged in",
        situation(op101=S.OFFLINE, op102=S.OFFLINE),
        Step(kind="ring", targets=("desk1",), seconds=15),
        "Aziza Karimova, responsible for Orbita LLC, is not logged in; "
        "the deputy Timur Aliev is not logged in; nobody of the queue Sales is logged in; "
        "the phones of the static route ring: desk1.",
    ),
    (
        "unknown caller",
        situation(client=None),
        TO_SALES,
        "The caller is not in the directory; the call goes to the queue Sales.",
    ),
    (
        "withheld number",
        situation(client=None, caller="", withheld=True),
        TO_SALES,
        "The caller withheld his number; the call goes to the queue Sales.",
    ),
    (
        "no number",
        situation(client=None, caller=""),
        TO_SALES,
        "The caller's number is not known; the call goes to the queue Sales.",
    ),
    (
        "database away",
        situation(client=None, lookup_problem="the directory did not answer"),
        TO_SALES,
        "The client could not be looked up (the directory did not answer); the call goes to the queue Sales.",
    ),
    (
        "client of nobody",
        situation(client=Client(id="c2", name="Anna")),
        TO_SALES,
        "Nobody is responsible for Anna; the call goes to the queue Sales.",
    ),
    (
        "client of nobody, with a deputy",
        situation(client=Client(id="c2", name="Anna", deputy=TIMUR)),
        TO_TIMUR,
        "Nobody is responsible for Anna; the deputy Timur Aliev is available.",
    ),
    (
        "responsible has left the house",
        situation(client=Client(id="c2", name="Anna", responsible="op999")),
        TO_SALES,
        "Op999, responsible for Anna, is no operator; the call goes to the queue Sales.",
    ),
    (
        "after hours, somebody works late",
        situation(at=SUNDAY_NOON, client=None),
        TO_SALES,
        "The caller is not in the directory; the call goes to the queue Sales: "
        "it is outside working hours, but somebody is available.",
    ),
    (
        "after hours, responsible is left in peace",
        situation(at=SUNDAY_NOON, op102=S.BUSY, op101=S.PAUSED),
        Step(kind="ring", targets=("desk1",), seconds=15),
        "Aziza Karimova, responsible for Orbita LLC, is not rung outside working hours; "
        "the deputy Timur Aliev is not rung outside working hours; "
        "it is outside working hours and nobody of the queue Sales is available; "
        "the phones of the static route ring: desk1.",
    ),
    (
        "a number that is not ours",
        situation(dialled="999", client=None),
        HANGUP,
        "The caller is not in the directory; 999 is not one of our numbers; "
        "no phone of the static route is free; nobody is left to try and the call ends.",
    ),
]


@pytest.mark.parametrize(
    ("now", "step", "why"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_case(now: Situation, step: Step, why: str) -> None:
    decision = decide(now)
    assert (decision.step, decision.why) == (step, why)


def test_the_rest_is_what_would_come_next() -> None:
    assert decide(situation()).rest == (TO_TIMUR, TO_SALES)
    assert decide(situation(op102=S.BUSY)).rest == (TO_SALES,)
    assert decide(situation(client=None)).rest == ()


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ("NOANSWER", "did not answer"),
        ("BUSY", "was busy"),
        ("CHANUNAVAIL", "could not be reached"),
        ("", "was tried"),
    ],
)
def test_the_last_result_is_told(result: str, words: str) -> None:
    decision = decide(situation(last_result=result), (TO_AZIZA,))
    assert decision.step == TO_TIMUR
    assert f"responsible for Orbita LLC, {words};" in decision.why


def test_a_whole_call_in_which_nobody_answers() -> None:
    assert [decision.rule for decision in whole_call(situation())] == [
        "responsible",
        "deputy",
        "queue",
        "static",
        "goodbye",
    ]


def test_what_was_looked_at_is_kept() -> None:
    inputs = decide(situation(op101=RESERVED)).inputs
    assert inputs["state_op101"] == "available+reserved"
    assert inputs["local_time"] == "2026-11-23T12:00:00+05:00"
    assert (inputs["queue_logged_in"], inputs["queue_free"]) == ("2", "1")


def whole_call(now: Situation) -> list[Decision]:
    """Decisions until the end, when nobody ever answers."""
    decisions: list[Decision] = []
    while not decisions or decisions[-1].step.kind != "hangup":
        assert len(decisions) < 20
        decisions.append(decide(now, tuple(decision.step for decision in decisions)))
    return decisions


statuses = st.tuples(st.sampled_from(S), st.booleans())
people = st.sampled_from(["", AZIZA, TIMUR, OLGA, "op999"])
clients = st.none() | st.builds(
    Client, id=st.just("c"), name=st.text(), company=st.text(), responsible=people, deputy=people
)
houses = st.lists(st.sampled_from([AZIZA, TIMUR, OLGA, "desk1", "desk2"]), unique=True).map(
    lambda route: dataclasses.replace(
        HOUSE, numbers={"100": dataclasses.replace(HOUSE.numbers["100"], static_route=tuple(route))}
    )
)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    house: House = draw(houses)
    return Situation(
        at=draw(st.integers(min_value=0, max_value=4_000_000_000_000)),
        dialled=draw(st.sampled_from(["100", "", "999"])),
        house=house,
        caller=draw(st.sampled_from(["", "+998901234567"])),
        withheld=draw(st.booleans()),
        client=draw(clients),
        lookup_problem=draw(st.sampled_from(["", "slow"])),
        last_result=draw(st.sampled_from(["", "BUSY", "NOANSWER", "JOINEMPTY", "SURPRISE"])),
        operators=draw(st.dictionaries(st.sampled_from([AZIZA, TIMUR, OLGA]), statuses)),
    )


@given(st.lists(situations(), min_size=1, max_size=20))
def test_every_call_ends_whatever_changes_meanwhile(changes: list[Situation]) -> None:
    taken: tuple[Step, ...] = ()
    for turn in range(20):
        step = decide(changes[turn % len(changes)], taken).step
        if step.kind == "hangup":
            return
        taken += (step,)
    pytest.fail(f"still going after {len(taken)} steps")


@given(situations())
def test_only_free_operators_are_rung_and_every_step_has_its_reason(now: Situation) -> None:
    for decision in whole_call(now):
        plan = (decision.step, *decision.rest)
        rung = {target for step in plan if step.kind == "ring" for target in step.targets}
        assert all(now.state(target).free for target in rung if target in now.house.operators)
        assert all(step.targets for step in plan if step.kind != "hangup")
        assert decision.why.endswith(".")
        assert decision.rule
        assert all(isinstance(value, str) for value in decision.inputs.values())


@given(situations())
def test_nobody_is_tried_twice(now: Situation) -> None:
    tried = [target for decision in whole_call(now) for target in decision.step.targets]
    assert len(tried) == len(set(tried))


def test_who_is_not_mentioned_is_offline() -> None:
    now = dataclasses.replace(situation(), operators={})
    assert now.state(AZIZA) == OperatorState(S.OFFLINE, False)
    assert decide(now).step.targets == ("desk1",)


def test_the_same_person_as_deputy_is_no_deputy() -> None:
    client = dataclasses.replace(ORBITA, deputy=AZIZA)
    assert decide(situation(client=client, op101=S.BUSY)).step == TO_SALES
