"""Which card lies on which desk, as a call goes its way."""

import itertools
from random import Random

from ccengine.core import observed as o
from ccengine.core.cards import CardTable, consulted, kept, why_gone
from ccengine.core.floor import Floor
from ccengine.core.observed import DialResult
from tests.core.recorded import FIXTURES, NODE, by_ami
from tests.core.stories import Story


class Desks:
    """A floor with one call, and the cards that lie on the desks after each step."""

    def __init__(self) -> None:
        self.floor = Floor(NODE)
        self.table = CardTable()
        self.story = Story(1, Random(1))
        self.heard = 0

    def now(self) -> dict[str, str]:
        for one in self.story.seen[self.heard :]:
            self.floor.apply(one)
        self.heard = len(self.story.seen)
        return self.table.read(self.floor.live_calls()[0])

    def why(self, operator: str) -> str:
        return why_gone(self.floor.live_calls()[0], self.table.desks[operator])


def test_the_card_is_there_before_the_phone_rings_and_stays_after_the_talk() -> None:
    desks = Desks()
    story = desks.story
    client = story.leg("trunk", dialled="998712000100")
    assert desks.now() == {}
    desks.table.promise({"op101"})
    assert desks.now() == {"op101": "ringing"}
    phone = story.ring(client, "op101")
    assert desks.now() == {"op101": "ringing"}
    story.say(o.LegAnswered, phone)
    bridge = story.bridge(phone, client)
    assert desks.now() == {"op101": "talking"}
    story.say(o.HoldStarted, phone)
    assert desks.now() == {"op101": "held"}
    story.say(o.HoldEnded, phone)
    assert desks.now() == {"op101": "talking"}
    story.leave(bridge, phone, client)
    story.end(phone)
    story.end(client)
    assert desks.now() == {"op101": "ended"}


def test_who_did_not_take_it_loses_the_card_and_is_told_why() -> None:
    desks = Desks()
    story = desks.story
    client = story.leg("trunk", dialled="998712000100")
    desks.table.promise({"op101", "op102", "op103"})
    legs = {name: story.ring(client, name) for name in ("op101", "op102")}
    assert desks.now() == dict.fromkeys(("op101", "op102", "op103"), "ringing")
    story.at += 2_000
    story.say(o.LegAnswered, legs["op101"])
    story.end(legs["op102"], 26)
    story.bridge(legs["op101"], client)
    desks.table.promise(set())
    assert desks.now() == {"op101": "talking"}
    assert desks.why("op102") == "answered_elsewhere"
    assert desks.why("op103") == "moved"


def test_a_promise_made_again_shows_the_card_again() -> None:
    desks = Desks()
    story = desks.story
    client = story.leg("trunk", dialled="998712000100")
    desks.table.promise({"op101"})
    leg = story.ring(client, "op101")
    story.at += 2_000
    story.say(o.DialEnded, leg, result=DialResult.NO_ANSWER)
    story.end(leg, 0)
    assert desks.now() == {}
    assert desks.why("op101") == "no_answer"
    desks.table.promise({"op101"})
    assert desks.now() == {"op101": "ringing"}
    story.ring(client, "op101")
    desks.table.promise(set())
    assert desks.now() == {"op101": "ringing"}


def test_the_client_hangs_up_while_it_rings() -> None:
    desks = Desks()
    story = desks.story
    client = story.leg("trunk", dialled="998712000100")
    leg = story.ring(client, "op101")
    story.at += 2_000
    story.say(o.HangupAsked, client)
    story.end(leg, 0)
    story.end(client)
    assert desks.now() == {}
    assert desks.why("op101") == "caller_gone"


def test_during_a_consultation_both_see_the_client() -> None:
    """On the recorded attended transfer, at every moment."""
    floor, table = Floor(NODE), CardTable()
    seen: list[dict[str, str]] = []
    asked = set()
    for one in by_ami(FIXTURES / "attended_refer"):
        floor.apply(one)
        (call,) = floor.live_calls()
        cards = table.read(call)
        if cards.get("op101") in ("held", "consulting"):
            asked.add(consulted(call, "op101"))
        if not seen or cards != seen[-1]:
            seen.append(cards)
    steps = [(cards.get("op101", ""), cards.get("op103", "")) for cards in seen]
    assert ("talking", "") in steps
    assert ("held", "ringing") in steps
    assert ("ended", "talking") in steps
    assert steps[-1] == ("ended", "ended")
    assert asked == {"", "op103"}


def test_who_goes_back_to_the_client_still_has_his_colleague_waiting() -> None:
    """On the recorded swap, at every moment: the colleague waits while the client is talked to."""
    floor, waits = Floor(NODE), []
    for one in by_ami(FIXTURES / "atxfer_swap"):
        floor.apply(one)
        (call,) = floor.live_calls()
        waits.append(kept(call, "op101"))
        assert kept(call, "op103") == ""
    assert [who for who, _ in itertools.groupby(waits)] == ["", "op103", ""]
