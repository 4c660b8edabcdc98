"""A thousand calls, twenty a second, with recovery switched off: what was heard is all there is.

The operators pick up quickly, but there are eight of them: many callers lose patience. Nobody sends
sound; who talked to whom is held against the PBX's own log.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from ccengine.cli.demo.rig import serve_with
from ccengine.cli.demo.stage import OPEN_ALWAYS, Acts, Stage, cel_records, connected
from ccengine.lab.call import Manners
from ccengine.lab.dice import Dice
from ccengine.lab.phone import Phone
from ccengine.lab.world import HOST
from ccengine.ledger.verify import verify

CALLS = 1000
PER_S = 20
STRANGERS = 0.2
PATIENCE_S = (0.5, 3.0)
TALK_S = (0.1, 0.6)
SEALED_S = 60.0


async def thousand_calls(stage: Stage) -> Acts:
    """1,000 calls at 20 per second, recovery switched off: 1,000 records, all observed, which agree
    with the caller's count and with the PBX's log."""
    rig = stage.rig
    await serve_with(rig, replace(rig.settings, node=replace(rig.settings.node, cel_file="")))
    try:
        await stage.reopen()
        with _quick_operators(stage):
            seconds = await _crowd(stage)
        await stage.quiet(60)
        await stage.until_sealed(SEALED_S)
    finally:
        await serve_with(rig, rig.settings)
    await stage.reopen()
    yield
    records = await stage.records()
    rebuilt = [call for call in cel_records(rig) if stage.began <= call.start < stage.ended]
    verdict = await verify(rig.store, rig.settings.node.name, rebuilt)
    stage.expect("records", CALLS, len(records))
    stage.expect("marks", {"observed": CALLS}, dict(Counter(r["mark"] for r in records)))
    differences = [f"{d.call_id} {d.what}" for d in verdict.differences]
    stage.expect("differences from the PBX's log", (0, []), (len(differences), differences[:5]))
    outcomes = Counter(r["outcome"] for r in records)
    stage.expect("both are there", True, outcomes["answered"] > 0 and outcomes["abandoned"] > 0)
    told = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    stage.note(f"{told}; placed in {seconds:.1f} s; the PBX's log has {verdict.calls} calls")
    stage.expect("twenty a second", True, CALLS / seconds > 0.9 * PER_S)


@contextmanager
def _quick_operators(stage: Stage) -> Iterator[None]:
    """They pick up after 0.1 to 0.3 s, and their phones are mute."""
    phones = list(stage.rig.phones.phones.values())
    for number, phone in enumerate(phones):
        phone.media = False
        phone.manners = Manners(answer_after=0.1 + 0.2 * number / len(phones))
    try:
        yield
    finally:
        for phone in phones:
            phone.media = True
            phone.manners = Manners()


async def _crowd(stage: Stage) -> float:
    """Everybody calls; how many seconds it took to place the calls."""
    dice, loop = Dice(stage.rig.world.seed), asyncio.get_running_loop()
    server = ("127.0.0.1", stage.rig.settings.pbx.sip_port)
    async with Phone("crowd", server, stage.rig.voices, host=HOST, media=False) as phone:
        began = loop.time()
        async with asyncio.TaskGroup() as group:
            for number in range(CALLS):
                await asyncio.sleep(max(0.0, began + number / PER_S - loop.time()))
                group.create_task(_caller(stage, phone, dice))
            return loop.time() - began


async def _caller(stage: Stage, phone: Phone, dice: Dice) -> None:
    user = dice.choice(dice.choice(stage.rig.clients).phones)
    if dice.random() < STRANGERS:
        user = f"+99897{dice.randrange(1_000_000, 9_999_999)}"
    patience, talk = dice.uniform(*PATIENCE_S), dice.uniform(*TALK_S)
    stage.placed += 1
    call = await phone.place(OPEN_ALWAYS, user=user)
    try:
        if await connected(call, patience):
            await call.ends_within(talk)
        await call.hang_up()
    except TimeoutError:
        stage.note("the PBX did not hear that a caller hung up")
    finally:
        phone.forget(call)
