"""What supervisors do to live calls: whom they hear, who is moved, and what of it no call knows."""

import pytest

from ccengine.core.desk import Card
from ccengine.core.errors import Conflict, NotFound, PbxRefused
from ccengine.core.facts import OperatorStatus
from ccengine.core.ids import is_listening, make_call_id
from ccengine.core.observed import (
    BridgeEntered,
    HoldStarted,
    LegAnswered,
    LegCreated,
    LegEnded,
    QueueEntered,
    Side,
    SpyStarted,
)
from ccengine.core.supervision import Hearing, Moving
from ccengine.engine.node import Engine
from tests.conftest import eventually
from tests.engine.test_people import CALL, CALL_ID, in_talk
from tests.engine.test_presence import back, gone
from tests.engine.world import (
    NOW,
    Memory,
    answers,
    calls_in,
    client_of,
    engine_in,
    memory_with_clients,
    rings,
)

BOSS = "op108"


@pytest.fixture
def memory() -> Memory:
    return memory_with_clients()


def picks_up(memory: Memory, engine: Engine, leg: str = "") -> str:
    """The supervisor answers the phone that was rung for his listening. The leg's id."""
    leg = leg or next(what[1] for what in reversed(memory.acts) if what[0] == "expect")
    engine.feed(
        [
            LegCreated(at=NOW + 2000, leg=leg, channel="PJSIP/op108-9", side=Side.PLUMBING, endpoint=BOSS),
            LegAnswered(at=NOW + 2500, leg=leg),
            SpyStarted(at=NOW + 2510, leg=leg),
        ]
    )
    return leg


async def listened_to(memory: Memory) -> Engine:
    """An operator talks to a client, and the supervisor hears them."""
    engine = engine_in(memory)
    in_talk(memory, engine)
    await engine.supervision.hear(BOSS, CALL_ID, Hearing.LISTEN)
    picks_up(memory, engine)
    return engine


def waiting(memory: Memory, engine: Engine) -> None:
    _, number = client_of(memory, "op101")
    engine.feed([calls_in(CALL, number), LegAnswered(at=NOW + 5, leg=CALL)])
    engine.feed([QueueEntered(at=NOW + 10, leg=CALL, queue="sales")])


def card(memory: Memory, operator: str = "op101") -> Card:
    return memory.cards[operator, CALL_ID]


async def test_he_hears_the_operator_who_talks_and_the_operator_sees_it(memory: Memory) -> None:
    engine = engine_in(memory)
    in_talk(memory, engine)
    assert await engine.supervision.hear(BOSS, CALL_ID, Hearing.LISTEN) == "op101"
    spied = memory.acts[-1]
    assert spied == ("spy", BOSS, "leg", "listen")
    assert card(memory).listening == ()  # his phone rings; he hears nothing yet
    leg = picks_up(memory, engine)
    assert is_listening(leg)
    assert card(memory).listening == (engine.house.operators[BOSS].name,)
    (call,) = engine.people.live()["calls"]
    assert call["listeners"] == [{"operator": BOSS, "how": "listen"}]
    engine.feed([LegEnded(at=NOW + 5000, leg=leg)])
    assert card(memory).listening == ()
    await engine.aclose()


async def test_a_listening_leg_is_no_call_and_no_work_and_its_operator_is_given_no_other(
    memory: Memory,
) -> None:
    engine = engine_in(memory)
    in_talk(memory, engine)
    await engine.supervision.hear(BOSS, CALL_ID, Hearing.BARGE)
    life = engine.operators[BOSS]
    assert life.is_reserved(NOW + 3_600_000)
    leg = picks_up(memory, engine)
    assert life.status is OperatorStatus.AVAILABLE
    assert not any(what == (BOSS, OperatorStatus.BUSY) for what in memory.states)
    engine.feed([LegEnded(at=NOW + 5000, leg=one) for one in (leg, "leg", CALL)])
    assert not life.is_reserved(NOW + 5000)
    memory.now = NOW + 60_000
    engine.tick()
    assert memory.types().count("call.started") == memory.types().count("call.sealed") == 1
    (sealed,) = [entry for entry in memory.entries if entry.type == "call.sealed"]
    assert [one["endpoint"] for one in sealed.data["record"]["legs"]] == ["trunk", "op101"]
    await engine.aclose()


