"""Debian packages without root: a private apt fetches them, ``dpkg-deb -x`` unpacks them.

apt keeps its lists and its cache where ``Apt`` is told to, so nothing of the machine changes and
no privilege is needed. The mirror's address comes from the machine's own apt configuration.

Two uses: ``of_suite`` with an *empty* list of installed packages yields everything down to the
C library (a tree that runs through its own loader on any Debian); ``of_machine`` takes the
machine's own releases and yields only what is not installed yet.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ccengine.core.errors import CcengineError, TemporaryError

Progress = Callable[[str], None]
"""Told in a few words what is being done, for people who wait."""

_KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
)


class NoPackages(TemporaryError):
    """The packages cannot be had from the machine's Debian mirror."""


def silent(_: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """A Debian archive as the machine knows it: ``uri``, and the keyring that vouches for it."""

    uri: str
    keyring: str


def debian_mirrors() -> list[Mirror]:
    """The Debian archives among the machine's apt sources."""
    told = run(
        ["apt-get", "indextargets", "--no-release-info", "--format", "$(REPO_URI)", "Created-By: Packages"]
    )
    keyring = next((path for path in _KEYRINGS if Path(path).exists()), _KEYRINGS[0])
    # Every full Debian archive ends so; security and vendors' archives have no other suites.
    uris = [uri for uri in told.split() if uri.rstrip("/").endswith("/debian")]
    return [Mirror(uri=uri, keyring=keyring) for uri in dict.fromkeys(uris)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Apt:
    """A private apt: everything it writes is below ``room``, ``config`` is its APT_CONFIG."""

    room: Path
    config: Path

    @classmethod
    def of_suite(cls, room: Path, mirror: Mirror, suite: str) -> "Apt":
        """Only ``suite`` of ``mirror``, on a machine where nothing is installed."""
        sources = f"deb [signed-by={mirror.keyring}] {mirror.uri} {suite} main\n"
        return cls._made(room, status="", sources=sources)

    @classmethod
    def of_machine(cls, room: Path) -> "Apt":
        """The machine's own sources; what dpkg has installed counts as installed."""
        status = Path("/var/lib/dpkg/status").read_text(encoding="utf-8", errors="replace")
        return cls._made(room, status=status, sources=None)

    @classmethod
    def _made(cls, room: Path, *, status: str, sources: str | None) -> "Apt":
        for part in ("lists/partial", "cache/archives/partial", "etc"):
            (room / part).mkdir(parents=True, exist_ok=True)
        (room / "status").write_text(status, encoding="utf-8")
        settings = {
            "Dir::State": f"{room}/",
            "Dir::State::lists": f"{room}/lists",
            "Dir::State::status": f"{room}/status",
            "Dir::Cache": f"{room}/cache",
            "Dir::Etc::parts": f"{room}/etc/none",
            "Dir::Etc::main": f"{room}/etc/none",
            "APT::Sandbox::User": pwd.getpwuid(os.getuid()).pw_name,
            "APT::Install-Recommends": "false",
            "APT::Install-Suggests": "false",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "Debug::NoLocking": "true",
        }
        if sources is not None:
            (room / "etc/sources.list").write_text(sources, encoding="utf-8")
            settings |= {
                "Dir::Etc::sourcelist": f"{room}/etc/sources.list",
                "Dir::Etc::sourceparts": f"{room}/etc/none",
                "Dir::Etc::preferences": f"{room}/etc/none",
                "Dir::Etc::preferencesparts": f"{room}/etc/none",
            }
        config = room / "apt.conf"
        config.write_text(_ways_out() + "".join(f'{key} "{value}";\n' for key, value in settings.items()))
        return cls(room=room, config=config)

    def download(self, packages: Iterable[str], progress: Progress = silent) -> list[Path]:
        """Fetch the packages with all they depend on; the .deb files, sorted."""
        progress("reading the package lists")
        self._apt("update", "-q")
        progress("downloading the packages")
        self._apt("install", "-q", "-y", "--download-only", "--no-install-recommends", *packages)
        return sorted((self.room / "cache/archives").glob("*.deb"))

    def _apt(self, *arguments: str) -> None:
        run(["apt-get", *arguments], APT_CONFIG=str(self.config))


def _ways_out() -> str:
    """How the machine reaches the network (proxies and the like). Its other settings stay out:
    hooks that run after an update are root's business."""
    lines = run(["apt-config", "dump"]).splitlines()
    return "".join(f"{line}\n" for line in lines if line.startswith("Acquire::"))


def unpack(debs: Sequence[Path], into: Path, progress: Progress = silent) -> None:
    """Unpack the files below ``into``. Package scripts do not run."""
    progress(f"unpacking {len(debs)} packages")
    into.mkdir(parents=True, exist_ok=True)
    for deb in debs:
        run(["dpkg-deb", "-x", str(deb), str(into)])


def library_folders(root: Path) -> list[Path]:
    """Folders with shared libraries in an unpacked tree: the multiarch one and those below it."""
    folders = sorted(f for f in (root / "usr/lib").glob("*-linux-gnu*") if f.is_dir())
    below = [f for top in folders for f in sorted(top.iterdir()) if f.is_dir() and any(f.glob("lib*.so*"))]
    return [*folders, *below]


def run(command: Sequence[str], **environment: str) -> str:
    """Run to the end; its output, or an error that carries the last words of its complaint."""
    if shutil.which(command[0]) is None:
        raise NoPackages(f"{command[0]} is not on this machine: packages can be fetched on Debian only")
    done = subprocess.run(
        command,
        env={**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise NoPackages(f"{command[0]} {command[1]} failed: {' / '.join(lines[-3:])}")
    return done.stdout


def first_that_works(attempts: Iterable[Callable[[], Path]]) -> Path:
    """The first attempt that succeeds; otherwise the last one's error."""
    failure: CcengineError = NoPackages("the machine's apt sources name no Debian archive")
    for attempt in attempts:
        try:
            return attempt()
        except CcengineError as error:
            failure = error
    raise failure
