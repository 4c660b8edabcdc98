"""The screen-pop gateway: operators' pages over websockets. Implements ``core.desk.Screens``.

The engine tells it what each operator should see, from the event loop's own thread and without
ever waiting: the change is applied to that operator's ``OperatorScreen`` and a frame is queued for
each of his pages. All waiting is done by the pages' own tasks. A page goes through this: origin
checked by the library, token in the first message within five seconds, snapshot, then changes.
One ticker sends again what was not acknowledged, and a ping to pages that would hear nothing.
"""

import asyncio
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

from ccengine.core.board import BoardGone, BoardRows, BoardSource
from ccengine.core.desk import Card, StatusLine, Visitor
from ccengine.core.errors import BadInput, TemporaryError
from ccengine.core.supervision import MOST_NOTES, FloorNote
from screenpop.messages import (
    Ack,
    BoardChanged,
    BoardRefused,
    BoardShown,
    BrowserMessage,
    Change,
    ColleagueChanged,
    Hello,
    HouseChanged,
    Noted,
    ObligationsChanged,
    ParkedChanged,
    Ping,
    ServerMessage,
    Unwatch,
    Watch,
    decode,
    encode,
)
from screenpop.page import BAD_MESSAGE, BAD_TOKEN, NO_HELLO, TOO_MANY, Limits, Page
from screenpop.pop_times import PopTimes
from screenpop.protocol import OperatorScreen

log = logging.getLogger(__name__)
_library_log = logging.getLogger(f"{__name__}.websockets")
_library_log.setLevel(logging.INFO)  # below that it writes whole frames: tokens, names, numbers

VisitorOf = Callable[[str], Awaitable[Visitor | None]]
"""From a page's token to whose page it is, or None where the token is not good."""

RightsOf = Callable[[Visitor], Awaitable[frozenset[str] | None]]
"""His permissions, now; None where his session is over. Raises TemporaryError."""

