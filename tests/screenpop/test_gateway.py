"""The gateway over real websockets: who gets in, what he sees, and who is cut off."""

import asyncio
import json
import logging
import socket
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from ccengine.core.board import BoardGone, BoardRows
from ccengine.core.desk import StatusLine, Visitor
from ccengine.core.errors import StoreUnavailable
from ccengine.core.events import plain
from ccengine.core.facts import OperatorStatus
from ccengine.core.supervision import FloorNote
from ccengine.lab.wait import eventually
from screenpop.gateway import ScreenGateway
from screenpop.page import BAD_MESSAGE, BAD_TOKEN, NO_HELLO, TOO_MANY, Limits
from tests.screenpop.cards import call, card

PAGE = Origin("http://127.0.0.1:8080")
LIMITS = Limits(
    hello_s=0.3,
    send_s=0.5,
    quiet_s=0.1,
    queue=20,
    patience_ms=150,
    tick_s=0.02,
    pages_per_operator=2,
    rights_s=0.05,
)


RIGHTS: dict[str, frozenset[str] | None] = {
    "op101": frozenset(),
    "op102": frozenset(),
    "": frozenset({"live"}),
}
"""What whose pages may; None: his session is over."""


async def visitor_of(token: str) -> Visitor | None:
    if token == "store-away":
        raise StoreUnavailable
    operator = {"token-101": "op101", "token-102": "op102", "token-boss": ""}.get(token)
    return Visitor(login="boss", session="s", operator=operator) if operator is not None else None


async def rights_of(visitor: Visitor) -> frozenset[str] | None:
    return RIGHTS[visitor.operator]


@pytest.fixture
async def gateway() -> AsyncIterator[ScreenGateway]:
    async with ScreenGateway(
        visitor_of=visitor_of, rights_of=rights_of, origins=[PAGE], port=0, limits=LIMITS
    ) as gateway:
        yield gateway


def dial(gateway: ScreenGateway, origin: Origin | None = PAGE) -> connect:
    return connect(f"ws://127.0.0.1:{gateway.port}/", origin=origin, compression=None)


async def hello(page: ClientConnection, token: str = "token-101") -> dict[str, Any]:
    await page.send(json.dumps({"type": "hello", "token": token, "seen": 0}))
    return await hear(page, "snapshot")


