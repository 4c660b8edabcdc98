"""An operator puts his client on hold, and by his own phone asks somebody else."""

from ccengine.lab.bench import Bench, pause
from ccengine.lab.call import Call, Manners, State
from ccengine.lab.scenarios.scenario import SOON, TALK_S, TWO, Scenario, connected, leg, taken_by


async def hold_twice(bench: Bench) -> None:
    call = await connected(bench)
    operator = leg(bench, "op101")
    for _ in range(2):
        await pause(TALK_S)
        await operator.hold()
        await pause(1.0)
        await operator.unhold()
    await pause(TALK_S)
    await call.hang_up()


async def attended_by_phone(bench: Bench) -> None:
    call, consult = await _consultation(bench)
    await taken_by(bench, "op103")
    await pause(TALK_S)
    await leg(bench, "op101").refer_to(consult)
    await pause(TALK_S)
    await call.hang_up()


async def consultation_given_up(bench: Bench) -> None:
    call, consult = await _consultation(bench)
    await taken_by(bench, "op103")
    await pause(TALK_S)
    await consult.hang_up()
    await leg(bench, "op101").unhold()
    await pause(TALK_S)
    await call.hang_up()


async def consultation_declined(bench: Bench) -> None:
    call, consult = await _consultation(bench)
    await consult.reach(State.ENDED)
    await leg(bench, "op101").unhold()
    await pause(TALK_S)
    await call.hang_up()


async def gone_during_consultation(bench: Bench) -> None:
    call, consult = await _consultation(bench)
    await taken_by(bench, "op103")
    await pause(TALK_S)
    await call.hang_up()
    await pause(TALK_S)
    await consult.hang_up()


async def attended_to_outside(bench: Bench) -> None:
    call, other = await _consultation(bench, "998901112233")
    await other.reach(State.UP)
    await pause(TALK_S)
    await leg(bench, "op101").refer_to(other)
    await pause(TALK_S)
    await call.hang_up()


async def stranger_asked(bench: Bench) -> None:
    call, other = await _consultation(bench, "998901112233")
    await other.reach(State.UP)
    await pause(TALK_S)
    await other.hang_up()
    await leg(bench, "op101").unhold()
    await pause(TALK_S)
    await call.hang_up()


async def blonde_by_phone(bench: Bench) -> None:
    call, consult = await _consultation(bench)
    await consult.reach(State.RINGING)
    await pause(0.8)
    await leg(bench, "op101").refer_to(consult)
    await taken_by(bench, "op103")
    await pause(TALK_S)
    await call.hang_up()


async def blonde_to_queue(bench: Bench) -> None:
    call, consult = await _consultation(bench, "700")
    await pause(0.8)
    await leg(bench, "op101").refer_to(consult)
    await taken_by(bench, "op104")
    await pause(TALK_S)
    await call.hang_up()


async def attended_two_callers(bench: Bench) -> None:
    first = await connected(bench)
    ours = await bench.phones["op101"].incoming()
    await pause(TALK_S)
    second = await bench.call("caller2", user="79160000002")
    other = await bench.phones["op101"].incoming()
    bench.note("op101 holds the first caller for the second")
    await ours.hold()
    await second.reach(State.UP)
    await pause(TALK_S)
    bench.note("op101 joins the two")
    await ours.refer_to(other)
    await pause(TALK_S)
    await first.hang_up()


async def _consultation(bench: Bench, asked: str = "103") -> tuple[Call, Call]:
    """op101 talks, holds, and calls somebody else."""
    call = await connected(bench)
    await pause(TALK_S)
    await leg(bench, "op101").hold()
    bench.note(f"op101 holds and calls {asked}")
    return call, await bench.phones["op101"].place(asked)


CONSULTING: dict[str, Scenario] = {
    "hold": Scenario(about="op101 holds twice.", run=hold_twice),
    "attended_refer": Scenario(
        about="op101 holds, consults op103, joins them.", run=attended_by_phone, operators=TWO
    ),
    "attended_given_up": Scenario(
        about="op101 holds, consults op103, and goes on alone.", run=consultation_given_up, operators=TWO
    ),
    "attended_declined": Scenario(
        about="op101 holds, calls op103, who declines, and goes on.",
        run=consultation_declined,
        operators={"op101": SOON, "op103": Manners(refuse=603)},
    ),
    "attended_client_gone": Scenario(
        about="The caller hangs up while op101 consults op103; they talk on.",
        run=gone_during_consultation,
        operators=TWO,
    ),
    "attended_outside": Scenario(
        about="op101 holds, calls an outside number, joins them.", run=attended_to_outside
    ),
    "stranger_asked": Scenario(
        about="op101 holds, asks an outside number, and goes on: two calls.", run=stranger_asked
    ),
    "blonde_refer": Scenario(
        about="op101 joins while op103 still rings.",
        run=blonde_by_phone,
        operators={"op101": SOON, "op103": Manners(answer_after=2.4)},
    ),
    "blonde_queue": Scenario(
        about="op101 holds, calls queue 700 and joins while it rings; op104 answers.",
        run=blonde_to_queue,
        operators={"op101": SOON, "op104": Manners(answer_after=2.4)},
        members=("op104",),
    ),
    "attended_two_callers": Scenario(
        about="op101 holds one caller, takes another, and joins them: two calls.",
        run=attended_two_callers,
        operators={"op101": Manners(answer_after=0.8, lines=2)},
        callers=("caller", "caller2"),
    ),
}
