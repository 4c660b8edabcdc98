"""The PBX's queues follow the operators, also after a refusal."""

import asyncio
from collections import Counter

from ccengine.core.membership import Seats
from ccengine.engine import seats
from ccengine.engine.seats import SeatKeeper
from tests.conftest import eventually
from tests.engine.world import Memory


async def test_what_is_wanted_comes_to_be() -> None:
    memory, counters = Memory(), Counter[str]()
    want: Seats = {("sales", "op101"): False}
    keeper = SeatKeeper(memory, lambda: want, counters)
    task = asyncio.create_task(keeper.keep())
    keeper.are({("sales", "op102"): False, ("sales", "op103"): True})
    await eventually(lambda: ("add", "sales", "op101", "False") in memory.acts)
    assert memory.acts[:2] == [("remove", "sales", "op102"), ("remove", "sales", "op103")]
    want[("sales", "op101")] = True
    keeper.changed()
    await eventually(lambda: ("pause", "op101", "True") in memory.acts)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_refused_action_is_tried_again() -> None:
    memory, counters = Memory(refusing=True), Counter[str]()
    keeper = SeatKeeper(memory, lambda: {("sales", "op101"): False}, counters)
    task = asyncio.create_task(keeper.keep())
    keeper.changed()
    await eventually(lambda: counters["seats_failed"] == 1)
    memory.refusing = False
    await eventually(lambda: ("add", "sales", "op101", "False") in memory.acts, seats.RETRY_S + 5)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
