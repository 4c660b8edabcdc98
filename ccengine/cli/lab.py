"""``ccengine lab``."""

import argparse
from typing import Any


def add(commands: Any) -> None:
    command = commands.add_parser("lab", help="record scenarios on a real Asterisk")
    command.set_defaults(do=lab)


def lab(asked: argparse.Namespace) -> int:
    return 0
