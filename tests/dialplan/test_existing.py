"""What an Asterisk that others have set up is taken for: a grown office, and our own rendering."""

from dataclasses import replace
from pathlib import Path

import pytest

from ccengine.core.directory import DialledNumber, House
from dialplan.asterisk_files import Reader, decoded
from dialplan.existing import Existing, read
from dialplan.render import render
from tests.dialplan.plans import HOUSE, PLAN

OFFICE = Path(__file__).parents[1] / "fixtures/etc_asterisk"


@pytest.fixture(scope="module")
def office() -> Existing:
    files = sorted(path for path in OFFICE.rglob("*") if path.is_file())
    texts = {path.relative_to(OFFICE).as_posix(): decoded(path.read_bytes(), "cp1251") for path in files}
    return read(texts, zone="Asia/Tashkent")


def test_people_are_those_who_log_in_with_a_phone(office: Existing) -> None:
    assert {
        (person.id, person.extension, person.name, office.devices[person.id], person.queues)
        for person in office.house.operators.values()
    } == {
        ("op101", "101", "Aziza Karimova", "PJSIP/101", ("sales",)),
        ("ivan_petrov", "102", "Иван Петров", "PJSIP/ivan-petrov", ("sales",)),
        ("op103", "103", "Ольга", "SIP/103", ("sales",)),
        ("op104", "104", "Sardor Aliev", "SIP/104", ("support_2",)),
    }


def test_queues_have_their_templates_and_the_number_that_is_dialled_today(office: Existing) -> None:
    sales, support = office.house.queues["sales"], office.house.queues["support_2"]
    assert (sales.extension, sales.strategy, sales.ring_s, sales.wrap_up_s) == ("600", "rrmemory", 15, 10)
    assert (support.extension, support.strategy, support.announce_s) == ("900", "leastrecent", 30)
    assert (sales.wait_s, support.wait_s) == (300, 90)  # the longest of several
    assert "the queue support_2 gets the number 900: nobody dials it today" in office.chosen


def test_numbers_are_followed_through_the_dialplan(office: Existing) -> None:
    assert {
        (number.number, number.queue, number.static_route, number.ring_s)
        for number in office.house.numbers.values()
    } == {
        ("998712000100", "sales", ("op101", "ivan_petrov"), 30),
        ("998712000200", "support_2", (), 20),
        ("700", "sales", ("op101", "op103"), 25),
    }
    assert office.house.numbers["700"].hours.zone == "Asia/Tashkent"


def test_what_cannot_be_read_is_said_with_its_place(office: Existing) -> None:
    told = {(str(trouble.place), trouble.reason) for trouble in office.troubles}
    for place, reason in (
        ("pjsip.conf:32", "the included file 'missing_phones.conf' is not here"),
        ("pjsip.conf:33", "#exec is not run here"),
        ("pjsip.conf:50", "the endpoint door has no auth"),
        ("pjsip.conf:63", "it is no 'name = value'"),
        ("pjsip.d/10-phones.conf:19", "nobody can dial PJSIP/lobby"),
        ("pjsip.d/10-phones.conf:27", "its number 101 is that of op101"),
        ("pjsip.d/10-phones.conf:36", "its template [no-such-template] is not here"),
        ("sip.conf:13", "[fax] has no type"),
        ("users.conf:11", "the user 105 has no SIP phone"),
        ("queues.conf:13", "the member Agent/1001 is no operator"),
        ("queues.d/support.conf:5", "the member PJSIP/nobody is no operator"),
        ("extensions.conf:17", "leads to the queue closed_down, which was not found"),
        ("extensions.conf:18", "the number 998712000400 leads to no queue that can be read"),
        ("extensions.conf:19", "_99871200XXXX is a pattern"),
        ("extensions.conf:20", "calls without a dialled number"),
        ("extensions.conf:21", "operator is no number"),
        ("extensions.conf:24", "a switch"),
        ("extensions.ael:1", "files of this kind are not read"),
    ):
        assert any(where == place and reason in why for where, why in told), (place, reason, sorted(told))
    assert "secret" not in str(told)


def test_what_we_render_is_read_as_the_same_house() -> None:
    """Our files name no members and no home queues: these are the engine's, and come with it."""
    found = read(render(PLAN))
    bare = House(
        operators={i: replace(o, queues=()) for i, o in HOUSE.operators.items()},
        queues={i: replace(q, name=i) for i, q in HOUSE.queues.items()},
        numbers={
            n: DialledNumber(number=n, name=n, queue="sales", static_route=d.static_route)
            for n, d in HOUSE.numbers.items()
        },
    )
    assert found.house == bare
    assert found.troubles == []
    assert found.chosen == [
        f"the number {n} gets the queue sales: it names none, and there is no other"
        for n in ("100", "998712000100")
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("[a]\nx=1 ; why\ny => 2\n", [("x", "1"), ("y", "2")]),
        ("[a]\nx=a\\;b ;c\n", [("x", "a;b")]),
        ("[a]\n;-- x=1\ny=2 --;\nz=3 ;-- in between --; \n", [("z", "3")]),
        ("[a]\n;--- a heading ---\nx=1\n", [("x", "1")]),
        ("[t](!)\nx=1\n[a](t)\ny=2\n", [("x", "1"), ("y", "2")]),
        ("[a]\nx=1\n[b]\ny=1\n[a](+)\nx=2\n", [("x", "1"), ("x", "2")]),
        ("\ufeff[a]\r\nx = 1\r\n".removeprefix("\ufeff"), [("x", "1")]),
        ("[a]\nX+=1\n", [("x", "1")]),
    ],
)
def test_sections_as_asterisk_reads_them(text: str, lines: list[tuple[str, str]]) -> None:
    sections = {section.name: section for section in Reader({"f.conf": text}).sections("f.conf")}
    assert [(line.key, line.value) for line in sections["a"].lines] == lines


def test_files_that_include_each_other_end() -> None:
    reader = Reader({"a.conf": "#include b.conf\n[x]\n", "b.conf": "#include </etc/asterisk/a.conf>\n[y]\n"})
    assert [section.name for section in reader.sections("a.conf")] == ["y", "x"]
    assert [str(trouble.place) for trouble in reader.troubles] == ["b.conf:1"]


def test_a_dialplan_that_goes_in_circles_ends() -> None:
    texts = {
        "extensions.conf": "[in]\nexten => 100,1,Set(N=${N}x)\n same => n,Goto(in,100,1)\n",
        "sip.conf": "[p]\ntype=peer\nhost=192.0.2.7\ncontext=in\n",
    }
    assert [trouble.reason for trouble in read(texts).troubles] == [
        "the number 100 leads to no queue that can be read"
    ]


def test_an_encoding_is_taken_only_where_it_is_not_utf_8() -> None:
    assert decoded("Ольга".encode(), "cp1251") == "Ольга"
    assert decoded("\ufeffОльга".encode(), "cp1251") == "Ольга"
    assert decoded("Ольга".encode("cp1251"), "cp1251") == "Ольга"
