"""Rule books: written and read, refused with the reason, and harmless whatever they say."""

import dataclasses
import json
import string
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.core.hours import Hours
from ccengine.core.rule_document import BadRules, read_book, write_book
from ccengine.core.rules import DEFAULT, RecordingCase, Rule, RuleBook, RuleProblem
from routing.check import check_book
from routing.policy import decide
from routing.recording import decide_recording
from routing.situation import Situation
from tests.routing.books import books, rules
from tests.routing.scene import HOUSE
from tests.routing.test_policy import situations

DOCUMENT: dict[str, Any] = {
    "calendars": {
        "nights": {
            "zone": "Asia/Tashkent",
            "week": {"mon": ["00:00-06:00", "22:00-24:00"], "sat": []},
            "holidays": ["2027-01-01"],
        }
    },
    "rules": [
        {"id": "vip", "kind": "skill", "name": "Key accounts", "target": "vip", "when": {"priority_from": 5}},
        {"id": "night", "kind": "play", "target": "closed", "when": {"hours": "open", "calendar": "nights"}},
        {"id": "wait", "kind": "queue", "seconds": 90, "most_waiting": 5},
        {"id": "back", "kind": "callback"},
    ],
    "recording": [{"id": "half", "record": True, "share": 50, "when": {"directions": ["inbound"]}}],
}


def test_a_book_is_read() -> None:
    book = read_book(DOCUMENT, version=3)
    assert (book.version, [rule.id for rule in book.rules]) == (3, ["vip", "night", "wait", "back"])
    assert book.rules[2] == Rule(id="wait", kind="queue", seconds=90, most_waiting=5)
    night = book.calendars["nights"]
    assert (night.week[0], night.week[1], len(night.week)) == (((0, 360), (1320, 1440)), (), 7)
    assert not check_book(book, HOUSE)


def test_what_is_left_out_is_as_in_a_house_that_wrote_no_rules() -> None:
    assert read_book({}) == DEFAULT
    assert read_book(write_book(DEFAULT)) == DEFAULT
    assert not check_book(DEFAULT, HOUSE)


@given(books)
def test_what_is_written_is_read_again(book: RuleBook) -> None:
    assert read_book(json.loads(json.dumps(write_book(book)))) == book


UNREADABLE: list[tuple[Any, dict[str, str]]] = [
    ([], {"": "must be an object"}),
    ({"rule": []}, {"rule": "is not known; known are calendars, rules, recording"}),
    ({"rules": {}}, {"rules": "must be a list"}),
    ({"rules": [7]}, {"rules[0]": "must be an object", "rules[0].id": "must be given"}),
    ({"rules": [{"id": "a", "kind": "magic"}]}, {"rules[0].kind": "must be one of: 'responsible', 'deputy'"}),
    ({"rules": [{"id": "a b", "kind": "queue"}]}, {"rules[0].id": "must be an id of letters"}),
    (
        {"rules": [{"id": "a", "kind": "queue", "seconds": True, "attempts": 0, "name": "a\x1b[2J"}]},
        {
            "rules[0].seconds": "must be a whole number from 0 to 3600",
            "rules[0].attempts": "must be a whole number from 1 to 5",
            "rules[0].name": "must be text without control characters",
        },
    ),
    (
        {"rules": [{"id": "a", "kind": "queue"}, {"id": "a", "kind": "static"}]},
        {"rules[1].id": "'a' is the id of another rule too"},
    ),
    (
        {"rules": [{"id": "a", "kind": "queue", "when": {"languages": ["ru", "ru", 7], "hours": "late"}}]},
        {
            "rules[0].when.languages[1]": "is there twice",
            "rules[0].when.languages[2]": "must be text",
            "rules[0].when.hours": "must be one of: '', 'open', 'closed'",
        },
    ),
    (
        {
            "calendars": {
                "c": {"zone": 7, "week": {"mon": ["18:00-09:00"], "noday": []}, "holidays": ["soon"]}
            }
        },
        {
            "calendars.c.zone": "must be text",
            "calendars.c.week.mon": "must be a list of stretches",
            "calendars.c.week.noday": "is not known; known are mon, tue",
            "calendars.c.holidays[0]": "must be a date such as 2027-01-01",
        },
    ),
    (
        {"calendars": {"c": {"zone": "UTC", "week": {"mon": ["09:00-12:00", "11:00-13:00"]}}}},
        {"calendars.c.week.mon": "the stretches must follow one another"},
    ),
    (
        {"recording": [{"id": "a", "record": 1, "share": 101, "when": {"directions": ["sideways"]}}]},
        {
            "recording[0].record": "must be true or false",
            "recording[0].share": "must be a whole number from 0 to 100",
            "recording[0].when.directions[0]": "must be one of: 'inbound', 'outbound', 'internal'",
        },
    ),
]


