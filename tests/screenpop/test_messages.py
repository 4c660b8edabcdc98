"""What a page sends is read strictly; the page's types are those of the server."""

import json
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.core.errors import BadInput
from screenpop.messages import Ack, Hello, decode, encode

GENERATE = Path(__file__).parents[2] / "scripts/generate_types.py"


@pytest.mark.parametrize("message", [Hello(token="t", seen=3), Ack(call_id=UUID(int=7), version=2)])
def test_what_a_page_says_is_understood(message: Hello | Ack) -> None:
    assert decode(encode(message)) == message


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "[]",
        "{",
        "[" * 4000,
        '{"type":"hello"}',
        '{"type":"hello","token":1}',
        '{"type":"hello","token":"t","seen":-1}',
        '{"type":"hello","token":"t","seen":true}',
        '{"type":"ack","call_id":"x","version":1}',
        '{"type":"ack","version":1}',
        '{"type":"show"}',
        b"\xff\xfe",
    ],
)
def test_anything_else_is_bad_input(frame: str | bytes) -> None:
    with pytest.raises(BadInput):
        decode(frame)


ANY: st.SearchStrategy[object] = st.sampled_from(
    ["hello", "ack", "", "0" * 32, None, 0, 2**70, -1, 0.5, True, [], {}]
)


@given(st.dictionaries(st.sampled_from(["type", "token", "seen", "call_id", "version"]), ANY))
def test_whatever_it_is_it_is_read_or_refused(fields: dict[str, object]) -> None:
    refused = False
    try:
        decode(json.dumps(fields))
    except BadInput:
        refused = True
    assert refused or fields["type"] in {"hello", "ack"}


def test_the_committed_types_are_the_generated_ones() -> None:
    done = subprocess.run([sys.executable, GENERATE, "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
