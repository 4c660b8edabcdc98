"""AMI's bytes, and nothing else: bytes in, frames out; an action in, bytes out.

The stream is a banner line and then frames. A frame is lines ``Name: value`` up to an empty
line. Asterisk ends lines with CR LF, once in a while with a bare LF (its CoreShowChannelMap
ends a frame with CR LF LF), and any caller can make it write whatever he likes in the middle of
a value. So this room frames *bytes*, decodes UTF-8 only inside a whole frame, gives up on
nothing, and keeps every oddity visible for `ami.trust`, which decides what is believed:

* a name that comes twice keeps all its values, in order; the mapping shows the first;
* a line without a colon is kept under the empty name;
* ``ragged`` says that a CR or LF stands where Asterisk would not write one.

Most of what Asterisk says interests nobody (56 of 90 events of a call are VarSet). An event is
passed over by a look at its first four lines: it is never split, decoded or copied. In its
place stands one `Mark.SKIPPED` per run of such events, since a held frame ends where any
genuine event begins.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import Enum

from ccengine.core.errors import BadInput

MAX_LINE = 8 * 1024
MAX_FRAME = 64 * 1024

# What Asterisk takes from us: longer lines are cut there, more headers are dropped, silently.
MAX_ACTION_LINE = 1023
MAX_ACTION_LINES = 128

_BANNER = b"Asterisk Call Manager/"
_END = re.compile(rb"\n\r?\n")
_BREAK = re.compile(r"[\r\n\0]")


class Mark(Enum):
    """What stands in the stream in place of frames that were not made."""

    SKIPPED = "skipped"
    """One or more genuine events that nobody wanted."""
    OVERLONG = "overlong"
    """A frame longer than the bound; its bytes are gone."""


class Frame(Mapping[str, str]):
    """One frame: a mapping of names to their *first* values. Names are case-sensitive.

    ``lines`` are all (name, value) pairs in order. ``raw`` are the bytes, without the empty
    line. ``hostile`` is set by `ami.trust` on a frame that a caller had tampered with.
    """

    __slots__ = ("_first", "hostile", "lines", "raw")

    def __init__(
        self, lines: Iterable[tuple[str, str]], *, raw: bytes | None = None, hostile: bool = False
    ) -> None:
        self.lines = tuple(lines)
        self.raw = _raw(self.lines) if raw is None else raw
        self.hostile = hostile
        self._first = dict(self.lines)
        if len(self._first) != len(self.lines):
            self._first = {}
            for name, value in self.lines:
                self._first.setdefault(name, value)
        self._first.pop("", None)

    @classmethod
    def parse(cls, raw: bytes) -> "Frame":
        """Read the bytes of one frame; never fails."""
        lines = raw.decode("utf-8", "replace").split("\n")
        return cls([_parse_line(line) for line in lines], raw=raw)

    def __getitem__(self, name: str) -> str:
        return self._first[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._first)

    def __len__(self) -> int:
        return len(self._first)

    def __repr__(self) -> str:
        # Names only: values hold numbers and names of people.
        kind = self.get("Event") or self.get("Response") or "?"
        return f"<Frame {kind[:40]!r}, {len(self.lines)} lines>"

    def all(self, name: str) -> list[str]:
        """Every value that came under this name, in order."""
        return [value for each, value in self.lines if each == name]

    @property
    def is_answer(self) -> bool:
        """Is it a response or a list item? Every event has its Privilege in the second line."""
        return self.lines[1:2] == () or self.lines[1][0] != "Privilege"

    @property
    def ragged(self) -> bool:
        """Is there a CR or LF that is not part of a CR LF?"""
        pairs = self.raw.count(b"\r\n")
        return pairs != self.raw.count(b"\n") or pairs != self.raw.count(b"\r")


def _raw(lines: Iterable[tuple[str, str]]) -> bytes:
    text = "\r\n".join(f"{name}: {value}" if name else value for name, value in lines)
    return text.encode("utf-8", "replace")


def _parse_line(line: str) -> tuple[str, str]:
    if line.endswith("\r"):
        line = line[:-1]
    name, colon, value = line.partition(":")
    if not colon:
        return "", line
    return name, value[1:] if value.startswith(" ") else value


def head_pattern(systemname: str) -> re.Pattern[bytes]:
    """The exact first lines of every event of the PBX called so; group 1 is the event's name.

    ``debug`` on in manager.conf puts four lines of its own before SystemName.
    """
    named = rb"\r\nSystemName: " + re.escape(systemname.encode()) if systemname else b""
    return re.compile(
        rb"Event: ([A-Za-z0-9_]+)\r\n"
        rb"Privilege: [a-z,]+\r\n"
        rb"Timestamp: \d+\.\d+"
        rb"(?:\r\nSequenceNumber: [^\r\n]*(?:\r\n(?:File|Line|Func): [^\r\n]*){3})?"
        + named
        + rb"\r?(?:\n|\Z)"
    )


class Decoder:
    """Turns a stream of bytes, however it was cut, into frames.

    ``wanted``: names of the events worth parsing; None for all. Only events with the exact head
    of ``systemname`` are ever passed over: what else comes may be an answer, or hostile.
    """

    def __init__(
        self,
        *,
        wanted: Collection[str] | None = None,
        systemname: str = "",
        max_line: int = MAX_LINE,
        max_frame: int = MAX_FRAME,
    ) -> None:
        self.banner: str | None = None
        self.skipped = 0
        self.overlong = 0
        self.cut_lines = 0
        self._wanted = None if wanted is None else frozenset(name.encode() for name in wanted)
        self._head = head_pattern(systemname)
        self._max_line = max_line
        self._max_frame = max_frame
        self._buffer = bytearray()
        self._searched = 0
        self._before_banner = True
        self._in_overlong = False
        self._in_skipped = False

    def feed(self, data: bytes) -> list[Frame | Mark]:
        """Take the next bytes; return what they completed."""
        found: list[Frame | Mark] = []
        buffer = self._buffer
        buffer += data
        if self._before_banner and not self._pass_banner():
            return found
        start = 0
        search = self._searched
        while (end := _END.search(buffer, search)) is not None:
            self._complete(start, end.start(), found)
            start = search = end.end()
        del buffer[:start]
        self._bound()
        self._searched = max(0, len(buffer) - 2)
        return found

    def _pass_banner(self) -> bool:
        """Take the banner off the front. False while there is not enough to tell."""
        buffer = self._buffer
        if buffer[: len(_BANNER)] == _BANNER[: len(buffer)]:
            end = buffer.find(b"\n", 0, self._max_line)
            if end < 0 and len(buffer) < self._max_line:
                return False
            if end >= 0:
                self.banner = buffer[:end].decode("ascii", "replace").strip()
                del buffer[: end + 1]
        self._before_banner = False
        return True

    def _bound(self) -> None:
        """An unfinished frame may not grow for ever. Two bytes may belong to its end."""
        if self._in_overlong or len(self._buffer) > self._max_frame + 2:
            self._in_overlong = True
            del self._buffer[:-2]

    def _complete(self, start: int, end: int, found: list[Frame | Mark]) -> None:
        if self._in_overlong or end - start > self._max_frame:
            self._in_overlong = self._in_skipped = False
            self.overlong += 1
            found.append(Mark.OVERLONG)
            return
        # Asterisk puts an empty line too many behind some events.
        while start < end and self._buffer[start] in b"\r\n":
            start += 1
        head = self._head.match(self._buffer, start, end) if self._wanted is not None else None
        if head and self._wanted is not None and head[1] not in self._wanted:
            self.skipped += 1
            if not self._in_skipped:
                found.append(Mark.SKIPPED)
            self._in_skipped = True
            return
        raw = bytes(self._buffer[start:end]).removesuffix(b"\r")
        if raw:
            self._in_skipped = False
            found.append(Frame.parse(self._cut(raw)))

    def _cut(self, raw: bytes) -> bytes:
        """Bound each line."""
        if len(raw) <= self._max_line:
            return raw
        lines = raw.split(b"\n")
        long = sum(len(line) > self._max_line for line in lines)
        self.cut_lines += long
        return b"\n".join(_cut_line(line, self._max_line) for line in lines) if long else raw


def _cut_line(line: bytes, bound: int) -> bytes:
    if len(line) <= bound:
        return line
    return line[:bound] + (b"\r" if line.endswith(b"\r") else b"")


def encode(action: Mapping[str, str | Sequence[str]]) -> bytes:
    """The bytes of one action. A name with several values is written several times.

    Raises BadInput where a name or value could end its line: nothing from outside may add a
    header, far less an action, of its own.
    """
    lines: list[bytes] = []
    for name, values in action.items():
        for value in (values,) if isinstance(values, str) else values:
            lines.append(_encode_line(name, value))
    if len(lines) > MAX_ACTION_LINES:
        raise BadInput(f"An AMI action has {len(lines)} lines; Asterisk reads {MAX_ACTION_LINES}.")
    return b"\r\n".join([*lines, b"", b""])


def _encode_line(name: str, value: str) -> bytes:
    if not name or ":" in name or _BREAK.search(name):
        raise BadInput(f"An AMI header cannot be named {name[:40]!r}.")
    if _BREAK.search(value):
        raise BadInput(f"The value of the AMI header {name!r} holds a line break.")
    try:
        line = f"{name}: {value}".encode()
    except UnicodeEncodeError as error:
        raise BadInput(f"The value of the AMI header {name!r} is not text.") from error
    if len(line) > MAX_ACTION_LINE:
        raise BadInput(f"The AMI header {name!r} has {len(line)} bytes; Asterisk reads {MAX_ACTION_LINE}.")
    return line
