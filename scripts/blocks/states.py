"""The transition tables, drawn."""

from itertools import groupby

from blocks.markdown import Behind, mermaid, table
from ccengine.core.call import PHASES
from ccengine.core.leg import MOVES
from ccengine.core.operator import FOLLOWS


def leg_moves() -> str:
    """Arrows between states; moves that change nothing are left to the table beneath."""
    arrows = sorted((now.value, then.value, move.value) for (now, move), then in MOVES.items())
    lines = [
        f"    {now} --> {then}: {', '.join(move for *_, move in group)}"
        for (now, then), group in groupby(arrows, key=lambda arrow: arrow[:2])
        if now != then
    ]
    still = [
        (f"`{now}`", ", ".join(f"`{move}`" for *_, move in group))
        for (now, then), group in groupby(arrows, key=lambda arrow: arrow[:2])
        if now == then
    ]
    drawn = mermaid(
        "stateDiagram-v2", "    direction LR", "    [*] --> expected", *lines, "    ended --> [*]"
    )
    return f"{drawn}\n\n{table(('state', 'moves that leave it as it is'), still)}"


def call_phases() -> str:
    """Phases that may all follow each other are drawn as one."""
    alive = [phase for phase, then in PHASES.items() if phase in then]
    if not all(PHASES[phase].issuperset(alive) for phase in alive):
        raise Behind("scripts/blocks: the phases of a living call do not all follow each other")
    inner = [f"        {phase.value}" for phase in alive]
    lines = ["stateDiagram-v2", "    direction LR", "    [*] --> alive"]
    lines += ["    alive: while it lives, any of these may follow any", "    state alive {", *inner, "    }"]
    beyond = [phase for phase in PHASES if phase not in alive]
    lines += [f"    alive --> {p.value}" for p in beyond if all(p in PHASES[a] for a in alive)]
    for phase in beyond:
        then = PHASES[phase]
        lines += [f"    {phase.value} --> alive"] if then.issuperset(alive) else []
        lines += [f"    {phase.value} --> {t.value}" for t in beyond if t in then]
        lines += [f"    {phase.value} --> [*]"] if not then else []
    return mermaid(*lines)


def operator_states() -> str:
    states = list(FOLLOWS)
    arrows = [f"    {s.value} --> {t.value}" for s in states for t in states if t in FOLLOWS[s]]
    rows = [
        (f"**{s.value}**", *("yes" if t in FOLLOWS[s] else ("" if t is not s else "·") for t in states))
        for s in states
    ]
    drawn = mermaid("stateDiagram-v2", "    [*] --> offline", *arrows)
    return f"{drawn}\n\n{table(('from, to', *(s.value for s in states)), rows)}"
