"""Calls, entries and directories for the store's tests: plain, with the few things a test names."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from ccengine.core.directory import Client, Department, DialledNumber, House, Operator, Queue
from ccengine.core.events import CallCorrected, CallRouted, CallSealed, Event, OperatorChanged
from ccengine.core.facts import (
    CallRecord,
    Decision,
    Direction,
    Leg,
    Mark,
    Offer,
    OfferResult,
    OperatorInterval,
    OperatorStatus,
    Outcome,
    Partition,
    Role,
    Step,
    TalkPart,
    Visit,
    VisitLeft,
)
from ccengine.core.ids import make_call_id
from ccengine.core.ports import LogEntry
from ccengine.store.directory import PgDirectory
from ccengine.store.lease import Lease
from ccengine.store.log import PgLog
from ccengine.store.numbers import Numbering
from ccengine.store.store import Store

NODE = "pbx1"
T0 = 1_795_000_000_000
MINUTE = 60_000
NUMBER = "+998901234567"
NUMBERING = Numbering(region="UZ")

HOUSE = House(
    departments={"sales": Department(id="sales", name="Sales")},
    operators={
        "op101": Operator(id="op101", name="Aziza", extension="101", department="sales", queues=("sales",)),
        "op102": Operator(id="op102", name="Борис", extension="102", queues=("sales",)),
    },
    queues={"sales": Queue(id="sales", name="Sales", department="sales", extension="300")},
    numbers={"100": DialledNumber(number="100", name="Main", queue="sales", static_route=("op101",))},
)
CLIENT = Client(
    id="c1",
    name="Олим",
    company="Ipak",
    phones=(NUMBER, "+998711234567"),
    responsible="op101",
    card={"vip": "yes"},
)


def call_id(n: int) -> UUID:
    return make_call_id(NODE, f"pbx1-{T0 // 1000}.{n}", T0)


def call(
    n: int,
    *,
    at: int = 0,
    length: int = 20_000,
    answer: int | None = None,
    direction: Direction = Direction.INBOUND,
    caller: str = NUMBER,
    dialled: str = "100",
    **more: Any,
) -> CallRecord:
    """Call number ``n``, beginning ``at`` ms after T0; ``answer`` ms after its beginning, or never."""
    start, end, talked = T0 + at, T0 + at + length, answer is not None
    spoken = start + answer if answer is not None else end
    leg = f"pbx1-{n}.2"
    values: dict[str, Any] = {
        "call_id": call_id(n),
        "node": NODE,
        "direction": direction,
        "outcome": Outcome.ANSWERED if talked else Outcome.ABANDONED,
        "mark": Mark.OBSERVED,
        "caller": caller,
        "dialled": dialled,
        "queue": "sales",
        "start": start,
        "answer": spoken if talked else 0,
        "end": end,
        "time": Partition(ringing_ms=spoken - start, talking_ms=end - spoken),
        "talk_ms": end - spoken,
        "legs": (_leg(f"pbx1-{n}.1", "trunk", start, length), _leg(leg, "op101", start, length)),
        "visits": (_visit(start, spoken, talked),),
        "offers": (_offer(leg, start, spoken, talked),),
        "parts": (_part(leg, spoken, end),) if talked else (),
    }
    return CallRecord(**(values | more))


def _visit(start: int, end: int, talked: bool) -> Visit:
    return Visit(
        queue="sales",
        position=1,
        entered=start,
        left=end,
        how=VisitLeft.ANSWERED if talked else VisitLeft.ABANDONED,
        wait_ms=end - start,
        answered_by="op101" if talked else "",
    )


def _offer(leg: str, start: int, end: int, talked: bool) -> Offer:
    result = OfferResult.ANSWERED if talked else OfferResult.CALLER_GONE
    return Offer(operator="op101", leg=leg, visit=1, start=start, end=end, result=result)


def _part(leg: str, start: int, end: int) -> TalkPart:
    return TalkPart(
        operator="op101", leg=leg, role=Role.FIRST, start=start, end=end, talk_ms=end - start, held_ms=0
    )


def _leg(name: str, endpoint: str, start: int, length: int) -> Leg:
    return Leg(
        leg=name,
        channel=f"PJSIP/{endpoint}-00000001",
        side="outside" if endpoint == "trunk" else "inside",
        endpoint=endpoint,
        number="",
        start=start,
        answered=0,
        ended=start + length,
        cause=16,
    )


def sealed(record: CallRecord) -> CallSealed:
    return CallSealed(at=record.end + 5_000, call_id=record.call_id, record=record)


def corrected(record: CallRecord) -> CallCorrected:
    return CallCorrected(at=record.end + 9_000, call_id=record.call_id, record=record)


def routed(n: int, step: int = 1, why: str = "The responsible is free.") -> CallRouted:
    decision = Decision(
        step=Step(kind="ring", targets=("op101",), seconds=20),
        rest=(Step(kind="queue", targets=("sales",), seconds=300),),
        why=why,
        rule="responsible",
        inputs={"client": "c1"},
    )
    return CallRouted(at=T0, call_id=call_id(n), step_number=step, client="c1", decision=decision)


def interval(operator: str, start: int, end: int) -> OperatorChanged:
    ended = OperatorInterval(
        operator=operator, status=OperatorStatus.AVAILABLE, start=T0 + start, end=T0 + end
    )
    return OperatorChanged(
        at=T0 + end, operator=operator, status=OperatorStatus.PAUSED, reason="lunch", ended=ended
    )


def entries(events: Iterable[Event], first: int = 1) -> list[LogEntry]:
    return [
        LogEntry(
            stream=NODE,
            seq=seq,
            at=event.at,
            type=event.type,
            call_id=getattr(event, "call_id", None),
            data=event.data(),
        )
        for seq, event in enumerate(events, first)
    ]


class Ground:
    """A database with a house and one client, and the log of a node that is ours."""

    def __init__(self, store: Store, log: PgLog, desk: list[LogEntry]) -> None:
        self.store = store
        self.log = log
        self.desk = desk
        self._next = 1

    @classmethod
    async def make(cls, store: Store) -> "Ground":
        directory = PgDirectory(store)
        await directory.put_house(HOUSE)
        await directory.put_client(CLIENT)
        epoch = await Lease(store, node=NODE, holder="here").acquire()
        desk: list[LogEntry] = []
        log = PgLog(store, node=NODE, epoch=epoch, numbering=NUMBERING, announce=desk.extend)
        return cls(store, log, desk)

    async def happen(self, *events: Event) -> None:
        """One batch."""
        batch = entries(events, self._next)
        self._next += len(batch)
        await self.log.append(batch)

    async def rows(self, sql: str, *args: object) -> list[dict[str, Any]]:
        async with self.store.session() as session:
            return [dict(row) for row in await session.connection.fetch(sql, *args)]

    async def count(self, table: str) -> int:
        return int((await self.rows(f"select count(*) from {table}"))[0]["count"])

    async def obligations(self) -> list[tuple[int, str, int | None, int]]:
        """(opened after T0, how closed or '', recall, missed calls), oldest first."""
        rows = await self.rows(
            "select extract(epoch from opened_at) * 1000 as opened, coalesce(closed_how, '') as how,"
            " recall_ms, (select count(*) from missed_call where obligation = o.id) as missed"
            " from obligation o order by opened_at"
        )
        return [(int(r["opened"]) - T0, r["how"], r["recall_ms"], r["missed"]) for r in rows]
