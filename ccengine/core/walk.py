"""The walk along the client's time: what he did in each slice, and who had a share in it.

Each slice falls into exactly one part of the partition, so the parts sum to the whole by
construction; and into the shares of those operators who were with the client, held him, or
advised whoever held him.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ccengine.core.conversation import Slice, hear_each_other, kept_waiting, slices
from ccengine.core.facts import Role
from ccengine.core.leg import OPEN, LegLife
from ccengine.core.observed import Side

CONFERENCE_MS = 500
"""Two operators with the client for longer than this are a conference, not a hand-over."""

TAKEN_DOWN_MS = 500
"""Within this time of each other the legs of a call end that nobody goes on with."""


@dataclass(slots=True)
class Share:
    """One operator's leg in the making of a talk part."""

    role: Role
    start: int
    end: int
    talk: int = 0
    held: int = 0

    def add(self, piece: Slice, *, talking: bool) -> None:
        self.end = piece.end
        if talking:
            self.talk += piece.ms
        else:
            self.held += piece.ms


@dataclass(slots=True)
class Walk:
    """Sums of the walk along the client's time."""

    system: int = 0
    waiting: int = 0
    ringing: int = 0
    talking: int = 0
    held: int = 0
    answer: int = 0
    met: Counter[str] = field(default_factory=Counter)
    """By leg: how long the client talked with the guest at it."""
    shares: dict[tuple[str, bool], Share] = field(default_factory=dict)


def walk_along(
    legs: Sequence[LegLife], client: LegLife, start: int, end: int, guests: Sequence[LegLife] = ()
) -> Walk:
    """The call from the client's side, from ``start`` to ``end``; consultations may outlast it.
    ``guests`` are heard by the client, and what they do among themselves is no matter of his."""
    walk = Walk()
    by_id = {leg.id: leg for leg in (*legs, *guests)}
    cared = False
    for piece in slices([*legs, *guests], start, end):
        circle = piece.circle_of(client.id)
        partners = [by_id[i] for i in sorted(circle) if i != client.id and by_id[i].human]
        heard = [p for p in partners if hear_each_other(client, p, piece.start)]
        walk.met.update({p.id: piece.ms for p in heard if p in guests})
        ours = [p for p in partners if p.side is Side.INSIDE or client.side is Side.INSIDE]
        ringing = _is_ringing(legs, client, piece.start)
        queued = client.queues.at(piece.start) is not None
        cared = cared or ringing or queued
        held = bool(partners) or bool(walk.answer and _is_kept(legs, client, piece, queued))
        waiting = queued or (cared and not walk.answer and not client.prompted(piece.start))
        _count(walk, piece, bool(heard), held, ringing, waiting)
        if ours and not walk.answer:
            walk.answer = piece.start
        _share(walk, piece, by_id, client, ours)
        _consultations(walk, piece, legs, client)
    for piece in slices(legs, end, max([end, *(leg.over for leg in legs if leg.over < OPEN)])):
        _consultations(walk, piece, legs, client)  # they may talk on after the client is gone
    return walk


def _count(walk: Walk, piece: Slice, talking: bool, held: bool, ringing: bool, waiting: bool) -> None:
    """Put the slice into the one part of the client's time that it belongs to."""
    if talking:
        walk.talking += piece.ms
    elif held:
        walk.held += piece.ms
    elif ringing:
        walk.ringing += piece.ms
    elif waiting:
        walk.waiting += piece.ms
    else:
        walk.system += piece.ms


def _is_kept(legs: Sequence[LegLife], client: LegLife, piece: Slice, queued: bool) -> bool:
    """Whether the client, who has been answered, was left to wait: alone in a bridge while whoever
    talked to him lives on (he consults somebody), or parked with music."""
    if client.parked.at(piece.start) is not None:
        return True
    if client.stays.at(piece.start) is None:
        return not queued and client.hearing_music(piece.start)
    if kept_waiting(client, legs, piece.start):
        return True
    later = piece.end + TAKEN_DOWN_MS
    return any(leg.side is Side.INSIDE and leg.answered and leg.over > later for leg in legs)


def _is_ringing(legs: Sequence[LegLife], client: LegLife, at: int) -> bool:
    """Whether somebody's phone is being rung then, on the way to the client or for him."""
    return any(
        leg.human
        and not leg.calling
        and leg.start <= at < min(leg.answered or OPEN, leg.over)
        and client.start <= at
        for leg in legs
    )


def _share(
    walk: Walk,
    piece: Slice,
    by_id: dict[str, LegLife],
    client: LegLife,
    ours: Sequence[LegLife],
) -> None:
    with_client = {leg.id for leg in ours}
    own = [client] if ours and client.side is Side.INSIDE else []  # an internal call: he has a share too
    for leg in [*own, *ours]:
        share = walk.shares.get((leg.id, True))
        if share is None:
            role = Role.FIRST if own else _role(walk)
            share = walk.shares[leg.id, True] = Share(role, piece.start, piece.end)
        share.add(
            piece, talking=any(hear_each_other(leg, p, piece.start) for p in _others(leg, client, ours))
        )
    _mark_conference(walk, with_client)
    if not with_client and client.stays.at(piece.start) is not None:
        _keep_waiting(walk, piece, by_id)


def _consultations(walk: Walk, piece: Slice, legs: Sequence[LegLife], client: LegLife) -> None:
    by_id = {leg.id: leg for leg in legs if leg.human}
    for circle in piece.circles:
        people = [by_id[i] for i in sorted(circle) if i in by_id and i != client.id]
        if client.id in circle or len(people) < 2:
            continue
        for leg in people:
            _consult(walk, piece, leg, by_id)


def _others(leg: LegLife, client: LegLife, ours: Sequence[LegLife]) -> Sequence[LegLife]:
    return ours if leg is client else [client]


def _role(walk: Walk) -> Role:
    first = not any(with_client for _, with_client in walk.shares)
    return Role.FIRST if first else Role.TRANSFEREE


def _mark_conference(walk: Walk, with_client: set[str]) -> None:
    """Who came to those who were there already, and they stayed, is in a conference."""
    here = [share for (leg, with_), share in walk.shares.items() if with_ and leg in with_client]
    for share in here:
        stayed = (s.end - share.start >= CONFERENCE_MS for s in here if s.start < share.start)
        if share.role is Role.TRANSFEREE and any(stayed):
            share.role = Role.CONFERENCE


def _keep_waiting(walk: Walk, piece: Slice, by_id: dict[str, LegLife]) -> None:
    """The client is alone: whoever had him and is in a bridge elsewhere keeps him on hold."""
    for (leg, with_client), share in walk.shares.items():
        if with_client and by_id[leg].stays.at(piece.start) is not None:
            share.add(piece, talking=False)


def _consult(walk: Walk, piece: Slice, leg: LegLife, by_id: dict[str, LegLife]) -> None:
    """Two of ours talk while the client waits: the one who has him holds him, the other advises."""
    if leg.side is not Side.INSIDE:
        return
    if any(with_client and by_id[other].endpoint == leg.endpoint for other, with_client in walk.shares):
        return  # the leg on which he has the client on hold tells his share
    share = walk.shares.setdefault((leg.id, False), Share(Role.CONSULT, piece.start, piece.end))
    share.add(piece, talking=True)
