"""From log entries to facts: a table of projectors, one per kind of fact.

An entry's ``type`` picks the projector; its ``data`` (see core/events.py) holds everything. Facts
are written in the transaction that writes the log, so a fact without its entry cannot be, nor the
other way round. Projecting an entry twice is harmless: decisions and intervals are keyed by what
they are, and of a call only a *newer revision* changes anything.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from ccengine.core.facts import VisitLeft
from ccengine.core.ports import LogEntry, Number, Numbering
from ccengine.store.desk_log import Happening
from ccengine.store.obligations import Missed, Obligations, QueueRule
from ccengine.store.store import Session
from ccengine.store.text import moment, moment_or_none

Row = tuple[object, ...]
Data = Mapping[str, Any]
Projector = Callable[[Session, Sequence[LogEntry], Numbering], Awaitable[list[Happening]]]


async def project(session: Session, entries: Iterable[LogEntry], numbering: Numbering) -> list[Happening]:
    """Write the facts in ``entries``; returns what the stream `desk` must be told."""
    groups: dict[Projector, list[LogEntry]] = {}
    for entry in entries:
        if (projector := PROJECTORS.get(entry.type)) is not None:
            groups.setdefault(projector, []).append(entry)
    happenings: list[Happening] = []
    for projector, group in groups.items():
        happenings += await projector(session, group, numbering)
    return happenings


# Calls -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedCall:
    """A record and what the store adds: the client behind the outside number, and `short`."""

    id: UUID
    record: Data
    caller: Number
    dialled: Number
    rule: QueueRule
    client: str = ""

    @property
    def inbound(self) -> bool:
        return bool(self.record["direction"] == "inbound")

    @property
    def outside(self) -> Number | None:
        """The outside party's number, where there is one and it was shown."""
        if self.record["direction"] == "internal" or (self.inbound and self.record["withheld"]):
            return None
        number = self.caller if self.inbound else self.dialled
        return number if number.raw else None

    @property
    def missed(self) -> bool:
        return self.inbound and not self.record["answer"]

    @property
    def asked_back(self) -> bool:
        return any(visit["how"] == VisitLeft.CALLBACK for visit in self.record["visits"])

    @property
    def short(self) -> bool:
        return self.missed and self.record["end"] - self.record["start"] < self.rule.short_ms


async def project_calls(
    session: Session, entries: Sequence[LogEntry], numbering: Numbering
) -> list[Happening]:
    records = [entry.data["record"] for entry in entries]
    await session.execute_many(
        "call_revision_insert", [(UUID(r["call_id"]), r["revision"], r) for r in records]
    )
    newest: dict[UUID, Data] = {}
    for record in sorted(records, key=lambda r: int(r["revision"]), reverse=True):
        newest.setdefault(UUID(record["call_id"]), record)
    known = {row["call_id"]: row for row in await session.fetch("call_revisions", list(newest))}
    fresh = {
        call_id: record
        for call_id, record in newest.items()
        if call_id not in known or record["revision"] > known[call_id]["revision"]
    }
    if not fresh:
        return []
    calls = await _identified(session, await _read(session, fresh, numbering))
    await session.execute_many("call_upsert", [_call_row(call) for call in calls])
    await _write_children(session, calls, [call_id for call_id in fresh if call_id in known])
    return await _settle(session, calls, known)


async def _read(session: Session, records: Mapping[UUID, Data], numbering: Numbering) -> list[SealedCall]:
    rules = {
        row["id"]: QueueRule(
            short_ms=row["short_ms"],
            short_opens=row["short_opens_obligation"],
            after_hours_opens=row["after_hours_opens_obligation"],
        )
        for row in await session.fetch("queue_rules")
    }
    return [
        SealedCall(
            id=call_id,
            record=record,
            caller=numbering(record["caller"]),
            dialled=numbering(record["dialled"]),
            rule=rules.get(record["queue"], QueueRule()),
            client=record["client"],
        )
        for call_id, record in records.items()
    ]


async def _identified(session: Session, calls: list[SealedCall]) -> list[SealedCall]:
    """The calls with their clients, who are locked. An operator's word goes first, then what the
    record says, then the number; a number that nobody has named gets a provisional client."""
    chosen = {
        row["call_id"]: row["client"]
        for row in await session.fetch("clients_chosen", [call.id for call in calls])
    }
    calls = [replace(call, client=chosen.get(call.id, call.client)) for call in calls]
    existing = await _existing(session, {c.client for c in calls if c.client})
    numbers = {c.outside for c in calls if c.outside is not None and c.client not in existing}
    owners = {
        row["e164"]: row["client"]
        for row in await session.fetch("clients_by_number", [n.e164 for n in numbers if n.e164])
    }
    strangers = sorted((n for n in numbers if n.e164 not in owners), key=provisional_id)
    await create_provisional(session, strangers)
    return await _locked(session, [_with_client(call, existing, owners) for call in calls])


