"""One running Asterisk: written, started, watched, stopped, and nothing left behind.

Everything an instance writes is below its ``home``; where none is given it is a short folder in
/tmp, removed at the end. ``config`` maps file names to their text; asterisk.conf is made here,
because only here it is known where things are. The process dies with its parent, however that ends.
"""

import asyncio
import atexit
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from ccengine.core.errors import PermanentError
from ccengine.lab.ports import Ports
from ccengine.lab.tree import Tree, write_directories
from ccengine.lab.wait import eventually

_BOOT_S = 20.0
_STOP_S = 10.0
_LONGEST_HOME = 80

# They open fixed ports (two instances would collide) or want what a lab does not have.
_UNWANTED = (
    *("app_voicemail", "app_voicemail_imap", "app_voicemail_odbc", "app_minivm"),
    *("chan_dahdi", "chan_iax2", "chan_mobile", "chan_motif", "chan_unistim", "pbx_dundi", "res_snmp"),
    *("res_hep", "res_hep_pjsip", "res_hep_rtcp", "res_odbc", "res_phoneprov", "res_xmpp"),
)
_DEFAULTS = {
    "modules.conf": "[modules]\nautoload=yes\n" + "".join(f"noload={name}.so\n" for name in _UNWANTED),
    "logger.conf": "[general]\n[logfiles]\nmessages => notice,warning,error\n",
}


class DidNotStart(PermanentError):
    """Asterisk did not start."""


class Asterisk:
    """``async with Asterisk(tree, config, ports) as pbx`` runs one from here to there."""

    def __init__(
        self, tree: Tree, config: Mapping[str, str], ports: Ports, *, home: Path | None = None
    ) -> None:
        self.tree = tree
        self.ports = ports
        self._ours: list[Path] = []
        self.home = home if home is not None else self._make_folder()
        self._run = self.home / "run" if len(str(self.home)) < _LONGEST_HOME else self._make_folder()
        self._conf = write_directories(self.home, self._run, tree)
        self._process: subprocess.Popen[bytes] | None = None
        self.write({**_DEFAULTS, **config})

    async def __aenter__(self) -> "Asterisk":
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self.stop()
        finally:
            self.clean_up()

    @property
    def pid(self) -> int:
        """The process id; 0 while it does not run."""
        return self._process.pid if self._process else 0

    @property
    def console(self) -> Path:
        return self.home / "log/console"

    def write(self, config: Mapping[str, str]) -> None:
        """Put configuration files in place (a reload is the caller's business)."""
        for name, text in config.items():
            path = self.home / "etc" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    async def start(self, deadline_s: float = _BOOT_S) -> None:
        """Start it and return when it is fully booted and its AMI port greets."""
        self._spawn()
        try:
            await eventually(self._is_up, deadline_s)
        except TimeoutError:
            self.kill()
            raise self._failure(f"not up after {deadline_s:.0f} s") from None
        except BaseException:
            self.kill()
            raise

    async def stop(self) -> None:
        """End it in good order; by force when it takes too long."""
        if self._process is None:
            return
        self._signal(signal.SIGCONT)
        self._process.terminate()
        try:
            await eventually(self._has_ended, _STOP_S)
        except TimeoutError:
            pass
        finally:
            self.kill()

    def kill(self) -> None:
        """End it at once, as a power cut would. ``start`` brings it back."""
        atexit.unregister(self._end_group)
        self._end_group()
        self._process = None

    def freeze(self) -> None:
        """Stop it in mid-breath: it holds its ports and answers nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    async def cli(self, command: str) -> str:
        """What Asterisk's own command line answers."""
        asked = await asyncio.create_subprocess_exec(
            *self.tree.command,
            *("-C", str(self._conf), "-rx", command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            said, _ = await asked.communicate()
        except BaseException:
            asked.kill()
            await asked.wait()
            raise
        return said.decode(errors="replace")

    def clean_up(self) -> None:
        """Remove the folders that were made here."""
        for folder in self._ours:
            shutil.rmtree(folder, ignore_errors=True)

    def _spawn(self) -> None:
        with self.console.open("ab") as console:
            self._process = subprocess.Popen(
                [*_dying_with_us(), *self.tree.command, "-f", "-C", str(self._conf)],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        atexit.register(self._end_group)

    def _has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    async def _is_up(self) -> bool:
        if self._has_ended():
            raise self._failure("it ended by itself")
        if not (self._run / "asterisk.ctl").exists():
            return False
        if "fully booted" not in await self.cli("core waitfullybooted"):
            return False
        return await _greets(self.ports.ami)

    def _failure(self, why: str) -> DidNotStart:
        words = self.console.read_text(errors="replace").splitlines()[-8:]
        return DidNotStart("\n".join([f"Asterisk did not start: {why}; see {self.console}", *words]))

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, number)

    def _end_group(self) -> None:
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()

    def _make_folder(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="cc-", dir="/tmp"))
        self._ours.append(folder)
        return folder


def _dying_with_us() -> list[str]:
    """util-linux can have the kernel end a child with its parent."""
    return ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []


async def _greets(port: int) -> bool:
    """Whether AMI says hello."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    try:
        async with asyncio.timeout(1):
            return (await reader.readline()).startswith(b"Asterisk Call Manager")
    except TimeoutError:
        return False
    finally:
        writer.close()
        await writer.wait_closed()
