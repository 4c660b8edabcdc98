"""What becomes of the house when one entry is put or removed: house in, house out, or every reason why not.

Nothing is looked up here: whoever keeps the house gives it as it is, locked, and writes what differs
afterwards. Refused is what could not be rendered for Asterisk (two of one extension), what names
nobody, what would leave a rule of the rule book without sense, and the removal of what is still named.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ccengine.core.client_form import Fault, WrongFields
from ccengine.core.directory import DialledNumber, House, Operator, Queue
from ccengine.core.errors import Conflict, NotFound
from ccengine.core.house_form import (
    Entry,
    kind_of,
    plain_dialling,
    plain_entry,
    read_dialling,
    read_entry,
    read_results,
)
from ccengine.core.rules import RecordingRule, Rule, RuleBook, RuleProblem

KINDS: Final = ("departments", "operators", "queues", "numbers", "pauses")
"""In the order in which they can be written: each names only what stands before it."""

RuleCheck = Callable[[House], Sequence[RuleProblem]]
"""What is wrong with the house's rules in that house."""

MOST_NAMED = 5

NO_SUCH_PAUSE = "There is no reason for a pause of the id {id} any more."


class InUse(Conflict):
    """It is still named elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One entry as it was and as it is; None where there was or is none."""

    kind: str
    id: str
    before: Entry | None
    after: Entry | None


def put(house: House, kind: str, ident: str, given: Mapping[str, Any]) -> House:
    """The house with this entry. Raises WrongFields."""
    draft = read_entry(kind, ident, given)
    faults = list(_CLASHES[kind](draft.entry, house))
    strangers = [one for one in draft.operators or () if one not in house.operators]
    faults += [Fault.told("operators", NO_OPERATOR, id=one[:40]) for one in strangers]
    if faults:
        raise WrongFields(faults)
    changed = _with(house, kind, {**getattr(house, kind), ident: draft.entry})
    return changed if draft.operators is None else _staffed(changed, ident, frozenset(draft.operators))


def put_results(house: House, given: Any) -> House:
    """The house with these words for how a call went. Raises WrongFields."""
    return replace(house, results=read_results(given))


def put_dialling(house: House, given: Mapping[str, Any]) -> House:
    """The house with these limits on what is called from it. Raises WrongFields."""
    return replace(house, dialling=read_dialling(given))


def place(house: House, ident: str, before: str) -> House:
    """The house with this reason for a pause before that one, or last. Raises NotFound."""
    for named in (ident, before):
        if named and named not in house.pauses:
            raise NotFound(NO_SUCH_PAUSE, id=named[:40])
    order = [one for one in house.pauses if one != ident]
    order.insert(order.index(before) if before in order else len(order), ident)
    return replace(house, pauses={one: house.pauses[one] for one in order})


def remove(house: House, kind: str, ident: str) -> House:
    """The house without this entry. Raises InUse, which says by what."""
    if users := list(_USERS[kind](ident, house)):
        raise in_use(users)
    return _with(house, kind, {key: entry for key, entry in getattr(house, kind).items() if key != ident})


def in_use(users: Sequence[str]) -> InUse:
    shown = ", ".join([*users[:MOST_NAMED], *(["..."] if len(users) > MOST_NAMED else [])])
    return InUse("It cannot be removed while it is named by: {users}. Change these first.", users=shown)


def differences(before: House, after: House) -> Iterator[Difference]:
    """Everything that was put or removed, in the order in which it can be written."""
    for kind in KINDS:
        was, now = getattr(before, kind), getattr(after, kind)
        for ident in {**was, **now}:
            if was.get(ident) != now.get(ident):
                yield Difference(kind=kind, id=ident, before=was.get(ident), after=now.get(ident))


def broken_rules(before: House, after: House, check: RuleCheck) -> list[Fault]:
    """What is wrong with the rules in the other house only, each at its rule's name."""
    known = {str(problem) for problem in check(before)}
    return [
        Fault.told(f"rules.{_rule_at(after.rules, problem.place)}", problem.template, **problem.names)
        for problem in check(after)
        if str(problem) not in known
    ]


def told_alone(before: House, after: House) -> Iterator[tuple[str, dict[str, Any]]]:
    """For the audit: what there is one of in the house and was changed, as it was and as it is; the order
    of the reasons for a pause too."""
    if before.results != after.results:
        yield "results", _sides({"results": before.results}, {"results": after.results})
    if before.dialling != after.dialling:
        yield "dialling", _sides(plain_dialling(before.dialling), plain_dialling(after.dialling))
    if reordered(before, after):
        yield "pauses", _sides({"order": list(before.pauses)}, {"order": list(after.pauses)})


def reordered(before: House, after: House) -> bool:
    """Whether reasons for a pause that stayed stand in another order. Two houses are equal without it."""
    was, now = ([one for one in a.pauses if one in b.pauses] for a, b in ((before, after), (after, before)))
    return was != now


