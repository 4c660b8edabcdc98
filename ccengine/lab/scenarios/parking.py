"""A client is parked, as the engine has it done: fetched, forgotten, or gone."""

from ccengine.lab.bench import Bench, pause
from ccengine.lab.call import Call, State
from ccengine.lab.scenarios.scenario import TALK_S, TWO, Scenario, connected, leg, taken_by


async def parked_picked_up(bench: Bench) -> None:
    call = await _parked(bench, 60)
    client = await bench.channel("trunk")
    await bench.act("Setvar", Channel=client, Variable="CC_PICKER", Value="op103")
    await bench.act("Redirect", Channel=client, Context="cc-pick-up", Exten="s", Priority="1")
    await (await bench.phones["op103"].incoming()).reach(State.UP)
    await pause(TALK_S)
    await call.hang_up()


async def parked_comes_back(bench: Bench) -> None:
    call = await _parked(bench, 3)
    await (await bench.phones["op101"].incoming()).reach(State.UP)
    await pause(TALK_S)
    await call.hang_up()


async def parked_gives_up(bench: Bench) -> None:
    await (await _parked(bench, 60)).hang_up()


async def _parked(bench: Bench, seconds: int) -> Call:
    """op101 talks, parks the client, and is free again."""
    call = await connected(bench)
    await taken_by(bench, "op101")
    operator = leg(bench, "op101")
    await pause(TALK_S)
    client = await bench.channel("trunk")
    await bench.act("Setvar", Channel=client, Variable="CC_PARKER", Value="op101")
    await bench.act("Park", Channel=client, Parkinglot="default", Timeout=str(seconds * 1000))
    await operator.reach(State.ENDED)
    await pause(TALK_S)
    return call


PARKING: dict[str, Scenario] = {
    "parked_picked_up": Scenario(
        about="op101 parks the client, op103 picks him up.", run=parked_picked_up, operators=TWO
    ),
    "parked_comes_back": Scenario(
        about="Nobody picks up a parked client: who parked him is rung.", run=parked_comes_back
    ),
    "parked_gives_up": Scenario(about="A parked client hangs up.", run=parked_gives_up),
}
