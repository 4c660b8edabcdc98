"""The spool: where entries wait on disk while PostgreSQL is away.

One file per epoch, ``NODE.EPOCH.jsonl``: a line per entry, synced per batch, read from the front
in order. A file that an older epoch left is set aside (``.aside``) and never appended: between
then and now another engine may have owned the node, and the PBX's own records tell that time
better. Blocking: the writer calls it in a thread.
"""

import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from ccengine.core.ports import LogEntry


class Spool:
    def __init__(self, folder: Path, *, node: str, epoch: int) -> None:
        self._folder = folder
        self._node = node
        self._path = folder / f"{node}.{epoch}.jsonl"
        self._read_from = 0
        self._file: int | None = None
        self._lock = threading.Lock()  # a cancelled writer leaves its thread to finish
        self.waiting = 0

    def open(self) -> list[Path]:
        """Make the folder; set older epochs' files aside, and say which."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = []
        for path in sorted(self._folder.glob(f"{self._node}.*.jsonl")):
            target = path.with_suffix(".aside")
            path.replace(target)
            aside.append(target)
        return aside

    def write(self, entries: Sequence[LogEntry]) -> None:
        """Add to the end, durably. OSError (a full disk): nothing of it was added."""
        with self._lock:
            self._write(b"".join(map(_line, entries)))
            self.waiting += len(entries)

    def _write(self, data: bytes) -> None:
        if self._file is None:
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        end = os.lseek(self._file, 0, os.SEEK_END)
        try:
            _write_all(self._file, data)
            os.fsync(self._file)
        except OSError:
            os.ftruncate(self._file, end)
            raise

    def front(self, limit: int) -> tuple[list[LogEntry], int]:
        """The oldest entries, and where the next ones begin."""
        entries: list[LogEntry] = []
        with self._lock, self._path.open("rb") as file:
            file.seek(self._read_from)
            while len(entries) < limit and (line := file.readline()):
                entries.append(_entry(line))
            return entries, file.tell()

    def done(self, count: int, position: int) -> None:
        """The front is committed. The file goes when nothing is left in it."""
        with self._lock:
            self.waiting -= count
            self._read_from = position
            if self.waiting == 0:
                self._close()
                self._path.unlink(missing_ok=True)
                self._read_from = 0

    def close(self) -> None:
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _write_all(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]


def _line(entry: LogEntry) -> bytes:
    call = str(entry.call_id) if entry.call_id else None
    return json.dumps([entry.stream, entry.seq, entry.at, entry.type, call, entry.data]).encode() + b"\n"


def _entry(line: bytes) -> LogEntry:
    stream, seq, at, kind, call, data = json.loads(line)
    items: dict[str, Any] = data
    return LogEntry(
        stream=stream, seq=seq, at=at, type=kind, call_id=UUID(call) if call else None, data=items
    )
