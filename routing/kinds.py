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

A hindrance is said in words, and the words are kept: the reason of a decision is why each rule
before it did not apply, and why this one does.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ccengine.core.directory import Queue
from ccengine.core.facts import OperatorStatus, Step
from ccengine.core.rules import Rule
from routing.case import Case

OFFER_S = 10
MESSAGE_S = 120
MOST_RUNG = 10
"""So many phones at most ring together for a skill; the others come after them."""

_BECAUSE = {
    OperatorStatus.OFFLINE: "is not logged in",
    OperatorStatus.AVAILABLE: "is being given another call",
    OperatorStatus.RINGING: "is being rung",
    OperatorStatus.BUSY: "is busy",
    OperatorStatus.WRAP_UP: "is finishing another call",
    OperatorStatus.PAUSED: "is on a pause",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """``hindrance`` says why the rule does not apply ("": that goes without saying); None means
    that it applies. ``alone``: the PBX does the same by itself when a plan has run out.
    ``ends``: after it there is nothing more to try.

    For people: ``does``; ``target`` is what the rule's target names (empty: it has none), and
    ``without`` what an empty one stands for (empty: it must be given); ``takes`` are the rule's
    numbers that mean something here; ``default`` is what ``seconds: 0`` stands for."""

    hindrance: Callable[[Case, Rule], str | None]
    step: Callable[[Case, Rule], Step]
    words: Callable[[Case, Rule], str]
    does: str
    target: str = ""
    without: str = ""
    takes: tuple[str, ...] = ()
    default: str = ""
    alone: bool = False
    ends: bool = False


# Ringing one person ----------------------------------------------------------------------------


def _no_responsible(case: Case, rule: Rule) -> str | None:
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
    whose = f"{case.name(case.responsible)}, responsible for {case.client_name()},"
    return _not_ringable(case, rule, case.responsible, whose)


def _no_deputy(case: Case, rule: Rule) -> str | None:
    if not case.deputy or case.deputy == case.responsible:
        return ""
    return _not_ringable(case, rule, case.deputy, f"the deputy {case.name(case.deputy)}")


def _no_last_operator(case: Case, rule: Rule) -> str | None:
    if case.now.client is None or case.responsible:
        return ""
    if not case.now.last_operator:
        return f"nobody has talked with {case.client_name()} yet"
    whose = f"{case.name(case.now.last_operator)}, who talked last with {case.client_name()},"
    return _not_ringable(case, rule, case.now.last_operator, whose)


def _not_ringable(case: Case, rule: Rule, operator: str, whose: str) -> str | None:
    if operator not in case.now.house.operators:
        return f"{whose} is no operator"
    if case.times("ring", operator) >= rule.attempts:
        return f"{whose} {case.ended(operator)}"
    if not case.may_ring_people(rule):
        return f"{whose} is not rung outside working hours"
    state = case.now.state(operator)
    return None if state.free else f"{whose} {_BECAUSE[state.status]}"


def _ring(case: Case, rule: Rule, *targets: str) -> Step:
    return Step(kind="ring", targets=targets, seconds=case.ring_s(rule))


# Ringing several -------------------------------------------------------------------------------


def _no_skill(case: Case, rule: Rule) -> str | None:
    if not any(rule.target in person.skills for person in case.now.house.operators.values()):
        return f"nobody has the skill {rule.target}"
    if not case.may_ring_people(rule):
        return f"nobody is rung for the skill {rule.target} outside working hours"
    return None if case.skilled(rule) else f"nobody with the skill {rule.target} is free and untried"


def _skill_words(case: Case, rule: Rule) -> str:
    people = case.skilled(rule)[:MOST_RUNG]
    has, speaks, are = ("has", "speaks", "is") if len(people) == 1 else ("have", "speak", "are")
    spoken = case.now.house.operators[people[0]].languages
    language = f", {speaks} the client's language ({case.language})" if case.language in spoken else ""
    return f"{case.names(people)} {has} the skill {rule.target}{language} and {are} available"


def _no_static(case: Case, rule: Rule) -> str | None:
    return None if case.static_targets(rule) else "no phone of the static route is free"


def _static_words(case: Case, rule: Rule) -> str:
    return f"the phones of the static route ring: {case.names(case.static_targets(rule))}"


# Queues ----------------------------------------------------------------------------------------


def _no_queue(case: Case, rule: Rule) -> str | None:
    queue = case.queue(rule)
    if queue is not None:
        return _not_waitable(case, rule, queue)
    return _no_such_queue(case, rule)


def _no_such_queue(case: Case, rule: Rule) -> str:
    number = case.now.number
    if rule.target:
        return f"there is no queue {rule.target}"
    if number is None:
        return f"{case.now.dialled or 'what was dialled'} is not one of our numbers"
    return f"{number.name} has no queue"


def _no_department(case: Case, rule: Rule) -> str | None:
    queue = case.department_queue(rule)
    if queue is not None:
        return _not_waitable(case, rule, queue)
    department = rule.target or case.department()
    return f"the department {department} has no queue" if department else ""


def _not_waitable(case: Case, rule: Rule, queue: Queue) -> str | None:
    if case.times("queue", queue.id) >= rule.attempts:
        return f"the queue {queue.name} {case.ended(queue.id)}"
    states = [case.now.state(person.id) for person in case.now.members(queue)]
    if not any(state.logged_in for state in states):
        return f"nobody of the queue {queue.name} is logged in"
    if not case.may_ring_people(rule) and not any(state.free for state in states):
        return f"it is outside working hours and nobody of the queue {queue.name} is available"
    waiting = case.now.waiting.get(queue.id, 0)
    if rule.most_waiting and waiting >= rule.most_waiting:
        wait = "caller waits" if waiting == 1 else "callers wait"
        return f"{waiting} {wait} in the queue {queue.name} already"
    return None


def _wait(queue: Queue | None, rule: Rule) -> Step:
    if queue is None:
        return Step(kind="hangup")
    return Step(kind="queue", targets=(queue.id,), seconds=rule.seconds or queue.wait_s)


def _queue_words(case: Case, queue: Queue | None, rule: Rule) -> str:
    late = "" if case.may_ring_people(rule) else ": it is outside working hours, but somebody is available"
    return f"the call goes to the queue {queue.name if queue else ''}{late}"


# Calling back, messages, announcements ---------------------------------------------------------


def _no_callback(case: Case, rule: Rule) -> str | None:
    queue = case.queue(rule)
    if queue is None:
        return _no_such_queue(case, rule)
    if case.now.withheld or not case.now.caller:
        return "without his number the caller cannot be called back"
    return None if case.times("callback", queue.id) < rule.attempts else "a call back was offered"


def _callback_words(case: Case, rule: Rule) -> str:
    queue = case.queue(rule)
    place = f"his place in the queue {queue.name if queue else ''}"
    return f"the caller is offered to be called back, keeping {place}"


def _message_for(case: Case, rule: Rule) -> tuple[str, str]:
    """Id and name of whom a message is for; empty for nobody."""
    person = case.now.house.operators.get(rule.target)
    if person is not None:
        return person.id, person.name
    queue = case.queue(rule)
    return (queue.id, queue.name) if queue is not None else ("", "")


def _no_voicemail(case: Case, rule: Rule) -> str | None:
    whom, name = _message_for(case, rule)
    if not whom:
        return "there is nobody to leave a message for"
    return None if case.times("voicemail", whom) < rule.attempts else f"a message for {name} was asked for"


def _not_played(case: Case, rule: Rule) -> str | None:
    return None if case.times("play", rule.target) < rule.attempts else ""


_RING = ("seconds", "attempts")
_RING_S = "the dialled number's ring time"

KINDS: dict[str, Kind] = {
    "responsible": Kind(
        hindrance=_no_responsible,
        step=lambda case, rule: _ring(case, rule, case.responsible),
        words=lambda case, rule: (
            f"{case.name(case.responsible)} is responsible for {case.client_name()} and is available"
        ),
        does="Ring the operator who is responsible for the client.",
        takes=_RING,
        default=_RING_S,
    ),
    "deputy": Kind(
        hindrance=_no_deputy,
        step=lambda case, rule: _ring(case, rule, case.deputy),
        words=lambda case, rule: f"the deputy {case.name(case.deputy)} is available",
        does="Ring the deputy of the client's responsible.",
        takes=_RING,
        default=_RING_S,
    ),
    "last_operator": Kind(
        hindrance=_no_last_operator,
        step=lambda case, rule: _ring(case, rule, case.now.last_operator),
        words=lambda case, rule: (
            f"{case.name(case.now.last_operator)} talked last with {case.client_name()} and is available"
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
        words=lambda case, rule: f"the caller may leave a message for {_message_for(case, rule)[1]}",
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
        words=lambda case, rule: f"the announcement {rule.target} is played",
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
        words=lambda case, rule: "nobody is left to try and the call ends",
        does="End the call.",
        alone=True,
        ends=True,
    ),
}
