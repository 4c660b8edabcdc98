"""Which voices are recorded, what the cards say of it, and what operators switch."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from ccengine.core.call import KnownCall
from ccengine.core.desk import Card, RecordingQuestion, RecordingReply, RouteReply
from ccengine.core.errors import Conflict, NotAllowed, NotFound, PbxRefused
from ccengine.core.facts import Mark
from ccengine.core.ids import make_call_id
from ccengine.core.observed import BlindTransferred, BridgeEntered, LegCreated, LegDialled, Side
from ccengine.core.recording import RecordingLife, RecordingState
from ccengine.core.rules import RecordingRule, RecordingWhen, RuleBook
from ccengine.engine.node import Engine
from routing.recording import chance
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
    numbering,
    question,
    rings,
)

ONE = "pbx1-1795324298.1"
CALL = make_call_id("pbx1", ONE, NOW)
ON, OFF, PAUSED = RecordingState.ON, RecordingState.OFF, RecordingState.PAUSED

EVERYTHING = RecordingRule(id="all", record=True, switchable=True)
REFUSED = RecordingRule(id="refused", name="Who said no", record=False, when=RecordingWhen(consent="no"))
NOT_HIM = RecordingRule(id="not-him", record=False, when=RecordingWhen(operators=("op101",)))
NOT_SUPPORT = RecordingRule(id="support", record=False, when=RecordingWhen(queues=("support",)))
ASK_FIRST = RecordingRule(id="ask", record=False, switchable=True)


class Story:
    """A client of op101 calls; what follows is told by the test."""

    def __init__(self, *rules: RecordingRule, consent: str = "") -> None:
        self.memory: Memory = memory_with_clients()
        client, self.number = client_of(self.memory, "op101")
        self.memory.clients[self.number] = replace(client, consent=consent)
        self.memory.house_of = replace(self.memory.house_of, rules=RuleBook(recording=rules))
        self.engine: Engine = engine_in(self.memory)

    async def rings(self) -> RouteReply:
        reply = await self.engine.route(question(ONE, self.number))
        self.engine.feed([calls_in(ONE, self.number), rings("op101", "leg", ONE)])
        return reply

    async def talks(self) -> RouteReply:
        reply = await self.rings()
        self.engine.feed([answers(ONE), answers("leg"), *both(ONE, "leg")])
        return reply

    async def asks(
        self, kind: str, target: str, uniqueid: str = ONE, endpoint: str = "trunk"
    ) -> RecordingReply:
        call = str(CALL) if uniqueid == ONE else ""
        return await self.engine.may_record(
            RecordingQuestion(
                node="pbx1", uniqueid=uniqueid, call=call, endpoint=endpoint, kind=kind, target=target
            )
        )

    async def switch(self, wish: RecordingState) -> None:
        await self.engine.people.set_recording("op101", CALL, wish)

    @property
    def card(self) -> Card:
        return self.memory.cards["op101", CALL]

    def said(self) -> list[tuple[str, Any]]:
        """Events of the recording, without the decisions' details."""
        return [
            (entry.type.removeprefix("recording."), entry.data.get("by"))
            for entry in self.memory.entries
            if entry.type.startswith("recording.")
        ]

    def muted(self) -> list[tuple[str, ...]]:
        return [act[1:] for act in self.memory.acts if act[0] == "mute"]


def both(*legs: str, at: int = NOW + 1000) -> list[BridgeEntered]:
    return [BridgeEntered(at=at, leg=leg, bridge="b") for leg in legs]


@pytest.fixture
async def stories() -> AsyncIterator[type[Story]]:
    made: list[Story] = []

    class Kept(Story):
        def __init__(self, *rules: RecordingRule, consent: str = "") -> None:
            super().__init__(*rules, consent=consent)
            made.append(self)

    yield Kept
    for story in made:
        await story.engine.aclose()


async def test_it_stands_on_the_card_while_the_phone_rings(stories: type[Story]) -> None:
    story = stories(EVERYTHING)
    reply = await story.rings()
    assert (reply.record, reply.apart, reply.announce) == ("yes", "", 0)
    assert (story.card.state, story.card.recording, story.card.recording_switchable) == (
        "ringing",
        "on",
        True,
    )
    assert story.card.recording_why == "By the recording rule “all” the call is recorded."


async def test_who_has_said_no_is_not_recorded(stories: type[Story]) -> None:
    story = stories(REFUSED, EVERYTHING, consent="no")
    assert (await story.rings()).record == "no"
    assert (story.card.recording, story.card.recording_switchable) == ("off", False)
    assert "Who said no" in story.card.recording_why
    assert story.said() == [("decided", None)]


async def test_who_cannot_be_looked_up_may_have_said_no(stories: type[Story]) -> None:
    story = stories(REFUSED, EVERYTHING, consent="yes")
    story.memory.away = True
    assert (await story.rings()).record == "no"
    story.engine.feed([rings("op103", "second", ONE)])
    assert "could not be looked up" in story.memory.cards["op103", CALL].recording_why