@pytest.mark.parametrize(("document", "told"), UNREADABLE)
def test_what_cannot_be_read_is_named_with_its_place_and_all_at_once(
    document: Any, told: dict[str, str]
) -> None:
    with pytest.raises(BadRules) as refused:
        read_book(document)
    found = {problem.place: problem.problem for problem in refused.value.problems}
    assert all(words in found[place] for place, words in told.items())


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "kind", "when", "rules", "recording", "calendars", "week", "zone", "x"])
            | st.text(string.printable, max_size=4),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(json_values)
def test_reading_anything_gives_a_book_or_its_problems(document: Any) -> None:
    problems: list[RuleProblem] = []
    try:
        problems = check_book(read_book(document), HOUSE)
    except BadRules as refused:
        problems = refused.problems
    assert all(problem.problem for problem in problems)


def rule(**fields: Any) -> dict[str, Any]:
    return {"id": "a", **fields}


NONSENSE: list[tuple[str, dict[str, Any], str, str]] = [
    ("queue", rule(kind="queue", target="old"), "target", "there is no queue 'old'"),
    ("skill", rule(kind="skill", target="law"), "target", "can never apply: nobody has the skill 'law'"),
    ("no skill", rule(kind="skill"), "target", "must name a skill"),
    (
        "department",
        rule(kind="department", target="law"),
        "target",
        "there is no queue of a department 'law'",
    ),
    ("message", rule(kind="voicemail", target="op9"), "target", "there is no queue and no operator 'op9'"),
    ("sound", rule(kind="play", target="../x"), "target", "the id of a sound has letters, digits and _ only"),
    ("target of none", rule(kind="deputy", target="x"), "target", "a rule of kind deputy has none"),
    ("seconds of none", rule(kind="hangup", seconds=5), "seconds", "means nothing to a rule of kind hangup"),
    (
        "number",
        rule(kind="queue", when={"dialled": ["5"]}),
        "when.dialled[0]",
        "there is no dialled number '5'",
    ),
    (
        "responsible's department",
        rule(kind="responsible", when={"departments": ["law"]}),
        "when.departments[0]",
        "there is no operator in the department 'law'",
    ),
    (
        "calendar",
        rule(kind="queue", when={"hours": "open", "calendar": "x"}),
        "when.calendar",
        "there is no calendar 'x'",
    ),
    (
        "calendar, but when",
        rule(kind="queue", when={"calendar": "nights"}),
        "when.hours",
        "must say open or closed, for the calendar 'nights'",
    ),
    (
        "withheld and language",
        rule(kind="queue", when={"client": "withheld", "languages": ["ru"]}),
        "when.languages",
        "can never hold: a withheld caller has none",
    ),
    (
        "unknown and priority",
        rule(kind="queue", when={"client": "unknown", "priority_from": 2}),
        "when.priority_from",
        "can never hold: an unknown caller has none",
    ),
    (
        "responsible of nobody",
        rule(kind="responsible", when={"client": "unknown"}),
        "when.client",
        "can never apply: the responsible of a client is rung, and this is an unknown caller",
    ),
    (
        "call back nobody",
        rule(kind="callback", when={"client": "withheld"}),
        "when.client",
        "can never apply: a withheld caller cannot be called back",
    ),
    (
        "last operator, though somebody is responsible",
        rule(kind="last_operator", when={"departments": ["sales"]}),
        "when.departments",
        "can never apply: the rule is for clients for whom nobody is responsible",
    ),
    (
        "responsible's department of nobody",
        rule(kind="department", when={"client": "withheld"}),
        "when.client",
        "can never apply: without a client there is no responsible with a department",
    ),
]


