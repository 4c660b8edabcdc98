"""Fifty operators, ten queues, twenty calls a second: the page keeps up, and rests in between."""

import asyncio

import pytest

from ccengine.lab.wait import eventually
from tests.board.floor import open_floor, wall_ms
from tests.board.measure import measured, oldest_ms
from tests.board.stream import stream

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.asyncio]

SECONDS = 10
"""So long calls come; the first three seconds fill the floor."""
ENOUGH, ROUNDS = 8, 4
"""So many versions of the board are looked at, which a machine that is busy with others gives in so many
rounds."""


async def test_no_script_task_is_long_and_no_tile_is_old() -> None:
    async with open_floor() as floor, floor.page(viewport={"width": 1280, "height": 900}) as page:
        ages: list[float] = []
        for _ in range(ROUNDS):
            telling = asyncio.create_task(floor.tell(stream(SECONDS, wall_ms() + 500)))
            await eventually(lambda: len(floor.engine.floor.live_calls()) > 50)
            async with measured(page) as seen:
                await telling
            assert len(seen.tasks_ms) > 100, "the page was at work"
            assert max(seen.tasks_ms) < 50
            ages += oldest_ms(seen, floor.noted.given, floor.looks)
            if len(ages) >= ENOUGH:
                break
        assert len(ages) >= ENOUGH, "there were moments at which the machine had time for us"
        assert max(ages) < 1_000
        # What was seen is what is so.
        waiting = sum(row.waiting for row in floor.keeper.whole()[1].queues)
        await page.wait_for_function(_SUM_OF_TILES, arg=waiting)


_SUM_OF_TILES = """(waiting) => {
  const tiles = [...document.querySelectorAll(".tile .much")];
  return tiles.reduce((sum, one) => sum + Number(one.textContent), 0) === waiting;
}"""
