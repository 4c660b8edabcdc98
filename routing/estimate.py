"""What rules would have done to waits: a stretch of the past, played through event by event.

Taken from what happened: when calls came in, how long each talk lasted, when each operator was on
duty, paused or busy with other calls, how fast and how often he picks up, how long those who hung
up had waited. Decided by the rules under test: who rings, who waits where, what comes next. What
cannot be known is supposed, and written down in ``docs/explanation/replay.md``: who was answered
would have waited on; whoever was not would have talked for the median time; nobody takes an offer
to be called back. The same calls are played through under both rule books, so that what is wrong
in the suppositions is wrong on both sides.
"""

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from heapq import heappop, heappush
from itertools import count
from statistics import median
from uuid import UUID

from ccengine.core.directory import House
from ccengine.core.facts import OperatorStatus, Step
from ccengine.core.past import Past, PastCall, PastState
from ccengine.core.rules import RuleBook
from routing.policy import decide
from routing.situation import OperatorState, Situation
from routing.then import Then, client_then

PICK_UP_MS = 5_000
TALK_MS = 180_000
ENOUGH = 5
"""From so many answered offers on an operator's own times to pick up are used."""
ANNOUNCEMENT_MS = 5_000
GOOD_WAIT_MS = 20_000
"""The wait that ``within`` counts up to."""

