"""The folder into which Asterisk writes one file per leg: ``<uniqueid>.wav``.

A file is *settled* when its writer closed it (the header says its length) or when nothing was
added for longer than Asterisk's buffer takes to fill: then its writer is dead. Names come from
the phone network's side of the house, so only names that cannot leave the folder are files.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from recorder import wav
from recorder.timeline import Sound

# 64 KiB of 16 bit samples at 8 kHz are 4.1 s.
QUIET_MS = 6_000
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")
_SUFFIX = ".wav"
_ASIDE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the folder holds for the legs of one call."""

    sheets: dict[str, wav.Sheet] = field(default_factory=dict)
    flaws: dict[str, str] = field(default_factory=dict)

    def sounds(self) -> dict[str, Sound]:
        return {leg: Sound(length_ms=sheet.length_ms) for leg, sheet in self.sheets.items()} | {
            leg: Sound(flaw=flaw) for leg, flaw in self.flaws.items()
        }

    def without(self, leg: str, flaw: str) -> "Found":
        """The same, with one file found to be unreadable after all."""
        sheets = {name: sheet for name, sheet in self.sheets.items() if name != leg}
        return Found(sheets=sheets, flaws=self.flaws | {leg: flaw})

    def missing(self, legs: Iterable[str]) -> bool:
        return any(leg not in self.sheets and leg not in self.flaws for leg in legs)

    def growing(self, now_ms: int) -> bool:
        return any(
            not sheet.closed and now_ms - sheet.changed_ms < QUIET_MS for sheet in self.sheets.values()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """``keep_ms``: how long files stay after they were stored; 0 removes them at once."""

    path: Path
    keep_ms: int = 0

    def file(self, leg: str) -> Path | None:
        """The leg's file, whether it exists or not; None where its name is no file name."""
        return self.path / f"{leg}{_SUFFIX}" if _NAME.fullmatch(leg) else None

    def find(self, legs: Iterable[str]) -> Found:
        found = Found()
        for leg in legs:
            path = self.file(leg)
            if path is None:
                found.flaws[leg] = "its leg has a name that cannot be a file's"
                continue
            try:
                found.sheets[leg] = wav.read_sheet(path)
            except FileNotFoundError:
                continue
            except wav.BadSound as error:
                found.flaws[leg] = str(error)
            except OSError as error:
                found.flaws[leg] = f"the file cannot be read ({error.strerror})"
        return found

    def legs(self) -> Iterator[str]:
        """The legs that have a file now."""
        if not self.path.is_dir():
            return
        for path in self.path.glob(f"*{_SUFFIX}"):
            if _NAME.fullmatch(path.stem):
                yield path.stem

    def dispose(self, legs: Iterable[str], now_ms: int, at_least_ms: int = 0) -> None:
        """Remove files that are not needed any more, once they are as old as they should get."""
        keep_ms = max(self.keep_ms, at_least_ms)
        for leg in legs:
            path = self.file(leg)
            if path is None:
                continue
            try:
                if now_ms - path.lstat().st_mtime_ns // 1_000_000 >= keep_ms:
                    path.unlink()
            except FileNotFoundError:
                continue

    def set_aside(self, flaws: Mapping[str, str]) -> None:
        """Keep what could not be read where a person may rescue it, out of our own way."""
        for leg in flaws:
            path = self.file(leg)
            if path is not None and os.path.lexists(path):
                aside = self.path / _ASIDE
                aside.mkdir(mode=0o700, exist_ok=True)
                path.rename(aside / path.name)
