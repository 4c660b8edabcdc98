"""The codec: every split gives the same frames, and no oddity of the stream stops it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ami.codec import MAX_ACTION_LINE, Decoder, Frame, Mark, encode
from ccengine.core.errors import BadInput
from tests.ami.recorded import Stream, plain, streams

BANNER = b"Asterisk Call Manager/11.0.0\r\n"


def head(event: str, systemname: str = "pbx1-ab") -> bytes:
    return (
        f"Event: {event}\r\nPrivilege: call,all\r\nTimestamp: 1795324298.272\r\nSystemName: {systemname}\r\n"
    ).encode()


def only(data: bytes) -> Frame:
    (frame,) = Decoder().feed(data)
    assert isinstance(frame, Frame)
    return frame


TRAPS = [
    pytest.param(b"A: 1\r\nB: 2\r\n\r\n", [("A", "1"), ("B", "2")], id="plain"),
    pytest.param(b"A: 1\r\nA: 2\r\n\r\n", [("A", "1"), ("A", "2")], id="a name twice"),
    pytest.param(b"A: 1\r\nB:\r\n\r\n", [("A", "1"), ("B", "")], id="empty header at the end"),
    pytest.param(b"A: 1\r\nB: \r\n\r\n", [("A", "1"), ("B", "")], id="empty header with its space"),
    pytest.param(b"A: 1\r\nno colon\r\n\r\n", [("A", "1"), ("", "no colon")], id="no colon"),
    pytest.param(b"A: b: c\r\n\r\n", [("A", "b: c")], id="colon in the value"),
    pytest.param(b"A:  two\r\n\r\n", [("A", " two")], id="only one space belongs to the colon"),
    pytest.param(b"A: 1\nB: 2\n\n", [("A", "1"), ("B", "2")], id="LF only"),
    pytest.param(b"A: 1\r\nB: 2\r\n\n", [("A", "1"), ("B", "2")], id="CR LF LF, as CoreShowChannelMap"),
    pytest.param(b"A: 1\nB: 2\r\n\r\n", [("A", "1"), ("B", "2")], id="both kinds of ends"),
    pytest.param(b"\r\n\r\nA: 1\r\n\r\n", [("A", "1")], id="empty lines before"),
    pytest.param("A: Яна\r\n\r\n".encode(), [("A", "Яна")], id="UTF-8"),
    pytest.param(b"A: \xff\xd0\r\nB: 2\r\n\r\n", [("A", "��"), ("B", "2")], id="bad UTF-8"),
    pytest.param(
        "A: a\x85b\u2028c\x0bd\r\n\r\n".encode(), [("A", "a\x85b\u2028c\x0bd")], id="no other line ends"
    ),
    pytest.param(BANNER + b"A: 1\r\n\r\n", [("A", "1")], id="banner"),
]


@pytest.mark.parametrize(("data", "lines"), TRAPS)
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_traps(data: bytes, lines: list[tuple[str, str]], size: int) -> None:
    decoder = Decoder()
    frames = [frame for at in range(0, len(data), size) for frame in decoder.feed(data[at : at + size])]
    assert plain(frames) == [tuple(lines)]


def test_a_frame_is_a_mapping_of_first_values() -> None:
    frame = only(b"Event: Newchannel\r\nVariable: a=1\r\nVariable: b=2\r\nstray\r\n\r\n")
    assert frame["Variable"] == "a=1"
    assert frame.all("Variable") == ["a=1", "b=2"]
    assert "Event" in frame
    assert "" not in frame
    assert frame.get("Missing") is None
    assert dict(frame) == {"Event": "Newchannel", "Variable": "a=1"}
    assert "a=1" not in repr(frame)


def test_the_banner_tells_the_version() -> None:
    decoder = Decoder()
    decoder.feed(BANNER)
    assert decoder.banner == "Asterisk Call Manager/11.0.0"


@pytest.mark.parametrize(
    ("data", "ragged"),
    [(b"A: 1\r\nB: 2\r\n\r\n", False), (b"A: 1\nB: 2\r\n\r\n", True), (b"A: 1\r2\r\n\r\n", True)],
)
def test_stray_line_ends_are_noticed(data: bytes, ragged: bool) -> None:
    assert only(data).ragged is ragged


def test_a_long_frame_is_dropped_and_the_next_one_read() -> None:
    long = b"A: " + b"x" * 200 + b"\r\n\r\n"
    expected = [Mark.OVERLONG, (("B", "2"),)]
    for size in (1, 7, 1000):
        decoder = Decoder(max_frame=100)
        data = long + b"B: 2\r\n\r\n"
        frames = [frame for at in range(0, len(data), size) for frame in decoder.feed(data[at : at + size])]
        assert plain(frames) == expected
        assert decoder.overlong == 1


def test_a_frame_without_end_does_not_fill_memory() -> None:
    decoder = Decoder(max_frame=1000)
    for _ in range(100):
        decoder.feed(b"x" * 1000)
        assert len(decoder._buffer) <= 2002


def test_long_lines_are_cut() -> None:
    (frame,) = Decoder(max_line=20).feed(b"A: " + b"x" * 50 + b"\r\nB: 2\r\n\r\n")
    assert isinstance(frame, Frame)
    assert frame.lines == (("A", "x" * 17), ("B", "2"))


def test_unwanted_events_leave_one_mark() -> None:
    data = (head("VarSet") + b"V: 1\r\n\r\n\r\n") * 3 + head("Hangup") + b"\r\n" + head("VarSet") + b"\r\n"
    decoder = Decoder(wanted={"Hangup"}, systemname="pbx1-ab")
    first, frame, last = decoder.feed(data)
    assert (first, last) == (Mark.SKIPPED, Mark.SKIPPED)
    assert isinstance(frame, Frame)
    assert frame["Event"] == "Hangup"
    assert decoder.skipped == 4


def test_only_genuine_events_are_passed_over() -> None:
    """An item, or what a caller wrote, is kept for judgement even when its event is not wanted."""
    decoder = Decoder(wanted={"Hangup"}, systemname="pbx1-ab")
    frames = decoder.feed(b"Event: VarSet\r\nActionID: 1\r\n\r\n" + head("VarSet", "guess") + b"\r\n")
    assert [isinstance(frame, Frame) for frame in frames] == [True, True]


def in_pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


line = st.binary(max_size=40) | st.sampled_from([b"Event: Newchannel", b"A: 1", b"A:", b"", b"\r", b"x" * 90])
ending = st.sampled_from([b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r", b"\r\n\r\n"])
junk = st.lists(st.tuples(line, ending), max_size=30).map(lambda parts: b"".join(a + b for a, b in parts))
cuts = st.lists(st.integers(0, 1 << 20), max_size=30)


@settings(deadline=None)
@given(
    data=st.sampled_from([b"", BANNER, BANNER[:5]]).flatmap(lambda b: junk.map(lambda j: b + j)), where=cuts
)
def test_any_chunking_of_anything_gives_the_same(data: bytes, where: list[int]) -> None:
    whole = plain(Decoder(max_line=64, max_frame=200).feed(data))
    decoder = Decoder(max_line=64, max_frame=200)
    assert plain(f for piece in in_pieces(data, where) for f in decoder.feed(piece)) == whole


@pytest.mark.parametrize("stream", streams(), ids=repr)
@settings(deadline=None)
@given(where=cuts)
def test_any_chunking_of_a_recorded_stream_gives_the_same(stream: Stream, where: list[int]) -> None:
    part = stream.raw[:20_000]
    whole = plain(Decoder(wanted={"Hangup", "Newchannel"}, systemname=stream.systemname).feed(part))
    decoder = Decoder(wanted={"Hangup", "Newchannel"}, systemname=stream.systemname)
    assert plain(f for piece in in_pieces(part, where) for f in decoder.feed(piece)) == whole


word = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=60)
name = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=20)


@settings(deadline=None)
@given(pairs=st.lists(st.tuples(name, word), min_size=1, max_size=20))
def test_what_is_encoded_is_read_back(pairs: list[tuple[str, str]]) -> None:
    action: dict[str, list[str]] = {}
    for key, value in pairs:
        action.setdefault(key, []).append(value)
    frame = only(encode(action))
    assert {key: frame.all(key) for key in frame} == action


@pytest.mark.parametrize(
    "action",
    [
        {"Action": "Hangup\r\nAction: Originate"},
        {"Action": "Hangup\n"},
        {"Action\r\nX": "Hangup"},
        {"A:": "1"},
        {"": "1"},
        {"A": "1\0"},
        {"Variable": ["fine", "a\rb"]},
        {"A": "\ud800"},
        {"A": "x" * MAX_ACTION_LINE},
        {"A": ["1"] * 129},
    ],
)
def test_an_action_that_could_become_another_is_refused(action: dict[str, str | list[str]]) -> None:
    with pytest.raises(BadInput):
        encode(action)
