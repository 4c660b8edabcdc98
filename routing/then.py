"""How things stood at a moment that is over, put together again from facts.

What the decision itself looked at was stored with it, and goes before everything else. The other
operators' states come from their intervals; who was promised to another call, from the decisions
that promised him. The house, and a client's name, are those of today.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from ccengine.core.directory import Client, House
from ccengine.core.facts import OperatorStatus
from ccengine.core.past import Past, PastCall, PastRing, PastState
from ccengine.core.rules import DEFAULT, RuleBook
from routing.situation import OperatorState, Situation

_OFFLINE = PastState(operator="", status=OperatorStatus.OFFLINE, start=0, end=0)
_STATE = "state_"


class Then:
    """Answers for any moment of a stretch of the past."""

    def __init__(self, past: Past, house: House) -> None:
        self._house = house
        self._books = {0: DEFAULT, **past.books}
        self._states: dict[str, list[PastState]] = defaultdict(list)
        self._rings: dict[str, list[PastRing]] = defaultdict(list)
        for state in sorted(past.states, key=lambda one: one.start):
            self._states[state.operator].append(state)
        for ring in sorted(past.rings, key=lambda one: one.start):
            for operator in ring.operators:
                self._rings[operator].append(ring)

    def house(self, rules: RuleBook) -> House:
        return replace(self._house, rules=rules)

    def book(self, call: PastCall) -> RuleBook | None:
        """The rules that were in force then; None where that version is not known."""
        return self._books.get(int(call.inputs.get("rules", "0")))

    def situation(self, call: PastCall, house: House) -> Situation:
        looked_at = call.inputs
        states = {o: self._operator(o, call) for o in house.operators}
        told = {key.removeprefix(_STATE): value for key, value in looked_at.items() if key.startswith(_STATE)}
        seen = {operator: OperatorState.read(text) for operator, text in told.items()}
        return Situation(
            at=call.at,
            dialled=looked_at.get("dialled", ""),
            house=house,
            caller=looked_at.get("caller", ""),
            withheld=looked_at.get("withheld") == "yes",
            client=client_then(call),
            lookup_problem=looked_at.get("lookup_problem", ""),
            last_operator=looked_at.get("last_operator", ""),
            operators=states | seen,
            unreachable=frozenset(operator for operator, state in seen.items() if not state.reachable),
            waiting=_waiting(looked_at.get("waiting", "")),
        )

    def _operator(self, operator: str, call: PastCall) -> OperatorState:
        state = self._at(operator, call.at)
        return OperatorState(state.status, self._promised(operator, call, state))

    def _at(self, operator: str, at: int) -> PastState:
        """Where nothing is known he is taken for offline."""
        states = self._states.get(operator, [])
        place = bisect_right(states, at, key=lambda state: state.start) - 1
        return states[place] if place >= 0 and at < states[place].end else _OFFLINE

    def _promised(self, operator: str, call: PastCall, state: PastState) -> bool:
        """Whether another call was on its way to him. A change of his state ended the promise."""
        rings = self._rings.get(operator, [])
        place = bisect_right(rings, call.at, key=lambda ring: ring.start) - 1
        while place >= 0 and rings[place].start >= state.start:
            if rings[place].call_id != call.call_id:
                return call.at < rings[place].end
            place -= 1
        return False


def client_then(call: PastCall) -> Client | None:
    """The client with what the decision saw of him; of what it did not store, as he is today."""
    ident = call.inputs.get("client", "")
    if not ident:
        return None
    client = call.client or Client(id=ident, name=ident)
    seen, priority = call.inputs, call.inputs.get("priority", "")
    return replace(
        client,
        responsible=seen.get("responsible", client.responsible),
        deputy=seen.get("deputy", client.deputy),
        language=seen.get("language", client.language),
        priority=int(priority) if priority else client.priority,
    )


def _waiting(text: str) -> Mapping[str, int]:
    """``sales-2,support-1``"""
    pairs = (part.rpartition("-") for part in text.split(",") if part)
    return {queue: int(count) for queue, _, count in pairs}
