"""The event link when the other side hangs, breaks off or stammers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ami import link as link_module
from ami.backoff import Backoff, LoginRefused
from ami.codec import Frame
from ami.link import EventLink
from ami.snapshot import Snapshot
from ccengine.core.errors import PbxTimeout, PbxUnreachable, SettingsError
from ccengine.lab.ports import free_port
from ccengine.lab.wait import eventually
from tests.ami.scripted import BANNER, SYSTEMNAME, Peer, event, good_answer, serving, well


class Told:
    """A link and everything it said, in order."""

    def __init__(self, port: int, *, answer_s: float = 5.0, ping_s: float = 0.1) -> None:
        self.story: list[str] = []
        self.snapshots: list[Snapshot] = []
        self.downs: list[str] = []
        self.link = EventLink(
            host="127.0.0.1",
            port=port,
            username="ccengine-events",
            secret="secret",
            systemname=SYSTEMNAME,
            wanted={"Newchannel", "Hangup"},
            on_frames=self._frames,
            on_up=self._up,
            on_down=self._down,
            answer_s=answer_s,
            ping_s=ping_s,
            backoff=Backoff(first_s=0.01, longest_s=0.05, refused_s=0.2),
        )

    def _frames(self, frames: list[Frame]) -> None:
        self.story += [f"{frame['Event']} {frame['Uniqueid'][-1]}" for frame in frames]

    def _up(self, snapshot: Snapshot) -> None:
        self.story.append("up")
        self.snapshots.append(snapshot)

    def _down(self, reason: str) -> None:
        self.story.append("down")
        self.downs.append(reason)


@asynccontextmanager
async def listening(port: int, **options: float) -> AsyncIterator[Told]:
    told = Told(port, **options)
    running = asyncio.create_task(told.link.run())
    try:
        yield told
    finally:
        await told.link.aclose()
        await running


async def test_events_during_the_snapshot_come_after_it_in_order() -> None:
    async def script(peer: Peer) -> None:
        await peer.say(BANNER)
        number = 0
        while True:
            action = await peer.action()
            first, *rest = good_answer(action)
            if action["Action"] in ("CoreStatus", "QueueStatus"):
                number += 1
                await peer.say(event("Newchannel", f"1.{number}") + event("VarSet", "1.9"))
            await peer.say(first + b"\r\n")
            for frame in rest:
                await peer.say(frame + b"\r\n")
            if action["Action"] == "DeviceStateList":
                await peer.say(event("Hangup", "1.1"))

    async with serving(script) as port, listening(port) as told:
        await eventually(lambda: len(told.story) == 4)
        assert told.story == ["up", "Newchannel 1", "Newchannel 2", "Hangup 1"]
        assert told.snapshots[0].started == "2026-11-22 04:57:00"


async def test_the_snapshot_waits_until_asterisk_has_booted() -> None:
    """To a login before that it is an event with a head of its own, and not to be missed."""
    booted = asyncio.Event()

    async def boots(peer: Peer) -> None:
        await peer.say(BANNER)
        for _ in range(2):
            await peer.say(good_answer(await peer.action())[0] + b"\r\n")
        await booted.wait()
        await peer.say(event("FullyBooted", "1.0"))
        while True:
            await peer.answer(await peer.action())

    async with serving(boots) as port, listening(port) as told:
        assert told.story == []
        booted.set()
        await eventually(lambda: told.link.up)
        assert told.story == ["up"]


async def test_a_server_that_never_answers_is_given_up_and_tried_again() -> None:
    async def mute(peer: Peer) -> None:
        await peer.hang()

    async with serving(mute, mute, well) as port, listening(port, answer_s=0.05) as told:
        await eventually(lambda: told.link.up)
        # The reason did not change between the two tries, so it was told once.
        assert told.story == ["down", "up"]
        assert "did not answer" in told.downs[0]


async def test_a_server_that_hangs_after_the_login_is_found_out_by_pings() -> None:
    async def hangs(peer: Peer) -> None:
        await peer.say(BANNER)
        while (action := await peer.action())["Action"] != "Ping":
            await peer.answer(action)
        await peer.hang()

    async with serving(hangs, well) as port, listening(port, answer_s=1.0, ping_s=0.02) as told:
        await eventually(lambda: len(told.snapshots) == 2)
        assert told.story == ["up", "down", "up"]
        assert isinstance(told.link.trouble, PbxTimeout | None)
        assert "did not answer Ping" in told.downs[0]


@pytest.mark.parametrize(
    "where", ["Challenge", "Login", "CoreStatus", "CoreShowChannels", "QueueStatus", "Ping"]
)
async def test_a_connection_cut_in_the_middle_of_a_frame(where: str) -> None:
    async def cuts(peer: Peer) -> None:
        await peer.say(BANNER)
        while (action := await peer.action())["Action"] != where:
            await peer.answer(action)
        await peer.say(good_answer(action)[-1][:-9] + event("Hangup", "1.7")[:30])

    async with serving(cuts, well) as port, listening(port) as told:
        await eventually(lambda: told.link.up and told.downs)
        assert "closed" in told.downs[0] or "broke" in told.downs[0]
        assert not any("Hangup" in line for line in told.story)


async def test_frames_that_end_with_a_bare_lf() -> None:
    """As CoreShowChannelMap's once did; what follows is a frame of its own."""

    async def stammers(peer: Peer) -> None:
        await peer.say(BANNER)
        while True:
            await peer.answer(await peer.action(), end=b"\n")
            await peer.say(event("Newchannel", "1.1"))

    async with serving(stammers) as port, listening(port) as told:
        await eventually(lambda: told.link.up and "Newchannel 1" in told.story)
        assert told.downs == []


