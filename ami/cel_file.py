"""The CEL file on disk, read from a moment on, again and again as it grows.

Asterisk appends; we remember where a moment lies in the file, so that after a gap only its
tail is read. A last line that is not whole yet is left for the next reading. A file that has
become shorter was rotated or emptied: it is read from its beginning.
"""

import io
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from ami.cel import CelTranslator, Problems, read_rows
from ami.translate import Topology, milliseconds
from ccengine.core.errors import BadInput
from ccengine.core.observed import Observed

_CHECKPOINTS = 240


@dataclass(slots=True)
class CelFile:
    """``path`` is written by Asterisk; it may not exist yet. ``problems`` gathers what could not
    be read."""

    path: Path
    topology: Topology
    problems: Problems = field(default_factory=Problems)
    _places: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=_CHECKPOINTS))

    def checkpoint(self, now: int) -> None:
        """Remember how long the file is at ``now`` (UTC ms): what is written later is later."""
        try:
            size = self.path.stat().st_size
        except OSError:
            return
        if self._places and size < self._places[-1][1]:
            self._places.clear()
        self._places.append((now, size))

    def since(self, moment: int) -> list[Observed]:
        """What the file says happened since ``moment`` (UTC ms). An unreadable file says nothing
        and is named in ``problems``."""
        offset = max((place for at, place in self._places if at <= moment), default=0)
        try:
            return self._read(offset, moment)
        except FileNotFoundError:
            return []
        except OSError as error:
            self._unreadable(str(error.strerror))
        except BadInput as error:
            if offset:  # it was in the middle of a row then
                self._places.clear()
                return self.since(moment)
            self._unreadable(str(error))
        return []

    def _unreadable(self, why: str) -> None:
        self.problems.add(0, f"{self.path} cannot be read ({why}); calls of this gap are unknown")

    def _read(self, offset: int, moment: int) -> list[Observed]:
        with self.path.open("rb") as file:
            file.seek(offset if offset <= self.path.stat().st_size else 0)
            text = file.read().decode("utf-8", errors="replace")
        whole = io.StringIO(text[: text.rfind("\n") + 1], newline="")
        translator = CelTranslator(self.topology)
        return [
            seen
            for row in read_rows(whole, self.problems)
            if milliseconds(row["eventtime"]) >= moment
            for seen in translator.translate(row)
        ]
