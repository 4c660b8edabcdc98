"""Operators with a headset at a browser: one browser each, for each speaks in a tone of his own."""

import array
import asyncio
import math
import os
import signal
import time
import wave
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Playwright,
    TimeoutError,
    async_playwright,
)

from ccengine.cli.demo.desk import ask
from ccengine.lab.call import Call
from ccengine.lab.cut import HOST as CABLE
from ccengine.lab.cut import Cable
from ccengine.lab.tones import Voices
from ccengine.lab.tools import tool
from ccengine.lab.tree import Tree
from ccengine.lab.wait import eventually
from tests.e2e.house import House, Screen, open_house
from tests.screenpop.browser import CHROMIUM

EARS, EYES = ((Path(__file__).parent / name).read_text() for name in ("ears.js", "eyes.js"))
HEADSET = "localStorage['ccengine.headset'] ??= JSON.stringify({ clean: false })"
"""A tone is noise to a browser that takes noise out of voices."""
FLAGS = (
    *CHROMIUM,
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
)
FRESH_S, STEADY_S = 1.0, 0.4
_RATE, _SECONDS = 48_000, 2
_NEAR_HZ = 12.0
_RING_HZ = (440, 480)

READY, UNREACHABLE = ".phone-badge.phone-ready", ".phone-badge:has-text('not reachable')"
ELSEWHERE = ".phone-badge:has-text('another tab')"


def speech(path: Path, voices: Voices, name: str) -> Path:
    """That voice as a microphone's file, which the browser plays for ever."""
    hertz = voices.hertz(name)
    samples = (9000 * math.sin(2 * math.pi * hertz * at / _RATE) for at in range(_RATE * _SECONDS))
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(_RATE)
        out.writeframes(array.array("h", (round(one) for one in samples)).tobytes())
    return path


def hears(call: Call, *voices: str) -> Callable[[], bool]:
    """Whether this end of a call hears exactly these voices now; none: silence."""

    def so() -> bool:
        spells = call.heard()
        if not voices:
            return not spells or time.time() - spells[-1][1] > FRESH_S
        if not spells or time.time() - spells[-1][1] > FRESH_S:
            return False
        start, end, who = spells[-1]
        return end - start >= STEADY_S and set(who.split("+")) == set(voices)

    return so


@dataclass(kw_only=True)
class Tab(Screen):
    """One page of an operator's browser."""

    voices: Voices
    cable: CDPSession

    async def sound_lost(self, percent: int) -> None:
        """So many of a hundred packets of sound are lost, both ways; the rest of the network is well."""
        wide = 10_000_000
        conditions = {"offline": False, "latency": 1, "downloadThroughput": wide, "uploadThroughput": wide}
        await self.cable.send("Network.emulateNetworkConditions", {**conditions, "packetLoss": percent})

    async def sees(self, what: str, within_s: float = 20.0) -> None:
        """What is on the page instead is told."""
        try:
            await super().sees(what, within_s)
        except TimeoutError as error:
            instead = await self.page.locator("body").inner_text()
            raise AssertionError(f"{what} is not seen after {within_s:g} s, but:\n{instead}") from error

    async def hears(self, *voices: str, within_s: float = 20.0) -> None:
        """Until exactly these voices are heard in all calls of this page together."""
        await eventually(self._hears(set(voices)), within_s, every_s=0.1)

    def _hears(self, wanted: set[str]) -> Callable[[], Awaitable[bool]]:
        async def so() -> bool:
            hertz: list[float] = await self.page.evaluate("heardHertz()")
            known = {name: self.voices.hertz(name) for name in ("MOH", "world", *PEOPLE)}
            near = {name for name, tone in known.items() if any(abs(tone - one) < _NEAR_HZ for one in hertz)}
            return near == wanted

        return so

    async def put_behind(self, so: bool) -> None:
        """Another window lies over this page, or no longer."""
        await self.page.evaluate("(so) => putBehind(so)", so)

    async def rings_on(self, device: str) -> None:
        """Until the sound of ringing is played on this device."""

        async def so() -> bool:
            sounds: list[dict[str, Any]] = await self.page.evaluate("ringing()")
            return [one["device"] for one in sounds] == [device] and all(
                any(abs(tone - one) < _NEAR_HZ for one in sounds[0]["hertz"]) for tone in _RING_HZ
            )

        await eventually(so, every_s=0.1)

    async def is_calm(self) -> None:
        """Until nothing says any more that it rings: neither title, nor notification, nor sound."""

        async def so() -> bool:
            loud = await self.page.evaluate("maySound()") or await self.notes("shown")
            return not loud and await self.page.title() == "ccengine"

        await eventually(so, every_s=0.1)

    async def notes(self, state: str) -> list[tuple[str, str]]:
        """The notifications that are in this state: what they say."""
        seen: list[dict[str, str]] = await self.page.evaluate("notesSeen()")
        return [(one["title"], one["body"]) for one in seen if one["state"] == state]

    async def recorded(self, *voices: str) -> list[float]:
        """How much of the recording that is open on the page each of these voices is."""
        url = await self.page.get_attribute(".recent audio", "src")
        tones = [self.voices.hertz(name) for name in voices]
        shares: list[float] = await self.page.evaluate(
            "([url, tones]) => recordedShares(url, tones)", [url, tones]
        )
        return shares

    async def is_ready(self, within_s: float = 20.0) -> None:
        await self.sees(READY, within_s)


PEOPLE = ("op101", "op102", "op103")


