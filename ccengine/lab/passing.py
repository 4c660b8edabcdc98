"""What operators do with a client whom they pass on, in scenarios, as the engine has it done."""

from ccengine.lab.bench import Bench, pause
from ccengine.lab.call import Call, State
from dialplan.server import XFER_SWAP, XFER_THREE_WAY

_HEARD_S = 1.6


async def conference(bench: Bench) -> None:
    """All three together; then the one who brought them together leaves."""
    call, operator = await _consulting(bench)
    await _press(bench, XFER_THREE_WAY)
    await pause(_HEARD_S)
    await operator.hang_up()
    await pause(_HEARD_S)
    await call.hang_up()


async def consultation_swapped(bench: Bench) -> None:
    """From the colleague to the client, and back; then it is completed."""
    call, operator = await _consulting(bench)
    for _ in range(2):
        await _press(bench, XFER_SWAP)
        await pause(_HEARD_S)
    await operator.hang_up()
    await pause(_HEARD_S)
    await call.hang_up()


async def parked_picked_up(bench: Bench) -> None:
    call = await _parked(bench, 60)
    client = await bench.channel("trunk")
    await bench.act("Setvar", Channel=client, Variable="CC_PICKER", Value="op103")
    await bench.act("Redirect", Channel=client, Context="cc-pick-up", Exten="s", Priority="1")
    await (await bench.phones["op103"].incoming()).reach(State.UP)
    await pause(_HEARD_S)
    await call.hang_up()


async def parked_comes_back(bench: Bench) -> None:
    call = await _parked(bench, 3)
    await (await bench.phones["op101"].incoming()).reach(State.UP)
    await pause(_HEARD_S)
    await call.hang_up()


async def parked_gives_up(bench: Bench) -> None:
    await (await _parked(bench, 60)).hang_up()


async def _taken(bench: Bench) -> tuple[Call, Call]:
    """A client and op101 talk: their phones' calls."""
    call = await bench.call()
    operator = await bench.phones["op101"].incoming()
    await operator.reach(State.UP)
    await call.reach(State.UP)
    await pause(_HEARD_S)
    return call, operator


async def _consulting(bench: Bench) -> tuple[Call, Call]:
    call, operator = await _taken(bench)
    await bench.act("Atxfer", Channel=await bench.channel("op101"), Context="from-internal", Exten="103")
    await (await bench.phones["op103"].incoming()).reach(State.UP)
    await pause(_HEARD_S)
    return call, operator


async def _press(bench: Bench, keys: str) -> None:
    channel = await bench.channel("op101")
    for key in keys:
        await bench.act("PlayDTMF", Channel=channel, Digit=key, Receive="true")


async def _parked(bench: Bench, seconds: int) -> Call:
    """op101 talks, parks the client, and is free again."""
    call, operator = await _taken(bench)
    client = await bench.channel("trunk")
    await bench.act("Setvar", Channel=client, Variable="CC_PARKER", Value="op101")
    await bench.act("Park", Channel=client, Parkinglot="default", Timeout=str(seconds * 1000))
    await operator.reach(State.ENDED)
    await pause(_HEARD_S)
    return call
