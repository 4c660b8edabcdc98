"""The client itself: one method for each thing that a CRM core asks."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from types import TracebackType
from typing import Any, Self, cast
from urllib.parse import quote

import aiohttp
from yarl import URL

from ccengine.api.shapes.calls import CallDetail, CallRow
from ccengine.api.shapes.clients import ClientRecord
from ccengine.api.shapes.worklist import ObligationRow
from ccengine.client.errors import ApiError, ClientError, Unreachable, problem
from ccengine.client.events import Doubles, Parser, StreamEvent

PAGE = 200
ANSWER_S = 30.0
QUIET_S = 45.0
"""A stream that is silent for so long is dead: it says at least every 15 s that it is there."""
PIECE = 64 * 1024


class CrmClient:
    """``url`` is where the API listens; ``token`` has the scopes of what is asked. Every method
    raises ApiError where the API refuses, Unreachable where it does not answer; none of them is
    repeated by itself, but for the stream."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        answer_s: float = ANSWER_S,
        quiet_s: float = QUIET_S,
        retry_s: tuple[float, float] = (0.5, 30.0),
    ) -> None:
        self._url = url.rstrip("/") + "/"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._answer_s = answer_s
        self._quiet_s = quiet_s
        self._retry_s = retry_s
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(headers=self._headers, trust_env=False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    # Clients -------------------------------------------------------------------------------------

    async def put_client(self, client: str, fields: Mapping[str, Any]) -> ClientRecord:
        """Make the client exactly as given, new or known; what is left out is empty."""
        return cast(ClientRecord, await self._json("PUT", f"api/clients/{_part(client)}", fields))

    async def client(self, client: str) -> ClientRecord:
        """Also under the id of one who was merged into him."""
        return cast(ClientRecord, await self._json("GET", f"api/clients/{_part(client)}"))

    # Calls and promises ----------------------------------------------------------------------------

    async def calls(self) -> AsyncIterator[CallRow]:
        """All calls, the newest first, page after page for as long as you ask."""
        async for row in self._rows("api/calls", "calls"):
            yield cast(CallRow, row)

    async def call(self, call_id: str) -> CallDetail:
        """All that is known of one call."""
        return cast(CallDetail, await self._json("GET", f"api/calls/{_part(call_id)}"))

    async def place_call(self, operator: str, number: str) -> str:
        """Ring the operator's phone, then the number; the call's id."""
        placed = await self._json("POST", "api/calls", {"operator": operator, "number": number})
        return str(placed["call_id"])

    async def obligations(self) -> AsyncIterator[ObligationRow]:
        """Clients who wait to be called back, the oldest promise first."""
        async for row in self._rows("api/obligations", "obligations"):
            yield cast(ObligationRow, row)

    # Recordings --------------------------------------------------------------------------------------

    async def recording(self, call_id: str) -> AsyncIterator[bytes]:
        """The sound of a call, piece by piece. Unreachable where it breaks off: it is whole or an error."""
        async with self._ask("GET", f"api/recordings/{_part(call_id)}") as answer:
            async for piece in answer.content.iter_chunked(PIECE):
                yield piece

    async def lend_recording(self, call_id: str) -> str:
        """An address that opens this recording for a quarter of an hour to whoever has it."""
        lent = await self._json("POST", f"api/recordings/{_part(call_id)}/link")
        return self._url + str(lent["url"]).lstrip("/")

    # The stream --------------------------------------------------------------------------------------

    async def events(self, after: str = "") -> AsyncGenerator[StreamEvent]:
        """Every event behind the position ``after`` (empty: from the first), each once, for ever.

        Where the line breaks or the API is away it comes back, ever more slowly, and goes on behind
        the last event that it gave you. ApiError where coming back is of no use (a wrong token).
        """
        doubles, pause_s = Doubles(), self._retry_s[0]
        while True:
            try:
                async with aclosing(self._stream(after)) as stream:
                    async for event in stream:
                        after, pause_s = event.position or after, self._retry_s[0]
                        if not doubles.is_one(event):
                            yield event
            except Unreachable:
                pass
            except ApiError as refused:
                if not refused.temporary:
                    raise
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, self._retry_s[1])

    async def _stream(self, after: str) -> AsyncGenerator[StreamEvent]:
        """One connection's worth of the stream."""
        parser = Parser()
        quiet = aiohttp.ClientTimeout(total=None, sock_connect=self._answer_s, sock_read=self._quiet_s)
        headers = {"Last-Event-ID": after} if after else {}
        async with self._ask("GET", "api/events", headers=headers, timeout=quiet) as answer:
            async for piece in answer.content.iter_any():
                for event in _read(parser, piece):
                    yield event

    # Asking ------------------------------------------------------------------------------------------

    async def _rows(self, path: str, key: str) -> AsyncIterator[dict[str, Any]]:
        cursor = ""
        while True:
            behind = f"&cursor={_part(cursor)}" if cursor else ""
            page = await self._json("GET", f"{path}?limit={PAGE}{behind}")
            for row in page[key]:
                yield row
            if not (cursor := page["next"]):
                return

    async def _json(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, **options: Any
    ) -> dict[str, Any]:
        if body is not None:
            options["json"] = body
        async with self._ask(method, path, **options) as answer:
            return cast(dict[str, Any], await answer.json())

    @asynccontextmanager
    async def _ask(self, method: str, path: str, **options: Any) -> AsyncIterator[aiohttp.ClientResponse]:
        """The answer to one request, if it is a good one."""
        if self._session is None:
            raise RuntimeError("a CrmClient is used inside 'async with'")
        patience = aiohttp.ClientTimeout(total=None, connect=self._answer_s, sock_read=self._answer_s)
        options.setdefault("timeout", patience)
        try:
            address = URL(self._url + path, encoded=True)
            async with self._session.request(method, address, **options) as answer:
                if answer.status >= 400:
                    raise problem(answer.status, await _told(answer))
                yield answer
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Unreachable(f"the API does not answer: {type(error).__name__}") from error


def _part(text: str) -> str:
    """One part of an address, whatever it holds."""
    return quote(text, safe="")


def _read(parser: Parser, piece: bytes) -> list[StreamEvent]:
    try:
        return list(parser.feed(piece))
    except ValueError as error:
        raise ClientError(f"the stream cannot be read: {error}") from error


async def _told(answer: aiohttp.ClientResponse) -> object:
    try:
        return json.loads(await answer.text())
    except ValueError:
        return None