async def test_from_listening_to_whispering_and_to_another_call_without_a_new_one(memory: Memory) -> None:
    engine = engine_in(memory)
    in_talk(memory, engine)
    await engine.supervision.hear(BOSS, CALL_ID, Hearing.LISTEN)
    own = memory.acts[-2][1]
    for seen in (
        (),
        (LegCreated(at=NOW, leg=own, channel="PJSIP/op108-9", side=Side.PLUMBING, endpoint=BOSS),),
    ):
        engine.feed(seen)
        with pytest.raises(Conflict, match="still being rung"):
            await engine.supervision.hear(BOSS, CALL_ID, Hearing.WHISPER)
    picks_up(memory, engine)
    await engine.supervision.hear(BOSS, CALL_ID, Hearing.WHISPER)
    assert memory.acts[-1] == ("hear", "PJSIP/op108-9", "leg", "whisper")
    assert engine.people.live()["calls"][0]["listeners"] == [{"operator": BOSS, "how": "whisper"}]
    other = "pbx1-1795324298.7"
    engine.feed([calls_in(other, ""), rings("op102", "other", other), LegAnswered(at=NOW + 9, leg="other")])
    engine.feed([BridgeEntered(at=NOW + 3000, leg=leg, bridge="o") for leg in ("other", other)])
    await engine.supervision.hear(BOSS, make_call_id("pbx1", other, NOW), Hearing.LISTEN)
    assert memory.acts[-1] == ("hear", "PJSIP/op108-9", "other", "listen")
    assert card(memory).listening == ()
    assert sum(what[0] == "spy" for what in memory.acts) == 1
    await engine.aclose()


async def test_he_follows_the_operator_to_his_second_line_and_back(memory: Memory) -> None:
    engine = await listened_to(memory)
    second, colleague = "pbx1-1795324301.3", "pbx1-1795324301.4"
    engine.feed(
        [
            HoldStarted(at=NOW + 3000, leg="leg"),
            LegCreated(
                at=NOW + 3100,
                leg=second,
                channel="PJSIP/op101-2",
                side=Side.INSIDE,
                endpoint="op101",
                dialled="102",
                linked=second,
            ),
            rings("op102", colleague, second, NOW + 3200),
            LegAnswered(at=NOW + 4000, leg=colleague),
            LegAnswered(at=NOW + 4000, leg=second),
            BridgeEntered(at=NOW + 4001, leg=second, bridge="aside"),
            BridgeEntered(at=NOW + 4002, leg=colleague, bridge="aside"),
        ]
    )

    def heard() -> list[str]:
        return [what[2] for what in memory.acts if what[0] == "hear"]

    await eventually(lambda: second in heard())
    engine.feed([LegEnded(at=NOW + 6000, leg=one) for one in (colleague, second)])
    await eventually(lambda: heard()[-1:] == ["leg"])
    await engine.aclose()


async def test_it_is_begun_anew_when_another_is_at_the_other_end(memory: Memory) -> None:
    engine = engine_in(memory)
    in_talk(memory, engine)
    await engine.supervision.hear(BOSS, CALL_ID, Hearing.BARGE)
    picks_up(memory, engine)
    engine.feed([rings("op103", "third", CALL, NOW + 3100), LegAnswered(at=NOW + 3200, leg="third")])

    def begun() -> int:
        return [what for what in memory.acts if what[0] == "hear"].count(
            ("hear", "PJSIP/op108-9", "leg", "barge")
        )

    engine.feed([BridgeEntered(at=NOW + 3210, leg="leg", bridge="aside")])
    assert begun() == 0  # alone there
    engine.feed([BridgeEntered(at=NOW + 3220, leg="third", bridge="aside")])
    await eventually(lambda: begun() == 1)
    engine.feed([BridgeEntered(at=NOW + 5000, leg=CALL, bridge="aside")])
    engine.feed([LegEnded(at=NOW + 6000, leg="third")])  # all three talked, then he is back with the client
    await eventually(lambda: begun() == 2)
    await engine.aclose()


