"""What every part needs while the service is put together: settings, and somewhere to leave its work."""

import contextlib
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from ccengine.core.errors import CcengineError
from ccengine.settings import Settings

Work = Coroutine[Any, Any, None]
"""Something that runs as long as the service does."""


@dataclass(frozen=True, slots=True)
class Frame:
    """``stack`` closes what was opened, the other way round; ``work`` is what has to run, by name."""

    settings: Settings
    stack: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)
    work: dict[str, Work] = field(default_factory=dict)


def wall_ms() -> int:
    return time.time_ns() // 1_000_000


async def for_ever(name: str, work: Work) -> None:
    """Without any of its parts the service ends, and says which: a silent half of it helps nobody."""
    await work
    raise CcengineError(f"{name} ended by itself")
