"""Phones in browsers: what a page needs to be one."""

from dataclasses import dataclass, field
from typing import Protocol

from ccengine.core.errors import TemporaryError


class PhoneNotReady(TemporaryError):
    """Asterisk does not know your phone's password yet; try again in a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneLogin:
    """``websocket``: where the page speaks SIP; ``uri``: who it is there."""

    user: str
    password: str = field(repr=False)
    uri: str
    websocket: str


class PhoneLogins(Protocol):
    @property
    def websocket(self) -> str:
        """Where pages speak SIP."""
        ...

    async def of(self, operator: str) -> PhoneLogin:
        """Good at once, until a session of his ends. Conflict: nobody keeps the PBX's files, so that no
        such password ever comes there. PhoneNotReady: it has not come there yet."""
        ...
