"""``ccengine node``: beside a PBX, keep its files as the house says.

On one machine ``ccengine serve`` does it. Where the PBX is elsewhere, this runs there: it needs the
database, ``[node]`` and ``[pbx]`` as the service has them, and to write into Asterisk's folder.
"""

import argparse
from pathlib import Path
from typing import Any

from ccengine.app.plan import keeper_of
from ccengine.cli.serve import until_told
from ccengine.core.errors import SettingsError
from ccengine.settings import Settings, load
from ccengine.store.embedded import running_dsn
from ccengine.store.store import Store


def add(commands: Any) -> None:
    command = commands.add_parser("node", help="beside a PBX: its files follow the house")
    command.add_argument("--config", type=Path, help="the settings file (default: ccengine.toml)")
    command.set_defaults(do=node)


def node(asked: argparse.Namespace) -> int:
    return until_told(_node(load(asked.config)))


async def _node(settings: Settings) -> None:
    dsn = settings.database.dsn or running_dsn(settings.data)
    if not settings.pbx.apply_to:
        raise SettingsError("[pbx] apply_to is empty; give Asterisk's configuration folder")
    if not dsn:
        raise SettingsError("[database] dsn is empty, and no ccengine runs on this data folder")
    async with Store(dsn) as store:
        print(f"ccengine: {settings.pbx.apply_to} follows the house", flush=True)
        await keeper_of(settings, store).run()
