"""Whose phone is not there is rung for nobody; what lasts too long is told; what is not true is mended."""

import asyncio
from dataclasses import replace

from ccengine.core.directory import House, PauseReason
from ccengine.core.facts import OperatorStatus as S
from ccengine.core.membership import wanted
from ccengine.core.observed import PhoneSeen
from ccengine.core.presence import PresenceRules
from ccengine.engine.node import Engine
from tests.conftest import eventually
from tests.engine.world import (
    NOW,
    Memory,
    answers,
    calls_in,
    client_of,
    ends,
    engine_in,
    memory_with_clients,
    question,
    rings,
)

CALL = "pbx1-1795324298.0"


def gone(*operators: str, at: int = NOW) -> list[PhoneSeen]:
    return [PhoneSeen(at=at, endpoint=operator, there=False) for operator in operators]


def back(*operators: str, at: int = NOW) -> list[PhoneSeen]:
    return [PhoneSeen(at=at, endpoint=operator, there=True) for operator in operators]


def everybody(engine: Engine) -> list[str]:
    return list(engine.operators)


async def test_the_responsible_is_not_rung_while_his_phone_is_away() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    _, number = client_of(memory, "op101")
    engine.feed(gone("op101"))
    reply = await engine.route(question(CALL, number))
    assert "op101" not in reply.targets
    (decided,) = [entry for entry in memory.entries if entry.type == "call.routed"]
    assert "his phone is not connected" in decided.data["decision"]["why"]
    assert decided.data["decision"]["inputs"]["state_op101"] == "available+unreachable"
    engine.feed(back("op101"))
    reply = await engine.route(question("pbx1-1795324299.0", number))
    assert (reply.do, reply.targets) == ("ring", "op101")
    assert [e.data for e in memory.entries if e.type == "operator.phone"] == [
        {"operator": "op101", "there": False},
        {"operator": "op101", "there": True},
    ]
    await engine.aclose()


async def test_where_nobody_can_be_rung_the_plan_goes_on() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    engine.feed(gone(*everybody(engine)))
    reply = await engine.route(question(CALL, "998935556677"))
    assert reply.do not in ("ring", "queue"), reply
    await engine.aclose()


async def test_his_seats_are_paused_and_he_is_shown_as_away_with_his_age() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    assert wanted(engine.house, engine.operators)["sales", "op101"] is False
    engine.feed(gone("op101", at=NOW + 5))
    assert wanted(engine.house, engine.operators)["sales", "op101"] is True
    line = memory.lines["op101"]
    assert (line.status, line.reachable, line.away) == (S.AVAILABLE, False, NOW + 5)
    engine.feed(back("op101", at=NOW + 9))
    assert (memory.lines["op101"].reachable, memory.lines["op101"].away) == (True, 0)
    await engine.aclose()


async def test_asterisks_own_queues_hear_at_once_that_his_phone_is_gone_and_back() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    engine.seats.are(dict.fromkeys(wanted(engine.house, engine.operators), False))
    keeping = asyncio.create_task(engine.seats.keep())
    engine.feed(gone("op101"))
    await eventually(lambda: ("pause", "op101", "True") in memory.acts)
    engine.feed(back("op101"))
    await eventually(lambda: ("pause", "op101", "False") in memory.acts)
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    await engine.aclose()


async def test_what_rings_there_already_moves_on() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    engine.feed([calls_in(CALL, ""), rings("op101", "leg", CALL)])
    engine.feed(gone("op101"))
    await eventually(lambda: ("stop ringing", "PJSIP/op101-leg") in memory.acts)
    await engine.aclose()


async def test_who_talks_is_left_alone_when_his_registration_goes() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    engine.feed([calls_in(CALL, ""), rings("op101", "leg", CALL), answers("leg")])
    engine.feed(gone("op101"))
    memory.now = NOW + 3_600_000
    engine.tick()
    assert engine.operators["op101"].status is S.BUSY
    assert not [act for act in memory.acts if act[0] == "stop ringing"]
    engine.feed([ends("leg", memory.now), ends(CALL, memory.now)])
    assert engine.people.statuses()["op101"] is S.AVAILABLE, "nothing was asked for behind his back"
    await engine.aclose()


