"""The cable that can be cut."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ccengine.lab.cut import HOST, Cable
from ccengine.lab.ports import free_port


@asynccontextmanager
async def echo() -> AsyncIterator[int]:
    """Somebody at the far end who says everything back."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(100):
                writer.write(data)
        except ConnectionError:
            pass  # the cable was cut
        finally:
            writer.transport.abort()

    port = free_port()
    server = await asyncio.start_server(answer, "127.0.0.1", port)
    async with server:
        yield port


async def said(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, words: bytes) -> bytes:
    writer.write(words)
    async with asyncio.timeout(5):
        return await reader.read(100)


async def test_it_carries_both_ways() -> None:
    async with echo() as port, Cable(port):
        reader, writer = await asyncio.open_connection(HOST, port)
        assert await said(reader, writer, b"hello") == b"hello"
        writer.transport.abort()


async def test_cut_drops_refuses_and_heals() -> None:
    async with echo() as port, Cable(port) as cable:
        reader, writer = await asyncio.open_connection(HOST, port)
        assert await said(reader, writer, b"one") == b"one"
        await cable.cut()
        try:
            dropped = await reader.read(100) == b""
        except ConnectionError:
            dropped = True
        writer.transport.abort()
        assert dropped
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(HOST, port)
        await cable.heal()
        reader, writer = await asyncio.open_connection(HOST, port)
        assert await said(reader, writer, b"two") == b"two"
        writer.transport.abort()
