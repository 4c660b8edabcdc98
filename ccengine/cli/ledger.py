"""``ccengine ledger verify``: is what we recorded true?"""

import argparse
import asyncio
from pathlib import Path
from typing import Any

from ami.cel import Problems
from ccengine.cli.cel import read_calls
from ccengine.cli.migrate import database
from ccengine.core.errors import BadInput
from ccengine.ledger.compare import Verdict
from ccengine.ledger.verify import verify
from ccengine.settings import Settings, load
from ccengine.store.store import Store

SHOWN = 20


def add(commands: Any) -> None:
    group = commands.add_parser("ledger", help="hold our records against the PBX's log").add_subparsers(
        required=True, metavar="ACTION"
    )
    command = group.add_parser("verify", help="compare every call; exit 0 only if all agree")
    command.add_argument("--file", type=Path, help="the CEL file (default: the node's own)")
    command.add_argument("--config", type=Path)
    command.set_defaults(do=do_verify, node=None, trunk=None)


def do_verify(asked: argparse.Namespace) -> int:
    settings = load(asked.config)
    if asked.file is None:
        if not settings.node.cel_file:
            raise BadInput("[node] cel_file is empty: say with --file where Asterisk's CEL file is")
        asked.file = Path(settings.node.cel_file)
    verdict = asyncio.run(_verify(asked, settings))
    print(in_words(verdict))
    return 0 if verdict.true else 1


async def _verify(asked: argparse.Namespace, settings: Settings) -> Verdict:
    records = read_calls(asked, settings, Problems())
    async with database(settings) as dsn, Store(dsn) as store:
        return await verify(store, settings.node.name, records)


def in_words(verdict: Verdict) -> str:
    marks = ", ".join(f"{count} {mark}" for mark, count in sorted(verdict.marks.items())) or "none"
    lines = [f"{verdict.calls} calls in the PBX's log; our records: {marks}"]
    lines += [f"  {d.call_id}: {d.what}" for d in verdict.differences[:SHOWN]]
    if len(verdict.differences) > SHOWN:
        lines.append(f"  and {len(verdict.differences) - SHOWN} more")
    lines.append("all agree" if verdict.true else f"{len(verdict.differences)} differences")
    return "\n".join(lines)
