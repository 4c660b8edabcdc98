"""The administration in Chromium, on the running house: what is put in force there moves real calls."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from playwright.async_api import Locator

from ccengine.access import Access
from ccengine.cli.demo.rig import serve_with
from ccengine.lab.wait import eventually
from ccengine.settings import WebhookSettings
from ccengine.store.directory import PgDirectory
from tests.e2e.house import STRANGER, House, Screen
from tests.stream.receiver import receiving

pytestmark = [
    pytest.mark.pbx,
    pytest.mark.store,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]

DRAFT = ".draft form"
GOOD = ".checked:has-text('Nothing is wrong')"
TO_FORCE = f"{DRAFT} button.primary"


@asynccontextmanager
async def administration(
    house: House, login: str = "admin", page: str = "Rules", password: str = ""
) -> AsyncIterator[Screen]:
    """A page of the administration, reached by its key."""
    async with house.login_page() as screen:
        screen.page.set_default_timeout(20_000)
        await screen.log_in(login, password or house.rig.passwords[login])
        await screen.sees(".recent :is(.empty, li)")  # from here on the page hears keys
        await screen.press("Shift+Digit5")
        await screen.sees(".admin")
        await screen.page.click(f".admin-pages >> text={page}")
        await screen.sees(".admin-section")
        yield screen


def field(screen: Screen, within: str, label: str) -> Locator:
    return screen.page.locator(within).get_by_label(label, exact=True)


async def put_in_force(screen: Screen, comment: str) -> None:
    await screen.sees(GOOD)
    await screen.page.fill(f"{DRAFT} input", comment)
    await screen.page.click(TO_FORCE)
    await screen.sees(f".versions li:has-text('{comment}'):has-text('in force')")
    await screen.no_longer_sees(DRAFT)


async def test_a_rule_is_refused_mended_tried_and_moves_the_next_call(house: House) -> None:
    async with administration(house) as screen, house.screen("op106") as operator:
        page = screen.page
        await page.click("text=Add a rule >> nth=0")
        form = ".rules .open"
        await field(screen, form, "What it does").select_option("skill")
        await screen.sees(f"{form} .problem:has-text('must name a skill')")
        assert await page.is_disabled(TO_FORCE)
        await field(screen, form, "Name").fill("Export desk")
        await field(screen, form, "Skill").select_option("export")
        await field(screen, form, "Main number").check()
        await screen.sees(GOOD)
        says = await screen.reads(f"{form} .entry-text")
        assert says.startswith("Export desk\nWhen anybody calls")
        assert "Main number" in says

        await page.reload()
        await screen.sees(f"{DRAFT} >> text=You have changed version")
        assert "has the skill" in await screen.reads(".differences")

        await page.fill(".dry-run input[type=tel]", STRANGER)
        await page.click(".dry-run button.primary")
        await screen.sees(".outcome >> nth=1")
        assert "have the skill \u2068export\u2069 and are available" in await screen.reads(
            ".outcome >> nth=0"
        )
        assert "Waits in the queue" in await screen.reads(".outcome >> nth=1")

        await put_in_force(screen, "Exports first")
        caller = await house.stage.call(STRANGER)
        await operator.sees(".card-ringing")
        why = await operator.reads(".card .why")
        assert "Export desk" in why
        assert "have the skill \u2068export\u2069" in why
        await house.stage.hang_up(caller)

        await page.click(".versions li >> nth=1 >> text=Look at it")
        await page.click("text=Take it up as a draft")
        await put_in_force(screen, "As it was")
        assert await page.locator(".rules li").count() == 12


async def test_of_two_administrators_the_slower_one_is_told_and_keeps_his_draft(house: House) -> None:
    password = secrets.token_urlsafe(9)
    await Access(house.rig.store).create_login("nigora", password, "admin", "op107")
    async with administration(house) as slow, administration(house, "nigora", password=password) as quick:
        await slow.page.focus("[data-entry=message] .entry-line")
        await slow.press("Alt+ArrowDown")
        await slow.sees(".rules li:nth-child(11)[data-entry=message] .entry-line:focus")
        await quick.page.click("[data-entry=last] .entry-line")
        await field(quick, ".rules .open", "Name").fill("Old acquaintances")
        await put_in_force(quick, "A name for it")

        await slow.sees(GOOD)
        await slow.page.click(TO_FORCE)
        await slow.sees(".overtaken:has-text('nigora'):has-text('A name for it')")
        await slow.sees(".rules li:nth-child(11)[data-entry=message]")
        assert "Old acquaintances" in await slow.reads(".differences")
        await slow.page.click("text=Keep my draft, on top of it")
        await put_in_force(slow, "Mine on top")
        assert await slow.page.locator("text=Old acquaintances").count() == 0

        caller = await house.stage.call(house.client("op107").phones[0])
        await quick.sees(".strip-ringing")  # who takes calls too sees who calls, wherever he is
        await house.stage.hang_up(caller)


async def test_what_was_given_up_at_a_webhook_is_sent_again_from_the_page(house: House) -> None:
    rig = house.rig
    await serve_with(rig, replace(rig.settings, webhooks=WebhookSettings(allow_private=True)))
    async with receiving() as receiver, administration(house, page="Connections") as screen:
        await screen.page.fill(".webhooks input[type=url]", receiver.url)
        await field(screen, ".webhooks", "call.noted").check()
        await screen.page.click(".webhooks .add-form button.primary")
        await screen.sees(".webhooks .secret")
        assert (await screen.page.input_value(".webhooks .secret input")).startswith("whsec_")
        await screen.page.click("text=I have kept it")
        assert await screen.page.locator(".webhooks .secret").count() == 0

        async with rig.store.session() as session:
            await session.connection.execute(GIVEN_UP)
        await screen.page.reload()
        await screen.page.click(".webhooks li >> text=Show them")
        await screen.sees(".dead li:has-text('the answer was 500'):has-text('after 99 attempts')")
        await screen.page.click(".dead li >> nth=0 >> text=Send again")
        await eventually(lambda: len(receiver.got) == 1)
        await screen.sees(".webhooks li:has-text('1 event was given up')")
        await screen.page.click("text=Send all again")
        await eventually(lambda: len(receiver.got) == 2)
        await screen.sees(".webhooks li:has-text('all were taken')", 30)
        await screen.page.click(".webhooks li >> text=Remove")
        await screen.page.click(".webhooks .sure >> text=Yes")
        await screen.no_longer_sees(".webhooks li[data-webhook]")


# The first two events that there are, as if that address had refused them for a day.
GIVEN_UP = """
insert into webhook_dead (webhook, stream, seq, died, attempts, problem)
select webhook.id, log.stream, log.seq, now(), 99, 'the answer was 500'
from webhook, log
order by log.at, log.seq
limit 2
"""


async def test_a_token_is_shown_once_opens_what_it_says_and_is_revoked(house: House) -> None:
    async with administration(house, page="Connections") as screen:
        page = screen.page
        await field(screen, ".tokens", "Name of the program").fill("wallboard")
        assert await page.is_disabled(".tokens .add-form button.primary")
        await field(screen, ".tokens", "read the rules").check()
        await field(screen, ".tokens", "Lives for").select_option("30")
        await page.click(".tokens .add-form button.primary")
        await screen.sees(".tokens .secret")
        token = await page.input_value(".tokens .secret input")
        used = await page.request.get(
            f"{house.rig.url}/api/rules", headers={"Authorization": f"Bearer {token}"}
        )
        assert used.status == 200
        await page.click("text=I have kept it")
        assert token not in await page.content()
        await page.reload()
        await screen.sees("[data-token=wallboard]:has-text('read the rules'):has-text('until')")
        assert token not in await page.content()

        await page.click("[data-token=wallboard] >> text=Revoke")
        await page.click("[data-token=wallboard] .sure >> text=Yes")
        await screen.no_longer_sees("[data-token=wallboard]")
        refused = await page.request.get(
            f"{house.rig.url}/api/rules", headers={"Authorization": f"Bearer {token}"}
        )
        assert refused.status == 401


async def test_two_records_of_a_client_become_one_after_a_second_press(house: House) -> None:
    client = house.client("op101")
    twin = replace(client, id="twin", company="", phones=client.phones[:1])
    await PgDirectory(house.rig.store).put_clients([twin])
    group = f".double:has-text('{client.name}')"
    async with administration(house, page="Watch") as screen:
        await screen.sees(f"{group}:has-text('twin')")
        await screen.page.click(f"{group} label:has-text('{client.id}')")
        await screen.page.click(f"{group} >> text=Merge into")
        await screen.page.click(f"{group} .danger")
        await screen.no_longer_sees(group)
        await screen.page.reload()
        await screen.sees(".audit tr:has-text('merge'):has-text('twin')")


async def test_a_supervisor_reads_and_tries_but_changes_nothing_also_on_a_small_screen(house: House) -> None:
    async with administration(house, "supervisor") as screen:
        page = screen.page
        assert await page.locator(".admin-pages li").all_inner_texts() == ["Rules", "Watch"]
        assert await page.locator("text=Add a rule").count() == 0
        await page.set_viewport_size({"width": 360, "height": 700})
        await page.click("[data-entry=abroad] .entry-line")
        assert await page.is_disabled(".rules .open select >> nth=0")
        await page.click(".dry-run button.primary")
        await screen.sees(".outcome:has-text('withheld')")
        assert await page.evaluate("document.documentElement.scrollWidth") == 360
        await screen.press("Escape")
        await screen.press("Shift+Digit1")
        await screen.sees(".desk .recent")
