"""What the server refuses is said in the reader's language: every template has its words in Russian."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from ccengine.core import errors

ROOT = Path(__file__).parents[2]
ROOMS = ("ccengine/api", "ccengine/access", "ccengine/core", "ccengine/engine")
REFUSALS = frozenset(
    {"Conflict", "NotAllowed", "NotFound", "PbxRefused", "PbxTimeout", "PbxUnreachable", "StoreUnavailable"}
)
"""What somebody at a page may meet however well he fills in his forms."""
RUSSIAN = ROOT / "screenpop/web/src/text/ru/problems.ts"


def sources(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


def refusals() -> Iterator[tuple[str, ast.expr | None]]:
    """Where something is refused, and the first thing that is said of it."""
    for path in sources(*ROOMS):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in REFUSALS:
                where = f"{path.relative_to(ROOT)}:{call.lineno}"
                yield where, call.args[0] if call.args else None


def templates() -> dict[str, str]:
    """Every template, with a place where it is said."""
    said = {
        error.value: where
        for where, error in refusals()
        if isinstance(error, ast.Constant) and isinstance(error.value, str)
    }
    docs = {(getattr(errors, name).__doc__ or "").splitlines()[0]: name for name in REFUSALS}
    return docs | said


def in_russian() -> set[str]:
    keys = re.findall(r'^  ("(?:[^"\\]|\\.)*"):', RUSSIAN.read_text(encoding="utf-8"), re.MULTILINE)
    return {ast.literal_eval(key) for key in keys}


def test_a_refusal_is_a_template() -> None:
    """What stands in it is given by name, or the page could not say it in another language."""
    assert [where for where, said in refusals() if isinstance(said, ast.JoinedStr | ast.BinOp)] == []


def test_every_refusal_is_said_in_russian() -> None:
    missing = {template: where for template, where in templates().items() if template not in in_russian()}
    assert missing == {}


def test_nothing_is_translated_that_is_never_said() -> None:
    said = {
        node.value
        for path in sources("ccengine", "dialplan")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert in_russian() - said - set(templates()) == set()
