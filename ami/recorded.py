"""A kept stream of an event link, read again as the link would have read it.

Everything that the link knew of its own accord is read off the stream itself: its PBX's
systemname, and the actions whose answers were awaited.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from ami.codec import Decoder, Frame
from ami.trust import Trust
from ccengine.core.errors import BadInput

_SYSTEMNAME = re.compile(rb"\r\nSystemName: (\S+)\r\n")
_ANSWER = re.compile(rb"Response: [A-Za-z]+\r\nActionID: (\S+)\r\n(EventList: start\r\n)?")


class Recorded:
    """One recording: its bytes, its PBX's systemname, the actions that it answers."""

    def __init__(self, path: Path) -> None:
        self.raw = path.read_bytes()
        found = _SYSTEMNAME.search(self.raw)
        if found is None:
            raise BadInput(f"{path}: there is no event of an Asterisk with a systemname in it")
        self.systemname = found[1].decode("utf-8", "replace")
        self.answers = [(id_.decode(), bool(is_list)) for id_, is_list in _ANSWER.findall(self.raw)]

    def trust(self) -> Trust:
        """What is believed of this stream: a judge who awaits the answers that were awaited."""
        trust = Trust(self.systemname)
        for action_id, is_list in self.answers:
            trust.expect_answer(action_id, is_list=is_list)
        trust.expect_boot()
        return trust

    def believed(
        self, chunks: Iterable[bytes] | None = None, wanted: Iterable[str] | None = None
    ) -> list[Frame]:
        """The frames that are believed. ``chunks`` in which the bytes came; ``wanted`` events (None: all)."""
        decoder = Decoder(systemname=self.systemname, wanted=None if wanted is None else frozenset(wanted))
        trust = self.trust()
        pieces = [self.raw] if chunks is None else chunks
        frames = [frame for chunk in pieces for frame in trust.judge(decoder.feed(chunk), now=0.0)]
        return frames + trust.flush(now=60.0)
