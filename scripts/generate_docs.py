"""Write the parts of the documentation that are tables of the code.

A page is written by hand; between ``<!-- from the code: NAME -->`` and ``<!-- end -->`` stands
what the block ``NAME`` makes out of the code (``scripts/blocks``): settings, commands, addresses,
events, transition tables. ``--check`` writes nothing and says which pages are behind; the tests
do the same. What the code does not say in words is said there, and a word that is missing or left
over is an error: whoever adds a setting explains it.
"""

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path

from blocks.addresses import addresses, description, roles
from blocks.commands import commands
from blocks.contacts import contact_columns
from blocks.events import choices, contract, desk_types, event_types, records
from blocks.rules import routing_rules, rule_kinds
from blocks.settings import settings
from blocks.states import call_phases, leg_moves, operator_states

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
MARK = re.compile(r"(<!-- from the code: ([a-z-]+) -->\n).*?(\n<!-- end -->)", re.DOTALL)

BLOCKS: dict[str, Callable[[], str]] = {
    "settings": settings,
    "commands": commands,
    "addresses": addresses,
    "roles": roles,
    "event-types": event_types,
    "desk-types": desk_types,
    "records": records,
    "choices": choices,
    "leg-moves": leg_moves,
    "call-phases": call_phases,
    "operator-states": operator_states,
    "routing-rules": routing_rules,
    "rule-kinds": rule_kinds,
    "contact-columns": contact_columns,
}

CONTRACT = DOCS / "reference/asyncapi.json"

# Files that are generated whole.
FILES: dict[Path, Callable[[], str]] = {
    DOCS / "reference/openapi.json": description,
    CONTRACT: lambda: contract(CONTRACT),
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the parts of the docs that come from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a page is behind")
    check = parser.parse_args().check
    pages = [*sorted(DOCS.rglob("*.md")), *FILES]
    behind = [path for path in pages if not path.exists() or path.read_text() != generated(path)]
    for path in behind:
        print(f"{path.relative_to(ROOT)} {'is behind the code' if check else 'written'}")
        if not check:
            path.write_text(generated(path))
    return 1 if check and behind else 0


def generated(path: Path) -> str:
    """The page, or the generated file, as it should be."""
    if path in FILES:
        return FILES[path]()
    return MARK.sub(lambda m: f"{m[1]}{BLOCKS[m[2]]()}{m[3]}", path.read_text())


if __name__ == "__main__":
    sys.exit(main())
