"""The codec against panoramisk's own parser, on recorded streams; where they differ, and why."""

from typing import Any

import pytest
from panoramisk.ami_protocol import AMIProtocol

from ami.codec import Decoder, Frame
from tests.ami.recorded import Stream, streams


def panoramisk_reads(*pieces: bytes) -> list[dict[str, Any]]:
    """What panoramisk makes of a stream, names to values; a name that comes twice has a list."""
    protocol = AMIProtocol()
    protocol.connection_made(None)
    protocol.encoding = "utf8"
    messages: list[Any] = []
    protocol.handle_message = messages.append
    for piece in pieces:
        protocol.data_received(piece)
    return [{name: message[name] for name in message if name != "content"} for message in messages]


def we_read(*pieces: bytes) -> list[dict[str, Any]]:
    """The same from the codec, in panoramisk's terms."""
    decoder = Decoder()
    frames = [frame for piece in pieces for frame in decoder.feed(piece)]
    return [in_their_terms(frame) for frame in frames if isinstance(frame, Frame)]


def in_their_terms(frame: Frame) -> dict[str, Any]:
    return {name: frame[name] if len(frame.all(name)) == 1 else frame.all(name) for name in frame}


@pytest.mark.parametrize("stream", streams(), ids=repr)
def test_recorded_streams_are_read_alike(stream: Stream) -> None:
    theirs = panoramisk_reads(stream.raw)
    # It passes over frames that are neither event nor response (torn-off pieces), and over an
    # empty header at the end.
    frames = [frame for frame in Decoder().feed(stream.raw) if isinstance(frame, Frame)]
    stripped = [Frame(frame.lines[:-1]) if frame.lines[-1][1] == "" else frame for frame in frames]
    ours = [in_their_terms(frame) for frame in stripped if "Event" in frame or "Response" in frame]
    assert len(theirs) >= stream.genuine
    assert ours == theirs


# (what, pieces of the stream, what we read, what panoramisk reads)
DIFFERENCES: list[tuple[str, list[bytes], list[dict[str, Any]], list[dict[str, Any]]]] = [
    (
        "a character split across two segments is lost there",
        [b"Event: A\r\nName: \xd0", b"\xaf\xd0\xbd\xd0\xb0\r\n\r\n"],
        [{"Event": "A", "Name": "Яна"}],
        [{"Event": "A", "Name": "на"}],
    ),
    (
        "bad UTF-8 vanishes there, and is shown here",
        [b"Event: A\r\nName: a\xffb\r\n\r\n"],
        [{"Event": "A", "Name": "a�b"}],
        [{"Event": "A", "Name": "ab"}],
    ),
    (
        "an empty header without its space vanishes there",
        [b"Event: A\r\nName:\r\nB: 2\r\n\r\n"],
        [{"Event": "A", "Name": "", "B": "2"}],
        [{"Event": "A", "B": "2"}],
    ),
    (
        "an empty header at the end vanishes there even with its space",
        [b"Event: A\r\nName: \r\n\r\n"],
        [{"Event": "A", "Name": ""}],
        [{"Event": "A"}],
    ),
    (
        "a frame that ends with CR LF LF swallows the next one there",
        [b"Response: Success\r\nA: 1\r\n\nEvent: B\r\n\r\n"],
        [{"Response": "Success", "A": "1"}, {"Event": "B"}],
        [{"Response": "Success", "A": "1", "\nEvent": "B"}],
    ),
    (
        "lines that end with a bare LF are one line there",
        [b"Event: A\nB: 2\r\n\r\n"],
        [{"Event": "A", "B": "2"}],
        [{"Event": "A\nB: 2"}],
    ),
    (
        "a frame that is neither event nor response is nothing there",
        [b"Torn: 1\r\n\r\n"],
        [{"Torn": "1"}],
        [],
    ),
    (
        "the value of Result is taken for a quoted URL there",
        [b"Event: A\r\nResult: 100%25\r\n\r\n"],
        [{"Event": "A", "Result": "100%25"}],
        [{"Event": "A", "Result": "100%"}],
    ),
    (
        "the last line of a failure is a body there, not a header",
        [b"Response: Failure\r\nA: 1\r\nB: 2\r\n\r\n"],
        [{"Response": "Failure", "A": "1", "B": "2"}],
        [{"Response": "Failure", "A": "1"}],
    ),
]


@pytest.mark.parametrize(
    ("pieces", "ours", "theirs"), [d[1:] for d in DIFFERENCES], ids=[d[0] for d in DIFFERENCES]
)
def test_known_differences(
    pieces: list[bytes], ours: list[dict[str, Any]], theirs: list[dict[str, Any]]
) -> None:
    assert we_read(*pieces) == ours
    assert panoramisk_reads(*pieces) == theirs
