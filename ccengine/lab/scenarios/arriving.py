"""Somebody calls the house: whose phone rings, who answers, what the PBX says to him, who gives up."""

from ccengine.lab.bench import Bench, pause
from ccengine.lab.call import Manners, State
from ccengine.lab.scenarios.scenario import LATER, NEVER, SOON, TALK_S, Scenario, connected, leg, taken_by

_FIVE = {f"op10{n}": LATER if n == 2 else NEVER for n in range(1, 6)}
_SALES = {"op101": NEVER, "op102": NEVER, "op103": NEVER, "op104": SOON}
_QUEUE = ("op102", "op103", "op104")


async def talk_and_hang_up(bench: Bench) -> None:
    call = await connected(bench)
    await pause(TALK_S)
    await call.hang_up()


async def operator_hangs_up(bench: Bench) -> None:
    call = await bench.call()
    await taken_by(bench, "op104")
    await pause(TALK_S)
    await leg(bench, "op104").hang_up()
    await call.reach(State.ENDED)


async def five_phones_ring(bench: Bench) -> None:
    call = await connected(bench)
    await taken_by(bench, "op102")
    await pause(TALK_S)
    await call.hang_up()


async def rings_out(bench: Bench) -> None:
    call = await bench.call()
    await call.reach(State.ENDED, 30)


async def gives_up(bench: Bench) -> None:
    call = await bench.call()
    await call.reach(State.RINGING)
    await pause(1.5)
    await call.hang_up()


async def gives_up_in_queue(bench: Bench) -> None:
    call = await connected(bench)
    await pause(2.0)
    await call.hang_up()


async def gives_up_during_lookup(bench: Bench) -> None:
    call = await bench.call()
    await pause(0.6)
    await call.hang_up()


async def talk_after_announcement(bench: Bench) -> None:
    call = await connected(bench)
    await taken_by(bench, "op101")
    await pause(TALK_S)
    await call.hang_up()


async def asks_to_be_called_back(bench: Bench) -> None:
    call = await connected(bench)
    await bench.phones["op102"].incoming()
    await pause(TALK_S)
    call.press("1")
    await call.reach(State.ENDED)


async def takes_the_offer(bench: Bench) -> None:
    call = await connected(bench)
    await pause(2.0)
    call.press("1")
    await call.reach(State.ENDED)


async def leaves_a_message(bench: Bench) -> None:
    call = await connected(bench)
    await call.reach(State.ENDED, 40)


ARRIVING: dict[str, Scenario] = {
    "responsible": Scenario(about="The responsible answers; the caller hangs up.", run=talk_and_hang_up),
    "no_answer_then_queue": Scenario(
        about="op101 does not answer; op104 takes it out of the queue and hangs up.",
        run=operator_hangs_up,
        plan=("ring-2-op101", "queue-30-sales"),
        operators=_SALES,
        members=_QUEUE,
    ),
    "ring_five": Scenario(
        about="Five phones ring, op102 answers.",
        run=five_phones_ring,
        plan=("ring-20-op101-op102-op103-op104-op105",),
        operators=_FIVE,
    ),
    "two_answer_at_once": Scenario(
        about="Two phones ring and answer in the same moment.",
        run=talk_and_hang_up,
        plan=("ring-20-op101-op102",),
        operators={"op101": SOON, "op102": SOON},
    ),
    "busy_declined": Scenario(
        about="op101 is busy, op102 declines, op103 is unavailable, op104 answers.",
        run=talk_and_hang_up,
        plan=("ring-10-op101", "ring-10-op102", "ring-10-op103", "ring-10-op104"),
        operators={
            "op101": Manners(refuse=486),
            "op102": Manners(refuse=603),
            "op103": Manners(refuse=480),
            "op104": SOON,
        },
    ),
    "nobody_answers": Scenario(
        about="Nobody answers at all.", run=rings_out, plan=("ring-2-op101",), operators={"op101": NEVER}
    ),
    "abandon_ringing": Scenario(
        about="The caller gives up while op101 rings.", run=gives_up, operators={"op101": NEVER}
    ),
    "abandon_queue": Scenario(
        about="The caller gives up in the queue.",
        run=gives_up_in_queue,
        plan=("queue-30-sales",),
        operators={"op102": NEVER},
        members=("op102",),
    ),
    "abandon_lookup": Scenario(
        about="The caller gives up during a look-up of 1.5 s.", run=gives_up_during_lookup, lookup_s=1.5
    ),
    "announcement": Scenario(
        about="An announcement is played, then op101 answers.",
        run=talk_after_announcement,
        plan=("play-0-farewell", "ring-20-op101"),
    ),
    "callback_key": Scenario(
        about="The caller presses 1 in the queue and is promised a call.",
        run=asks_to_be_called_back,
        plan=("queue-60-sales", "callback-0-sales"),
        operators={"op102": NEVER},
        members=("op102",),
    ),
    "callback_offer": Scenario(
        about="Nobody answers; the caller takes the offer to be called back.",
        run=takes_the_offer,
        plan=("ring-2-op101", "callback-10-sales", "callback-0-sales"),
        operators={"op101": NEVER},
    ),
    "voicemail": Scenario(
        about="Nobody takes it out of the queue; the caller leaves a message.",
        run=leaves_a_message,
        plan=("queue-2-sales", "voicemail-3-sales"),
        operators={"op102": NEVER},
        members=("op102",),
    ),
}
