"""The built page in Chromium, on the real gateway; behind it an API of a few canned answers."""

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web
from playwright.async_api import Page, async_playwright

from ccengine.api.guard import policy
from ccengine.core.desk import StatusLine, Visitor
from ccengine.core.facts import OperatorStatus
from ccengine.lab.tools import tool
from screenpop.gateway import ScreenGateway
from screenpop.page import Limits

ROOT = Path(__file__).parents[2]
DIST = ROOT / "screenpop/web/dist"
CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def built() -> Path:
    """The page as the sources say; a moment's work when it is that already."""
    subprocess.run([sys.executable, str(ROOT / "scripts/build_web.py")], check=True)
    return DIST


@dataclass(kw_only=True)
class Desk:
    """One operator's page, and the two ends it talks to. ``asked``: what it asked of the API;
    ``lists``: what any list answers; ``gives``: what a deed does, by path; ``problem``: how every
    deed is refused; ``away``: the API answers 503; ``refused``: 401; ``wrong``: what the browser
    complained about."""

    page: Page
    gateway: ScreenGateway
    asked: list[tuple[str, str, Any]] = field(default_factory=list)
    lists: dict[str, Any] = field(
        default_factory=lambda: {"calls": [], "obligations": [], "parked": [], "tasks": []}
    )
    gives: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    away: bool = False
    refused: bool = False
    wrong: list[str] = field(default_factory=list)

    async def log_in(self) -> None:
        await self.page.fill("[name=login]", "anna")
        await self.page.fill("[name=password]", "x")
        await self.page.keyboard.press("Enter")
        await self.page.wait_for_selector(".line-live")

    async def seen(self) -> list[str]:
        """The names on the cards of live calls, as they stand."""
        return await self.page.locator(".card:not(.card-ended) h1").all_inner_texts()

    def acts(self) -> list[str]:
        return [f"{method} {path}" for method, path, _ in self.asked if method != "GET"]


class Api:
    """Answers as ``ccengine.api`` does, from nothing."""

    def __init__(self) -> None:
        self.desk: Desk | None = None
        self.logged_in = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        assert self.desk
        path = request.match_info["path"]
        body = await request.json() if request.can_read_body else None
        self.desk.asked.append((request.method, path, body))
        if self.desk.away:
            return web.json_response({"detail": "PostgreSQL cannot be reached."}, status=503)
        if self.desk.refused:
            return web.json_response({"detail": "Log in first."}, status=401)
        if path == "login":
            self.logged_in = True
        if path in ("login", "session"):
            return self._session() if self.logged_in else web.json_response({}, status=401)
        if request.method == "GET":
            return web.json_response(self.desk.lists)
        if self.desk.problem:
            return web.json_response({"detail": self.desk.problem}, status=409)
        if path in self.desk.gives:
            return web.json_response(self.desk.gives[path])
        return web.Response(status=204)

    def _session(self) -> web.Response:
        assert self.desk
        colleague = {"id": "op102", "name": "Ольга", "extension": "102", "status": "available"}
        return web.json_response(
            {
                "user": {
                    "login": "anna",
                    "role": "operator",
                    "permissions": ["calls.own", "clients.read", "desk", "obligations"],
                    "operator": "op101",
                    "name": "Anna",
                },
                "csrf": "c",
                "screenpop": {"url": f"ws://127.0.0.1:{self.desk.gateway.port}/", "token": "anna's"},
                "version": "0",
                "zone": "Asia/Tashkent",
                "colleagues": [colleague],
                "queues": [{"id": "sales", "name": "Sales", "extension": "200", "results": []}],
                "pauses": [],
                "results": ["Resolved", "Call again"],
            }
        )


class Answers(Protocol):
    async def answer(self, request: web.Request) -> web.StreamResponse: ...


@asynccontextmanager
async def serving(api: Answers, dist: Path) -> AsyncIterator[str]:
    """The page and its API on one origin, under the policy of the real one."""

    async def entry(_: web.Request) -> web.StreamResponse:
        return web.FileResponse(dist / "index.html", headers={"Content-Security-Policy": policy(["ws:"])})

    app = web.Application()
    app.router.add_route("*", "/api/{path:.*}", api.answer)
    app.router.add_get("/", entry)
    app.router.add_static("/", dist)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def anna(token: str) -> Visitor:
    return Visitor(login="anna", session="", operator="op101")


async def an_operators(visitor: Visitor) -> frozenset[str]:
    return frozenset({"desk"})


@asynccontextmanager
async def desk_of_anna(limits: Limits) -> AsyncIterator[Desk]:
    api = Api()
    async with async_playwright() as playwright, serving(api, built()) as origin:
        gateway = ScreenGateway(
            visitor_of=anna, rights_of=an_operators, origins=[origin], port=0, limits=limits
        )
        browser = await playwright.chromium.launch(executable_path=str(tool("chromium")), args=CHROMIUM)
        try:
            await gateway.start()
            gateway.status(StatusLine(operator="op101", status=OperatorStatus.AVAILABLE, reason="", since=0))
            page = await (await browser.new_context()).new_page()
            desk = api.desk = Desk(page=page, gateway=gateway)
            page.on("pageerror", lambda error: desk.wrong.append(str(error)))
            page.on("dialog", lambda dialog: desk.wrong.append(dialog.message))
            await page.goto(origin)
            await desk.log_in()
            yield desk
        finally:
            await browser.close()
            await gateway.aclose()
