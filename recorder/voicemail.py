"""Messages that callers leave: from Asterisk's file to the database.

The dialplan writes ``voicemail/<uniqueid>.wav`` beside the legs' own voices, and a routing decision
says for whom. A message needs no mixing, is stored once its call is sealed, and its file goes then:
so the files that lie there are the work to do.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from ccengine.core.events import VoicemailReady
from ccengine.core.observed import Side
from ccengine.core.ports import LogEntry
from ccengine.store.desk_log import Happening, append_desk
from ccengine.store.store import Store
from recorder import wav
from recorder.folder import Folder
from recorder.serve import PIECE_SIZE
from recorder.timeline import Talked

FOLDER = "voicemail"
LEAST_MS = 1_000
"""What is shorter is the click of a receiver."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One that was left: the leg that left it, and its sound as a WAV file."""

    leg: str
    length_ms: int
    sound: bytes


@dataclass(frozen=True, slots=True)
class Messages:
    """``recordings`` is the folder that Asterisk writes to. Methods but ``store`` block on the disk."""

    recordings: Path

    @property
    def folder(self) -> Folder:
        return Folder(path=self.recordings / FOLDER)

    def legs(self) -> list[str]:
        """The legs on which a message was left that is not stored yet."""
        return list(self.folder.legs())

    def growing(self, call: Talked, now_ms: int) -> bool:
        return self.folder.find(_callers(call)).growing(now_ms)

    def find(self, call: Talked) -> Message | None:
        """The call's message; where there are several, the last one that says anything."""
        found = self.folder.find(_callers(call))
        spoken = [(sheet.changed_ms, leg, sheet) for leg, sheet in found.sheets.items() if _says(sheet)]
        if not spoken:
            return None
        _, leg, sheet = max(spoken, key=lambda one: one[:2])
        with sheet.path.open("rb") as file:
            file.seek(sheet.offset)
            samples = file.read(sheet.length_ms * wav.BYTES_PER_MS)
        return Message(leg=leg, length_ms=sheet.length_ms, sound=wav.header(sheet.length_ms, 1) + samples)

    def clear(self, call: Talked, now_ms: int) -> None:
        """What is stored, or says nothing, goes; what cannot be read is kept for people."""
        found = self.folder.find(_callers(call))
        self.folder.dispose(list(found.sheets), now_ms)
        self.folder.set_aside(found.flaws)


def _callers(call: Talked) -> Sequence[str]:
    return [leg.leg for leg in call.legs if leg.side == Side.OUTSIDE]


def _says(sheet: wav.Sheet) -> bool:
    return sheet.length_ms >= LEAST_MS


async def store_message(
    store: Store, call_id: UUID, message: Message, now_ms: Callable[[], int]
) -> list[LogEntry]:
    """Row, pieces and event in one transaction. Returns what the log says."""
    digest = hashlib.sha256(message.sound)
    async with store.transaction() as transaction:
        target: str = await transaction.fetch_value("voicemail_target", call_id)
        row = (call_id, target, wav.MEDIA_TYPE, len(message.sound), message.length_ms, digest.digest())
        await transaction.execute("voicemail_put", *row)
        await transaction.execute("voicemail_drop_pieces", call_id)
        for number, start in enumerate(range(0, len(message.sound), PIECE_SIZE)):
            piece = message.sound[start : start + PIECE_SIZE]
            await transaction.execute("voicemail_put_piece", call_id, number, piece)
        event = VoicemailReady(
            at=now_ms(),
            call_id=call_id,
            target=target,
            length_ms=message.length_ms,
            size=len(message.sound),
            sha256=digest.hexdigest(),
        )
        happening = Happening(at=event.at, type=event.type, call_id=call_id, data=event.data())
        return await append_desk(transaction, [happening])