async def _existing(session: Session, ids: Collection[str]) -> dict[str, str]:
    """Who these clients are today: themselves, or those whom they were merged into."""
    return {row["id"]: row["now"] for row in await session.fetch("clients_today", list(ids))}


async def _locked(session: Session, calls: Sequence[SealedCall]) -> list[SealedCall]:
    """Whoever was merged into another, or deleted, before we had him: his calls go the same way."""
    wanted = sorted({call.client for call in calls if call.client})
    there = {row["id"] for row in await session.fetch("clients_lock", wanted)}
    if gone := [client for client in wanted if client not in there]:
        today = await _existing(session, gone)
        await session.fetch("clients_lock", sorted(today.values()))
        calls = [replace(c, client=today.get(c.client, "")) if c.client in gone else c for c in calls]
    return list(calls)


def _with_client(call: SealedCall, existing: Mapping[str, str], owners: Mapping[str, str]) -> SealedCall:
    if call.client in existing:
        return replace(call, client=existing[call.client])
    number = call.outside
    client = "" if number is None else owners.get(number.e164) or provisional_id(number)
    return replace(call, client=client)


def provisional_id(number: Number) -> str:
    """The id of the client who stands for a number that nobody has named."""
    return "number:" + (number.e164 or number.raw)


async def create_provisional(session: Session, numbers: Sequence[Number]) -> None:
    await session.execute_many("provisional_client", [(provisional_id(n), n.e164 or n.raw) for n in numbers])
    await session.execute_many("provisional_phone", [(n.e164, provisional_id(n)) for n in numbers if n.e164])


