"""What the server says of refusals, faults and rules is said in the reader's language: every template has
its words in Russian, and so a translator's list of them is whole."""

import ast
import re

from tests.screenpop.templates import ROOT, templates, told

RUSSIAN = ROOT / "screenpop/web/src/text/ru"
FILES = ("problems.ts", "faults.ts", "requests.ts")
_STRING = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
_ENTRY = re.compile(rf"^  ({_STRING}|\w+):\s+({_STRING}),$", re.MULTILINE)
_NAME = re.compile(r"\{(\w+)\}")


def in_russian() -> dict[str, str]:
    written = "".join((RUSSIAN / name).read_text(encoding="utf-8") for name in FILES)
    found: list[tuple[str, str]] = _ENTRY.findall(written)
    return {
        key if key.isidentifier() else ast.literal_eval(key): ast.literal_eval(words) for key, words in found
    }


def test_what_is_told_is_a_template() -> None:
    """What stands in it is given by name, or the page could not say it in another language."""
    assert sorted(told().loose) == []


def test_every_template_is_said_in_russian() -> None:
    missing = templates() - set(in_russian())
    assert {template: told().said.get(template, "") for template in missing} == {}


def test_nothing_is_translated_that_is_never_said() -> None:
    assert set(in_russian()) - templates() == set()


def test_a_translation_names_nothing_that_the_template_does_not() -> None:
    strange = {
        template: words
        for template, words in in_russian().items()
        if not set(_NAME.findall(words)) <= set(_NAME.findall(template))
    }
    assert strange == {}
