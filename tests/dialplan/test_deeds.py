"""What the engine asks of Asterisk for people, on a real one: each phone is told which call it is, and
answers by itself only where its operator has asked for that call."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from ami.control import ControlLink
from ccengine.core.ids import make_call_id
from ccengine.lab.bench import NODE, Bench, open_bench
from ccengine.lab.call import Call, Manners, State
from ccengine.lab.tree import Tree
from ccengine.lab.wait import eventually
from dialplan.plan import CONTROL_USER

pytestmark = pytest.mark.pbx

ANSWERS, RINGS = Manners(answer_after=0.2), Manners()
CLIENT = "998901234567"
CALL = UUID("0192c0de-0000-8000-8000-000000000001")


@pytest.fixture
async def bench(asterisk_tree: Tree) -> AsyncIterator[Bench]:
    phones = {"op101": ANSWERS, "op102": ANSWERS, "op103": RINGS}
    async with open_bench(asterisk_tree, phones, callers=("caller", "second")) as bench:
        bench.outside.manners = ANSWERS
        yield bench


@asynccontextmanager
async def acting(bench: Bench) -> AsyncIterator[ControlLink]:
    plan = bench.plan
    control = ControlLink(
        host="127.0.0.1",
        port=plan.ami_port,
        username=CONTROL_USER,
        secret=plan.control_secret,
        caller_number=plan.trunk.caller_number,
    )
    running = asyncio.create_task(control.run())
    try:
        await eventually(lambda: control.up)
        yield control
    finally:
        await control.close()
        await running


def told(call: Call) -> tuple[str, str]:
    """Which call it is, and how it is to be answered."""
    assert call.invite_in is not None
    return call.invite_in.get("X-CC-Call"), call.invite_in.get("X-CC-Answer")


async def test_a_phone_is_told_which_call_it_rings_for(bench: Bench) -> None:
    await bench.act("QueueAdd", Queue="sales", Interface="PJSIP/op102")
    for plan, rung in (("ring-5-op101", "op101"), ("queue-5-sales", "op102")):
        bench.route.plan = [plan]
        call = await (await bench.call()).reach(State.UP)
        uniqueid = bench.route.questions[-1][1].partition("uniqueid=")[2].partition("&")[0]
        arrived = await bench.phones[rung].incoming()
        assert told(arrived) == (str(make_call_id(NODE, uniqueid, 0)), "")
        await call.hang_up()
        await bench.quiet()


async def test_who_asked_for_a_call_is_not_rung_and_numbers_outside_are_told_nothing(bench: Bench) -> None:
    async with acting(bench) as control:
        await control.originate(
            endpoint="op101", dial=CLIENT, call=CALL, channel_id="cc-1795324298.1", ring_s=9, at_once=True
        )
        ours, theirs = await bench.phones["op101"].incoming(), await bench.outside.incoming()
        assert told(ours) == (str(CALL), "now")
        assert told(theirs) == ("", "")
        await ours.reach(State.UP)
        await ours.hang_up()
        await bench.quiet()
        await control.originate(
            endpoint="op101", dial=CLIENT, call=CALL, channel_id="cc-1795324298.2", ring_s=9
        )
        ours = await bench.phones["op101"].incoming()
        assert told(ours) == (str(CALL), "")
        await (await ours.reach(State.UP)).hang_up()
    await bench.quiet()


async def test_the_client_first(bench: Bench) -> None:
    async with acting(bench) as control:
        await control.originate_client_first(
            endpoint="op102", dial=CLIENT, call=CALL, channel_id="cc-1795324298.3", ring_s=9
        )
        theirs, ours = await bench.outside.incoming(), await bench.phones["op102"].incoming()
        assert f"sip:{bench.plan.trunk.caller_number}@" in theirs.number
        assert f"sip:{CLIENT}@" in ours.number
        assert told(theirs) == ("", "")
        assert told(ours) == (str(CALL), "now")
        await eventually(lambda: any(who == "op102" for _, _, who in theirs.heard()))
        await ours.hang_up()
    await bench.quiet()


async def test_a_waiting_caller_takes_another_place(bench: Bench) -> None:
    await bench.act("QueueAdd", Queue="sales", Interface="PJSIP/op103")
    bench.route.plan = ["queue-60-sales"]
    first = await (await bench.call()).reach(State.UP)
    second = await (await bench.call("second", user="79160000002")).reach(State.UP)

    async def waiting() -> list[str]:
        said = await bench.pbx.cli("queue show sales")
        return [line.split()[1] for line in said.splitlines() if "(wait:" in line]

    await eventually(lambda: waits(waiting, 2))
    before = await waiting()
    async with acting(bench) as control:
        await control.queue_priority("sales", before[1], 100)
    assert await waiting() == before[::-1]
    for call in (first, second):
        await call.hang_up()
    await bench.quiet()


async def waits(waiting: Callable[[], Awaitable[list[str]]], count: int) -> bool:
    return len(await waiting()) == count
