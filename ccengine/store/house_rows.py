"""The house as rows of PostgreSQL, both ways, with the version of every entry."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ccengine.core.directory import (
    NOTHING_OUTSIDE,
    Department,
    DialledNumber,
    DiallingRules,
    Hours,
    House,
    Operator,
    PauseReason,
    Queue,
)
from ccengine.core.house_change import Difference
from ccengine.core.house_form import Entry
from ccengine.store.rules import book_in_force
from ccengine.store.store import Session

RESULTS, DIALLING = ("results", ""), ("dialling", "")
"""The kind and the id of what there is one of in a house, among the versions: the words for how a call
went, and what is called from here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseFile:
    """The house, and how often each of its entries (kind, id) was written."""

    house: House
    versions: Mapping[tuple[str, str], int]


async def read_house(session: Session) -> HouseFile:
    state = await session.fetch_one("house_state")
    if state is None:
        raise LookupError("the table house has lost its row")
    entries: dict[str, dict[str, Any]] = {}
    versions = {RESULTS: state["results_version"]}
    for kind, of_row in _OF_ROW.items():
        entries[kind] = {}
        for row in await session.fetch(f"house_{kind}"):
            fields = dict(row)
            key = fields.get("id") or fields["number"]
            versions[kind, key] = fields.pop("version")
            entries[kind][key] = of_row(fields)
    limits = await session.fetch_one("house_dialling")
    versions[DIALLING] = limits["version"] if limits is not None else 0
    house = House(
        **entries,
        results=tuple(state["results"]),
        dialling=_dialling(limits) if limits is not None else NOTHING_OUTSIDE,
        rules=await book_in_force(session),
        version=state["version"],
    )
    return HouseFile(house=house, versions=versions)


async def write(session: Session, differences: Sequence[Difference]) -> None:
    """Put and remove what differs. The differences come in the order in which they can be put."""
    for one in differences:
        if one.after is None:
            await session.execute(f"house_remove_{one.kind}", one.id)
        else:
            await session.execute(f"house_put_{one.kind.removesuffix('s')}", *row_of(one.after))
    for one in differences:
        if isinstance(one.after, Operator):
            await session.execute("house_unseat", one.id)
            await session.execute_many("house_seat", [(queue, one.id) for queue in one.after.queues])


async def write_alone(session: Session, kind: str, house: House) -> None:
    """Put what there is one of: the results, the limits on what is called, the order of the pauses."""
    name, row = _ALONE[kind]
    await session.execute(name, *row(house))


def row_of(entry: Entry) -> tuple[object, ...]:
    """The arguments of the query that puts such an entry."""
    to_row: Callable[[Any], tuple[object, ...]] = _TO_ROW[type(entry)]
    return to_row(entry)


def dialling_row(rules: DiallingRules) -> tuple[object, ...]:
    return (list(rules.allowed), rules.per_hour, rules.at_once, rules.first)


def _dialling(fields: Mapping[str, Any]) -> DiallingRules:
    return DiallingRules(
        allowed=tuple(fields["allowed"]),
        per_hour=fields["per_hour"],
        at_once=fields["at_once"],
        first=fields["first"],
    )


def _operator(fields: Mapping[str, Any]) -> Operator:
    lists = {name: tuple(fields[name]) for name in ("queues", "skills", "languages")}
    return Operator(**{**fields, **lists})


def _operator_row(o: Operator) -> tuple[object, ...]:
    return (
        *(o.id, o.name, o.extension, o.department, o.answer_url),
        *(list(o.skills), list(o.languages), o.phone),
    )


def _queue(fields: Mapping[str, Any]) -> Queue:
    return Queue(**{**fields, "results": tuple(fields["results"])})


def _queue_row(q: Queue) -> tuple[object, ...]:
    return (
        *(q.id, q.name, q.department, q.extension, q.strategy, q.ring_s, q.wait_s, q.wrap_up_s),
        *(q.threshold_ms, q.short_ms, q.short_opens_obligation, q.after_hours_opens_obligation),
        *(q.announce_s, q.offers_callback, q.recall_limit_s),
        *(list(q.results), q.alarm_waiting, q.alarm_level),
    )


def _number(fields: Mapping[str, Any]) -> DialledNumber:
    week = tuple(tuple((start, end) for start, end in day) for day in fields["week"] or ())
    return DialledNumber(
        number=fields["number"],
        name=fields["name"],
        queue=fields["queue"],
        hours=Hours(zone=fields["zone"], week=week, holidays=tuple(fields["holidays"])),
        ring_s=fields["ring_s"],
        static_route=tuple(fields["static_route"]),
    )


def _number_row(n: DialledNumber) -> tuple[object, ...]:
    week = [[list(span) for span in day] for day in n.hours.week] or None
    return (
        *(n.number, n.name, n.queue, n.hours.zone, week, list(n.hours.holidays)),
        *(n.ring_s, list(n.static_route)),
    )


_ALONE: Mapping[str, tuple[str, Callable[[House], tuple[object, ...]]]] = {
    "results": ("house_put_results", lambda house: (list(house.results),)),
    "dialling": ("house_put_dialling", lambda house: dialling_row(house.dialling)),
    "pauses": ("house_order_pauses", lambda house: (list(house.pauses),)),
}
_OF_ROW: Mapping[str, Callable[[Mapping[str, Any]], Entry]] = {
    "departments": lambda fields: Department(**fields),
    "operators": _operator,
    "queues": _queue,
    "numbers": _number,
    "pauses": lambda fields: PauseReason(**fields),
}
_TO_ROW: Mapping[type[Any], Callable[[Any], tuple[object, ...]]] = {
    Department: lambda d: (d.id, d.name),
    Operator: _operator_row,
    Queue: _queue_row,
    DialledNumber: _number_row,
    PauseReason: lambda p: (p.id, p.name, p.limit_s),
}