async def hear(page: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of that kind."""
    async with asyncio.timeout(20):
        while True:
            message: dict[str, Any] = json.loads(await page.recv())
            if message["type"] == kind:
                return message


async def drain(page: ClientConnection) -> None:
    while True:
        await page.recv()


async def closed(page: ClientConnection) -> int:
    """The code with which the gateway closed the connection."""
    with pytest.raises(ConnectionClosed) as ending:
        await asyncio.wait_for(drain(page), 5)
    return ending.value.rcvd.code if ending.value.rcvd else 1006


async def test_a_page_gets_the_whole_and_then_the_changes(gateway: ScreenGateway) -> None:
    gateway.show(card(1))
    gateway.status(StatusLine(operator="op101", status=OperatorStatus.AVAILABLE, reason="", since=7))
    gateway.status(StatusLine(operator="op102", status=OperatorStatus.PAUSED, reason="lunch", since=8))
    async with dial(gateway) as page:
        snapshot = await hello(page)
        assert [one["call_id"] for one in snapshot["cards"]] == [str(call(1))]
        assert snapshot["status"]["status"] == "available"
        assert {one["operator"]: one["reason"] for one in snapshot["colleagues"]} == {
            "op101": "",
            "op102": "lunch",
        }
        gateway.show(card(1, state="talking"))
        assert (await hear(page, "card"))["card"]["state"] == "talking"
        gateway.withdraw("op101", call(1), "done")
        assert (await hear(page, "withdraw"))["reason"] == "done"
        gateway.status(StatusLine(operator="op102", status=OperatorStatus.AVAILABLE, reason="", since=9))
        assert (await hear(page, "colleague"))["status"]["operator"] == "op102"
        gateway.obligations_changed()
        await hear(page, "obligations")
        assert (await hear(page, "ping"))["at"] > 0


async def test_words_to_everybody_reach_who_is_here_and_who_comes_while_they_stand(
    gateway: ScreenGateway,
) -> None:
    now = time.time_ns() // 1_000_000
    said = FloorNote(id="n1", at=now, until=now + 60_000, by="Zeynep", text="<b>Обед</b>\u202e\n в 13:00")
    async with dial(gateway) as early:
        await hello(early)
        gateway.note(replace(said, id="n0", at=now - 9, until=now - 1))  # its time is over
        gateway.note(said)
        gateway.note(said)  # told once more, by another engine's gateway
        await hear(early, "note")
        assert (await hear(early, "note"))["note"]["text"] == said.text
        async with dial(gateway) as late:
            await hello(late, "token-102")
            assert (await hear(late, "note"))["note"] == plain(said)
            gateway.obligations_changed()
            assert json.loads(await late.recv())["type"] in {"obligations", "ping"}


async def test_nobody_sees_what_is_not_his(gateway: ScreenGateway) -> None:
    async with dial(gateway) as mine, dial(gateway) as his:
        await hello(mine)
        await hello(his, "token-102")
        gateway.show(card(1, operator="op102"))
        gateway.obligations_changed()
        await hear(his, "card")
        assert json.loads(await mine.recv())["type"] in {"obligations", "ping"}


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ('{"type":"hello","token":"stolen","seen":0}', BAD_TOKEN),
        ('{"type":"hello","token":"store-away","seen":0}', 1013),
        ('{"type":"ack","call_id":"00000000-0000-0000-0000-000000000001","version":1}', BAD_MESSAGE),
        ("what?", BAD_MESSAGE),
        ("x" * 5000, 1009),
        (None, NO_HELLO),
    ],
)
async def test_who_is_not_let_in(gateway: ScreenGateway, frame: str | None, code: int) -> None:
    async with dial(gateway) as page:
        if frame is not None:
            await page.send(frame)
        assert await closed(page) == code
    assert gateway.metrics()["connections"] == 0


@pytest.mark.parametrize("origin", [Origin("http://evil.example"), Origin("null"), None])
async def test_a_page_from_elsewhere_is_refused(gateway: ScreenGateway, origin: Origin | None) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        async with dial(gateway, origin):
            pass
    assert refusal.value.response.status_code == 403


async def test_nonsense_after_the_hello_ends_that_page_only(gateway: ScreenGateway) -> None:
    async with dial(gateway) as wild, dial(gateway) as tame:
        await hello(wild)
        await hello(tame)
        await wild.send('{"type":"ack","call_id":"../../etc","version":1}')
        assert await closed(wild) == BAD_MESSAGE
        gateway.show(card(1))
        await hear(tame, "card")


async def test_what_is_not_acknowledged_comes_again_until_it_is(gateway: ScreenGateway) -> None:
    async with dial(gateway) as page:
        await hello(page)
        gateway.show(card(1))
        first, again = await hear(page, "card"), await hear(page, "card")
        assert first == again
        await page.send(json.dumps({"type": "ack", "call_id": str(call(1)), "version": first["version"]}))
        await eventually(lambda: gateway.metrics()["unacknowledged"] == 0)
    assert gateway.metrics()["redelivered"] >= 1


async def test_a_page_that_comes_back_gets_what_it_missed_and_not_what_is_gone(
    gateway: ScreenGateway,
) -> None:
    async with dial(gateway) as page:
        await hello(page)
        gateway.show(card(1))
        await hear(page, "card")
    await eventually(lambda: gateway.metrics()["connections"] == 0)
    gateway.withdraw("op101", call(1), "answered_elsewhere")
    gateway.show(card(2))
    async with dial(gateway) as page:
        assert [one["call_id"] for one in (await hello(page))["cards"]] == [str(call(2))]
        assert (await hear(page, "card"))["card"]["call_id"] == str(call(2))


async def test_two_tabs_see_the_same_and_one_acknowledgement_is_enough(gateway: ScreenGateway) -> None:
    async with dial(gateway) as one, dial(gateway) as other:
        await hello(one)
        await hello(other)
        gateway.show(card(1))
        seen = await hear(one, "card")
        assert await hear(other, "card") == seen
        await other.send(json.dumps({"type": "ack", "call_id": str(call(1)), "version": seen["version"]}))
        await eventually(lambda: gateway.metrics()["unacknowledged"] == 0)
        async with dial(gateway) as third:
            await third.send(json.dumps({"type": "hello", "token": "token-101", "seen": 0}))
            assert await closed(third) == TOO_MANY


async def test_who_does_not_read_is_cut_off_and_harms_nobody(gateway: ScreenGateway) -> None:
    def deaf() -> socket.socket:
        plug = socket.socket()
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plug.connect(("127.0.0.1", gateway.port))
        plug.setblocking(False)
        return plug

    async with (
        dial(gateway) as reader,
        connect(
            f"ws://127.0.0.1:{gateway.port}/", origin=PAGE, compression=None, sock=deaf(), close_timeout=0.1
        ) as slow,
    ):
        await hello(reader, "token-102")
        await hello(slow)
        slow.transport.pause_reading()
        number = 0
        async with asyncio.timeout(20):
            while gateway.metrics()["dropped"] == 0:
                number += 1
                gateway.show(card(number % 5, name="x" * 50_000 + str(number)))
                gateway.show(card(number, operator="op102"))
                # Earlier ones come again meanwhile: nobody acknowledges here.
                while (await hear(reader, "card"))["card"]["call_id"] != str(call(number)):
                    pass
        assert gateway.metrics()["connections"] == 1


async def test_no_token_name_or_number_is_logged(
    gateway: ScreenGateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with dial(gateway) as page:
        await hello(page)
        gateway.show(card(1))
        await hear(page, "card")
    said = " ".join(r.getMessage() for r in caplog.records if r.name.startswith("screenpop"))
    assert "op101" in said
    assert not any(secret in said for secret in ("token-101", "Ольга", "901234567"))


async def test_closing_ends_every_page(gateway: ScreenGateway) -> None:
    async with dial(gateway) as page:
        await hello(page)
        await gateway.aclose()
        assert await closed(page) == 1001


async def test_how_long_a_pop_took_is_measured_once(gateway: ScreenGateway) -> None:
    gateway.show(card(1))
    [unseen] = gateway.pop_times.unseen
    assert (unseen.operator, unseen.start, unseen.shown) == ("op101", 1_000, 0)
    async with dial(gateway) as page:
        await hello(page)
        assert gateway.pop_times.unseen[0].shown > 0
        gateway.show(card(2))
        shown = await hear(page, "card")
        ack = {"type": "ack", "call_id": str(call(2)), "version": shown["version"]}
        for _ in range(2):
            await page.send(json.dumps(ack))
        await eventually(lambda: len(gateway.pop_times.unseen) == 1)
        gateway.withdraw("op101", call(2), "done")
        gateway.withdraw("op101", call(1), "no_answer")
    times = gateway.pop_times
    assert [times.shown_s["first"].count, times.acknowledged_s["first"].count] == [2, 1]
    assert (times.unseen, times.never_acknowledged) == ((), 1)


async def test_whoever_is_refused_harms_nobody(gateway: ScreenGateway) -> None:
    """Strangers of every kind, all at once, while a pop is on its way to somebody else."""
    said = (
        '{"type":"hello","token":"expired","seen":0}',
        '{"type":"hello","token":"store-away","seen":0}',
        "?",
    )
    async with dial(gateway) as his:
        await hello(his, "token-102")

        async def stranger(frame: str) -> int:
            async with dial(gateway) as page:
                await page.send(frame)
                return await closed(page)

        async with asyncio.TaskGroup() as tasks:
            refused = [tasks.create_task(stranger(frame)) for frame in said * 5]
            gateway.show(card(1, operator="op102"))
            assert (await hear(his, "card"))["card"]["call_id"] == str(call(1))
        assert {task.result() for task in refused} == {BAD_TOKEN, 1013, BAD_MESSAGE}
        with pytest.raises(InvalidStatus):
            await dial(gateway, Origin("http://evil.example"))
        gateway.withdraw("op102", call(1), "done")
        await hear(his, "withdraw")
        assert gateway.metrics()["connections"] == 1


# --- the board ---------------------------------------------------------------------------------------


class OneQueueLess:
    """A board with a version and nothing on it."""

    version = 7

    def whole(self) -> tuple[int, BoardRows]:
        return self.version, BoardRows()


async def watch(page: ClientConnection) -> None:
    await page.send(json.dumps({"type": "watch", "what": "board"}))


@pytest.fixture
def board(gateway: ScreenGateway) -> OneQueueLess:
    gateway.board = OneQueueLess()
    return gateway.board


def change(gateway: ScreenGateway, version: int) -> None:
    gateway.board_changed(version, BoardRows(), BoardGone(calls=(call(1),)))


async def test_who_may_watches_the_board_without_a_phone(gateway: ScreenGateway, board: OneQueueLess) -> None:
    async with dial(gateway) as page:
        assert (await hello(page, "token-boss"))["cards"] == []
        change(gateway, 7)  # nobody watches yet
        await watch(page)
        assert (await hear(page, "board"))["version"] == 7
        change(gateway, 8)
        told = await hear(page, "board_changed")
        assert (told["version"], told["gone"]["calls"]) == (8, [str(call(1))])
        assert gateway.metrics()["watchers"] == 1
        await page.send(json.dumps({"type": "unwatch", "what": "board"}))
        await eventually(lambda: gateway.metrics()["watchers"] == 0)


async def test_who_may_not_gets_nothing_of_the_board(gateway: ScreenGateway, board: OneQueueLess) -> None:
    async with dial(gateway) as page:
        await hello(page)
        await watch(page)
        async with asyncio.timeout(20):
            while (told := json.loads(await page.recv()))["type"] != "board_refused":
                assert told["type"] != "board", "it was shown to him first"
        assert (told["why"], gateway.metrics()["watchers"]) == ("permission", 0)


async def test_who_loses_the_right_gets_no_more(
    gateway: ScreenGateway, board: OneQueueLess, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with dial(gateway) as page:
        await hello(page, "token-boss")
        await watch(page)
        await hear(page, "board")
        monkeypatch.setitem(RIGHTS, "", frozenset())
        assert (await hear(page, "board_refused"))["why"] == "permission"
        assert gateway.metrics()["watchers"] == 0


async def test_whose_session_is_over_is_shown_nothing_more(
    gateway: ScreenGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with dial(gateway) as page, dial(gateway) as other:
        await hello(page)
        await hello(other, "token-102")
        monkeypatch.setitem(RIGHTS, "op101", None)
        assert await closed(page) == BAD_TOKEN
        await eventually(lambda: gateway.metrics()["connections"] == 1)


async def test_a_gateway_without_a_board_says_so(gateway: ScreenGateway) -> None:
    async with dial(gateway) as page:
        await hello(page, "token-boss")
        await watch(page)
        assert (await hear(page, "board_refused"))["why"] == "elsewhere"


async def test_only_the_board_can_be_watched(gateway: ScreenGateway) -> None:
    async with dial(gateway) as page:
        await hello(page, "token-boss")
        await page.send(json.dumps({"type": "watch", "what": "everything"}))
        assert await closed(page) == BAD_MESSAGE
