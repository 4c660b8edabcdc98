"""A supervisor with a headset at his browser hears a call, and is heard, as he asks on the board."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ccengine.lab.call import State
from ccengine.lab.record import heard_in
from ccengine.lab.wait import eventually
from tests.softphone.people import People, Tab, hears

pytestmark = [
    pytest.mark.pbx,
    pytest.mark.store,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]

ROLE = "update login set role = $1 where name = 'op102'"


@asynccontextmanager
async def supervising(people: People) -> AsyncIterator[None]:
    """op102 is a supervisor for a while."""
    for role in ("supervisor", "operator"):
        async with people.house.rig.store.session() as session:
            await session.connection.execute(ROLE, role)
        if role == "supervisor":
            yield


async def does(tab: Tab, words: str) -> None:
    await tab.page.click(".menu-button[aria-label*='Dilnoza'] >> nth=0")
    await tab.page.click(f"[role=menuitem]:has-text('{words}')")


async def test_he_listens_whispers_and_joins_at_his_browser(people: People) -> None:
    async with supervising(people), people.desk("op101") as desk, people.desk("op102") as his:
        operator, boss = await desk.log_in(), await his.log_in()
        caller = await people.house.stage.call(people.house.client("op101").phones[0])
        await operator.sees(".card-ringing")
        await operator.press("a")
        await caller.reach(State.UP)
        await eventually(hears(caller, "op101"))
        await boss.press("Shift+Digit4")

        await does(boss, "Listen")
        await boss.hears("world", "op101")
        await operator.sees(".listening:has-text('Анна Соколова')")
        await operator.hears("world")
        await does(boss, "Whisper")
        await operator.hears("world", "op102")
        assert not any("op102" in who for *_, who in caller.heard())
        await does(boss, "Join")
        await eventually(lambda: any({"op101", "op102"} <= set(who.split("+")) for *_, who in caller.heard()))
        await boss.hears("world", "op101")

        await boss.page.click(".phone-strips button.hang-up")
        await eventually(lambda: "op102" not in caller.heard()[-1][2])
        await operator.no_longer_sees(".listening:has-text('Анна')")
        await caller.hang_up()
        await people.house.stage.quiet(30)
    recorded = Path(people.house.rig.settings.node.recordings)
    assert said_in(recorded, people) == {"op101", "world"}


def said_in(folder: Path, people: People) -> set[str]:
    """Whose voices are in the recordings of the legs, but for a moment's noise."""
    spells = [spell for path in folder.glob("*.wav") for spell in heard_in(path, people.house.rig.voices)]
    return {voice for start, end, who in spells if end - start > 0.5 for voice in who.split("+")} - {"?"}
