"""What people ask for: done on their own legs only, and refused in words."""

import pytest

from ccengine.core.errors import Conflict, NotAllowed, NotFound, PbxRefused
from ccengine.core.facts import OperatorStatus
from ccengine.core.ids import make_call_id
from ccengine.core.observed import (
    AttendedTransferred,
    BridgeEntered,
    HoldStarted,
    LegCreated,
    Side,
)
from ccengine.engine.node import Engine
from tests.conftest import eventually
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

CALL = "pbx1-1795324298.0"
CALL_ID = make_call_id("pbx1", CALL, NOW)


def in_talk(memory: Memory, engine: Engine, operator: str = "op101", responsible: str = "op101") -> None:
    """A client of ``responsible`` talks to ``operator``."""
    _, number = client_of(memory, responsible)
    engine.feed([calls_in(CALL, number), rings(operator, "leg", CALL), answers("leg"), answers(CALL)])
    engine.feed([BridgeEntered(at=NOW + 1001, leg=leg, bridge="b") for leg in ("leg", CALL)])


async def test_answer_presses_the_key_of_the_own_ringing_phone() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    engine.feed([calls_in(CALL, ""), rings("op101", "leg", CALL)])
    await engine.people.answer("op101", CALL_ID)
    assert memory.acts[-1] == ("answer", "http://127.0.0.1:9/answer")
    engine.feed([answers("leg")])
    with pytest.raises(Conflict, match="answered already"):
        await engine.people.answer("op101", CALL_ID)
    assert memory.acts.count(("answer", "http://127.0.0.1:9/answer")) == 1
    await engine.aclose()


async def test_a_phone_without_a_remote_key_says_so() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    engine.feed([calls_in(CALL, ""), rings("op102", "leg", CALL)])
    with pytest.raises(NotAllowed, match="pick it up"):
        await engine.people.answer("op102", CALL_ID)
    await engine.aclose()


async def test_nobody_acts_on_anothers_call() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    in_talk(memory, engine)
    for deed in (engine.people.hang_up, engine.passing.cancel_transfer, engine.people.answer):
        with pytest.raises(Conflict):
            await deed("op104", CALL_ID)
    with pytest.raises(NotFound):
        await engine.people.hang_up("op101", make_call_id("pbx1", "another", NOW))
    assert not [act for act in memory.acts if act[0] in ("hang up", "cancel", "answer")]
    await engine.aclose()


@pytest.mark.parametrize(
    ("target", "how", "act"),
    [
        ("op103", "blind", ("blind", "PJSIP/op101-leg", "103")),
        ("support", "blind", ("blind", "PJSIP/op101-leg", "701")),
        ("+998901234567", "attended", ("attended", "PJSIP/op101-leg", "998901234567")),
    ],
)
async def test_a_transfer_goes_to_a_colleague_a_queue_or_a_number(
    target: str, how: str, act: tuple[str, ...]
) -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    in_talk(memory, engine)
    await engine.passing.transfer("op101", CALL_ID, target, how)
    assert act in memory.acts
    await engine.aclose()


async def test_a_transfer_to_nowhere_is_refused() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    in_talk(memory, engine)
    with pytest.raises(NotFound):
        await engine.passing.transfer("op101", CALL_ID, "${SHELL}", "blind")
    await engine.aclose()


async def test_one_click_to_the_responsible() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    in_talk(memory, engine, "op104", responsible="op102")
    await eventually(lambda: any(card.client for card in memory.cards.values()))
    assert await engine.passing.pass_to_responsible("op104", CALL_ID) == "Анна Соколова"
    assert ("blind", "PJSIP/op104-leg", "102") in memory.acts
    await engine.aclose()


async def test_the_responsible_does_not_pass_to_himself() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    in_talk(memory, engine)
    await eventually(lambda: any(card.client for card in memory.cards.values()))
    with pytest.raises(Conflict):
        await engine.passing.pass_to_responsible("op101", CALL_ID)
    await engine.aclose()


async def test_a_call_is_placed_under_an_id_that_the_link_knows_before() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    call_id = await engine.dialling.place_call("op101", "+998901234567")
    kinds = [act[0] for act in memory.acts]
    assert kinds.index("expect") < kinds.index("originate")
    channel = next(act[1] for act in memory.acts if act[0] == "expect")
    assert call_id == make_call_id("pbx1", channel, NOW)
    await engine.aclose()


@pytest.mark.parametrize("number", ["", "1", "${SHELL}", "+" + "9" * 16, "+" + "9" * 40])
async def test_what_is_no_number_is_not_called(number: str) -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    with pytest.raises(Conflict):
        await engine.dialling.place_call("op101", number)
    assert memory.acts == []
    await engine.aclose()


async def test_who_is_in_a_call_with_us_is_not_called_by_a_second_of_ours() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    in_talk(memory, engine)
    number = next(context.number.e164 for context in engine.pops.contexts.values())
    with pytest.raises(Conflict, match="at this moment"):
        await engine.dialling.place_call("op102", number)
    assert [act for act in memory.acts if act[0] == "originate"] == []
    await engine.aclose()


async def test_who_talks_places_no_call_and_a_refusal_leaves_nothing_behind() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    memory.refusing = True
    with pytest.raises(PbxRefused):
        await engine.dialling.place_call("op102", "+998901234567")
    assert engine.pops.contexts == {}
    in_talk(memory, engine)
    with pytest.raises(Conflict, match="in use"):
        await engine.dialling.place_call("op101", "+998901234567")
    await engine.aclose()


async def test_an_operator_with_two_callers_in_one_conference_is_shown_in_both_calls() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    in_talk(memory, engine)
    other = "pbx1-1795324299.7"
    engine.feed([calls_in(other, "998935556677", NOW + 2_000), answers(other, NOW + 2_100)])
    engine.feed([BridgeEntered(at=NOW + 2_200, leg=other, bridge="b")])
    shown = engine.people.live()["calls"]
    assert [(call["phase"], call["operators"]) for call in shown] == [("talking", ["op101"])] * 2
    await engine.aclose()


async def test_only_wishes_can_be_asked_for() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    with pytest.raises(NotAllowed):
        await engine.people.set_status("op101", OperatorStatus.BUSY, "")
    await engine.people.set_status("op101", OperatorStatus.PAUSED, "lunch")
    assert engine.people.statuses()["op101"] is OperatorStatus.PAUSED
    assert memory.types()[-1] == "operator.changed"
    await engine.aclose()


async def test_a_consultation_outside_is_one_card_once_the_transfer_joins_it() -> None:
    memory = memory_with_clients()
    engine = engine_in(memory)
    in_talk(memory, engine)
    engine.feed(
        [
            HoldStarted(at=NOW + 2000, leg="leg"),
            LegCreated(
                at=NOW + 2100,
                leg="second",
                channel="PJSIP/op101-second",
                side=Side.INSIDE,
                endpoint="op101",
                number="101",
                dialled="998901234567",
                linked="second",
            ),
        ]
    )
    assert len({call for _, call in memory.cards}) == 2
    engine.feed([AttendedTransferred(at=NOW + 4000, leg="leg", second="second", transferee=CALL)])
    assert {call for _, call in memory.cards} == {CALL_ID}
    assert list(engine.pops.contexts) == [CALL_ID]
    await engine.aclose()
