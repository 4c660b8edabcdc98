"""``ccengine dialplan render|diff|apply``: the node's Asterisk configuration."""

import argparse
import asyncio
import json
import os
import secrets
import shlex
import subprocess
from pathlib import Path
from typing import Any

from ccengine.cli.migrate import database
from ccengine.cli.terminal import shown
from ccengine.core.directory import House
from ccengine.core.errors import CcengineError, SettingsError
from ccengine.node.apply import apply, existing
from ccengine.settings import Settings, load
from ccengine.store.directory import PgDirectory
from ccengine.store.store import Store
from dialplan.diff import compare
from dialplan.plan import NodePlan, Trunk, own_sounds
from dialplan.render import render

RELOAD = "asterisk -rx 'core reload'"


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
    files = asyncio.run(rendered(load(asked.config)))
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
    files = asyncio.run(rendered(load(asked.config)))
    drift = compare(files, existing(asked.folder, files))
    print(shown("\n".join([*drift.lines, drift.verdict]).expandtabs()))
    return 1 if drift else 0


def do_apply(asked: argparse.Namespace) -> int:
    files = asyncio.run(rendered(load(asked.config)))

    def reload() -> None:
        done = subprocess.run(shlex.split(asked.reload), capture_output=True, text=True, check=False)
        if done.returncode:
            raise CcengineError(f"{asked.reload}: {(done.stderr or done.stdout).strip() or done.returncode}")

    drift = apply(asked.folder, files, reload)
    names = ", ".join((*drift.changed, *drift.missing))
    print(f"{asked.folder}: {names} written and loaded" if drift else drift.verdict)
    return 0


async def rendered(settings: Settings) -> dict[str, str]:
    """The files for the node that the settings describe and the house in the database."""
    async with database(settings) as dsn, Store(dsn) as store:
        house = await PgDirectory(store).house()
    return render(plan_of(settings, house))


def plan_of(settings: Settings, house: House) -> NodePlan:
    node, pbx, listen = settings.node, settings.pbx, settings.listen
    if not pbx.trunk_match or not pbx.trunk_host:
        raise SettingsError(
            "[pbx] trunk_match and trunk_host say where calls from outside come from and go to"
        )
    return NodePlan(
        node=node.name,
        systemname=node.systemname,
        house=house,
        trunk=Trunk(
            match=pbx.trunk_match, host=pbx.trunk_host, port=pbx.trunk_port, caller_number=pbx.caller_number
        ),
        recordings=node.recordings,
        logs=pbx.logs,
        route_url=f"http://{listen.route_host}:{listen.route_port}/route",
        token_file=pbx.token_file,
        events_secret=node.events_secret,
        control_secret=node.control_secret,
        sip_secrets=sip_secrets(settings.data, house),
        address=pbx.address,
        sip_port=pbx.sip_port,
        ami_port=node.ami_port,
        rtp_from=pbx.rtp_from,
        rtp_to=pbx.rtp_to,
        music=pbx.music,
        own_sounds=own_sounds(pbx.sounds),
    )


def sip_secrets(data: Path, house: House) -> dict[str, str]:
    """Each operator's SIP password, made once and kept under the data folder (0600)."""
    path = data / "sip-secrets.json"
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = [operator for operator in house.operators if operator not in known]
    if missing:
        known |= {operator: secrets.token_urlsafe(18) for operator in missing}
        data.mkdir(parents=True, exist_ok=True)
        write_private(path, json.dumps(known, indent=1))
    return {operator: known[operator] for operator in house.operators}


def write_private(path: Path, text: str) -> None:
    """Readable by its owner only, from the first byte on."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
