"""Any written form of a number; nothing raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.core.ports import Number
from ccengine.store.numbers import Numbering, beginning

NUMBERING = Numbering(region="UZ")


@pytest.mark.parametrize(
    "written",
    [
        "+998 90 123-45-67",
        "998901234567",
        "00998901234567",
        "901234567",
        "(90) 123 45 67",
        "+998(90)1234567",
        "tel:+998-90-123-45-67",
        "٩٠١٢٣٤٥٦٧",
    ],
)
def test_written_forms_of_one_number(written: str) -> None:
    assert NUMBERING(written).e164 == "+998901234567"


@pytest.mark.parametrize(
    ("written", "raw"),
    [
        ("101", "101"),
        ("*72#", "*72#"),
        ("anonymous", ""),
        ("", ""),
        ("+", "+"),
        ("1\r\nX: 2\x00", "12"),
        ("112", "112"),
    ],
)
def test_what_is_no_number_has_no_e164(written: str, raw: str) -> None:
    assert NUMBERING(written) == Number(raw=raw)


def test_other_countries_and_no_country() -> None:
    assert NUMBERING("79161234567").e164 == "+79161234567"
    assert Numbering()("79161234567").e164 == "+79161234567"
    assert Numbering()("901234567").e164 == ""


@given(st.text(max_size=300))
def test_never_raises_and_keeps_only_digits(written: str) -> None:
    number = NUMBERING(written)
    assert set(number.raw) <= set("+0123456789*#")
    assert len(number.raw) <= 32
    assert number.e164 == "" or (number.e164[0] == "+" and number.e164[1:].isdigit())
    assert NUMBERING(number.e164).e164 == number.e164


@pytest.mark.parametrize(
    ("begin", "countries", "example"),
    [
        ("+998", ("UZ",), "+998 91 234 56 78"),
        ("+99890", ("UZ",), "+998 90 123 45 67"),
        ("+7", ("RU", "KZ"), "+7 912 345-67-89"),
        ("+7495", ("RU",), "+7 495 123-45-67"),
        ("+7701", ("KZ",), "+7 701 123 4567"),
        ("+90212", ("TR",), "+90 212 123 45 67"),
        ("+999", (), ""),
        ("+998000000000000", (), ""),
    ],
)
def test_a_beginning_is_of_countries_and_has_an_example(
    begin: str, countries: tuple[str, ...], example: str
) -> None:
    found = beginning(begin)
    assert (found.countries, found.example) == (countries, example)


def test_a_part_of_a_calling_code_is_of_all_that_go_on_from_there() -> None:
    assert {"UZ", "KG", "TJ"} < set(beginning("+99").countries)
    assert len(beginning("+1").countries) > 20
