"""The command line: ``ccengine COMMAND``.

Each command is a module with ``add(commands)``, which declares it, and a function that does it.
Errors of ours are one line for people, on standard error; 1 is "it did not work", 2 "it cannot
be asked like that".
"""

import argparse
import logging
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from ccengine import __version__
from ccengine.cli.terminal import LogFormat, shown
from ccengine.core.errors import CcengineError

COMMANDS = (
    "serve",
    "node",
    "gateway",
    "demo",
    "migrate",
    "dialplan",
    "pbx",
    "directory",
    "route",
    "cel",
    "ledger",
    "report",
    "doctor",
    "login",
    "token",
    "lab",
)


def declare(commands: Any, names: Sequence[str] = COMMANDS) -> None:
    """Add these commands to a parser's."""
    for name in names:
        import_module(f"ccengine.cli.{name}").add(commands)


def main(arguments: list[str] | None = None) -> None:
    """Entry point of ``ccengine``."""
    parser = argparse.ArgumentParser(prog="ccengine", description="A contact-center engine for Asterisk.")
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--verbose", action="store_true", help="say more about what is going on")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    given = sys.argv[1:] if arguments is None else arguments
    # Only what is asked for is imported: a command that needs little starts in a third of the time.
    declare(commands, [name for name in COMMANDS if name in given] or COMMANDS)
    asked = parser.parse_args(given)
    to_stderr = logging.StreamHandler()
    to_stderr.setFormatter(LogFormat())
    logging.basicConfig(level=logging.INFO if asked.verbose else logging.WARNING, handlers=[to_stderr])
    try:
        sys.exit(asked.do(asked))
    except CcengineError as error:
        print(shown(f"ccengine: {error}"), file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
