"""The screen-pop gateway: operators' pages over websockets. Implements ``core.desk.Screens``.

The engine tells it what each operator should see, from the event loop's own thread and without
ever waiting: the change is applied to that operator's ``OperatorScreen`` and a frame is queued for
each of his pages. All waiting is done by the pages' own tasks. A page goes through this: origin
checked by the library, token in the first message within five seconds, snapshot, then changes.
One ticker sends again what was not acknowledged, and a ping to pages that would hear nothing.
"""

import asyncio
import inspect
import logging
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self, cast
from uuid import UUID

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode
from websockets.typing import Origin

from ccengine.core.desk import Card
from ccengine.core.errors import BadInput, TemporaryError
from ccengine.core.facts import OperatorStatus
from screenpop.messages import (
    Ack,
    Change,
    ColleagueChanged,
    Hello,
    ObligationsChanged,
    Ping,
    ServerMessage,
    StatusLine,
    decode,
    encode,
)
from screenpop.page import BAD_MESSAGE, BAD_TOKEN, NO_HELLO, TOO_MANY, Limits, Page
from screenpop.pop_times import PopTimes
from screenpop.protocol import OperatorScreen

log = logging.getLogger(__name__)
_library_log = logging.getLogger(f"{__name__}.websockets")
_library_log.setLevel(logging.INFO)  # below that it writes whole frames: tokens, names, numbers

OperatorOf = Callable[[str], str | Awaitable[str | None] | None]
"""From a page's token to its operator's id, or None where the token is not good."""


