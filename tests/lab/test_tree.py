"""Where Asterisk comes from, and what is said when there is none."""

from pathlib import Path

import pytest

from ccengine.lab import debs
from ccengine.lab.tree import NoAsterisk, Tree, cache_folder, ensure_tree


def a_root(tree: Tree) -> Path:
    """The folder that the tree was unpacked to."""
    return tree.data.parents[2]


@pytest.fixture
def empty_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("CCENGINE_CACHE", str(tmp_path))
    monkeypatch.delenv("CCENGINE_ASTERISK", raising=False)
    return tmp_path


def test_the_cache_is_in_the_home_folder_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CCENGINE_CACHE", raising=False)
    assert cache_folder() == Path.home() / ".cache/ccengine"


def test_without_a_mirror_it_says_how_to_point_at_one(
    empty_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(debs, "debian_mirrors", list)
    with pytest.raises(NoAsterisk, match="CCENGINE_ASTERISK=/usr/sbin/asterisk"):
        ensure_tree()


def test_without_apt_it_says_so(empty_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(empty_cache))
    with pytest.raises(NoAsterisk, match="apt-get is not on this machine"):
        ensure_tree()


def test_what_is_named_must_be_an_asterisk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CCENGINE_ASTERISK", str(tmp_path))
    with pytest.raises(NoAsterisk, match="neither a program nor an unpacked tree"):
        ensure_tree()


def test_a_program_that_is_no_asterisk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCENGINE_ASTERISK", "/bin/false")
    with pytest.raises(NoAsterisk, match="does not run"):
        ensure_tree()


@pytest.mark.pbx
def test_a_named_tree_is_used(asterisk_tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCENGINE_ASTERISK", str(a_root(asterisk_tree)))
    assert ensure_tree() == asterisk_tree
    assert int(asterisk_tree.version.split(".")[0]) >= 20


@pytest.mark.pbx
def test_the_last_tree_that_booted_stays_when_there_is_no_better(
    asterisk_tree: Tree, empty_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty_cache / "asterisk").mkdir()
    (empty_cache / "asterisk/current").symlink_to(a_root(asterisk_tree))
    monkeypatch.setattr(debs, "debian_mirrors", list)
    told: list[str] = []
    assert ensure_tree(told.append, refresh=True) == asterisk_tree
    assert "keeping the Asterisk in the cache" in told[0]
