"""Contacts: the form, what files say (golden files of Google, Outlook, an iPhone), and what two make one."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from ccengine.core.client_form import WrongFields
from ccengine.core.contact import Contact, ContactForm, Labelled
from ccengine.core.contact_csv import write_csv
from ccengine.core.contact_files import MOST_ENTRIES, Entry, Read, counted, through
from ccengine.core.contact_import import plan, read_file
from ccengine.core.contact_match import combined, differences, key_of_contact
from ccengine.core.contact_search import sought_of, wanted
from ccengine.core.errors import BadInput
from ccengine.core.events import plain
from ccengine.core.vcard import write_vcards
from ccengine.store.numbers import Numbering

FILES = Path(__file__).with_name("contacts")
NUMBERING = Numbering(region="UZ")
FORM = ContactForm(NUMBERING)
AZIZA = Contact(name="Aziza Rahimova", company="Chorsu", phones=(Labelled(value="+998901234567"),))


def entries(data: bytes) -> list[Read]:
    return [through(FORM, entry) for entry in read_file(data).entries]


def only(data: bytes | str) -> Contact:
    (read,) = entries(data.encode() if isinstance(data, str) else data)
    assert read.contact is not None, read
    return read.contact


@pytest.mark.parametrize("golden", sorted(FILES.glob("*.json")), ids=lambda path: path.stem)
def test_files_as_other_programs_write_them(golden: Path) -> None:
    data = golden.with_suffix("").read_bytes()
    file = read_file(data)
    told = {"form": file.form, "encoding": file.encoding, "columns": plain(file.columns)}
    read = [
        {**plain(one), "faults": [{"field": fault.field, "reason": fault.reason} for fault in one.faults]}
        for one in entries(data)
    ]
    assert {**told, "entries": read} == json.loads(golden.read_text())


def words(longest: int = 12) -> st.SearchStrategy[str]:
    """What people write, and what they should not: signs of CSV, of vCards, and of formulas."""
    alphabet = "aZя0 Ўğ'\"=+-@\\,;:|<>&%\u202e😀"
    return st.text(alphabet, max_size=longest).map(str.strip)


def labels() -> st.SearchStrategy[str]:
    return words().filter(bool)


CONTACTS = st.builds(
    Contact,
    name=words().map(lambda name: " ".join(name.split())),
    company=words().map(lambda name: " ".join(name.split())),
    position=words().map(lambda name: " ".join(name.split())),
    phones=st.lists(
        st.builds(Labelled, value=st.from_regex(r"\+9989[0-9]{8}", fullmatch=True), label=labels()),
        max_size=3,
        unique_by=lambda line: line.value,
    ).map(tuple),
    emails=st.lists(
        st.builds(Labelled, value=st.from_regex(r"[a-z=]{1,5}@[a-z]{1,5}", fullmatch=True), label=labels()),
        min_size=1,
        max_size=2,
        unique_by=lambda line: line.value,
    ).map(tuple),
    groups=st.lists(labels().filter(lambda text: ":" not in text), max_size=3).map(
        lambda g: tuple(sorted(set(g)))
    ),
    note=st.text("ab=\n,;\\'\"\u202e", max_size=20).map(str.strip),
    fields=st.dictionaries(labels(), labels(), max_size=3),
)


@seed(20_261_122)
@settings(max_examples=60, deadline=None, database=None)
@given(contact=CONTACTS, version=st.sampled_from(["3.0", "4.0"]))
def test_what_is_written_as_a_vcard_is_read_again(contact: Contact, version: str) -> None:
    text = "".join(write_vcards([contact], version))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert only(text) == contact


@seed(20_261_122)
@settings(max_examples=60, deadline=None, database=None)
@given(contact=CONTACTS)
def test_what_is_written_as_csv_is_read_again(contact: Contact) -> None:
    assert only("".join(write_csv([contact]))) == contact


@seed(20_261_122)
@settings(max_examples=60, deadline=None, database=None)
@given(data=st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(lambda b: b"BEGIN:VCARD\n" + b)))
def test_no_file_does_more_than_be_refused(data: bytes) -> None:
    try:
        read = entries(data)
    except BadInput:
        return
    assert all(one.contact is not None or one.faults for one in read)


@seed(20_261_122)
@settings(max_examples=60, deadline=None, database=None)
@given(one=CONTACTS, other=CONTACTS)
def test_two_become_one_and_nothing_is_lost(one: Contact, other: Contact) -> None:
    both = combined(one, other)
    assert combined(both, other) == both
    told = json.dumps(plain(both), ensure_ascii=False)
    for contact in (one, other):
        for text in (contact.name, contact.company, contact.position, *contact.groups):
            assert json.dumps(text, ensure_ascii=False)[1:-1].casefold() in told.casefold()
        kept = {line.value for line in (*both.phones, *both.emails)}
        assert {line.value for line in (*contact.phones, *contact.emails)} <= kept
        assert contact.note in both.note
        assert set(contact.fields.values()) <= set(both.fields.values())


def test_no_cell_is_a_formula() -> None:
    hostile = Contact(
        name="=HYPERLINK(1)", company="@x", note="'=1", fields={"=a": "+1+cmd|' /C calc'!A0", "-b": "-1"}
    )
    text = "".join(write_csv([replace(hostile, phones=AZIZA.phones)]))
    cells = [cell.strip('"') for line in text.splitlines() for cell in line.split(",")]
    assert not [cell for cell in cells if cell[:1] in "=@-+" and cell and cell != "+998901234567"]
    assert "+998901234567" in cells, "a number stays one, for the next program that reads it"
    assert only(text) == replace(hostile, phones=AZIZA.phones)


def test_a_card_has_what_its_version_asks_for() -> None:
    nameless = Contact(company="Chorsu")
    for version, needed in (("3.0", {"N", "FN"}), ("4.0", {"FN"})):
        (text,) = write_vcards([nameless], version)
        named = {line.partition(":")[0] for line in text.splitlines()}
        assert named & {"N", "FN"} == needed


@pytest.mark.parametrize("fold", ["\r\n ", "\r\n\t", "\n "])
def test_a_folded_line_goes_on(fold: str) -> None:
    card = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Aziza Rahi{fold}mova\r\nTEL:112\r\nEND:VCARD\r\n"
    assert only(card).name == "Aziza Rahimova"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a", "note": "a\x1bb"}, "note"),
        ({"name": "a", "phones": ["call me"]}, "phones[0]"),
        ({"name": "a", "phones": [{"value": "112", "kind": "x"}]}, "phones[0]"),
        ({"name": "a", "phones": "112"}, "phones"),
        ({"name": "a", "phones": ["112"] * 31}, "phones"),
        ({"name": "a", "emails": ["nobody"]}, "emails[0]"),
        ({"name": "a", "groups": ["a ::: b"]}, "groups"),
        ({"name": "a", "groups": [1]}, "groups[0]"),
        ({"name": "a", "fields": {"x" * 61: "b"}}, "fields[0]"),
        ({"name": "a", "fields": []}, ""),
        ({"name": "a", "fields": "x"}, "fields"),
        ({"name": "a", "vip": 1}, "vip"),
    ],
)
def test_every_wrong_field_is_named(fields: dict[str, Any], named: str) -> None:
    if not named:
        assert FORM.read(fields).fields == {}
        return
    with pytest.raises(WrongFields) as wrong:
        FORM.read(fields)
    assert [fault.field for fault in wrong.value.faults] == [named]


@pytest.mark.parametrize(
    ("written", "kept", "label"),
    [
        ("90 123-45-67", "+998901234567", ""),
        ("tel:+44-20-7946-0123;ext=7", "+442079460123", "ext. 7"),
        ("+7 (903) 123-45-67 доб. 12", "+79031234567", "ext. 12"),
        ("+1 212 555 0123 x 99", "+12125550123", "ext. 99"),
        ("*55", "*55", ""),
        ("12#34", "12#34", ""),  # dialled so, and no extension
        ("101", "101", ""),
    ],
)
def test_numbers_in_any_written_form(written: str, kept: str, label: str) -> None:
    assert FORM.phone(written) == Labelled(value=kept, label=label)


def test_of_one_number_twice_the_first_stays() -> None:
    twice = [{"value": "90 123 45 67", "label": "work"}, {"value": "+998901234567", "label": "home"}]
    assert FORM.read({"phones": twice}).phones == (Labelled(value="+998901234567", label="work"),)


def test_one_has_what_the_other_lacks_and_nothing_twice() -> None:
    one = Contact(name="Aziza", phones=(Labelled(value="112"),), note="Calls late.")
    other = Contact(
        name="AZIZA", phones=(Labelled(value="112", label="work"),), note="Calls late.\nAsk for Nodira."
    )
    assert combined(one, other) == replace(other, name="Aziza")
    assert combined(other, one) == other


def same(one: Contact, other: Contact) -> bool:
    (planned,) = plan([(1, one)], [Read(line=1, shown="", contact=other)])
    return planned.what != "new"


def test_who_is_the_same() -> None:
    spelled = replace(AZIZA, name="Рахимова Азиза", company="", note="x")
    assert same(AZIZA, spelled)
    assert not same(AZIZA, replace(spelled, phones=(Labelled(value="+998907654321"),)))
    assert not same(AZIZA, replace(AZIZA, phones=(Labelled(value="+998907654321"),))), "a namesake"
    assert not same(AZIZA, replace(AZIZA, name="Malika"))
    bare = Contact(name="Aziza Rahimova", company="Чорсу")
    assert same(AZIZA, bare)
    assert same(bare, AZIZA)
    assert not same(AZIZA, replace(bare, company="Registon"))
    assert key_of_contact(AZIZA) == key_of_contact(Contact(name="Чорсу", company="Рахимова Азиза"))


def test_differences_are_told_in_words() -> None:
    after = replace(AZIZA, company="Registon", fields={"Birthday": "1990"}, phones=())
    assert [(d.field, d.before, d.after) for d in differences(AZIZA, after)] == [
        ("company", "Chorsu", "Registon"),
        ("phones", "+998901234567", ""),
        ("Birthday", "", "1990"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "азиза",
        "Aziz rahim",
        "CHORSU",
        "+998 90 123",
        "(90) 123-45",
        "0 90 1234567",
        "4567",
        "aziza 4567",
        "rakhim",
    ],
)
def test_found_by_any_beginning_and_any_part_of_a_number(text: str) -> None:
    sought = sought_of(AZIZA)
    for alternative in wanted(text, NUMBERING).split(" & "):
        beginnings = [one.strip("()").removesuffix(":*").strip("'") for one in alternative.split(" | ")]
        assert any(word.startswith(begin) for begin in beginnings for word in sought), alternative


def test_what_can_be_looked_for_nowhere() -> None:
    assert [wanted(text, NUMBERING) for text in ("", " ", "+", "1", "«»", "'\\")] == [""] * 6


def test_a_file_has_a_greatest_length() -> None:
    lines = (Entry(line=n) for n in range(MOST_ENTRIES + 1))
    with pytest.raises(BadInput, match="in parts"):
        list(counted(lines))


@pytest.mark.parametrize("data", [b"", b" \n", b"a,b\n1,2\n", b"\xff\xfe\x00", b"\n\nx"])
def test_files_that_are_none(data: bytes) -> None:
    with pytest.raises(BadInput):
        entries(data)


def test_what_is_wrong_with_a_line_is_told_of_that_line() -> None:
    read = entries(b"name,phone\nA,112\nB,112,too much\n\nC\x1b,113\n")
    assert [(one.line, one.contact is not None, [f.reason for f in one.faults]) for one in read] == [
        (2, True, []),
        (3, False, ["has more cells than the head row has columns"]),
        (5, False, ["holds a control character or a line break"]),
    ]


def test_what_an_import_will_do_is_said_before() -> None:
    other = Contact(name="Malika", phones=(Labelled(value="+998907654321"),))
    text = (
        "name,company,phone,birthday\n"
        "Азиза Рахимова,Chorsu,90 123 45 67,1990\n"  # known, with something new
        "Malika,,907654321,\n"  # known as she is
        "Otabek,,112,\n"
        "Otabek,Registon,112,\n"  # the same again, with more
        "Otabek,Registon,112,\n"
        ",,,1990\n"
    )
    planned = plan([(7, AZIZA), (8, other)], entries(text.encode()))
    assert [(one.what, one.known, [d.field for d in one.differences]) for one in planned] == [
        ("changed", 7, ["name", "birthday", "Name"]),
        ("same", 8, []),
        ("new", None, []),
        ("changed", None, ["company"]),
        ("same", None, []),
        ("refused", None, []),
    ]
    assert planned[3].of == 2
    again = plan([(7, planned[0].contact or AZIZA), (8, other)], entries(text.encode())[:2])
    assert [one.what for one in again] == ["same", "same"]


def test_the_same_numbers_in_another_order_are_no_change() -> None:
    both = (*AZIZA.phones, Labelled(value="112"))
    read = Read(line=1, shown="", contact=replace(AZIZA, phones=both[::-1]))
    (planned,) = plan([(7, replace(AZIZA, phones=both))], [read])
    assert (planned.what, planned.contact) == ("same", replace(AZIZA, phones=both))
