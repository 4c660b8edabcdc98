"""The pure tables of the page's phone, asked from here: node runs them as they stand in the sources."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts import build_web

SCRIPT = (Path(__file__).parent / "tables.mjs").read_text()

Ask = Callable[..., list[Any]]
"""``(module, function, arguments)`` each; a string ``$n`` stands for the n-th answer before."""


def node() -> str:
    """With the page's packages in their place."""
    node, npm = build_web.node_and_npm()
    if not (build_web.WEB / "node_modules/vite").is_dir():
        subprocess.run([node, npm, "ci", "--loglevel=error"], cwd=build_web.WEB, check=True)
    return node


@contextmanager
def tables() -> Iterator[Ask]:
    with subprocess.Popen(
        [node(), "--input-type=module", "--eval", SCRIPT],
        cwd=build_web.WEB,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        asked, told = process.stdin, process.stdout

        def ask(*wanted: tuple[str, str, list[Any]]) -> list[Any]:
            rows = [{"module": module, "does": does, "given": given} for module, does, given in wanted]
            asked.write(json.dumps(rows) + "\n")
            asked.flush()
            answers: list[Any] = json.loads(told.readline())
            return answers

        yield ask
        asked.close()
