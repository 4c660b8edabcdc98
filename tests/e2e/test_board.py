"""The supervisor's board on the running house: who waits is seen at once, and helped from there."""

from typing import Any

import pytest

from ccengine.lab.call import State
from ccengine.lab.wait import eventually
from tests.e2e.house import STRANGER, House

pytestmark = [
    pytest.mark.pbx,
    pytest.mark.store,
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]

TILE = ".tile:has([data-queue=sales])"
OTHERS = ("+998971112244", "+998971112255")

# When the tile said so, by the clock of this machine.
_NOTE_WHEN = """(waiting) => {
  window.saw = new Promise((done) => {
    const look = () => {
      const words = document.querySelector(".tile:has([data-queue=sales]) .much").textContent;
      if (words === String(waiting)) done(Date.now());
      else requestAnimationFrame(look);
    };
    look();
  });
}"""


async def last(house: House, kind: str, column: str, **holding: str) -> Any:
    """What the log says of the last event of this type that holds this, once it is there."""

    async def there() -> Any:
        async with house.rig.store.session() as session:
            return await session.connection.fetchrow(_LAST, kind, holding)

    return (await eventually(there))[column]


_LAST = """
select data, (extract(epoch from at) * 1000)::bigint as at
from log where type = $1 and data @> $2 order by log.at desc limit 1
"""


async def test_three_wait_the_tile_says_so_and_one_is_moved(house: House) -> None:
    async with house.screen("supervisor") as screen:
        await screen.page.goto(f"{house.rig.url}/#board")
        await screen.sees(TILE)
        callers = [await house.stage.call(STRANGER)]
        await house.stage.rings("op101")
        await screen.page.evaluate(_NOTE_WHEN, 3)
        callers += [await house.stage.call(number) for number in OTHERS]
        saw = await screen.page.evaluate("window.saw")
        assert saw - await last(house, "call.queued", "at") < 1_000

        await screen.sees(f"{TILE}.alarm-waiting")
        told = await last(house, "board.alarm", "data", alarm="waiting")
        assert told == {"queue": "sales", "alarm": "waiting", "value": 3, "limit": 2}

        await screen.page.click(f"{TILE} .tile-open")
        await screen.page.click(".flight.waits:has-text('22 55') .menu-button")
        await screen.page.click("[role=menuitem]:has-text('Move to')")
        await screen.types("Oliver")
        await screen.press("Enter")
        moved = await house.stage.answers("op106")
        await callers[2].reach(State.UP)
        await screen.page.click(f"{TILE} .tile-open")  # all queues again
        await screen.sees("[data-operator=op106]:has-text('22 55')")
        assert moved.state is State.UP
        await screen.page.wait_for_function(
            "document.querySelector('.tile:has([data-queue=sales]) .much').textContent === '2'"
        )
