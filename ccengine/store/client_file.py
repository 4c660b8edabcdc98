"""Files of clients, line by line: CSV with a head row, or JSON lines. Nothing of a file is held but the
line that is being read.

What is wrong with one line is told of that line. What is wrong with the file (no UTF-8, a head row
that cannot be used, an end in the middle of a line) ends the reading: then nothing of it counts.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ccengine.core.client_form import FIELDS
from ccengine.core.errors import BadInput

LONGEST_LINE = 1_000_000
BETWEEN_PHONES = ";"
CARD = "card."
COLUMNS = ("id", *(name for name in FIELDS if name != "card"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A client as a line gives him, by field; ``fault`` where the line cannot be read at all."""

    number: int
    fields: Mapping[str, Any]
    fault: str = ""


def lines_of(path: Path, form: str) -> Iterator[Line]:
    """The lines of a file. ``form`` is ``csv`` or ``jsonl``. Raises BadInput."""
    return {"csv": _csv, "jsonl": _jsonl}[form](_Text(path))


class _Text:
    """The file's lines as text, counted. ``whole``: the last one ended as lines do."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.number = 0
        self.whole = True

    def __iter__(self) -> Iterator[str]:
        try:
            with self.path.open("rb") as file:
                while raw := file.readline(LONGEST_LINE):
                    self.number += 1
                    self.whole = raw.endswith(b"\n")
                    yield self._text(raw)
        except OSError as error:
            raise BadInput(f"{self.path}: cannot be read: {error.strerror}") from error

    def _text(self, raw: bytes) -> str:
        if len(raw) >= LONGEST_LINE:
            raise self.wrong(f"is longer than {LONGEST_LINE} bytes; this is no list of clients")
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            raise self.wrong("is not UTF-8; save the file as UTF-8 and import it again") from None
        return text.removeprefix("\ufeff") if self.number == 1 else text

    def wrong(self, what: str) -> BadInput:
        return BadInput(f"{self.path}: line {self.number} {what}")

    def cut_off(self) -> BadInput:
        return BadInput(f"{self.path}: the file ends in the middle of line {self.number}; get it anew")


def _csv(text: _Text) -> Iterator[Line]:
    rows = csv.reader(text, strict=True)
    try:
        names = next(rows, None)
    except csv.Error:
        names = None
    names = _head(text, names)
    while True:
        first = text.number + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise text.cut_off() from None
            yield Line(number=first, fields={}, fault="has a quotation mark in a wrong place")
            continue
        if not row:
            continue
        if len(row) == len(names):
            yield Line(number=first, fields=_fields(names, row))
        elif len(row) < len(names) and not text.whole:
            raise text.cut_off()
        else:
            yield Line(number=first, fields={}, fault="has another number of columns than the head row")


def _head(text: _Text, names: list[str] | None) -> list[str]:
    if not names:
        raise BadInput(f"{text.path}: the file is empty; its first line must name the columns")
    if len(names) == 1 and any(sign in names[0] for sign in ";\t|"):
        raise BadInput(f"{text.path}: the columns must be parted by commas")
    names = [name.strip() for name in names]
    strange = [name for name in names if name not in COLUMNS and not _is_card(name)]
    if strange:
        raise BadInput(
            f"{text.path}: the head row has a column {strange[0][:40]!r}; columns are {', '.join(COLUMNS)} "
            f"and {CARD}LABEL for what else stands on the card"
        )
    for name in names:
        if names.count(name) > 1:
            raise BadInput(f"{text.path}: the head row has the column {name[:40]!r} twice")
    if missing := [name for name in ("id", "name") if name not in names]:
        raise BadInput(f"{text.path}: the head row lacks the column {missing[0]!r}")
    return names


def _is_card(name: str) -> bool:
    return name.startswith(CARD) and len(name) > len(CARD)


def _fields(names: list[str], row: list[str]) -> dict[str, Any]:
    """Empty cells say nothing: an empty card field is none."""
    fields: dict[str, Any] = {}
    card = {}
    for name, value in zip(names, row, strict=True):
        if not value:
            continue
        if name == "phones":
            fields[name] = [written for part in value.split(BETWEEN_PHONES) if (written := part.strip())]
        elif name.startswith(CARD):
            card[name.removeprefix(CARD)] = value
        else:
            fields[name] = value
    if card:
        fields["card"] = card
    return fields


def _jsonl(text: _Text) -> Iterator[Line]:
    for line in text:
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError):
            if not text.whole:
                raise text.cut_off() from None
            yield Line(number=text.number, fields={}, fault="is no JSON")
            continue
        if isinstance(fields, dict):
            yield Line(number=text.number, fields=fields)
        else:
            yield Line(number=text.number, fields={}, fault="is no JSON object")
