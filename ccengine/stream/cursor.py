"""Where a follower stands: the last sequence number he has of each stream.

Streams grow independently (one per node, and ``desk``), so a position is one number per stream,
written ``desk:7,pbx1:120``. A stream that is not named is read from its beginning.
"""

import re

from ccengine.core.errors import BadInput

Position = dict[str, int]

MAX_TEXT = 4096
_PART = re.compile(r"([A-Za-z0-9_.-]{1,64}):([0-9]{1,18})", re.ASCII)


def write_position(position: Position) -> str:
    return ",".join(f"{stream}:{seq}" for stream, seq in sorted(position.items()))


def read_position(text: str) -> Position:
    """The position in ``text``; empty text is the beginning of everything."""
    if not text:
        return {}
    if len(text) > MAX_TEXT:
        raise _unreadable()
    position: Position = {}
    for part in text.split(","):
        match = _PART.fullmatch(part)
        if match is None or match[1] in position:
            raise _unreadable()
        position[match[1]] = int(match[2])
    return position


def _unreadable() -> BadInput:
    return BadInput(
        "The cursor (Last-Event-ID, or ?after=) cannot be read. It is the id of the last event that was "
        "received, one stream:number per stream, each stream once, joined by commas: desk:7,pbx1:120. "
        "Without one the stream begins at its first event."
    )
