"""The steps in which the PBX itself has the caller, on a real Asterisk: announcements, keys, messages."""

import csv
import dataclasses
import json
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from ccengine.lab.bench import Bench, open_bench
from ccengine.lab.call import Call, Manners, State
from ccengine.lab.crm import demo_house
from ccengine.lab.record import heard_in
from ccengine.lab.tree import Tree
from ccengine.lab.wait import eventually

pytestmark = pytest.mark.pbx


@pytest.fixture
async def bench(asterisk_tree: Tree) -> AsyncIterator[Bench]:
    house = demo_house()
    sales = dataclasses.replace(house.queues["sales"], announce_s=3, offers_callback=True)
    house = dataclasses.replace(house, queues={**house.queues, "sales": sales})
    async with open_bench(asterisk_tree, {"op101": Manners()}, house=house) as bench:
        await bench.act("QueueAdd", Queue="sales", Interface="PJSIP/op101")
        yield bench


async def questions(bench: Bench, count: int) -> list[dict[str, str]]:
    """What Asterisk has asked, once it has asked so often."""
    await eventually(lambda: len(bench.route.questions) >= count, 30)
    return [{k: v[0] for k, v in parse_qs(form).items()} for _, form in bench.route.questions]


def marks(bench: Bench) -> list[tuple[str, str]]:
    """What the manager's events say of the steps: mark and target."""
    events = bytes(bench.events.seen).decode("latin-1").split("\r\n\r\n")
    found = [dict(line.partition(": ")[::2] for line in e.split("\r\n")) for e in events if "CCMark" in e]
    return [(event["Mark"], event["Target"]) for event in found]


async def speaks(call: Call) -> None:
    """Wait until the caller hears Asterisk speak."""
    await eventually(lambda: any(who == "?" for _, _, who in call.heard()))


def in_log(bench: Bench) -> list[str]:
    """The same, as the channel event log has it."""
    rows = csv.reader(Path(bench.plan.cel_file).read_text().splitlines())
    return [json.loads(row[20])["extra"] for row in rows if row[2] == "CCMark"]


async def waits_in_queue(bench: Bench, **caller: str) -> Call:
    call = await (await bench.call(**caller)).reach(State.UP)
    await bench.phones["op101"].incoming()
    return call


async def asks_to_be_called_back(bench: Bench, call: Call) -> None:
    """While Asterisk prepares the ringing of a member it hears no key: who was not heard presses again."""
    for _ in range(5):
        call.press("1")
        try:
            await eventually(lambda: ("asked", "sales") in marks(bench), 4)
        except TimeoutError:
            continue
        return


async def test_key_1_in_the_queue_asks_to_be_called_back(bench: Bench) -> None:
    bench.route.plan = ["queue-60-sales", "callback-0-sales"]
    call = await waits_in_queue(bench)
    call.press("29")  # other keys do nothing
    await asks_to_be_called_back(bench, call)
    _, second = await questions(bench, 2)
    assert second["last_result"] == "CALLBACK"
    await speaks(call)
    await call.reach(State.ENDED, 30)
    assert marks(bench) == [("asked", "sales")]
    assert in_log(bench) == ["asked-sales"]


async def test_a_key_told_in_an_info_counts_as_well(bench: Bench) -> None:
    bench.route.plan = ["queue-60-sales", "callback-0-sales"]
    call = await waits_in_queue(bench)
    while await call.press_by_info("1") == 200 and not await call.ends_within(4):
        pass  # as in asks_to_be_called_back
    assert marks(bench) == [("asked", "sales")]


async def test_who_hides_his_number_goes_on_waiting(bench: Bench) -> None:
    bench.route.plan = ["queue-3-sales"]
    call = await waits_in_queue(bench, Privacy="id")
    call.press("1")
    _, second = await questions(bench, 2)
    assert second["last_result"] == "TIMEOUT"
    assert marks(bench) == []
    await call.hang_up()


async def test_with_the_engine_dead_he_is_promised_it_all_the_same(bench: Bench) -> None:
    bench.route.plan = ["queue-60-sales", "ring-20-op102"]
    call = await waits_in_queue(bench)
    await bench.route.close()
    await asks_to_be_called_back(bench, call)
    await call.reach(State.ENDED, 30)
    assert in_log(bench) == ["asked-sales"]
    assert bench.phones["op101"].calls[-1].state is State.ENDED


async def test_an_offer_is_taken_or_not(bench: Bench) -> None:
    bench.route.plan = ["callback-2-sales", "callback-10-sales", "callback-0-sales"]
    call = await (await bench.call()).reach(State.UP)
    await questions(bench, 2)
    await speaks(call)
    call.press("1")
    _, second, third = await questions(bench, 3)
    assert (second["last_result"], third["last_result"]) == ("TIMEOUT", "CALLBACK")
    await call.reach(State.ENDED)
    told = ["callback-sales", "done-", "callback-sales", "asked-sales", "done-"]
    assert in_log(bench) == told


async def test_a_message_is_taken(bench: Bench) -> None:
    bench.route.plan = ["voicemail-3-sales"]
    call = await (await bench.call()).reach(State.UP)
    _, second = await questions(bench, 2)
    assert second["last_result"] == "TIMEOUT"
    await call.reach(State.ENDED)
    message = Path(bench.plan.recordings, "voicemail", f"{second['uniqueid']}.wav")
    (heard,) = heard_in(message, bench.voices)
    assert heard[2] == "caller"
    assert 2.0 < heard[1] - heard[0] < 3.5
    assert marks(bench) == [("voicemail", "sales")]  # and all the rest of the call is the PBX's own


async def test_an_announcement_is_played_and_the_call_goes_on(bench: Bench) -> None:
    bench.route.plan = ["play-0-farewell", "play-0-nothing", "ring-20-op101"]
    await bench.call()
    await bench.phones["op101"].incoming()
    assert marks(bench)[:2] == [("play", "farewell"), ("done", "")]


async def test_a_waiting_caller_hears_his_place(bench: Bench) -> None:
    """Whenever no phone rings for him just then."""
    await bench.act("QueuePause", Interface="PJSIP/op101", Paused="true")
    bench.route.plan = ["queue-60-sales"]
    call = await (await bench.call()).reach(State.UP)
    await speaks(call)
    await call.hang_up()
