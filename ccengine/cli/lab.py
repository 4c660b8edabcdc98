"""``ccengine lab``: known stories, told to a real Asterisk and kept for the tests."""

import argparse
import asyncio
from pathlib import Path
from typing import Any

from ccengine.core.errors import BadInput
from ccengine.lab.record import record
from ccengine.lab.scenarios import SCENARIOS
from ccengine.lab.tree import ensure_tree

FIXTURES = Path("tests/fixtures")


def add(commands: Any) -> None:
    actions = commands.add_parser("lab", help="record scenarios on a real Asterisk").add_subparsers(
        required=True, metavar="ACTION"
    )
    listing = actions.add_parser("list", help="which scenarios there are")
    listing.set_defaults(do=do_list)
    command = actions.add_parser("record", help="record scenarios: AMI, CEL, and what the phones heard")
    command.add_argument("scenario", nargs="*", help="names as in 'ccengine lab list' (default: all)")
    command.add_argument("--out", type=Path, default=FIXTURES, help=f"where to (default: {FIXTURES})")
    command.set_defaults(do=do_record)


def do_list(asked: argparse.Namespace) -> int:
    width = max(map(len, SCENARIOS))
    for name, scenario in SCENARIOS.items():
        print(f"{name:<{width}}  {scenario.about}")
    return 0


def do_record(asked: argparse.Namespace) -> int:
    unknown = sorted(set(asked.scenario) - set(SCENARIOS))
    if unknown:
        raise BadInput(f"there is no scenario {', '.join(unknown)}; 'ccengine lab list' names all")
    tree = ensure_tree(print)
    asyncio.run(record(asked.scenario or SCENARIOS, asked.out, tree, print))
    return 0
