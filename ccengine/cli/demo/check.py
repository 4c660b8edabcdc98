"""``ccengine demo --check``: place the calls of the check list, judge them, write it down.

The verdict of a scene is made of what its own judgements say, and of three counts that must
agree: calls placed as the caller counts them, final records, and calls in the PBX's own log.
"""

import asyncio
import json
import shutil
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ccengine.cli.demo.crowd import thousand_calls
from ccengine.cli.demo.desk import Page
from ccengine.cli.demo.faults import FAULTS
from ccengine.cli.demo.hostile import forged_events, hostile_names
from ccengine.cli.demo.promise import promise_kept_late
from ccengine.cli.demo.reader import reader_killed
from ccengine.cli.demo.recorded import RECORDING_SCENES
from ccengine.cli.demo.rig import Rig, engine_is_well, open_rig
from ccengine.cli.demo.rules import RULE_SCENES
from ccengine.cli.demo.scenes import SCENES
from ccengine.cli.demo.stage import Acts, Judged, Scene, Stage, cel_records, now_ms
from ccengine.core.errors import CcengineError
from ccengine.lab.call import CallOver
from ccengine.lab.tree import ensure_tree
from ccengine.lab.world import Pace

ALL: dict[str, Scene] = {
    "reader of events, killed at random": reader_killed,  # all the while that the others play
    **SCENES,
    **RULE_SCENES,
    **RECORDING_SCENES,
    "a promise, kept late": promise_kept_late,
    "forged events move nothing": forged_events,
    "hostile names, a card of markup": hostile_names,
    **FAULTS,
    "1,000 calls, recovery off": thousand_calls,
}
PACE = Pace(answer=(0.5, 1.0), talk=(3.0, 4.0))
RESULT = Path("demo-check.json")


@dataclass(kw_only=True)
class Verdict:
    """One scene, as it went."""

    scene: str
    placed: int = 0
    records: int = 0
    in_cel: int = 0
    seconds: float = 0.0
    trouble: str = ""
    judged: list[Judged] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        counts = self.placed == self.records == self.in_cel
        return counts and not self.trouble and all(j.holds for j in self.judged)


async def check(data: Path, *, seed: int, only: str) -> int:
    """Exit status: 0 only if everything holds."""
    print(f"seed {seed}")
    shutil.rmtree(data, ignore_errors=True)  # what is judged began with this check
    tree = await asyncio.to_thread(ensure_tree, print)
    scenes = {name: scene for name, scene in ALL.items() if only in name}
    async with open_rig(data, tree, seed=seed, pace=PACE) as rig:
        await engine_is_well(rig)
        verdicts = await play(rig, scenes)
    print(table(verdicts))
    write(verdicts, RESULT, seed)
    return 0 if all(v.holds for v in verdicts) else 1


async def play(rig: Rig, scenes: dict[str, Scene]) -> list[Verdict]:
    """Play all scenes one after the other, then judge them."""
    async with AsyncExitStack() as stack:
        pages = await open_pages(rig)
        for page in pages.values():
            stack.push_async_callback(page.close)
        rig.phones.at_desk(rig.phones.phones)
        played = [await _play(rig, pages, name, scene) for name, scene in scenes.items()]
        for verdict, stage, acts in played:
            stack.push_async_callback(acts.aclose)
            await _judge(verdict, stage, acts)
    starts = [call.start for call in cel_records(rig)]
    for verdict, stage, _ in played:
        verdict.placed = stage.placed
        verdict.in_cel = sum(stage.began <= start < stage.ended for start in starts)
        verdict.judged, verdict.notes = stage.judged, stage.notes
    return [verdict for verdict, _, _ in played]


async def open_pages(rig: Rig) -> dict[str, Page]:
    """Everybody logs in, opens his screen, and is available."""
    pages = {}
    for name in (*rig.house.operators, "supervisor"):
        pages[name] = await Page.log_in(rig.url, name, rig.passwords[name])
        if pages[name].operator:
            await pages[name].open_screen()
            await pages[name].must("PUT", "/api/me/status", {"status": "available", "reason": ""})
    return pages


async def _play(rig: Rig, pages: dict[str, Page], name: str, scene: Scene) -> tuple[Verdict, Stage, Acts]:
    verdict, stage = Verdict(scene=name), Stage(rig=rig, pages=pages)
    began, stage.began = time.monotonic(), now_ms()
    acts = scene(stage)
    try:
        await anext(acts)
    except (TimeoutError, CcengineError, CallOver, ConnectionError) as error:
        verdict.trouble = f"{type(error).__name__}: {error}"
        await _clear(stage)
    stage.ended = now_ms()
    verdict.seconds = time.monotonic() - began
    print(
        f"  {verdict.seconds:5.1f} s  {name}{'  ' + verdict.trouble if verdict.trouble else ''}", flush=True
    )
    return verdict, stage, acts


async def _clear(stage: Stage) -> None:
    """A scene that broke off leaves calls behind: end them, for the sake of the next."""
    for phone in (stage.rig.world.phone, *stage.rig.phones.phones.values()):
        for call in list(phone.calls):
            with suppress(TimeoutError, ConnectionError, CallOver):
                await call.hang_up()
    for name, page in stage.pages.items():
        if page.operator:
            await stage.status(name, "available")
    with suppress(TimeoutError):
        await stage.quiet()


async def _judge(verdict: Verdict, stage: Stage, acts: Acts) -> None:
    await stage.until_sealed()
    verdict.records = len(await stage.records())
    if verdict.trouble:
        return
    try:
        await anext(acts, None)
    except (TimeoutError, CcengineError, LookupError) as error:
        verdict.trouble = f"{type(error).__name__}: {error}"


def table(verdicts: list[Verdict]) -> str:
    """For people: a line per scene, and below it what did not hold."""
    lines = [f"{'scene':<34} {'placed':>6} {'records':>7} {'in CEL':>6} {'s':>6}  verdict"]
    for v in verdicts:
        counts = f"{v.placed:>6} {v.records:>7} {v.in_cel:>6} {v.seconds:>6.1f}"
        lines.append(f"{v.scene:<34} {counts}  {'holds' if v.holds else 'FAILS'}")
        lines += [f"    {note}" for note in v.notes]
        lines += [f"    {v.trouble}"] if v.trouble else []
        lines += [f"    {j.what}: expected {j.expected}, seen {j.seen}" for j in v.judged if not j.holds]
    good = sum(v.holds for v in verdicts)
    return "\n".join([*lines, f"{good} of {len(verdicts)} hold"])


def write(verdicts: list[Verdict], path: Path, seed: int) -> None:
    told = [
        {
            "scene": v.scene,
            "placed": v.placed,
            "records": v.records,
            "in_cel": v.in_cel,
            "verdict": "holds" if v.holds else "fails",
            "trouble": v.trouble,
            "notes": v.notes,
            "judged": [{**asdict(j), "holds": j.holds} for j in v.judged],
        }
        for v in verdicts
    ]
    text = json.dumps({"seed": seed, "scenes": told}, indent=1, default=str, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
