"""Without a shell: an operator made on the page has a phone at once, and its password dies with his
session. The service and the PBX are real ones; the phone is asked for its password alone."""

from pathlib import Path

import pytest

from ccengine.access import Access
from ccengine.cli.demo.desk import Page
from ccengine.cli.demo.rig import Rig, engine_is_well, open_rig
from ccengine.lab.phone import Phone
from ccengine.lab.tree import Tree
from ccengine.lab.wait import eventually

pytestmark = [pytest.mark.pbx, pytest.mark.store, pytest.mark.slow, pytest.mark.timeout(180)]

PASSWORD = "a long enough password"
NEWCOMER = {"version": 0, "name": "Нигора", "extension": "120", "phone": "browser", "queues": ["sales"]}


def text_of(log: Path) -> str:
    return log.read_text(errors="replace")


async def registers(rig: Rig, login: dict[str, str]) -> bool:
    """Whether Asterisk takes this password."""
    server = ("127.0.0.1", rig.settings.pbx.sip_port)
    try:
        async with Phone(login["user"], server, rig.voices, password=login["password"]) as phone:
            await phone.register(expires=0)
    except ConnectionError:
        return False
    return True


async def test_a_new_operators_phone(asterisk_tree: Tree, tmp_path: Path) -> None:
    async with open_rig(tmp_path, asterisk_tree, seed=5) as rig:
        await engine_is_well(rig)
        admin = await Page.log_in(rig.url, "admin", rig.passwords["admin"])
        answer = await admin.must("PUT", "/api/house/operators/op120", NEWCOMER)
        assert answer["pbx"]["state"] == "pending"
        await Access(rig.store).create_login("nigora", PASSWORD, "operator", "op120")
        page = await Page.log_in(rig.url, "nigora", PASSWORD)
        first = await page.must("GET", "/api/me/phone")
        assert (first["kind"], first["user"]) == ("browser", "op120")
        assert first["websocket"] == f"ws://127.0.0.1:{rig.settings.pbx.websocket_port}/ws"
        await eventually(lambda: registers(rig, first), 15, every_s=0.2)

        await page.must("POST", "/api/logout")
        page = await Page.log_in(rig.url, "nigora", PASSWORD)
        second = await page.must("GET", "/api/me/phone")
        assert second["password"] != first["password"]
        await eventually(lambda: registers(rig, second), 15, every_s=0.2)
        assert not await registers(rig, first)

        async def applied() -> bool:
            house = await admin.must("GET", "/api/house")
            return bool(house["pbx"]["state"] == "applied")

        await eventually(applied, 15)
        logs = (rig.engine.log, Path(rig.settings.pbx.logs, "messages.log"))
        assert all(first["password"] not in text for text in map(text_of, logs))
