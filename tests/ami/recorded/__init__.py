"""Streams that a real Asterisk sent, and what is known of them beforehand."""

import re
from collections.abc import Iterable
from pathlib import Path

from ami.codec import Decoder, Frame, Mark
from ami.trust import Trust

TESTS = Path(__file__).parents[2]

_SYSTEMNAME = re.compile(rb"\r\nSystemName: (\S+)\r\n")
_ANSWER = re.compile(rb"Response: [A-Za-z]+\r\nActionID: (\S+)\r\n(EventList: start\r\n)?")


class Stream:
    """One recording: its bytes, its PBX's systemname, the actions that it answers."""

    def __init__(self, path: Path) -> None:
        self.name = f"{path.parent.name}/{path.name}"
        self.raw = path.read_bytes()
        found = _SYSTEMNAME.search(self.raw)
        assert found, f"{path} holds no event"
        self.systemname = found[1].decode()
        self.answers = [(id_.decode(), bool(is_list)) for id_, is_list in _ANSWER.findall(self.raw)]

    @property
    def genuine(self) -> int:
        """How many events Asterisk itself began in this stream: only it knows the systemname."""
        head = rb"Event: [A-Za-z]+\r\nPrivilege: [a-z,]+\r\nTimestamp: [0-9.]+\r\nSystemName: %b\r\n"
        return len(re.findall(head % re.escape(self.systemname.encode()), self.raw))

    def trust(self) -> Trust:
        trust = Trust(self.systemname)
        for action_id, is_list in self.answers:
            trust.expect_answer(action_id, is_list=is_list)
        trust.expect_boot()
        return trust

    def believed(self, chunks: Iterable[bytes], wanted: Iterable[str] | None = None) -> list[Frame]:
        decoder = Decoder(systemname=self.systemname, wanted=None if wanted is None else frozenset(wanted))
        trust = self.trust()
        frames = [frame for chunk in chunks for frame in trust.judge(decoder.feed(chunk), now=0.0)]
        return frames + trust.flush(now=60.0)

    def __repr__(self) -> str:
        return self.name


def streams() -> list[Stream]:
    """All recordings of the project. None at all is a mistake, not an empty test."""
    paths = sorted([*TESTS.glob("fixtures/*/ami.raw"), *TESTS.glob("ami/recorded/*.raw")])
    assert paths, "no recorded AMI stream below tests/"
    return [Stream(path) for path in paths]


def plain(items: Iterable[Frame | Mark]) -> list[object]:
    """Frames by what they hold, marks as they are: comparable."""
    return [item.lines if isinstance(item, Frame) else item for item in items]
