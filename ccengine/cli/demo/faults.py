"""The check list's faults: what callers and records see of an engine that dies, a cut cable, a stopped
database.

In each scene one call lasts through the fault and one ends inside it, while others begin and end
there. Nobody may be left without a phone that rings, and every call has one record.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ccengine.cli.demo.rig import engine_is_well
from ccengine.cli.demo.stage import Acts, Scene, Stage, connected
from ccengine.lab.call import Call, Manners
from ccengine.lab.wait import eventually

STATIC_ROUTE = ("op101", "op102", "op103", "op104")
"""Whom the main number's static route rings (``lab.crm``)."""
CALLERS = 20
BETWEEN_S = 0.1
REACHED_S = 5.0
CUT_S = 20.0
WHOLE_S = 5.0
STOPPED_S = 30.0


@contextmanager
def answering(stage: Stage, operators: Sequence[str], after_s: float = 0.4) -> Iterator[None]:
    """These people pick up by themselves, and have a line for everybody."""
    phones = [stage.rig.phones.phones[operator] for operator in operators]
    for phone in phones:
        phone.manners = Manners(answer_after=after_s, lines=2 * CALLERS)
    try:
        yield
    finally:
        for phone in phones:
            phone.manners = Manners()


async def engine_killed(stage: Stage) -> Acts:
    """Engine killed under calls: all callers reach the static route in time. Started again: their
    calls are there, recovered; what lasted has one record, and the operators are as they were."""
    before = await _statuses(stage)
    lasting, ending = await _two_talks(stage)
    await stage.rig.engine.kill()
    reached = await _callers(stage)
    await ending.hang_up()
    await stage.rig.engine.start()
    await engine_is_well(stage.rig)
    await stage.reopen()
    card = await stage.pages["op105"].card(state="talking")
    await stage.talk(1)
    await stage.hang_up(lasting)
    after = await _statuses(stage)
    yield
    await _judge_gap(stage, reached)
    stage.expect("operators are as they were", before, after)
    stage.expect("the card of what lasted is back", stage.client_of("op105").name, card["client"]["name"])


async def engine_frozen(stage: Stage) -> Acts:
    """Engine frozen under calls: all callers reach the static route in time. Thawed: as above."""
    lasting, ending = await _two_talks(stage)
    stage.rig.engine.freeze()
    try:
        reached = await _callers(stage)
        await ending.hang_up()
    finally:
        stage.rig.engine.thaw()
    await engine_is_well(stage.rig)
    await stage.talk(1)
    await stage.hang_up(lasting)
    yield
    await _judge_gap(stage, reached)


async def ami_cut(stage: Stage) -> Acts:
    """The AMI connection cut for 20 s: calls that begin and end meanwhile are whole within 5 s of
    its return, recovered; what lasts goes on; nothing is doubled."""
    lasting, ending = await _two_talks(stage)
    healed = asyncio.get_running_loop().time() + CUT_S
    await stage.rig.cable.cut()
    try:
        with answering(stage, ("op101", "op107", "op108")):
            inside = [await _one_talk(stage, operator) for operator in ("op101", "op107", "op108")]
        await ending.hang_up()
        abandoned = await stage.call(stage.client_of("op104").phones[0])
        await stage.rings("op104")
        await abandoned.hang_up()
        across = await stage.call(stage.client_of("op103").phones[0])
        await stage.answers("op103")
        await asyncio.sleep(max(0.0, healed - asyncio.get_running_loop().time()))
    finally:
        await stage.rig.cable.heal()
    whole = await _seconds_until_records(stage, 5)
    await across.hang_up()
    await stage.hang_up(lasting)
    yield
    records = await stage.records()
    outcomes = ["answered"] * 5 + ["abandoned", "answered"]
    stage.expect("all are answered in the gap", [True] * 3, inside)
    stage.expect("outcomes", outcomes, [r["outcome"] for r in records])
    stage.expect("marks", ["recovered"] * 7, [r["mark"] for r in records])
    stage.expect(f"records within {WHOLE_S:.0f} s of the return", True, whole <= WHOLE_S)
    stage.note(f"whole {whole:.1f} s after the return")
    await _judge_once(stage, [r["call_id"] for r in records])


