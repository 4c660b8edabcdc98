"""Streams that a real Asterisk sent, and what is known of them beforehand."""

import re
from collections.abc import Iterable
from pathlib import Path

from ami.codec import Frame, Mark
from ami.recorded import Recorded

TESTS = Path(__file__).parents[2]


class Stream(Recorded):
    """One recording, by its name."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.name = f"{path.parent.name}/{path.name}"

    @property
    def genuine(self) -> int:
        """How many events Asterisk itself began in this stream: only it knows the systemname."""
        head = rb"Event: [A-Za-z]+\r\nPrivilege: [a-z,]+\r\nTimestamp: [0-9.]+\r\nSystemName: %b\r\n"
        return len(re.findall(head % re.escape(self.systemname.encode()), self.raw))

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
