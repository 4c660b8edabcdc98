"""The one sound format that is read: PCM, mono, 16 bit, 8 kHz in a WAV file.

A header may lie. Asterisk writes the length when it closes a file; killed before that, it leaves
a header that declares no sound at all. So the size of the file decides, and the header says only
where the sound begins and whether the file was closed.
"""

import os
import stat
import struct
from dataclasses import dataclass
from pathlib import Path

from ccengine.core.errors import BadInput

RATE = 8_000
SAMPLE = 2
BYTES_PER_MS = RATE * SAMPLE // 1000
MEDIA_TYPE = "audio/wav"
HEADER_SIZE = 44
_HEAD_BOUND = 4096
_PCM = 1


class BadSound(BadInput):
    """This file is no sound that we can read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Where the samples lie in a file. ``closed``: its writer finished it."""

    path: Path
    offset: int
    size: int
    closed: bool
    changed_ms: int

    @property
    def length_ms(self) -> int:
        return self.size // BYTES_PER_MS


def read_sheet(path: Path) -> Sheet:
    """Look at the head of a file. Raises BadSound, or OSError as the disk gives it."""
    # A link or a pipe under the name of a recording was not made by Asterisk.
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(fd, "rb") as file:
        about = os.fstat(fd)
        if not stat.S_ISREG(about.st_mode):
            raise BadSound("it is not a file")
        changed_ms = about.st_mtime_ns // 1_000_000
        if about.st_size == 0:
            return Sheet(path=path, offset=0, size=0, closed=False, changed_ms=changed_ms)
        offset, declared = _data_chunk(file.read(_HEAD_BOUND))
    there = max(0, about.st_size - offset)
    closed = 0 < declared <= there
    size = declared if closed else there
    return Sheet(path=path, offset=offset, size=size - size % SAMPLE, closed=closed, changed_ms=changed_ms)


def _data_chunk(head: bytes) -> tuple[int, int]:
    """Offset and declared size of the samples; the format is checked on the way."""
    if len(head) < 12 or head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        raise BadSound("it is not a WAV file")
    at, known = 12, False
    while at + 8 <= len(head):
        name, size = struct.unpack_from("<4sI", head, at)
        at += 8
        if name == b"data":
            if not known:
                break
            return at, size
        if name == b"fmt ":
            _check_format(head[at : at + 16])
            known = True
        at += size + size % 2
    raise BadSound("its WAV header is broken")


def _check_format(fmt: bytes) -> None:
    if len(fmt) < 16:
        raise BadSound("its WAV header is broken")
    code, channels, rate, _, _, bits = struct.unpack("<HHIIHH", fmt)
    if (code, channels, rate, bits) != (_PCM, 1, RATE, 8 * SAMPLE):
        raise BadSound("it is not mono 16 bit PCM at 8 kHz")


def header(length_ms: int, channels: int) -> bytes:
    """The head of a WAV file of that length, in 44 bytes."""
    frame = SAMPLE * channels
    size = length_ms * BYTES_PER_MS * channels
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", 36 + size, b"WAVE",
        b"fmt ", 16, _PCM, channels, RATE, RATE * frame, frame, 8 * SAMPLE,
        b"data", size,
    )  # fmt: skip
