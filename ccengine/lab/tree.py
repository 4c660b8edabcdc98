"""Where Asterisk comes from: an unpacked Debian tree in the cache, or one that you name.

``CCENGINE_ASTERISK`` names an installed binary (``/usr/sbin/asterisk``) or an unpacked tree.
Without it the newest Asterisk of Debian's ``testing`` suite (``unstable`` when a transition makes
it uninstallable) is fetched without root and kept under
``${CCENGINE_CACHE:-~/.cache/ccengine}/asterisk/<key>``, the key being a hash of the packages'
names and versions. A tree becomes ``current`` only after it has booted once, so a bad day of the
suite never replaces one that works; and while there is a current tree, nobody asks the network.
"""

import fcntl
import functools
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ccengine.core.errors import CcengineError, PermanentError
from ccengine.lab import debs
from ccengine.lab.debs import Progress, silent

_PACKAGES = ("asterisk", "asterisk-core-sounds-en-gsm")
_SUITES = ("testing", "unstable")
_BOOT_S = 30


class NoAsterisk(PermanentError):
    """No Asterisk can be had on this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """An Asterisk that can be started: ``command`` is its argv without arguments."""

    command: tuple[str, ...]
    modules: Path
    data: Path
    varlib: Path
    version: str


def cache_folder() -> Path:
    """Where fetched things are kept between runs and between checkouts."""
    return Path(os.environ.get("CCENGINE_CACHE") or Path.home() / ".cache/ccengine")


def ensure_tree(progress: Progress = silent, *, refresh: bool = False) -> Tree:
    """The Asterisk to use, fetched if need be. ``refresh`` looks for a newer one first."""
    named = os.environ.get("CCENGINE_ASTERISK")
    if named:
        return _named(Path(named))
    home = cache_folder() / "asterisk"
    current = home / "current"
    with _alone(home):
        if refresh or not current.exists():
            try:
                _point(current, _fetched(home, progress))
            except CcengineError as error:
                if not current.exists():
                    raise NoAsterisk(_NOTHING.format(why=error)) from error
                progress(f"keeping the Asterisk in the cache ({error})")
        return _unpacked(current.resolve())


_NOTHING = (
    "No Asterisk can be had: {why}. Point at an existing one with "
    "CCENGINE_ASTERISK=/usr/sbin/asterisk (Asterisk 22 with chan_pjsip, func_curl and app_queue)."
)


def _named(path: Path) -> Tree:
    if (path / "usr/sbin/asterisk").exists():
        return _unpacked(path.resolve())
    if not os.access(path, os.X_OK) or path.is_dir():
        raise NoAsterisk(f"CCENGINE_ASTERISK={path} is neither a program nor an unpacked tree")
    places = [*Path("/usr/lib").glob("*-linux-gnu/asterisk/modules"), Path("/usr/lib/asterisk/modules")]
    prefix = path.resolve().parent.parent
    modules = next((p for p in [prefix / "lib/asterisk/modules", *places] if p.is_dir()), places[-1])
    data = next((p for p in (prefix / "share/asterisk", Path("/usr/share/asterisk")) if p.is_dir()), None)
    varlib = Path("/var/lib/asterisk")
    command = (str(path),)
    return Tree(
        command=command, modules=modules, data=data or varlib, varlib=varlib, version=_version(command)
    )


def _unpacked(root: Path) -> Tree:
    """A tree that runs through its own loader with its own libraries, whatever the machine has."""
    loaders = sorted((root / "usr/lib").glob("*-linux-gnu*/ld-linux*.so.*"))
    if not loaders:
        raise NoAsterisk(f"{root} holds no loader: remove this folder and try again")
    library = loaders[0].parent
    path = ":".join(str(library / part) for part in ("", "asterisk", "lua", "pulseaudio"))
    command = (str(loaders[0]), "--library-path", path, str(root / "usr/sbin/asterisk"))
    return Tree(
        command=command,
        modules=library / "asterisk/modules",
        data=root / "usr/share/asterisk",
        varlib=root / "var/lib/asterisk",
        version=_version(command),
    )


@functools.cache
def _version(command: tuple[str, ...]) -> str:
    try:
        said = subprocess.run([*command, "-V"], capture_output=True, text=True, timeout=_BOOT_S, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise NoAsterisk(f"{command[-1]} does not run: {error}") from error
    return re.split("[~+]", said.stdout.split()[1])[0]


def _fetched(home: Path, progress: Progress) -> Path:
    """A tree that booted: from the first mirror and suite that have one."""
    return debs.first_that_works(
        functools.partial(_from_suite, home, mirror, suite, progress)
        for mirror in debs.debian_mirrors()
        for suite in _SUITES
    )


def _from_suite(home: Path, mirror: debs.Mirror, suite: str, progress: Progress) -> Path:
    with tempfile.TemporaryDirectory(dir=home, prefix=".fetch-", ignore_cleanup_errors=True) as place:
        room = Path(place)
        packages = debs.Apt.of_suite(room / "apt", mirror, suite).download(
            _PACKAGES, lambda said: progress(f"Asterisk from Debian {suite}: {said}")
        )
        names = "\n".join(package.name for package in packages)
        tree = home / hashlib.sha256(names.encode()).hexdigest()[:16]
        if tree.exists():
            return tree
        debs.unpack(packages, room / "tree", progress)
        _finish(room / "tree")
        progress("starting it once")
        _boot(_unpacked(room / "tree"))
        (room / "tree").rename(tree)
    return tree


def _finish(root: Path) -> None:
    """What the packages' scripts would have done: the link that names the English sounds."""
    sounds = root / "usr/share/asterisk/sounds"
    voices = sorted(p.name for p in sounds.glob("en_*") if p.is_dir())
    if voices and not (sounds / "en").exists():
        (sounds / "en").symlink_to(voices[0])


