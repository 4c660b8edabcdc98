"""A real Redis for tests, one per test: it can be killed, started again, and emptied.

Import ``redis_server`` in your room's ``conftest.py``.
"""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest_asyncio
from redis.exceptions import RedisError

from ccengine.lab.tools import tool
from ccengine.lab.wait import eventually
from ccengine.stream.redis_link import open_redis

__all__ = ["RedisServer", "redis_server"]


class RedisServer:
    """Listens on a unix socket, keeps nothing on disk."""

    def __init__(self) -> None:
        # Short: the path of a unix socket has hardly more than a hundred letters.
        self._folder = Path(tempfile.mkdtemp(prefix="cc-redis-"))
        self._process: asyncio.subprocess.Process | None = None
        self.url = f"unix://{self._folder}/socket"

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            str(tool("redis-server")),
            *(
                "--port",
                "0",
                "--unixsocket",
                f"{self._folder}/socket",
                "--save",
                "",
                "--dir",
                str(self._folder),
            ),
            stdout=asyncio.subprocess.DEVNULL,
        )
        async with self.client() as redis:

            async def answers() -> bool:
                with suppress(RedisError, OSError):
                    return bool(await redis.ping())
                return False

            await eventually(answers, 20)

    async def kill(self) -> None:
        """Without a word; what it had is gone."""
        if self._process is not None:
            self._process.kill()
            await self._process.wait()
            self._process = None

    def client(self) -> Any:
        """The library's types speak of every shape an answer may have: of no use in a test."""
        return open_redis(self.url)

    async def close(self) -> None:
        await self.kill()
        shutil.rmtree(self._folder)


@pytest_asyncio.fixture
async def redis_server() -> AsyncIterator[RedisServer]:
    server = RedisServer()
    try:
        await server.start()
        yield server
    finally:
        await server.close()
