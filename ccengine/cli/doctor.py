"""``ccengine doctor``."""

import argparse
from typing import Any


def add(commands: Any) -> None:
    command = commands.add_parser("doctor", help="say what is wrong with this installation")
    command.set_defaults(do=doctor)


def doctor(asked: argparse.Namespace) -> int:
    return 0