@pytest.mark.parametrize(
    ("given_rule", "field", "told"), [case[1:] for case in NONSENSE], ids=[case[0] for case in NONSENSE]
)
def test_a_rule_that_can_never_apply_is_refused_with_the_reason(
    given_rule: dict[str, Any], field: str, told: str
) -> None:
    book = read_book({"calendars": DOCUMENT["calendars"], "rules": [given_rule]})
    found = [(problem.place, problem.problem) for problem in check_book(book, HOUSE)]
    assert found == [(f"rules[0].{field}", told)]


def test_a_sound_that_nobody_can_play_is_refused_where_the_sounds_are_known() -> None:
    book = read_book({"rules": [rule(kind="play", target="holiday")]})
    assert not check_book(book, HOUSE)
    assert not check_book(book, HOUSE, sounds={"holiday"})
    assert [str(problem) for problem in check_book(book, HOUSE, sounds={"goodbye"})] == [
        "rules[0].target: there is no sound 'holiday'; a house's own stand in the settings, [pbx] sounds"
    ]


def test_hours_that_never_come_are_refused() -> None:
    always = dataclasses.replace(HOUSE.numbers["100"], hours=Hours())
    house = dataclasses.replace(HOUSE, numbers={"100": always})
    book = read_book({"rules": [rule(kind="voicemail", when={"hours": "closed"})]})
    assert [str(problem) for problem in check_book(book, house)] == [
        "rules[0].when.hours: can never hold: these numbers are always open"
    ]
    assert not check_book(book, HOUSE)
    holidays = {"zone": "UTC", "holidays": ["2027-01-01"]}
    on_holidays = rule(kind="voicemail", when={"hours": "closed", "calendar": "c"})
    assert not check_book(read_book({"calendars": {"c": holidays}, "rules": [on_holidays]}), HOUSE)
    never_closed = read_book({"calendars": {"c": {"zone": "UTC"}}, "rules": [on_holidays]})
    assert [str(problem) for problem in check_book(never_closed, HOUSE)] == [
        "rules[0].when.hours: can never hold: this calendar is always open"
    ]
    week = {"zone": "Nowhere", "week": {"mon": []}}
    assert [str(problem) for problem in check_book(read_book({"calendars": {"c": week}}), HOUSE)] == [
        "calendars.c: 'Nowhere' is no time zone, such as Asia/Tashkent",
        "calendars.c: has no working time at all",
    ]


SHADOWS: list[tuple[str, list[dict[str, Any]], str]] = [
    (
        "behind the end",
        [rule(kind="hangup"), {"id": "b", "kind": "static"}],
        "the rule 'a' before it ends all these calls",
    ),
    (
        "behind the end of such calls",
        [
            rule(kind="hangup", when={"client": "withheld"}),
            {"id": "b", "kind": "queue", "when": {"client": "withheld", "dialled": ["100"]}},
        ],
        "the rule 'a' before it ends all these calls",
    ),
    (
        "the same again",
        [rule(kind="queue", attempts=2), {"id": "b", "kind": "queue", "seconds": 60, "attempts": 2}],
        "the rule 'a' before it leaves it nothing to do",
    ),
    (
        "the same again, for some",
        [rule(kind="responsible"), {"id": "b", "kind": "responsible", "when": {"priority_from": 5}}],
        "the rule 'a' before it leaves it nothing to do",
    ),
]