async def test_an_operator_is_kept_out_alone(stories: type[Story]) -> None:
    story = stories(NOT_HIM, EVERYTHING)
    reply = await story.rings()
    assert (reply.record, reply.apart) == ("yes", "op101-no")
    assert (story.card.recording, story.card.recording_switchable) == ("off", False)
    assert "that is about your voice" in story.card.recording_why


async def test_who_is_told_is_told_only_of_a_recording(stories: type[Story]) -> None:
    tells = replace(EVERYTHING, announce=True)
    assert (await stories(tells).rings()).announce == 1
    assert (await stories(replace(tells, record=False)).rings()).announce == 0


async def test_a_share_is_that_of_the_calls_id(stories: type[Story]) -> None:
    story = stories(RecordingRule(id="half", record=True, share=50))
    for number in range(20):
        uniqueid = f"pbx1-1795324298.{number}"
        reply = await story.engine.route(question(uniqueid, ""))
        wanted = chance("half", make_call_id("pbx1", uniqueid, NOW)) < 50
        assert (reply.record == "yes") is wanted


async def test_paused_and_on_again(stories: type[Story]) -> None:
    story = stories(EVERYTHING)
    await story.talks()
    story.memory.now = NOW + 5_000
    await story.switch(PAUSED)
    assert story.muted() == [(f"PJSIP/trunk-{ONE}", "True"), ("PJSIP/op101-leg", "True")]
    assert (story.card.recording, story.card.recording_why[:25]) == ("paused", "Paused by Dilnoza Karimov")
    await story.switch(PAUSED)  # it is so already
    await story.switch(ON)
    assert story.muted()[2:] == [(f"PJSIP/trunk-{ONE}", "False"), ("PJSIP/op101-leg", "False")]
    assert story.card.recording == "on"
    assert story.said() == [("decided", None), ("paused", "op101"), ("resumed", "op101")]


async def test_off_is_for_good(stories: type[Story]) -> None:
    story = stories(EVERYTHING)
    await story.talks()
    await story.switch(OFF)
    assert (story.card.recording, story.card.recording_switchable) == ("off", False)
    with pytest.raises(Conflict, match="for good"):
        await story.switch(ON)
    assert story.said()[-1] == ("off", "op101")


async def test_where_no_rule_lets_him_nothing_is_switched(stories: type[Story]) -> None:
    story = stories(replace(EVERYTHING, switchable=False))
    await story.talks()
    with pytest.raises(NotAllowed):
        await story.switch(PAUSED)
    with pytest.raises(Conflict):
        await story.engine.people.set_recording("op105", CALL, PAUSED)  # not his call
    with pytest.raises(NotFound):
        await story.engine.people.set_recording("op101", make_call_id("pbx1", "x", NOW), PAUSED)
    assert story.muted() == []


async def test_with_the_pbx_away_nothing_has_changed(stories: type[Story]) -> None:
    story = stories(EVERYTHING)
    await story.talks()
    story.memory.refusing = True
    with pytest.raises(PbxRefused):
        await story.switch(PAUSED)
    assert story.card.recording == "on"
    assert story.said() == [("decided", None)]


async def test_a_leg_that_joins_a_pause_is_mute(stories: type[Story]) -> None:
    story = stories(EVERYTHING)
    await story.talks()
    await story.switch(PAUSED)
    story.engine.feed([rings("op102", "second", ONE, NOW + 2000), answers("second", NOW + 3000)])
    story.engine.feed(both("second", at=NOW + 3001))
    await eventually(lambda: ("PJSIP/op102-second", "True") in story.muted())


async def test_what_is_passed_on_follows_the_rule_there(stories: type[Story]) -> None:
    story = stories(NOT_SUPPORT, replace(EVERYTHING, switchable=False))
    await story.talks()
    story.engine.feed([BlindTransferred(at=NOW + 2000, leg="leg", target="620"), ends("leg", NOW + 2001)])
    assert (await story.asks("queue", "support")).record == "no"
    await eventually(lambda: story.muted() == [(f"PJSIP/trunk-{ONE}", "True")])
    assert (await story.asks("operator", "op102")).record == "yes"
    await eventually(lambda: story.muted()[1:] == [(f"PJSIP/trunk-{ONE}", "False")])
    assert [kind for kind, _ in story.said()] == ["decided", "decided", "off", "decided", "resumed"]


async def test_a_consultation_leaves_the_clients_voice_as_it_is(stories: type[Story]) -> None:
    story = stories(NOT_SUPPORT, EVERYTHING)
    await story.talks()
    assert (await story.asks("queue", "support", endpoint="")).record == "no"
    assert story.card.recording == "on"
    assert story.memory.entries[-1].data["consultation"] is True


async def test_a_call_that_an_operator_dials(stories: type[Story]) -> None:
    only_outbound = RecordingRule(id="out", record=True, when=RecordingWhen(directions=("outbound",)))
    story = stories(REFUSED, only_outbound, consent="no")
    mine = "pbx1-1795324299.7"
    assert (await story.asks("outside", story.number, mine, "op101")).record == "no"
    other = "pbx1-1795324299.8"
    assert (await story.asks("outside", "+998990000000", other, "op101")).record == "yes"
    assert (await story.asks("operator", "op102", "pbx1-1795324299.9", "op101")).record == "no"


