"""Asterisk's channel event log, read into the same observations as its events.

Two forms: CSV (with a header of CEL field names, or headerless in the order of ``FIELDS``) and
JSON lines. CSV is read by a real CSV parser: a caller's name may hold quotes, commas and line
ends. Rows of types that say nothing about who talked to whom are passed over; a torn last line,
as a killed Asterisk leaves it, is reported and not guessed at.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ami.translate import (
    MARK,
    Topology,
    clean_number,
    created,
    dialled_number,
    entered,
    left,
    marked,
    milliseconds,
)
from ccengine.core import observed as o
from ccengine.core.errors import BadInput
from ccengine.core.observed import Observed, Side

FIELDS = (
    "eventtype", "eventtime", "userdeftype", "name", "num", "ani", "rdnis", "dnid", "exten", "context",
    "channame", "appname", "appdata", "amaflags", "accountcode", "uniqueid", "linkedid", "peer",
    "peeraccount", "userfield", "eventextra", "tenantid",
)  # fmt: skip
"""The columns of our own CEL file, in order."""

_NEEDED = ("eventtype", "eventtime", "uniqueid", "linkedid", "channame")

# Names that other set-ups give to the same columns.
_ALIASES = {
    "cidname": "name", "cidnum": "num", "cidani": "ani", "cidrdnis": "rdnis", "ciddnid": "dnid",
    "channel": "channame", "app": "appname", "data": "appdata", "extra": "eventextra", "event": "eventtype",
    "time": "eventtime",
}  # fmt: skip

_CAUSE = re.compile(r"[0-9]{1,3}")
_TIME = re.compile(r"[0-9]{9,11}(\.[0-9]{0,9})?")

Row = dict[str, str]


@dataclass(slots=True)
class Problems:
    """What could not be read, for people: ``where: what``."""

    lines: list[str] = field(default_factory=list)

    def add(self, line: int, what: str) -> None:
        self.lines.append(f"line {line}: {what}")


def read_rows(lines: Iterable[str], problems: Problems | None = None) -> Iterator[Row]:
    """Rows of a CEL file as dictionaries by field name. ``lines`` keep their line ends.

    Raises BadInput where the file is no CEL file at all.
    """
    problems = problems if problems is not None else Problems()
    source = iter(lines)
    first = next(source, "")
    while first and not first.strip():
        first = next(source, "")
    everything = _chain(first.removeprefix("\ufeff"), source)
    if first.lstrip("\ufeff").lstrip().startswith("{"):
        yield from _json_rows(everything, problems)
    elif first:
        yield from _csv_rows(everything, problems)


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _json_rows(lines: Iterator[str], problems: Problems) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        data = _object(line)
        if data is None:
            problems.add(number, "is not a whole JSON object; it was passed over")
            continue
        row = {_field(key): _text(value) for key, value in data.items()}
        if _usable(row, number, problems):
            yield row


def _object(text: str) -> dict[str, object] | None:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value) if value is not None else ""


def _csv_rows(lines: Iterator[str], problems: Problems) -> Iterator[Row]:
    reader = csv.reader(lines)
    fields: tuple[str, ...] | None = None
    width = 0
    try:
        for cells in reader:
            if not cells:
                continue
            if fields is None:
                fields = _header(cells)
                if fields is not FIELDS:
                    continue
                width = max(len(cells), len(FIELDS))
            width = width or len(cells)  # every row is as long as the first, or it is torn
            if len(cells) != width or width <= fields.index("linkedid"):
                problems.add(reader.line_num, f"has {len(cells)} of {width} columns; it was passed over")
                continue
            row = dict(zip(fields, cells, strict=False))
            if _usable(row, reader.line_num, problems):
                yield row
    except csv.Error as error:
        problems.add(reader.line_num, f"cannot be read as CSV ({error}); reading stopped there")


def _header(cells: list[str]) -> tuple[str, ...]:
    """The field names of a header line; our own order where the first line is already a row."""
    names = tuple(_field(cell) for cell in cells)
    if "eventtype" in names:
        missing = [name for name in _NEEDED if name not in names]
        if missing:
            raise BadInput(f"line 1: the header lacks {', '.join(missing)}; CEL cannot be read without")
        return names
    if len(cells) < len(_NEEDED) or not _is_time(cells[1]):
        raise BadInput(
            "line 1: this is neither a CEL header (it names no eventtype) nor a row in our order "
            f"({', '.join(FIELDS[:3])}, ...); give the file a header line of CEL field names"
        )
    return FIELDS


def _field(name: str) -> str:
    plain = name.strip().strip('"').lower().replace("_", "").removeprefix("cel")
    return _ALIASES.get(plain, plain)


def _is_time(text: str) -> bool:
    return _TIME.fullmatch(text) is not None


def _usable(row: Row, line: int, problems: Problems) -> bool:
    if not row.get("uniqueid") or not row.get("eventtype"):
        problems.add(line, "names no channel or no event type; it was passed over")
        return False
    if not _is_time(row.get("eventtime", "")):
        problems.add(
            line, "has no time in seconds (dateformat must be unset in cel.conf); it was passed over"
        )
        return False
    return True


@dataclass(slots=True)
class CelTranslator:
    """Rows of one node into observations. It remembers what a dialling leg dialled into the
    network, since CEL shows it only there."""

    topology: Topology = field(default_factory=Topology)
    _dialling: dict[str, str] = field(default_factory=dict)
    _numbers: dict[str, str] = field(default_factory=dict)

    def translate(self, row: Row) -> list[Observed]:
        """What this row says; nothing for rows of other or unknown types."""
        make = _TABLE.get(row["eventtype"])
        return make(self, row, milliseconds(row["eventtime"])) if make else []

    def _created(self, row: Row, at: int) -> list[Observed]:
        leg, linked = row["uniqueid"], row.get("linkedid", "")
        seen = created(
            self.topology,
            at=at,
            leg=leg,
            channel=row.get("channame", ""),
            context=row.get("context", ""),
            exten=row.get("exten", ""),
            number=row.get("num", ""),
            name=row.get("name", ""),
            linked=linked,
        )
        found: list[Observed] = [seen]
        self._numbers[leg] = row.get("num", "")
        if seen.side is Side.OUTSIDE and not seen.dialled and linked in self._dialling:
            found.append(o.LegDialled(at=at, leg=leg, number=self._dialling[linked]))
        return found

    def _app_start(self, row: Row, at: int) -> list[Observed]:
        leg, data = row["uniqueid"], row.get("appdata", "")
        match row.get("appname", "").lower():
            case "dial":
                number = dialled_number(data.partition(",")[0])
                if number:
                    self._dialling[row.get("linkedid", "")] = number
            case "queue":
                return [o.QueueEntered(at=at, leg=leg, queue=data.partition(",")[0])]
            case "chanspy" | "extenspy":
                return [o.SpyStarted(at=at, leg=leg)]
        return self._renumbered(row, at)

    def _app_end(self, row: Row, at: int) -> list[Observed]:
        if row.get("appname", "").lower() != "queue":
            return []
        return [o.QueueLeft(at=at, leg=row["uniqueid"], queue=row.get("appdata", "").partition(",")[0])]

    def _renumbered(self, row: Row, at: int) -> list[Observed]:
        """The dialplan gave the channel another number, as ours does with a caller's true one."""
        leg, number = row["uniqueid"], row.get("num", "")
        if number == self._numbers.setdefault(leg, number):
            return []
        self._numbers[leg] = number
        return [o.LegIdentified(at=at, leg=leg, number=clean_number(number))]

    def _answered(self, row: Row, at: int) -> list[Observed]:
        return [o.LegAnswered(at=at, leg=row["uniqueid"])]

    def _bridge_enter(self, row: Row, at: int) -> list[Observed]:
        extra = _extra(row)
        leg, bridge = row["uniqueid"], extra.get("bridge_id", "")
        seen: list[Observed] = [o.QueueLeft(at=at, leg=leg, queue=_queue_of(row))] if _queue_of(row) else []
        if bridge:
            seen.append(entered(leg, at, bridge, extra.get("bridge_technology", "")))
        return seen

    def _bridge_exit(self, row: Row, at: int) -> list[Observed]:
        extra = _extra(row)
        bridge = extra.get("bridge_id", "")
        return [left(row["uniqueid"], at, bridge, extra.get("bridge_technology", ""))] if bridge else []

    def _stream(self, row: Row, at: int) -> list[Observed]:
        match row.get("userdeftype", ""):
            case "MOH_STREAM_BEGIN":
                return [o.MusicStarted(at=at, leg=row["uniqueid"])]
            case "MOH_STREAM_END":
                return [o.MusicStopped(at=at, leg=row["uniqueid"])]
        return []

    def _marked(self, row: Row, at: int) -> list[Observed]:
        if row.get("userdeftype", MARK) != MARK:
            return []
        mark, _, target = _extra(row).get("extra", "").partition("-")
        seen = marked(row["uniqueid"], at, mark, target)
        return [] if seen is None else [seen]

    def _blind(self, row: Row, at: int) -> list[Observed]:
        return [o.BlindTransferred(at=at, leg=row["uniqueid"], target=_extra(row).get("extension", ""))]

    def _attended(self, row: Row, at: int) -> list[Observed]:
        extra = _extra(row)
        return [
            o.AttendedTransferred(
                at=at,
                leg=row["uniqueid"],
                second=extra.get("channel2_uniqueid", ""),
                transferee=extra.get("transferee_channel_uniqueid", ""),
                target=extra.get("transfer_target_channel_uniqueid", ""),
            )
        ]

    def _hangup(self, row: Row, at: int) -> list[Observed]:
        extra, leg = _extra(row), row["uniqueid"]
        cause = extra.get("hangupcause", "")
        ended = o.LegEnded(at=at, leg=leg, cause=int(cause) if _CAUSE.fullmatch(cause) else 0)
        own = extra.get("hangupsource") == row.get("channame")
        return [o.HangupAsked(at=at, leg=leg), ended] if own else [ended]

    def _gone(self, row: Row, at: int) -> list[Observed]:
        self._numbers.pop(row["uniqueid"], None)
        self._dialling.pop(row["uniqueid"], None)
        return [o.LegEnded(at=at, leg=row["uniqueid"])]  # an echo, where HANGUP came before


def _queue_of(row: Row) -> str:
    return row.get("appdata", "").partition(",")[0] if row.get("appname", "").lower() == "queue" else ""


def _extra(row: Row) -> dict[str, str]:
    """The row's JSON of details. Where a name with a backslash broke it, nothing is known of it."""
    data = _object(row.get("eventextra", "")) or {}
    return {key: _text(value) for key, value in data.items()}


_TABLE = {
    "CHAN_START": CelTranslator._created,
    "APP_START": CelTranslator._app_start,
    "APP_END": CelTranslator._app_end,
    "ANSWER": CelTranslator._answered,
    "BRIDGE_ENTER": CelTranslator._bridge_enter,
    "BRIDGE_EXIT": CelTranslator._bridge_exit,
    "STREAM_BEGIN": CelTranslator._stream,
    "STREAM_END": CelTranslator._stream,
    "USER_DEFINED": CelTranslator._marked,
    MARK: CelTranslator._marked,  # our CEL file writes the event's own name
    "BLINDTRANSFER": CelTranslator._blind,
    "ATTENDEDTRANSFER": CelTranslator._attended,
    "HANGUP": CelTranslator._hangup,
    "CHAN_END": CelTranslator._gone,
}
