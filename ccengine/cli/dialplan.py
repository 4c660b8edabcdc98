"""``ccengine dialplan render|diff|apply``: the node's Asterisk configuration."""

import argparse
import asyncio
from pathlib import Path
from typing import Any

from ccengine.app.plan import rendered, write_private
from ccengine.cli.migrate import database
from ccengine.cli.terminal import shown
from ccengine.core.errors import SettingsError
from ccengine.node.apply import apply, existing
from ccengine.node.keeper import reloading
from ccengine.settings import PbxSettings, Settings, load
from ccengine.store.store import Store
from dialplan.diff import compare

RELOAD = PbxSettings().reload


def add(commands: Any) -> None:
    group = commands.add_parser("dialplan", help="the PBX's configuration").add_subparsers(
        required=True, metavar="ACTION"
    )
    show = group.add_parser("render", help="write the files into a folder, or print one")
    show.add_argument("--out", type=Path, help="the folder (default: print to standard output)")
    show.add_argument("--file", help="only this file")
    show.set_defaults(do=do_render)
    against = group.add_parser("diff", help="what is different in a folder; exit 1 if anything is")
    against.add_argument("folder", type=Path, nargs="?", default=Path("/etc/asterisk"))
    against.set_defaults(do=do_diff)
    put = group.add_parser("apply", help="write the files as one change and reload; roll back on failure")
    put.add_argument("folder", type=Path, nargs="?", default=Path("/etc/asterisk"))
    put.add_argument("--reload", default=RELOAD, help="the command that makes Asterisk take them")
    put.set_defaults(do=do_apply)
    for command in (show, against, put):
        command.add_argument("--config", type=Path)


def do_render(asked: argparse.Namespace) -> int:
    files = asyncio.run(files_of(load(asked.config)))
    if asked.file:
        files = {name: text for name, text in files.items() if name == asked.file}
        if not files:
            raise SettingsError(f"{asked.file}: no such file is rendered")
    for name, text in files.items():
        if asked.out is None:
            print(f"; ==== {name}\n{text}")
        else:
            asked.out.mkdir(parents=True, exist_ok=True)
            write_private(asked.out / name, text)
    return 0


def do_diff(asked: argparse.Namespace) -> int:
    files = asyncio.run(files_of(load(asked.config)))
    drift = compare(files, existing(asked.folder, files))
    print(shown("\n".join([*drift.lines, drift.verdict]).expandtabs()))
    return 1 if drift else 0


def do_apply(asked: argparse.Namespace) -> int:
    files = asyncio.run(files_of(load(asked.config)))

    drift = apply(asked.folder, files, reloading(asked.reload))
    names = ", ".join((*drift.changed, *drift.missing))
    print(f"{asked.folder}: {names} written and loaded" if drift else drift.verdict)
    return 0


async def files_of(settings: Settings) -> dict[str, str]:
    async with database(settings) as dsn, Store(dsn) as store:
        return await rendered(settings, store)
