"""``ccengine directory import FILE``: clients from a CRM's file; a million of them in a minute or so."""

import argparse
import asyncio
import csv
import getpass
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ccengine.cli.migrate import database
from ccengine.cli.terminal import cell, in_one_line
from ccengine.core.errors import BadInput
from ccengine.settings import Settings, load
from ccengine.store.client_import import ClientImport, Outcome, Refused, Reject
from ccengine.store.migrate import migrate
from ccengine.store.store import Store

FORMS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
SHOWN = 10
EVERY_S = 1.0
COMMAND_S = 3600.0
SMALL = 1_000_000  # bytes: a smaller file is judged before processes of its own have begun


def add(commands: Any) -> None:
    group = commands.add_parser("directory", help="fill the directory of clients").add_subparsers(
        required=True, metavar="ACTION"
    )
    command = group.add_parser("import", help="take in a file of clients: new ones, and changed ones")
    command.add_argument("file", type=Path, help="CSV with a head row, or JSON lines")
    command.add_argument("--format", choices=("csv", "jsonl"), help="default: by the file's name")
    command.add_argument("--dry-run", action="store_true", help="read and judge everything, change nothing")
    command.add_argument("--region", help="the country of numbers without one (default: [desk] region)")
    command.add_argument(
        "--rejects", type=Path, metavar="FILE", help="write what was refused there, with its reason (CSV)"
    )
    command.add_argument("--config", type=Path)
    command.set_defaults(do=do_import)


def do_import(asked: argparse.Namespace) -> int:
    """0: everything is in. 1: some lines were refused."""
    outcome = asyncio.run(_import(asked, load(asked.config)))
    print("\n".join(in_words(outcome, dry=asked.dry_run)))
    return 1 if outcome.refused else 0


async def _import(asked: argparse.Namespace, settings: Settings) -> Outcome:
    form = asked.format or FORMS.get(asked.file.suffix.lower())
    if form is None:
        raise BadInput(f"{asked.file}: say --format csv or --format jsonl")
    with rejects(asked.rejects) as reject:
        async with database(settings) as dsn:
            await migrate(dsn)
            async with Store(dsn, command_s=COMMAND_S) as store:
                work = ClientImport(
                    store,
                    region=asked.region or settings.desk.region,
                    by=f"{getpass.getuser()} (command line)",
                    now=lambda: time.time_ns() // 1_000_000,
                    reject=reject,
                    progress=_Progress(),
                    workers=_workers(asked.file),
                )
                return await work.run(asked.file, form, dry=asked.dry_run)


def _workers(file: Path) -> int:
    """PostgreSQL and we share the machine: half of it judges lines."""
    size = file.stat().st_size if file.exists() else 0
    return max(1, (os.cpu_count() or 2) // 2) if size > SMALL else 0


@contextmanager
def rejects(path: Path | None) -> Iterator[Reject]:
    """Where refusals go: into the file, or the first of them onto standard error."""
    if path is None:
        yield _Shown()
        return
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(("line", "id", "field", "reason"))
            yield lambda r: writer.writerow((r.line, cell(r.id), cell(r.field), r.reason))
    except OSError as error:
        raise BadInput(f"{path}: cannot be written: {error.strerror}") from error


class _Shown:
    """The first few refusals; the rest is counted by reason at the end."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, refused: Refused) -> None:
        self._count += 1
        if self._count <= SHOWN:
            said = " ".join(filter(None, (in_one_line(refused.field), refused.reason)))
            print(f"line {refused.line}: {said}", file=sys.stderr)
        elif self._count == SHOWN + 1:
            print("more were refused; --rejects FILE lists all", file=sys.stderr)


class _Progress:
    """How far it is, once in a while; on a terminal always in one line."""

    def __init__(self) -> None:
        self._next = time.monotonic() + EVERY_S

    def __call__(self, what: str, count: int) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY_S
        end = "\r" if sys.stderr.isatty() else "\n"
        print(f"{count:>12,} {what}", end=end, file=sys.stderr, flush=True)


def in_words(outcome: Outcome, *, dry: bool = False) -> list[str]:
    """The summary, a line each."""
    lines = [f"{outcome.lines:>12,} clients read"]
    if dry:
        lines += [f"{outcome.created:>12,} would be new", f"{outcome.changed:>12,} are known already"]
    else:
        lines += [f"{outcome.created:>12,} new", f"{outcome.changed:>12,} changed"]
        lines += [f"{outcome.unchanged:>12,} as they were"]
    if outcome.merged:
        lines.append(f"{outcome.merged:>12,} numbers that had called before got a name")
    if outcome.revived:
        lines.append(
            f"{len(outcome.revived):>12,} had been merged into others and are clients of their own again"
        )
    lines.append(f"{outcome.refused:>12,} refused" + (", because" if outcome.reasons else ""))
    lines += [f"{count:>12,}   {in_one_line(reason)}" for reason, count in outcome.reasons.most_common()]
    return lines
