"""Every kind of rule, its hindrances and its sentence; conditions; what the caller asks for himself."""

import dataclasses

import pytest

from ccengine.core import rules
from ccengine.core.directory import Client
from ccengine.core.facts import OperatorStatus, Step
from ccengine.core.rules import DEFAULT, Rule, When
from routing.kinds import KINDS
from routing.policy import MOST_STEPS, decide
from routing.situation import Situation
from tests.routing.scene import AZIZA, OLGA, ORBITA, SUNDAY_NOON, TIMUR, moment, situation

S = OperatorStatus
NOBODYS = Client(id="c2", name="Anna", language="ru", priority=3)
NIGHT = moment("2026-11-23T23:00+05:00")
HANGUP = Step(kind="hangup")
ANY = When()
END = "obody is left to try and the call ends."


def one(
    kind: str,
    target: str = "",
    *,
    when: When = ANY,
    name: str = "",
    seconds: int = 0,
    attempts: int = 1,
    most_waiting: int = 0,
) -> tuple[Rule, ...]:
    return (
        Rule(
            id=kind,
            kind=kind,
            target=target,
            when=when,
            name=name,
            seconds=seconds,
            attempts=attempts,
            most_waiting=most_waiting,
        ),
    )


def ring(*targets: str, seconds: int = 15) -> Step:
    return Step(kind="ring", targets=targets, seconds=seconds)


SALES = Step(kind="queue", targets=("sales",), seconds=300)
SUPPORT = Step(kind="queue", targets=("support",), seconds=200)

