"""A cable that can be cut: a TCP relay on loopback between two parties that think they are direct.

It has the port of the far end and a loopback address of its own, so that only the address tells
the two apart. While it is cut, what was connected is dropped and nobody gets in.
"""

import asyncio
from collections.abc import Coroutine
from types import TracebackType

HOST = "127.0.0.3"
_FAR = "127.0.0.1"
_CHUNK = 64 * 1024


class Cable:
    """``async with Cable(port) as cable``: connect to ``HOST`` instead of 127.0.0.1."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Cable":
        await self.heal()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.cut()

    async def heal(self) -> None:
        """Let them in."""
        if self._server is None:
            self._server = await asyncio.start_server(self._carry, HOST, self.port)

    async def cut(self) -> None:
        """Drop whoever is connected and refuse the next."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if server is not None:
            await server.wait_closed()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._join(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass  # either side has gone, or the cable is cut
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(_FAR, self.port)
        try:
            await _first_of(_pour(reader, far_writer), _pour(far_reader, writer))
        finally:
            far_writer.transport.abort()


async def _pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while data := await source.read(_CHUNK):
        sink.write(data)
        await sink.drain()


async def _first_of(*works: Coroutine[None, None, None]) -> None:
    """Run them side by side until one ends; then end the others."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