class _Refused(Exception):
    """The page is not let in."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code, self.why = code, why


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000


def _running_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class ScreenGateway:
    """Listens once started. ``origins`` are the page's addresses, scheme and port included;
    a browser page from anywhere else is refused before it can say a word."""

    def __init__(
        self,
        *,
        operator_of: OperatorOf,
        origins: Sequence[str],
        host: str = "127.0.0.1",
        port: int = 8081,
        limits: Limits | None = None,
        now: Callable[[], int] = _wall_ms,
    ) -> None:
        self._operator_of = operator_of
        self._origins = [Origin(origin) for origin in origins]
        self._host, self._port = host, port
        self._limits = limits or Limits()
        self._now = now
        self.on_seen: Callable[[Card], None] | None = None
        """Told of each card that a page here has acknowledged, where there are other gateways."""
        self._screens: dict[str, OperatorScreen] = {}
        self._pages: defaultdict[str, set[Page]] = defaultdict(set)
        self._floor: dict[str, StatusLine] = {}
        self._counts: Counter[str] = Counter()
        self.pop_times = PopTimes()
        self._server: Server | None = None
        self._ticker: asyncio.Task[None] | None = None

    # Life ------------------------------------------------------------------------------------

    async def start(self) -> None:
        self._server = await serve(
            self._serve,
            self._host,
            self._port,
            origins=self._origins,
            max_size=self._limits.message_bytes,
            close_timeout=2,
            compression=None,  # cards are small, and a compressor per page is not
            logger=_library_log,
        )
        self._port = cast(int, next(iter(self._server.sockets)).getsockname()[1])
        self._ticker = asyncio.create_task(self._tick(), name="screenpop-ticker")

    async def aclose(self) -> None:
        """Close the door, then every page; pages connect again when somebody opens."""
        if self._ticker is not None:
            self._ticker.cancel()
            with suppress(asyncio.CancelledError):
                await self._ticker
            self._ticker = None
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    @property
    def port(self) -> int:
        """The port it listens on. Where 0 was asked for, the one that was got, and kept when
        it is started again: pages look for it where it was."""
        return self._port

    def metrics(self) -> dict[str, int]:
        """Counters since the start, and what is so now."""
        return {
            "connections": sum(len(pages) for pages in self._pages.values()),
            "operators": len(self._pages),
            "cards": sum(len(screen.cards) for screen in self._screens.values()),
            "unacknowledged": sum(screen.unacknowledged for screen in self._screens.values()),
            **{name: self._counts[name] for name in ("acknowledged", "redelivered", "dropped", "refused")},
        }

    # What the engine says (Screens) ----------------------------------------------------------

    def show(self, card: Card) -> None:
        self.pop_times.card(card, self._now(), shown=card.operator in self._pages)
        self._send(card.operator, self._screen(card.operator).show(card, _running_ms()))

    def withdraw(self, operator: str, call_id: UUID, reason: str) -> None:
        self.pop_times.withdrawn(operator, call_id)
        self._send(operator, self._screen(operator).withdraw(call_id, reason))

    def status(self, operator: str, status: OperatorStatus, reason: str, since: int) -> None:
        line = StatusLine(operator=operator, status=status, reason=reason, since=since)
        self._send(operator, self._screen(operator).status(line))
        if self._floor.get(operator) != line:
            self._floor[operator] = line
            self._broadcast(ColleagueChanged(status=line))

    def obligations_changed(self) -> None:
        self._broadcast(ObligationsChanged())

    # What other gateways say -----------------------------------------------------------------

    def seen(self, card: Card) -> None:
        """The card stands on a page of another gateway: none of ours owes it any more."""
        if self._screen(card.operator).seen(card):
            self.pop_times.acknowledged(card.operator, card.call_id, self._now())

    def cut_off(self) -> None:
        """What we know is not sure any more: end all pages; their browsers come back."""
        for page in [page for pages in self._pages.values() for page in pages]:
            page.drop()

    def _screen(self, operator: str) -> OperatorScreen:
        if operator not in self._screens:
            self._screens[operator] = OperatorScreen(
                patience_ms=self._limits.patience_ms, patience_limit_ms=self._limits.patience_limit_ms
            )
        return self._screens[operator]

    def _send(self, operator: str, changes: Sequence[Change]) -> None:
        pages = self._pages.get(operator)
        if pages:
            self._post(pages, changes)

    def _broadcast(self, message: ServerMessage) -> None:
        self._post([page for pages in self._pages.values() for page in pages], [message])

    def _post(self, pages: Iterable[Page], messages: Sequence[ServerMessage]) -> None:
        for frame in [encode(message) for message in messages]:
            for page in pages:
                page.post(frame)

    # Pages -----------------------------------------------------------------------------------

    async def _serve(self, connection: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            try:
                page = await self._welcome(connection)
            except _Refused as refused:
                self._counts["refused"] += 1
                await connection.close(refused.code, refused.why)
                return
            try:
                await page.run(lambda ack: self._acknowledged(page.operator, ack))
            finally:
                self._leave(page)

    async def _welcome(self, connection: ServerConnection) -> Page:
        """Let the page in if it says who it is in time; its first frame is the snapshot."""
        try:
            async with asyncio.timeout(self._limits.hello_s):
                hello = decode(await connection.recv())
                if not isinstance(hello, Hello):
                    raise _Refused(BAD_MESSAGE, "hello comes first")
                operator = await self._operator(hello.token)
        except TimeoutError:
            raise _Refused(NO_HELLO, "no hello") from None
        except BadInput as problem:
            raise _Refused(BAD_MESSAGE, str(problem)) from None
        except TemporaryError:
            raise _Refused(CloseCode.TRY_AGAIN_LATER, "logins cannot be checked now") from None
        if not operator:
            raise _Refused(BAD_TOKEN, "this token is not good")
        if len(self._pages.get(operator, ())) >= self._limits.pages_per_operator:
            raise _Refused(TOO_MANY, "too many pages of one operator")
        return self._enter(Page(connection, operator, self._limits), hello)

    async def _operator(self, token: str) -> str | None:
        answer = self._operator_of(token)
        return await answer if inspect.isawaitable(answer) else answer

    def _enter(self, page: Page, hello: Hello) -> Page:
        """No await in here: the changes that follow are changes to this very snapshot."""
        screen = self._screen(page.operator)
        log.debug("page of %s is here, at %d of %d", page.operator, hello.seen, screen.version)
        page.post(encode(screen.snapshot(_running_ms(), self._now(), tuple(self._floor.values()))))
        self._pages[page.operator].add(page)
        for card in screen.cards:
            self.pop_times.shown(page.operator, card.call_id, self._now())
        return page

    def _leave(self, page: Page) -> None:
        self._pages[page.operator].discard(page)
        if not self._pages[page.operator]:
            del self._pages[page.operator]
        if page.dropped:
            self._counts["dropped"] += 1
            log.warning("page of %s did not read and was cut off", page.operator)

    def _acknowledged(self, operator: str, ack: Ack) -> None:
        self.pop_times.acknowledged(operator, ack.call_id, self._now())
        screen = self._screen(operator)
        if screen.acknowledged(ack.call_id, ack.version):
            self._counts["acknowledged"] += 1
            card = screen.shown(ack.call_id)
            if card is not None and self.on_seen is not None:
                self.on_seen(card)

    async def _tick(self) -> None:
        ping_at = 0
        while True:
            await asyncio.sleep(self._limits.tick_s)
            for operator in list(self._pages):
                late = self._screen(operator).due(_running_ms())
                self._counts["redelivered"] += len(late)
                self._send(operator, late)
            if _running_ms() >= ping_at:
                ping_at = _running_ms() + int(self._limits.quiet_s * 1000)
                self._broadcast(Ping(at=self._now()))
