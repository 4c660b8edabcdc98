"""What an engine takes over from the one before it, and what it makes of a gap."""

from dataclasses import replace

from ccengine.core.directory import PauseReason
from ccengine.core.facts import Mark, OperatorStatus
from ccengine.core.observed import BridgeEntered, PhoneSeen
from ccengine.core.operator import KnownOperator
from tests.engine.world import NOW, Memory, answers, calls_in, ends, engine_in, rings

STRANGER = "+998971112233"
REASON = "nobody saw it end"


def known(status: OperatorStatus, wish: OperatorStatus, reason: str = "") -> KnownOperator:
    return KnownOperator(operator="op101", status=status, since=NOW, wish=wish, reason=reason)


async def test_an_operator_is_as_the_last_engine_left_him() -> None:
    memory = Memory()
    engine = engine_in(memory)
    engine.presence.remember(known(OperatorStatus.PAUSED, OperatorStatus.PAUSED, "lunch"))
    assert memory.states[-1] == ("op101", OperatorStatus.PAUSED)
    said = len(memory.entries)
    engine.tick()
    assert [e.type for e in memory.entries[said:]] == []
    await engine.aclose()


async def test_a_talk_that_ended_in_the_gap_leaves_him_to_his_wish() -> None:
    memory = Memory()
    engine = engine_in(memory)
    engine.presence.remember(known(OperatorStatus.BUSY, OperatorStatus.AVAILABLE))
    engine.tick()
    assert engine.operators["op101"].status is OperatorStatus.AVAILABLE
    await engine.aclose()


async def test_a_wrap_up_goes_on_to_its_end_and_is_made_longer_once() -> None:
    wrap_up = replace(known(OperatorStatus.WRAP_UP, OperatorStatus.AVAILABLE), until=NOW + 30_000)
    for extended in (False, True):
        memory = Memory(now=NOW + 10_000)
        engine = engine_in(memory)
        engine.presence.remember(replace(wrap_up, extended=extended))
        engine.tick()
        line = memory.lines["op101"]
        assert (line.status, line.since, line.until) == (OperatorStatus.WRAP_UP, NOW, NOW + 30_000)
        assert line.extendable is not extended
        memory.now = NOW + 30_000
        engine.tick()
        assert memory.lines["op101"].status is OperatorStatus.AVAILABLE
        await engine.aclose()


async def test_a_wrap_up_that_ran_out_in_the_gap_was_over_then() -> None:
    memory = Memory(now=NOW + 3_600_000)
    engine = engine_in(memory)
    wrap_up = known(OperatorStatus.WRAP_UP, OperatorStatus.AVAILABLE)
    engine.presence.remember(replace(wrap_up, until=NOW + 30_000))
    (told,) = [e for e in memory.entries if e.type == "operator.changed"]
    assert (told.at, told.data["ended"]["end"]) == (NOW + 30_000, NOW + 30_000)
    assert (memory.lines["op101"].status, memory.lines["op101"].since) == (
        OperatorStatus.AVAILABLE,
        NOW + 30_000,
    )
    await engine.aclose()


async def test_whose_phone_was_away_is_so_since_then_and_offline_once_that_is_sure() -> None:
    """He may have come back while nobody listened: the clock waits for the PBX's word."""
    left = known(OperatorStatus.AVAILABLE, OperatorStatus.AVAILABLE)
    for there in (False, True):
        memory = Memory(now=NOW + 3_600_000)
        engine = engine_in(memory)
        engine.presence.remember(replace(left, away=NOW + 5))
        engine.tick()
        line = memory.lines["op101"]
        assert (line.status, line.reachable, line.away) == (OperatorStatus.AVAILABLE, False, NOW + 5)
        engine.feed([PhoneSeen(at=memory.now, endpoint="op101", there=there)])
        engine.tick()
        status = OperatorStatus.AVAILABLE if there else OperatorStatus.OFFLINE
        assert (memory.lines["op101"].status, memory.lines["op101"].reachable) == (status, there)
        assert len([e for e in memory.entries if e.type == "operator.phone"]) == there
        await engine.aclose()