async def test_who_is_away_for_long_is_offline_and_says_himself_that_he_is_back() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    engine.feed(gone("op101"))
    memory.now = NOW + 15 * 60_000 - 1
    engine.tick()
    assert engine.people.statuses()["op101"] is S.AVAILABLE
    memory.now += 1
    engine.tick()
    assert engine.people.statuses()["op101"] is S.OFFLINE
    memory.now += 60_000
    engine.tick()
    assert engine.counters["operators_set_offline"] == 1
    engine.feed(back("op101", at=memory.now))
    assert engine.operators["op101"].status is S.OFFLINE
    await engine.aclose()


async def test_a_house_that_sets_nobody_offline_leaves_him_as_he_is() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory, presence=PresenceRules(away_ms=0))
    engine.feed(gone("op101"))
    memory.now = NOW + 9 * 3_600_000
    engine.tick()
    assert engine.people.statuses()["op101"] is S.AVAILABLE
    await engine.aclose()


async def test_while_the_pbx_is_not_heard_nobody_is_set_offline() -> None:
    """He may have come back meanwhile; the first look at the PBX tells."""
    memory = memory_with_clients()
    engine = engine_in(memory)
    engine.feed(gone("op101", "op102"))
    engine.presence.unheard()
    memory.now = NOW + 20 * 60_000
    engine.tick()
    assert [memory.lines[who].status for who in ("op101", "op102")] == [S.AVAILABLE] * 2
    engine.feed([*gone("op101", at=memory.now), *back("op102", at=memory.now)])
    engine.tick()
    assert [memory.lines[who].status for who in ("op101", "op102")] == [S.OFFLINE, S.AVAILABLE]
    assert memory.lines["op101"].away == NOW
    await engine.aclose()


def with_a_short_pause(memory: Memory) -> House:
    pauses = {"tea": PauseReason(id="tea", name="Tea", limit_s=60)}
    return replace(memory.house_of, pauses=pauses)


async def test_a_pause_past_its_time_is_told_once_and_lasts() -> None:
    memory = memory_with_clients()
    memory.house_of = with_a_short_pause(memory)
    engine = engine_in(memory)
    await engine.people.set_status("op101", S.PAUSED, "tea")
    assert memory.lines["op101"].until == NOW + 60_000
    for later in (59_999, 60_000, 60_500, 300_000):
        memory.now = NOW + later
        engine.tick()
    (told,) = [entry for entry in memory.entries if entry.type == "operator.overstayed"]
    assert told.at == NOW + 60_000, "as soon as it is so"
    assert told.data == {"operator": "op101", "reason": "Tea", "since": NOW, "limit_ms": 60_000}
    assert engine.operators["op101"].status is S.PAUSED
    await engine.aclose()


async def test_a_supervisors_change_holds_for_pauses_that_run() -> None:
    memory = memory_with_clients()
    memory.house_of = with_a_short_pause(memory)
    engine = engine_in(memory)
    await engine.people.set_status("op101", S.PAUSED, "tea")
    longer = {"tea": PauseReason(id="tea", name="Tea", limit_s=600)}
    engine.adopt(replace(memory.house_of, pauses=longer))
    assert memory.lines["op101"].until == NOW + 600_000
    await engine.aclose()


async def test_nobody_stays_busy_on_a_leg_that_the_pbx_no_longer_has() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    engine.feed([calls_in(CALL, ""), rings("op101", "leg", CALL), answers("leg"), answers(CALL)])
    assert engine.people.statuses()["op101"] is S.BUSY
    memory.now = NOW + 8_000
    engine.reconcile({CALL}, memory.now, "it ended, and nobody heard of it")
    assert engine.people.statuses()["op101"] is S.AVAILABLE
    assert engine.counters["operators_mended"] == 1
    engine.reconcile({CALL}, memory.now, "again")
    assert engine.counters["operators_mended"] == 1
    await engine.aclose()


async def test_a_state_that_no_leg_bears_out_is_mended_at_the_next_tick() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    life = engine.operators["op102"]
    engine.say(life.follow("never-was", engine.floor.expect(CALL, NOW).id, NOW, rings=True, talks=False))
    assert engine.people.statuses()["op102"] is S.RINGING
    engine.tick()
    assert engine.people.statuses()["op102"] is S.AVAILABLE
    assert engine.counters["operators_mended"] == 1
    await engine.aclose()