def _call_row(call: SealedCall) -> Row:
    r = call.record
    time = r["time"]
    return (
        *(call.id, r["node"], r["revision"], r["direction"], r["outcome"], r["mark"], r["reason"]),
        *(
            r["caller"],
            call.caller.e164,
            r["withheld"],
            r["dialled"],
            call.dialled.e164,
            r["queue"],
            call.client,
        ),
        *(moment(r["start"]), moment_or_none(r["answer"]), moment(r["end"])),
        *(time["system_ms"], time["waiting_ms"], time["ringing_ms"], time["talking_ms"], time["held_ms"]),
        *(r["talk_ms"], call.missed, call.short, r["after_hours"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A table of rows that belong to a call: its columns, and a row from one item of the record."""

    items: str
    columns: tuple[str, ...]
    row: Callable[[Data], Row]


CHILDREN: dict[str, Child] = {
    "call_leg": Child(
        items="legs",
        columns=(
            "leg",
            "channel",
            "side",
            "endpoint",
            "number",
            "start_at",
            "answered_at",
            "ended_at",
            "cause",
        ),
        row=lambda i: (
            *(i["leg"], i["channel"], i["side"], i["endpoint"], i["number"]),
            *(moment(i["start"]), moment_or_none(i["answered"]), moment_or_none(i["ended"]), i["cause"]),
        ),
    ),
    "visit": Child(
        items="visits",
        columns=("position", "queue", "entered_at", "left_at", "how", "wait_ms", "answered_by"),
        row=lambda i: (
            *(i["position"], i["queue"], moment(i["entered"]), moment(i["left"])),
            *(i["how"], i["wait_ms"], i["answered_by"]),
        ),
    ),
    "offer": Child(
        items="offers",
        columns=("leg", "operator", "visit", "start_at", "end_at", "result"),
        row=lambda i: (
            *(i["leg"], i["operator"], i["visit"], moment(i["start"]), moment(i["end"]), i["result"]),
        ),
    ),
    "talk_part": Child(
        items="parts",
        columns=("leg", "start_at", "end_at", "operator", "role", "talk_ms", "held_ms"),
        row=lambda i: (
            *(i["leg"], moment(i["start"]), moment(i["end"]), i["operator"]),
            *(i["role"], i["talk_ms"], i["held_ms"]),
        ),
    ),
}


async def _write_children(session: Session, calls: Sequence[SealedCall], replaced: Sequence[UUID]) -> None:
    for table, child in CHILDREN.items():
        if replaced:
            await session.execute(f"{table}_forget", list(replaced))
        rows = [(call.id, *child.row(item)) for call in calls for item in call.record[child.items]]
        if rows:
            await session.copy(table, ("call_id", *child.columns), rows)


async def _settle(
    session: Session, calls: Sequence[SealedCall], before: Mapping[UUID, Mapping[str, Any]]
) -> list[Happening]:
    """Obligations, in the order in which the calls ended; ``before``: what corrected calls were."""
    obligations = Obligations(session=session)
    for call in sorted(calls, key=lambda c: (int(c.record["end"]), c.id)):
        record, was = call.record, before.get(call.id)
        if was is not None and was["missed"] and not call.missed:
            await obligations.not_missed(call.id, record["end"])
        if was is not None and was["answer_at"] is not None and not record["answer"]:
            await obligations.not_talked(call.id, record["end"])
        if call.missed:
            await obligations.missed(_missed(call), call.rule)
        elif call.client and record["answer"] and record["direction"] != "internal":
            await obligations.talked(call.id, call.client, moment(record["answer"]))
            if call.asked_back:
                await obligations.asked_back(_missed(call))
        elif was is None and record["direction"] == "outbound":
            await obligations.attempted(call.id, record["end"])
    return obligations.happenings


def _missed(call: SealedCall) -> Missed:
    number = call.outside
    return Missed(
        call_id=call.id,
        client=call.client if number is not None else "",
        number=(number.e164 or number.raw) if number is not None else "",
        queue=call.record["queue"],
        ended=moment(call.record["end"]),
        short=call.short,
        after_hours=call.record["after_hours"],
        promised=call.asked_back,
    )


# Routing decisions and operators' states ---------------------------------------------------------


async def project_decisions(
    session: Session, entries: Sequence[LogEntry], numbering: Numbering
) -> list[Happening]:
    await session.execute_many("routing_decision_insert", [_decision_row(entry) for entry in entries])
    return []


def _decision_row(entry: LogEntry) -> Row:
    data, decision = entry.data, entry.data["decision"]
    step = decision["step"]
    return (
        *(UUID(data["call_id"]), data["step_number"], moment(entry.at), step["kind"], step["targets"]),
        *(step["seconds"], decision["rest"], decision["rule"], decision["why"], decision["inputs"]),
        decision.get("reasons", []),
    )


async def project_intervals(
    session: Session, entries: Sequence[LogEntry], numbering: Numbering
) -> list[Happening]:
    ended = [e.data["ended"] for e in entries if e.data["ended"] is not None]
    lasted = [interval for interval in ended if interval["end"] > interval["start"]]
    await session.execute("operator_lanes", sorted({interval["operator"] for interval in lasted}))
    await session.execute_many("operator_interval_insert", [_interval_row(interval) for interval in lasted])
    return []


def _interval_row(interval: Data) -> Row:
    start, end = interval["start"], interval["end"]
    return (
        interval["operator"],
        interval["status"],
        interval["reason"],
        moment(start),
        moment(end),
        start,
        end,
    )


# What was to be recorded, and what is silent in it -----------------------------------------------


async def project_recording_rules(
    session: Session, entries: Sequence[LogEntry], numbering: Numbering
) -> list[Happening]:
    rows = [(e.data["call_id"], moment(e.at), e.data) for e in entries]
    await session.execute_many("recording_decision_insert", [_rule_row(*row) for row in rows])
    return []


def _rule_row(call_id: str, at: object, data: Data) -> Row:
    rule = data["decision"]
    said = (rule["record"], rule["announce"], rule["switchable"], rule["rule"], rule["why"])
    reasons = rule.get("reasons", [])
    return (UUID(call_id), at, *said, reasons, data["apart"], data["consultation"])


async def project_recording_pauses(
    session: Session, entries: Sequence[LogEntry], numbering: Numbering
) -> list[Happening]:
    """A stretch ends where the next begins, or where it was resumed."""
    for entry in entries:
        call_id, at, by = UUID(entry.data["call_id"]), moment(entry.at), entry.data["by"]
        await session.execute("recording_pause_end", call_id, at, by)
        if entry.type != "recording.resumed":
            kind = entry.type.removeprefix("recording.")
            await session.execute("recording_pause_begin", call_id, at, kind, by)
    return []


PROJECTORS: dict[str, Projector] = {
    "call.sealed": project_calls,
    "call.corrected": project_calls,
    "call.routed": project_decisions,
    "operator.changed": project_intervals,
    "recording.decided": project_recording_rules,
    "recording.paused": project_recording_pauses,
    "recording.resumed": project_recording_pauses,
    "recording.off": project_recording_pauses,
}
