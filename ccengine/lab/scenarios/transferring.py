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
    call = await connected(bench)
    await pause(TALK_S)
    await bench.act(
        "BlindTransfer", Channel=await bench.channel("op101"), Context="from-internal", Exten="103"
    )
    await taken_by(bench, "op103")
    await pause(TALK_S)
    await call.hang_up()


async def blind_to_outside(bench: Bench) -> None:
    call = await connected(bench)
    await pause(TALK_S)
    await bench.act(
        "BlindTransfer", Channel=await bench.channel("op101"), Context="from-internal", Exten="998901112233"
    )
    await (await bench.outside.incoming()).reach(State.UP)
    await pause(TALK_S)
    await call.hang_up()


async def blind_to_queue(bench: Bench) -> None:
    call = await connected(bench)
    await pause(TALK_S)
    await bench.act(
        "BlindTransfer", Channel=await bench.channel("op101"), Context="from-internal", Exten="700"
    )
    await taken_by(bench, "op104")
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
