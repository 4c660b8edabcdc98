"""One connection of one page: frames out through a bounded queue, what the page says in.

``post`` never waits. A page that reads so slowly that its queue fills, or that one frame takes
too long to leave, is cut off there and then: its browser connects again and gets a snapshot, so
nothing is lost by it, and nobody else waits for it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from ccengine.core.desk import Visitor
from ccengine.core.errors import BadInput
from screenpop.messages import BrowserMessage, decode

BAD_MESSAGE = 4400
BAD_TOKEN = 4401
NO_HELLO = 4408
TOO_MANY = 4429


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on what one page may ask for. ``quiet_s``: the gateway lets the page hear from it
    at least that often; ``message_bytes`` bounds what a page may send. Who watches the board hears every
    ``beat_s`` that it is as it was. Every ``rights_s`` is asked whether a page's session is still open."""

    hello_s: float = 5.0
    send_s: float = 10.0
    quiet_s: float = 10.0
    queue: int = 64
    message_bytes: int = 4096
    pages_per_operator: int = 8
    patience_ms: int = 3_000
    patience_limit_ms: int = 30_000
    tick_s: float = 0.5
    beat_s: float = 2.0
    rights_s: float = 5.0


class Page:
    """A connection that has said who it is."""

    def __init__(self, connection: ServerConnection, visitor: Visitor, limits: Limits) -> None:
        self.visitor = visitor
        self.dropped = False
        self._connection = connection
        self._limits = limits
        self._frames: asyncio.Queue[bytes] = asyncio.Queue(limits.queue)

    @property
    def owner(self) -> str:
        """Whose pages get the same: an operator's, or those of a login without a phone."""
        return self.visitor.operator or f"~{self.visitor.login}"

    def post(self, frame: bytes) -> None:
        """Queue a frame to be sent; cuts the page off where there is no room."""
        if self.dropped:
            return
        try:
            self._frames.put_nowait(frame)
        except asyncio.QueueFull:
            self.drop()

    def drop(self) -> None:
        """End the connection without another word: whoever does not read gets no close frame."""
        self.dropped = True
        self._connection.transport.abort()

    async def close(self, code: int, why: str) -> None:
        """End the connection in good order."""
        await self._connection.close(code, why)

    async def run(self, heard: Callable[[BrowserMessage], Awaitable[None]]) -> None:
        """Send and listen until the connection ends."""
        async with asyncio.TaskGroup() as tasks:
            writer = tasks.create_task(self._write())
            try:
                await self._listen(heard)
            finally:
                writer.cancel()

    async def _listen(self, heard: Callable[[BrowserMessage], Awaitable[None]]) -> None:
        with suppress(ConnectionClosed):
            async for frame in self._connection:
                try:
                    message = decode(frame)
                except BadInput as problem:
                    await self._connection.close(BAD_MESSAGE, str(problem))
                    return
                await heard(message)

    async def _write(self) -> None:
        with suppress(ConnectionClosed):
            while True:
                frame = await self._frames.get()
                try:
                    async with asyncio.timeout(self._limits.send_s):
                        await self._connection.send(frame, text=True)
                except TimeoutError:
                    self.drop()
