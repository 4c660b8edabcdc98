"""Programs that the tests call."""

from pathlib import Path

import pytest

from ccengine.lab.tools import NAMES, NoTool, on_path, tool, unpacked


def a_program(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_what_is_on_the_path_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMES:
        program = a_program(tmp_path / name / name)
        monkeypatch.setenv("PATH", str(program.parent))
        assert tool(name) == program


def test_without_apt_it_names_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CCENGINE_CACHE", str(tmp_path))
    with pytest.raises(NoTool, match="install sip-tester"):
        tool("sipp")


def test_what_was_unpacked_once_is_used_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CCENGINE_CACHE", str(tmp_path))
    wrapper = a_program(tmp_path / "tools/sip-tester/run/sipp")
    assert unpacked("sip-tester", "usr/bin/sipp") == wrapper


def test_what_was_unpacked_is_found_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CCENGINE_CACHE", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    wrapper = a_program(tmp_path / "tools/sip-tester/run/sipp")
    on_path()
    assert tool("sipp") == wrapper
