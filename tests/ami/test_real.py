"""Both links on a real Asterisk that believes its callers (see `gullible`)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import UUID

import pytest

from ami.backoff import Backoff, LoginRefused
from ami.codec import Frame
from ami.control import ControlLink
from ami.link import EventLink
from ami.snapshot import Snapshot
from ccengine.core.errors import PbxRefused, PbxTimeout, PbxUnreachable
from ccengine.core.ids import issue_channel_id
from ccengine.lab.asterisk import Asterisk
from ccengine.lab.phone import Manners, Phone, State
from ccengine.lab.ports import free_ports
from ccengine.lab.tones import Voices
from ccengine.lab.tree import Tree
from ccengine.lab.wait import eventually
from tests.ami import gullible

pytestmark = pytest.mark.pbx

CALL = UUID("019aa8a0-0000-8000-8000-000000000001")
FORGED = "%0d%0a%0d%0aEvent%3a%20Hangup%0d%0aUniqueid%3a%20{victim}%0d%0aCause%3a%2016%0d%0a%0d%0aX"
AT_ONCE = Manners(answer_after=0.1)


class Heard:
    """An event link and what it delivered."""

    def __init__(self, port: int, *, secret: str = gullible.EVENTS[1], answer_s: float = 3.0) -> None:
        self.frames: list[Frame] = []
        self.snapshots: list[Snapshot] = []
        self.downs: list[str] = []
        self.link = EventLink(
            host="127.0.0.1",
            port=port,
            username=gullible.EVENTS[0],
            secret=secret,
            systemname=gullible.SYSTEMNAME,
            wanted=gullible.WANTED,
            on_frames=self.frames.extend,
            on_up=self.snapshots.append,
            on_down=self.downs.append,
            answer_s=answer_s,
            ping_s=0.3,
            backoff=Backoff(first_s=0.05, longest_s=0.2),
        )

    def all(self, event: str, **values: str) -> list[Frame]:
        return [f for f in self.frames if f["Event"] == event and values.items() <= dict(f).items()]

    async def hangups(self, count: int) -> None:
        await eventually(lambda: len(self.all("Hangup")) == count)

    def born(self, phone: str) -> list[Frame]:
        return [f for f in self.all("Newchannel") if f["Channel"].startswith(f"PJSIP/{phone}-")]


@asynccontextmanager
async def listening(pbx: Asterisk) -> AsyncIterator[Heard]:
    heard = Heard(pbx.ports.ami)
    running = asyncio.create_task(heard.link.run())
    try:
        await eventually(lambda: heard.link.up)
        yield heard
    finally:
        await heard.link.aclose()
        await running


@pytest.fixture
async def pbx(asterisk_tree: Tree) -> AsyncIterator[Asterisk]:
    ports = free_ports()
    async with Asterisk(asterisk_tree, gullible.config(ports), ports) as running:
        yield running


@pytest.fixture
async def heard(pbx: Asterisk) -> AsyncIterator[Heard]:
    async with listening(pbx) as heard:
        yield heard


@pytest.fixture
async def control(pbx: Asterisk) -> AsyncIterator[ControlLink]:
    username, secret = gullible.CONTROL
    control = ControlLink(
        host="127.0.0.1",
        port=pbx.ports.ami,
        username=username,
        secret=secret,
        answer_s=3.0,
        ping_s=0.3,
        backoff=Backoff(first_s=0.05, longest_s=0.2),
    )
    running = asyncio.create_task(control.run())
    try:
        await eventually(lambda: control.up)
        yield control
    finally:
        await control.close()
        await running


@pytest.fixture
async def operators(pbx: Asterisk) -> AsyncIterator[dict[str, Phone]]:
    """The operators' phones; they answer at once."""
    server, voices = ("127.0.0.1", pbx.ports.sip), Voices()
    async with AsyncExitStack() as stack:
        yield {
            name: await stack.enter_async_context(
                Phone(name, server, voices, password=gullible.PASSWORD, manners=AT_ONCE)
            )
            for name in gullible.PHONES
        }


@pytest.fixture
async def caller(pbx: Asterisk, operators: dict[str, Phone]) -> AsyncIterator[Phone]:
    """Someone outside."""
    async with Phone("caller", ("127.0.0.1", pbx.ports.sip), Voices(), host="127.0.0.2") as phone:
        yield phone


async def all_over(phone: Phone) -> None:
    """Nothing is left on that phone: rung again, it is not busy."""
    await eventually(lambda: all(call.state is State.ENDED for call in phone.calls))


async def hears(phone: Phone, who: str) -> None:
    """Only what is heard for a while is surely so for Asterisk too."""
    await eventually(lambda: any(name == who and to - since > 0.3 for since, to, name in phone.heard()))


async def talk(caller: Phone, heard: Heard, number: str = "79161234567") -> str:
    """The caller talks to op101; returns the name of the operator's channel."""
    await (await caller.place("100", user=number)).reach(State.UP)
    await eventually(lambda: len(heard.all("BridgeEnter")) == 2)
    return the(heard.born("op101"))


