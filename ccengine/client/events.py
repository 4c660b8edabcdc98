"""The stream of events as it comes over the wire, without the wire: pieces of bytes in, events out.

``Parser`` reads server-sent events (lines end with CR, LF or both; a piece may end anywhere).
``Doubles`` knows the events of late by their ids: the stream tells each at least once.
"""

import json
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

LONGEST_LINE = 4 * 1024 * 1024
REMEMBERED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamEvent:
    """One CloudEvent. ``id`` names it for ever; ``position`` is where the stream goes on behind it:
    keep it with what you made of the event, and give it back as ``after``. ``type`` has no
    ``ccengine.`` before it; ``subject`` is the call, or empty."""

    id: str
    type: str
    time: str
    subject: str
    data: dict[str, Any]
    position: str


class Parser:
    """Raises ValueError where a line never ends, or what it holds is no event."""

    def __init__(self) -> None:
        self._rest = b""
        self._after_cr = False
        self._fields: dict[str, str] = {}

    def feed(self, piece: bytes) -> Iterator[StreamEvent]:
        if self._after_cr and piece.startswith(b"\n"):
            piece = piece[1:]  # the second half of CR LF
        self._after_cr = piece.endswith(b"\r") if piece else self._after_cr
        whole = (self._rest + piece).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *lines, self._rest = whole.split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            raise ValueError("a line of the stream does not end")
        for line in lines:
            if (event := self._line(line.decode())) is not None:
                yield event

    def _line(self, line: str) -> StreamEvent | None:
        if line:
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if name == "data" and "data" in self._fields:
                value = f"{self._fields['data']}\n{value}"
            if name in ("id", "data"):
                self._fields[name] = value
            return None
        fields, self._fields = self._fields, {}
        return _event(fields["data"], fields.get("id", "")) if "data" in fields else None


def _event(text: str, position: str) -> StreamEvent:
    told = json.loads(text)
    if not isinstance(told, dict) or not isinstance(told.get("id"), str):
        raise ValueError("what came on the stream is no CloudEvent")
    return StreamEvent(
        id=told["id"],
        type=str(told.get("type", "")).removeprefix("ccengine."),
        time=str(told.get("time", "")),
        subject=str(told.get("subject", "")),
        data=told.get("data", {}),
        position=position,
    )


class Doubles:
    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._had: OrderedDict[str, None] = OrderedDict()
        self._remembered = remembered

    def is_one(self, event: StreamEvent) -> bool:
        """Whether this event came before; from now on it did."""
        if event.id in self._had:
            return True
        self._had[event.id] = None
        if len(self._had) > self._remembered:
            self._had.popitem(last=False)
        return False
