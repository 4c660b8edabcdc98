"""``ccengine lab``: which stories there are, that an unknown one is named, and what it says of kept ones."""

import re
import shutil
from pathlib import Path

import pytest

from ccengine.cli import main
from ccengine.lab.scenarios.table import SCENARIOS
from tests.core.recorded import FIXTURES
from tests.core.recorded import SCENARIOS as KEPT


def ran(*arguments: str) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        main(["lab", *arguments])
    return ended.value.code


def test_every_story_is_listed_with_what_happens(capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(SCENARIOS)
    assert all(line.endswith(".") for line in lines)


def test_every_story_is_kept_as_a_fixture() -> None:
    assert sorted(SCENARIOS) == KEPT


def test_a_story_that_does_not_exist_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("record", "responsible", "nonsense", "--out", str(tmp_path)) == 1
    said = capsys.readouterr().err
    assert "there is no scenario nonsense; 'ccengine lab list' names all" in said
    assert not list(tmp_path.iterdir())


def test_ami_and_cel_of_every_kept_story_agree(capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("compare", str(FIXTURES)) == 0
    *lines, last = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == KEPT
    assert last == f"{len(KEPT)} of {len(KEPT)} agree"
    odd = [line.split() for line in lines if "same, to" not in line]
    assert [(words[0], " ".join(words[1:9])) for words in odd] == [
        ("abandon_lookup", "1 call the caller left during a routing")
    ]


def test_recordings_that_contradict_themselves_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One CEL tells of the talk 30 ms late, and one has lost a whole call."""
    for name in ("responsible", "two_of_one_number", "hold"):
        shutil.copytree(FIXTURES / name, tmp_path / name)
    late, lost = tmp_path / "responsible/cel.csv", tmp_path / "two_of_one_number/cel.csv"
    late.write_text(re.sub(r'(?m)^("BRIDGE_ENTER",")([\d.]+)', _thirty_ms_later, late.read_text()))
    rows = lost.read_text().splitlines(keepends=True)
    linked = next(row for row in rows if "998712000200" in row).split('","')[16]
    lost.write_text("".join(row for row in rows if linked not in row))
    assert ran("compare", str(tmp_path)) == 1
    said = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert said["hold"].startswith("1 call   same, to ")
    assert said["responsible"].startswith("1 call   DIFFERS: ")
    assert re.search(r"answer: (29|30|31|32) ms apart", said["responsible"])
    assert said["two_of_one_number"] == "2 calls  DIFFERS: CEL lacks a call"
    assert said["1"] == "of 3 agree"


def _thirty_ms_later(row: re.Match[str]) -> str:
    return f"{row[1]}{float(row[2]) + 0.03:.6f}"


def test_a_folder_without_recordings_is_no_agreement(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran("compare", str(tmp_path)) == 1
    assert f"{tmp_path}: no scenario" in capsys.readouterr().err
    (tmp_path / "one").mkdir()
    (tmp_path / "one/ami.raw").write_bytes(b"Asterisk Call Manager/11.0.0\r\n")
    assert ran("compare", str(tmp_path)) == 1
    assert "there is no event of an Asterisk" in capsys.readouterr().err
