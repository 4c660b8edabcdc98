"""Hostile text on the pages: it stands there as text, runs nothing, and leaves everything where it was."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from ccengine.core.desk import LastCall
from ccengine.lab.tools import tool
from ccengine.store.store import Store
from screenpop.page import Limits
from tests.api.house import PASSWORD, Rig, house
from tests.conftest import eventually
from tests.hostile.texts import TEXTS
from tests.screenpop.browser import CHROMIUM, built, desk_of_anna
from tests.screenpop.cards import card
from tests.screenpop.promises import promise, worklist

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOREIGN = "img, script:not([src^='/assets/']), iframe, object, embed, base, form[action], [onerror], [onload]"
"""What no page of ours has."""


TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [
  ...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1
  ).map((one) => `${one.parentElement.className} > ${one.tagName}.${one.className}`)"""
"""What makes the page wider than its window."""


async def stands_firm(page: Page, name: str = "") -> None:
    """Nothing came into the page but text, and it is as wide as its window."""
    assert await page.locator(f"body :is({FOREIGN})").count() == 0
    assert await page.locator("[href^='javascript:' i], [src^='javascript:' i]").count() == 0
    assert await page.evaluate(TOO_WIDE) == [], name


async def test_on_the_card_and_in_the_worklist() -> None:
    texts = list(TEXTS.values())
    async with desk_of_anna(Limits()) as desk:
        page = desk.page
        rows = [
            promise(
                n, n, text, company=text, queue_name=text, reminder=text, woken=True, claimed_by_name=text
            )
            for n, text in enumerate(texts, 1)
        ]
        desk.lists = worklist() | {"obligations": rows}
        desk.gateway.obligations_changed()
        await page.wait_for_selector(f".owed li:nth-child({len(rows)})")
        await stands_firm(page)
        for name, text in TEXTS.items():
            plain = card(1, name=text)
            assert plain.client
            client = replace(
                plain.client,
                company=text,
                responsible_name=text,
                language=text,
                fields=TEXTS | {text: text},
                document_url=text,
                report_url=text,
            )
            last = LastCall(call_id="x", start=0, direction="inbound", outcome="answered", operator_name=text)
            desk.gateway.show(
                replace(
                    plain,
                    caller=text,
                    why=text,
                    queue=text,
                    dialled=text,
                    client=client,
                    candidates=(client, plain.client),
                    last_calls=(last,),
                )
            )
            await eventually(lambda: desk.gateway.metrics()["unacknowledged"] == 0)
            await stands_firm(page, name)
            assert await page.locator(".actions .answer").is_visible(), name
        assert desk.wrong == []


@pytest.mark.store
async def test_in_the_administration(store: Store, tmp_path: Path) -> None:
    """The real API behind it: the rules' names, why they were changed, clients of one number, the audit."""
    named = [text for text in TEXTS.values() if text.isprintable() and len(text) <= 80][:26]
    async with house(store, tmp_path, page=built()) as rig, rig_page(rig) as (page, wrong):
        root, crm = await rig.as_("root"), await rig.as_("core")
        rules = [
            {"id": f"r{n}", "kind": "responsible", "name": text, "when": {"languages": [f"q{chr(97 + n)}"]}}
            for n, text in enumerate(named)
        ]
        version = 0
        for text in TEXTS.values():
            body = {"document": {"rules": rules}, "version": version, "comment": text}
            put = await root("PUT", "/api/rules", body)
            assert put.status in (200, 400), put.json
            version += put.status == 200
        assert version > len(TEXTS) // 2
        for n, text in enumerate(TEXTS.values()):
            client = {"name": text, "company": text, "phones": ["+998935554433"], "card": {text: text}}
            await crm("PUT", f"/api/clients/c{n + 10}", client)
        await page.fill("[name=login]", "root")
        await page.fill("[name=password]", PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_selector(".recent :is(.empty, li)")
        await stands_firm(page, "the desk")
        for place, shown in PLACES.items():
            await page.evaluate(f"location.hash = '#admin/{place}'")
            await page.wait_for_selector(shown)
            await stands_firm(page, place)
        assert wrong == []


PLACES = {"rules": ".versions li", "connections": ".admin-section", "watch": ".double"}


@asynccontextmanager
async def rig_page(rig: Rig) -> AsyncIterator[tuple[Page, list[str]]]:
    wrong: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(tool("chromium")), args=CHROMIUM)
        try:
            page = await browser.new_page()
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("dialog", lambda dialog: wrong.append(dialog.message))
            await page.goto(rig.base)
            yield page, wrong
        finally:
            await browser.close()
