"""An aiohttp application on a socket, for as long as a ``async with`` block lasts."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

STOP_WITHIN_S = 2.0


def _without_traceback(record: logging.LogRecord) -> bool:
    """A malformed request's traceback quotes its first line, which may hold a phone number."""
    record.exc_info = None
    record.exc_text = None
    return True


_http_log = logging.getLogger("ccengine.api.http")
_http_log.addFilter(_without_traceback)


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve ``app`` on ``host``; yields the port, which matters where ``port`` is 0.

    There is no access log: addresses hold numbers and call ids.
    """
    runner = web.AppRunner(app, access_log=None, logger=_http_log, shutdown_timeout=STOP_WITHIN_S)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
