"""The board's rows, read off the engine's present and the figures of the day. Pure.

What a call's visits are now is asked of the same function that makes its record (``record.seal``):
so a call counts on the board as it will in the report, from its first moment on. It is asked anew
only where the call has moved.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from ccengine.board.figures import Figures, Stay
from ccengine.core.board import (
    BoardCall,
    BoardGone,
    BoardHealth,
    BoardOperator,
    BoardOwed,
    BoardQueue,
    BoardRows,
    BoardTrunk,
    FloorView,
    Whose,
)
from ccengine.core.call import LiveCall, Phase
from ccengine.core.directory import House, Operator, Queue
from ccengine.core.facts import CallRecord, Direction, OperatorStatus, Visit, VisitLeft
from ccengine.core.observed import Side
from ccengine.core.operator import OperatorLife
from ccengine.core.presence import until
from ccengine.core.record import direction_of, seal

Row = BoardQueue | BoardOperator | BoardCall | BoardTrunk | BoardOwed | BoardHealth
Key = tuple[type, str | UUID]
_OVER = frozenset({Phase.ENDED, Phase.SEALED})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What was read off a call when it had moved so often."""

    moves: int
    queue: str
    phase: Phase
    since: int
    direction: Direction
    stays: tuple[Stay, ...]
    operators: tuple[str, ...]
    ringing: tuple[str, ...]
    trunks: tuple[str, ...]


@dataclass(slots=True)
class Picture:
    """All rows of the board; ``look`` makes them, and says how they differ from those before."""

    node: str
    figures: Figures
    rows: dict[Key, Row] = field(default_factory=dict)
    _reads: dict[UUID, _Read] = field(default_factory=dict)

    def read_calls(self, view: FloorView) -> list[BoardCall]:
        """Every call in flight; its visits go into the figures."""
        calls = view.calls()
        present = {call.id for call in calls}
        for call_id in self._reads.keys() - present:
            del self._reads[call_id]
            self.figures.drop(call_id)  # part of another call; what was sealed stays
        rows = []
        for call in calls:
            read = self._read(call)
            if read.phase not in _OVER:
                rows.append(_call_row(call, read, view.whose(call)))
        return rows

    def _read(self, call: LiveCall) -> _Read:
        before = self._reads.get(call.id)
        if before is not None and (before.moves, before.queue) == (call.moves, call.notes.queue):
            return before
        phase = call.now.phase
        same = before is not None and before.phase is phase
        read = self._reads[call.id] = _Read(
            moves=call.moves,
            queue=call.notes.queue,
            phase=phase,
            since=before.since if before is not None and same else call.last_seen,
            direction=direction_of(list(call.members)),
            stays=_stays(call, self.node),
            operators=_endpoints(call, call.now.talking),
            ringing=_endpoints(call, call.now.ringing),
            trunks=tuple(
                sorted({leg.endpoint for leg in call.members if leg.live and leg.side is Side.OUTSIDE})
            ),
        )
        self.figures.put(call.id, read.stays)
        return read

    def trunks(self, names: Sequence[str], gone: Collection[str]) -> list[BoardTrunk]:
        """Their names begin with those that are configured, as elsewhere."""
        used = [trunk for read in self._reads.values() for trunk in read.trunks]
        return [
            BoardTrunk(
                id=name,
                down=any(trunk.startswith(name) for trunk in gone),
                calls=sum(trunk.startswith(name) for trunk in used),
            )
            for name in names
        ]

    def become(self, rows: Sequence[Row]) -> tuple[BoardRows, BoardGone] | None:
        """These are the rows now. What changed, and what is gone; None where all is as it was."""
        fresh = {key_of(row): row for row in rows}
        changed = [row for key, row in fresh.items() if self.rows.get(key) != row]
        gone = self.rows.keys() - fresh.keys()
        self.rows = fresh
        if not changed and not gone:
            return None
        return by_kind(changed), _gone(gone)


def queue_rows(
    house: House, figures: Figures, lives: Mapping[str, OperatorLife], callbacks: Mapping[str, int], now: int
) -> list[BoardQueue]:
    staff: defaultdict[str, list[OperatorStatus]] = defaultdict(list)
    for operator in house.operators.values():
        life = lives.get(operator.id)
        if life is not None and life.status is not OperatorStatus.OFFLINE:
            for queue in operator.queues:
                staff[queue].append(life.status if life.reachable else OperatorStatus.PAUSED)
    return [
        _queue_row(house, queue, figures, staff[queue.id], callbacks.get(queue.id, 0), now)
        for queue in house.queues.values()
    ]