async def test_the_client_whom_an_operator_dials_is_known_by_his_number(stories: type[Story]) -> None:
    """Also where the call was seen before anybody told whom it is for."""
    story = stories(REFUSED, EVERYTHING, consent="no")
    mine = "pbx1-1795324299.7"
    dials = LegCreated(
        at=NOW, leg=mine, channel="PJSIP/op101-7", side=Side.INSIDE, endpoint="op101", dialled=story.number
    )
    story.engine.feed([dials])
    assert (await story.asks("outside", story.number, mine, "op101")).record == "no"
    (card,) = story.memory.cards.values()
    assert (card.direction, card.recording, bool(card.client)) == ("outbound", "off", True)


async def test_who_hides_his_number_is_not_taken_for_whom_he_is_passed_on_to(stories: type[Story]) -> None:
    story = stories(REFUSED, EVERYTHING, consent="no")
    number, story.number = story.number, ""
    await story.talks()
    assert (await story.asks("outside", number)).record == "yes"
    assert story.card.client is None


async def test_quiet_until_the_operator_may_and_does(stories: type[Story]) -> None:
    story = stories(ASK_FIRST)
    assert (await story.rings()).record == "quiet"
    client = f"PJSIP/trunk-{ONE}"
    assert (await story.asks("leg", client)).record == "yes"
    assert story.muted() == [(client, "True")]
    assert (story.card.recording, story.card.recording_switchable) == ("off", True)
    story.engine.feed([answers(ONE), answers("leg"), *both(ONE, "leg")])
    await story.switch(ON)
    assert story.card.recording == "on"
    assert story.said() == [("decided", None), ("off", ""), ("resumed", "op101")]
    story.memory.acts.clear()
    assert (await story.asks("leg", "PJSIP/op102-9")).record == "yes"
    assert story.muted() == []


async def test_a_leg_that_cannot_be_muted_is_not_recorded(stories: type[Story]) -> None:
    story = stories(ASK_FIRST)
    await story.rings()
    story.memory.refusing = True
    assert (await story.asks("leg", f"PJSIP/trunk-{ONE}")).record == "no"
    assert (await story.asks("leg", "PJSIP/op102-9", "pbx1-1795324299.9")).record == "no"


async def test_a_second_line_is_told_of_in_the_clients_call(stories: type[Story]) -> None:
    story = stories(EVERYTHING)
    await story.talks()
    line = "pbx1-1795324300.5"
    await story.asks("operator", "op102", line, "op101")
    story.engine.feed([rings("op101", line, line, NOW + 2000), LegDialled(at=NOW + 2001, leg=line, by=ONE)])
    last = [entry.data for entry in story.memory.entries if entry.type == "recording.decided"][-1]
    assert (last["call_id"], last["consultation"]) == (str(CALL), True)
    assert story.card.recording == "on"


async def test_a_pause_outlives_an_engine(stories: type[Story]) -> None:
    before, after = stories(EVERYTHING), stories(EVERYTHING)
    await before.talks()
    decided = next(e.data for e in before.memory.entries if e.type == "recording.decided")
    life = RecordingLife.remembered(decided, "recording.paused", "op101")
    known = KnownCall(call_id=CALL, caller=after.number, recording=life)
    after.engine.remember(known, None, numbering(after.number))
    again = [calls_in(ONE, after.number), rings("op101", "leg", ONE), answers(ONE), answers("leg")]
    after.engine.feed([*again, *both(ONE, "leg")], Mark.RECOVERED)
    await eventually(lambda: len(after.muted()) == 2)
    assert after.card.recording == "paused"
    await after.switch(ON)
    assert after.said() == [("resumed", "op101")]


async def test_a_pause_of_which_an_engine_died_is_undone(stories: type[Story]) -> None:
    """It muted the voices, and could not tell anybody any more."""
    before, after = stories(EVERYTHING), stories(EVERYTHING)
    await before.talks()
    decided = next(e.data for e in before.memory.entries if e.type == "recording.decided")
    known = KnownCall(call_id=CALL, recording=RecordingLife.remembered(decided, "", ""))
    after.engine.remember(known, None, numbering(after.number))
    again = [calls_in(ONE, after.number), rings("op101", "leg", ONE), answers(ONE), answers("leg")]
    after.engine.feed([*again, *both(ONE, "leg")], Mark.RECOVERED)
    await eventually(lambda: {muted for _, muted in after.muted()} == {"False"})
    assert after.card.recording == "on"


async def test_two_at_once_do_not_cross(stories: type[Story]) -> None:
    story = stories(EVERYTHING)
    await story.talks()
    done = await asyncio.gather(story.switch(PAUSED), story.switch(PAUSED), return_exceptions=True)
    assert [type(one) for one in done if one is not None] in ([], [Conflict])
    assert story.said() == [("decided", None), ("paused", "op101")]
