"""The facts of one sealed call that decide its recording, read from the database."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ccengine.core.facts import Leg, Role, TalkPart
from ccengine.core.leg import OPEN as NEVER
from ccengine.core.recording import RecordingPlan
from ccengine.core.rules import RecordingDecision
from ccengine.store.store import Store
from ccengine.store.text import milliseconds
from recorder.timeline import Talked


async def talked(store: Store, call_id: UUID) -> tuple[Talked, str | None] | None:
    """The call, and the status of its recording if it has one; None: it is not sealed."""
    row = await store.fetch_one("recorder_call", call_id)
    if row is None:
        return None
    legs = await store.fetch("recorder_legs", call_id)
    parts = await store.fetch("recorder_parts", call_id)
    rules = await store.fetch("recording_decisions", call_id)
    pauses = await store.fetch("recording_pauses", call_id)
    call = Talked(
        call_id=call_id,
        answer=_ms(row["answer_at"]),
        end=_ms(row["end_at"]),
        legs=tuple(map(_leg, legs)),
        parts=tuple(map(_part, parts)),
        plans=tuple(map(_plan, rules)),
        silences=tuple((_ms(row["start"]), _ms(row["end"]) or NEVER) for row in pauses),
    )
    return call, row["status"]


def _leg(row: Any) -> Leg:
    return Leg(
        leg=row["leg"],
        channel=row["channel"],
        side=row["side"],
        endpoint=row["endpoint"],
        number=row["number"],
        start=_ms(row["start_at"]),
        answered=_ms(row["answered_at"]),
        ended=_ms(row["ended_at"]),
        cause=row["cause"],
    )


def _part(row: Any) -> TalkPart:
    return TalkPart(
        operator=row["operator"],
        leg=row["leg"],
        role=Role(row["role"]),
        start=_ms(row["start_at"]),
        end=_ms(row["end_at"]),
        talk_ms=row["talk_ms"],
        held_ms=row["held_ms"],
    )


def _plan(row: Any) -> RecordingPlan:
    return RecordingPlan(
        call=RecordingDecision(
            **{name: row[name] for name in ("record", "announce", "switchable", "rule", "why")}
        ),
        apart={operator: RecordingDecision(**one) for operator, one in row["apart"].items()},
    )


def _ms(at: datetime | None) -> int:
    return 0 if at is None else milliseconds(at)
