"""``GET /api/events``: the log as server-sent events, each a CloudEvent.

The SSE ``id`` is the follower's whole position behind that event, so that a browser's
``Last-Event-ID``, or ``?after=`` of any other client, resumes every stream at once. A client
that stops reading is cut off when nothing could be written to it for a while; it comes back
with its cursor and misses nothing.
"""

import asyncio
import json
from http import HTTPStatus

from aiohttp import web

from ccengine.core.errors import StoreUnavailable
from ccengine.core.ports import LogEntry
from ccengine.stream.cloudevents import cloud_event
from ccengine.stream.cursor import read_position
from ccengine.stream.relay import Follower, Relay

HEARTBEAT_S = 15.0
SLOW_S = 30.0
RETRY_MS = 1000

_HEARTBEAT = b": still here\n\n"


class Events:
    """``answer`` is the handler. ``slow_s`` is how long a client may leave its data unread."""

    def __init__(self, relay: Relay, *, heartbeat_s: float = HEARTBEAT_S, slow_s: float = SLOW_S) -> None:
        self._relay = relay
        self._heartbeat_s = heartbeat_s
        self._slow_s = slow_s

    async def answer(self, request: web.Request) -> web.StreamResponse:
        after = read_position(request.headers.get("Last-Event-ID") or request.query.get("after", ""))
        with self._relay.follow(after) as follower:
            # Read once before the answer begins: an unreachable database is still a plain 503.
            page = await follower.page(0)
            response = web.StreamResponse(
                status=HTTPStatus.OK,
                headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"},
            )
            response.headers["Cache-Control"] = "no-store"
            await self._carry(follower, page, request, response)
        return response

    def close(self) -> None:
        self._relay.close()

    async def _carry(
        self,
        follower: Follower,
        page: list[tuple[LogEntry, str]],
        request: web.Request,
        response: web.StreamResponse,
    ) -> None:
        try:
            await response.prepare(request)
            await response.write(f"retry: {RETRY_MS}\n\n".encode())
            await self._write(page, response)
            while not self._relay.closed:
                await self._write(await follower.page(self._heartbeat_s), response)
        except (ConnectionError, StoreUnavailable):
            return  # the client went, or must come back later: his cursor stands
        except TimeoutError:
            if request.transport is not None:
                request.transport.abort()

    async def _write(self, page: list[tuple[LogEntry, str]], response: web.StreamResponse) -> None:
        for chunk in [_frame(entry, position) for entry, position in page] or [_HEARTBEAT]:
            async with asyncio.timeout(self._slow_s):
                await response.write(chunk)


def _frame(entry: LogEntry, position: str) -> bytes:
    data = json.dumps(cloud_event(entry), separators=(",", ":"))
    return f"id: {position}\ndata: {data}\n\n".encode()
