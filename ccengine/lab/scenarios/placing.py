"""Operators call: a client, a colleague, a queue; by their own phones, or as the page has it done."""

from ccengine.core.ids import issue_channel_id, make_call_id
from ccengine.lab.bench import NODE, Bench, pause
from ccengine.lab.call import State
from ccengine.lab.scenarios.scenario import NEVER, SOON, TALK_S, Scenario, leg, taken_by


async def click_to_call(bench: Bench) -> None:
    await _originate(bench)
    client = await bench.outside.incoming()
    await client.reach(State.UP)
    await pause(TALK_S)
    await leg(bench, "op101").hang_up()


async def click_to_call_unanswered(bench: Bench) -> None:
    await _originate(bench)
    await bench.outside.incoming()
    await pause(2.0)
    await leg(bench, "op101").hang_up()


async def operator_calls_out(bench: Bench) -> None:
    call = await bench.phones["op101"].place("998901112233")
    await call.reach(State.UP)
    await pause(TALK_S)
    await call.hang_up()


async def colleagues(bench: Bench) -> None:
    call = await bench.phones["op101"].place("102")
    await call.reach(State.UP)
    await pause(TALK_S)
    await call.hang_up()


async def colleague_calls_queue(bench: Bench) -> None:
    call = await bench.phones["op101"].place("700")
    await taken_by(bench, "op104")
    await pause(TALK_S)
    await call.hang_up()


async def _originate(bench: Bench) -> None:
    """Click to call as the engine does it: the operator's phone first, then the client."""
    channel = issue_channel_id(int(bench.began), "LAB1")
    await bench.act(
        "Originate",
        ("Variable", "CC_DIAL=998901112233"),
        ("Variable", f"__CC_CALL={make_call_id(NODE, channel, 0)}"),
        Channel="PJSIP/op101",
        Context="cc-originate",
        Exten="s",
        Priority="1",
        Timeout="20000",
        CallerID="<998901112233>",
        ChannelId=channel,
        Async="true",
    )


PLACING: dict[str, Scenario] = {
    "click_to_call": Scenario(about="op101 is rung, then the client, who answers.", run=click_to_call),
    "click_to_call_unanswered": Scenario(
        about="op101 is rung, then the client, who does not answer.",
        run=click_to_call_unanswered,
        outside=NEVER,
    ),
    "outbound": Scenario(about="op101 calls an outside number.", run=operator_calls_out),
    "internal": Scenario(
        about="op101 calls op102.", run=colleagues, operators={"op101": SOON, "op102": SOON}
    ),
    "colleague_queue": Scenario(
        about="op101 calls queue 700; op104 answers.",
        run=colleague_calls_queue,
        operators={"op101": SOON, "op104": SOON},
        members=("op104",),
    ),
}
