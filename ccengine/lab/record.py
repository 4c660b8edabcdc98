"""Record a scenario: what a real Asterisk said, and what the phones know to be true.

A folder per scenario: ``ami.raw`` (the bytes of an event link), ``cel.csv``, ``queue_log`` where a
queue took part, and ``notes.md`` with what was done, seen, asked, heard and recorded.
"""

import asyncio
import shutil
import wave
from collections.abc import Iterable
from pathlib import Path

from ccengine.lab.bench import Bench, open_bench
from ccengine.lab.debs import Progress, silent
from ccengine.lab.scenarios.scenario import Scenario
from ccengine.lab.scenarios.table import SCENARIOS
from ccengine.lab.tones import FRAME, Heard, Voices, spoken, to_ulaw
from ccengine.lab.tree import Tree
from ccengine.lab.wait import eventually

_LONGEST_S = 90.0


async def record(names: Iterable[str], into: Path, tree: Tree, progress: Progress = silent) -> None:
    """Record these scenarios one after the other, each on an Asterisk of its own."""
    for name in names:
        progress(f"{name}: {SCENARIOS[name].about}")
        async with asyncio.timeout(_LONGEST_S):
            await record_one(name, SCENARIOS[name], into / name, tree)


async def record_one(name: str, scenario: Scenario, folder: Path, tree: Tree) -> None:
    members = {"sales": scenario.members} if scenario.members else {}
    async with open_bench(tree, scenario.operators, callers=scenario.callers, members=members) as bench:
        bench.route.plan, bench.route.delay_s = list(scenario.plan), scenario.lookup_s
        bench.outside.manners = scenario.outside
        await scenario.run(bench)
        await bench.quiet()
        # The link must have told the end of all that it told the beginning of.
        await eventually(lambda: _all_ended(bytes(bench.events.seen)))
        await bench.pbx.stop()
        _keep(folder, name, scenario, bench, tree)


def _keep(folder: Path, name: str, scenario: Scenario, bench: Bench, tree: Tree) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    bench.events.save(folder / "ami.raw")
    shutil.copyfile(bench.plan.cel_file, folder / "cel.csv")
    if scenario.members:
        shutil.copyfile(Path(bench.plan.logs) / "queue_log", folder / "queue_log")
    notes = "\n".join(_notes(name, scenario, bench, tree))
    (folder / "notes.md").write_text(notes + "\n", encoding="utf-8", errors="backslashreplace")


def _all_ended(seen: bytes) -> bool:
    return seen.count(b"\r\n\r\nEvent: Newchannel\r\n") == seen.count(b"\r\n\r\nEvent: Hangup\r\n")


def _notes(name: str, scenario: Scenario, bench: Bench, tree: Tree) -> Iterable[str]:
    zero = bench.began

    def line(at: float, text: str) -> str:
        return f"- {at - zero:7.2f} {text}"

    yield f"# {name}\n\n{scenario.about}\n"
    yield f"Asterisk {tree.version}; t0 = {zero:.3f}; times below are seconds after t0."
    yield "\n## Steps"
    yield from (line(*step) for step in bench.steps)
    yield "\n## What each phone saw"
    saw = [(at, f"{phone.name}: {text}") for phone in bench.phones.values() for at, text in phone.diary]
    yield from (line(*entry) for entry in sorted(saw))
    yield '\n## What each phone heard (by tone; music is the tone MOH; "?" another sound)'
    yield from (f"- {p.name}: {_spell(p.heard(), zero)}" for p in bench.phones.values() if p.heard())
    yield "\n## Routing questions"
    yield from (line(*question) for question in bench.route.questions)
    yield "\n## Recordings (seconds from the start of the file)"
    for path in sorted(Path(bench.plan.recordings).glob("*.wav")):
        yield f"- {path.name}: {_spell(heard_in(path, bench.voices), 0.0)}"


def _spell(heard: list[Heard], zero: float) -> str:
    return " ".join(f"{start - zero:.1f}-{end - zero:.1f}:{who}" for start, end, who in heard) or "nothing"


def heard_in(path: Path, voices: Voices) -> list[Heard]:
    """Who is heard when in a recording (mono, 16 bits, 8 kHz)."""
    with wave.open(str(path), "rb") as file:
        samples = memoryview(file.readframes(file.getnframes())).cast("h")
    whole = range(0, len(samples) - FRAME + 1, FRAME)
    frames = [bytes(to_ulaw(s) for s in samples[start : start + FRAME]) for start in whole]
    return spoken([(number * 0.02, frame) for number, frame in enumerate(frames)], voices)
