"""``ccengine token create|list|revoke``: what programs show. A token is printed once, by itself."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ccengine.access import SCOPES, Access
from ccengine.cli.login import with_access

BY = "command line"


def add(commands: Any) -> None:
    group = commands.add_parser("token", help="make and revoke tokens of programs").add_subparsers(
        required=True, metavar="ACTION"
    )
    new = group.add_parser("create", help="make a token and print it; it is shown this once")
    new.add_argument("name", help="what the program is called: crm")
    new.add_argument(
        "--scope",
        action="append",
        required=True,
        choices=sorted(SCOPES),
        metavar="SCOPE",
        help=f"what it may, once for each: {', '.join(sorted(SCOPES))}",
    )
    new.add_argument("--days", type=int, default=0, help="how long it lives (default: without end)")
    new.set_defaults(do=with_access(_create))
    show = group.add_parser("list", help="list the tokens, and when each was last used")
    show.set_defaults(do=with_access(_list))
    end = group.add_parser("revoke", help="from the next request on it opens nothing")
    end.add_argument("name", help="the name of the token")
    end.set_defaults(do=with_access(_revoke))
    for command in (new, show, end):
        command.add_argument("--config", type=Path)


async def _create(access: Access, asked: argparse.Namespace) -> None:
    _, secret = await access.tokens.create(asked.name, asked.scope, by=BY, days=asked.days)
    print(secret)


async def _list(access: Access, asked: argparse.Namespace) -> None:
    for token in await access.tokens.listing():
        used = f"used {_day(token.last_used)}" if token.last_used else "never used"
        until = f"until {_day(token.expires)}" if token.expires else "without end"
        print(f"{token.name:<20} {used:<16} {until:<16} {' '.join(token.scopes)}")


async def _revoke(access: Access, asked: argparse.Namespace) -> None:
    await access.tokens.revoke(asked.name, by=BY)


def _day(ms: int) -> str:
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%d}"
