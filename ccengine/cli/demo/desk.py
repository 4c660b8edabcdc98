"""An operator's page without a browser: the same HTTP and the same websocket, and a memory of cards."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import Any, Self
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from ccengine.core.errors import CcengineError
from ccengine.lab.wait import eventually

ANSWER_S = 10.0


def ask(
    url: str, method: str = "GET", body: object = None, headers: dict[str, str] | None = None
) -> tuple[int, Any]:
    """One HTTP request: the status and the JSON (None where there is none). 0: nobody answers."""
    status, answer, _ = _exchange(url, method, body, headers or {})
    return status, answer


def _exchange(url: str, method: str, body: object, headers: dict[str, str]) -> tuple[int, Any, str]:
    """The status, the JSON, and the cookie that came along."""
    where = urlsplit(url)
    path = f"{where.path}?{where.query}" if where.query else where.path
    sent = {"Content-Type": "application/json", **headers}
    line = HTTPConnection(where.hostname or "", where.port, timeout=ANSWER_S)
    try:
        line.request(method, path, None if body is None else json.dumps(body), sent)
        response = line.getresponse()
        cookie = response.headers.get("Set-Cookie", "").partition(";")[0]
        return response.status, _json(response.read()), cookie
    except (OSError, HTTPException):
        return 0, None, ""
    finally:
        line.close()


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


@dataclass(kw_only=True)
class Page:
    """A logged-in operator. ``seen`` is every message of the screen, with the time it came."""

    url: str
    cookie: str
    csrf: str
    operator: str
    screen: dict[str, str]
    cards: dict[str, dict[str, Any]] = field(default_factory=dict)
    seen: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    _socket: ClientConnection | None = None
    _reader: asyncio.Task[None] | None = None

    @classmethod
    async def log_in(cls, url: str, login: str, password: str) -> Self:
        """Raises CcengineError where the login is refused."""
        return await asyncio.to_thread(cls._log_in, url, login, password)

    @classmethod
    def _log_in(cls, url: str, login: str, password: str) -> Self:
        asked = {"login": login, "password": password}
        status, session, cookie = _exchange(f"{url}/api/login", "POST", asked, {})
        if status != HTTPStatus.OK:
            raise CcengineError(f"{login} could not log in: {status} {session}")
        return cls(
            url=url,
            cookie=cookie,
            csrf=session["csrf"],
            operator=session["user"]["operator"],
            screen=session["screenpop"],
        )

    async def do(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """One request as this user."""
        headers = {"Cookie": self.cookie, "X-CSRF-Token": self.csrf}
        return await asyncio.to_thread(ask, self.url + path, method, body, headers)

    async def must(self, method: str, path: str, body: object = None) -> Any:
        """The same, and it has to succeed."""
        status, answer = await self.do(method, path, body)
        if not 200 <= status < 300:
            raise CcengineError(f"{method} {path}: {status} {answer}")
        return answer

    async def open_screen(self) -> None:
        """Connect the screen, again where it was, and keep its cards."""
        await self.close()
        before = len(self.seen)
        session = await self.must("GET", "/api/session")
        self._socket = await connect(session["screenpop"]["url"], origin=Origin(self.url))
        hello = {"type": "hello", "token": session["screenpop"]["token"], "seen": 0}
        await self._socket.send(json.dumps(hello))
        self._reader = asyncio.create_task(self._read(self._socket), name=f"page of {self.operator}")
        await eventually(lambda: any(m["type"] == "snapshot" for _, m in self.seen[before:]), 5)

    async def _read(self, socket: ClientConnection) -> None:
        async for text in socket:
            message = json.loads(text)
            self.seen.append((time.time(), message))
            match message["type"]:
                case "snapshot":
                    self.cards = {card["call_id"]: card for card in message["cards"]}
                case "card":
                    self.cards[message["card"]["call_id"]] = message["card"]
                    ack = {
                        "type": "ack",
                        "call_id": message["card"]["call_id"],
                        "version": message["version"],
                    }
                    await socket.send(json.dumps(ack))
                case "withdraw":
                    self.cards.pop(message["call_id"], None)

    async def card(self, deadline_s: float = 10.0, **like: object) -> dict[str, Any]:
        """Wait for a card that has these values."""

        def found() -> dict[str, Any] | None:
            return next((c for c in self.cards.values() if all(c.get(k) == v for k, v in like.items())), None)

        card = await eventually(found, deadline_s)
        assert card is not None
        return card

    def withdrawn(self, call_id: str) -> str:
        """Why the card of that call was taken away; empty while it was not."""
        reasons = [m["reason"] for _, m in self.seen if m["type"] == "withdraw" and m["call_id"] == call_id]
        return reasons[-1] if reasons else ""

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await asyncio.gather(self._reader, return_exceptions=True)
        self._socket = self._reader = None
