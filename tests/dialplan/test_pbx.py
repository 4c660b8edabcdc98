"""The rendering on a real Asterisk: it loads without a complaint, and calls go where they should."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from ccengine.lab.bench import Bench, open_bench
from ccengine.lab.call import Call, Manners, State
from ccengine.lab.tree import Tree
from ccengine.lab.wait import eventually

pytestmark = pytest.mark.pbx

ANSWERS = Manners(answer_after=0.2)
RINGS = Manners()
BUSY = Manners(refuse=486)
FORGED = "7916%0D%0A%0D%0AEvent%3A%20Hangup%0D%0AUniqueid%3A%20x"


@pytest.fixture
async def bench(asterisk_tree: Tree) -> AsyncIterator[Bench]:
    async with _bench(asterisk_tree) as bench:
        yield bench


def _bench(tree: Tree) -> AbstractAsyncContextManager[Bench]:
    phones = {"op101": ANSWERS, "op102": ANSWERS, "op103": RINGS, "op104": BUSY}
    return open_bench(tree, phones, callers=("caller", "second"))


def questions(bench: Bench) -> list[dict[str, str]]:
    """What Asterisk asked, without the moment."""
    asked = (parse_qs(form, keep_blank_values=True) for _, form in bench.route.questions)
    return [{name: values[0] for name, values in question.items()} for question in asked]


def results(bench: Bench) -> list[str]:
    return [question["last_result"] for question in questions(bench)]


def complaints(bench: Bench) -> list[str]:
    """What Asterisk has not liked so far."""
    log = Path(bench.plan.logs, "messages.log").read_text()
    return [line for line in log.splitlines() if "ERROR" in line or "WARNING" in line]


def recordings(bench: Bench) -> dict[str, int]:
    """The recorded files and their sizes."""
    return {str(path): path.stat().st_size for path in Path(bench.plan.recordings).iterdir()}


async def talks_with(call: Call, name: str) -> None:
    """Wait until that phone's tone was heard for half a second."""
    await eventually(lambda: any(who == name and last - first > 0.5 for first, last, who in call.heard()), 10)


async def end(bench: Bench, *calls: Call) -> None:
    for call in calls:
        await call.hang_up()
    await bench.quiet()


async def test_it_loads_without_a_complaint(bench: Bench) -> None:
    assert complaints(bench) == []
    assert "Objects found: 9" in await bench.pbx.cli("pjsip show endpoints")
    assert bench.plan.systemname in await bench.pbx.cli("core show settings")


async def test_steps_are_asked_for_one_by_one(bench: Bench) -> None:
    bench.route.plan = ["ring-1-op103", "ring-5-op104", "queue-5-sales", "ring-5-op103-op101"]
    call = await (await bench.call()).reach(State.UP)
    await talks_with(call, "op101")
    assert results(bench) == ["", "NOANSWER", "BUSY", "JOINEMPTY"]
    assert (
        questions(bench)[0].items()
        >= {
            "node": "pbx1",
            "step": "1",
            "caller": "79161234567",
            "withheld": "0",
            "dialled": "998712000100",
        }.items()
    )
    assert "CC_CALL=" in bytes(bench.events.seen).decode()
    await end(bench, call)


async def test_the_queue_rings_its_members(bench: Bench) -> None:
    await bench.act("QueueAdd", Queue="sales", Interface="PJSIP/op102")
    bench.route.plan = ["queue-20-sales"]
    call = await (await bench.call()).reach(State.UP)
    await talks_with(call, "op102")
    await end(bench, call)
    assert results(bench) == [""]


async def test_each_leg_is_recorded_on_its_own(bench: Bench) -> None:
    bench.route.plan = ["ring-5-op103-op101"]
    call = await (await bench.call()).reach(State.UP)
    await talks_with(call, "op101")
    # They talk until both voices are on the disk: on a busy machine a file begins later than the talk.
    await eventually(lambda: sum(size > 4000 for size in recordings(bench).values()) == 2, 20)
    await end(bench, call)
    assert len(recordings(bench)) == 2  # none for the phone that merely rang
    assert f"{bench.plan.recordings}/{questions(bench)[0]['uniqueid']}.wav" in recordings(bench)


async def static_route_within(bench: Bench, seconds: float) -> None:
    call = await (await bench.call()).reach(State.UP)
    assert call.answered - call.began < seconds
    await end(bench, call)


async def test_with_the_engine_dead_the_static_route_rings(bench: Bench) -> None:
    await bench.route.close()
    await static_route_within(bench, 5)


async def test_with_the_engine_frozen_twenty_callers_are_answered(bench: Bench) -> None:
    address = ("127.0.0.1", urlsplit(bench.route.url).port or 0)
    await bench.route.close()
    with socket.socket() as frozen:
        frozen.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        frozen.bind(address)
        frozen.listen(128)  # the kernel accepts, nobody answers
        calls = [await bench.call(user=f"7916000{number:04d}") for number in range(20)]
        for call in calls:
            await call.reach(State.UP)
        assert max(call.answered - call.began for call in calls) < 5
        await end(bench, *calls)


async def test_a_reply_meant_for_another_call_is_none(bench: Bench) -> None:
    async def lie(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"uniqueid":"another","call":"x","do":"hangup","targets":"","seconds":0,"rest":""}'
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        writer.close()

    port = urlsplit(bench.route.url).port
    await bench.route.close()
    async with await asyncio.start_server(lie, "127.0.0.1", port):
        await static_route_within(bench, 5)


