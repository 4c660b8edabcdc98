"""The rules, in order; the first that nothing hinders gives the step.

===========  ===========================================  ==========================
rule         hindered when                                step
===========  ===========================================  ==========================
responsible  nobody is; not free; tried; after hours      ring him
deputy       there is none; not free; tried; after hours  ring him
queue        none; tried; nobody logged in; after hours,  wait in the dialled
             nobody free                                  number's queue
static       none of its phones is free and untried       ring them together
goodbye      never                                        hang up
===========  ===========================================  ==========================

A hindrance is said in words, and the words are kept: the reason of a decision is why each rule
before it did not apply, and why this one does. Nobody is tried twice, so every call comes to an
end. The decision is made anew at each step; ``rest`` is only what the PBX follows without us.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ccengine.core.facts import Decision, OperatorStatus, Step
from routing.hours import is_open, local
from routing.situation import Situation

_RING_S = 20
_MOST_STEPS = 12

_BECAUSE = {
    OperatorStatus.OFFLINE: "is not logged in",
    OperatorStatus.AVAILABLE: "is being given another call",
    OperatorStatus.RINGING: "is being rung",
    OperatorStatus.BUSY: "is busy",
    OperatorStatus.WRAP_UP: "is finishing another call",
    OperatorStatus.PAUSED: "is on a pause",
}
_ENDED = {
    "NOANSWER": "did not answer",
    "BUSY": "was busy",
    "CHANUNAVAIL": "could not be reached",
    "CONGESTION": "could not be reached",
    "JOINEMPTY": "had nobody to take it",
    "LEAVEEMPTY": "had nobody left to take it",
    "TIMEOUT": "did not answer in time",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A situation together with the steps that were taken for this call already."""

    now: Situation
    taken: tuple[Step, ...] = ()

    @property
    def open(self) -> bool:
        return self.now.number is None or is_open(self.now.number.hours, self.now.at)

    @property
    def ring_s(self) -> int:
        return self.now.number.ring_s if self.now.number else _RING_S

    @property
    def responsible(self) -> str:
        return self.now.client.responsible if self.now.client else ""

    @property
    def deputy(self) -> str:
        return self.now.client.deputy if self.now.client else ""

    def was_rung(self, operator: str) -> bool:
        return any(step.kind == "ring" and operator in step.targets for step in self.taken)

    def was_queued(self, queue: str) -> bool:
        return any(step.kind == "queue" and queue in step.targets for step in self.taken)

    def ended(self, target: str) -> str:
        """How trying that operator or queue ended; only of the last step it is known."""
        last = bool(self.taken) and target in self.taken[-1].targets
        return _ENDED.get(self.now.last_result if last else "", "was tried")

    def static_targets(self) -> tuple[str, ...]:
        """Phones of the static route that may ring now: free operators, and phones of nobody."""
        route = self.now.number.static_route if self.now.number else ()
        return tuple(target for target in route if not self.was_rung(target) and self._may_ring(target))

    def _may_ring(self, target: str) -> bool:
        return target not in self.now.house.operators or self.now.state(target).free

    def static_names(self) -> tuple[str, ...]:
        return tuple(self.name(target) for target in self.static_targets())

    def name(self, operator: str) -> str:
        person = self.now.house.operators.get(operator)
        return person.name if person else operator

    def client_name(self) -> str:
        client = self.now.client
        return (client.company or client.name) if client else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """``hindrance`` says why the rule does not apply ("": that goes without saying); None means
    that it applies. ``alone``: the PBX does the same by itself when a plan has run out."""

    name: str
    hindrance: Callable[[Case], str | None]
    step: Callable[[Case], Step]
    words: Callable[[Case], str]
    alone: bool = False


def _no_responsible(case: Case) -> str | None:
    if case.now.withheld:
        return "the caller withheld his number"
    if case.now.lookup_problem:
        return f"the client could not be looked up ({case.now.lookup_problem})"
    if case.now.client is None and not case.now.caller:
        return "the caller's number is not known"
    if case.now.client is None:
        return "the caller is not in the directory"
    if not case.responsible:
        return f"nobody is responsible for {case.client_name()}"
    return _not_ringable(
        case, case.responsible, f"{case.name(case.responsible)}, responsible for {case.client_name()},"
    )


def _no_deputy(case: Case) -> str | None:
    if not case.deputy or case.deputy == case.responsible:
        return ""
    return _not_ringable(case, case.deputy, f"the deputy {case.name(case.deputy)}")


def _not_ringable(case: Case, operator: str, whose: str) -> str | None:
    if operator not in case.now.house.operators:
        return f"{whose} is no operator"
    if case.was_rung(operator):
        return f"{whose} {case.ended(operator)}"
    if not case.open:
        return f"{whose} is not rung outside working hours"
    state = case.now.state(operator)
    return None if state.free else f"{whose} {_BECAUSE[state.status]}"


