"""The page's sources: nothing inline, nothing written as markup; built once and then copied."""

import importlib.util
import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
WEB = ROOT / "screenpop/web"
CODE = sorted((WEB / "src").rglob("*.ts*"))

Page = tuple[ModuleType, list[str]]


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    """The build script over a copy of the sources; what it really builds is one line long."""
    spec = importlib.util.spec_from_file_location("build_web", ROOT / "scripts/build_web.py")
    assert spec
    assert spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    web = tmp_path / "web"
    shutil.copytree(WEB, web, ignore=shutil.ignore_patterns("node_modules", "dist"))
    monkeypatch.setattr(script, "WEB", web)
    monkeypatch.setattr(script, "DIST", web / "dist")
    monkeypatch.setenv("CCENGINE_CACHE", str(tmp_path / "cache"))
    builds: list[str] = []

    def build(into: Path) -> None:
        into.mkdir()
        (into / "index.html").write_text("<!doctype html>")
        builds.append(script.source_hash())

    monkeypatch.setattr(script, "build", build)
    return script, builds


def test_it_is_built_once_then_left_then_copied(page: Page) -> None:
    script, builds = page
    assert script.ensure() == "built"
    assert script.ensure() == "is as the sources say"
    shutil.rmtree(script.DIST)
    assert script.ensure() == "taken from the cache"
    assert len(builds) == 1


def damage_stamp(script: ModuleType) -> None:
    (script.DIST / script.STAMP).unlink()
    shutil.rmtree(script.cache_folder())


def lose_both(script: ModuleType) -> None:
    shutil.rmtree(script.DIST)
    shutil.rmtree(script.cache_folder())


def change_source(script: ModuleType) -> None:
    (script.WEB / "src/main.tsx").write_text("// another page")


@pytest.mark.parametrize("change", [damage_stamp, lose_both, change_source])
def test_it_is_built_again_when(page: Page, change: Callable[[ModuleType], None]) -> None:
    script, builds = page
    script.ensure()
    change(script)
    assert script.ensure() == "built"
    assert len(builds) == 2
    assert script.carries(script.DIST, script.source_hash())


def test_without_a_node_the_one_from_the_wheel_builds(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    script, _ = page
    monkeypatch.setenv("PATH", "/nowhere")
    node, npm = script.node_and_npm()
    assert Path(node).is_relative_to(sys.prefix)
    assert Path(npm).is_file()


def test_the_lock_pins_every_package_and_names_no_registry() -> None:
    packages = json.loads((WEB / "package-lock.json").read_text())["packages"]
    del packages[""]
    assert packages
    assert all("integrity" in package and "resolved" not in package for package in packages.values())


def test_what_comes_from_outside_is_text_only() -> None:
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|style=\{|srcdoc")
    assert [path.name for path in CODE if forbidden.search(path.read_text())] == []


def test_nothing_is_inline() -> None:
    page = (WEB / "index.html").read_text()
    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*\bsrc=)", page)


def test_every_word_stands_in_the_catalogues() -> None:
    """Between two tags, and in what a screen reader says; only the names of keys are everybody's."""
    spoken = re.compile(
        r">\s*([A-Za-z][a-z]+[^<>{}=;()]*)</"
        r'|(?:aria-label|title|placeholder|alt)="([^"]*[A-Za-z]{2}[^"]*)"'
    )
    views = [path for path in CODE if path.suffix == ".tsx"]
    said = {(path.name, one[1] or one[2]) for path in views for one in spoken.finditer(path.read_text())}
    assert {words for words in said if words[1] not in ("Enter", "Esc")} == set()
