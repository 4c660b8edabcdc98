"""Recording as the rule says, heard by its tones: a pause over a dead engine, a client who said no, an
operator who is kept out, a voice that is quiet until it is switched on."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ccengine.cli.demo.desk import Page
from ccengine.cli.demo.rig import engine_is_well
from ccengine.cli.demo.rules import SUPPORT, rules_in_force
from ccengine.cli.demo.stage import Acts, Scene, Stage, connected, now_ms
from ccengine.core.errors import CcengineError
from ccengine.lab.call import Call
from ccengine.lab.tones import FRAME, spoken, to_ulaw
from ccengine.lab.wait import eventually
from recorder.serve import Recordings
from recorder.wav import HEADER_SIZE
from routing.recording import chance

CALLERS = ("+998971112301", "+998971112302")
MS = 32
"""Bytes of a stored millisecond: two channels, 8 samples each, of 2 bytes."""
NEAR_MS = 300

RECORDING = (
    {"id": "refused", "name": "Who said no", "record": False, "when": {"consent": "no"}},
    {"id": "kept_out", "record": False, "when": {"operators": ["op104"]}},
    {"id": "asked", "record": False, "switchable": True, "when": {"queues": ["support"]}},
    {"id": "all", "name": "All calls", "record": True, "switchable": True},
)


async def as_the_rule_says(stage: Stage) -> Acts:
    """A pause is exact silence and outlives the engine; a client's no leaves no file; an operator can be
    kept out alone; what is off by rule is silence until the operator switches it on."""
    talker, refuser = stage.client_of("op101"), stage.client_of("op102")
    await stage.rig.store.execute("demo_consent", refuser.id, "no")
    cards: list[tuple[str, bool]] = []
    async with rules_in_force(stage, (), recording=RECORDING):
        before = _files(stage)
        caller = await _talks(stage, refuser.phones[0], "op102", cards)
        files = _files(stage) - before
        await stage.hang_up(caller)
        caller = await _talks(stage, CALLERS[0], "op104", cards)
        await stage.hang_up(caller)
        caller = await _talks(stage, CALLERS[1], "op106", cards, SUPPORT)
        on_at = await _switch(stage.pages["op106"], "on", now_ms)
        await stage.talk(1.5)
        await stage.hang_up(caller)
        caller = await _talks(stage, talker.phones[0], "op101", cards)
        from_at = await _switch(stage.pages["op101"], "paused", now_ms)
        await stage.talk(0.5)  # the writer is no more than a moment behind
        await stage.rig.engine.kill()
        await stage.rig.engine.start()
        await engine_is_well(stage.rig)
        await stage.reopen()
        await stage.pages["op101"].card(recording="paused")
        to_at = await _switch(stage.pages["op101"], "on", now_ms)
        await stage.talk(1.5)
        await stage.hang_up(caller)
    await stage.rig.store.execute("demo_consent", refuser.id, "")
    yield
    stage.expect("cards: recording, switchable", [("off", False)] * 2 + [("off", True), ("on", True)], cards)
    stage.expect("no file of a client who said no", set(), files)
    refused, kept_out, asked, paused = [r["call_id"] for r in await stage.records()]
    stage.expect("what is said of it", ("not_recorded", True), await _stored(stage, refused, "Who said no"))
    left, right = await _voices(stage, kept_out)
    stage.expect("op104 is kept out, the client is not", (True, set()), (_client(stage) in left, right))
    await _judge_stretch(stage, asked, 0, on_at, "op106")
    await _judge_stretch(stage, paused, from_at, to_at, "op101")
    (pause,) = (await stage.supervisor("GET", f"/api/calls/{paused}"))["recording_pauses"]
    told = (pause["kind"], pause["paused_by"], pause["resumed_by"])
    stage.expect("the pause in the call's page", ("paused", "op101", "op101"), told)


async def _talks(
    stage: Stage, number: str, operator: str, cards: list[tuple[str, bool]], dialled: str = ""
) -> Call:
    """They talk for a while. What the card says of the recording, while the phone rings, is kept."""
    caller = await (stage.call(number, dialled) if dialled else stage.call(number))
    call = await stage.rings(operator)
    card = await stage.pages[operator].card(state="ringing")
    cards.append((card["recording"], card["recording_switchable"]))
    call.answer()
    await connected(caller)
    await stage.pages[operator].card(state="talking")
    await stage.talk()
    return caller


async def _switch(page: Page, state: str, now: Callable[[], int]) -> int:
    """The moment at which the operator switched it."""
    card = await page.card(state="talking")
    await page.must("POST", f"/api/calls/{card['call_id']}/recording", {"state": state})
    await page.card(recording=state)
    return now()


def _files(stage: Stage) -> set[str]:
    """On the PBX's disk, until the recorder has taken them in and swept up."""
    return {path.name for path in Path(stage.rig.settings.node.recordings).glob("*.wav")}