WATCHES = "live"
"""The permission to see the board."""


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
        visitor_of: VisitorOf,
        rights_of: RightsOf,
        origins: Sequence[str],
        host: str = "127.0.0.1",
        port: int = 8081,
        limits: Limits | None = None,
        now: Callable[[], int] = _wall_ms,
    ) -> None:
        self._visitor_of = visitor_of
        self._rights_of = rights_of
        self._origins = [Origin(origin) for origin in origins]
        self._host, self._port = host, port
        self._limits = limits or Limits()
        self._now = now
        self.on_seen: Callable[[Card], None] | None = None
        """Told of each card that a page here has acknowledged, where there are other gateways."""
        self.board: BoardSource | None = None
        """Where the board is; None on another machine than the engine's."""
        self._watchers: set[Page] = set()
        self._screens: dict[str, OperatorScreen] = {}
        self._pages: defaultdict[str, set[Page]] = defaultdict(set)
        self._floor: dict[str, StatusLine] = {}
        self._notes: list[FloorNote] = []
        self._counts: Counter[str] = Counter()
        self.pop_times = PopTimes()
        self._server: Server | None = None
        self._tickers: list[asyncio.Task[None]] = []

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
        self._tickers = [
            asyncio.create_task(self._tick(), name="screenpop-ticker"),
            asyncio.create_task(self._look_after_rights(), name="screenpop-rights"),
        ]

    async def aclose(self) -> None:
        """Close the door, then every page; pages connect again when somebody opens."""
        for ticker in self._tickers:
            ticker.cancel()
        await asyncio.gather(*self._tickers, return_exceptions=True)
        self._tickers = []
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
            "operators": sum(not owner.startswith("~") for owner in self._pages),
            "watchers": len(self._watchers),
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

    def status(self, line: StatusLine) -> None:
        self._send(line.operator, self._screen(line.operator).status(line))
        if self._floor.get(line.operator) != line:
            self._floor[line.operator] = line
            self._broadcast(ColleagueChanged(status=line))

    def obligations_changed(self) -> None:
        self._broadcast(ObligationsChanged())

    def note(self, note: FloorNote) -> None:
        standing = self._standing_notes()
        if all(note.id != one.id for one in standing):
            self._notes = [*standing, note][-MOST_NOTES:]
            self._broadcast(Noted(note=note))

    def house_changed(self) -> None:
        self._broadcast(HouseChanged())

    def parked_changed(self) -> None:
        self._broadcast(ParkedChanged())

    def board_changed(self, version: int, rows: BoardRows, gone: BoardGone) -> None:
        if self._watchers:
            change = BoardChanged(version=version, at=self._now(), rows=rows, gone=gone)
            self._post(self._watchers, [change])

    # What other gateways say -----------------------------------------------------------------

    def seen(self, card: Card) -> None:
        """The card stands on a page of another gateway: none of ours owes it any more."""
        if self._screen(card.operator).seen(card):
            self.pop_times.acknowledged(card.operator, card.call_id, self._now())

    def cut_off(self) -> None:
        """What we know is not sure any more: end all pages; their browsers come back."""
        for page in [page for pages in self._pages.values() for page in pages]:
            page.drop()

    def _standing_notes(self) -> list[FloorNote]:
        return [note for note in self._notes if note.until > self._now()]

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
                await page.run(lambda message: self._heard(page, message))
            finally:
                self._leave(page)

    async def _welcome(self, connection: ServerConnection) -> Page:
        """Let the page in if it says who it is in time; its first frame is the snapshot."""
        try:
            async with asyncio.timeout(self._limits.hello_s):
                hello = decode(await connection.recv())
                if not isinstance(hello, Hello):
                    raise _Refused(BAD_MESSAGE, "hello comes first")
                visitor = await self._visitor_of(hello.token)
        except TimeoutError:
            raise _Refused(NO_HELLO, "no hello") from None
        except BadInput as problem:
            raise _Refused(BAD_MESSAGE, str(problem)) from None
        except TemporaryError:
            raise _Refused(CloseCode.TRY_AGAIN_LATER, "logins cannot be checked now") from None
        if visitor is None:
            raise _Refused(BAD_TOKEN, "this token is not good")
        page = Page(connection, visitor, self._limits)
        if len(self._pages.get(page.owner, ())) >= self._limits.pages_per_operator:
            raise _Refused(TOO_MANY, "too many pages of one operator")
        return self._enter(page, hello)

    def _enter(self, page: Page, hello: Hello) -> Page:
        """No await in here: the changes that follow are changes to this very snapshot."""
        screen = self._screen(page.owner)
        log.debug("page of %s is here, at %d of %d", page.owner, hello.seen, screen.version)
        page.post(encode(screen.snapshot(_running_ms(), self._now(), tuple(self._floor.values()))))
        self._pages[page.owner].add(page)
        for note in self._standing_notes():
            page.post(encode(Noted(note=note)))
        for card in screen.cards:
            self.pop_times.shown(page.owner, card.call_id, self._now())
        return page

    def _leave(self, page: Page) -> None:
        self._watchers.discard(page)
        self._pages[page.owner].discard(page)
        if not self._pages[page.owner]:
            del self._pages[page.owner]
        if page.dropped:
            self._counts["dropped"] += 1
            log.warning("page of %s did not read and was cut off", page.owner)

    async def _heard(self, page: Page, message: BrowserMessage) -> None:
        match message:
            case Ack():
                self._acknowledged(page.owner, message)
            case Watch():
                await self._watch(page)
            case Unwatch():
                self._watchers.discard(page)

    async def _watch(self, page: Page) -> None:
        """From here on he gets the board: the whole, and each change of that very whole."""
        self._watchers.discard(page)
        if self.board is None:
            page.post(encode(BoardRefused(why="elsewhere")))
            return
        try:
            rights = await self._rights_of(page.visitor)
        except TemporaryError:
            page.drop()  # it comes again, and asks again
            return
        if rights is None or WATCHES not in rights:
            page.post(encode(BoardRefused(why="permission")))
            return
        version, rows = self.board.whole()
        page.post(encode(BoardShown(version=version, at=self._now(), rows=rows)))
        self._watchers.add(page)

    async def _look_after_rights(self) -> None:
        """Whoever's session is over is shown nothing more, and who has lost the right no board. While
        nobody can be asked, all stays as it is."""
        while True:
            await asyncio.sleep(self._limits.rights_s)
            for page in [page for pages in self._pages.values() for page in pages]:
                with suppress(TemporaryError):
                    await self._look_after(page, await self._rights_of(page.visitor))

    async def _look_after(self, page: Page, rights: frozenset[str] | None) -> None:
        if rights is None:
            await page.close(BAD_TOKEN, "the session is over")
        elif page in self._watchers and WATCHES not in rights:
            self._watchers.discard(page)
            page.post(encode(BoardRefused(why="permission")))

    def _acknowledged(self, operator: str, ack: Ack) -> None:
        self.pop_times.acknowledged(operator, ack.call_id, self._now())
        screen = self._screen(operator)
        if screen.acknowledged(ack.call_id, ack.version):
            self._counts["acknowledged"] += 1
            card = screen.shown(ack.call_id)
            if card is not None and self.on_seen is not None:
                self.on_seen(card)

    async def _tick(self) -> None:
        ping_at, beat_at = 0, 0
        while True:
            await asyncio.sleep(self._limits.tick_s)
            for operator in list(self._pages):
                late = self._screen(operator).due(_running_ms())
                self._counts["redelivered"] += len(late)
                self._send(operator, late)
            if _running_ms() >= beat_at:
                beat_at = _running_ms() + int(self._limits.beat_s * 1000)
                self._post(self._watchers, [Ping(at=self._now())])
            if _running_ms() >= ping_at:
                ping_at = _running_ms() + int(self._limits.quiet_s * 1000)
                self._broadcast(Ping(at=self._now()))