@dataclass(kw_only=True)
class Desk:
    """An operator's machine: his browser, and the profile that his tabs share."""

    house: House
    login: str
    browser: Browser
    context: BrowserContext

    async def tab(self) -> Tab:
        """Another page of his; where somebody is logged in, it shows his desk."""
        page = await self.context.new_page()
        cable = await self.context.new_cdp_session(page)
        tab = Tab(page=page, voices=self.house.rig.voices, cable=cable)
        await cable.send("Network.enable")
        await tab.sound_lost(0)  # what can be cut later must be watched from the beginning
        await page.goto(self.house.rig.url)
        return tab

    async def log_in(self) -> Tab:
        tab = await self.tab()
        await tab.sees("form [name=password]")
        await tab.log_in(self.login, self.house.rig.passwords[self.login])
        await tab.sees(".line-live")
        await tab.is_ready()
        await eventually(self.is_known, every_s=0.1)
        return tab

    async def is_dropped(self) -> bool:
        return not await self.is_known()

    async def is_known(self) -> bool:
        """The engine knows that this phone is there, so it may be rung."""
        live = await self.house.stage.supervisor("GET", "/api/live")
        return any(one["operator"] == self.login and one["reachable"] for one in live["operators"])

    async def allow_microphone(self, tab: Tab, setting: Literal["granted", "denied"]) -> None:
        """As the operator would do by the sign beside the address."""
        told = await tab.cable.send("Target.getTargetInfo")
        await tab.cable.send(
            "Browser.setPermission",
            {
                "permission": {"name": "microphone"},
                "setting": setting,
                "origin": self.house.rig.url,
                "browserContextId": told["targetInfo"]["browserContextId"],
            },
        )

    async def allow_notifications(self) -> None:
        """As the operator would when his browser asks."""
        await self.context.grant_permissions(["microphone", "notifications"], origin=self.house.rig.url)

    async def session_ends(self) -> None:
        """The server forgets this browser's session; its pages do not know."""
        cookies = await self.context.cookies()
        headers = {"Cookie": "; ".join(f"{one.get('name')}={one.get('value')}" for one in cookies)}
        url = self.house.rig.url
        _, session = await asyncio.to_thread(ask, f"{url}/api/session", headers=headers)
        headers["X-CSRF-Token"] = session["csrf"]
        status, _ = await asyncio.to_thread(ask, f"{url}/api/logout", "POST", headers=headers)
        assert status == 204

    @asynccontextmanager
    async def asleep(self) -> AsyncIterator[None]:
        """The pages of this browser stand still, as in a machine that sleeps."""
        with stopped(await self._pages()):
            yield

    async def _pages(self) -> list[int]:
        session = await self.browser.new_browser_cdp_session()
        told = await session.send("SystemInfo.getProcessInfo")
        await session.detach()
        return [int(one["id"]) for one in told["processInfo"] if one["type"] == "renderer"]


@contextmanager
def stopped(processes: list[int]) -> Iterator[None]:
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


@dataclass(kw_only=True)
class Network:
    """Everything between a browser and the house: page, API, gateway, telephone. Sound has its own way
    (``Tab.sound_lost``)."""

    cables: list[Cable]

    @property
    def rules(self) -> str:
        """Makes a browser take the cables."""
        return ",".join(f"MAP 127.0.0.1:{one.port} {CABLE}:{one.port}" for one in self.cables)

    async def cut(self) -> None:
        for cable in self.cables:
            await cable.cut()

    async def heal(self) -> None:
        for cable in self.cables:
            await cable.heal()


@asynccontextmanager
async def network_of(house: House) -> AsyncIterator[Network]:
    settings = house.rig.settings
    ports = settings.listen.http_port, settings.listen.screenpop_port, settings.pbx.websocket_port
    network = Network(cables=[Cable(port) for port in ports])
    await network.heal()
    try:
        yield network
    finally:
        await network.cut()


@dataclass(kw_only=True)
class People:
    """The browsers, each started when it is first needed."""

    house: House
    network: Network
    playwright: Playwright
    folder: Path
    browsers: dict[str, Browser] = field(default_factory=dict)

    @asynccontextmanager
    async def desk(self, login: str) -> AsyncIterator[Desk]:
        """A fresh profile in this operator's browser."""
        browser = self.browsers.get(login) or await self._start(login)
        context = await browser.new_context(permissions=["microphone"])
        await context.add_init_script(EARS)
        await context.add_init_script(EYES)
        await context.add_init_script(HEADSET)
        try:
            yield Desk(house=self.house, login=login, browser=browser, context=context)
        finally:
            await context.close()

    async def _start(self, login: str) -> Browser:
        file = speech(self.folder / f"{login}.wav", self.house.rig.voices, login)
        own = f"--use-file-for-fake-audio-capture={file}", f"--host-rules={self.network.rules}"
        browser = await self.playwright.chromium.launch(
            executable_path=str(tool("chromium")), args=[*FLAGS, *own]
        )
        self.browsers[login] = browser
        return browser

    async def close(self) -> None:
        for browser in self.browsers.values():
            await browser.close()


@asynccontextmanager
async def people_in(folder: Path, tree: Tree, browsers: tuple[str, ...]) -> AsyncIterator[People]:
    """A house of which these operators have their phones in browsers."""
    async with (
        open_house(folder / "house", tree, browsers=browsers) as house,
        network_of(house) as network,
        async_playwright() as playwright,
    ):
        people = People(house=house, network=network, playwright=playwright, folder=folder)
        try:
            yield people
        finally:
            await people.close()
