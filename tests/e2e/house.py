"""The whole running house, and its operators' screens in Chromium."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Page, Response, async_playwright

from ccengine.cli.demo import everybody_available
from ccengine.cli.demo.desk import Page as Login
from ccengine.cli.demo.rig import Rig, engine_is_well, open_rig
from ccengine.cli.demo.stage import Stage
from ccengine.core.directory import Client
from ccengine.lab.call import Call, State
from ccengine.lab.tools import tool
from ccengine.lab.tree import Tree
from ccengine.lab.world import Pace
from tests.screenpop.browser import CHROMIUM, built

STRANGER = "+998971112233"
PACE = Pace(answer=(0.2, 0.4), talk=(60.0, 60.0))
"""How the world behaves when it is called: quick to answer, and it never tires of talking."""
SOUND = (
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
)


@dataclass(kw_only=True)
class Screen:
    """One operator's page. ``wrong`` is what the browser complained about; ``answers`` what the
    server said to the page's requests."""

    page: Page
    wrong: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("dialog", lambda dialog: self.wrong.append(dialog.message))
        self.page.on("console", self._console)
        self.page.on("response", lambda answer: self.answers.append(answer))

    def _console(self, said: ConsoleMessage) -> None:
        if "Content Security Policy" in said.text:
            self.wrong.append(said.text)

    async def log_in(self, login: str, password: str) -> None:
        await self.page.fill("[name=login]", login)
        await self.page.fill("[name=password]", password)
        await self.page.keyboard.press("Enter")

    async def sees(self, what: str, within_s: float = 20.0) -> None:
        await self.page.wait_for_selector(what, timeout=within_s * 1000)

    async def no_longer_sees(self, what: str, within_s: float = 20.0) -> None:
        await self.page.wait_for_selector(what, state="detached", timeout=within_s * 1000)

    async def reads(self, what: str) -> str:
        return await self.page.locator(what).first.inner_text()

    async def press(self, keys: str) -> None:
        await self.page.keyboard.press(keys)

    async def types(self, words: str) -> None:
        await self.page.keyboard.type(words)

    async def saves_the_note(self) -> str:
        """Ctrl+Enter; the call it was saved for. A server that is too busy (503) is asked again."""
        async with self.page.expect_response(
            lambda answer: answer.url.endswith("/note") and answer.status != 503
        ) as saving:
            await self.press("Control+Enter")
        response = await saving.value
        assert response.status == 204, f"{response.status}: {await response.text()}"
        return response.url.split("/")[-2]


@dataclass(kw_only=True)
class House:
    rig: Rig
    stage: Stage
    browser: Browser

    @asynccontextmanager
    async def login_page(self, **taste: Any) -> AsyncIterator[Screen]:
        """A browser of its own, before anybody has logged in; ``taste``: its locale, say."""
        context = await self.browser.new_context(**taste)
        try:
            screen = Screen(page=await context.new_page())
            await screen.page.goto(self.rig.url)
            await screen.sees("form [name=password]")
            yield screen
            assert screen.wrong == []
        finally:
            await context.close()

    @asynccontextmanager
    async def screen(self, login: str) -> AsyncIterator[Screen]:
        """The page of somebody who has logged in."""
        async with self.login_page() as screen:
            await screen.log_in(login, self.rig.passwords[login])
            await screen.sees(".line-live")
            yield screen

    def client(self, responsible: str, deputy: str = "") -> Client:
        """A client with a company, so that there is something to read."""
        return next(
            client
            for client in self.rig.clients
            if client.responsible == responsible and client.company and deputy in ("", client.deputy)
        )

    async def talking(self, screen: Screen, operator: str, number: str) -> Call:
        """Somebody calls, and this operator takes the call on his page."""
        caller = await self.stage.call(number)
        await screen.sees(".card-ringing")
        await self.stage.rings(operator)
        await screen.press("a")
        await caller.reach(State.UP)
        await screen.sees(".card-talking")
        return caller

    async def at_rest(self) -> None:
        """Everybody hangs up and is available: the next test finds what the first one found."""
        phones = [self.rig.world.phone, *self.rig.phones.phones.values()]
        for call in [call for phone in phones for call in phone.calls]:
            await call.hang_up()
        await self.stage.quiet(30)
        for call in list(self.rig.world.phone.calls):
            self.rig.world.phone.forget(call)
        for operator in self.rig.house.operators:
            await self.stage.status(operator, "available")


@asynccontextmanager
async def open_house(
    data: Path, tree: Tree, *, browsers: Collection[str] = (), arguments: Sequence[str] = ()
) -> AsyncIterator[House]:
    """``browsers``: operators whose page is their phone; ``arguments``: more of them for Chromium."""
    built()
    async with (
        open_rig(data, tree, seed=5, pace=PACE, browsers=browsers) as rig,
        async_playwright() as playwright,
    ):
        await engine_is_well(rig)
        pages = await everybody_available(rig)
        pages["supervisor"] = await Login.log_in(rig.url, "supervisor", rig.passwords["supervisor"])
        rig.phones.at_desk(rig.phones.phones)
        browser = await playwright.chromium.launch(
            executable_path=str(tool("chromium")), args=[*CHROMIUM, *SOUND, *arguments]
        )
        try:
            yield House(rig=rig, stage=Stage(rig=rig, pages=pages), browser=browser)
        finally:
            await browser.close()
