"""Which card lies on which operator's screen, read off the call's legs. Pure.

A card is there from the decision (before the phone rings) until the operator is done with the
call or somebody else has it. Nothing is told twice: what should lie there is compared with what
does, and the differences are shown or withdrawn.
"""

from dataclasses import dataclass, field

from ccengine.core.call import LiveCall, Phase
from ccengine.core.leg import LegLife
from ccengine.core.observed import Side
from ccengine.core.record import offer_result


@dataclass(slots=True)
class Desk:
    """What lies on one operator's desk for one call."""

    state: str = ""
    promised: bool = False
    """A decision named him and his phone has not been rung yet."""
    talked: bool = False
    last_leg: str = ""
    legs: set[str] = field(default_factory=set)
    """All of his legs in this call so far: only a new one keeps a new promise."""


@dataclass(slots=True)
class CardTable:
    """Per operator: what he has of one call."""

    desks: dict[str, Desk] = field(default_factory=dict)

    def promise(self, operators: set[str]) -> None:
        """The policy chose these; whoever was promised before and never rang is let go."""
        for desk in self.desks.values():
            desk.promised = False
        for operator in operators:
            self.desks.setdefault(operator, Desk()).promised = True

    def read(self, call: LiveCall) -> dict[str, str]:
        """State by operator as it should be now; operators with nothing are left out."""
        for leg in call.members:
            if leg.side is Side.INSIDE and leg.start:
                desk = self.desks.setdefault(leg.endpoint, Desk())
                desk.promised = desk.promised and leg.id in desk.legs
                desk.legs.add(leg.id)
                desk.talked = desk.talked or leg.id in call.now.talking
                desk.last_leg = leg.id if leg.live or not desk.last_leg else desk.last_leg
        states = {operator: _state(call, operator, desk) for operator, desk in self.desks.items()}
        return {operator: state for operator, state in states.items() if state}


def _state(call: LiveCall, operator: str, desk: Desk) -> str:
    own = [leg for leg in call.members if leg.endpoint == operator and leg.side is Side.INSIDE and leg.live]
    up = [leg for leg in own if leg.answered]
    if any(leg.id in call.now.talking for leg in up):
        return "held" if call.now.phase is Phase.HELD else "talking"
    if up and desk.talked:
        return "consulting"
    if up:  # he who placed the call has picked up his own phone, and nobody yet has taken the call
        return "dialling" if any(leg.root for leg in up) else "talking"
    if any(not leg.calling for leg in own):
        return "ringing"
    if own:
        return "dialling"
    if desk.promised and call.now.phase not in (Phase.ENDED, Phase.SEALED):
        return "ringing"
    return "ended" if desk.talked else ""


def consulted(call: LiveCall, operator: str) -> str:
    """The colleague whom this operator talks to, or rings, while the client waits."""
    colleagues = (
        leg
        for leg in call.members
        if leg.side is Side.INSIDE
        and leg.live
        and leg.endpoint != operator
        and leg.id not in call.now.talking
    )
    return next((leg.endpoint for leg in colleagues), "")


def kept(call: LiveCall, operator: str) -> str:
    """The colleague who waits while this operator has gone back to the client: he will be asked again."""
    if not any(leg.endpoint == operator and leg.id in call.now.talking for leg in call.members):
        return ""
    waiting = (
        leg
        for leg in call.members
        if leg.side is Side.INSIDE
        and leg.live
        and leg.stays.current() is not None
        and leg.id not in call.now.talking
    )
    return next((leg.endpoint for leg in waiting if leg.endpoint != operator), "")


def why_gone(call: LiveCall, desk: Desk) -> str:
    """The reason given on the screen from which a card is taken."""
    leg: LegLife | None = call.legs.get(desk.last_leg)
    client = call.client
    if leg is None or client is None:
        return "moved"
    return offer_result(leg, list(call.members), client).value
