"""The stream as bytes: whatever the pieces are, the events are the same."""

import json
import random

import pytest

from ccengine.client.events import LONGEST_LINE, Doubles, Parser, StreamEvent


def frame(number: int, *, end: str = "\n") -> str:
    told = {
        "id": f"pbx1:{number}",
        "type": "ccengine.call.held",
        "time": "2026-11-22T12:20:00.007Z",
        "subject": "c",
        "data": {"n": number, "имя": "Ольга\u2028"},
    }
    return f"id: desk:7,pbx1:{number}{end}data: {json.dumps(told, ensure_ascii=False)}{end}{end}"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("seed", range(3))
def test_a_piece_may_end_anywhere(end: str, seed: int) -> None:
    whole = (
        f"retry: 1000{end}{end}: still here{end}{end}" + "".join(frame(n, end=end) for n in range(5))
    ).encode()
    dice = random.Random(seed)
    cuts = sorted(dice.sample(range(len(whole)), 40))
    pieces = [whole[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    parser = Parser()
    events = [event for piece in [*pieces, b""] for event in parser.feed(piece)]
    assert [event.data["n"] for event in events] == list(range(5)), f"seed {seed}"
    assert events[4] == StreamEvent(
        id="pbx1:4",
        type="call.held",
        time="2026-11-22T12:20:00.007Z",
        subject="c",
        data={"n": 4, "имя": "Ольга\u2028"},
        position="desk:7,pbx1:4",
    )


def test_data_on_two_lines_is_one() -> None:
    [event] = Parser().feed(b'data: {"id":\ndata: "x"}\n\n')
    assert (event.id, event.position) == ("x", "")


@pytest.mark.parametrize(
    "piece", [b"data: {\n\n", b"data: []\n\n", b"data: \xff\n\n", b"x" * (LONGEST_LINE + 1)]
)
def test_what_is_no_event_is_an_error(piece: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        list(Parser().feed(piece))


def test_doubles_are_known_for_a_while() -> None:
    [event] = Parser().feed(frame(1).encode())
    others = [next(iter(Parser().feed(frame(n).encode()))) for n in (2, 3)]
    doubles = Doubles(remembered=2)
    assert [doubles.is_one(event), doubles.is_one(event)] == [False, True]
    assert not any(map(doubles.is_one, others))
    assert not doubles.is_one(event)  # long ago: forgotten