def _no_queue(case: Case) -> str | None:
    number, queue = case.now.number, case.now.queue
    if number is None:
        return f"{case.now.dialled or 'what was dialled'} is not one of our numbers"
    if queue is None:
        return f"{number.name} has no queue"
    if case.was_queued(queue.id):
        return f"the queue {queue.name} {case.ended(queue.id)}"
    states = [case.now.state(person.id) for person in case.now.members(queue)]
    if not any(state.logged_in for state in states):
        return f"nobody of the queue {queue.name} is logged in"
    if not case.open and not any(state.free for state in states):
        return f"it is outside working hours and nobody of the queue {queue.name} is available"
    return None


def _no_static(case: Case) -> str | None:
    return None if case.static_targets() else "no phone of the static route is free"


def _ring(*targets: str, seconds: int) -> Step:
    return Step(kind="ring", targets=targets, seconds=seconds)


def _to_queue(case: Case) -> Step:
    queue = case.now.queue
    return Step(kind="queue", targets=(queue.id,), seconds=queue.wait_s) if queue else Step(kind="hangup")


def _queue_words(case: Case) -> str:
    name = case.now.queue.name if case.now.queue else ""
    late = "" if case.open else ": it is outside working hours, but somebody is available"
    return f"the call goes to the queue {name}{late}"


RULES: tuple[Rule, ...] = (
    Rule(
        name="responsible",
        hindrance=_no_responsible,
        step=lambda case: _ring(case.responsible, seconds=case.ring_s),
        words=lambda case: (
            f"{case.name(case.responsible)} is responsible for {case.client_name()} and is available"
        ),
    ),
    Rule(
        name="deputy",
        hindrance=_no_deputy,
        step=lambda case: _ring(case.deputy, seconds=case.ring_s),
        words=lambda case: f"the deputy {case.name(case.deputy)} is available",
    ),
    Rule(name="queue", hindrance=_no_queue, step=_to_queue, words=_queue_words),
    Rule(
        name="static",
        hindrance=_no_static,
        step=lambda case: _ring(*case.static_targets(), seconds=case.ring_s),
        words=lambda case: f"the phones of the static route ring: {', '.join(case.static_names())}",
        alone=True,
    ),
    Rule(
        name="goodbye",
        hindrance=lambda case: None,
        step=lambda case: Step(kind="hangup"),
        words=lambda case: "nobody is left to try and the call ends",
        alone=True,
    ),
)


def decide(now: Situation, taken: tuple[Step, ...] = ()) -> Decision:
    """The next step of this call, after the steps ``taken``, and why. Raises BadInput where the
    dialled number's time zone is none."""
    case = Case(now=now, taken=taken)
    rules = RULES if len(taken) < _MOST_STEPS else RULES[-1:]
    hindrances = [rule.hindrance(case) for rule in rules]
    place = hindrances.index(None)
    rule = rules[place]
    behind = zip(rules[place + 1 :], hindrances[place + 1 :], strict=True)
    return Decision(
        step=rule.step(case),
        rest=tuple(later.step(case) for later, hindrance in behind if hindrance is None and not later.alone),
        why=_sentence([*filter(None, hindrances[:place]), rule.words(case)]),
        rule=rule.name,
        inputs=_inputs(case),
    )


def _sentence(parts: list[str]) -> str:
    whole = "; ".join(parts)
    return f"{whole[:1].upper()}{whole[1:]}."


def _inputs(case: Case) -> dict[str, str]:
    """What the decision looked at, to be stored beside it."""
    now, number, queue = case.now, case.now.number, case.now.queue
    asked = {person: now.state(person) for person in (case.responsible, case.deputy) if person}
    members = [now.state(person.id) for person in now.members(queue)] if queue else []
    return {
        "caller": now.caller,
        "client": now.client.id if now.client else "",
        "withheld": "yes" if now.withheld else "no",
        "lookup_problem": now.lookup_problem,
        "dialled": now.dialled,
        "local_time": local(number.hours, now.at).isoformat(timespec="seconds") if number else "",
        "working_hours": "yes" if case.open else "no",
        "responsible": case.responsible,
        "deputy": case.deputy,
        **{f"state_{who}": f"{state.status}{'+reserved' * state.reserved}" for who, state in asked.items()},
        "queue": queue.id if queue else "",
        "queue_logged_in": str(sum(state.logged_in for state in members)),
        "queue_free": str(sum(state.free for state in members)),
        "last_result": now.last_result,
        "taken": ",".join("-".join((step.kind, *step.targets)) for step in case.taken),
    }