CASES: dict[str, tuple[Situation, Step, str]] = {
    "a custom rule is named": (
        situation(rules=one("responsible", name="Owners first", seconds=25)),
        ring(AZIZA, seconds=25),
        "By the rule “Owners first”: Aziza Karimova is responsible for Orbita LLC and is available.",
    ),
    "last operator": (
        situation(rules=one("last_operator"), client=NOBODYS, last_operator=TIMUR),
        ring(TIMUR),
        "Timur Aliev talked last with Anna and is available.",
    ),
    "last operator busy": (
        situation(rules=one("last_operator"), client=NOBODYS, last_operator=TIMUR, op102=S.BUSY),
        HANGUP,
        "Timur Aliev, who talked last with Anna, is busy; n" + END,
    ),
    "last operator of a client who has a responsible": (
        situation(rules=one("last_operator"), last_operator=TIMUR),
        HANGUP,
        "N" + END,
    ),
    "nobody talked with him yet": (
        situation(rules=one("last_operator"), client=NOBODYS),
        HANGUP,
        "Nobody has talked with Anna yet; n" + END,
    ),
    "skill, and the client's language": (
        situation(rules=one("skill", "vip"), client=NOBODYS),
        ring(TIMUR),
        "Timur Aliev has the skill vip, speaks the client's language (ru) and is available.",
    ),
    "skill, whoever is free": (
        situation(rules=one("skill", "vip"), client=NOBODYS, op102=S.BUSY),
        ring(AZIZA),
        "Aziza Karimova has the skill vip and is available.",
    ),
    "skill, several": (
        situation(rules=one("skill", "vip")),
        ring(AZIZA, TIMUR),
        "Aziza Karimova, Timur Aliev have the skill vip and are available.",
    ),
    "skill, nobody free": (
        situation(rules=one("skill", "billing"), op102=S.PAUSED),
        HANGUP,
        "Nobody with the skill billing is free and untried; n" + END,
    ),
    "skill that nobody has": (
        situation(rules=one("skill", "law")),
        HANGUP,
        "Nobody has the skill law; n" + END,
    ),
    "skill after hours": (
        situation(rules=one("skill", "vip"), at=SUNDAY_NOON),
        HANGUP,
        "Nobody is rung for the skill vip outside working hours; n" + END,
    ),
    "skill, when the rule is for that time": (
        situation(rules=one("skill", "billing", when=When(hours="closed")), at=SUNDAY_NOON),
        ring(TIMUR),
        "Timur Aliev has the skill billing and is available.",
    ),
    "another queue": (
        situation(rules=one("queue", "support", seconds=60)),
        dataclasses.replace(SUPPORT, seconds=60),
        "The call goes to the queue Support.",
    ),
    "a queue that is full": (
        situation(rules=one("queue", most_waiting=2), waiting={"sales": 2}),
        HANGUP,
        "2 callers wait in the queue Sales already; n" + END,
    ),
    "a queue that is not full yet": (
        situation(rules=one("queue", most_waiting=2), waiting={"sales": 1}),
        SALES,
        "The call goes to the queue Sales.",
    ),
    "a queue that is gone": (
        situation(rules=one("queue", "old")),
        HANGUP,
        "There is no queue old; n" + END,
    ),
    "the responsible's department": (
        situation(rules=one("department"), client=Client(id="c3", name="Bob", responsible=OLGA)),
        SUPPORT,
        "The call goes to the queue Support.",
    ),
    "a department": (
        situation(rules=one("department", "support")),
        SUPPORT,
        "The call goes to the queue Support.",
    ),
    "a department without a queue": (
        situation(rules=one("department", "law")),
        HANGUP,
        "The department law has no queue; n" + END,
    ),
    "callback": (
        situation(rules=one("callback")),
        Step(kind="callback", targets=("sales",), seconds=10),
        "The caller is offered to be called back, keeping his place in the queue Sales.",
    ),
    "callback for nobody": (
        situation(rules=one("callback"), withheld=True, caller="", client=None),
        HANGUP,
        "Without his number the caller cannot be called back; n" + END,
    ),
    "voicemail": (
        situation(rules=one("voicemail")),
        Step(kind="voicemail", targets=("sales",), seconds=120),
        "The caller may leave a message for Sales.",
    ),
    "voicemail of an operator": (
        situation(rules=one("voicemail", OLGA, seconds=30)),
        Step(kind="voicemail", targets=(OLGA,), seconds=30),
        "The caller may leave a message for Olga Ivanova.",
    ),
    "announcement": (
        situation(rules=one("play", "holiday")),
        Step(kind="play", targets=("holiday",)),
        "The announcement holiday is played.",
    ),
    "static": (
        situation(rules=one("static", seconds=40)),
        ring(AZIZA, "desk1", seconds=40),
        "The phones of the static route ring: Aziza Karimova, desk1.",
    ),
    "hangup": (situation(rules=one("hangup")), HANGUP, "N" + END),
    "no rule at all": (situation(rules=()), HANGUP, "N" + END),
    "the same reason once": (
        situation(rules=(*one("responsible", seconds=5), *one("responsible")), op101=S.BUSY),
        HANGUP,
        "Aziza Karimova, responsible for Orbita LLC, is busy; n" + END,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_kind(case: str) -> None:
    now, step, why = CASES[case]
    decision = decide(now)
    assert (decision.step, decision.why) == (step, why)


def test_every_kind_is_known_and_described() -> None:
    assert tuple(KINDS) == rules.KINDS
    assert all(kind.does.endswith(".") for kind in KINDS.values())
    assert {kind for now, _, _ in CASES.values() for kind in (r.kind for r in now.house.rules.rules)} >= {
        *rules.KINDS
    } - {"deputy"}


CONDITIONS: list[tuple[str, When, Situation, bool]] = [
    ("dialled", When(dialled=("100", "200")), situation(), True),
    ("not dialled", When(dialled=("200",)), situation(), False),
    ("known", When(client="known"), situation(), True),
    ("provisional", When(client="known"), situation(client=Client(id="n", name="", provisional=True)), False),
    ("unknown", When(client="unknown"), situation(client=None), True),
    ("withheld", When(client="withheld"), situation(client=None, withheld=True, caller=""), True),
    ("withheld is not unknown", When(client="unknown"), situation(client=None, withheld=True), False),
    ("priority", When(priority_from=3), situation(client=NOBODYS), True),
    ("too low", When(priority_from=4), situation(client=NOBODYS), False),
    ("nobody has no priority", When(priority_from=1), situation(client=None), False),
    ("language", When(languages=("uz", "ru")), situation(client=NOBODYS), True),
    ("other language", When(languages=("uz",)), situation(client=NOBODYS), False),
    ("department", When(departments=("sales",)), situation(), True),
    ("no department", When(departments=("sales",)), situation(client=NOBODYS), False),
    ("open", When(hours="open"), situation(), True),
    ("closed", When(hours="closed"), situation(at=SUNDAY_NOON), True),
    ("not closed", When(hours="closed"), situation(), False),
    ("by a calendar", When(hours="open", calendar="nights"), situation(at=NIGHT), True),
    ("by a calendar, closed", When(hours="open", calendar="nights"), situation(), False),
]


@pytest.mark.parametrize(
    ("when", "now", "holds"), [case[1:] for case in CONDITIONS], ids=[case[0] for case in CONDITIONS]
)
def test_condition(when: When, now: Situation, holds: bool) -> None:
    played = situation(rules=one("play", "hello", when=when))
    told = dataclasses.replace(now, house=played.house)
    assert (decide(told).step.kind == "play") is holds


def test_who_does_not_answer_is_rung_as_often_as_the_rule_says() -> None:
    now = situation(rules=(*one("responsible", attempts=2), *one("deputy")), last_result="NOANSWER")
    taken: tuple[Step, ...] = ()
    for _ in range(4):
        taken += (decide(now, taken).step,)
    assert taken == (ring(AZIZA), ring(AZIZA), ring(TIMUR), HANGUP)


def test_those_with_the_skill_who_speak_the_language_come_before_the_others() -> None:
    now = situation(rules=one("skill", "vip"), client=NOBODYS)
    assert decide(now, (ring(TIMUR),)).step == ring(AZIZA)
    assert decide(now, (ring(TIMUR), ring(AZIZA))).step == HANGUP


def test_a_book_that_goes_on_after_an_announcement_and_an_offer() -> None:
    book = (
        *one("play", "hello"),
        *one("queue", seconds=60),
        *one("callback"),
        *one("queue", attempts=2),
        *one("voicemail"),
    )
    now = situation(rules=book)
    assert [step.kind for step in decide(now).rest] == ["queue", "queue", "voicemail"]
    taken: tuple[Step, ...] = ()
    while not taken or taken[-1].kind != "hangup":
        taken += (decide(now, taken).step,)
    assert [(step.kind, step.seconds) for step in taken] == [
        ("play", 0),
        ("queue", 60),
        ("callback", 10),
        ("queue", 300),
        ("voicemail", 120),
        ("hangup", 0),
    ]


@pytest.mark.parametrize("asked_in", [SALES, Step(kind="callback", targets=("sales",), seconds=10)])
def test_who_asks_to_be_called_back_is_told_so_whatever_the_rules(asked_in: Step) -> None:
    decision = decide(situation(last_result="CALLBACK", rules=one("queue", attempts=5)), (asked_in,))
    assert decision.step == Step(kind="callback", targets=("sales",))
    assert decision.rule == "callback_asked"
    assert decision.why == "The caller asked to be called back and keeps his place in the queue Sales."
    after = decide(situation(last_result=""), (asked_in, decision.step))
    assert (after.step, after.why) == (HANGUP, "The caller will be called back.")


def test_without_a_number_nobody_can_ask_to_be_called_back() -> None:
    now = situation(last_result="CALLBACK", client=None, caller="", withheld=True)
    assert decide(now, (SALES,)).rule == "static"


def test_after_a_message_the_call_ends_unless_none_could_be_taken() -> None:
    left = (Step(kind="voicemail", targets=("sales",), seconds=120),)
    book = (*one("voicemail"), *one("static"))
    assert decide(situation(rules=book, last_result="VOICEMAIL"), left).step == HANGUP
    assert decide(situation(rules=book, last_result="FAILED"), left).step.kind == "ring"


def test_no_call_has_more_steps_than_the_pbx_takes() -> None:
    book = tuple(
        Rule(id=f"r{n}", kind="play", target=f"s{n % 3}", attempts=5, when=When()) for n in range(20)
    )
    taken: tuple[Step, ...] = ()
    while not taken or taken[-1].kind != "hangup":
        taken += (decide(situation(rules=book), taken).step,)
    assert len(taken) == MOST_STEPS + 1


def test_what_the_rules_looked_at_is_kept() -> None:
    inputs = decide(situation(rules=one("queue"), waiting={"sales": 2, "support": 0})).inputs
    assert (inputs["rules"], inputs["waiting"], inputs["priority"]) == ("7", "sales-2", "0")
    inputs = decide(situation(client=NOBODYS, last_operator=TIMUR)).inputs
    assert (inputs["last_operator"], inputs["language"], inputs["priority"]) == (TIMUR, "ru", "3")
    assert inputs["state_op102"] == "available"


def test_the_book_of_a_house_that_wrote_none_is_what_it_always_was() -> None:
    assert [rule.kind for rule in DEFAULT.rules] == ["responsible", "deputy", "queue", "static", "hangup"]
    assert decide(situation()).inputs["rules"] == "0"
    assert decide(situation(client=ORBITA)).rule == "responsible"