async def test_an_engine_that_dies_on_the_way_leaves_its_plan(bench: Bench) -> None:
    bench.route.plan = ["ring-2-op103", "ring-1-op104", "ring-5-op102"]
    call = await bench.call()
    await bench.phones["op103"].incoming()
    await bench.route.close()
    await call.reach(State.UP)
    await talks_with(call, "op102")
    await end(bench, call)


async def test_who_does_not_want_to_be_known_is_not(bench: Bench) -> None:
    bench.route.plan = ["ring-5-op101"]
    calls = [
        await bench.call(user="79160000009", Privacy="id"),
        await bench.call("second", user="anonymous", **{"P-Asserted-Identity": "<sip:79160000009@x>"}),
    ]
    for call in calls:
        await call.reach(State.RINGING)
    assert {(asked["caller"], asked["withheld"]) for asked in questions(bench)} == {("", "1")}
    await end(bench, *calls)
    assert b"79160000009" not in bytes(bench.events.seen)


@pytest.mark.parametrize(
    ("user", "display", "asserted", "number"),
    [
        ("79160000005", "Ivanov, Ivan", "", "79160000005"),
        ("+998901234567", '${SHELL(id)}"; x', "", "+998901234567"),
        ("79160000005", "", '"x, y" <sip:+79160000007@192.0.2.1>', "+79160000007"),
        (FORGED, "", "", ""),
        ("79160000005", "", f"<sip:{FORGED}@x>", "79160000005"),
        ("79,16)x%22%7b", "", "", ""),
        ("79160000005", "x" * 3_900, "", "79160000005"),
        ("79160000005", "x" * 10_000, "", ""),
        ("79160000005", "x" * 10_000, "<sip:+79160000007@x>", "+79160000007"),
    ],
)
async def test_the_caller_is_digits_or_nobody(
    bench: Bench, user: str, display: str, asserted: str, number: str
) -> None:
    bench.route.plan = ["ring-5-op101"]
    headers = {"P-Asserted-Identity": asserted} if asserted else {}
    call = await (await bench.call(user=user, display=display, **headers)).reach(State.UP)
    assert questions(bench)[0]["caller"] == number
    await end(bench, call)
    assert b"Uniqueid: x\r\n" not in bytes(bench.events.seen)
    assert b"SHELL" not in bytes(bench.events.seen)


async def test_a_number_that_is_not_ours_is_refused(bench: Bench) -> None:
    call = await (await bench.call(dialled="998719999999")).reach(State.ENDED)
    assert call.status == 404
    assert questions(bench) == []


async def test_a_client_passed_on_to_a_silent_phone_is_asked_about_again(bench: Bench) -> None:
    bench.route.plan = ["ring-5-op101", "ring-5-op102"]
    call = await (await bench.call()).reach(State.UP)
    await talks_with(call, "op101")
    await bench.act(
        "BlindTransfer", Channel=await bench.channel("op101"), Context="from-internal", Exten="104"
    )
    await talks_with(call, "op102")
    assert results(bench) == ["", "BUSY"]
    await end(bench, call)


async def test_attended_transfer_over_the_manager(bench: Bench) -> None:
    bench.route.plan = ["ring-5-op101"]
    call = await (await bench.call()).reach(State.UP)
    ours = await bench.phones["op101"].incoming()
    await talks_with(call, "op101")
    answer = await bench.act(
        "Atxfer", Channel=await bench.channel("op101"), Context="from-internal", Exten="102"
    )
    assert "Success" in answer
    await talks_with(ours, "op102")
    await ours.hang_up()
    await talks_with(call, "op102")
    await end(bench, call)


async def test_a_transfer_right_after_a_cancelled_one_is_no_dead_button(bench: Bench) -> None:
    bench.route.plan = ["ring-5-op101"]
    call = await (await bench.call()).reach(State.UP)
    ours = await bench.phones["op101"].incoming()
    await talks_with(call, "op101")
    channel = await bench.channel("op101")
    await bench.act("Atxfer", Channel=channel, Context="from-internal", Exten="103")
    await (await bench.phones["op103"].incoming()).reach(State.RINGING)
    await bench.act("CancelAtxfer", Channel=channel)
    await bench.act("Atxfer", Channel=channel, Context="from-internal", Exten="102")
    await talks_with(ours, "op102")
    await ours.hang_up()
    await talks_with(call, "op102")
    await end(bench, call)


async def test_operators_call_each_other_and_the_outside(bench: Bench) -> None:
    bench.outside.manners = ANSWERS
    phone = bench.phones["op103"]
    for dialled, name in (("101", "op101"), ("+998901234567", "outside"), ("*43", "op103")):
        call = await (await phone.place(dialled)).reach(State.UP)
        await talks_with(call, name)
        await end(bench, call)
    refused = await (await phone.place("104")).reach(State.ENDED)
    assert refused.status == 486
    arrived = await bench.outside.incoming()
    assert bench.plan.trunk.caller_number in arrived.number


async def test_click_to_call(bench: Bench) -> None:
    bench.outside.manners = ANSWERS
    await bench.act(
        "Originate",
        ("Variable", "CC_DIAL=+998901234567"),
        ("Variable", "__CC_CALL=0192c0de-0000-8000-8000-000000000001"),
        Channel="PJSIP/op101",
        Context="cc-originate",
        Exten="s",
        Priority="1",
        Async="true",
    )
    call = await bench.phones["op101"].incoming()
    await talks_with(call, "outside")
    assert b"CC_CALL=0192c0de-0000-8000-8000-000000000001" in bytes(bench.events.seen)
    await end(bench, call)
