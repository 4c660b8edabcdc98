"""Click to call: within the house's limits, also over a restart, whoever's phone rings first."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from ccengine.core.dialling import DestinationRefused, LimitReached, Placed
from ccengine.core.directory import DiallingRules
from ccengine.core.errors import Conflict, NotFound
from ccengine.core.observed import LegCreated, LegEnded, Observed, Side
from ccengine.engine.node import Engine
from tests.engine.test_people import CALL_ID, in_talk
from tests.engine.test_presence import gone
from tests.engine.world import NOW, Memory, engine_in, memory_with_clients

ALLOWED = "+998901234567"
OTHER = "+998901234568"
ABROAD = "+79161234567"


def limited(memory: Memory, *, per_hour: int = 60, at_once: int = 2, first: str = "operator") -> Engine:
    rules = DiallingRules(allowed=("+998",), per_hour=per_hour, at_once=at_once, first=first)
    return Engine("pbx1", engine_in(memory).ports, replace(memory.house_of, dialling=rules))


def places(memory: Memory) -> list[tuple[str, ...]]:
    return [act for act in memory.acts if act[0] in ("originate", "client first")]


def ended(memory: Memory) -> list[Observed]:
    """What was placed last rings the operator's phone, and is over."""
    channel = [act[1] for act in memory.acts if act[0] == "expect"][-1]
    begun = LegCreated(
        at=memory.now,
        leg=channel,
        channel="PJSIP/op101-own",
        side=Side.INSIDE,
        endpoint="op101",
        linked=channel,
    )
    return [begun, LegEnded(at=memory.now + 10, leg=channel)]


async def test_limits_that_are_changed_hold_from_the_next_call_on() -> None:
    memory = memory_with_clients()
    engine = limited(memory)
    with pytest.raises(DestinationRefused, match="under Calls out"):
        await engine.dialling.place_call("op101", ABROAD)
    engine.adopt(replace(engine.house, dialling=DiallingRules(allowed=("+7916",), at_once=1, first="client")))
    await engine.dialling.place_call("op101", ABROAD)
    assert places(memory) == [("client first", "op101", ABROAD[1:])]
    with pytest.raises(DestinationRefused):
        await engine.dialling.place_call("op102", ALLOWED)
    with pytest.raises(LimitReached):  # what he has placed before counts on
        await engine.dialling.place_call("op101", "103")


async def test_a_number_that_is_not_allowed_is_not_called_and_a_colleague_always() -> None:
    memory = memory_with_clients()
    engine = limited(memory)
    with pytest.raises(DestinationRefused, match=r"\+7916"):
        await engine.dialling.place_call("op101", "+79161234567")
    assert places(memory) == []
    await engine.dialling.place_call("op101", "103")
    await engine.dialling.place_call("op102", ALLOWED)
    await engine.dialling.place_call("op103", "701")
    assert places(memory) == [
        ("originate", "op101", "103"),
        ("originate", "op102", ALLOWED[1:]),
        ("originate", "op103", "701"),
    ], "nor is a queue of the house outside"
    await engine.aclose()


async def test_the_clients_phone_first_where_the_house_or_the_call_says_so() -> None:
    memory = memory_with_clients()
    engine = limited(memory, first="client")
    await engine.dialling.place_call("op101", ALLOWED)
    await engine.dialling.place_call("op102", OTHER, first="operator")
    await engine.dialling.place_call("op103", "104", first="client")
    assert [act[0] for act in places(memory)] == ["client first", "originate", "originate"]
    told = [(e.data["operator"], e.data["first"]) for e in memory.entries if e.type == "call.placed"]
    assert told == [("op101", "client"), ("op102", "operator"), ("op103", "client")]
    await engine.aclose()


async def test_so_many_at_once_and_one_more_as_soon_as_one_has_ended() -> None:
    memory = memory_with_clients()
    engine = limited(memory, at_once=1)
    await engine.dialling.place_call("op101", ALLOWED)
    with pytest.raises(LimitReached) as told:
        await engine.dialling.place_call("op101", OTHER)
    assert told.value.which == "at_once"
    engine.feed(ended(memory))
    await engine.dialling.place_call("op101", ALLOWED)
    await engine.aclose()


