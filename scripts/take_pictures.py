"""Take the documentation's pictures of the page from a running demo.

Begin ``ccengine demo`` and run ``python scripts/take_pictures.py``: it logs in as the demo's people, goes
where each picture of the table is taken, waits until there is something to see, and writes
docs/images. ``--only`` takes those whose name holds a word; ``--into`` puts them elsewhere.
"""

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from ccengine.lab.tools import tool

ROOT = Path(__file__).resolve().parent.parent
WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 360, "height": 740}
CALL_WITHIN_MS = 120_000
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")


@dataclass(frozen=True, kw_only=True)
class Picture:
    """``login`` sees ``shows`` at ``place``, after ``keys`` were pressed."""

    name: str
    login: str
    place: str = ""
    shows: str = "main :is(h1, h2)"
    keys: Sequence[str] = ()
    theme: Literal["light", "dark"] = "light"
    size: ViewportSize
    locale: str = "en-GB"


RINGS = ".card-ringing h1:not(.stranger)"  # somebody who is known
PICTURES = (
    Picture(name="operator", login="op105", shows=RINGS, size=WIDE),
    Picture(name="operator-dark", login="op105", shows=RINGS, theme="dark", size=WIDE),
    Picture(name="operator-russian", login="op105", shows=RINGS, size=WIDE, locale="ru-RU"),
    Picture(name="keys", login="op105", keys=("?",), shows=".shortcuts", size=WIDE),
    Picture(name="my-day", login="op105", place="#day", size=WIDE),
    Picture(name="contacts", login="op105", place="#book", size=WIDE),
    Picture(name="board", login="supervisor", place="#board", size=WIDE),
    Picture(name="board-narrow", login="supervisor", place="#board", size=NARROW),
    Picture(name="wall", login="supervisor", place="#board/wall", theme="dark", size=WIDE),
    Picture(
        name="house", login="admin", place="#admin/people", shows=".admin-section li >> nth=6", size=WIDE
    ),
    Picture(name="rules", login="admin", place="#admin/rules", shows=".rules li >> nth=6", size=WIDE),
    Picture(name="connections", login="admin", place="#admin/connections", size=WIDE),
)


async def take(browser: Browser, url: str, passwords: dict[str, str], picture: Picture, into: Path) -> None:
    context = await browser.new_context(
        viewport=picture.size, color_scheme=picture.theme, locale=picture.locale, reduced_motion="reduce"
    )
    try:
        page = await context.new_page()
        await page.goto(url)
        await _log_in(page, picture.login, passwords[picture.login])
        await page.evaluate("(place) => { location.hash = place; }", picture.place)
        for key in picture.keys:
            await page.keyboard.press(key)
        await page.wait_for_load_state("networkidle")
        await page.wait_for_selector(picture.shows, timeout=CALL_WITHIN_MS)
        await page.screenshot(path=into / f"{picture.name}.png")
    finally:
        await context.close()
    print(f"  {picture.name}.png")


async def _log_in(page: Page, login: str, password: str) -> None:
    await page.fill("[name=login]", login)
    await page.fill("[name=password]", password)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("header.bar")
    await page.wait_for_selector(".recent :is(.empty, li)")  # from here on the page hears keys


async def take_all(url: str, passwords: dict[str, str], only: str, into: Path) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(tool("chromium")), args=CHROMIUM)
        try:
            for picture in PICTURES:
                if only in picture.name:
                    await take(browser, url, passwords, picture, into)
        finally:
            await browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Take the documentation's pictures from a running demo.")
    parser.add_argument("--url", default="http://127.0.0.1:8080/", help="where the demo's page is")
    parser.add_argument("--data", type=Path, default=ROOT / ".ccengine", help="the demo's data folder")
    parser.add_argument("--only", default="", help="only pictures whose name holds this")
    parser.add_argument("--into", type=Path, default=ROOT / "docs/images", help="where they go")
    asked = parser.parse_args()
    asked.into.mkdir(parents=True, exist_ok=True)
    passwords = json.loads((asked.data / "demo-logins.json").read_text())
    asyncio.run(take_all(asked.url, passwords, asked.only, asked.into))


if __name__ == "__main__":
    main()