def _boot(tree: Tree) -> None:
    """Start it once on nearly no configuration and wait until it says that it is up."""
    with tempfile.TemporaryDirectory(prefix="cc-boot-") as place:
        config = write_directories(Path(place), Path(place) / "run", tree)
        (config.parent / "modules.conf").write_text("[modules]\nautoload=no\nload=chan_pjsip.so\n")
        quiet = subprocess.DEVNULL
        server = subprocess.Popen(
            [*tree.command, "-f", "-C", str(config)], stdin=quiet, stdout=quiet, stderr=quiet
        )
        try:
            _wait_until_up([*tree.command, "-C", str(config), "-rx", "core waitfullybooted"])
        finally:
            server.kill()
            server.wait()


def _wait_until_up(ask: list[str]) -> None:
    deadline = time.monotonic() + _BOOT_S
    while "fully booted" not in subprocess.run(ask, capture_output=True, text=True, check=False).stdout:
        if time.monotonic() > deadline:
            raise NoAsterisk("the fetched Asterisk does not start")
        time.sleep(0.1)


def write_directories(home: Path, run: Path, tree: Tree) -> Path:
    """Make one instance's folders, and the asterisk.conf that names them.

    ``run`` holds a unix socket, whose path must stay under a hundred bytes.
    """
    own = {
        "astetcdir": home / "etc",
        "astdbdir": home / "db",
        "astkeydir": home / "keys",
        "astagidir": home / "keys",
        "astspooldir": home / "spool",
        "astrundir": run,
        "astlogdir": home / "log",
    }
    for folder in own.values():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folders = {**own, "astmoddir": tree.modules, "astvarlibdir": tree.varlib, "astdatadir": tree.data}
    lines = "".join(f"{name} => {folder}\n" for name, folder in folders.items())
    config = home / "etc/asterisk.conf"
    # Options come in a file of their own: this one is ours, those are the node's.
    config.write_text(f'[directories]\n{lines}\n#tryinclude "{home}/etc/asterisk.options.conf"\n')
    return config


def _point(link: Path, target: Path) -> None:
    """Replace the link in one step."""
    fresh = link.with_name(".current-new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target.name)
    fresh.replace(link)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One at a time: several checkouts and test runs share the cache."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in home.glob(".fetch-*"):  # of a fetch that was interrupted
            shutil.rmtree(left, ignore_errors=True)
        yield
