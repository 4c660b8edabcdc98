"""Phones of the lab on a real Asterisk: they hear each other, hold, transfer, refuse, give up."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Protocol

import pytest

from ccengine.lab.asterisk import Asterisk
from ccengine.lab.phone import CallOver, Manners, Phone, State
from ccengine.lab.ports import free_ports
from ccengine.lab.tones import Voices
from ccengine.lab.tree import Tree
from ccengine.lab.wait import eventually
from tests.lab import house

pytestmark = pytest.mark.pbx


class Ring(Protocol):
    async def __call__(self, name: str, manners: Manners | None = None) -> Phone: ...


@pytest.fixture
async def pbx(asterisk_tree: Tree) -> AsyncIterator[Asterisk]:
    ports = free_ports()
    async with Asterisk(asterisk_tree, house.config(ports), ports) as running:
        yield running


@pytest.fixture
async def phone(pbx: Asterisk) -> AsyncIterator[Ring]:
    """Make phones that live as long as the test; ``caller`` comes over the trunk."""
    voices = Voices()
    made: list[Phone] = []
    async with AsyncExitStack() as stack:

        async def make(name: str, manners: Manners | None = None) -> Phone:
            outside = name not in house.PHONES
            new = Phone(
                name,
                ("127.0.0.1", pbx.ports.sip),
                voices,
                password="" if outside else house.PASSWORD,
                host="127.0.0.2" if outside else "127.0.0.1",
                manners=manners,
            )
            made.append(new)
            return await stack.enter_async_context(new)

        yield make
    # Shown by pytest where the test failed.
    for at, text in sorted((at, f"{p.name}: {text}") for p in made for at, text in p.diary):
        print(f"{at:.3f} {text}")


def hears(phone: Phone, who: str, seconds: float = 0.5) -> Callable[[], bool]:
    """A condition: this phone has heard that voice alone for so long."""
    return lambda: sum(to - start for start, to, heard in phone.heard() if heard == who) >= seconds


async def test_two_phones_hear_each_other(phone: Ring) -> None:
    caller, op101 = await phone("caller"), await phone("op101", Manners(answer_after=0.1))
    call = await caller.place("101", user="+998901234567", display='Яна "O\'Hara"')
    rung = await op101.incoming()
    await call.reach(State.UP)
    await eventually(hears(caller, "op101"))
    await eventually(hears(op101, "caller"))
    await call.hang_up()
    await rung.reach(State.ENDED)
    assert any("rings, From" in text and "998901234567" in text for _, text in op101.diary)
    assert 0 < call.rang <= call.answered <= call.ended


async def test_hold_gives_music_or_silence_and_unhold_the_voice(phone: Ring) -> None:
    caller, op101 = await phone("caller"), await phone("op101", Manners(answer_after=0))
    call = await caller.place("101")
    held = await op101.incoming()
    await call.reach(State.UP)
    await eventually(hears(caller, "op101"))
    await held.hold()
    before = sum(to - start for start, to, who in caller.heard() if who == "op101")
    await eventually(hears(op101, "caller", 0.2))
    await held.unhold()
    await eventually(hears(caller, "op101", before + 0.6))
    await call.hang_up()


async def test_blind_transfer(phone: Ring) -> None:
    caller = await phone("caller")
    op101, op102 = (
        await phone("op101", Manners(answer_after=0)),
        await phone("op102", Manners(answer_after=0)),
    )
    call = await caller.place("101")
    first = await op101.incoming()
    await call.reach(State.UP)
    await eventually(hears(caller, "op101"))  # who is not bridged yet cannot be passed on
    assert await first.refer("102") == 202
    await first.reach(State.ENDED)
    await eventually(hears(caller, "op102"))
    await eventually(hears(op102, "caller"))
    assert first.transfer_said[-1] == "SIP/2.0 200 OK"
    await call.hang_up()


@pytest.mark.parametrize("blonde", [False, True], ids=["attended", "blonde"])
async def test_attended_transfer(phone: Ring, blonde: bool) -> None:
    caller = await phone("caller")
    op101, op102 = await phone("op101", Manners(answer_after=0)), await phone("op102")
    call = await caller.place("101")
    first = await op101.incoming()
    await call.reach(State.UP)
    await eventually(hears(caller, "op101"))
    await first.hold()
    consult = await op101.place("102")
    second = await op102.incoming()
    await consult.reach(State.RINGING)
    if not blonde:
        second.answer()
        await consult.reach(State.UP)
        await eventually(hears(op102, "op101"))
    assert await first.refer_to(consult) == 202
    if blonde:
        second.answer()
    await eventually(hears(caller, "op102"))
    await eventually(hears(op102, "caller"))
    await consult.reach(State.ENDED)
    await first.reach(State.ENDED)
    await call.hang_up()


@pytest.mark.parametrize("code", [486, 603, 480])
async def test_a_refusing_phone(phone: Ring, code: int) -> None:
    caller, op101 = await phone("caller"), await phone("op101", Manners(refuse=code))
    call = await caller.place("101")
    with pytest.raises(CallOver):
        await call.reach(State.UP)
    assert (await op101.incoming()).status == code


async def test_the_caller_gives_up(phone: Ring) -> None:
    caller, op101 = await phone("caller"), await phone("op101")
    call = await caller.place("101")
    rung = await op101.incoming()
    await call.reach(State.RINGING)
    await call.hang_up()
    await rung.reach(State.ENDED)
    assert (call.status, rung.status) == (487, 487)


async def test_who_gives_up_in_the_moment_in_which_they_pick_up_has_hung_up() -> None:
    voices, port = Voices(), free_ports().sip
    async with (
        Phone("caller", ("127.0.0.1", port), voices, host="127.0.0.2", port=port) as caller,
        Phone("op101", ("127.0.0.2", port), voices, port=port) as op101,
    ):
        call = await caller.place("101")
        rung = await op101.incoming()
        await call.reach(State.RINGING)
        rung.answer()
        await call.hang_up()  # nothing was read in between: the two cross on the wire
        await rung.reach(State.ENDED)
        assert [text for _, text in caller.diary][-3:] == ["sends CANCEL", "connected (200)", "sends BYE"]


async def test_a_wrong_password_is_refused(pbx: Asterisk) -> None:
    stranger = Phone("op101", ("127.0.0.1", pbx.ports.sip), Voices(), password="wrong")
    with pytest.raises(ConnectionError, match="could not register"):
        await stranger.start()


async def test_killed_frozen_and_back(pbx: Asterisk, phone: Ring) -> None:
    caller, _ = await phone("caller"), await phone("op101", Manners(answer_after=0))
    pbx.freeze()
    call = await caller.place("101")
    pbx.thaw()
    await call.reach(State.UP)
    await call.hang_up()
    pbx.kill()
    assert pbx.pid == 0
    await pbx.start()
    assert "No such" not in await pbx.cli("core show version")