def _queue_row(
    house: House, queue: Queue, figures: Figures, staff: Sequence[OperatorStatus], callbacks: int, now: int
) -> BoardQueue:
    today, waiting = figures.today(queue.id), figures.waiting(queue.id)
    return BoardQueue(
        id=queue.id,
        name=queue.name,
        department=_department(house, queue.department),
        waiting=len(waiting),
        waits_since=waiting[0] if waiting else 0,
        level_now=figures.level_now(queue.id, now),
        level_today=figures.level_today(queue.id, now),
        offered=today.offered,
        answered=today.answered,
        abandoned=today.abandoned,
        asa_ms=today.asa_ms,
        longest_ms=figures.longest_ms(queue.id),
        callbacks=callbacks,
        logged_in=len(staff),
        available=staff.count(OperatorStatus.AVAILABLE),
        alarms=(),
        alarm_waiting=queue.alarm_waiting,
        alarm_level=queue.alarm_level,
    )


def operator_rows(
    house: House, lives: Mapping[str, OperatorLife], calls: Sequence[BoardCall]
) -> list[BoardOperator]:
    held: defaultdict[str, list[UUID]] = defaultdict(list)
    for call in calls:
        for operator in (*call.operators, *call.ringing):
            held[operator].append(call.id)
    return [
        _operator_row(operator, lives.get(operator.id) or OperatorLife(operator.id), held[operator.id], house)
        for operator in house.operators.values()
    ]


def _operator_row(
    operator: Operator, life: OperatorLife, calls: Sequence[UUID], house: House
) -> BoardOperator:
    return BoardOperator(
        id=operator.id,
        name=operator.name,
        extension=operator.extension,
        department=_department(house, operator.department),
        queues=operator.queues,
        status=life.status,
        reason=life.shown,
        since=life.since,
        until=until(life, house.pauses),
        reachable=life.reachable,
        calls=tuple(dict.fromkeys(calls)),
    )


def _department(house: House, department: str) -> str:
    known = house.departments.get(department)
    return known.name if known is not None else department


def _call_row(call: LiveCall, read: _Read, whose: Whose) -> BoardCall:
    waits = next((stay for stay in read.stays if stay.how is None), None)
    return BoardCall(
        id=call.id,
        phase=read.phase,
        since=read.since,
        start=call.root.start,
        direction=read.direction,
        number=whose.number,
        withheld=whose.withheld,
        client=whose.client,
        company=whose.company,
        queue=waits.queue if waits else (read.stays[-1].queue if read.stays else call.notes.queue),
        entered=waits.entered if waits else 0,
        operators=read.operators,
        ringing=read.ringing,
        recording=whose.recording,
        listening=whose.listening,
    )


def _endpoints(call: LiveCall, legs: frozenset[str]) -> tuple[str, ...]:
    present = call.present
    return tuple(sorted({present[leg].endpoint for leg in legs if leg in present}))


def _stays(call: LiveCall, node: str) -> tuple[Stay, ...]:
    """The call's visits, as its record would tell them if it were made now."""
    legs, guests = list(call.members), list(call.guests.values())
    record = seal(call.id, node, legs, call.notes, guests, so_far=call.last_seen + 1)
    if record is None:
        return ()
    stays = [stay_of(visit) for visit in record.visits]
    if stays and _waits(call, record):
        stays[-1] = replace(stays[-1], how=None, wait_ms=0)
    return tuple(stays)


def stay_of(visit: Visit) -> Stay:
    return Stay(queue=visit.queue, entered=visit.entered, wait_ms=visit.wait_ms, how=visit.how)


def _waits(call: LiveCall, record: CallRecord) -> bool:
    """Whether he whose last visit this is still waits: he is there, nobody has talked to him in it,
    and nobody has given him up (he left a message, or is to be called back)."""
    client, last = call.client, record.visits[-1]
    there = client is not None and client.live and not client.asked
    return there and last.how is VisitLeft.TIMED_OUT and last.left >= record.end


# Rows, by what they are called ------------------------------------------------------------------


def key_of(row: Row) -> Key:
    return type(row), "" if isinstance(row, BoardOwed | BoardHealth) else row.id


def by_kind(rows: Sequence[Row]) -> BoardRows:
    return BoardRows(
        queues=tuple(row for row in rows if isinstance(row, BoardQueue)),
        operators=tuple(row for row in rows if isinstance(row, BoardOperator)),
        calls=tuple(row for row in rows if isinstance(row, BoardCall)),
        trunks=tuple(row for row in rows if isinstance(row, BoardTrunk)),
        owed=next((row for row in rows if isinstance(row, BoardOwed)), None),
        health=next((row for row in rows if isinstance(row, BoardHealth)), None),
    )


def _gone(keys: set[Key]) -> BoardGone:
    def of(kind: type) -> tuple[str, ...]:
        return tuple(sorted(str(name) for which, name in keys if which is kind))

    return BoardGone(
        queues=of(BoardQueue),
        operators=of(BoardOperator),
        calls=tuple(map(UUID, of(BoardCall))),
        trunks=of(BoardTrunk),
    )
