"""``ccengine login add|password|list``: who may log in. Passwords are asked for, never given."""

import argparse
import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from ccengine.access import Access
from ccengine.cli.migrate import database
from ccengine.core.errors import BadInput
from ccengine.settings import load
from ccengine.store.store import Store


def add(commands: Any) -> None:
    group = commands.add_parser("login", help="make and change logins").add_subparsers(
        required=True, metavar="ACTION"
    )
    new = group.add_parser("add", help="make a login; its password is asked for")
    new.add_argument("name")
    new.add_argument("role", choices=("operator", "supervisor", "admin", "crm"))
    new.add_argument("--operator", default="", help="the operator (id) whose screen this login opens")
    new.set_defaults(do=with_access(_add))
    change = group.add_parser("password", help="set another password; ends the login's sessions")
    change.add_argument("name")
    change.set_defaults(do=with_access(_password))
    show = group.add_parser("list", help="list the logins")
    show.set_defaults(do=with_access(_list))
    for command in (new, change, show):
        command.add_argument("--config", type=Path)


Work = Callable[[Access, argparse.Namespace], Awaitable[None]]


def with_access(work: Work) -> Callable[[argparse.Namespace], int]:
    """A command that does its work on the logins and tokens of the database."""

    async def run(asked: argparse.Namespace) -> None:
        async with database(load(asked.config)) as dsn, Store(dsn) as store:
            await work(Access(store), asked)

    def do(asked: argparse.Namespace) -> int:
        asyncio.run(run(asked))
        return 0

    return do


async def _add(access: Access, asked: argparse.Namespace) -> None:
    await access.create_login(asked.name, _new_password(), asked.role, asked.operator)


async def _password(access: Access, asked: argparse.Namespace) -> None:
    await access.set_password(asked.name, _new_password())


async def _list(access: Access, asked: argparse.Namespace) -> None:
    for user in await access.logins():
        print(f"{user.login:<20} {user.role:<12} {user.operator}")


def _new_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("new password: ")
    if first != getpass.getpass("once more: "):
        raise BadInput("the two were not the same; nothing was changed")
    return first
