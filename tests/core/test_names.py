"""Names as they are compared: spelled, folded, and never a fault."""

import pytest

from ccengine.core.names import key_of, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ООО «Вектор»", "Vector LLC"),
        ("О.О.О. Вектор", "vektor"),
        ("Юлия Хамидова", "HAMIDOVA  Yulia"),
        ("Дмитрий Щербак", "Dmitry Shcherbak"),
        ("Oʻzbek Ipak MChJ", "O'zbek ipak"),
        ("Ege Zeytin A.Ş.", "EGE ZEYTİN"),
        ("Γιώργος Παπαδάκης", "Giorgos Papadakis"),
        ("École", "E\u0301cole"),
    ],
)
def test_one_client_written_twice_has_one_key(one: str, other: str) -> None:
    assert key_of(one) == key_of(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Anna Sokolova", "Anna Sokol"), ("Vector 1", "Vector 2")])
def test_others_have_others(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_who_is_only_a_legal_form_is_compared_by_it() -> None:
    assert key_of("ООО") == key_of("O.O.O.") != ""
    assert key_of("!?…") == ""


def test_words_are_what_a_client_is_found_by() -> None:
    assert words_of("Яна О'Нил", "ООО «Ёлка»") == "yana onil ooo elka"
    assert words_of("北京 公司", "北京") == "北京 公司"
    assert words_of("=cmd|' /C calc'!A0\r\n\0\u202e<b>") == "cmd c calc a0 b"
