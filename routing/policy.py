"""Who gets this call: the rules of the house in order; the first that nothing hinders gives the step.

What a rule does, and what hinders it, is the table of its kind (``routing.kinds``). Nobody is
tried more often than a rule says, and no call has more than ``MOST_STEPS`` steps, so every call
comes to an end whatever the rules are. The decision is made anew at each step; ``rest`` is only
what the PBX follows without us.
"""

from collections.abc import Iterable, Iterator

from ccengine.core.facts import Decision, Step
from ccengine.core.reasons import Reason, because, sentence
from ccengine.core.rules import Rule
from routing.case import Case
from routing.hours import local
from routing.kinds import KINDS
from routing.situation import Situation

MOST_STEPS = 12

ASKED_BACK = "CALLBACK"
"""How a step ended in which the caller asked to be called back."""
NO_MESSAGE = "FAILED"
"""How a voicemail ended for which no message could be taken."""

_GOODBYE = Rule(id="goodbye", kind="hangup")


def decide(now: Situation, taken: tuple[Step, ...] = ()) -> Decision:
    """The next step of this call, after the steps ``taken``, and why. Raises BadInput where the
    dialled number's time zone is none."""
    case = Case(now=now, taken=taken)
    if (settled := _settled(case)) is not None:
        return settled
    rules = (*now.house.rules.rules, _GOODBYE) if len(taken) < MOST_STEPS else (_GOODBYE,)
    asked = ((rule, KINDS[rule.kind].hindrance(case, rule)) for rule in rules if case.holds(rule.when))
    why: list[Reason] = []
    rule = _first_unhindered(asked, why)
    return Decision(
        step=KINDS[rule.kind].step(case, rule),
        rest=() if KINDS[rule.kind].ends else _rest(case, asked),
        why=sentence(reasons := _once([*why, _words(case, rule)])),
        reasons=reasons,
        rule=rule.id,
        inputs=_inputs(case),
    )


def _first_unhindered(asked: Iterator[tuple[Rule, Reason | None]], why: list[Reason]) -> Rule:
    """The last rule is hindered by nothing. Why those before it do not apply goes to ``why``."""
    rule, hindrance = next(asked)
    while hindrance is not None:
        why.append(hindrance)
        rule, hindrance = next(asked)
    return rule


def _settled(case: Case) -> Decision | None:
    """What the caller has said or done himself goes before all rules."""
    last = case.taken[-1] if case.taken else Step(kind="")
    if case.now.last_result == ASKED_BACK and case.now.caller and last.kind in ("queue", "callback"):
        name = case.now.house.queues[last.targets[0]].name if last.targets[0] in case.now.house.queues else ""
        why = because("call_back_asked", queue=name)
        return _end(case, Step(kind="callback", targets=last.targets[:1]), why, "callback_asked")
    if last.kind == "callback" and not last.seconds:
        return _end(case, Step(kind="hangup"), because("will_be_called"), "goodbye")
    if last.kind == "voicemail" and case.now.last_result != NO_MESSAGE:
        return _end(case, Step(kind="hangup"), because("message_taken"), "goodbye")
    return None


def _end(case: Case, step: Step, why: Reason, rule: str) -> Decision:
    return Decision(step=step, rest=(), why=sentence([why]), reasons=(why,), rule=rule, inputs=_inputs(case))


def _rest(case: Case, asked: Iterable[tuple[Rule, Reason | None]]) -> tuple[Step, ...]:
    """What follows without us: up to the static route, which the PBX takes by itself."""
    rest: list[Step] = []
    for rule, hindrance in asked:
        kind = KINDS[rule.kind]
        if rule is _GOODBYE or rule.kind == "static":
            break
        if hindrance is None and rule.kind != "callback":  # whoever asks for it needs us
            rest.append(kind.step(case, rule))
            if kind.ends:
                break
    return tuple(rest)


def _words(case: Case, rule: Rule) -> Reason:
    words = KINDS[rule.kind].words(case, rule)
    return because("by_rule", *words.says, rule=rule.name, **words.names) if rule.name else words


def _once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """What is said at all, each reason once, also where several rules have the same."""
    once: list[Reason] = []
    for reason in reasons:
        if reason.says and reason not in once:
            once.append(reason)
    return tuple(once)


def _inputs(case: Case) -> dict[str, str]:
    """What the decision looked at, to be stored beside it."""
    now, number, queue = case.now, case.now.number, case.now.queue
    people = dict.fromkeys(filter(None, (case.responsible, case.deputy, now.last_operator)))
    asked = {person: now.state(person) for person in people}
    members = [now.state(person.id) for person in now.members(queue)] if queue else []
    return {
        "rules": str(now.house.rules.version),
        "caller": now.caller,
        "client": now.client.id if now.client else "",
        "priority": str(now.client.priority) if now.client else "",
        "language": case.language,
        "withheld": "yes" if now.withheld else "no",
        "lookup_problem": now.lookup_problem,
        "dialled": now.dialled,
        "local_time": local(number.hours, now.at).isoformat(timespec="seconds") if number else "",
        "working_hours": "yes" if case.open else "no",
        "responsible": case.responsible,
        "deputy": case.deputy,
        "last_operator": now.last_operator,
        **{f"state_{who}": state.told for who, state in asked.items()},
        "queue": queue.id if queue else "",
        "queue_logged_in": str(sum(state.logged_in for state in members)),
        "queue_free": str(sum(state.free for state in members)),
        "waiting": ",".join(f"{name}-{count}" for name, count in sorted(now.waiting.items()) if count),
        "last_result": now.last_result,
        "taken": ",".join("-".join((step.kind, *step.targets)) for step in case.taken),
    }
