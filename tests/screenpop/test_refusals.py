"""What the server says of refusals, faults and rules is said in the reader's language: every template has
its words in Russian, and so a translator's list of them is whole."""

import ast
import re

from ccengine.api.problems import OUR_FAULT, REFUSALS
from routing.kinds import KINDS
from routing.vocabulary import CLIENTS, CONSENTS, DIRECTIONS, HOURS
from tests.screenpop.templates import ROOT, Told, told

RUSSIAN = ROOT / "screenpop/web/src/text/ru"
FILES = ("problems.ts", "faults.ts", "requests.ts")
_STRING = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
_ENTRY = re.compile(rf"^  ({_STRING}|\w+):\s+({_STRING}),$", re.MULTILINE)
_NAME = re.compile(r"\{(\w+)\}")

TOLD: Told = told()


def of_rules() -> set[str]:
    """What a rule may be made of, in words."""
    tables = (HOURS, CLIENTS, DIRECTIONS, CONSENTS)
    kinds = {words for kind in KINDS.values() for words in (kind.does, kind.without, kind.default)}
    return {*kinds, *(words for table in tables for words in table.values())} - {""}


def templates() -> set[str]:
    return {*TOLD.said, *of_rules(), *(words for _, words in REFUSALS.values()), OUR_FAULT}


def in_russian() -> dict[str, str]:
    written = "".join((RUSSIAN / name).read_text(encoding="utf-8") for name in FILES)
    found: list[tuple[str, str]] = _ENTRY.findall(written)
    return {
        key if key.isidentifier() else ast.literal_eval(key): ast.literal_eval(words) for key, words in found
    }


def test_what_is_told_is_a_template() -> None:
    """What stands in it is given by name, or the page could not say it in another language."""
    assert sorted(TOLD.loose) == []


def test_every_template_is_said_in_russian() -> None:
    missing = templates() - set(in_russian())
    assert {template: TOLD.said.get(template, "") for template in missing} == {}


def test_nothing_is_translated_that_is_never_said() -> None:
    assert set(in_russian()) - templates() == set()


def test_a_translation_names_nothing_that_the_template_does_not() -> None:
    strange = {
        template: words
        for template, words in in_russian().items()
        if not set(_NAME.findall(words)) <= set(_NAME.findall(template))
    }
    assert strange == {}
