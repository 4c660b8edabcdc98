import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.core.errors import BadInput
from ccengine.stream.cursor import read_position, write_position

STREAMS = st.from_regex(r"[A-Za-z0-9_.-]{1,64}", fullmatch=True)


@given(st.dictionaries(STREAMS, st.integers(0, 10**18 - 1), max_size=5))
def test_what_is_written_is_read(position: dict[str, int]) -> None:
    assert read_position(write_position(position)) == position


def test_no_text_is_the_beginning() -> None:
    assert read_position("") == {}


@pytest.mark.parametrize(
    "text",
    [
        "pbx1",
        "pbx1:",
        ":7",
        "pbx1:-1",
        "pbx1:1.5",
        "pbx1:٧",
        "pbx1:7,",
        "pbx1:7,pbx1:8",
        "pbx1:7 desk:8",
        "pbx1:" + "9" * 19,
        "p" * 65 + ":1",
        ",".join(f"s{n}:1" for n in range(1000)),
        "'; drop table log",
    ],
)
def test_what_cannot_be_read_says_how_it_must_look(text: str) -> None:
    with pytest.raises(BadInput, match="desk:7,pbx1:120"):
        read_position(text)
