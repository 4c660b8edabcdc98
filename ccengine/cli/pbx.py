"""``ccengine pbx import [FOLDER]``: an existing Asterisk's people, queues and numbers, looked at first.

Nothing is changed without ``--apply``; with it, what the directory does not have yet is added, and
what it has stays as it is. Asterisk's own files are only ever read.
"""

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from ccengine.cli.migrate import database
from ccengine.cli.terminal import shown
from ccengine.core.directory import House
from ccengine.core.errors import SettingsError
from ccengine.core.events import plain
from ccengine.settings import load
from ccengine.store.directory import PgDirectory
from ccengine.store.migrate import migrate
from ccengine.store.store import Store

if TYPE_CHECKING:
    from dialplan.existing import Existing

BIGGEST = 4 * 1024 * 1024
ENDINGS = (".conf", ".ael", ".lua", ".include", ".inc")

Entry = TypeVar("Entry")


def add(commands: Any) -> None:
    group = commands.add_parser("pbx", help="an Asterisk that is there already").add_subparsers(
        required=True, metavar="ACTION"
    )
    take = group.add_parser(
        "import", help="show its operators, queues and numbers; with --apply take them over"
    )
    take.add_argument("folder", type=Path, nargs="?", default=Path("/etc/asterisk"))
    take.add_argument("--json", action="store_true", help="show it as JSON")
    take.add_argument("--apply", action="store_true", help="add to the directory what it does not have yet")
    take.add_argument(
        "--encoding", default="cp1251", help="of files that are not UTF-8 (default: cp1251, Cyrillic)"
    )
    take.add_argument("--config", type=Path)
    take.set_defaults(do=do_import)


def do_import(asked: argparse.Namespace) -> int:
    settings = load(asked.config)
    found = existing_in(asked.folder, asked.encoding, settings.desk.zone)
    print(json.dumps(as_json(found), ensure_ascii=False, indent=1) if asked.json else shown(as_text(found)))
    if asked.apply:

        async def apply() -> list[str]:
            async with database(settings) as dsn:
                await migrate(dsn)
                async with Store(dsn) as store:
                    return await take_over(PgDirectory(store), found.house)

        added = asyncio.run(apply())
        if not asked.json:
            print(f"\nadded: {', '.join(added)}" if added else "\nall of it was there already")
    return 0


def existing_in(folder: Path, encoding: str, zone: str) -> "Existing":
    """What stands in this folder. SettingsError where it cannot be read at all."""
    try:
        from dialplan import asterisk_files, existing
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"reading an Asterisk's files needs pyst2 ({error.name}): the extra 'takeover'"
        ) from None
    if not (folder / "extensions.conf").is_file():
        raise SettingsError(
            f"{folder}: there is no extensions.conf; is this Asterisk's configuration folder?"
        )
    return existing.read(_texts(folder, encoding, asterisk_files), root=str(folder), zone=zone)


def _texts(folder: Path, encoding: str, files: ModuleType) -> dict[str, str]:
    """Every configuration file in it, and in its folders."""
    texts: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        try:
            if path.is_file() and path.suffix in ENDINGS and path.stat().st_size <= BIGGEST:
                texts[path.relative_to(folder).as_posix()] = files.decoded(path.read_bytes(), encoding)
        except OSError as error:
            raise SettingsError(f"{path}: {error.strerror}") from error
        except LookupError:
            raise SettingsError(f"--encoding {encoding}: there is no such encoding") from None
    return texts


async def take_over(directory: PgDirectory, house: House) -> list[str]:
    """Add what is new; what is there already stays as it is. Returns what was added."""
    known = await directory.house()
    operators = _new(known.operators, house.operators)
    queues = _new(known.queues, house.queues)
    numbers = _new(known.numbers, house.numbers)
    taken = {o.extension for o in known.operators.values()} | {q.extension for q in known.queues.values()}
    operators = {i: o for i, o in operators.items() if o.extension not in taken}
    queues = {i: q for i, q in queues.items() if q.extension not in taken}
    all_queues = known.queues | queues
    everybody = known.operators | {
        i: replace(o, queues=tuple(q for q in o.queues if q in all_queues)) for i, o in operators.items()
    }
    numbers = {i: n for i, n in numbers.items() if n.queue in all_queues}
    await directory.put_house(
        replace(known, operators=everybody, queues=all_queues, numbers=known.numbers | numbers)
    )
    return [*operators, *queues, *numbers]


def _new(known: dict[str, Entry], found: dict[str, Entry]) -> dict[str, Entry]:
    return {ident: entry for ident, entry in found.items() if ident not in known}


def as_json(found: "Existing") -> dict[str, Any]:
    return {
        "operators": [plain(o) | {"device": found.devices[o.id]} for o in found.house.operators.values()],
        "queues": [plain(q) for q in found.house.queues.values()],
        "numbers": [plain(n) for n in found.house.numbers.values()],
        "chosen": found.chosen,
        "troubles": [{"place": str(t.place), "reason": t.reason} for t in found.troubles],
    }


def as_text(found: "Existing") -> str:
    house = found.house
    operators = [
        (o.id, o.extension, found.devices[o.id], ",".join(o.queues) or "-", o.name)
        for o in house.operators.values()
    ]
    queues = [
        (q.id, q.extension, q.strategy, f"{q.ring_s} s", f"{q.wait_s} s") for q in house.queues.values()
    ]
    numbers = [(n.number, n.queue, ",".join(n.static_route) or "-") for n in house.numbers.values()]
    parts = [
        _table("operators", ("id", "number", "today", "queues", "name"), operators),
        _table("queues", ("id", "number", "strategy", "rings", "waits"), queues),
        _table("numbers that callers dial", ("number", "queue", "rung when all else fails"), numbers),
        _list("chosen", found.chosen),
        _list("not read", [f"{trouble.place}: {trouble.reason}" for trouble in found.troubles]),
    ]
    return "\n\n".join(part for part in parts if part)


def _table(title: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    wide = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)) for row in [head, *rows]
    ]
    return "\n".join([f"{len(rows)} {title}", *(f"  {line.rstrip()}" for line in lines)])


def _list(title: str, lines: list[str]) -> str:
    return "\n".join([f"{title}:", *(f"  {line}" for line in lines)]) if lines else ""
