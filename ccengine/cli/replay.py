"""``ccengine route --replay``: the calls of a stretch of the past, as other rules would have routed them."""

import asyncio
import json
from dataclasses import asdict
from typing import Any

from ccengine.cli.migrate import database
from ccengine.cli.rule_file import house_under
from ccengine.core.facts import Step
from ccengine.settings import Settings
from ccengine.store.directory import PgDirectory
from ccengine.store.past import read_past
from ccengine.store.store import Store
from dialplan.plan import SOUNDS, own_sounds
from reports.period import Period
from routing.estimate import Waits
from routing.replay import Moved, Replay, replay

SHOWN = 20
"""So many calls are told one by one; JSON has them all."""


async def replayed(settings: Settings, period: Period, rules: str) -> Replay:
    """Reads everything and changes nothing. ``rules``: a file's path, or empty for those in force."""
    async with database(settings) as dsn, Store(dsn) as store:
        house = await PgDirectory(store).house()
        past = await read_past(store, period.start, period.end)
    under = house_under(house, rules, {*SOUNDS, *own_sounds(settings.pbx.sounds)})
    return await asyncio.to_thread(replay, past, house, under.rules)


def in_words(found: Replay, period: Period) -> str:
    lines = [
        f"{found.calls} calls from {period.local(period.start)} to {period.local(period.end)}",
        f"{found.compared} could be decided again as they were; {found.unlike} could not, and are left out",
        f"{len(found.moved)} of them would have gone elsewhere",
    ]
    if found.moved:
        lines += ["", "from where to where"]
        lines += [f"  {count:6}  {_step(old)} -> {_step(new)}" for (old, new), count in found.ways()[:SHOWN]]
        lines += ["", f"the first of them (with --json: all {len(found.moved)})"]
        lines += [line for one in found.moved[:SHOWN] for line in _told(one, period)]
    return "\n".join([*lines, "", *_waits(found)])


def in_json(found: Replay, period: Period) -> str:
    whole = {
        "from": period.start,
        "to": period.end,
        "calls": found.calls,
        "compared": found.compared,
        "ways": [
            {"from": asdict(old), "to": asdict(new), "calls": count} for (old, new), count in found.ways()
        ],
        "moved": [_plain(one) for one in found.moved],
        "waits": {name: _numbers(waits) for name, waits in _three(found)},
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _told(one: Moved, period: Period) -> list[str]:
    return [
        f"  {period.local(one.at)}  call {one.call_id}",
        f"      was  {_step(one.old.step)}: {one.old.why}",
        f"      now  {_step(one.new.step)}: {one.new.why}",
    ]


def _step(step: Step) -> str:
    return f"{step.kind} {', '.join(step.targets)}".strip()


def _plain(one: Moved) -> dict[str, Any]:
    decisions = {"old": one.old, "new": one.new}
    told = {
        name: {"step": asdict(said.step), "why": said.why, "rule": said.rule}
        for name, said in decisions.items()
    }
    return {"call_id": str(one.call_id), "at": one.at, "dialled": one.dialled, **told}


# Waits -----------------------------------------------------------------------------------------


def _three(found: Replay) -> tuple[tuple[str, Waits], ...]:
    return (("observed", found.was), ("estimated_old", found.old), ("estimated_new", found.new))


def _numbers(waits: Waits) -> dict[str, int | None]:
    return {
        "offered": waits.offered,
        "answered": waits.answered,
        "lost": waits.lost,
        "answered_within_20_s": waits.within,
        "mean_ms": waits.mean_ms,
        "half_within_ms": waits.at_most_ms(50),
        "95_percent_within_ms": waits.at_most_ms(95),
        "longest_ms": waits.at_most_ms(100),
    }


def _waits(found: Replay) -> list[str]:
    """Compare the two estimates with each other: what they suppose is wrong on both sides."""
    heads = ("", "as it was", "estimate, old rules", "estimate, new rules")
    columns = [_numbers(waits) for _, waits in _three(found)]
    rows = [
        (name.replace("_ms", "").replace("_", " "), *(_shown(name, column[name]) for column in columns))
        for name in columns[0]
    ]
    return ["waits (compare the two estimates with each other)"] + [
        f"  {cells[0]:22}" + "".join(f"{cell:>22}" for cell in cells[1:]) for cells in (heads, *rows)
    ]


def _shown(name: str, value: int | None) -> str:
    if value is None:
        return "-"
    return f"{value / 1000:.1f} s" if name.endswith("_ms") else str(value)
