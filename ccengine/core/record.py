"""From the legs of one call to its one truthful record.

``seal`` is a pure function of what is known about the legs, whatever order it arrived in: the
same legs give the same record, live, from CEL, or from both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from ccengine.core.facts import (
    CallRecord,
    Direction,
    Mark,
    Offer,
    OfferResult,
    Outcome,
    Partition,
    Party,
    Role,
    TalkPart,
    Visit,
    VisitLeft,
)
from ccengine.core.leg import OPEN, LegLife
from ccengine.core.observed import DialResult, Side
from ccengine.core.walk import TAKEN_DOWN_MS, Walk, walk_along

_WON_WITHIN_MS = 1_000
"""A phone that stopped ringing this close to another's answer lost the race for the call."""

# How a leg that was rung and not answered ended, by its Q.850 cause.
_BY_CAUSE = {
    17: OfferResult.BUSY,
    20: OfferResult.UNREACHABLE,
    21: OfferResult.DECLINED,
    26: OfferResult.ANSWERED_ELSEWHERE,
    27: OfferResult.UNREACHABLE,
}
_BY_RESULT = {
    DialResult.BUSY: OfferResult.BUSY,
    DialResult.DECLINED: OfferResult.DECLINED,
    DialResult.UNREACHABLE: OfferResult.UNREACHABLE,
    DialResult.ELSEWHERE: OfferResult.ANSWERED_ELSEWHERE,
}
_REFUSED = frozenset({17, 20, 21, 27})
_OUTBOUND_BY_CAUSE = {17: Outcome.BUSY, 21: Outcome.DECLINED, 18: Outcome.NO_ANSWER, 19: Outcome.NO_ANSWER}


@dataclass(slots=True)
class CallNotes:
    """What the engine knows of a call beside its legs: the routing question and its answer."""

    client: str = ""
    queue: str = ""
    withheld: bool = False
    after_hours: bool = False
    mark: Mark = Mark.OBSERVED
    reason: str = ""


def client_leg(legs: Sequence[LegLife]) -> LegLife | None:
    """The leg whose time is the client's: the caller from outside, else the outside party that
    was called, else (an internal call) the colleague who called."""
    known = sorted((leg for leg in legs if leg.human and leg.start), key=lambda leg: (leg.start, leg.id))
    outside = [leg for leg in known if leg.side is Side.OUTSIDE]
    calling = [leg for leg in outside if leg.calling and leg.root]
    for candidates in (calling, outside, [leg for leg in known if leg.root], known):
        if candidates:
            return candidates[0]
    return None


def direction_of(legs: Sequence[LegLife]) -> Direction:
    """By where the first leg came from."""
    known = [leg for leg in legs if leg.human and leg.start]
    if any(leg.side is Side.OUTSIDE and leg.calling and leg.root for leg in known):
        return Direction.INBOUND
    if any(leg.side is Side.OUTSIDE for leg in known):
        return Direction.OUTBOUND
    return Direction.INTERNAL


def operator_legs(legs: Sequence[LegLife], client: LegLife) -> list[LegLife]:
    """Legs of our own people, other than the one whose time is being told."""
    return sorted(
        (leg for leg in legs if leg.side is Side.INSIDE and leg is not client and leg.start),
        key=lambda leg: (leg.start, leg.id),
    )


def rung(leg: LegLife) -> bool:
    """Whether this leg is an operator's phone that was rung for somebody else's call."""
    return leg.side is Side.INSIDE and not leg.calling and not leg.root


