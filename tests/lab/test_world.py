"""The demo's people on a real Asterisk: the world calls, desk phones answer or wait to be told."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from ccengine.lab.asterisk import Asterisk
from ccengine.lab.call import State
from ccengine.lab.crm import demo_clients
from ccengine.lab.desk_phones import DeskPhones
from ccengine.lab.ports import free_ports
from ccengine.lab.tones import Voices
from ccengine.lab.tree import Tree
from ccengine.lab.wait import eventually
from ccengine.lab.world import HOST, Pace, World
from tests.lab import house

pytestmark = pytest.mark.pbx
BRISK = Pace(between=(0.1, 0.2), talk=(0.3, 0.4), answer=(0.1, 0.2), patience=(20, 20), most=2)


@dataclass(frozen=True, kw_only=True)
class Stage:
    world: World
    desk: DeskPhones


@pytest.fixture
async def stage(asterisk_tree: Tree) -> AsyncIterator[Stage]:
    ports, voices = free_ports(), Voices()
    server = ("127.0.0.1", ports.sip)
    world = World(server, voices, demo_clients(20), ["101"], seed=7, pace=BRISK)
    secrets = dict.fromkeys(("op101", "op102"), house.PASSWORD)
    desk = DeskPhones(secrets, server, voices, seed=7, answer_s=(0.1, 0.2), talk_s=(60, 60))
    try:
        await world.open()
        await desk.open()
        async with Asterisk(asterisk_tree, house.config(ports, world.address), ports):
            await desk.register()
            yield Stage(world=world, desk=desk)
            await desk.close()
            await world.close()
    finally:
        await desk.close()
        await world.close()


async def post(url: str, method: str = "POST") -> int:
    """A request as the engine would send it; the status."""
    host, _, path = url.removeprefix("http://").partition("/")
    name, _, port = host.partition(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    writer.write(f"{method} /{path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    status = int((await reader.readline()).split()[1])
    writer.close()
    await writer.wait_closed()
    return status


async def test_the_world_calls_and_is_answered(stage: Stage) -> None:
    stage.world.start()
    await eventually(lambda: stage.world.outcomes["connected"] >= 3, 20)
    assert stage.world.address[0] == HOST


async def test_who_sits_at_the_desk_presses_answer(stage: Stage) -> None:
    stage.desk.at_desk(["op101"])
    assert await post(stage.desk.url("op101")) == 409
    call = await stage.world.phone.place("101", user="+998901234567")
    await call.reach(State.RINGING)
    assert not await call.ends_within(0.5)
    assert call.state is State.RINGING
    assert await post(stage.desk.url("op101")) == 204
    await call.reach(State.UP)
    assert await post(stage.desk.url("op101", "hang-up")) == 204
    await call.reach(State.ENDED)


async def test_the_remote_control_knows_its_own(stage: Stage) -> None:
    good = stage.desk.url("op101")
    assert await post(good, "GET") == 405
    assert await post(stage.desk.url("op999")) == 404
    assert await post(stage.desk.url("op101", "explode")) == 404
    token = good.split("/")[3]
    assert await post(good.replace(token, "guess")) == 404


async def test_the_world_answers_when_it_is_called(stage: Stage) -> None:
    call = await stage.desk.phones["op102"].place("998901234567")
    await call.reach(State.UP)
    await call.reach(State.ENDED)
