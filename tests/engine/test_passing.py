"""Three together, from one to the other, parked and picked up: what is done, and when it is refused."""

import pytest

from ccengine.core.directory import Client
from ccengine.core.errors import Conflict, NotFound, PbxRefused
from ccengine.core.ids import make_call_id
from ccengine.core.observed import (
    BridgeEntered,
    BridgeLeft,
    LegAnswered,
    LegCreated,
    LegEnded,
    MusicStarted,
    Parked,
    Side,
    Unparked,
)
from ccengine.engine.node import Engine
from tests.conftest import eventually
from tests.engine.test_people import CALL, CALL_ID, in_talk
from tests.engine.test_presence import gone
from tests.engine.world import NOW, Memory, answers, calls_in, engine_in, memory_with_clients, question

LATER = NOW + 5_000
STRANGER = "+998935556677"
PROVISIONAL = Client(id=f"number:{STRANGER}", name=STRANGER, phones=(STRANGER,), provisional=True)


def consulting(engine: Engine, *, answered: bool = True) -> None:
    """op101 has gone to another bridge, where op103 is asked; the client hears music."""
    engine.feed([MusicStarted(at=LATER, leg=CALL), BridgeLeft(at=LATER, leg="leg", bridge="b")])
    engine.feed([BridgeEntered(at=LATER + 1, leg="leg", bridge="c")])
    engine.feed(
        [
            LegCreated(
                at=LATER + 10,
                leg="asked",
                channel="PJSIP/op103-asked",
                side=Side.INSIDE,
                endpoint="op103",
                linked=CALL,
            )
        ]
    )
    if answered:
        engine.feed([LegAnswered(at=LATER + 900, leg="asked")])
        engine.feed([BridgeEntered(at=LATER + 901, leg="asked", bridge="c")])


async def test_a_consultation_becomes_a_conference_or_goes_back_to_the_client() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    in_talk(memory, engine)
    consulting(engine)
    await engine.passing.conference("op101", CALL_ID)
    await engine.passing.swap("op101", CALL_ID)
    assert memory.acts[-2:] == [("conference", "PJSIP/op101-leg"), ("swap", "PJSIP/op101-leg")]
    await engine.aclose()


async def test_who_asks_nobody_or_has_no_answer_yet_brings_nobody_together() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    in_talk(memory, engine)
    for deed in (engine.passing.conference, engine.passing.swap):
        with pytest.raises(Conflict, match="asking nobody"):
            await deed("op101", CALL_ID)
    consulting(engine, answered=False)
    with pytest.raises(Conflict, match="not answered yet"):
        await engine.passing.conference("op101", CALL_ID)
    await engine.aclose()


async def test_nobody_is_sent_to_where_no_phone_rings() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    in_talk(memory, engine)
    engine.feed(gone("op103"))
    for how in ("blind", "attended"):
        with pytest.raises(Conflict, match="not connected"):
            await engine.passing.transfer("op101", CALL_ID, "op103", how)
    assert not [act for act in memory.acts if act[0] in ("blind", "attended")]
    await engine.aclose()


def parks(memory: Memory, engine: Engine) -> None:
    engine.feed([BridgeLeft(at=LATER, leg=CALL, bridge="b"), Parked(at=LATER + 1, leg=CALL)])
    engine.feed([BridgeLeft(at=LATER + 2, leg="leg", bridge="b"), LegEnded(at=LATER + 3, leg="leg")])


async def test_a_parked_client_is_seen_by_all_and_picked_up_by_one() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    in_talk(memory, engine)
    await eventually(lambda: any(card.client for card in memory.cards.values()))
    await engine.passing.park("op101", CALL_ID)
    assert ("park", f"PJSIP/trunk-{CALL}", "op101", "180") in memory.acts
    assert ("parked",) not in memory.acts
    parks(memory, engine)
    assert memory.acts.count(("parked",)) == 1
    (line,) = engine.passing.parked()
    assert (line.call_id, line.by, line.since) == (CALL_ID, "op101", LATER + 1)
    assert (line.until, bool(line.client), bool(line.number)) == (LATER + 180_001, True, True)

    assert engine.operators["op102"].is_free(memory.now)
    await engine.passing.pick_up("op102", CALL_ID)
    assert ("pick up", f"PJSIP/trunk-{CALL}", "op102") in memory.acts
    with pytest.raises(Conflict, match="somebody was quicker"):  # also before Asterisk has said so
        await engine.passing.pick_up("op103", CALL_ID)
    assert not engine.operators["op102"].is_free(memory.now), "he is given no other call meanwhile"
    engine.feed([Unparked(at=LATER + 2_000, leg=CALL)])
    assert engine.passing.parked() == []
    assert memory.acts.count(("parked",)) == 2
    with pytest.raises(Conflict, match="somebody was quicker"):
        await engine.passing.pick_up("op103", CALL_ID)
    told = [(e.type, e.data.get("operator")) for e in memory.entries if "parked" in e.type]
    assert told == [("call.parked", "op101"), ("call.unparked", None)]
    await engine.aclose()


