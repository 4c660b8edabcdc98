"""What a scenario is, and the steps that many of them begin with."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from ccengine.lab.bench import Bench
from ccengine.lab.call import Call, Manners, State

SOON = Manners(answer_after=0.8)
LATER = Manners(answer_after=1.6)
NEVER = Manners()
TWO = {"op101": SOON, "op103": SOON}
TALK_S = 1.6


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """``plan`` answers the routing questions one by one; ``members`` are logged in to queue sales."""

    about: str
    run: Callable[[Bench], Awaitable[None]]
    plan: tuple[str, ...] = ("ring-20-op101",)
    operators: Mapping[str, Manners] = field(default_factory=lambda: {"op101": SOON})
    members: tuple[str, ...] = ()
    callers: tuple[str, ...] = ("caller",)
    lookup_s: float = 0.0
    outside: Manners = SOON


async def connected(bench: Bench) -> Call:
    call = await bench.call()
    await call.reach(State.UP)
    bench.note("the caller's call is up")
    return call


async def taken_by(bench: Bench, operator: str) -> None:
    await (await bench.phones[operator].incoming()).reach(State.UP)
    bench.note(f"{operator} answered")


def leg(bench: Bench, operator: str) -> Call:
    """What that phone does with the client: its oldest call that is up."""
    return next(call for call in bench.phones[operator].calls if call.state is State.UP)
