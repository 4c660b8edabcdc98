"""The page as the browser keeps it: there when the server is away, never old when it is not."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import Page, async_playwright

from ccengine.api.guard import policy
from ccengine.lab.ports import free_port
from ccengine.lab.tools import tool
from ccengine.lab.wait import eventually
from tests.screenpop.browser import CHROMIUM, built

pytestmark = pytest.mark.browser

KEPT = """async () => {
    const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const kept = (await Promise.all(caches_.map((cache) => cache.keys()))).flat();
    return kept.map((request) => new URL(request.url).pathname);
}"""
IN_FORCE = """async (name) => {
    const { installing, waiting, active } = await navigator.serviceWorker.ready;
    const kept = await caches.keys();
    return !installing && !waiting && active.state === 'activated' && kept.includes(`page-${name}`);
}"""
CONTROLLED = "() => navigator.serviceWorker.controller?.state === 'activated'"


class Server:
    """The page from a folder, and an API that knows nobody; it can go away and come back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/", self._entry)
        app.router.add_get("/api/session", self._nobody)
        app.router.add_static("/", self.folder)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()
        self._runner = None

    async def _entry(self, _: web.Request) -> web.StreamResponse:
        return web.FileResponse(
            self.folder / "index.html",
            headers={"Content-Security-Policy": policy(()), "Cache-Control": "no-cache"},
        )

    async def _nobody(self, _: web.Request) -> web.StreamResponse:
        return web.json_response({"detail": "Log in first."}, status=401)

    def upgrade(self, name: str) -> None:
        """Another build: its entry says so, and its worker is another."""
        entry, worker = self.folder / "index.html", self.folder / "sw.js"
        entry.write_text(re.sub("<title>.*</title>", f"<title>{name}</title>", entry.read_text()))
        worker.write_text(re.sub('BUILD="[^"]*"', f'BUILD="{name}"', worker.read_text()))


@asynccontextmanager
async def visiting(folder: Path) -> AsyncIterator[tuple[Server, Page]]:
    server = Server(folder)
    await server.start()
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=str(tool("chromium")), args=CHROMIUM)
            try:
                page = await (await browser.new_context(locale="en-GB")).new_page()
                await page.goto(server.url)
                await page.wait_for_function(CONTROLLED)
                yield server, page
            finally:
                await browser.close()
    finally:
        await server.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(built(), tmp_path / "dist"))


async def test_a_reload_without_the_server_shows_the_page_and_it_comes_back_by_itself(folder: Path) -> None:
    async with visiting(folder) as (server, page):
        kept = await page.evaluate(KEPT)
        assert not [path for path in kept if path.startswith("/api")]
        await server.stop()
        await page.reload()
        await page.wait_for_selector(".away:has-text('cannot be reached')")
        await server.start()
        await page.wait_for_selector("[name=password]")


async def test_an_upgrade_is_seen_at_once_and_kept_from_then_on(folder: Path) -> None:
    async with visiting(folder) as (server, page):
        server.upgrade("second")
        await page.reload()
        assert await page.title() == "second"
        await eventually(lambda: page.evaluate(IN_FORCE, "second"))
        server.upgrade("third")
        await page.reload()
        await eventually(lambda: page.evaluate(IN_FORCE, "third"))
        assert sorted(await page.evaluate("caches.keys()")) == ["page-second", "page-third"]
        await server.stop()
        await page.reload()
        await page.wait_for_selector(".away")
        assert await page.title() == "third"
