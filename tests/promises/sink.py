"""A small mail server that takes letters and keeps them, or refuses them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass(kw_only=True)
class Sink:
    """``said`` is every command that came; ``away`` hangs up on everybody; ``refuses`` answers each
    letter with 451."""

    port: int = 0
    away: bool = False
    refuses: bool = False
    letters: list[EmailMessage] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if not self.away:
                await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the other side has gone
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        while line := (await reader.readline()).decode().strip():
            word = line.partition(" ")[0].upper()
            self.said.append(word)
            if word == "DATA":
                writer.write(b"354 go on\r\n")
                self._take(await reader.readuntil(b"\r\n.\r\n"))
                writer.write(b"451 later\r\n" if self.refuses else b"250 taken\r\n")
            else:
                writer.write(b"221 bye\r\n" if word == "QUIT" else b"250 sink\r\n")
            if word == "QUIT":
                return

    def _take(self, raw: bytes) -> None:
        if not self.refuses:
            self.letters.append(message_from_bytes(raw.removesuffix(b".\r\n"), policy=policy.default))


@asynccontextmanager
async def open_sink() -> AsyncIterator[Sink]:
    sink = Sink()
    server = await asyncio.start_server(sink.serve, "127.0.0.1", 0)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()
        await server.wait_closed()
