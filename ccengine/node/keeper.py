"""The keeper of a PBX's files: what the house says becomes what Asterisk has, without anybody's hand.

It looks again and again whether something was changed (a :class:`Stamp` says so cheaply), renders,
and applies as one change (``ccengine.node.apply``: written, loaded, or put back as it was). It never
gives up: what could not be applied is told as ``trouble``, and tried again a little later, or at once
when it has been changed. Each round ends with ``told``: what is in force now, for all who look.
"""

import asyncio
import logging
import shlex
import subprocess
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ccengine.core.applied import Stamp, Told
from ccengine.core.errors import BadInput, StoreUnavailable, TemporaryError
from ccengine.node.apply import NotApplied, apply

LOOK_S = 0.5
BEAT_S = 5.0
RELOAD_S = 20.0
RETRY_S = (1.0, 2.0, 5.0, 15.0, 30.0)

log = logging.getLogger(__name__)


class NotReloaded(TemporaryError):
    """Asterisk could not be made to take its files."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the files come from. Both raise StoreUnavailable; ``files`` BadInput where the house has
    something that cannot be configuration."""

    stamp: Callable[[], Awaitable[Stamp]]
    files: Callable[[], Awaitable[Mapping[str, str]]]


class Keeper:
    """``run`` for ever; ``trouble`` as long as the PBX does not have what it should."""

    def __init__(
        self,
        folder: Path,
        source: Source,
        reload: Callable[[], None],
        tell: Callable[[Told], Awaitable[None]],
        *,
        look_s: float = LOOK_S,
    ) -> None:
        self.now = Told(applied=Stamp())
        self._folder = folder
        self._source = source
        self._reload = reload
        self._tell = tell
        self._look_s = look_s
        self._failed: Stamp | None = None
        self._failures = 0
        self._again_at = 0.0
        self._told_at = 0.0

    @property
    def trouble(self) -> str:
        return self.now.trouble

    async def run(self) -> None:
        while True:
            try:
                await self.look()
            except StoreUnavailable:
                pass  # the PBX has what it has; nobody can change the house meanwhile either
            await asyncio.sleep(self._look_s)

    async def look(self) -> None:
        """Once: apply what is new, and say what is so."""
        wanted = await self._source.stamp()
        clock = asyncio.get_running_loop().time()
        before = self.now
        if not before.applied.covers(wanted) and (wanted != self._failed or clock >= self._again_at):
            await self._bring(wanted)
        if self.now != before or clock - self._told_at >= BEAT_S:
            await self._tell(self.now)
            self._told_at = clock

    async def _bring(self, wanted: Stamp) -> None:
        """Make the files of the house as it is now. What is read after the stamp is not older than it."""
        try:
            files = await self._source.files()
            drift = await asyncio.to_thread(apply, self._folder, files, self._reload)
        except (NotApplied, BadInput, OSError) as trouble:
            self._note(wanted, trouble)
            return
        if drift:
            log.info("%s: %s written and loaded", self._folder, ", ".join((*drift.changed, *drift.missing)))
        self._failed, self._failures = None, 0
        self.now = Told(applied=wanted)

    def _note(self, wanted: Stamp, trouble: Exception) -> None:
        if str(trouble) != self.trouble:
            log.warning("the PBX keeps its former configuration: %s", trouble)
        self._failures = self._failures + 1 if wanted == self._failed else 1
        self._failed = wanted
        wait = RETRY_S[min(self._failures, len(RETRY_S)) - 1]
        self._again_at = asyncio.get_running_loop().time() + wait
        self.now = Told(applied=self.now.applied, trouble=str(trouble))


def reloading(command: str) -> Callable[[], None]:
    """How Asterisk is made to take its files; an empty command leaves that to somebody else. It raises
    NotReloaded, with what the command said."""

    def reload() -> None:
        if not command:
            return
        try:
            done = subprocess.run(
                shlex.split(command),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=RELOAD_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotReloaded(f"{command}: {error}") from error
        if done.returncode:
            said = (done.stderr or done.stdout).strip() or str(done.returncode)
            raise NotReloaded(f"{command}: {said}")

    return reload