async def database_stopped(stage: Stage) -> Acts:
    """PostgreSQL stopped for 30 s under calls: new callers are answered all the same; nothing is
    lost, nothing is doubled, the spool is drained."""
    lasting, ending = await _two_talks(stage)
    back = asyncio.get_running_loop().time() + STOPPED_S
    await stage.rig.postgres.stop()
    answered: list[bool] = []
    try:
        with answering(stage, STATIC_ROUTE, after_s=0.8):
            await ending.hang_up()
            while asyncio.get_running_loop().time() < back:
                answered.append(await _one_talk(stage, STATIC_ROUTE[len(answered) % 4]))
    finally:
        await stage.rig.postgres.start()
    await engine_is_well(stage.rig, 30)
    spool = stage.rig.settings.data / "spool"
    await eventually(lambda: not list(spool.glob("*.jsonl")), 10)
    await stage.hang_up(lasting)
    yield
    records = await stage.records()
    stage.expect("all are answered meanwhile", [True] * len(answered), answered)
    stage.expect("outcomes", {"answered"}, {r["outcome"] for r in records})
    stage.expect("marks", {"observed"}, {r["mark"] for r in records})
    unprojected = await stage.rig.store.fetch_value("unprojected_count")
    stage.expect("entries without facts", 0, unprojected)
    await _judge_once(stage, [r["call_id"] for r in records])


async def _two_talks(stage: Stage) -> tuple[Call, Call]:
    """op105 and op106 talk to clients of theirs."""
    calls = []
    for operator in ("op105", "op106"):
        call = await stage.call(stage.client_of(operator).phones[0])
        await stage.answers(operator)
        await connected(call)
        calls.append(call)
    await stage.talk(1)
    return calls[0], calls[1]


async def _one_talk(stage: Stage, operator: str) -> bool:
    """A client of this operator calls, talks for a moment and hangs up; whether he was answered."""
    call = await stage.call(stage.client_of(operator).phones[0])
    answered = await connected(call, REACHED_S)
    await stage.talk(1)
    await call.hang_up()
    return answered


async def _callers(stage: Stage) -> list[float]:
    """Twenty strangers, one after the other; of each after how many seconds a phone rang for him."""
    with answering(stage, STATIC_ROUTE):
        async with asyncio.TaskGroup() as group:
            tasks = []
            for number in range(CALLERS):
                tasks.append(group.create_task(_stranger(stage, f"+9989760000{number:02d}")))
                await asyncio.sleep(BETWEEN_S)
    return [task.result() for task in tasks]


async def _stranger(stage: Stage, user: str) -> float:
    call = await stage.call(user)
    answered = await connected(call, 2 * REACHED_S)
    await stage.talk(1)
    await call.hang_up()
    return call.rang - call.began if answered and call.rang else 2 * REACHED_S


async def _seconds_until_records(stage: Stage, count: int) -> float:
    began = time.monotonic()

    async def there() -> bool:
        return len(await stage.records()) >= count

    await eventually(there, 2 * WHOLE_S, every_s=0.1)
    return time.monotonic() - began


async def _statuses(stage: Stage) -> dict[str, str]:
    live = await stage.supervisor("GET", "/api/live")
    return {line["operator"]: line["status"] for line in live["operators"]}


async def _judge_gap(stage: Stage, reached: list[float]) -> None:
    """Two calls that were up before the engine went, and those that came while it was away."""
    records = await stage.records()
    stage.expect("callers whose phone rang in time", CALLERS, sum(wait <= REACHED_S for wait in reached))
    stage.note(f"a phone rang after {min(reached):.2f} to {max(reached):.2f} s")
    stage.expect("calls", CALLERS + 2, len(records))
    stage.expect("their marks", ["recovered"] * CALLERS, [r["mark"] for r in records[2:]])
    stage.expect("outcomes", ["answered"] * len(records), [r["outcome"] for r in records])
    owners = [stage.client_of("op105").id, stage.client_of("op106").id]
    stage.expect("clients of the calls across", owners, [r["client"] for r in records[:2]])
    await _judge_once(stage, [r["call_id"] for r in records])


async def _judge_once(stage: Stage, calls: list[object]) -> None:
    rows = await stage.rig.store.fetch("demo_seals", calls)
    stage.expect("sealed once each", [1] * len(calls), [row["seals"] for row in rows])
    doubled = await stage.rig.store.fetch("demo_doubles", calls)
    stage.expect("events told twice", [], [row["type"] for row in doubled])


FAULTS: dict[str, Scene] = {
    "engine killed": engine_killed,
    "engine frozen": engine_frozen,
    "AMI cut for 20 s": ami_cut,
    "PostgreSQL stopped for 30 s": database_stopped,
}
