"""Hostile text on the pages: it stands there as text, runs nothing, and leaves everything where it was."""

from dataclasses import replace

import pytest
from playwright.async_api import Page

from ccengine.core.desk import LastCall
from screenpop.page import Limits
from tests.conftest import eventually
from tests.hostile.texts import TEXTS
from tests.screenpop.browser import desk_of_anna
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