async def test_a_pause_that_is_too_long_is_told_once_over_two_engines() -> None:
    paused = known(OperatorStatus.PAUSED, OperatorStatus.PAUSED, "Tea")
    for overstayed in (False, True):
        memory = Memory(now=NOW + 3_600_000)
        memory.house_of = replace(
            memory.house_of, pauses={"tea": PauseReason(id="tea", name="Tea", limit_s=60)}
        )
        engine = engine_in(memory)
        engine.presence.remember(replace(paused, overstayed=overstayed))
        engine.tick()
        assert memory.lines["op101"].until == NOW + 60_000
        assert ("operator.overstayed" in memory.types()) is not overstayed
        await engine.aclose()


async def test_nothing_before_what_is_written_changes() -> None:
    """The PBX's log is read from the call's beginning, which the earlier engine has told already."""
    memory = Memory()
    engine = engine_in(memory)
    engine.presence.remember(known(OperatorStatus.AVAILABLE, OperatorStatus.AVAILABLE))
    said = len(memory.entries)
    engine.feed([calls_in("p-1.1", STRANGER, NOW - 9000), rings("op101", "p-1.2", "p-1.1", NOW - 8000)])
    changes = [e for e in memory.entries[said:] if e.type == "operator.changed"]
    assert changes
    assert all(e.at >= NOW for e in changes)
    assert all(e.data["ended"] is None for e in changes)
    await engine.aclose()


async def test_legs_that_the_pbx_no_longer_has_are_gone_but_not_those_born_since() -> None:
    memory = Memory()
    engine = engine_in(memory)
    engine.feed([calls_in("p-1.1", STRANGER), rings("op101", "p-1.2", "p-1.1"), answers("p-1.2")])
    engine.feed([calls_in("p-2.1", STRANGER, NOW + 5000)])
    engine.reconcile({"p-9.9"}, NOW + 5000, REASON)
    live = {leg.id for leg in engine.floor.legs.values() if leg.live}
    assert live == {"p-2.1"}
    assert engine.operators["op101"].status is OperatorStatus.AVAILABLE
    await engine.aclose()


async def test_a_call_that_was_up_while_nobody_listened_says_so() -> None:
    """With the PBX's log it is recovered; without one, a hold or a transfer of that time is lost."""
    for logged, mark in ((True, "recovered"), (False, "unknown")):
        memory = Memory()
        engine = engine_in(memory)
        engine.feed([calls_in("p-1.1", STRANGER), rings("op101", "p-1.2", "p-1.1"), answers("p-1.2")])
        engine.unheard(logged=logged)
        engine.feed([calls_in("p-2.1", STRANGER, NOW + 3000), ends("p-2.1", NOW + 4000)])
        engine.feed([ends("p-1.2", NOW + 5000), ends("p-1.1", NOW + 5000)])
        memory.now = NOW + 20_000
        engine.tick()
        sealed = [entry.data["record"] for entry in memory.entries if entry.type == "call.sealed"]
        assert [record["mark"] for record in sealed] == [mark, "observed"]
        assert "was down" in sealed[0]["reason"]
        await engine.aclose()


async def test_what_is_read_again_after_a_gap_tells_nothing_new() -> None:
    """The PBX's log is read from a little before the gap: its echoes are no steps back."""
    memory = Memory()
    engine = engine_in(memory)
    story = [
        calls_in("p-1.1", STRANGER),
        rings("op101", "p-1.2", "p-1.1"),
        answers("p-1.2"),
        answers("p-1.1", NOW + 1001),
        BridgeEntered(at=NOW + 1002, leg="p-1.1", bridge="b"),
        BridgeEntered(at=NOW + 1003, leg="p-1.2", bridge="b"),
    ]
    engine.feed(story)
    told = memory.types()
    assert "call.talk_started" in told
    engine.feed(story, Mark.RECOVERED)
    assert memory.types() == told
    await engine.aclose()