def seal(
    call_id: UUID,
    node: str,
    legs: Sequence[LegLife],
    notes: CallNotes,
    guests: Sequence[LegLife] = (),
    *,
    so_far: int = 0,
) -> CallRecord | None:
    """The record of the call that these legs make, or None where they make no call (a
    supervisor listening in, an announcement channel, an echo test). ``guests`` are legs of other
    callers' calls: what the client said to them counts here, what became of them does not.

    Two clients whom one operator has joined talk: their time is neither waiting nor system, and it
    is no operator's, as with a client who was passed on to an outside number. So it is *talking* in
    the partition of each, and no talk part.

    ``so_far``: the call lives, and this is what its record would be if it were told until then."""
    client = client_leg(legs)
    if client is None:
        return None
    direction = direction_of(legs)
    start = min(leg.start for leg in legs if leg.human and leg.start)
    end = max(start, _end(legs, client, direction), so_far if client.over == OPEN else 0)
    walk = walk_along(legs, client, start, end, guests)
    heard = (*legs, *guests)
    offers = _offers(legs, client)
    visits = _visits(legs, heard, client, direction, notes, walk, end)
    record = CallRecord(
        call_id=call_id,
        node=node,
        direction=direction,
        outcome=_outcome(legs, client, direction, walk),
        mark=notes.mark,
        reason=notes.reason,
        caller=_caller(legs, client, direction),
        withheld=notes.withheld,
        dialled=_dialled(legs, client, direction),
        queue=_home_queue(client, direction, notes, walk.answer),
        client=notes.client,
        start=start,
        answer=walk.answer,
        end=end,
        time=Partition(
            system_ms=walk.system,
            waiting_ms=walk.waiting,
            ringing_ms=walk.ringing,
            talking_ms=walk.talking,
            held_ms=walk.held,
        ),
        talk_ms=walk.talking,
        parties=_parties(legs, guests, client, walk),
        legs=tuple(leg.fact() for leg in sorted(legs, key=lambda leg: (leg.start, leg.id)) if leg.start),
        visits=visits,
        offers=tuple(replace(offer, visit=_visit_of(offer, visits)) for offer in offers),
        parts=_parts(heard, walk),
        after_hours=notes.after_hours,
    )
    return record if is_call(legs) else None


def is_call(legs: Sequence[LegLife]) -> bool:
    """Whether these legs are known to make a call. One of ours alone has tried to reach somebody when
    he waits in a queue or is gone unanswered; until then a machine may still take it (echo, spying)."""
    people = [leg for leg in legs if leg.human and leg.start]
    if len(people) > 1 or any(leg.side is Side.OUTSIDE for leg in people):
        return True
    in_vain = any(leg.calling and (leg.queues or (leg.ended and not leg.answered)) for leg in people)
    return in_vain or any(leg.id.startswith("cc-") for leg in people)


def _end(legs: Sequence[LegLife], client: LegLife, direction: Direction) -> int:
    """The client's last moment; of calls that we made, the last moment of anybody."""
    if direction is Direction.INBOUND and client.over < OPEN:
        return client.over
    overs = [leg.over if leg.over < OPEN else leg.last_seen for leg in legs if leg.human and leg.start]
    return max(overs, default=client.start)


def _parts(legs: Sequence[LegLife], walk: Walk) -> tuple[TalkPart, ...]:
    by_id = {leg.id: leg for leg in legs}
    return tuple(
        TalkPart(
            operator=by_id[leg].endpoint,
            leg=leg,
            role=share.role,
            start=share.start,
            end=share.end,
            talk_ms=share.talk,
            held_ms=share.held,
        )
        for (leg, _), share in sorted(walk.shares.items(), key=lambda item: (item[1].start, item[0]))
        if share.end > share.start
    )


# --- offers, visits, outcome ---------------------------------------------------------------------


def _offers(legs: Sequence[LegLife], client: LegLife) -> tuple[Offer, ...]:
    rings = [leg for leg in operator_legs(legs, client) if rung(leg)]
    return tuple(
        Offer(
            operator=leg.endpoint,
            leg=leg.id,
            visit=0,
            start=leg.start,
            end=leg.answered or (leg.over if leg.over < OPEN else leg.last_seen),
            result=offer_result(leg, legs, client),
        )
        for leg in rings
    )


