"""What supervisors do in scenarios, as the engine has it done: by the manager interface."""

from ccengine.core.ids import issue_listening_id
from ccengine.lab.bench import Bench, pause
from ccengine.lab.call import Call, State
from ccengine.lab.scenarios.scenario import NEVER, SOON, TALK_S, Scenario

_BOSS = "op108"


async def listened_to(bench: Bench) -> None:
    """Every way of listening in turn, through a consultation and back."""
    call = await bench.call()
    await call.reach(State.UP)
    await pause(TALK_S)
    operator = await bench.channel("op101")
    boss = await _listen(bench, await _leg_of(bench, operator))
    await pause(TALK_S)
    for how in ("w", "B", ""):
        await _hear(bench, how)
        await pause(TALK_S)
    await bench.act("Atxfer", Channel=operator, Context="from-internal", Exten="103")
    await (await bench.phones["op103"].incoming()).reach(State.UP)
    await pause(TALK_S)
    await bench.act("CancelAtxfer", Channel=operator)
    await bench.phones["op103"].calls[-1].reach(State.ENDED)
    await pause(TALK_S)
    await boss.hang_up()
    await pause(TALK_S)
    await call.hang_up()


async def moved_to_operator(bench: Bench) -> None:
    """He waits in the queue while op102 rings, and is given to op101."""
    call = await _waiting(bench)
    await _move(bench, "cc-to-operator", "101")
    await (await bench.phones["op101"].incoming()).reach(State.UP)
    await pause(TALK_S)
    await call.hang_up()


async def moved_in_vain(bench: Bench) -> None:
    """He is given to op101, who does not answer, and comes back to the queue, where he gives up."""
    call = await _waiting(bench)
    await _move(bench, "cc-to-operator", "101")
    ringing = await bench.phones["op101"].incoming()
    await pause(TALK_S)
    ringing.refuse(603)
    await bench.phones["op102"].incoming()
    await pause(TALK_S)
    await call.hang_up()


async def moved_to_queue(bench: Bench) -> None:
    """He waits in one queue, and is put into another, where op104 answers."""
    await bench.act("QueueAdd", Queue="support", Interface="PJSIP/op104", MemberName="op104")
    call = await _waiting(bench)
    await _move(bench, "cc-to-queue", "701")
    await (await bench.phones["op104"].incoming()).reach(State.UP)
    await pause(TALK_S)
    await call.hang_up()


async def _hear(bench: Bench, how: str) -> None:
    """From now on the supervisor is heard in this way."""
    channel = await bench.channel(_BOSS)
    bench.note(f"op108 is heard: {how or 'by nobody'}")
    await bench.act("Setvar", Channel=channel, Variable="CC_SPY_HOW", Value=how)
    await bench.act("Redirect", Channel=channel, Context="cc-spy", Exten="s", Priority="1")


async def _leg_of(bench: Bench, channel: str) -> str:
    told = await bench.pbx.cli("core show channels concise")
    return next(line.split("!")[-1] for line in told.splitlines() if line.startswith(f"{channel}!"))


async def _listen(bench: Bench, leg: str) -> Call:
    await bench.act(
        "Originate",
        ("Variable", f"CC_SPY={leg}"),
        ("Variable", "CC_SPY_HOW="),
        Channel=f"PJSIP/{_BOSS}",
        Context="cc-spy",
        Exten="s",
        Priority="1",
        Timeout="20000",
        ChannelId=issue_listening_id(int(bench.began), "LAB1"),
        Async="true",
    )
    return await (await bench.phones[_BOSS].incoming()).reach(State.UP)


async def _waiting(bench: Bench) -> Call:
    call = await (await bench.call()).reach(State.UP)
    await bench.phones["op102"].incoming()
    await pause(TALK_S)
    return call


async def _move(bench: Bench, context: str, extension: str) -> None:
    channel = await bench.channel("trunk")
    await bench.act("Redirect", Channel=channel, Context=context, Exten=extension, Priority="1")


SUPERVISED: dict[str, Scenario] = {
    "listened_to": Scenario(
        about="op108 hears op101, whispers, barges in, and follows him to a consultation and back.",
        run=listened_to,
        operators={"op101": SOON, "op103": SOON, "op108": SOON},
    ),
    "moved_to_operator": Scenario(
        about="A supervisor gives a waiting caller to op101, who answers.",
        run=moved_to_operator,
        plan=("queue-30-sales",),
        operators={"op101": SOON, "op102": NEVER},
        members=("op102",),
    ),
    "moved_in_vain": Scenario(
        about="A supervisor gives a waiting caller to op101, who declines; back in the queue he gives up.",
        run=moved_in_vain,
        plan=("queue-30-sales", "queue-30-sales"),
        operators={"op101": NEVER, "op102": NEVER},
        members=("op102",),
    ),
    "moved_to_queue": Scenario(
        about="A supervisor puts a waiting caller into another queue, where op104 answers.",
        run=moved_to_queue,
        plan=("queue-30-sales",),
        operators={"op102": NEVER, "op104": SOON},
        members=("op102",),
    ),
}