@pytest.mark.parametrize(("both", "told"), [case[1:] for case in SHADOWS], ids=[case[0] for case in SHADOWS])
def test_a_rule_that_others_leave_nothing_to_is_refused(both: list[dict[str, Any]], told: str) -> None:
    (problem,) = check_book(read_book({"rules": both}), HOUSE)
    assert (problem.place, problem.problem) == ("rules[1]", f"can never apply: {told}")


@pytest.mark.parametrize(
    "both",
    [
        [rule(kind="hangup", when={"client": "withheld"}), {"id": "b", "kind": "queue"}],
        [rule(kind="queue", seconds=60), {"id": "b", "kind": "queue", "attempts": 2}],
        [rule(kind="queue", most_waiting=3), {"id": "b", "kind": "queue"}],
        [rule(kind="responsible"), {"id": "b", "kind": "responsible", "when": {"hours": "closed"}}],
        [rule(kind="hangup", when={"languages": ["ru"]}), {"id": "b", "kind": "queue"}],
        [rule(kind="queue", target="support"), {"id": "b", "kind": "queue"}],
    ],
)
def test_rules_that_leave_something_to_each_other_are_taken(both: list[dict[str, Any]]) -> None:
    assert not check_book(read_book({"rules": both}), HOUSE)


def test_recording_rules_that_decide_nothing_are_refused() -> None:
    book = read_book(
        {
            "recording": [
                {"id": "a", "record": True, "share": 0},
                {"id": "b", "record": False, "announce": True, "when": {"queues": ["old"]}},
                {"id": "c", "record": True, "when": {"directions": ["outbound"], "dialled": ["100"]}},
                {"id": "d", "record": True, "when": {"directions": ["internal"], "consent": "yes"}},
                {"id": "e", "record": True},
                {"id": "f", "record": False, "when": {"operators": ["op101"]}},
            ]
        }
    )
    assert [str(problem) for problem in check_book(book, HOUSE)] == [
        "recording[0].share: can never apply: none of 100 calls",
        "recording[1].when.queues[0]: there is no queue 'old'",
        "recording[1].announce: what is not recorded needs no announcement",
        "recording[2].when.dialled: can never hold: only inbound calls have one",
        "recording[3].when.consent: can never hold: internal calls have no client",
        "recording[5]: can never apply: the rule 'e' before it decides all these calls",
    ]


@given(books, st.lists(situations(), min_size=1, max_size=5), st.sampled_from(["", "CALLBACK", "FAILED"]))
def test_every_book_ends_every_call_whatever_changes_meanwhile(
    book: RuleBook, changes: list[Situation], result: str
) -> None:
    usable = not check_book(dataclasses.replace(book, rules=()), HOUSE)
    book = book if usable else dataclasses.replace(book, calendars={})
    taken: tuple[Any, ...] = ()
    for turn in range(20):
        now = changes[turn % len(changes)]
        house = dataclasses.replace(now.house, rules=book)
        decision = decide(dataclasses.replace(now, house=house, last_result=now.last_result or result), taken)
        assert decision.why.endswith(".")
        assert decision.rule
        if decision.step.kind == "hangup":
            return
        assert decision.step.targets
        taken += (decision.step,)
    pytest.fail(f"still going after {len(taken)} steps")


@given(rules, situations())
def test_a_rule_that_applies_somewhere_is_never_refused_as_one_that_cannot(
    rule: Rule, now: Situation
) -> None:
    """What is refused on its own has no situation in which it gives the step."""
    book = RuleBook(rules=(rule,))
    if any("can never" in problem.problem for problem in check_book(book, HOUSE)):
        house = dataclasses.replace(HOUSE, rules=book)
        assert decide(dataclasses.replace(now, house=house)).rule != rule.id


@given(books)
def test_any_book_decides_about_recording(book: RuleBook) -> None:
    case = RecordingCase(call_id=UUID(int=7), direction="inbound", dialled="100")
    assert decide_recording(book, case).why.endswith(".")
