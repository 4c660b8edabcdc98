"""The kinds of routing rules, and the usual order of them, drawn."""

import re
from inspect import getdoc

from blocks.markdown import Behind, mermaid, table
from ccengine.core.rules import DEFAULT
from routing import kinds


def routing_rules() -> str:
    """The table stands in the module's own docstring; the diagram is the order of the usual book."""
    rows = {row[0]: row for row in _told_rules(getdoc(kinds) or "")}
    if [*rows] != [*kinds.KINDS]:
        raise Behind("routing/kinds.py: the table in the docstring names other kinds than KINDS")
    names = [rule.kind for rule in DEFAULT.rules]
    lines = ["flowchart TD", "    ask([what next?]) --> " + names[0]]
    for name, later in zip(names, [*names[1:], ""], strict=True):
        _, hindered, step = rows[name]
        if later:
            lines.append(f'    {name}{{{name}?}} -- "applies" --> {name}_step["{step}"]')
            lines.append(f'    {name} -- "{hindered}" --> {later}')
        else:
            lines.append(f'    {name}["{step}"]')
    return f"{mermaid(*lines)}\n\n{table(('kind', 'hindered when', 'step'), rows.values())}"


def rule_kinds() -> str:
    rows = [
        (
            f"`{name}`",
            kind.does,
            _target(kind),
            ", ".join(f"`{field}`" for field in kind.takes) or "-",
            kind.default or "-",
        )
        for name, kind in kinds.KINDS.items()
    ]
    return table(("kind", "what it does", "target", "numbers", "`seconds: 0` is"), rows)


def _target(kind: kinds.Kind) -> str:
    return f"{kind.target}{f'; none: {kind.without}' if kind.without else ''}" if kind.target else "-"


def _told_rules(text: str) -> list[tuple[str, str, str]]:
    """The rows of the docstring's table; a row without a name goes on with the one before."""
    lines = text.splitlines()
    borders = [n for n, line in enumerate(lines) if line.startswith("===")]
    edges = [(m.start(), m.end()) for m in re.finditer("=+", lines[borders[0]])]
    rows: list[list[str]] = []
    for line in lines[borders[1] + 1 : borders[2]]:
        cells = [line[start:end].strip() for start, end in edges]
        if cells[0]:
            rows.append(cells)
        else:
            rows[-1] = [f"{before} {more}".strip() for before, more in zip(rows[-1], cells, strict=True)]
    return [(name, hindered, step) for name, hindered, step in rows]
