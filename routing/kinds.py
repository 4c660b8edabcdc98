"""What each kind of rule does: a table. ``KINDS`` is all there is to a kind, also for people.

=============  ==================================================  ================================
kind           hindered when                                       step
=============  ==================================================  ================================
responsible    nobody is; not free; tried; after hours             ring him
deputy         there is none; not free; tried; after hours         ring him
last_operator  somebody is responsible; nobody talked with the     ring who talked last with him
               client; not free; tried; after hours
skill          nobody who has it is free and untried; after hours  ring those who have it, first
                                                                   those who speak his language
queue          none; tried; full; nobody logged in; after hours    wait in it
               and nobody free
department     as for queue                                        wait in the department's queue
callback       offered already; there is no number to call         offer it, keeping the place
voicemail      left already; nobody to leave it for                take a message
play           played already                                      play the announcement
static         none of its phones is free and untried              ring them together
hangup         never                                               hang up
=============  ==================================================  ================================

A hindrance is said, and what is said is kept: the reason of a decision is why each rule before it
did not apply, and why this one does.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ccengine.core.directory import Queue
from ccengine.core.facts import OperatorStatus, Step
from ccengine.core.reasons import UNSAID, Reason, because
from ccengine.core.rules import Rule
from routing.case import Case

OFFER_S = 10
MESSAGE_S = 120
MOST_RUNG = 10
"""So many phones at most ring together for a skill; the others come after them."""

_BECAUSE = {
    OperatorStatus.OFFLINE: "offline",
    OperatorStatus.AVAILABLE: "given_another",
    OperatorStatus.RINGING: "ringing",
    OperatorStatus.BUSY: "busy",
    OperatorStatus.WRAP_UP: "wrap_up",
    OperatorStatus.PAUSED: "paused",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """``hindrance`` says why the rule does not apply (perhaps UNSAID); None means that it applies.
    ``words`` says why it is taken. ``alone``: the PBX does the same by itself when a plan has run out.
    ``ends``: after it there is nothing more to try.

    For people: ``does``; ``target`` is what the rule's target names (empty: it has none), and
    ``without`` what an empty one stands for (empty: it must be given); ``takes`` are the rule's
    numbers that mean something here; ``default`` is what ``seconds: 0`` stands for."""

    hindrance: Callable[[Case, Rule], Reason | None]
    step: Callable[[Case, Rule], Step]
    words: Callable[[Case, Rule], Reason]
    does: str
    target: str = ""
    without: str = ""
    takes: tuple[str, ...] = ()
    default: str = ""
    alone: bool = False
    ends: bool = False


# Ringing one person ----------------------------------------------------------------------------


def _no_responsible(case: Case, rule: Rule) -> Reason | None:
    if case.now.withheld:
        return because("withheld")
    if case.now.lookup_problem:
        return because("not_looked_up", problem=case.now.lookup_problem)
    if case.now.client is None and not case.now.caller:
        return because("number_not_known")
    if case.now.client is None:
        return because("not_in_directory")
    if not case.responsible:
        return because("nobody_responsible", client=case.client_name())
    return _not_ringable(case, rule, case.responsible, "responsible")


def _no_deputy(case: Case, rule: Rule) -> Reason | None:
    if not case.deputy or case.deputy == case.responsible:
        return UNSAID
    return _not_ringable(case, rule, case.deputy, "deputy")


def _no_last_operator(case: Case, rule: Rule) -> Reason | None:
    if case.now.client is None or case.responsible:
        return UNSAID
    if not case.now.last_operator:
        return because("nobody_talked", client=case.client_name())
    return _not_ringable(case, rule, case.now.last_operator, "last_operator")


def _not_ringable(case: Case, rule: Rule, operator: str, who: str) -> Reason | None:
    """``who`` he is to this call, as a phrase."""
    hindrance = _hindrance(case, rule, operator)
    if not hindrance:
        return None
    return because(who, hindrance, operator=case.name(operator), client=case.client_name())


def _hindrance(case: Case, rule: Rule, operator: str) -> str:
    """As a phrase; empty where nothing hinders."""
    if operator not in case.now.house.operators:
        return "no_operator"
    if case.times("ring", operator) >= rule.attempts:
        return case.ended(operator)
    if not case.may_ring_people(rule):
        return "after_hours"
    state = case.now.state(operator)
    if state.logged_in and not state.reachable:
        return "unreachable"
    return "" if state.free else _BECAUSE[state.status]


def _ring(case: Case, rule: Rule, *targets: str) -> Step:
    return Step(kind="ring", targets=targets, seconds=case.ring_s(rule))


# Ringing several -------------------------------------------------------------------------------


def _no_skill(case: Case, rule: Rule) -> Reason | None:
    if not any(rule.target in person.skills for person in case.now.house.operators.values()):
        return because("nobody_skilled", skill=rule.target)
    if not case.may_ring_people(rule):
        return because("skill_after_hours", skill=rule.target)
    return None if case.skilled(rule) else because("nobody_skilled_free", skill=rule.target)


def _skill_words(case: Case, rule: Rule) -> Reason:
    people = case.skilled(rule)[:MOST_RUNG]
    speak = case.language in case.now.house.operators[people[0]].languages
    one, several = ("one_speaks", "several_speak") if speak else ("one_skilled", "several_skilled")
    phrase = one if len(people) == 1 else several
    return because(phrase, operators=case.names(people), skill=rule.target, language=case.language)


def _no_static(case: Case, rule: Rule) -> Reason | None:
    return None if case.static_targets(rule) else because("no_static_phone")


def _static_words(case: Case, rule: Rule) -> Reason:
    return because("static", operators=case.names(case.static_targets(rule)))


# Queues ----------------------------------------------------------------------------------------


def _no_queue(case: Case, rule: Rule) -> Reason | None:
    queue = case.queue(rule)
    if queue is not None:
        return _not_waitable(case, rule, queue)
    return _no_such_queue(case, rule)


def _no_such_queue(case: Case, rule: Rule) -> Reason:
    number = case.now.number
    if rule.target:
        return because("no_such_queue", queue=rule.target)
    if number is None:
        dialled = case.now.dialled
        return because("no_number_of_ours", dialled=dialled) if dialled else because("not_dialled")
    return because("number_without_queue", number=number.name)


def _no_department(case: Case, rule: Rule) -> Reason | None:
    queue = case.department_queue(rule)
    if queue is not None:
        return _not_waitable(case, rule, queue)
    department = rule.target or case.department()
    return because("department_without_queue", department=department) if department else UNSAID


def _not_waitable(case: Case, rule: Rule, queue: Queue) -> Reason | None:
    if case.times("queue", queue.id) >= rule.attempts:
        return because("queue", case.ended(queue.id), queue=queue.name)
    states = [case.now.state(person.id) for person in case.now.members(queue)]
    if not any(state.logged_in for state in states):
        return because("queue_empty", queue=queue.name)
    if not any(state.present for state in states):
        return because("queue_unreachable", queue=queue.name)
    if not case.may_ring_people(rule) and not any(state.free for state in states):
        return because("queue_after_hours", queue=queue.name)
    waiting = case.now.waiting.get(queue.id, 0)
    if rule.most_waiting and waiting >= rule.most_waiting:
        phrase = "one_waits" if waiting == 1 else "many_wait"
        return because(phrase, waiting=str(waiting), queue=queue.name)
    return None


def _wait(queue: Queue | None, rule: Rule) -> Step:
    if queue is None:
        return Step(kind="hangup")
    return Step(kind="queue", targets=(queue.id,), seconds=rule.seconds or queue.wait_s)


def _queue_words(case: Case, queue: Queue | None, rule: Rule) -> Reason:
    phrase = "to_queue" if case.may_ring_people(rule) else "to_queue_late"
    return because(phrase, queue=queue.name if queue else "")


# Calling back, messages, announcements ---------------------------------------------------------


def _no_callback(case: Case, rule: Rule) -> Reason | None:
    queue = case.queue(rule)
    if queue is None:
        return _no_such_queue(case, rule)
    if case.now.withheld or not case.now.caller:
        return because("no_number_to_call")
    return None if case.times("callback", queue.id) < rule.attempts else because("call_back_offered")


def _callback_words(case: Case, rule: Rule) -> Reason:
    queue = case.queue(rule)
    return because("call_back", queue=queue.name if queue else "")


def _message_for(case: Case, rule: Rule) -> tuple[str, str]:
    """Id and name of whom a message is for; empty for nobody."""
    person = case.now.house.operators.get(rule.target)
    if person is not None:
        return person.id, person.name
    queue = case.queue(rule)
    return (queue.id, queue.name) if queue is not None else ("", "")


def _no_voicemail(case: Case, rule: Rule) -> Reason | None:
    whom, name = _message_for(case, rule)
    if not whom:
        return because("nobody_for_message")
    return None if case.times("voicemail", whom) < rule.attempts else because("message_asked", whom=name)


def _not_played(case: Case, rule: Rule) -> Reason | None:
    return None if case.times("play", rule.target) < rule.attempts else UNSAID


_RING = ("seconds", "attempts")
_RING_S = "the dialled number's ring time"

KINDS: dict[str, Kind] = {
    "responsible": Kind(
        hindrance=_no_responsible,
        step=lambda case, rule: _ring(case, rule, case.responsible),
        words=lambda case, rule: because(
            "responsible_free", operator=case.name(case.responsible), client=case.client_name()
        ),
        does="Ring the operator who is responsible for the client.",
        takes=_RING,
        default=_RING_S,
    ),
    "deputy": Kind(
        hindrance=_no_deputy,
        step=lambda case, rule: _ring(case, rule, case.deputy),
        words=lambda case, rule: because("deputy_free", operator=case.name(case.deputy)),
        does="Ring the deputy of the client's responsible.",
        takes=_RING,
        default=_RING_S,
    ),
    "last_operator": Kind(
        hindrance=_no_last_operator,
        step=lambda case, rule: _ring(case, rule, case.now.last_operator),
        words=lambda case, rule: because(
            "last_operator_free", operator=case.name(case.now.last_operator), client=case.client_name()
        ),
        does="Ring the operator who talked last with the client; only when nobody is responsible for him.",
        takes=_RING,
        default=_RING_S,
    ),
    "skill": Kind(
        hindrance=_no_skill,
        step=lambda case, rule: _ring(case, rule, *case.skilled(rule)[:MOST_RUNG]),
        words=_skill_words,
        does="Ring the free operators who have a skill, first those who speak the client's language.",
        target="skill",
        takes=_RING,
        default=_RING_S,
    ),
    "queue": Kind(
        hindrance=_no_queue,
        step=lambda case, rule: _wait(case.queue(rule), rule),
        words=lambda case, rule: _queue_words(case, case.queue(rule), rule),
        does="Let the caller wait in a queue.",
        target="queue",
        without="the dialled number's queue",
        takes=("seconds", "attempts", "most_waiting"),
        default="the queue's longest wait",
    ),
    "department": Kind(
        hindrance=_no_department,
        step=lambda case, rule: _wait(case.department_queue(rule), rule),
        words=lambda case, rule: _queue_words(case, case.department_queue(rule), rule),
        does="Let the caller wait in the queue of a department.",
        target="department",
        without="the department of the client's responsible",
        takes=("seconds", "attempts", "most_waiting"),
        default="the queue's longest wait",
    ),
    "callback": Kind(
        hindrance=_no_callback,
        step=lambda case, rule: Step(
            kind="callback",
            targets=(queue.id,) if (queue := case.queue(rule)) else (),
            seconds=rule.seconds or OFFER_S,
        ),
        words=_callback_words,
        does="Offer the caller to be called back; he presses a key and keeps his place in the queue.",
        target="queue",
        without="the dialled number's queue",
        takes=_RING,
        default=f"{OFFER_S} seconds to press the key",
    ),
    "voicemail": Kind(
        hindrance=_no_voicemail,
        step=lambda case, rule: Step(
            kind="voicemail", targets=(_message_for(case, rule)[0],), seconds=rule.seconds or MESSAGE_S
        ),
        words=lambda case, rule: because("message", whom=_message_for(case, rule)[1]),
        does="Take a message for a queue or an operator.",
        target="queue or operator",
        without="the dialled number's queue",
        takes=_RING[:1],
        default=f"{MESSAGE_S} seconds of message",
        ends=True,
    ),
    "play": Kind(
        hindrance=_not_played,
        step=lambda case, rule: Step(kind="play", targets=(rule.target,)),
        words=lambda case, rule: because("announcement", sound=rule.target),
        does="Play an announcement, and go on with the rules.",
        target="sound",
        takes=_RING[1:],
    ),
    "static": Kind(
        hindrance=_no_static,
        step=lambda case, rule: _ring(case, rule, *case.static_targets(rule)),
        words=_static_words,
        does="Ring the phones of the dialled number's static route together.",
        takes=_RING,
        default=_RING_S,
        alone=True,
    ),
    "hangup": Kind(
        hindrance=lambda case, rule: None,
        step=lambda case, rule: Step(kind="hangup"),
        words=lambda case, rule: because("nobody_left"),
        does="End the call.",
        alone=True,
        ends=True,
    ),
}
