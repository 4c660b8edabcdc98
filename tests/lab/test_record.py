"""Recordings: what is kept of a scenario is whole, and says what was true."""

import csv
from pathlib import Path

import pytest

from ccengine.lab.record import record
from ccengine.lab.scenarios.table import SCENARIOS
from ccengine.lab.tree import Tree


@pytest.mark.pbx
@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("blind_refer", ("op103: ", ":caller")),
        ("no_answer_then_queue", ("op104: ", ":caller")),
        ("abandon_lookup", ("sends CANCEL", "fails 487")),
    ],
)
async def test_a_scenario_is_recorded(
    name: str, heard: tuple[str, ...], asterisk_tree: Tree, tmp_path: Path
) -> None:
    await record([name], tmp_path, asterisk_tree)
    folder = tmp_path / name
    notes = (folder / "notes.md").read_text()
    assert all(words in notes for words in heard), notes
    stream = (folder / "ami.raw").read_bytes()
    assert b"Response: Success" in stream.split(b"\r\n\r\n")[0]
    assert stream.count(b"\r\nEvent: Newchannel\r\n") == stream.count(b"\r\nEvent: Hangup\r\n") > 0
    rows = list(csv.reader((folder / "cel.csv").read_text().splitlines()))
    assert {len(row) for row in rows} == {22}
    assert {row[0] for row in rows} >= {"CHAN_START", "HANGUP", "CHAN_END"}


def test_every_story_says_what_it_is() -> None:
    for name, scenario in SCENARIOS.items():
        assert scenario.about.endswith("."), name
        assert scenario.plan, name
