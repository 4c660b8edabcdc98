"""A client is passed on blindly: to a colleague, to a queue, to the outside."""

from ccengine.lab.bench import Bench, pause
from ccengine.lab.call import State
from ccengine.lab.scenarios.scenario import (
    LATER,
    NEVER,
    SOON,
    TALK_S,
    TWO,
    Scenario,
    connected,
    leg,
    taken_by,
)


async def blind_by_phone(bench: Bench) -> None:
    call = await connected(bench)
    await pause(TALK_S)
    await leg(bench, "op101").refer("103")
    await taken_by(bench, "op103")
    await pause(TALK_S)
    await call.hang_up()


async def blind_by_manager(bench: Bench) -> None:
    await _sent_on(bench, "103", "op103")


async def blind_to_outside(bench: Bench) -> None:
    await _sent_on(bench, "998901112233", "")


async def blind_to_queue(bench: Bench) -> None:
    await _sent_on(bench, "700", "op104")


async def _sent_on(bench: Bench, target: str, taker: str) -> None:
    """By AMI, at once; ``taker`` is who takes the call there, and nobody of the house where it is empty."""
    call = await connected(bench)
    await pause(TALK_S)
    channel = await bench.channel("op101")
    await bench.act("BlindTransfer", Channel=channel, Context="from-internal", Exten=target)
    if taker:
        await taken_by(bench, taker)
    else:
        await (await bench.outside.incoming()).reach(State.UP)
    await pause(TALK_S)
    await call.hang_up()


TRANSFERRING: dict[str, Scenario] = {
    "blind_refer": Scenario(about="Blind transfer by phone to 103.", run=blind_by_phone, operators=TWO),
    "blind_manager": Scenario(about="Blind transfer by AMI to 103.", run=blind_by_manager, operators=TWO),
    "blind_outside": Scenario(about="Blind transfer to an outside number.", run=blind_to_outside),
    "transfer_to_queue": Scenario(
        about="Blind transfer to queue 700, where op104 answers.",
        run=blind_to_queue,
        operators={"op101": SOON, "op102": NEVER, "op104": LATER},
        members=("op102", "op104"),
    ),
}
