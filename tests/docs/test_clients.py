"""The page on clients names every field, every column and every event there is."""

from pathlib import Path

import pytest

from ccengine.core import client_form as form
from ccengine.core import desk_events
from ccengine.core.links import PLACEHOLDERS
from ccengine.store.client_file import CARD, COLUMNS
from ccengine.store.directory import MOST_CANDIDATES, REMEMBERED, RENEW_S, STALE_S

PAGE = (Path(__file__).parents[2] / "docs/reference/clients.md").read_text()


@pytest.mark.parametrize("name", [*COLUMNS, "card", f"{CARD}LABEL", *(f"{{{p}}}" for p in PLACEHOLDERS)])
def test_a_field_is_described(name: str) -> None:
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize(
    "type_",
    [
        e.type
        for e in vars(desk_events).values()
        if getattr(e, "type", "").startswith(("client.", "directory."))
    ],
)
def test_an_event_is_described(type_: str) -> None:
    assert f"`{type_}`" in PAGE


def test_numbers_are_those_of_the_code() -> None:
    for number in (form.LONGEST_NAME, form.LONGEST_URL, form.LONGEST_LABEL, form.LONGEST_VALUE):
        assert f"{number} characters" in PAGE
    for number in (form.MOST_PHONES, form.MOST_FIELDS):
        assert f"at most {number}" in PAGE
    assert MOST_CANDIDATES == 9
    assert "at most nine" in PAGE
    assert f"{REMEMBERED:,} last numbers" in PAGE
    assert f"every {RENEW_S / 60:.0f} minutes" in PAGE
    assert f"last {STALE_S / 86_400:.0f} days" in PAGE