def offer_result(leg: LegLife, legs: Sequence[LegLife], client: LegLife) -> OfferResult:
    """How the ringing of this phone ended, from everything that speaks of it."""
    if leg.answered and (leg.stays or leg.cause != 26):
        return OfferResult.ANSWERED
    if leg.lost or _taken_away(leg, client):
        return OfferResult.WITHDRAWN
    if leg.cause in _BY_CAUSE:
        return _BY_CAUSE[leg.cause]
    if leg.result in _BY_RESULT:
        return _BY_RESULT[leg.result]
    if (client.asked or client.over) <= leg.over + 20:
        return OfferResult.CALLER_GONE
    rivals = (o for o in legs if o is not leg and rung(o) and o.answered and o.start < leg.over)
    if any(abs(rival.answered - leg.over) <= _WON_WITHIN_MS for rival in rivals):
        return OfferResult.ANSWERED_ELSEWHERE
    never_rang = leg.by and not leg.rang  # known only where dialling was seen; CEL shows neither
    return OfferResult.UNREACHABLE if never_rang else OfferResult.NO_ANSWER


def _taken_away(leg: LegLife, client: LegLife) -> bool:
    """A supervisor gave the caller to somebody else while this phone rang. One that had refused was
    no longer ringing."""
    at_that_moment = any(leg.start < at and abs(leg.over - at) <= _WON_WITHIN_MS for at, _ in client.moved)
    return at_that_moment and leg.cause not in _REFUSED


def _visit_of(offer: Offer, visits: Sequence[Visit]) -> int:
    return next((v.position for v in visits if v.entered <= offer.start <= v.left), 0)


def _home_queue(client: LegLife, direction: Direction, notes: CallNotes, answer: int) -> str:
    """That of the dialled number; where nobody told it, the first queue before any talk."""
    if direction is not Direction.INBOUND:
        return ""
    queues = sorted((s.start, s.name) for s in client.queues if not answer or s.start <= answer)
    return notes.queue or (queues[0][1] if queues else client.callback_queue)


def _visits(
    legs: Sequence[LegLife],
    heard: Sequence[LegLife],
    client: LegLife,
    direction: Direction,
    notes: CallNotes,
    walk: Walk,
    end: int,
) -> tuple[Visit, ...]:
    """The home visit opens with the first ring or queueing, or with the offer to be called back that he
    took; each queue after talk, or after a supervisor moved him, is one more. A visit is answered by
    the first operator who talks before the next one begins, or before the caller is moved."""
    if direction is not Direction.INBOUND:
        return ()
    queues = sorted((stay.start, stay.end, stay.name) for stay in client.queues)
    cares = [leg.start for leg in operator_legs(legs, client) if rung(leg)] + [q[0] for q in queues]
    offered = (
        p for p in client.prompts if p.name == "callback" and p.start <= client.wants_callback <= p.end
    )
    cares += [prompt.start for prompt in offered]
    first = min(cares, default=OPEN)
    entered: list[tuple[int, int, str]] = []
    if first <= (walk.answer or end):
        until = _given_up(client, max(cares))
        entered.append((first, until, _home_queue(client, direction, notes, walk.answer)))
    parted = min((at for at in (walk.answer, *(at for at, _ in client.moved)) if at), default=OPEN)
    entered += [queue for queue in queues if queue[0] > parted]
    talks = sorted(
        (share.start, leg.endpoint)
        for leg in heard
        for (of, with_client), share in walk.shares.items()
        if with_client and of == leg.id
    )
    borders = [start for start, _, _ in entered[1:]] + [end] * bool(entered)
    return tuple(
        _visit(name, position, start, min(until, border), talks, client, is_last=position == len(entered))
        for position, ((start, until, name), border) in enumerate(zip(entered, borders, strict=True), 1)
    )


def _given_up(client: LegLife, last_care: int) -> int:
    """When nobody was sought for him any more: he asked to be called back, or left a message."""
    messages = (prompt.start for prompt in client.prompts if prompt.name == "voicemail")
    return min((at for at in (*messages, client.wants_callback) if at >= last_care), default=OPEN)


