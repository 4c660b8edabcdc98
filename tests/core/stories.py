"""Calls made up by chance, as a PBX would tell of them: what people do, not how it is told.

One ``Story`` is one client's call; it moves its own clock on and notes what was observed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from ccengine.core import observed as o
from ccengine.core.observed import DialResult, Observed, Side

T0 = 1_795_000_000_000


@dataclass
class Story:
    """``number`` keeps the ids of several stories apart."""

    number: int
    chance: Random
    at: int = T0
    seen: list[Observed] = field(default_factory=list)
    legs: int = 0
    bridges: int = 0

    def wait(self, least: int = 200, most: int = 9_000) -> None:
        self.at += self.chance.randint(least, most)

    def leg(self, endpoint: str, *, dialled: str = "", linked: str = "", number: str = "") -> str:
        self.legs += 1
        name = f"pbx1-{T0 // 1000 + self.number}.{self.number * 100 + self.legs}"
        side = Side.OUTSIDE if endpoint == "trunk" else Side.INSIDE
        self.seen.append(
            o.LegCreated(
                at=self.at,
                leg=name,
                channel=f"PJSIP/{endpoint}-{self.number}{self.legs}",
                side=side,
                endpoint=endpoint,
                number=number or endpoint.removeprefix("op"),
                dialled=dialled,
                linked=linked or name,
            )
        )
        return name

    def say(self, kind: Callable[..., Observed], leg: str, **more: object) -> None:
        self.seen.append(kind(at=self.at, leg=leg, **more))

    def ring(self, by: str, endpoint: str, number: str = "") -> str:
        leg = self.leg(endpoint, linked=by)
        self.say(o.LegDialled, leg, by=by, number=number)
        self.say(o.LegRinging, leg)
        return leg

    def answer(self, by: str, endpoint: str) -> tuple[str, str]:
        """That phone is rung and answers at once: its leg, and the bridge in which the two talk."""
        leg = self.ring(by, endpoint)
        self.say(o.LegAnswered, leg)
        return leg, self.bridge(by, leg)

    def bridge(self, *legs: str) -> str:
        self.bridges += 1
        name = f"bridge-{self.number}-{self.bridges}"
        for leg in legs:
            self.say(o.BridgeEntered, leg, bridge=name)
            self.at += self.chance.randint(0, 2)
        return name

    def leave(self, bridge: str, *legs: str) -> None:
        for leg in legs:
            self.say(o.BridgeLeft, leg, bridge=bridge)

    def end(self, leg: str, cause: int = 16, *, asked: bool = False) -> None:
        if asked:
            self.say(o.HangupAsked, leg)
        self.say(o.LegEnded, leg, cause=cause)


def inbound(number: int, chance: Random) -> list[Observed]:
    """A client calls: a queue perhaps, phones that ring, talk, hold, a transfer, the end. Each story
    has operators of its own."""
    story = Story(number, chance, at=T0 + number * 1000)
    client = story.leg("trunk", dialled="998712000100", number="998901234567")
    story.wait(1, 300)
    queue = chance.choice(("", "sales"))
    if queue:
        story.say(o.LegAnswered, client)
        story.say(o.QueueEntered, client, queue=queue)
        story.say(o.MusicStarted, client)
    operators = [f"op{number}0{n}" for n in range(1, 7)]
    phones = chance.sample(operators, chance.randint(1, 3))
    rung = [story.ring(client, phone) for phone in phones]
    story.wait()
    if chance.random() < 0.2:
        return _given_up(story, client, rung, queue)
    talking = _answered(story, client, rung, queue)
    bridge = story.bridge(talking, client)
    for _ in range(chance.randint(0, 2)):
        _hold(story, client, talking)
    story.wait()
    others = [phone for phone in operators if phone not in phones]
    match chance.choice(("stay", "blind", "attended", "outside")):
        case "blind":
            bridge, talking = _blind(story, client, talking, bridge, others[0], "")
        case "outside":
            bridge, talking = _blind(story, client, talking, bridge, "trunk", "998935556677")
        case "attended":
            bridge, talking = _attended(
                story, client, talking, bridge, phones[rung.index(talking)], others[0]
            )
    story.wait()
    story.leave(bridge, client, talking)
    story.end(client, asked=True)
    story.end(talking)
    return story.seen


def _given_up(story: Story, client: str, rung: list[str], queue: str) -> list[Observed]:
    story.say(o.HangupAsked, client)
    for leg in rung:
        story.say(o.DialEnded, leg, result=DialResult.CANCELLED)
        story.end(leg, 0)
    if queue:
        story.say(o.QueueLeft, client, queue=queue)
    story.end(client)
    return story.seen


def _answered(story: Story, client: str, rung: list[str], queue: str) -> str:
    winner, *losers = story.chance.sample(rung, len(rung))
    story.say(o.LegAnswered, winner)
    story.say(o.DialEnded, winner, result=DialResult.ANSWERED)
    for leg in losers:
        story.end(leg, 26)
    if queue:
        story.say(o.MusicStopped, client)
        story.say(o.QueueLeft, client, queue=queue)
    else:
        story.say(o.LegAnswered, client)
    return winner


def _hold(story: Story, client: str, operator: str) -> None:
    story.wait()
    story.say(o.HoldStarted, operator)
    story.say(o.MusicStarted, client)
    story.wait()
    story.say(o.HoldEnded, operator)
    story.say(o.MusicStopped, client)


def _blind(
    story: Story, client: str, operator: str, bridge: str, target: str, number: str
) -> tuple[str, str]:
    story.say(o.BlindTransferred, operator, target=number or target)
    story.leave(bridge, operator, client)
    story.end(operator)
    leg = story.ring(client, target, number)
    story.wait()
    story.say(o.LegAnswered, leg)
    return story.bridge(leg, client), leg


def _attended(
    story: Story, client: str, operator: str, bridge: str, endpoint: str, target: str
) -> tuple[str, str]:
    story.say(o.HoldStarted, operator)
    story.say(o.MusicStarted, client)
    story.wait(5, 500)
    second = story.leg(endpoint, dialled=target.removeprefix("op"))
    leg = story.ring(second, target)
    story.wait()
    story.say(o.LegAnswered, leg)
    story.say(o.LegAnswered, second)
    aside = story.bridge(leg, second)
    story.wait()
    story.say(o.MusicStopped, client)
    story.say(o.AttendedTransferred, operator, second=second, transferee=client, target=leg)
    story.leave(bridge, operator, client)
    story.leave(aside, second)
    story.end(operator)
    story.end(second)
    story.say(o.BridgeEntered, client, bridge=aside)
    return aside, leg
