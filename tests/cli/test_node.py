"""``ccengine node``: what it needs, and that it keeps a folder."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from ccengine.app.plan import rendered
from ccengine.cli.node import _node
from ccengine.core.errors import SettingsError
from ccengine.lab.crm import demo_house
from ccengine.lab.wait import eventually
from ccengine.node.apply import existing
from ccengine.settings import DatabaseSettings, NodeSettings, PbxSettings, Settings
from ccengine.store.directory import PgDirectory
from ccengine.store.node_files import NodeFiles
from ccengine.store.store import Store

pytestmark = pytest.mark.store


@pytest.fixture
def settings(dsn: str, tmp_path: Path) -> Settings:
    etc = tmp_path / "etc"
    etc.mkdir()
    return Settings(
        data=tmp_path,
        node=NodeSettings(
            systemname="pbx1-0123456789abcdef",
            events_secret="secret-of-the-events",
            control_secret="secret-of-the-control",
            recordings=str(tmp_path / "rec"),
        ),
        pbx=PbxSettings(trunk_match=("127.0.0.2",), trunk_host="127.0.0.2", apply_to=str(etc), reload="true"),
        database=DatabaseSettings(dsn=dsn),
    )


async def test_a_folder_is_kept(settings: Settings, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    await PgDirectory(store).put_house(demo_house(browsers=("op101",)))
    etc, files = Path(settings.pbx.apply_to), NodeFiles(store, settings.node.name)
    keeping = asyncio.create_task(_node(settings))
    try:

        async def kept() -> bool:
            wanted, has = await files.wanted(), await files.in_force()
            return has is not None and has.told.applied == wanted

        await eventually(kept, 15)
        house = demo_house()
        sales = replace(house.queues["sales"], ring_s=17)
        await PgDirectory(store).put_house(replace(house, queues={**house.queues, "sales": sales}))
        await eventually(kept, 15)
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
    now = await rendered(settings, store)
    assert existing(etc, now) == now
    assert "timeout=17" in now["queues.conf"]
    assert "follows the house" in capsys.readouterr().out


@pytest.mark.parametrize("missing", ["apply_to", "dsn"])
async def test_what_it_needs_is_said(settings: Settings, missing: str) -> None:
    if missing == "dsn":
        lacking = replace(settings, database=DatabaseSettings())
    else:
        lacking = replace(settings, pbx=replace(settings.pbx, apply_to=""))
    with pytest.raises(SettingsError, match=missing):
        await _node(lacking)