async def test_nobody_listens_unknown(memory: Memory) -> None:
    engine = engine_in(memory)
    in_talk(memory, engine)
    picks_up(memory, engine, "cc-listen-1795324200.ab")
    await eventually(lambda: ("hang up", "PJSIP/op108-9") in memory.acts)
    assert engine.counters["listeners_unknown"] == 2  # told as answered, and as listening
    await engine.aclose()


async def test_whom_nobody_can_hear(memory: Memory) -> None:
    engine = engine_in(memory)
    with pytest.raises(NotFound):
        await engine.supervision.hear(BOSS, CALL_ID, Hearing.LISTEN)
    waiting(memory, engine)
    with pytest.raises(Conflict, match="nobody to hear"):
        await engine.supervision.hear(BOSS, CALL_ID, Hearing.LISTEN)
    engine.feed([rings("op101", "leg", CALL)])
    with pytest.raises(Conflict, match="nobody to hear"):
        await engine.supervision.hear(BOSS, CALL_ID, Hearing.LISTEN)
    with pytest.raises(Conflict, match="not listening"):
        await engine.supervision.stop(BOSS)
    await engine.aclose()


async def test_he_hears_nothing_while_his_own_phone_is_in_use_or_away(memory: Memory) -> None:
    engine = engine_in(memory)
    in_talk(memory, engine)
    engine.feed(gone(BOSS))
    with pytest.raises(Conflict, match="not connected"):
        await engine.supervision.hear(BOSS, CALL_ID, Hearing.LISTEN)
    engine.feed(back(BOSS))
    own = "pbx1-1795324298.7"
    engine.feed([calls_in(own, ""), rings(BOSS, "his", own)])
    with pytest.raises(Conflict, match="in use"):
        await engine.supervision.hear(BOSS, CALL_ID, Hearing.LISTEN)
    assert not any(what[0] == "spy" for what in memory.acts)
    await engine.aclose()


async def test_of_two_supervisors_who_hears_already_is_told(memory: Memory) -> None:
    engine = engine_in(memory)
    in_talk(memory, engine)
    await engine.supervision.hear("op107", CALL_ID, Hearing.LISTEN)  # his phone rings, and rings
    await engine.supervision.hear(BOSS, CALL_ID, Hearing.LISTEN)
    picks_up(memory, engine)
    assert card(memory).listening == (engine.house.operators[BOSS].name,)
    await engine.aclose()


async def test_to_whom_the_client_is_passed_on_is_not_heard(memory: Memory) -> None:
    engine = await listened_to(memory)
    engine.feed([HoldStarted(at=NOW + 3000, leg="leg"), rings("op103", "third", CALL, NOW + 3100)])
    engine.feed(
        [LegAnswered(at=NOW + 3200, leg="third"), BridgeEntered(at=NOW + 3201, leg="third", bridge="b")]
    )
    engine.feed([LegEnded(at=NOW + 4000, leg="leg")])
    assert not any(what[0] == "hear" for what in memory.acts)
    await engine.aclose()


async def test_a_phone_that_cannot_be_rung_listens_to_nothing(memory: Memory) -> None:
    engine = engine_in(memory)
    in_talk(memory, engine)
    memory.refusing = True
    with pytest.raises(PbxRefused):
        await engine.supervision.hear(BOSS, CALL_ID, Hearing.LISTEN)
    memory.refusing = False
    await engine.supervision.hear(BOSS, CALL_ID, Hearing.LISTEN)
    memory.now += 60_000
    engine.tick()  # it never rang
    assert not engine.operators[BOSS].is_reserved(memory.now)
    with pytest.raises(Conflict, match="in this call yourself"):
        await engine.supervision.hear("op101", CALL_ID, Hearing.LISTEN)
    await engine.aclose()


async def test_operators_are_told_unless_the_house_says_otherwise(memory: Memory) -> None:
    engine = Engine("pbx1", engine_in(memory).ports, memory.house_of, show_listening=False)
    in_talk(memory, engine)
    await engine.supervision.hear(BOSS, CALL_ID, Hearing.LISTEN)
    picks_up(memory, engine)
    assert card(memory).listening == ()
    assert engine.people.live()["calls"][0]["listeners"]
    await engine.aclose()


