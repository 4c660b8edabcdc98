"""The lab's own line to the manager interface: it keeps every byte, and can act.

It believes all it reads and is no model for anything but a lab: the engine's own links are
elsewhere, and what this one records is what they are tested with.
"""

import asyncio
import secrets
from pathlib import Path

_ACT_S = 10.0
_END = b"\r\n\r\n"


class ManagerLine:
    """Logged in as ``user``; all bytes from the greeting on are in ``seen``."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.seen = bytearray()
        self._reader = reader
        self._writer = writer
        self._grown = asyncio.Event()
        self._task = asyncio.create_task(self._read(), name="manager line")

    @classmethod
    async def open(cls, port: int, user: str, secret: str) -> "ManagerLine":
        line = cls(*await asyncio.open_connection("127.0.0.1", port))
        answer = ""
        try:
            answer = await line.act("Login", Username=user, Secret=secret)
        finally:
            if "Response: Success" not in answer:
                await line.close()
        if "Response: Success" not in answer:
            raise ConnectionError(f"login as {user} refused")
        return line

    async def act(self, action: str, *extra: tuple[str, str], **headers: str) -> str:
        """Send an action; its response. ``extra`` holds headers that come more than once."""
        ident = secrets.token_hex(16)
        pairs = [("Action", action), ("ActionID", ident), *headers.items(), *extra]
        start = len(self.seen)
        self._writer.write("".join(f"{n}: {v}\r\n" for n, v in pairs).encode() + b"\r\n")
        mark = f"ActionID: {ident}\r\n".encode()
        async with asyncio.timeout(_ACT_S):
            while True:
                for frame in bytes(self.seen[start:]).split(_END)[:-1]:
                    if b"Response: " in frame and mark in frame + b"\r\n":
                        return frame.decode(errors="replace")
                await self._grown.wait()

    def save(self, path: Path) -> None:
        path.write_bytes(bytes(self.seen))

    async def close(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._writer.close()
        try:
            await self._writer.wait_closed()
        except ConnectionError:
            pass  # Asterisk has gone first

    async def _read(self) -> None:
        while data := await self._reader.read(65536):
            self.seen += data
            self._grown.set()
            self._grown = asyncio.Event()
