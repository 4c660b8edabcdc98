"""A client is read whole or not at all: every wrong field is named, and no value is repeated."""

from typing import Any

import pytest

from ccengine.core.client_form import ClientForm, WrongFields
from ccengine.core.directory import Client
from ccengine.core.ports import Number


def numbering(region: str) -> Any:
    """Nine digits are at home in Uzbekistan, ten in Russia."""
    home = {"UZ": ("+998", 9), "RU": ("+7", 10)}

    def read(raw: str) -> Number:
        digits = "".join(c for c in raw if c.isdigit())
        code, length = home.get(region, ("", 0))
        full = f"+{digits}" if raw.startswith("+") else f"{code}{digits}" if len(digits) == length else ""
        return Number(raw=digits, e164=full)

    return read


FORM = ClientForm(numbering=numbering, region="UZ", operators=["op101"])


def faults(client_id: str = "c1", **fields: Any) -> dict[str, str]:
    with pytest.raises(WrongFields) as caught:
        FORM.read(client_id, {"name": "Aziza", **fields})
    return {fault.field: fault.reason for fault in caught.value.faults}


def test_a_client_is_what_was_given() -> None:
    read = FORM.read(
        "crm:7",
        {
            "name": " Яна <b>\u202e ",
            "company": "=HYPERLINK(1)",
            "phones": ["90 123-45-67", "+7 903 123 45 67", "901234567"],
            "responsible": "op101",
            "language": "en-GB",
            "priority": "3",
            "consent": "yes",
            "document_url": "https://crm.example/{client}",
            "card": {"segment": "'); drop table client; --"},
        },
    )
    assert read == Client(
        id="crm:7",
        name="Яна <b>\u202e",
        company="=HYPERLINK(1)",
        phones=("+79031234567", "+998901234567"),
        responsible="op101",
        language="en-GB",
        priority=3,
        consent="yes",
        document_url="https://crm.example/{client}",
        card={"segment": "'); drop table client; --"},
    )
    assert FORM.read("c1", {"name": "A", "phones": ["9031234567"], "country": "RU"}).phones == (
        "+79031234567",
    )


def test_every_wrong_field_is_named_at_once() -> None:
    found = faults(
        "number:+998901234567",
        name="a\r\nb",
        company="x" * 201,
        phones=["90 123 45 67", "call me", 5],
        responsible="op999",
        deputy=7,
        language="Русский",
        priority=10,
        consent="maybe",
        document_url="javascript:alert(1)",
        report_url="https://crm.example/{who}",
        card={"a\0b": "x", "c": "y" * 1001, "d": 1},
        vip=True,
    )
    assert set(found) == {
        *("id", "name", "company", "phones[1]", "phones[2]", "responsible", "deputy", "language", "priority"),
        *("consent", "document_url", "report_url", "card.a\ufffdb", "card.c", "card.d", "vip"),
    }
    assert not any("op999" in reason or "javascript" in reason for reason in found.values())


@pytest.mark.parametrize(
    "name", ["", "   ", None, 5, "\0", "a\nb", "a\u2028b", "\ud800", "x" * 201, ["Aziza"], "я" * 10_240]
)
def test_a_name_that_cannot_be_one(name: object) -> None:
    assert set(faults(name=name)) == {"name"}


@pytest.mark.parametrize("client_id", ["", "-1", "a b", "a/b", "x" * 101, "=1", "a\n", "número"])
def test_an_id_that_cannot_be_one(client_id: str) -> None:
    assert set(faults(client_id)) == {"id"}


def test_lists_have_an_end() -> None:
    assert "more than 50" in faults(phones=["901234567"] * 51)["phones"]
    assert "more than 50" in faults(card={str(n): "" for n in range(51)})["card"]
    assert set(faults(phones="901234567")) == {"phones"}
    assert set(faults(card=[1])) == {"card"}
