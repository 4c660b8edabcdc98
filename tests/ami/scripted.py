"""A server that misbehaves on purpose, in ways a real Asterisk cannot be made to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

SYSTEMNAME = "pbx1-0123456789abcdef"
BANNER = b"Asterisk Call Manager/11.0.0\r\n"
BOOTED = b"Event: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted\r\n\r\n"


class Peer:
    """One client, as the script sees him."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def action(self) -> dict[str, str]:
        """The next action; raises IncompleteReadError when the client has gone."""
        text = (await self._reader.readuntil(b"\r\n\r\n")).decode()
        return dict(line.split(": ", 1) for line in text.split("\r\n") if line)

    async def say(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def answer(self, action: dict[str, str], *, end: bytes = b"\r\n") -> None:
        """What a good Asterisk with nothing going on would say. ``end``: the empty line."""
        for frame in good_answer(action):
            await self.say(frame + end)

    async def hang(self) -> None:
        """Read on, say nothing, until the client goes."""
        while await self._reader.read(65536):
            pass


Script = Callable[[Peer], Awaitable[None]]


def good_answer(action: dict[str, str]) -> list[bytes]:
    name, tail = action["Action"], f"ActionID: {action['ActionID']}\r\n"
    if name == "CoreStatus":
        started = "CoreStartupDate: 2026-11-22\r\nCoreStartupTime: 04:57:00\r\n"
        return [f"Response: Success\r\n{tail}{started}".encode()]
    if name == "CoreSettings":
        return [f"Response: Success\r\n{tail}SystemName: {SYSTEMNAME}\r\n".encode()]
    if name in ("CoreShowChannels", "BridgeList", "QueueStatus", "DeviceStateList"):
        start = f"Response: Success\r\n{tail}EventList: start\r\n"
        end = f"Event: {name}Complete\r\n{tail}EventList: Complete\r\nListItems: 0\r\n"
        return [start.encode(), end.encode()]
    frames = [f"Response: Success\r\n{tail}Challenge: 1234\r\nMessage: fine\r\n".encode()]
    if name == "Login":
        frames.append(BOOTED.removesuffix(b"\r\n"))
    return frames


def event(name: str, uniqueid: str) -> bytes:
    head = (
        f"Event: {name}\r\nPrivilege: call,all\r\nTimestamp: 1795324298.272\r\nSystemName: {SYSTEMNAME}\r\n"
    )
    return f"{head}Uniqueid: {SYSTEMNAME}-{uniqueid}\r\nLinkedid: {SYSTEMNAME}-{uniqueid}\r\n\r\n".encode()


async def well(peer: Peer) -> None:
    """Answer everything."""
    await peer.say(BANNER)
    while True:
        await peer.answer(await peer.action())


@asynccontextmanager
async def serving(*scripts: Script) -> AsyncIterator[int]:
    """Each connection meets the next script; the last one stays for all that follow."""
    left = list(scripts)
    open_tasks: set[asyncio.Task[None]] = set()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_tasks.add(task)
        script = left.pop(0) if len(left) > 1 else left[0]
        try:
            await script(Peer(reader, writer))
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            open_tasks.discard(task)
            writer.transport.abort()

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(open_tasks):
            task.cancel()
        await asyncio.gather(*open_tasks, return_exceptions=True)
        await server.wait_closed()