async def test_whom_the_pbx_would_not_fetch_can_be_fetched_again_by_anybody() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    in_talk(memory, engine)
    parks(memory, engine)
    memory.refusing = True
    with pytest.raises(PbxRefused):
        await engine.passing.pick_up("op102", CALL_ID)
    memory.refusing = False
    assert engine.operators["op102"].is_free(memory.now)
    engine.operators["op103"].reserve(make_call_id("pbx1", "another", NOW), memory.now + 9_000)
    with pytest.raises(Conflict, match="in use"):
        await engine.passing.pick_up("op103", CALL_ID)
    await engine.passing.pick_up("op104", CALL_ID)
    await engine.aclose()


async def test_who_waits_longest_is_the_first_of_the_list() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    in_talk(memory, engine)
    other = "pbx1-1795324299.7"
    engine.feed([calls_in(other, "998935556677"), answers(other), Parked(at=LATER - 5, leg=other)])
    parks(memory, engine)
    assert [line.since for line in engine.passing.parked()] == [LATER - 5, LATER + 1]
    await engine.aclose()


async def test_he_was_parked_by_who_was_with_him_last() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    in_talk(memory, engine)
    consulting(engine, answered=False)
    engine.feed([BridgeLeft(at=LATER + 500, leg="leg", bridge="c")])
    engine.feed([BridgeEntered(at=LATER + 501, leg="leg", bridge="b")])
    engine.feed([LegAnswered(at=LATER + 900, leg="asked")])  # too late, and never with the client
    engine.feed([BridgeEntered(at=LATER + 901, leg="asked", bridge="c")])
    engine.feed([BridgeLeft(at=LATER + 1_500, leg=CALL, bridge="b"), Parked(at=LATER + 1_501, leg=CALL)])
    assert [line.by for line in engine.passing.parked()] == ["op101"]
    await engine.aclose()


async def test_after_a_conference_he_was_parked_by_who_stayed() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    in_talk(memory, engine)
    consulting(engine)
    engine.feed([BridgeEntered(at=LATER + 2_000, leg=leg, bridge="b") for leg in ("leg", "asked")])
    engine.feed([LegEnded(at=LATER + 3_000, leg="leg")])
    engine.feed([BridgeLeft(at=LATER + 3_500, leg=CALL, bridge="b"), Parked(at=LATER + 3_501, leg=CALL)])
    assert [line.by for line in engine.passing.parked()] == ["op103"]
    await engine.aclose()


@pytest.mark.parametrize("withheld", [False, True])
async def test_a_stranger_has_no_name_and_a_withheld_number_is_not_told(withheld: bool) -> None:
    memory = Memory(clients={STRANGER: PROVISIONAL})
    engine = engine_in(memory)
    await engine.route(question(CALL, "" if withheld else STRANGER))
    engine.feed([calls_in(CALL, STRANGER), answers(CALL)])
    engine.feed([Parked(at=LATER, leg=CALL)])
    (line,) = engine.passing.parked()
    assert (line.client, line.number) == ("", "" if withheld else STRANGER)
    await engine.aclose()


async def test_who_hangs_up_while_he_is_parked_is_off_the_list() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    in_talk(memory, engine)
    parks(memory, engine)
    engine.feed([LegEnded(at=LATER + 900, leg=CALL)])
    assert (engine.passing.parked(), memory.acts.count(("parked",))) == ([], 2)
    await engine.aclose()


async def test_whose_phone_is_busy_or_away_picks_up_nobody() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    in_talk(memory, engine)
    parks(memory, engine)
    engine.feed(gone("op102"))
    with pytest.raises(Conflict, match="not connected"):
        await engine.passing.pick_up("op102", CALL_ID)
    other = "pbx1-1795324299.7"
    in_talk_again = [
        LegCreated(
            at=LATER + 10,
            leg=other,
            channel="PJSIP/op103-own",
            side=Side.INSIDE,
            endpoint="op103",
            dialled="998901112233",
            linked=other,
        ),
        LegAnswered(at=LATER + 20, leg=other),
    ]
    engine.feed(in_talk_again)
    with pytest.raises(Conflict, match="in use"):
        await engine.passing.pick_up("op103", CALL_ID)
    await engine.aclose()


async def test_only_who_is_talked_to_alone_is_parked() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    with pytest.raises(NotFound):
        await engine.passing.park("op101", make_call_id("pbx1", "another", NOW))
    in_talk(memory, engine)
    consulting(engine)
    engine.feed([BridgeEntered(at=LATER + 2_000, leg=leg, bridge="b") for leg in ("leg", "asked")])
    with pytest.raises(Conflict, match="alone"):
        await engine.passing.park("op101", CALL_ID)
    await engine.aclose()
