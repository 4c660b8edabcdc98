"""Files as a real Asterisk writes them: a call is passed on, and the recording covers it all."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from ccengine.core.facts import Role
from ccengine.lab.asterisk import Asterisk
from ccengine.lab.call import Call
from ccengine.lab.phone import Manners, Phone, State
from ccengine.lab.ports import free_ports
from ccengine.lab.tones import Voices
from ccengine.lab.tree import Tree
from ccengine.lab.wait import eventually
from recorder.folder import Folder
from recorder.mix import mix
from recorder.timeline import Verdict, make_plan
from tests.lab import house
from tests.recorder.sound import call, heard, leg, part

pytestmark = pytest.mark.pbx

NAMES = ("caller", "op101", "op102")
TONES = {"caller": 400.0, "op101": 450.0, "op102": 500.0}  # as Voices gives them, in this order
SLACK_MS = 150


def dialplan(folder: Path) -> str:
    return f"""[house]
exten => _10X,1,Gosub(rec,s,1)
 same => n,Dial(PJSIP/op${{EXTEN}},30,tU(rec))
 same => n,Hangup()
[rec]
exten => s,1,GotoIf($["${{REC_ON}}" = "${{UNIQUEID}}"]?done)
 same => n,MixMonitor(,r({folder}/${{UNIQUEID}}.wav))
 same => n,Set(REC_ON=${{UNIQUEID}})
 same => n(done),Return()
"""


@pytest.fixture
async def pbx(asterisk_tree: Tree, tmp_path: Path) -> AsyncIterator[Asterisk]:
    ports = free_ports()
    config = house.config(ports) | {"extensions.conf": dialplan(tmp_path)}
    async with Asterisk(asterisk_tree, config, ports) as running:
        yield running


@pytest.fixture
async def phones(pbx: Asterisk) -> AsyncIterator[dict[str, Phone]]:
    voices = Voices(NAMES)
    async with AsyncExitStack() as stack:
        made = {}
        for name in NAMES:
            outside = name == "caller"
            phone = Phone(
                name,
                ("127.0.0.1", pbx.ports.sip),
                voices,
                password="" if outside else house.PASSWORD,
                host="127.0.0.2" if outside else "127.0.0.1",
                manners=Manners(answer_after=0.3),
            )
            made[name] = await stack.enter_async_context(phone)
        yield made


def hears(phone: Phone, who: str) -> Callable[[], bool]:
    return lambda: sum(to - start for start, to, voice in phone.heard() if voice == who) >= 1.5


def ms(seconds: float) -> int:
    return round(seconds * 1000)


async def passed_on(phones: dict[str, Phone]) -> tuple[Call, Call, Call]:
    """The client talks to op101, who passes him on to op102. The three ends of the call."""
    client = await phones["caller"].place("101", user="+998901234567")
    first = await phones["op101"].incoming()
    await client.reach(State.UP)
    await eventually(hears(phones["caller"], "op101"))
    assert await first.refer("102") == 202
    second = await phones["op102"].incoming()
    await first.reach(State.ENDED)
    await eventually(hears(phones["caller"], "op102"))
    await client.hang_up()
    await second.reach(State.ENDED)
    return client, first, second


async def test_one_recording_covers_a_transfer(phones: dict[str, Phone], tmp_path: Path) -> None:
    client, first, second = await passed_on(phones)
    folder = Folder(path=tmp_path)

    def closed() -> bool:
        sheets = folder.find(folder.legs()).sheets.values()
        return len(sheets) == 3 and all(sheet.closed for sheet in sheets)

    await eventually(closed)
    names = sorted(folder.legs(), key=lambda name: int(name.rpartition(".")[2]))
    legs = [
        leg(name, side, ms(end.began), ms(end.ended), answered=ms(end.answered), endpoint=end.phone.name)
        for name, side, end in zip(
            names, ("outside", "inside", "inside"), (client, first, second), strict=True
        )
    ]
    parts = (
        part(names[1], ms(first.answered), ms(first.ended)),
        part(names[2], ms(second.answered), ms(second.ended), operator="op102", role=Role.TRANSFEREE),
    )
    found = folder.find(names)
    plan = make_plan(call(*legs, parts=parts), found.sounds())
    assert plan is not None
    assert (plan.verdict, plan.problem) == (Verdict.READY, "")
    assert abs(plan.length_ms - plan.expected_ms) < SLACK_MS

    sound = b"".join(mix(plan, found.sheets))
    took_over = ms(second.answered) - plan.begin
    passed = ms(first.ended) - plan.begin
    for name, channels, begin, end in (
        ("caller", (True, False), 0, passed - 500),
        ("op101", (False, True), 0, passed - 500),
        ("op102", (False, True), took_over, plan.length_ms),
    ):
        assert heard(sound, TONES[name], begin + SLACK_MS, end - SLACK_MS) == channels, name
    assert heard(sound, TONES["op102"], SLACK_MS, took_over - SLACK_MS) == (False, False)
    assert heard(sound, TONES["op101"], took_over + SLACK_MS, plan.length_ms) == (False, False)


async def test_a_killed_asterisk_leaves_what_it_had_written(
    pbx: Asterisk, phones: dict[str, Phone], tmp_path: Path
) -> None:
    client = await phones["caller"].place("101", user="+998901234567")
    await client.reach(State.UP)
    folder = Folder(path=tmp_path)

    def written() -> bool:
        lengths = [sound.length_ms for sound in folder.find(folder.legs()).sounds().values()]
        return len(lengths) == 2 and min(lengths) > 1_000

    await eventually(written)
    pbx.kill()
    sheets = folder.find(folder.legs()).sheets.values()
    assert [sheet.closed for sheet in sheets] == [False, False]
    assert all(sheet.length_ms > 1_000 for sheet in sheets)
