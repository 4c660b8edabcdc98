"""What stands at the other end of a webhook: a real HTTP server that checks signatures, or is down."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from ccengine.api.listener import listening


def verified(secret: str, header: str, body: bytes, now_s: int, tolerance_s: int = 300) -> bool:
    """As `how-to/receive-webhooks` tells a receiver to do it."""
    parts = dict(part.split("=", 1) for part in header.split(","))
    expected = hmac.new(secret.encode(), f"{parts['t']}.".encode() + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, parts["v1"]) and abs(now_s - int(parts["t"])) <= tolerance_s


@dataclass
class Receiver:
    """``answer`` decides by the event which status is given; ``got`` are those that were taken."""

    url: str = ""
    asked: int = 0
    got: list[dict[str, Any]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    answer: Callable[[dict[str, Any]], int] = lambda event: 204

    async def take(self, request: web.Request) -> web.Response:
        self.asked += 1
        self.headers, self.body = dict(request.headers), await request.read()
        event = json.loads(self.body)
        status = self.answer(event)
        if 200 <= status < 300:
            self.got.append(event)
        return web.Response(status=status, headers={"Location": "/elsewhere"} if status == 302 else {})

    @property
    def ids(self) -> list[str]:
        return [event["id"] for event in self.got]

    def of(self, call_id: object) -> list[str]:
        return [event["id"] for event in self.got if event.get("subject") == str(call_id)]


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hooks", receiver.take)
    app.router.add_post("/elsewhere", receiver.take)
    async with listening(app, "127.0.0.1", 0) as port:
        receiver.url = f"http://127.0.0.1:{port}/hooks"
        yield receiver
