"""The keeper on a real Asterisk: who talks goes on talking, who waits for calls goes on waiting, and a
new colleague's phone works at once."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from ccengine.core.applied import Stamp, Told
from ccengine.core.directory import House, Operator, Queue
from ccengine.lab.bench import Bench, open_bench
from ccengine.lab.call import Call, Manners, State
from ccengine.lab.phone import Phone
from ccengine.lab.tree import Tree
from ccengine.lab.wait import eventually
from ccengine.node.keeper import Keeper, NotReloaded, Source
from dialplan.render import render

pytestmark = pytest.mark.pbx

ANSWERS = Manners(answer_after=0.2)
SECRET = "a-secret-of-the-new-phone"


class Changing:
    """The plan of a bench, and an Asterisk that is asked over its own command line."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.plan = bench.plan
        self.told: list[Told] = []
        self.deaf = False
        self._version = 1
        self._loop = asyncio.get_running_loop()

    def house(self, house: House, **secrets: str) -> None:
        self.plan = replace(self.plan, house=house, sip_secrets={**self.plan.sip_secrets, **secrets})
        self._version += 1

    async def stamp(self) -> Stamp:
        return Stamp(house=self._version, rules=0, phones=0)

    async def files(self) -> Mapping[str, str]:
        return render(self.plan)

    async def tell(self, told: Told) -> None:
        self.told.append(told)

    def reload(self) -> None:
        """Runs beside the loop, as the keeper's command does."""
        if self.deaf:
            raise NotReloaded("asterisk -rx: no such file")
        asyncio.run_coroutine_threadsafe(self.bench.pbx.cli("core reload"), self._loop).result(20)

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[Keeper]:
        folder = self.bench.pbx.home / "etc"
        keeper = Keeper(folder, Source(self.stamp, self.files), self.reload, self.tell)
        running = asyncio.create_task(keeper.run())
        try:
            await eventually(lambda: self.told)
            yield keeper
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def in_force(self) -> None:
        await eventually(lambda: self.told[-1] == Told(applied=Stamp(house=self._version, rules=0, phones=0)))


@pytest.fixture
async def bench(asterisk_tree: Tree) -> AsyncIterator[Bench]:
    members = {"sales": ["op102"]}
    async with open_bench(asterisk_tree, {"op101": ANSWERS, "op102": ANSWERS}, members=members) as bench:
        yield bench


def heard_last(call: Call) -> float:
    """Until when the operator was heard."""
    return max((last for _, last, who in call.heard() if "op101" in who), default=0.0)


async def test_a_change_disturbs_nobody_and_a_new_phone_works(bench: Bench) -> None:
    changing = Changing(bench)
    house = bench.plan.house
    bench.route.plan = ["ring-5-op101"]
    async with changing.kept():
        call = await (await bench.call()).reach(State.UP)
        await eventually(lambda: heard_last(call))
        before = heard_last(call)
        newcomer = Operator(id="op120", name="Нигора", extension="120", queues=("vip",))
        vip = Queue(id="vip", name="Very important", extension="720")
        changing.house(
            replace(
                house,
                operators={**house.operators, "op120": newcomer},
                queues={**house.queues, "vip": vip},
            ),
            op120=SECRET,
        )
        await changing.in_force()
        phone = Phone("op120", ("127.0.0.1", bench.plan.sip_port), bench.voices, password=SECRET)
        phone.manners = ANSWERS
        await eventually(lambda: knows(bench, "op120"))
        async with phone:
            inside = await (await bench.phones["op102"].place("120")).reach(State.UP)
            await inside.hang_up()
            await eventually(lambda: all(c.state is State.ENDED for c in phone.calls))
        await eventually(lambda: heard_last(call) > before + 0.5)
        assert call.state is State.UP
        assert "PJSIP/op102" in await bench.pbx.cli("queue show sales")
        assert "vip has 0 calls" in await bench.pbx.cli("queue show vip")
        await call.hang_up()
    await bench.quiet()


def pjsip_of(bench: Bench) -> str:
    return Path(bench.pbx.home, "etc/pjsip.conf").read_text()


async def knows(bench: Bench, endpoint: str) -> bool:
    """Asterisk takes its endpoints a moment after it has said that it reloads."""
    return f"Endpoint:  {endpoint}" in await bench.pbx.cli("pjsip show endpoints")


async def test_what_asterisk_does_not_take_is_told_and_taken_later(bench: Bench) -> None:
    changing = Changing(bench)
    house = bench.plan.house
    async with changing.kept() as keeper:
        was = pjsip_of(bench)
        changing.deaf = True
        newcomer = Operator(id="op120", name="New", extension="120")
        changing.house(replace(house, operators={**house.operators, "op120": newcomer}), op120=SECRET)
        await eventually(lambda: "no such file" in keeper.trouble)
        assert pjsip_of(bench) == was
        changing.deaf = False
        await changing.in_force()
        assert keeper.trouble == ""
        await eventually(lambda: knows(bench, "op120"))