async def test_a_refused_login_is_told_and_tried_slowly() -> None:
    tries: list[str] = []

    async def refuses(peer: Peer) -> None:
        await peer.say(BANNER)
        await peer.answer(await peer.action())
        action = await peer.action()
        tries.append(action["Key"])
        refusal = (
            f"Response: Error\r\nActionID: {action['ActionID']}\r\nMessage: Authentication failed\r\n\r\n"
        )
        await peer.say(refusal.encode())

    async with serving(refuses, refuses, well) as port, listening(port) as told:
        await eventually(lambda: told.downs)
        assert isinstance(told.link.trouble, LoginRefused)
        assert "secret" not in told.downs[0]
        await eventually(lambda: told.link.up)
        assert len(tries) == 2


async def test_a_pbx_of_another_name_is_told_at_once() -> None:
    """Else its events would be dropped as forged, and nobody would know why nothing happens."""

    async def other(peer: Peer) -> None:
        await peer.say(BANNER)
        while (action := await peer.action())["Action"] != "CoreSettings":
            await peer.answer(action)
        named = f"Response: Success\r\nActionID: {action['ActionID']}\r\nSystemName: other\r\n\r\n"
        await peer.say(named.encode())
        await peer.hang()

    async with serving(other, well) as port, listening(port) as told:
        await eventually(lambda: told.downs)
        assert isinstance(told.link.trouble, SettingsError)
        await eventually(lambda: told.link.up)


async def test_a_pbx_without_challenge_gets_the_secret() -> None:
    logins: list[dict[str, str]] = []

    async def plain(peer: Peer) -> None:
        await peer.say(BANNER)
        action = await peer.action()
        await peer.say(f"Response: Error\r\nActionID: {action['ActionID']}\r\nMessage: none\r\n\r\n".encode())
        logins.append(await peer.action())
        await peer.answer(logins[0])
        while True:
            await peer.answer(await peer.action())

    async with serving(plain) as port, listening(port) as told:
        await eventually(lambda: told.link.up)
        assert logins[0]["Secret"] == "secret"


async def test_nobody_there() -> None:
    async with listening(free_port()) as told:
        await eventually(lambda: told.downs)
        assert isinstance(told.link.trouble, PbxUnreachable)
        assert told.story == ["down"]


async def test_a_snapshot_that_is_overrun_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "BACKLOG", 10)

    async def floods(peer: Peer) -> None:
        await peer.say(BANNER)
        while (action := await peer.action())["Action"] != "QueueStatus":
            await peer.answer(action)
        await peer.say(event("Newchannel", "1.1") * 11)
        await peer.hang()

    async with serving(floods, well) as port, listening(port) as told:
        await eventually(lambda: told.link.up)
        assert told.story == ["down", "up"]
        assert "before the snapshot" in told.downs[0]


async def test_a_receiver_that_fails_costs_no_connection(caplog: pytest.LogCaptureFixture) -> None:
    async def script(peer: Peer) -> None:
        await peer.say(BANNER)
        while True:
            action = await peer.action()
            await peer.answer(action)
            if action["Action"] == "Ping":
                await peer.say(event("Newchannel", "1.1"))

    async with serving(script) as port, listening(port, ping_s=0.02) as told:

        def fail(frames: list[Frame]) -> None:
            told.story.append("failed")
            raise ZeroDivisionError

        told.link._on_frames = fail
        await eventually(lambda: told.story.count("failed") >= 2)
        assert told.downs == []
        assert "the receiver of AMI events failed" in caplog.text


async def test_closing_while_it_waits_to_try_again() -> None:
    told = Told(free_port())
    told.link._backoff = Backoff(first_s=60.0, longest_s=60.0)
    running = asyncio.create_task(told.link.run())
    await eventually(lambda: told.downs)
    async with asyncio.timeout(10):
        await told.link.aclose()
        await running