def _visit(
    queue: str,
    position: int,
    entered: int,
    until: int,
    talks: Sequence[tuple[int, str]],
    client: LegLife,
    *,
    is_last: bool,
) -> Visit:
    moved, where = next((move for move in client.moved if entered <= move[0] < client.over), (OPEN, None))
    latest = min(until + TAKEN_DOWN_MS, moved)
    taken, who = next(((at, who) for at, who in talks if entered <= at <= latest), (0, ""))
    how = VisitLeft.ANSWERED if taken else VisitLeft.TIMED_OUT
    if not taken and where and moved <= until + TAKEN_DOWN_MS:
        how, until = VisitLeft(where.value), min(until, moved)
    elif not taken and entered <= client.wants_callback <= until + TAKEN_DOWN_MS:
        how = VisitLeft.CALLBACK
    elif not taken and is_last and until + TAKEN_DOWN_MS >= client.over:
        how = VisitLeft.PBX_LOST if client.lost else VisitLeft.ABANDONED if client.asked else how
    left = max(entered, taken or until)
    return Visit(
        queue=queue,
        position=position,
        entered=entered,
        left=left,
        how=how,
        wait_ms=left - entered,
        answered_by=who,
    )


def _outcome(legs: Sequence[LegLife], client: LegLife, direction: Direction, walk: Walk) -> Outcome:
    if walk.answer:
        return Outcome.ANSWERED
    if client.lost:
        return Outcome.UNKNOWN
    if direction is Direction.INBOUND:
        served = client.wants_callback or any(prompt.name == "voicemail" for prompt in client.prompts)
        return Outcome.ABANDONED if client.asked and not served else Outcome.NO_ANSWER
    called = [leg for leg in legs if leg.human and not leg.calling and not leg.root and leg.start]
    last = max(called, key=lambda leg: (leg.start, leg.id), default=None)
    if last is None:
        return Outcome.NO_ANSWER if client.id.startswith("cc-") else Outcome.FAILED
    if last.cause in _OUTBOUND_BY_CAUSE:
        return _OUTBOUND_BY_CAUSE[last.cause]
    first = min((leg for leg in legs if leg.human and leg.start), key=lambda leg: leg.start)
    return Outcome.ABANDONED if first.asked else Outcome.NO_ANSWER


def _caller(legs: Sequence[LegLife], client: LegLife, direction: Direction) -> str:
    if direction is not Direction.OUTBOUND:
        return client.number
    first = min((leg for leg in legs if leg.human and leg.start), key=lambda leg: (leg.start, leg.id))
    return first.number or first.endpoint


def _dialled(legs: Sequence[LegLife], client: LegLife, direction: Direction) -> str:
    if direction is Direction.OUTBOUND:
        return client.number
    if client.calling:
        return client.dialled
    called = [leg for leg in operator_legs(legs, client) if rung(leg)]
    return called[0].number if called else ""


def _parties(
    legs: Sequence[LegLife], guests: Sequence[LegLife], client: LegLife, walk: Walk
) -> tuple[Party, ...]:
    """The client first, then everybody who talked, in order."""
    shared: dict[str, tuple[str, int]] = {}
    by_id = {leg.id: leg for leg in (*legs, *guests)}
    for (leg, _), share in sorted(walk.shares.items(), key=lambda item: (item[1].start, item[0])):
        if leg == client.id:
            continue
        name = by_id[leg].endpoint
        role, talk = shared.get(name, (share.role.value, 0))
        if share.role is Role.CONSULT:
            shared.setdefault(name, (role, share.talk))
        else:  # what he advised before he had the client himself is not talk with the client
            before = 0 if role == Role.CONSULT.value else talk
            shared[name] = (share.role.value if role == Role.CONSULT.value else role, before + share.talk)
    name = client.number if client.side is Side.OUTSIDE else client.endpoint
    parties = [Party(name=name, side=client.side.value, role="client", talk_ms=walk.talking)]
    parties += [Party(name=n, side="inside", role=r, talk_ms=t) for n, (r, t) in shared.items()]
    others = [leg for leg in legs if leg.side is Side.OUTSIDE and leg is not client and leg.answered]
    parties += [
        Party(
            name=o.number,
            side="outside",
            role="other",
            talk_ms=sum(s.end - s.start for s in o.stays if s.end < OPEN),
        )
        for o in sorted(others, key=lambda leg: leg.start)
    ]
    parties += [
        Party(name=guest.number, side="outside", role="other", talk_ms=walk.met[guest.id])
        for guest in sorted(guests, key=lambda leg: leg.start)
        if guest.side is Side.OUTSIDE and walk.met[guest.id]
    ]
    return tuple(parties)
