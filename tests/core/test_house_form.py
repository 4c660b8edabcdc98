"""An entry is read or refused by its fields; what was read can be rendered, and read again."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ccengine.core import house_change
from ccengine.core.client_form import WrongFields
from ccengine.core.directory import Department, House, Operator, PauseReason
from ccengine.core.errors import NotFound
from ccengine.core.house_change import InUse, differences, place, put, put_dialling, remove, told, told_alone
from ccengine.core.house_form import number_of, plain_dialling, plain_entry
from ccengine.core.rules import RuleProblem
from ccengine.lab.crm import demo_house
from dialplan.render import render
from tests.dialplan.plans import PLAN

HOUSE = demo_house()
PERSON: dict[str, Any] = {"name": "Лола", "extension": "120"}
QUEUE: dict[str, Any] = {"name": "Export", "extension": "720"}
NUMBER: dict[str, Any] = {"name": "Export line", "queue": "sales"}
OPEN_ON_MONDAY = {"zone": "Asia/Tashkent", "week": {"mon": ["09:00-13:00", "14:00-18:00"]}, "holidays": []}


RUSSIAN = (Path(__file__).parents[2] / "screenpop/web/src/text/ru/problems.ts").read_text()


def refused(kind: str, ident: str, given: dict[str, Any], house: House = HOUSE) -> dict[str, str]:
    """Every fault, by its field. The page can say each in its own language."""
    with pytest.raises(WrongFields) as caught:
        put(house, kind, ident, given)
    for fault in caught.value.faults:
        assert fault.template in RUSSIAN, "the Russian catalogue lacks it"
    return {fault.field: fault.reason for fault in caught.value.faults}


def test_every_entry_of_a_house_reads_back_as_it_was() -> None:
    for kind in house_change.KINDS:
        for ident, entry in getattr(HOUSE, kind).items():
            assert put(HOUSE, kind, ident, plain_entry(entry)) == HOUSE


def test_what_is_left_out_has_its_default() -> None:
    house = put(HOUSE, "operators", "op120", PERSON)
    assert house.operators["op120"] == Operator(id="op120", name="Лола", extension="120")
    assert next(differences(HOUSE, house)).before is None


LIMITS: dict[str, Any] = {"allowed": ["+998", "+7495"], "per_hour": 30, "at_once": 1, "first": "client"}


def test_what_may_be_called_is_read_as_a_whole() -> None:
    house = put_dialling(HOUSE, LIMITS)
    assert plain_dialling(house.dialling) == LIMITS
    assert dict(told_alone(HOUSE, house))["dialling"]["after"]["allowed"] == ["+998", "+7495"]
    assert put_dialling(HOUSE, LIMITS | {"allowed": []}).dialling.allowed == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("allowed", [one]) for one in ("998", "+", "+0", "UZ", "+998 90", "+" + "1" * 16, "+99\n8", 998)),
        *(("allowed", value) for value in ("+998", None, ["+7", "+7"], ["+7"] * 51)),
        *(("per_hour", value) for value in (0, 10_001, "60", True, None)),
        *(("at_once", value) for value in (0, 101, 1.5)),
        *(("first", value) for value in ("both", "", 1)),
        ("tea", 1),
    ],
)
def test_what_cannot_be_a_limit_is_named(field: str, value: Any) -> None:
    with pytest.raises(WrongFields) as caught:
        put_dialling(HOUSE, LIMITS | {field: value})
    [fault] = caught.value.faults
    assert fault.field == field
    assert fault.template in RUSSIAN, "the Russian catalogue lacks it"


@pytest.mark.parametrize(
    ("ident", "before", "order"),
    [("b", "a", "bac"), ("a", "c", "bac"), ("a", "", "bca"), ("c", "", "abc"), ("c", "a", "cab")],
)
def test_a_reason_stands_before_another_or_last(ident: str, before: str, order: str) -> None:
    house = replace(HOUSE, pauses={one: PauseReason(id=one, name=one.upper()) for one in "abc"})
    placed = place(house, ident, before)
    assert "".join(placed.pauses) == order
    assert placed.pauses == house.pauses
    assert [kind for kind, _ in told_alone(house, placed)] == (["pauses"] if order != "abc" else [])


@pytest.mark.parametrize(("ident", "before"), [("x", ""), ("a", "x")])
def test_what_is_gone_has_no_place(ident: str, before: str) -> None:
    with pytest.raises(NotFound, match="x any more"):
        place(put(HOUSE, "pauses", "a", {"name": "A"}), ident, before)


def test_limits_are_given_whole() -> None:
    with pytest.raises(WrongFields) as caught:
        put_dialling(HOUSE, {})
    assert {fault.field for fault in caught.value.faults} == set(LIMITS)


def test_what_was_accepted_is_rendered() -> None:
    house = put(HOUSE, "queues", "export", QUEUE | {"strategy": "rrmemory", "announce_s": 3_600})
    house = put(house, "operators", "op120", PERSON | {"queues": ["export", "sales"], "phone": "browser"})
    house = put(
        house, "numbers", "998712000400", NUMBER | {"hours": OPEN_ON_MONDAY, "static_route": ["op120"]}
    )
    secrets = {ident: f"sip-secret-of-{ident}" for ident in house.operators}
    files = render(replace(PLAN, house=house, sip_secrets=secrets))
    assert "[export]" in files["queues.conf"]
    assert "[op120]" in files["pjsip.conf"]
    assert "exten => 998712000400,1" in files["extensions.conf"]


@pytest.mark.parametrize(
    ("kind", "ident", "given", "field", "said"),
    [
        ("operators", "general", PERSON, "id", "none of general"),
        ("operators", "trunk2", PERSON, "id", "must not begin with trunk"),
        ("operators", "1op", PERSON, "id", "a letter, then"),
        ("operators", "op;120", PERSON, "id", "a letter, then"),
        ("operators", "sales", PERSON, "id", "is the id of a queue"),
        ("operators", "op120", {"name": "Лола"}, "extension", "must be given"),
        ("operators", "op120", PERSON | {"name": " "}, "name", "must be given"),
        ("operators", "op120", PERSON | {"name": "a\nb"}, "name", "one line"),
        ("operators", "op120", PERSON | {"name": "a" * 81}, "name", "more than 80"),
        ("operators", "op120", PERSON | {"name": 5}, "name", "text"),
        ("operators", "op120", PERSON | {"extension": "1"}, "extension", "2 to 6 digits"),
        ("operators", "op120", PERSON | {"extension": "101"}, "extension", "Dilnoza Karimova"),
        ("operators", "op120", PERSON | {"extension": "700"}, "extension", "queue Sales"),
        ("operators", "op120", PERSON | {"phone": "tin"}, "phone", "desk, browser"),
        ("operators", "op120", PERSON | {"department": "tea"}, "department", "tea"),
        ("operators", "op120", PERSON | {"queues": ["tea"]}, "queues", "tea"),
        ("operators", "op120", PERSON | {"queues": "sales"}, "queues", "a list"),
        ("operators", "op120", PERSON | {"skills": ["a", "a"]}, "skills", "twice"),
        ("operators", "op120", PERSON | {"languages": ["русский"]}, "languages", "such as uz"),
        ("operators", "op120", PERSON | {"answer_url": "javascript:alert(1)"}, "answer_url", "http://"),
        ("operators", "op120", PERSON | {"answer_url": "http://[1"}, "answer_url", "http://"),
        ("operators", "op120", PERSON | {"answer_url": "file://host/etc"}, "answer_url", "http://"),
        ("operators", "op120", PERSON | {"secret": "x"}, "secret", "not known"),
        ("queues", "op101", QUEUE, "id", "is the id of an operator"),
        ("queues", "export", QUEUE | {"extension": "101"}, "extension", "operator Dilnoza Karimova"),
        ("queues", "export", QUEUE | {"strategy": "loudest"}, "strategy", "ringall"),
        ("queues", "export", QUEUE | {"ring_s": 0}, "ring_s", "from 1 to 600"),
        ("queues", "export", QUEUE | {"ring_s": True}, "ring_s", "whole number"),
        ("queues", "export", QUEUE | {"alarm_level": 101}, "alarm_level", "from 0 to 100"),
        ("queues", "export", QUEUE | {"offers_callback": "yes"}, "offers_callback", "true or false"),
        ("queues", "export", QUEUE | {"operators": ["op999"]}, "operators", "op999"),
        ("numbers", "+998712000400", NUMBER, "id", "2 to 15 digits"),
        ("numbers", "998712000400", {"name": "x"}, "queue", "must be given"),
        ("numbers", "998712000400", NUMBER | {"queue": "tea"}, "queue", "tea"),
        ("numbers", "998712000400", NUMBER | {"static_route": ["op999"]}, "static_route", "op999"),
        ("numbers", "998712000400", NUMBER | {"hours": {"zone": "Mars/Base"}}, "hours.zone", "Asia/Tashkent"),
        ("numbers", "998712000400", NUMBER | {"hours": {"zone": "../../etc"}}, "hours.zone", "Asia/Tashkent"),
        (
            "numbers",
            "998712000400",
            NUMBER | {"hours": OPEN_ON_MONDAY | {"week": {"mon": ["18:00-09:00"]}}},
            "hours.week.mon",
            "must be a list",
        ),
        ("pauses", "lunch", {"name": "Lunch", "limit_s": -1}, "limit_s", "from 0"),
        ("departments", "sales", {"name": ""}, "name", "must be given"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    kind: str, ident: str, given: dict[str, Any], field: str, said: str
) -> None:
    assert said in refused(kind, ident, given)[field]


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert refused("operators", "1", {"name": "", "extension": "x"}).keys() == {"id", "name", "extension"}


def test_a_queue_says_who_takes_its_calls() -> None:
    sales = plain_entry(HOUSE.queues["sales"])
    house = put(HOUSE, "queues", "sales", sales | {"operators": ["op101", "op108"]})
    assert [p.id for p in house.operators.values() if "sales" in p.queues] == ["op101", "op108"]
    assert house.operators["op108"].queues == ("sales", "support")
    changed = [(one.kind, one.id) for one in differences(HOUSE, house)]
    assert changed == [("operators", ident) for ident in ("op102", "op103", "op104", "op105", "op108")]


@pytest.mark.parametrize(
    ("kind", "ident", "by"),
    [
        ("departments", "support", "operator 'Ελένη Παπαδοπούλου'"),
        ("queues", "support", "dialled number 'Support'"),
        ("operators", "op101", "static route of 'Office'"),
    ],
)
def test_what_is_named_is_not_removed_and_says_by_what(kind: str, ident: str, by: str) -> None:
    with pytest.raises(InUse, match=by):
        remove(HOUSE, kind, ident)


def test_a_queue_stays_as_long_as_somebody_takes_its_calls_and_a_department_as_it_has_a_queue() -> None:
    house = put(HOUSE, "departments", "export", {"name": "Export"})
    house = put(house, "queues", "export", QUEUE | {"department": "export", "operators": ["op101"]})
    with pytest.raises(InUse, match="operator 'Dilnoza Karimova'"):
        remove(house, "queues", "export")
    with pytest.raises(InUse, match="queue 'Export'"):
        remove(house, "departments", "export")


def test_what_nothing_names_is_removed() -> None:
    house = replace(HOUSE, departments={**HOUSE.departments, "tea": Department(id="tea", name="Tea")})
    assert remove(house, "departments", "tea") == HOUSE
    assert "lunch" not in remove(HOUSE, "pauses", "lunch").pauses


def test_the_rule_that_would_make_no_sense_is_named() -> None:
    stale = RuleProblem.told("rules[0]", "was wrong before")

    def check(house: House) -> list[RuleProblem]:
        gone = "op108" not in house.operators
        return [
            stale,
            *(
                [RuleProblem.told("rules[2].target", "there is no operator '{name}'", name="op108")]
                if gone
                else []
            ),
        ]

    after = replace(HOUSE, operators={k: v for k, v in HOUSE.operators.items() if k != "op108"})
    [fault] = house_change.broken_rules(HOUSE, after, check)
    assert (fault.field, fault.reason) == ("rules.queue", "there is no operator 'op108'")
    assert (fault.template, fault.names) == ("there is no operator '{name}'", {"name": "op108"})


def test_the_audit_tells_what_changed_and_no_secret() -> None:
    person = plain_entry(HOUSE.operators["op101"])
    house = put(
        HOUSE, "operators", "op101", person | {"answer_url": "http://a:b@10.0.0.1/", "name": "Dilnoza"}
    )
    [difference] = differences(HOUSE, house)
    assert told(difference) == {
        "before": {"name": "Dilnoza Karimova", "answer_url": ""},
        "after": {"name": "Dilnoza", "answer_url": "set"},
    }


def test_numbers_are_read_as_people_write_them() -> None:
    assert number_of(" +998 (71) 200-01-00 ") == "998712000100"
