"""Recordings read back from the database: what there is, and any range of its bytes.

A recording lies in pieces of equal size, so a byte's piece is a division away, and seeking in
the page reads only the pieces it hears. At most one piece is in memory for each reader.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from ccengine.core.errors import NotFound
from ccengine.store.store import Store
from ccengine.store.text import milliseconds

PIECE_SIZE = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingMeta:
    """``status``: ready, short, missing, failed or not_recorded; the first two have sound. ``sha256``
    is hex, empty without sound; ``expected_ms`` is from the first word to the last."""

    call_id: UUID
    status: str
    problem: str
    media_type: str
    size: int
    length_ms: int
    expected_ms: int
    sha256: str
    created: int

    @property
    def playable(self) -> bool:
        return self.size > 0


class Recordings:
    """What the HTTP edge needs of recordings. Raises StoreUnavailable."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def head(self, call_id: UUID) -> RecordingMeta | None:
        """None: nobody talked, or the recording is not there yet."""
        row = await self._store.fetch_one("recorder_head", call_id)
        if row is None:
            return None
        return RecordingMeta(
            call_id=row["call_id"],
            status=row["status"],
            problem=row["problem"],
            media_type=row["media_type"],
            size=row["size"],
            length_ms=row["length_ms"],
            expected_ms=row["expected_ms"],
            sha256=row["sha256"].hex() if row["sha256"] else "",
            created=milliseconds(row["created"]),
        )

    async def chunks(self, call_id: UUID, start: int, end: int) -> AsyncIterator[bytes]:
        """Bytes [start, end) of the recording, piece by piece. The range must lie within it."""
        at = start
        while at < end:
            number, offset = divmod(at, PIECE_SIZE)
            row = await self._store.fetch_one("recorder_piece", call_id, number)
            if row is None or offset >= len(row["bytes"]):
                raise NotFound("The recording ends before this byte")
            chunk: bytes = row["bytes"][offset : offset + end - at]
            at += len(chunk)
            yield chunk