async def test_a_waiting_caller_goes_to_an_operator_or_to_another_queue(memory: Memory) -> None:
    engine = engine_in(memory)
    waiting(memory, engine)
    assert await engine.supervision.move(CALL_ID, "support") is Moving.TRANSFERRED
    assert memory.acts[-1] == ("to queue", f"PJSIP/trunk-{CALL}", "701")
    assert await engine.supervision.move(CALL_ID, "op102") is Moving.WITHDRAWN
    assert memory.acts[-1] == ("to operator", f"PJSIP/trunk-{CALL}", "102")
    assert engine.operators["op102"].is_reserved(memory.now)
    assert card(memory, "op102").state == "ringing"
    await engine.supervision.put_first(CALL_ID)
    await engine.supervision.put_first(CALL_ID)
    ranks = [int(what[3]) for what in memory.acts if what[0] == "priority"]
    assert ranks == sorted(set(ranks))
    await engine.aclose()


async def test_nobody_is_moved_to_who_cannot_be_rung(memory: Memory) -> None:
    engine = engine_in(memory)
    waiting(memory, engine)
    await engine.people.set_status("op102", OperatorStatus.OFFLINE, "")
    with pytest.raises(Conflict, match="Анна Соколова is not logged in"):
        await engine.supervision.move(CALL_ID, "op102")
    engine.operators["op103"].reserve(make_call_id("pbx1", "another", NOW), memory.now + 9_000)
    with pytest.raises(Conflict, match="is being given another call"):
        await engine.supervision.move(CALL_ID, "op103")
    engine.feed(gone("op104"))
    with pytest.raises(Conflict, match="phone is not connected"):
        await engine.supervision.move(CALL_ID, "op104")
    memory.refusing = True
    with pytest.raises(PbxRefused):
        await engine.supervision.move(CALL_ID, "op105")
    assert engine.operators["op105"].is_free(memory.now), "for the next caller"
    memory.refusing = False
    with pytest.raises(NotFound, match="no operator or queue"):
        await engine.supervision.move(CALL_ID, "998901112233")
    await engine.aclose()


async def test_a_call_in_talk_is_passed_on_by_the_leg_of_who_talks(memory: Memory) -> None:
    engine = engine_in(memory)
    in_talk(memory, engine)
    assert await engine.supervision.move(CALL_ID, "support") is Moving.TRANSFERRED
    assert memory.acts[-1] == ("blind", "PJSIP/op101-leg", "701")
    with pytest.raises(Conflict, match="does not wait"):
        await engine.supervision.put_first(CALL_ID)
    await engine.aclose()


async def test_of_two_colleagues_the_one_who_called_is_passed_on(memory: Memory) -> None:
    engine = engine_in(memory)
    own = LegCreated(
        at=NOW,
        leg=CALL,
        channel="PJSIP/op101-own",
        side=Side.INSIDE,
        endpoint="op101",
        dialled="102",
        linked=CALL,
    )
    engine.feed([own, rings("op102", "leg", CALL), answers("leg"), answers(CALL)])
    engine.feed([BridgeEntered(at=NOW + 1001, leg=leg, bridge="b") for leg in ("leg", CALL)])
    await engine.supervision.move(CALL_ID, "support")
    assert memory.acts[-1] == ("blind", "PJSIP/op102-leg", "701")
    await engine.aclose()


async def test_a_note_to_the_floor(memory: Memory) -> None:
    engine = engine_in(memory)
    note = engine.supervision.tell("Zeynep", "<b>Lunch</b>", 30)
    assert memory.acts[-1] == ("note", "Zeynep", "<b>Lunch</b>")
    assert note.until - note.at == 30 * 60_000
    (kept,) = [entry for entry in memory.entries if entry.type == "floor.note"]
    assert (kept.at, kept.data) == (
        note.at,
        {"id": note.id, "until": note.until, "by": "Zeynep", "text": "<b>Lunch</b>"},
    )
    await engine.aclose()