def _client(stage: Stage) -> str:
    return stage.rig.world.phone.name


async def _stored(stage: Stage, call_id: Any, words: str) -> tuple[str, bool]:
    """Its status once it is known, and whether the reason has these words."""
    head = await _head(stage, call_id)
    return head.status, words in head.problem


async def _head(stage: Stage, call_id: Any) -> Any:
    return await eventually(lambda: Recordings(stage.rig.store).head(call_id), 30, every_s=0.3)


async def _sound(stage: Stage, call_id: Any) -> bytes:
    head = await _head(stage, call_id)
    if not head.playable:
        raise CcengineError(f"there is no sound: {head.status}, {head.problem}")
    chunks = Recordings(stage.rig.store).chunks(call_id, HEADER_SIZE, head.size)
    return b"".join([chunk async for chunk in chunks])


def _heard(stage: Stage, sound: bytes) -> tuple[set[str], set[str]]:
    """Whose tones are on the left and on the right."""
    samples = memoryview(sound).cast("h")
    sides = []
    for channel in (samples[0::2].tolist(), samples[1::2].tolist()):
        whole = range(0, len(channel) - FRAME + 1, FRAME)
        frames = [(n * 0.02, bytes(map(to_ulaw, channel[at : at + FRAME]))) for n, at in enumerate(whole)]
        told = spoken(frames, stage.rig.voices)
        sides.append({name for _, _, names in told for name in names.split("+")} - {"?"})
    return sides[0], sides[1]


async def _voices(stage: Stage, call_id: Any) -> tuple[set[str], set[str]]:
    return _heard(stage, await _sound(stage, call_id))


async def _judge_stretch(stage: Stage, call_id: Any, from_at: int, to_at: int, operator: str) -> None:
    """Exact silence from one moment to the other, on both channels, and both voices after it, and before
    it where there is a before."""
    sound = await _sound(stage, call_id)
    (record,) = [r for r in await stage.records() if r["call_id"] == call_id]
    began = round(record["answer_at"].timestamp() * 1000)
    first, last = max(0, from_at - began), to_at - began - NEAR_MS
    stage.expect(f"{operator}: silence", False, any(sound[first * MS : last * MS]))
    both = ({_client(stage)}, {operator})
    after = _heard(stage, sound[(last + 2 * NEAR_MS) * MS :])
    stage.expect(f"{operator}: both voices behind it", both, after)
    if from_at:
        before = _heard(stage, sound[NEAR_MS * MS : (first - NEAR_MS) * MS])
        stage.expect(f"{operator}: both voices before it", both, before)


async def half_of_the_calls(stage: Stage) -> Acts:
    """A share of the calls: those whose ids say so, and no others."""
    operators = list(stage.rig.house.operators)
    async with rules_in_force(stage, (), recording=({"id": "half", "record": True, "share": 50},)):
        for turn in range(3):
            clients = [stage.client_of(operator, turn) for operator in operators]
            callers = await asyncio.gather(*(stage.call(client.phones[0]) for client in clients))
            for operator in operators:
                await stage.answers(operator)
            for caller in callers:
                await connected(caller)
            await stage.talk(1)
            for caller in callers:
                await caller.hang_up()
            await stage.quiet()
    yield
    calls = [r["call_id"] for r in await stage.records()]
    seen = [(await _head(stage, call)).status for call in calls]
    wanted = ["ready" if chance("half", call) < 50 else "not_recorded" for call in calls]
    stage.expect("what became of each call", wanted, seen)
    stage.note(f"{seen.count('ready')} of {len(seen)} calls were recorded, at a share of 50 of 100")


RECORDING_SCENES: dict[str, Scene] = {
    "recorded as the rule says": as_the_rule_says,
    "a share is recorded": half_of_the_calls,
}