_S = OperatorStatus
_AWAY = (_S.OFFLINE, _S.PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """``waits`` of the answered, from the start of the call to the talk, ascending."""

    offered: int
    waits: tuple[int, ...]

    @property
    def answered(self) -> int:
        return len(self.waits)

    @property
    def lost(self) -> int:
        return self.offered - self.answered

    @property
    def within(self) -> int:
        """Answered within 20 seconds."""
        return sum(wait <= GOOD_WAIT_MS for wait in self.waits)

    @property
    def mean_ms(self) -> int | None:
        return round(sum(self.waits) / len(self.waits)) if self.waits else None

    def at_most_ms(self, percent: int) -> int | None:
        """So many of a hundred answered callers waited no longer."""
        return self.waits[max(0, -(-len(self.waits) * percent // 100) - 1)] if self.waits else None


def observed(past: Past) -> Waits:
    waits = sorted(call.answer - call.start for call in past.calls if call.answer)
    return Waits(offered=len(past.calls), waits=tuple(waits))


def estimate(past: Past, house: House, rules: RuleBook | None) -> Waits:
    """Under these rules, or (None) under those that were in force at each call."""
    day = _Day(past, house, rules)
    day.run()
    return Waits(offered=len(past.calls), waits=tuple(sorted(day.waits)))


@dataclass(slots=True, eq=False)
class _Seat:
    """An operator. ``base``: offline, paused, or available for on duty; ``other``: talks in calls that
    are not played through."""

    id: str
    base: OperatorStatus = _S.OFFLINE
    other: int = 0
    caller: "_Caller | None" = None
    talking: bool = False
    wrapping: bool = False
    idle_since: int = 0

    @property
    def status(self) -> OperatorStatus:
        if self.talking or self.other:
            return _S.BUSY
        if self.base in _AWAY:
            return self.base
        if self.caller is not None:
            return _S.RINGING
        return _S.WRAP_UP if self.wrapping else _S.AVAILABLE


@dataclass(slots=True, eq=False)
class _Caller:
    """``turn`` counts what was begun with him; what belongs to an earlier turn has lapsed."""

    past: PastCall
    taken: tuple[Step, ...] = ()
    last_result: str = ""
    turn: int = 0
    queue: str = ""
    rung: list[_Seat] = field(default_factory=list)
    done: bool = False


class _Day:
    """The stretch being played through. Every step of it is an entry of the heap."""

    def __init__(self, past: Past, house: House, rules: RuleBook | None) -> None:
        self.waits: list[int] = []
        self._past = past
        self._then = Then(past, house)
        self._rules = rules
        self._houses: dict[int, House] = {}
        self._house = house
        self._seats = {operator: _Seat(operator) for operator in house.operators}
        self._queues: dict[str, list[_Caller]] = defaultdict(list)
        self._members = {
            queue: [self._seats[o.id] for o in house.operators.values() if queue in o.queues]
            for queue in house.queues
        }
        self._habits = _Habits(past)
        self._heap: list[tuple[int, int, Callable[[int], None]]] = []
        self._count = count()

    def run(self) -> None:
        self._plan_duty()
        for call in self._past.calls:
            self._at(call.at, partial(self._arrive, caller=_Caller(past=call)))
        while self._heap:
            now, _, act = heappop(self._heap)
            act(now)

    def _at(self, moment: int, act: Callable[[int], None]) -> None:
        heappush(self._heap, (moment, next(self._count), act))

    # --- operators --------------------------------------------------------------------------------

    def _plan_duty(self) -> None:
        """When each operator comes, goes, pauses, and talks in calls that are not played through."""
        played = {call.call_id for call in self._past.calls}
        for moment, operator, base in _duty(self._past.states):
            if (seat := self._seats.get(operator)) is not None:
                self._at(moment, partial(self._base, seat=seat, base=base))
        for talk in self._past.talks:
            seat = self._seats.get(talk.operator)
            if seat is not None and talk.call_id not in played:
                self._at(talk.start, partial(self._other, seat=seat, more=1))
                self._at(talk.end, partial(self._other, seat=seat, more=-1))

    def _base(self, now: int, seat: _Seat, base: OperatorStatus) -> None:
        seat.base = base
        self._free(now, seat)

    def _other(self, now: int, seat: _Seat, more: int) -> None:
        seat.other += more
        self._free(now, seat)

    def _free(self, now: int, seat: _Seat) -> None:
        """He may be free now: whoever waits for him the longest rings him."""
        if seat.status is _S.AVAILABLE:
            seat.idle_since = now
            for queue, members in self._members.items():
                if seat in members:
                    self._serve(now, queue)

    # --- callers ----------------------------------------------------------------------------------

    def _arrive(self, now: int, caller: _Caller) -> None:
        call = caller.past
        if not call.answer:
            self._at(max(now, call.end), partial(self._give_up, caller=caller))
        self._ask(now, caller)

    def _ask(self, now: int, caller: _Caller) -> None:
        """The next step. Whatever was under way with him has come to nothing."""
        self._let_go(now, caller)
        step = decide(self._situation(now, caller), caller.taken).step
        caller.taken += (step,)
        caller.last_result = ""
        seats = [self._seats[target] for target in step.targets if target in self._seats]
        match step.kind:
            case "ring":
                self._ring(now, caller, seats)
                self._later(now + step.seconds * 1000, caller, "NOANSWER")
            case "queue":
                caller.queue = step.targets[0]
                self._queues[caller.queue].append(caller)
                self._later(now + step.seconds * 1000, caller, "TIMEOUT")
                self._serve(now, caller.queue)
            case "play":
                self._later(now + ANNOUNCEMENT_MS, caller, "")
            case "callback":
                self._later(now + step.seconds * 1000, caller, "TIMEOUT")
            case _:
                caller.done = True

    def _later(self, moment: int, caller: _Caller, result: str) -> None:
        """The step ends then, unless something else comes first."""
        self._at(moment, partial(self._end_step, caller=caller, turn=caller.turn, result=result))

    def _end_step(self, now: int, caller: _Caller, turn: int, result: str) -> None:
        if not caller.done and turn == caller.turn:
            caller.last_result = result
            self._ask(now, caller)

    def _give_up(self, now: int, caller: _Caller) -> None:
        if not caller.done:
            caller.done = True
            self._let_go(now, caller)

    def _let_go(self, now: int, caller: _Caller) -> None:
        caller.turn += 1
        if caller.queue:
            self._queues[caller.queue].remove(caller)
            caller.queue = ""
        rung, caller.rung = caller.rung, []
        for seat in rung:
            seat.caller = None
            self._free(now, seat)

    def _ring(self, now: int, caller: _Caller, seats: Sequence[_Seat]) -> None:
        """The phones ring together; who picks up, and when, is each one's habit."""
        call = caller.past.call_id
        for seat in seats:
            self._occupy(caller, seat)
            if self._habits.takes(seat.id, call):
                self._will_answer(now + self._habits.pick_up_ms(call, seat.id), caller, seat)

    def _serve(self, now: int, queue: str) -> None:
        """Who waits the longest is given to who is free the longest, and would take him. In a queue
        where all phones ring together, the next caller waits until one of them has picked up."""
        together = self._house.queues[queue].strategy == "ringall"
        free = [seat for seat in self._members[queue] if seat.status is _S.AVAILABLE]
        for caller in self._queues[queue]:
            if not free:
                return
            if caller.rung:
                continue
            call = caller.past.call_id
            takers = [seat for seat in free if self._habits.takes(seat.id, call)]
            if takers:
                chosen = min(takers, key=lambda seat: seat.idle_since)
                for seat in free if together else [chosen]:
                    self._occupy(caller, seat)
                free = [] if together else [seat for seat in free if seat is not chosen]
                self._will_answer(now + self._habits.pick_up_ms(call), caller, chosen)

    def _occupy(self, caller: _Caller, seat: _Seat) -> None:
        seat.caller = caller
        caller.rung.append(seat)

    def _will_answer(self, moment: int, caller: _Caller, seat: _Seat) -> None:
        self._at(moment, partial(self._answer, caller=caller, seat=seat, turn=caller.turn))

    def _answer(self, now: int, caller: _Caller, seat: _Seat, turn: int) -> None:
        if caller.done or turn != caller.turn or seat.caller is not caller:
            return
        caller.done = True
        self.waits.append(now - caller.past.start)
        seat.talking = True
        queue = self._house.queues.get(caller.past.inputs.get("queue", ""))
        wrap_ms = queue.wrap_up_s * 1000 if queue else 0
        self._at(now + self._habits.talk_ms(caller.past), partial(self._hang_up, seat=seat, wrap_ms=wrap_ms))
        self._let_go(now, caller)

    def _hang_up(self, now: int, seat: _Seat, wrap_ms: int) -> None:
        seat.talking, seat.wrapping = False, wrap_ms > 0
        if wrap_ms:
            self._at(now + wrap_ms, partial(self._wrapped_up, seat=seat))
        self._free(now, seat)

    def _wrapped_up(self, now: int, seat: _Seat) -> None:
        seat.wrapping = False
        self._free(now, seat)

    def _situation(self, now: int, caller: _Caller) -> Situation:
        looked_at = caller.past.inputs
        return Situation(
            at=now,
            dialled=looked_at.get("dialled", ""),
            house=self._ruled(caller.past),
            caller=looked_at.get("caller", ""),
            withheld=looked_at.get("withheld") == "yes",
            client=client_then(caller.past),
            lookup_problem=looked_at.get("lookup_problem", ""),
            last_result=caller.last_result,
            last_operator=looked_at.get("last_operator", ""),
            operators={seat.id: OperatorState(seat.status) for seat in self._seats.values()},
            waiting={queue: len(callers) for queue, callers in self._queues.items()},
        )

    def _ruled(self, call: PastCall) -> House:
        """The house under the rules that the call goes by."""
        rules = self._rules or self._then.book(call) or self._house.rules
        if rules.version not in self._houses:
            self._houses[rules.version] = self._then.house(rules)
        return self._houses[rules.version]


def _duty(states: Iterable[PastState]) -> Iterator[tuple[int, str, OperatorStatus]]:
    """When an operator comes on duty, pauses or goes. What his calls made of him is left out; where
    nothing is known of him he is gone."""
    of_each: dict[str, list[PastState]] = defaultdict(list)
    for state in sorted(states, key=lambda one: one.start):
        of_each[state.operator].append(state)
    for operator, own in of_each.items():
        last, until = _S.OFFLINE, own[0].start
        for state in own:
            base = state.status if state.status in _AWAY else _S.AVAILABLE
            if state.start > until and last is not _S.OFFLINE:
                last = _S.OFFLINE
                yield until, operator, last
            if base is not last:
                last = base
                yield state.start, operator, last
            until = state.end
        if last is not _S.OFFLINE:
            yield until, operator, _S.OFFLINE


class _Habits:
    """How the operators of this stretch picked up, and how long calls were talked. What varies from
    call to call is drawn from what was seen, by the call's id: of one call it is always the same."""

    def __init__(self, past: Past) -> None:
        taken: dict[str, list[int]] = defaultdict(list)
        missed: dict[str, int] = defaultdict(int)
        for offer in past.offers:
            if offer.answered:
                taken[offer.operator].append(offer.ms)
            else:
                missed[offer.operator] += 1
        self._all_ms = [ms for times in taken.values() for ms in times] or [PICK_UP_MS]
        self._own_ms = {operator: times for operator, times in taken.items() if len(times) >= ENOUGH}
        self._misses = {o: missed[o] / (missed[o] + len(taken.get(o, ()))) for o in missed}
        talks = [call.end - call.answer for call in past.calls if call.answer]
        self._talk_ms = round(median(talks)) if talks else TALK_MS

    def takes(self, operator: str, call: UUID) -> bool:
        """As often as he did."""
        return _luck(call, operator) % 1000 >= self._misses.get(operator, 0.0) * 1000

    def pick_up_ms(self, call: UUID, operator: str = "") -> int:
        """By one operator; or by whoever is the first of a queue's, as anybody's times are."""
        times = self._own_ms.get(operator, self._all_ms)
        return times[_luck(call, f"pick up {operator}") % len(times)]

    def talk_ms(self, call: PastCall) -> int:
        return call.end - call.answer if call.answer else self._talk_ms


def _luck(call: UUID, what: str) -> int:
    return zlib.crc32(what.encode(), zlib.crc32(call.bytes))
