"""A running floor: the stream of calls through the engine, the board and the gateway, to a page.

What is real: engine, board, gateway, the built page in Chromium. The database knows nothing yet, and
the API is a few canned answers.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from playwright.async_api import Browser, Page, async_playwright

from ccengine.api.shapes.session import Session
from ccengine.board.keeper import BoardKeeper
from ccengine.core.board import BoardGone, BoardHealth, BoardOwed, BoardRows, SealedVisits, Troubles
from ccengine.core.desk import Visitor
from ccengine.core.observed import LegIdentified, Observed, Side
from ccengine.engine.node import Engine
from ccengine.engine.view import EngineView
from ccengine.lab.tools import tool
from screenpop.gateway import ScreenGateway
from screenpop.page import Limits
from tests.board.stream import house
from tests.engine.world import Memory, engine_in, numbering, question
from tests.screenpop.browser import CHROMIUM, built, serving

ZONE = "Asia/Tashkent"
BATCH_S = 0.01
"""What happens within so short a time is heard together, as from a socket."""


def wall_ms() -> int:
    return time.time_ns() // 1_000_000


class NoFacts:
    """A database on its first day."""

    async def alarms(self) -> Sequence[tuple[str, str]]:
        return ()

    async def visits(self, since: int) -> Sequence[SealedVisits]:
        return ()

    async def owed(self, now: int) -> BoardOwed:
        return BoardOwed(open=3, oldest=now - 4_000_000, late=1)

    async def troubles(self, since: int) -> Troubles:
        return Troubles()


@dataclass
class Noted:
    """The gateway, and when each version of the board was given to it."""

    gateway: ScreenGateway
    given: dict[int, int] = field(default_factory=dict)

    def board_changed(self, version: int, rows: BoardRows, gone: BoardGone) -> None:
        self.given[version] = wall_ms()
        self.gateway.board_changed(version, rows, gone)


class Supervisor:
    """The API's few answers to a supervisor without a phone. ``acts`` are what he did."""

    def __init__(self) -> None:
        self.port = 0
        self.acts: list[tuple[str, Any]] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        if path in ("login", "session"):
            return web.json_response(self._session())
        if path.startswith("reports/"):
            return web.json_response({"rows": []})
        if request.method == "GET":
            return web.json_response({"calls": [], "obligations": [], "tasks": [], "parked": []})
        self.acts.append((path, await request.json() if request.can_read_body else None))
        return web.Response(status=204)

    def _session(self) -> Session:
        people = house()
        return {
            "user": {
                "login": "boss",
                "role": "supervisor",
                "permissions": ["calls.all", "floor", "live", "obligations", "reports"],
                "operator": "",
                "name": "Nodira Yusupova",
            },
            "csrf": "c",
            "screenpop": {"url": f"ws://127.0.0.1:{self.port}/", "token": "t"},
            "version": "0",
            "zone": ZONE,
            "colleagues": [],
            "queues": [
                {"id": queue.id, "name": queue.name, "extension": queue.extension, "results": []}
                for queue in people.queues.values()
            ],
            "pauses": [
                {"id": pause.id, "name": pause.name, "limit_s": pause.limit_s}
                for pause in people.pauses.values()
            ],
            "results": [],
        }


@dataclass
class Floor:
    """``looks``: when the board looked at the floor."""

    engine: Engine
    keeper: BoardKeeper
    noted: Noted
    memory: Memory
    browser: Browser
    origin: str
    supervisor: Supervisor
    looks: list[int]

    @asynccontextmanager
    async def page(self, place: str = "board", **context: Any) -> AsyncIterator[Page]:
        """The supervisor's page with the board on it."""
        there = await self.browser.new_context(**context)
        try:
            page = await there.new_page()
            wrong: list[str] = []
            page.on("pageerror", lambda error: wrong.append(str(error)))
            await page.goto(f"{self.origin}/#{place}")
            await page.wait_for_selector("[data-version]")
            yield page
            assert wrong == []
        finally:
            await there.close()

    async def tell(self, seen: Sequence[Observed]) -> None:
        """Let all of it happen, each in its time, as the event link and Asterisk's questions would."""
        for one in seen:
            if (early := one.at - wall_ms()) > 0:
                await asyncio.sleep(early / 1000 + BATCH_S)
            self.memory.now = max(self.memory.now, one.at)
            self.engine.feed([one])
            if isinstance(one, LegIdentified):
                await self._ask(one)
            if not self.memory.now % 10:
                self.engine.tick()
            self.memory.entries.clear()

    async def _ask(self, one: LegIdentified) -> None:
        leg = self.engine.floor.legs[one.leg]
        if leg.side is Side.OUTSIDE and leg.dialled:
            await self.engine.route(question(one.leg, one.number, dialled=leg.dialled))


@asynccontextmanager
async def open_floor() -> AsyncIterator[Floor]:
    supervisor, looks = Supervisor(), list[int]()
    memory = Memory(house_of=house(), now=wall_ms())
    engine = engine_in(memory)

    def clock() -> int:
        looks.append(wall_ms())
        return looks[-1]

    async def boss(token: str) -> Visitor:
        return Visitor(login="boss", session="s")

    async def rights_of(visitor: Visitor) -> frozenset[str]:
        return frozenset({"live"})

    async with async_playwright() as playwright, serving(supervisor, built()) as origin:
        gateway = ScreenGateway(
            visitor_of=boss, rights_of=rights_of, origins=[origin], port=0, limits=Limits(rights_s=1.0)
        )
        noted = Noted(gateway)
        keeper = BoardKeeper(
            "pbx1",
            EngineView(engine, numbering),
            NoFacts(),
            noted,
            say=engine.say,
            health=lambda: BoardHealth(pbx=True, pbx_since=1, control=True, database=True),
            trunks=("trunk",),
            zone=ZONE,
            clock=clock,
        )
        gateway.board = keeper
        browser = await playwright.chromium.launch(executable_path=str(tool("chromium")), args=CHROMIUM)
        await keeper.begin()
        running = asyncio.create_task(keeper.run())
        try:
            async with gateway:
                supervisor.port = gateway.port
                yield Floor(engine, keeper, noted, memory, browser, origin, supervisor, looks)
        finally:
            await browser.close()
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            await engine.aclose()
