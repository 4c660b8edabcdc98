"""A running application and a client for it, in one ``async with``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from ccengine.api.listener import listening


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[aiohttp.ClientSession]:
    """A client whose cookies are kept and whose addresses begin at the application's."""
    async with listening(app, "127.0.0.1", 0) as port:
        jar = aiohttp.CookieJar(unsafe=True)  # cookies for an address of numbers
        base = f"http://127.0.0.1:{port}"
        async with aiohttp.ClientSession(base, cookie_jar=jar) as client:
            yield client
