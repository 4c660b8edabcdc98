"""Calls for tests that read facts: built as records, written through the node's own log."""

import itertools
from collections.abc import Sequence
from uuid import UUID

from ccengine.core.events import CallSealed, Event
from ccengine.core.facts import (
    CallRecord,
    Direction,
    Leg,
    Mark,
    Outcome,
    Partition,
    Role,
    TalkPart,
    Visit,
)
from ccengine.core.ids import make_call_id
from ccengine.core.ports import LogEntry
from ccengine.store.log import PgLog
from ccengine.store.numbers import Numbering
from ccengine.store.store import Store

NODE = "pbx1"
_numbers = itertools.count(1)


def call_record(
    start: int,
    end: int,
    *,
    answer: int = 0,
    direction: Direction = Direction.INBOUND,
    mark: Mark = Mark.OBSERVED,
    caller: str = "+998901234567",
    queue: str = "sales",
    withheld: bool = False,
    after_hours: bool = False,
    visits: tuple[Visit, ...] = (),
    legs: tuple[Leg, ...] = (),
    parts: tuple[TalkPart, ...] = (),
) -> CallRecord:
    """A call of one client, who talked from ``answer`` to the end, or never."""
    talk_ms = end - answer if answer else 0
    return CallRecord(
        call_id=make_call_id(NODE, f"pbx1-{start // 1000}.{next(_numbers)}", start),
        node=NODE,
        direction=direction,
        outcome=Outcome.ANSWERED if answer else Outcome.ABANDONED,
        mark=mark,
        reason="" if mark is Mark.OBSERVED else "the engine was away",
        caller=caller,
        withheld=withheld,
        dialled="100" if direction is Direction.INBOUND else "+998907654321",
        queue=queue,
        start=start,
        answer=answer,
        end=end,
        time=Partition(talking_ms=talk_ms, ringing_ms=end - start - talk_ms),
        talk_ms=talk_ms,
        visits=visits,
        legs=legs,
        parts=parts,
        after_hours=after_hours,
    )


def talked_record(start: int, end: int, *, leg: str, operator: str = "op101") -> CallRecord:
    """An inbound call with its two legs, named ``<leg>c`` and ``<leg>o``; all of it is talk."""
    sides = (("outside", "trunk", f"{leg}c"), ("inside", operator, f"{leg}o"))
    legs = tuple(
        Leg(
            leg=name,
            channel=f"PJSIP/{endpoint}-{name}",
            side=side,
            endpoint=endpoint,
            number="",
            start=start,
            answered=start,
            ended=end,
            cause=16,
        )
        for side, endpoint, name in sides
    )
    part = TalkPart(
        operator=operator,
        leg=f"{leg}o",
        role=Role.FIRST,
        start=start,
        end=end,
        talk_ms=end - start,
        held_ms=0,
    )
    return call_record(start, end, answer=start, legs=legs, parts=(part,))


async def seal(store: Store, records: Sequence[CallRecord], *, before: Sequence[Event] = ()) -> list[UUID]:
    """Commit the records as their node's engine does, and what it told ``before``. Returns their ids."""
    epoch = await store.fetch_value("lease_acquire", NODE, "tests", 60.0)
    log = PgLog(store, node=NODE, epoch=epoch, numbering=Numbering(region="UZ"))
    first = await log.last_seq(NODE) + 1
    sealed = [CallSealed(at=record.end, call_id=record.call_id, record=record) for record in records]
    entries = [
        LogEntry(
            stream=NODE,
            seq=seq,
            at=event.at,
            type=event.type,
            call_id=getattr(event, "call_id", None),
            data=event.data(),
        )
        for seq, event in enumerate([*before, *sealed], start=first)
    ]
    await log.append(entries)
    assert log.unprojected == 0
    return [record.call_id for record in records]