def told(difference: Difference) -> dict[str, Any]:
    """For the audit: the fields that changed, each as it was and as it is. The address at which a phone
    answers may hold a password, and is not told."""
    before = plain_entry(difference.before) if difference.before else {}
    after = plain_entry(difference.after) if difference.after else {}
    return _sides(before, after)


def _sides(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {
        "before": {name: _hidden(name, before[name]) for name in changed if name in before},
        "after": {name: _hidden(name, after[name]) for name in changed if name in after},
    }


def _hidden(name: str, value: Any) -> Any:
    return ("set" if value else "") if name == "answer_url" else value


def _rule_at(book: RuleBook, place: str) -> str:
    """``rules[3].target`` is its fourth rule."""
    listed, _, rest = place.partition("[")
    number = rest.partition("]")[0]
    entries: Mapping[str, Sequence[Rule | RecordingRule]] = {"rules": book.rules, "recording": book.recording}
    named = entries.get(listed, ())
    if not number.isdigit() or int(number) >= len(named):
        return place
    rule = named[int(number)]
    return rule.name or rule.id


def _with(house: House, kind: str, entries: Mapping[str, Entry]) -> House:
    changed: dict[str, Any] = {kind: dict(entries)}
    return replace(house, **changed)


def _staffed(house: House, queue: str, operators: frozenset[str]) -> House:
    """Exactly these operators take the calls of the queue."""
    people = {
        ident: replace(
            person,
            queues=tuple(sorted({*person.queues} - {queue} | ({queue} if ident in operators else set()))),
        )
        for ident, person in house.operators.items()
    }
    return replace(house, operators=people)


# What clashes with the others -----------------------------------------------------------------

Found = Iterator[Fault]

NO_OPERATOR = "names the operator {id}, who does not exist; choose another, or make him first"
NO_QUEUE = "names the queue {id}, which does not exist; choose another, or make it first"
NO_DEPARTMENT = "names the department {id}, which does not exist; choose another, or make it first"
TAKEN_BY_OPERATOR = "is that of the operator {name}; choose another"
TAKEN_BY_QUEUE = "is that of the queue {name}; choose another"


def _operator(person: Operator, house: House) -> Found:
    if person.id in house.queues:
        yield Fault.told("id", "is the id of a queue; an operator needs another")
    yield from _extension(person, house)
    yield from _department(person, house)
    for queue in person.queues:
        if queue not in house.queues:
            yield Fault.told("queues", NO_QUEUE, id=queue[:40])


def _queue(queue: Queue, house: House) -> Found:
    if queue.id in house.operators:
        yield Fault.told("id", "is the id of an operator; a queue needs another")
    yield from _extension(queue, house)
    yield from _department(queue, house)


def _extension(entry: Operator | Queue, house: House) -> Found:
    """What is dialled inside leads to one place."""
    if not entry.extension:
        return
    others: list[Operator | Queue] = [*house.operators.values(), *house.queues.values()]
    for other in others:
        if other.extension == entry.extension and (kind_of(other), other.id) != (kind_of(entry), entry.id):
            taken = TAKEN_BY_OPERATOR if isinstance(other, Operator) else TAKEN_BY_QUEUE
            yield Fault.told("extension", taken, name=other.name)


def _department(entry: Operator | Queue, house: House) -> Found:
    if entry.department and entry.department not in house.departments:
        yield Fault.told("department", NO_DEPARTMENT, id=entry.department[:40])


def _number(number: DialledNumber, house: House) -> Found:
    if number.queue not in house.queues:
        yield Fault.told("queue", NO_QUEUE, id=number.queue[:40])
    for operator in number.static_route:
        if operator not in house.operators:
            yield Fault.told("static_route", NO_OPERATOR, id=operator[:40])


def _nothing(entry: Any, house: House) -> Found:
    return iter(())


_CLASHES: Mapping[str, Callable[[Any, House], Found]] = {
    "departments": _nothing,
    "operators": _operator,
    "queues": _queue,
    "numbers": _number,
    "pauses": _nothing,
}


# What still names it --------------------------------------------------------------------------


def _names(what: str, entries: Iterable[Any]) -> Iterator[str]:
    return (f"{what} {entry.name!r}" for entry in entries)


def _of_department(ident: str, house: House) -> Iterator[str]:
    yield from _names("operator", (one for one in house.operators.values() if one.department == ident))
    yield from _names("queue", (one for one in house.queues.values() if one.department == ident))


def _of_operator(ident: str, house: House) -> Iterator[str]:
    numbers = house.numbers.values()
    yield from _names("static route of", (one for one in numbers if ident in one.static_route))


def _of_queue(ident: str, house: House) -> Iterator[str]:
    yield from _names("dialled number", (one for one in house.numbers.values() if one.queue == ident))
    yield from _names("operator", (one for one in house.operators.values() if ident in one.queues))


def _of_nothing(ident: str, house: House) -> Iterator[str]:
    return iter(())


_USERS: Mapping[str, Callable[[str, House], Iterator[str]]] = {
    "departments": _of_department,
    "operators": _of_operator,
    "queues": _of_queue,
    "numbers": _of_nothing,
    "pauses": _of_nothing,
}
