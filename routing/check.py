"""Does a rule book make sense in this house? Everything that does not, with its place and the reason.

Refused is a rule that names what is not there, and a rule that can never apply: its conditions
contradict each other, or the rules before it leave nothing to it. What is only unlikely is the
administrator's own business.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from ccengine.core.directory import House
from ccengine.core.errors import BadInput
from ccengine.core.hours import Hours
from ccengine.core.rules import RecordingRule, RecordingWhen, Rule, RuleBook, RuleProblem, When
from routing.hours import local
from routing.kinds import KINDS

Found = Iterator[RuleProblem]
"""What is wrong with a rule, each at one of its fields (empty: the rule as a whole)."""

wrong = RuleProblem.told

_WHOLE_DAY = ((0, 24 * 60),)
NEVER = Hours(week=((),) * 7)
_OF_A_KNOWN_CLIENT = ("priority_from", "languages", "departments")
_HAS_NONE = {
    "withheld": "can never hold: a withheld caller has none",
    "unknown": "can never hold: an unknown caller has none",
}
_RINGS_HIS_OWN = {
    ("responsible", "withheld"): (
        "can never apply: the responsible of a client is rung, and this is a withheld caller"
    ),
    ("responsible", "unknown"): (
        "can never apply: the responsible of a client is rung, and this is an unknown caller"
    ),
    ("deputy", "withheld"): "can never apply: the deputy of a client is rung, and this is a withheld caller",
    ("deputy", "unknown"): "can never apply: the deputy of a client is rung, and this is an unknown caller",
    ("last_operator", "withheld"): (
        "can never apply: who talked last with a client is rung, and this is a withheld caller"
    ),
    ("last_operator", "unknown"): (
        "can never apply: who talked last with a client is rung, and this is an unknown caller"
    ),
}
_NO_TARGET = {
    "queue": "must name a queue",
    "skill": "must name a skill",
    "department": "must name a department",
    "queue or operator": "must name a queue or operator",
    "sound": "must name a sound",
}


def check_book(book: RuleBook, house: House, sounds: Collection[str] = ()) -> list[RuleProblem]:
    """Everything that is wrong with it; nothing for a book that can be put in force. ``sounds``: the
    ids of those that can be played, where they are known."""
    problems: list[RuleProblem] = []
    for name, hours in book.calendars.items():
        problems += _placed(f"calendars.{name}", _calendar(hours))
    for place, rule in enumerate(book.rules):
        problems += _placed(
            f"rules[{place}]",
            _rule(rule, book, house),
            _sound(rule, sounds),
            _shadowed(rule, book.rules[:place]),
        )
    for place, recording in enumerate(book.recording):
        earlier = book.recording[:place]
        problems += _placed(f"recording[{place}]", _recording(recording, house), _unheard(recording, earlier))
    return problems


def _placed(place: str, *found: Found) -> Iterator[RuleProblem]:
    for some in found:
        for one in some:
            yield replace(one, place=f"{place}.{one.place}" if one.place else place)


def _calendar(hours: Hours) -> Found:
    try:
        local(hours, 0)
    except BadInput:
        yield wrong("", "'{zone}' is no time zone, such as Asia/Tashkent", zone=hours.zone)
    if _never(hours):
        yield wrong("", "has no working time at all")


def _rule(rule: Rule, book: RuleBook, house: House) -> Found:
    yield from _target(rule, house)
    yield from _means_nothing(rule)
    yield from _names(rule.when, book, house)
    yield from _contradictions(rule)
    yield from _hours(rule.when, book, house)


# What it names ---------------------------------------------------------------------------------


def _target(rule: Rule, house: House) -> Found:
    kind = KINDS[rule.kind]
    if rule.target and not kind.target:
        yield wrong("target", "a rule of kind {kind} has none", kind=rule.kind)
    elif not rule.target and kind.target and not kind.without:
        yield wrong("target", _NO_TARGET[kind.target])
    elif rule.target:
        yield from _TARGETS[kind.target](rule.target, house)


def _queue_target(target: str, house: House) -> Found:
    if target not in house.queues:
        yield wrong("target", "there is no queue '{queue}'", queue=target)


def _staffed_queue_target(target: str, house: House) -> Found:
    yield from _queue_target(target, house)
    if target in house.queues and not any(target in person.queues for person in house.operators.values()):
        yield wrong("target", "can never apply: nobody takes calls of the queue '{queue}'", queue=target)


def _skill_target(target: str, house: House) -> Found:
    if not any(target in person.skills for person in house.operators.values()):
        yield wrong("target", "can never apply: nobody has the skill '{skill}'", skill=target)


def _department_target(target: str, house: House) -> Found:
    if not any(queue.department == target for queue in house.queues.values()):
        yield wrong("target", "there is no queue of a department '{department}'", department=target)


def _message_target(target: str, house: House) -> Found:
    if target not in house.queues and target not in house.operators:
        yield wrong("target", "there is no queue and no operator '{name}'", name=target)


def _sound_target(target: str, house: House) -> Found:
    if not all(character == "_" or (character.isascii() and character.isalnum()) for character in target):
        yield wrong("target", "the id of a sound has letters, digits and _ only")


def _sound(rule: Rule, sounds: Collection[str]) -> Found:
    if rule.kind == "play" and rule.target and sounds and rule.target not in sounds:
        unknown = "there is no sound '{sound}'; a house's own stand in the settings, [pbx] sounds"
        yield wrong("target", unknown, sound=rule.target)


_TARGETS = {
    "queue": _staffed_queue_target,
    "skill": _skill_target,
    "department": _department_target,
    "queue or operator": _message_target,
    "sound": _sound_target,
}


def _means_nothing(rule: Rule) -> Found:
    """Numbers that were given to a kind that does not know them."""
    for field, unsaid in (("seconds", 0), ("attempts", 1), ("most_waiting", 0)):
        if getattr(rule, field) != unsaid and field not in KINDS[rule.kind].takes:
            yield wrong(field, "means nothing to a rule of kind {kind}", kind=rule.kind)


def _names(when: When, book: RuleBook, house: House) -> Found:
    departments = {person.department for person in house.operators.values()}
    yield from _missing("when.dialled", when.dialled, house.numbers, _NO_NUMBER)
    yield from _missing("when.departments", when.departments, departments, _NO_DEPARTMENT)
    if when.calendar and when.calendar not in book.calendars:
        yield wrong("when.calendar", "there is no calendar '{calendar}'", calendar=when.calendar)
    if when.calendar and not when.hours:
        unsaid = "must say open or closed, for the calendar '{calendar}'"
        yield wrong("when.hours", unsaid, calendar=when.calendar)


_NO_NUMBER = "there is no dialled number '{name}'"
_NO_DEPARTMENT = "there is no operator in the department '{name}'"
_NO_QUEUE = "there is no queue '{name}'"
_NO_OPERATOR = "there is no operator '{name}'"


def _missing(field: str, named: Iterable[str], known: Iterable[str], template: str) -> Found:
    there = set(known)
    for place, name in enumerate(named):
        if name not in there:
            yield wrong(f"{field}[{place}]", template, name=name)


# What can never be -----------------------------------------------------------------------------


def _contradictions(rule: Rule) -> Found:
    when = rule.when
    if when.client in ("withheld", "unknown"):
        for field in _OF_A_KNOWN_CLIENT:
            if getattr(when, field):
                yield wrong(f"when.{field}", _HAS_NONE[when.client])
        if (rule.kind, when.client) in _RINGS_HIS_OWN:
            yield wrong("when.client", _RINGS_HIS_OWN[rule.kind, when.client])
    if rule.kind == "callback" and when.client == "withheld":
        yield wrong("when.client", "can never apply: a withheld caller cannot be called back")
    if rule.kind == "department" and not rule.target and when.client in ("withheld", "unknown"):
        nobodys = "can never apply: without a client there is no responsible with a department"
        yield wrong("when.client", nobodys)
    if rule.kind == "last_operator" and when.departments:
        nobodys = "can never apply: the rule is for clients for whom nobody is responsible"
        yield wrong("when.departments", nobodys)


def _hours(when: When, book: RuleBook, house: House) -> Found:
    """Hours that no moment can meet. That a calendar is never open is said of the calendar."""
    if when.calendar:
        always, hours = (
            "can never hold: this calendar is always open",
            [book.calendars.get(when.calendar, NEVER)],
        )
    else:
        named = when.dialled or house.numbers
        always = "can never hold: these numbers are always open"
        hours = [house.numbers[n].hours for n in named if n in house.numbers]
    if when.hours == "closed" and hours and all(map(_always, hours)):
        yield wrong("when.hours", always)
    if when.hours == "open" and hours and not when.calendar and all(map(_never, hours)):
        yield wrong("when.hours", "can never hold: these numbers are never open")


def _never(hours: Hours) -> bool:
    return bool(hours.week) and not any(hours.week)


def _always(hours: Hours) -> bool:
    return not hours.holidays and (not hours.week or hours.week == (_WHOLE_DAY,) * 7)


def _shadowed(rule: Rule, earlier: Iterable[Rule]) -> Found:
    for other in earlier:
        if not covers(other.when, rule.when):
            continue
        if other.kind == "hangup":
            yield wrong(
                "", "can never apply: the rule '{rule}' before it ends all these calls", rule=other.id
            )
            return
        if _does_the_same(other, rule):
            nothing = "can never apply: the rule '{rule}' before it leaves it nothing to do"
            yield wrong("", nothing, rule=other.id)
            return


def _does_the_same(first: Rule, second: Rule) -> bool:
    """Whatever hinders the first hinders the second, and nothing is left to it."""
    return (
        (first.kind, first.target) == (second.kind, second.target)
        and (first.when.hours, first.when.calendar) == (second.when.hours, second.when.calendar)
        and first.attempts >= second.attempts
        and (not first.most_waiting or 0 < second.most_waiting <= first.most_waiting)
    )


def covers(wide: When, narrow: When) -> bool:
    """Whether every call that the narrow one fits is fitted by the wide one too."""
    return (
        _within(narrow.dialled, wide.dialled)
        and (not wide.hours or (wide.hours, wide.calendar) == (narrow.hours, narrow.calendar))
        and wide.client in ("", narrow.client)
        and wide.priority_from <= narrow.priority_from
        and _within(narrow.languages, wide.languages)
        and _within(narrow.departments, wide.departments)
    )


def _within(narrow: tuple[str, ...], wide: tuple[str, ...]) -> bool:
    return not wide or (bool(narrow) and set(narrow) <= set(wide))


# Recording -------------------------------------------------------------------------------------


def _recording(rule: RecordingRule, house: House) -> Found:
    when = rule.when
    yield from _missing("when.queues", when.queues, house.queues, _NO_QUEUE)
    yield from _missing("when.operators", when.operators, house.operators, _NO_OPERATOR)
    yield from _missing("when.dialled", when.dialled, house.numbers, _NO_NUMBER)
    if not rule.share:
        yield wrong("share", "can never apply: none of 100 calls")
    if rule.announce and not rule.record:
        yield wrong("announce", "what is not recorded needs no announcement")
    if when.directions and "inbound" not in when.directions:
        for field in ("queues", "dialled"):
            if getattr(when, field):
                yield wrong(f"when.{field}", "can never hold: only inbound calls have one")
    if when.directions == ("internal",) and when.consent:
        yield wrong("when.consent", "can never hold: internal calls have no client")


def _unheard(rule: RecordingRule, earlier: Iterable[RecordingRule]) -> Found:
    for other in earlier:
        if other.share >= 100 and _covers_recording(other.when, rule.when):
            decided = "can never apply: the rule '{rule}' before it decides all these calls"
            yield wrong("", decided, rule=other.id)
            return


def _covers_recording(wide: RecordingWhen, narrow: RecordingWhen) -> bool:
    lists = ("queues", "operators", "dialled", "directions")
    return wide.consent in ("", narrow.consent) and all(
        _within(getattr(narrow, name), getattr(wide, name)) for name in lists
    )