def the(born: list[Frame]) -> str:
    """The name of the only channel; none while there is none."""
    return born[0]["Channel"] if born else ""


async def test_a_login_with_a_wrong_secret(pbx: Asterisk) -> None:
    """Asterisk takes a second to say no."""
    heard = Heard(pbx.ports.ami, secret="wrong", answer_s=5.0)
    running = asyncio.create_task(heard.link.run())
    try:
        await eventually(lambda: heard.downs)
        assert isinstance(heard.link.trouble, LoginRefused)
    finally:
        await heard.link.aclose()
        await running


async def in_use(pbx: Asterisk, device: str) -> Snapshot | None:
    """A snapshot in which that phone is in use: states of devices come a little behind the calls."""
    async with listening(pbx) as later:
        (snapshot,) = later.snapshots
    return snapshot if snapshot.devices[device] == "INUSE" else None


async def test_the_snapshot_of_a_call_that_was_there_before(
    pbx: Asterisk, heard: Heard, caller: Phone
) -> None:
    await talk(caller, heard)
    snapshot = await eventually(lambda: in_use(pbx, "PJSIP/op101"))
    assert snapshot is not None
    assert {c.uniqueid for c in snapshot.channels} == {f["Uniqueid"] for f in heard.all("Newchannel")}
    assert {c.number for c in snapshot.channels} == {"79161234567", "101"}
    (bridge,) = snapshot.bridges
    assert set(bridge.channels) == {c.uniqueid for c in snapshot.channels}
    assert {c.bridge for c in snapshot.channels} == {bridge.bridge}
    assert snapshot.started
    assert (snapshot.refused, snapshot.torn) == ((), ())


async def test_a_call_of_ours(heard: Heard, control: ControlLink, caller: Phone) -> None:
    channel_id = issue_channel_id(1_795_000_000, "f00d")
    heard.link.expect_channel(channel_id)
    await control.originate(endpoint="op101", dial="102", call=CALL, channel_id=channel_id, ring_s=10)
    await eventually(lambda: len(heard.all("BridgeEnter")) == 2)
    assert heard.born("op101")[0]["Uniqueid"] == channel_id
    assert f"CC_CALL={CALL}" in heard.all("BridgeEnter", Uniqueid=channel_id)[0].all("ChanVariable")
    (other,) = heard.born("op102")
    assert other["Linkedid"] == channel_id
    (told,) = await eventually(lambda: heard.all("OriginateResponse"))
    assert told["Response"] == "Success"
    await control.hang_up(other["Channel"])
    await heard.hangups(2)
    assert not any(frame.hostile for frame in heard.frames)


@pytest.mark.slow  # Asterisk does not end in good order after this
async def test_a_reused_channel_id_moves_no_live_call(
    heard: Heard, control: ControlLink, caller: Phone
) -> None:
    channel_id = issue_channel_id(1_795_000_000, "f00d")
    for _ in range(2):
        await control.originate(endpoint="op101", dial="102", call=CALL, channel_id=channel_id, ring_s=10)
        await eventually(lambda: len(heard.all("BridgeEnter")) == 2)
    await eventually(lambda: len(heard.all("OriginateResponse")) == 2)
    assert heard.all("Hangup", Uniqueid=channel_id) == []


async def test_what_asterisk_refuses(heard: Heard, control: ControlLink) -> None:
    for act in (control.hang_up, control.cancel_transfer):
        with pytest.raises(PbxRefused):
            await act("PJSIP/op101-ffffffff")
    for transfer in (control.blind_transfer, control.attended_transfer, control.move_to_operator):
        with pytest.raises(PbxRefused):
            await transfer("PJSIP/op101-ffffffff", "102")
    with pytest.raises(PbxRefused):
        await control.queue_add("nosuch", "op101", paused=False)
    with pytest.raises(PbxRefused):
        await control.recording_mute("PJSIP/op101-ffffffff", muted=True)


async def test_queue_membership(pbx: Asterisk, heard: Heard, control: ControlLink) -> None:
    await control.queue_add("sales", "op101", paused=False)
    await control.queue_pause("op101", paused=True, reason="обед")
    async with listening(pbx) as later:
        (member,) = later.snapshots[0].members
    assert (member.interface, member.paused, member.reason) == ("PJSIP/op101", True, "обед")
    await control.queue_remove("sales", "op101")
    async with listening(pbx) as last:
        assert last.snapshots[0].members == ()


async def test_a_blind_transfer(heard: Heard, control: ControlLink, caller: Phone) -> None:
    await control.blind_transfer(await talk(caller, heard), "102")
    (born,) = await eventually(lambda: heard.born("op102"))
    await eventually(lambda: heard.all("BridgeEnter", Channel=born["Channel"]))
    (transfer,) = await eventually(lambda: heard.all("BlindTransfer"))
    assert (transfer["Result"], transfer["Extension"]) == ("Success", "102")


