"""What a phone needs to be one of ours: the page that is a phone, and the phone on a desk."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLogin:
    """What is typed into a phone on a desk; ``server`` is host:port."""

    server: str
    user: str
    password: str = field(repr=False)


class PhoneLogins(Protocol):
    @property
    def websocket(self) -> str:
        """Where pages speak SIP."""
        ...

    async def of(self, operator: str) -> PhoneLogin:
        """Good at once, until a session of his ends. Conflict: nobody keeps the PBX's files, so that no
        such password ever comes there. PhoneNotReady: it has not come there yet."""
        ...

    def of_desk(self, operator: str) -> DeskLogin:
        """The same for as long as he is there. Conflict: it is not kept on this machine, or not made yet."""
        ...
