"""``ccengine lab``: which stories there are, and that an unknown one is named."""

from pathlib import Path

import pytest

from ccengine.cli import main
from ccengine.lab.scenarios import SCENARIOS
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