async def test_an_attended_transfer_cancelled(
    heard: Heard, control: ControlLink, caller: Phone, operators: dict[str, Phone]
) -> None:
    operator = await talk(caller, heard)
    (first,) = heard.all("BridgeEnter", Channel=operator)
    await control.attended_transfer(operator, "102")
    await hears(operators["op102"], "op101")
    await control.cancel_transfer(operator)
    back = {"Channel": operator, "BridgeUniqueid": first["BridgeUniqueid"]}
    await eventually(lambda: len(heard.all("BridgeEnter", **back)) == 2)
    await eventually(lambda: heard.all("Hangup", Channel=the(heard.born("op102"))))
    assert heard.all("AttendedTransfer") == []


async def test_an_attended_transfer_completed(
    heard: Heard, control: ControlLink, caller: Phone, operators: dict[str, Phone]
) -> None:
    operator = await talk(caller, heard)
    trunk = the(heard.born("trunk"))
    await control.attended_transfer(operator, "102")
    await hears(operators["op102"], "op101")
    await control.hang_up(operator)
    (transfer,) = await eventually(lambda: heard.all("AttendedTransfer"))
    assert transfer["Result"] == "Success"
    await eventually(lambda: heard.all("Hangup", Channel=operator))
    assert heard.all("Hangup", Channel=trunk) == []


async def test_a_variable(heard: Heard, control: ControlLink, caller: Phone) -> None:
    operator = await talk(caller, heard)
    await control.set_variable(operator, "CC_CALL", str(CALL))
    await control.hang_up(operator)
    (gone,) = await eventually(lambda: heard.all("Hangup", Channel=operator))
    assert gone.all("ChanVariable") == [f"CC_CALL={CALL}"]


async def test_a_hostile_caller_moves_nothing(
    pbx: Asterisk, heard: Heard, caller: Phone, operators: dict[str, Phone]
) -> None:
    """He puts whole hang-ups of somebody else's call into the stream; that call stays, his own
    calls are seen from birth to end, and what he did is counted."""
    operator = await talk(caller, heard)
    victims = {frame["Channel"]: frame["Uniqueid"] for frame in heard.all("Newchannel")}
    for round_, victim in enumerate(victims.values(), start=1):
        number = "7916" + FORGED.format(victim=victim)
        call = await (await caller.place("200", user=number)).reach(State.UP)

        async def all_seen() -> bool:
            """A leg that has just gone may be listed for a moment more; none of these is missing."""
            async with listening(pbx) as later:
                (snapshot,) = later.snapshots
            assert victims.items() <= {c.channel: c.uniqueid for c in snapshot.channels}.items()
            assert snapshot.torn == ()
            return len(snapshot.channels) == 4

        await eventually(all_seen)
        await call.hang_up()
        await heard.hangups(2 * round_)
        await all_over(operators["op102"])
    assert not {frame["Uniqueid"] for frame in heard.all("Hangup")} & set(victims.values())
    assert len(heard.all("Newchannel")) == 6
    hostile = [frame for frame in heard.frames if frame.hostile]
    assert {frame["Channel"] for frame in hostile}.isdisjoint(victims)
    assert {"Newchannel", "Hangup"} <= {frame["Event"] for frame in hostile}
    assert heard.link.hostile.total() > 0
    assert heard.downs == []
    assert operator in victims


async def test_a_frozen_asterisk_and_its_return(pbx: Asterisk, heard: Heard, control: ControlLink) -> None:
    pbx.freeze()
    try:
        with pytest.raises((PbxTimeout, PbxUnreachable)):
            await control.queue_add("sales", "op101", paused=False)
        await eventually(lambda: heard.downs)
    finally:
        pbx.thaw()
    await eventually(lambda: heard.link.up and control.up)
    assert heard.snapshots[1:]


async def test_a_killed_asterisk_and_its_return(pbx: Asterisk, heard: Heard, control: ControlLink) -> None:
    first = heard.snapshots[0].started
    pbx.kill()
    await eventually(lambda: heard.downs and not control.up)
    with pytest.raises(PbxUnreachable):
        await control.queue_add("sales", "op101", paused=False)
    await pbx.start()
    await eventually(lambda: heard.link.up and control.up)
    assert heard.snapshots[-1].started >= first


async def test_which_channels_there_are_can_be_asked_at_any_time(
    heard: Heard, control: ControlLink, operators: dict[str, Phone]
) -> None:
    assert await heard.link.channels() == frozenset()
    channel_id = issue_channel_id(1_795_000_000, "HERE")
    heard.link.expect_channel(channel_id)
    await control.originate(endpoint="op101", dial="102", call=CALL, channel_id=channel_id, ring_s=5)
    await eventually(lambda: len(heard.born("op102")) == 1)
    there = await heard.link.channels()
    assert there is not None
    assert {channel_id, heard.born("op102")[0]["Uniqueid"]} <= there
    await operators["op101"].calls[0].hang_up()
    await heard.hangups(2)
    assert await heard.link.channels() == frozenset()
