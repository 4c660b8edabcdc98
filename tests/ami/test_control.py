"""The control link when the other side hangs or breaks off: nothing is repeated, nothing waits."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from ami.backoff import Backoff, LoginRefused
from ami.control import ControlLink
from ccengine.core.errors import BadInput, LeaseLost, PbxRefused, PbxTimeout, PbxUnreachable
from ccengine.lab.ports import free_port
from ccengine.lab.wait import eventually
from tests.ami.scripted import BANNER, Peer, serving, well

CALL = UUID("019aa8a0-0000-8000-8000-000000000001")
CHANNEL = "PJSIP/op101-00000001"


@asynccontextmanager
async def acting(
    port: int, *, wait: bool = True, answer_s: float = 5.0, ping_s: float = 0.1
) -> AsyncIterator[ControlLink]:
    control = ControlLink(
        host="127.0.0.1",
        port=port,
        username="ccengine-control",
        secret="secret",
        answer_s=answer_s,
        ping_s=ping_s,
        backoff=Backoff(first_s=0.01, longest_s=0.05, refused_s=0.2),
    )
    running = asyncio.create_task(control.run())
    try:
        if wait:
            await eventually(lambda: control.up)
        yield control
    finally:
        await control.close()
        await running


def originate(control: ControlLink, *, dial: str = "+998901234567") -> "asyncio.Task[None]":
    ring = control.originate(
        endpoint="op101", dial=dial, call=CALL, channel_id="cc-1795324298.f00d", ring_s=20
    )
    return asyncio.create_task(ring)


class Witness:
    """A server that answers, and remembers what it was told to do."""

    def __init__(self, *, silent_about: str = "", drops_at: str = "") -> None:
        self.actions: list[dict[str, str]] = []
        self.connections = 0
        self._silent_about = silent_about
        self._drops_at = drops_at

    async def __call__(self, peer: Peer) -> None:
        self.connections += 1
        await peer.say(BANNER)
        while True:
            action = await peer.action()
            if action["Action"] not in ("Login", "Ping"):
                self.actions.append(action)
            if action["Action"] == self._drops_at:
                return
            if action["Action"] != self._silent_about:
                await peer.answer(action)


async def test_an_originate_as_it_is_written() -> None:
    witness = Witness()
    async with serving(witness) as port, acting(port) as control:
        await originate(control)
    (action,) = witness.actions
    assert action["Async"] == "true"
    assert action["Channel"] == "PJSIP/op101"
    assert (action["Context"], action["Exten"], action["Priority"]) == ("cc-originate", "s", "1")
    assert action["ChannelId"] == "cc-1795324298.f00d"
    assert action["Timeout"] == "20000"


async def test_an_unanswered_action_is_told_and_never_sent_again() -> None:
    witness = Witness(silent_about="Originate")
    async with serving(witness) as port, acting(port, answer_s=0.5) as control:
        with pytest.raises(PbxTimeout):
            await originate(control)
        await eventually(lambda: witness.connections >= 2 and control.up)
        await control.hang_up(CHANNEL)
    assert [action["Action"] for action in witness.actions] == ["Originate", "Hangup"]


async def test_a_connection_lost_under_an_action() -> None:
    witness = Witness(drops_at="Originate")
    async with serving(witness) as port, acting(port, answer_s=60.0) as control:
        started = time.monotonic()
        with pytest.raises(PbxTimeout):
            await originate(control)
        assert time.monotonic() - started < 30
        await eventually(lambda: witness.connections >= 2 and control.up)
    assert len(witness.actions) == 1


async def test_a_server_that_hangs_is_found_out_by_pings(caplog: pytest.LogCaptureFixture) -> None:
    witness = Witness(silent_about="Ping")
    async with serving(witness, well) as port, acting(port, answer_s=0.5, ping_s=0.02) as control:
        await eventually(lambda: "did not answer Ping" in caplog.text)
        await eventually(lambda: control.up)


async def test_without_a_connection_nothing_waits() -> None:
    async with acting(free_port(), wait=False) as control:
        with pytest.raises(PbxUnreachable):
            await control.hang_up(CHANNEL)
        await eventually(lambda: isinstance(control.trouble, PbxUnreachable))


async def test_a_refused_login() -> None:
    async def refuses(peer: Peer) -> None:
        await peer.say(BANNER)
        action = await peer.action()
        await peer.say(f"Response: Error\r\nActionID: {action['ActionID']}\r\nMessage: no\r\n\r\n".encode())
        await peer.hang()

    async with serving(refuses, well) as port, acting(port, wait=False) as control:
        await eventually(lambda: isinstance(control.trouble, LoginRefused))
        await eventually(lambda: control.up)


async def test_closing_is_for_good() -> None:
    witness = Witness()
    async with serving(witness) as port:
        async with acting(port):
            pass
        async with acting(port):
            assert witness.connections == 2


async def test_the_lease_is_checked_before_anything_is_written() -> None:
    witness = Witness()

    def lost() -> None:
        raise LeaseLost

    async with serving(witness) as port, acting(port) as control:
        control._before_act = lost
        with pytest.raises(LeaseLost):
            await control.hang_up(CHANNEL)
    assert witness.actions == []


@pytest.mark.parametrize(
    "bad", ["PJSIP/a\r\nAction: Originate", "PJSIP/a\n", "/^PJSIP/", "", "PJSIP/" + "x" * 200]
)
async def test_a_channel_that_is_none_is_refused(bad: str) -> None:
    async with acting(free_port(), wait=False) as control:
        for act in (control.hang_up, control.cancel_transfer):
            with pytest.raises(BadInput):
                await act(bad)
        with pytest.raises(BadInput):
            await control.blind_transfer(bad, "102")


@pytest.mark.parametrize("bad", ["1\r\nAction: Hangup", "${SHELL(id)}", "102,1", "102@else", "+", ""])
async def test_a_number_that_is_none_is_refused(bad: str) -> None:
    async with acting(free_port(), wait=False) as control:
        with pytest.raises(BadInput):
            await originate(control, dial=bad)
        with pytest.raises(BadInput):
            await control.attended_transfer(CHANNEL, bad)


async def test_values_and_variables_that_would_do_harm_are_refused() -> None:
    async with acting(free_port(), wait=False) as control:
        with pytest.raises(BadInput):
            await control.set_variable(CHANNEL, "SHELL(id)", "1")
        with pytest.raises(BadInput):
            await control.set_variable(CHANNEL, "NOTE", "a\r\nAction: Hangup")
        with pytest.raises(BadInput):
            await control.queue_pause("op101", paused=True, reason="lunch\r\nAction: Hangup")


async def test_who_listens_is_sent_there_anew_and_who_waits_is_marked_on_his_way() -> None:
    witness = Witness()
    async with serving(witness) as port, acting(port) as control:
        await control.hear(CHANNEL, leg="pbx1-0a1b-1795324298.7", how="whisper")
        await control.move_to_operator(CHANNEL, "102")
        await control.move_to_queue(CHANNEL, "700")
        for bad in ("102,1", "${SHELL(id)}", ""):
            with pytest.raises(BadInput):
                await control.move_to_operator(CHANNEL, bad)
        with pytest.raises(BadInput):
            await control.hear(CHANNEL, leg="x,Eq)", how="barge")
    set_to = [(a["Variable"], a["Value"]) for a in witness.actions if a["Action"] == "Setvar"]
    assert set_to == [("CC_SPY", "pbx1-0a1b-1795324298.7"), ("CC_SPY_HOW", "w")]
    assert [(a["Context"], a["Exten"]) for a in witness.actions if a["Action"] == "Redirect"] == [
        ("cc-spy", "s"),
        ("cc-to-operator", "102"),
        ("cc-to-queue", "700"),
    ]


async def test_a_refusal_says_what_asterisk_said() -> None:
    async def refuses(peer: Peer) -> None:
        await peer.say(BANNER)
        await peer.answer(await peer.action())
        while True:
            action = await peer.action()
            answer = f"Response: Error\r\nActionID: {action['ActionID']}\r\nMessage: No such channel\r\n\r\n"
            await peer.say(answer.encode())

    async with serving(refuses) as port, acting(port, ping_s=9.0) as control:
        with pytest.raises(PbxRefused, match="No such channel"):
            await control.hang_up(CHANNEL)
