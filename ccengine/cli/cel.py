"""``ccengine cel import``: calls out of Asterisk's channel event log."""

import argparse
import asyncio
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from ami.cel import CelTranslator, Problems, read_rows
from ami.translate import Topology
from ccengine.cli.migrate import database
from ccengine.cli.terminal import in_one_line
from ccengine.core.errors import BadInput
from ccengine.core.events import CallCorrected, CallSealed
from ccengine.core.facts import CallRecord, Mark
from ccengine.core.ports import LogEntry
from ccengine.ledger.rebuild import rebuild
from ccengine.settings import Settings, load
from ccengine.store.lease import Lease
from ccengine.store.log import PgLog
from ccengine.store.migrate import migrate
from ccengine.store.numbers import Numbering
from ccengine.store.store import Store

STREAM = "import"
BATCH = 200


def add(commands: Any) -> None:
    group = commands.add_parser("cel", help="read Asterisk's channel event log").add_subparsers(
        required=True, metavar="ACTION"
    )
    command = group.add_parser("import", help="import the calls of a CEL file, or print them")
    command.add_argument("file", type=Path, help="CSV or JSON lines; - for standard input")
    command.add_argument("--json", action="store_true", help="print one call per line; touch no database")
    command.add_argument("--node", help="the node's name (default: from the settings)")
    command.add_argument("--trunk", action="append", help="how names of trunks begin (default: settings)")
    command.add_argument("--config", type=Path)
    command.set_defaults(do=do_import)


def do_import(asked: argparse.Namespace) -> int:
    """All calls that can be read are taken; 1 where a part of the file could not be read."""
    settings = load(asked.config)
    problems = Problems()
    records = read_calls(asked, settings, problems)
    if asked.json:
        for record in records:
            print(json.dumps(as_line(record), ensure_ascii=False))
    else:
        news = asyncio.run(_store(settings, records))
        new, corrected = news[CallSealed.type], news[CallCorrected.type]
        print(f"{len(records)} calls read, {new} of them new, {corrected} corrected")
    for line in problems.lines:
        print(in_one_line(f"{asked.file}: {line}"), file=sys.stderr)
    return 1 if problems.lines else 0


def read_calls(asked: argparse.Namespace, settings: Settings, problems: Problems) -> list[CallRecord]:
    """Every call in the file, in the order in which they were sealed."""
    topology = Topology(trunks=tuple(asked.trunk or settings.node.trunks))
    translator = CelTranslator(topology)
    rows = read_rows(io.StringIO(_text(asked.file), newline=""), problems)
    try:
        seen = [one for row in rows for one in translator.translate(row)]
    except BadInput as error:
        raise BadInput(f"{asked.file}: {error}") from error
    records = list(rebuild(asked.node or settings.node.name, seen))
    return sorted(records, key=lambda record: (record.start, str(record.call_id)))


def _text(path: Path) -> str:
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from error
    if b"\0" in data[:4096]:
        raise BadInput(f"{path}: holds binary data; CEL is text (CSV or JSON lines)")
    return data.decode("utf-8", errors="replace")


def as_line(record: CallRecord) -> dict[str, Any]:
    """One call for a reader of lines. Times in UTC, ISO 8601 to the millisecond; null: never."""
    return {
        "call_id": str(record.call_id),
        "start": _iso(record.start),
        "answer": _iso(record.answer),
        "end": None if record.mark is Mark.UNKNOWN else _iso(record.end),
        "caller": record.caller,
        "dialled": record.dialled,
        "direction": record.direction.value,
        "outcome": record.outcome.value,
        "parties": [
            {"name": p.name, "side": p.side, "role": p.role, "talk_ms": p.talk_ms} for p in record.parties
        ],
        "talk_ms": record.talk_ms,
        "mark": record.mark.value,
        "reason": record.reason,
    }


def _iso(ms: int) -> str | None:
    if not ms:
        return None
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def _store(settings: Settings, records: list[CallRecord]) -> Counter[str]:
    """Put them into the database under a stream of their own. Calls that are there are passed
    over, so that importing twice changes nothing; one that was unknown is corrected. Calls
    without an end are left for a file that has it."""
    async with database(settings) as dsn:
        await migrate(dsn)
        async with Store(dsn) as store:
            lease = Lease(store, node=STREAM, holder=STREAM, ttl_s=300)
            numbering = Numbering(region=settings.desk.region)
            log = PgLog(store, node=STREAM, epoch=await lease.acquire(), numbering=numbering)
            rows = await store.fetch("ledger_known_calls", [record.call_id for record in records])
            events = list(_news(records, {row["call_id"]: (row["revision"], row["mark"]) for row in rows}))
            first = await log.last_seq(STREAM) + 1
            entries = [_entry(seq, event) for seq, event in enumerate(events, first)]
            for start in range(0, len(entries), BATCH):
                await log.append(entries[start : start + BATCH])
            await lease.release()
    return Counter(event.type for event in events)


def _news(
    records: list[CallRecord], known: dict[UUID, tuple[int, str]]
) -> Iterator[CallSealed | CallCorrected]:
    """What the file tells that the database does not know."""
    for record in records:
        if record.mark is Mark.UNKNOWN:
            continue
        if record.call_id not in known:
            yield CallSealed(at=record.end, call_id=record.call_id, record=record)
            continue
        revision, mark = known[record.call_id]
        if mark == Mark.UNKNOWN:
            better = replace(record, revision=revision + 1)
            yield CallCorrected(at=record.end, call_id=record.call_id, record=better)


def _entry(seq: int, event: CallSealed | CallCorrected) -> LogEntry:
    return LogEntry(
        stream=STREAM, seq=seq, at=event.at, type=event.type, call_id=event.call_id, data=event.data()
    )
