"""Which language the page speaks before anybody has chosen one, and what an unfinished one says."""

import subprocess

import pytest
from aiohttp import web
from playwright.async_api import Browser, async_playwright

from ccengine.lab.tools import tool
from scripts import build_web
from tests.screenpop.browser import CHROMIUM, Api, built, serving
from tests.softphone.tables import node, tables

pytestmark = pytest.mark.browser

BUTTON = "button.primary"


async def logging_in(browser: Browser, origin: str, locale: str) -> tuple[str | None, str]:
    """The language of the page, and what its button says."""
    context = await browser.new_context(locale=locale)
    try:
        page = await context.new_page()
        await page.goto(origin)
        await page.wait_for_selector(BUTTON)
        return await page.get_attribute("html", "lang"), await page.inner_text(BUTTON)
    finally:
        await context.close()


class Nobody(Api):
    """Nobody is logged in."""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({"detail": "Log in first."}, status=401)


async def test_the_browsers_language_is_spoken_and_what_it_lacks_is_said_in_english() -> None:
    async with async_playwright() as playwright, serving(Nobody(), built()) as origin:
        browser = await playwright.chromium.launch(executable_path=str(tool("chromium")), args=CHROMIUM)
        try:
            said = [await logging_in(browser, origin, one) for one in ("ru-UZ", "uz-UZ", "tr-TR", "el-GR")]
        finally:
            await browser.close()
    assert said == [("ru", "Войти"), ("uz", "Log in"), ("tr", "Log in"), ("en", "Log in")]


def test_a_language_that_is_begun_says_its_own_words_and_the_rest_in_english() -> None:
    english = {"login": {"submit": "Log in", "password": "Password"}, "card": {"states": {}}, "problems": {}}
    begun = {"login": {"submit": "Kirish"}, "problems": {"There is no such client.": "Bunday mijoz yo‘q."}}
    with tables() as ask:
        [said, lacks] = ask(
            ("text/part", "filled", [english, begun]),
            ("text/part", "missing", [english, begun]),
        )
    assert said == {**english, **begun, "login": {"submit": "Kirish", "password": "Password"}}
    assert lacks == [["login", "password"]]


def test_a_translator_is_told_every_word_that_is_missing() -> None:
    asked = [node(), "missing.mjs", "uz"]
    told = subprocess.run(
        asked, cwd=build_web.WEB, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert told[0].startswith("uz (O‘zbekcha): ")
    assert {"  login > submit", "  reasons > busy", "  problems > There is no such client."} <= set(told)