async def test_of_two_in_one_breath_the_second_knows_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = memory_with_clients()
    engine = limited(memory, at_once=1)
    originate = memory.originate

    async def takes_its_time(**call: Any) -> None:
        await asyncio.sleep(0)
        await originate(**call)

    monkeypatch.setattr(memory, "originate", takes_its_time)
    place = engine.dialling.place_call
    told = await asyncio.gather(
        place("op101", ALLOWED), place("op101", OTHER), place("op102", ALLOWED), return_exceptions=True
    )
    assert [type(one) for one in told] == [UUID, LimitReached, Conflict]
    assert places(memory) == [("originate", "op101", ALLOWED[1:])]
    await engine.aclose()


async def test_an_hour_counts_over_a_restart() -> None:
    memory = memory_with_clients()
    engine = limited(memory, per_hour=2)
    first = await engine.dialling.place_call("op101", ALLOWED)
    placed = [e for e in memory.entries if e.type == "call.placed"]
    await engine.aclose()

    memory.now += 60_000
    engine = limited(memory, per_hour=2)
    engine.dialling.remember(Placed(operator=e.data["operator"], call_id=first, at=e.at) for e in placed)
    await engine.dialling.place_call("op101", ALLOWED)
    with pytest.raises(LimitReached, match="in 59 min") as told:
        await engine.dialling.place_call("op101", OTHER)
    assert told.value.until == NOW + 3_600_000
    await engine.dialling.place_call("op102", OTHER)
    await engine.aclose()


async def test_a_refused_call_counts_for_nothing() -> None:
    memory = memory_with_clients()
    engine = limited(memory, per_hour=1)
    memory.refusing = True
    for _ in range(3):
        with pytest.raises(Exception, match="refused"):
            await engine.dialling.place_call("op101", ALLOWED)
    memory.refusing = False
    await engine.dialling.place_call("op101", ALLOWED)
    await engine.aclose()


async def test_a_phone_in_the_page_holds_two_calls_and_a_desk_phone_one() -> None:
    memory = memory_with_clients()
    people = memory.house_of.operators
    memory.house_of = replace(
        memory.house_of, operators={**people, "op101": replace(people["op101"], phone="browser")}
    )
    engine = limited(memory, at_once=9)
    in_talk(memory, engine)
    life = engine.operators["op101"]
    life.follow("another", CALL_ID, NOW, rings=True, talks=False)
    with pytest.raises(Conflict, match="in use"):
        await engine.dialling.place_call("op101", ALLOWED)
    life.follow("another", CALL_ID, NOW, rings=False, talks=False)
    await engine.dialling.place_call("op101", ALLOWED)
    assert places(memory) == [("originate", "op101", ALLOWED[1:])]
    life.follow("another", CALL_ID, NOW, rings=False, talks=True)
    with pytest.raises(Conflict, match="in use"):
        await engine.dialling.place_call("op101", OTHER)
    at_a_desk = engine.operators["op102"]
    engine.say(at_a_desk.follow("his", CALL_ID, NOW, rings=False, talks=True))
    with pytest.raises(Conflict, match="in use"):
        await engine.dialling.place_call("op102", OTHER)
    await engine.aclose()


async def test_his_own_phone_answers_at_once_where_he_has_just_asked_and_rings_where_a_program_did(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    memory = memory_with_clients()
    engine = limited(memory)
    at_once: list[bool] = []

    async def originate(**call: Any) -> None:
        at_once.append(call["at_once"])

    monkeypatch.setattr(memory, "originate", originate)
    await engine.dialling.place_call("op101", ALLOWED)
    await engine.dialling.place_call("op102", OTHER, himself=False)
    assert at_once == [True, False]
    await engine.aclose()


async def test_who_has_no_phone_calls_nobody() -> None:
    memory = memory_with_clients()
    engine = limited(memory)
    engine.feed(gone("op101"))
    with pytest.raises(Conflict, match="not connected"):
        await engine.dialling.place_call("op101", ALLOWED)
    await engine.aclose()


async def test_a_hostile_name_is_refused_on_one_line() -> None:
    memory = memory_with_clients()
    engine = limited(memory)
    with pytest.raises(NotFound) as told:
        await engine.dialling.place_call("op101\r\nEvent: Hangup", ALLOWED)
    assert str(told.value).isprintable()
    assert places(memory) == []
    await engine.aclose()
