"""Applying configuration to a real directory: all of it, or none."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from ccengine.core.errors import BadInput
from ccengine.node.apply import NotApplied, apply, existing

NEW = {"a.conf": "a2\n", "b.conf": "b1\n", "c.conf": "c1\n"}


class Reload:
    """Asterisk's part, which fails as often as told."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.count = 0

    def __call__(self) -> None:
        self.count += 1
        if self.count <= self.failures:
            raise RuntimeError("pjsip.conf line 3 is nonsense")


@pytest.fixture
def etc(tmp_path: Path) -> Path:
    (tmp_path / "a.conf").write_text("a1\n")
    (tmp_path / "b.conf").write_text("b1\n")
    (tmp_path / "theirs.conf").write_text("keep\n")
    return tmp_path


def contents(directory: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in directory.glob("*.conf")}


def test_changed_and_missing_files_are_written_the_others_left_alone(etc: Path) -> None:
    untouched = (etc / "b.conf").stat()
    reload = Reload()
    drift = apply(etc, NEW, reload)
    assert (drift.changed, drift.missing, reload.count) == (("a.conf",), ("c.conf",), 1)
    assert contents(etc) == {**NEW, "theirs.conf": "keep\n"}
    assert (etc / "b.conf").stat().st_ino == untouched.st_ino
    assert stat.S_IMODE((etc / "c.conf").stat().st_mode) == 0o640


def test_a_second_time_does_nothing(etc: Path) -> None:
    apply(etc, NEW, Reload())
    reload = Reload()
    assert not apply(etc, NEW, reload)
    assert reload.count == 0


def test_a_refused_reload_puts_everything_back(etc: Path) -> None:
    before = contents(etc)
    reload = Reload(failures=1)
    with pytest.raises(NotApplied, match=r"line 3 is nonsense; the former files are in place and loaded"):
        apply(etc, NEW, reload)
    assert contents(etc) == before
    assert reload.count == 2


def test_it_says_when_asterisk_takes_neither(etc: Path) -> None:
    before = contents(etc)
    with pytest.raises(NotApplied, match="in place, but not loaded"):
        apply(etc, NEW, Reload(failures=2))
    assert contents(etc) == before


def test_bytes_that_are_no_text_come_back_as_they_were(etc: Path) -> None:
    (etc / "a.conf").write_bytes(b"\xff\xfe\0")
    with pytest.raises(NotApplied):
        apply(etc, NEW, Reload(failures=1))
    assert (etc / "a.conf").read_bytes() == b"\xff\xfe\0"


def test_a_failure_while_writing_changes_nothing(etc: Path) -> None:
    (etc / "c.conf").mkdir()
    (etc / "c.conf/inside").touch()
    with pytest.raises(NotApplied, match=r"c\.conf.*former files are in place and loaded"):
        apply(etc, NEW, Reload())
    assert (etc / "a.conf").read_text() == "a1\n"
    assert not [path for path in etc.iterdir() if path.name.startswith(".")]


def test_nobody_reads_some_of_the_new_files_while_others_are_still_being_written(
    etc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, seen = contents(etc), list[dict[str, str]]()
    fsync = os.fsync

    def looked_at(handle: int) -> None:
        seen.append(contents(etc))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", looked_at)
    apply(etc, NEW, Reload())
    assert seen == [before, before, contents(etc)]  # each of the two, and then the directory


@pytest.mark.parametrize("name", ["../x.conf", "/etc/passwd", ".hidden.conf", "x.sh", "a/b.conf", ""])
def test_only_names_of_configuration_files(etc: Path, name: str) -> None:
    act: tuple[Callable[[], object], ...] = (
        lambda: apply(etc, {name: "x"}, Reload()),
        lambda: existing(etc, {name: "x"}),
    )
    for attempt in act:
        with pytest.raises(BadInput):
            attempt()


def test_who_was_cut_short_between_writing_and_loading_loads_again(etc: Path) -> None:
    def power_cut() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply(etc, NEW, power_cut)
    reload = Reload()
    assert not apply(etc, NEW, reload)
    assert not apply(etc, NEW, reload)
    assert reload.count == 1
