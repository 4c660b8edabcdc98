"""The documentation keeps up with the code: generated tables, links, names of files and functions."""

import importlib.util
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from ccengine import __version__
from ccengine.core.directory import House
from ccengine.settings import load

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"])
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE_NAME = re.compile(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|ts|tsx)):([A-Za-z_.]+)`")
FILE_NAME = re.compile(
    r"`((?:ami|ccengine|dialplan|recorder|reports|routing|screenpop|scripts)/[\w/.]*\.\w+)"
)


def module_at(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem.replace(".", "_"), path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def generator() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "scripts")  # as it is for a script that is run
        yield module_at(ROOT / "scripts/generate_docs.py")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_is_what_is_generated(page: Path, generator: ModuleType) -> None:
    assert page.read_text() == generator.generated(page), "run: .venv/bin/python scripts/generate_docs.py"


def test_generated_files_are_what_is_generated(generator: ModuleType) -> None:
    behind = [name_of(path) for path, make in generator.FILES.items() if path.read_text() != make()]
    assert behind == [], "run: .venv/bin/python scripts/generate_docs.py"


def test_every_block_stands_on_some_page(generator: ModuleType) -> None:
    used = {match[2] for page in PAGES for match in generator.MARK.finditer(page.read_text())}
    assert used == set(generator.BLOCKS)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_relative_links_lead_somewhere(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text()) if "://" not in link and not leads(page, link)]
    assert broken == []


def leads(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return target.exists() and (not anchor or anchor in anchors(target))


def anchors(page: Path) -> set[str]:
    """As GitHub makes them: small letters, no punctuation, hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_code_that_is_named_is_there(page: Path) -> None:
    text = page.read_text()
    missing = [name for name in FILE_NAME.findall(text) if not (ROOT / name).exists()]
    missing += [f"{file}:{name}" for file, name in CODE_NAME.findall(text) if not defines(ROOT / file, name)]
    assert missing == []


def defines(path: Path, name: str) -> bool:
    """Whether the file defines each part of ``Class.function`` or ``CONSTANT``."""
    text = path.read_text()
    pattern = r"^\s*(?:(?:async )?def|class) {0}\b|^{0}\b.*="
    return all(re.search(pattern.format(re.escape(part)), text, re.MULTILINE) for part in name.split("."))


def test_every_page_can_be_found_from_the_index() -> None:
    linked = {(ROOT / "docs" / link.partition("#")[0]).resolve() for link in LINK.findall(index())}
    assert [
        page for page in (ROOT / "docs").rglob("*.md") if page not in linked and page.name != "index.md"
    ] == []


def index() -> str:
    return (ROOT / "docs/index.md").read_text()


def test_the_changelog_speaks_of_this_version() -> None:
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text()


def test_the_example_settings_can_be_read_and_hold_no_secret() -> None:
    settings = load(ROOT / "deploy/ccengine.example.toml", {})
    assert settings.node.name == "pbx1"
    secrets = (settings.node.systemname, settings.node.events_secret, settings.node.control_secret)
    assert {*secrets, settings.route.token} == {""}


def test_what_the_example_settings_only_mention_can_be_used_too(tmp_path: Path) -> None:
    text = (ROOT / "deploy/ccengine.example.toml").read_text()
    uncommented = re.sub(r"^# (\[\w+\]|\w+ = .*)$", r"\1", text, flags=re.MULTILINE)
    path = tmp_path / "ccengine.toml"
    path.write_text(uncommented)
    assert load(path, {}).listen.secure
    assert tomllib.loads(uncommented)["database"]["dsn"]


def test_the_example_house_is_one() -> None:
    house = module_at(ROOT / "deploy/house.example.py").HOUSE
    assert isinstance(house, House)
    assert {queue for person in house.operators.values() for queue in person.queues} <= house.queues.keys()
    assert {number.queue for number in house.numbers.values()} <= house.queues.keys()
    assert {
        phone for number in house.numbers.values() for phone in number.static_route
    } <= house.operators.keys()


def test_python_on_the_pages_is_python() -> None:
    blocks = [b for page in PAGES for b in re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)]
    assert blocks
    for block in blocks:
        compile(block, "page", "exec")
