"""A small house for decisions: two operators, a queue, a number with working hours."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime

from ccengine.core.directory import Client, DialledNumber, Hours, House, Operator, Queue
from ccengine.core.facts import OperatorStatus
from ccengine.core.rules import Rule, RuleBook
from routing.situation import Situation

AZIZA, TIMUR, OLGA = "op101", "op102", "op103"
AVAILABLE = (OperatorStatus.AVAILABLE, False)

OPERATORS = {
    AZIZA: Operator(
        id=AZIZA,
        name="Aziza Karimova",
        extension="101",
        department="sales",
        queues=("sales",),
        skills=("vip",),
    ),
    TIMUR: Operator(
        id=TIMUR,
        name="Timur Aliev",
        extension="102",
        department="sales",
        queues=("sales",),
        skills=("vip", "billing"),
        languages=("ru", "uz"),
    ),
    OLGA: Operator(id=OLGA, name="Olga Ivanova", extension="103", department="support", queues=("support",)),
}
HOURS = Hours(zone="Asia/Tashkent", week=(((9 * 60, 18 * 60),),) * 5, holidays=("2026-03-21",))
CALENDARS = {"nights": Hours(zone="Asia/Tashkent", week=(((0, 6 * 60), (22 * 60, 24 * 60)),) * 7)}
HOUSE = House(
    operators=OPERATORS,
    queues={
        "sales": Queue(id="sales", name="Sales", department="sales", wait_s=300),
        "support": Queue(id="support", name="Support", department="support", wait_s=200),
    },
    numbers={
        "100": DialledNumber(
            number="100", name="Main", queue="sales", hours=HOURS, ring_s=15, static_route=(AZIZA, "desk1")
        )
    },
)
ORBITA = Client(id="c1", name="Ivan Petrov", company="Orbita LLC", responsible=AZIZA, deputy=TIMUR)


def moment(text: str) -> int:
    """UTC milliseconds of an ISO time with its offset."""
    return int(datetime.fromisoformat(text).timestamp() * 1000)


MONDAY_NOON = moment("2026-11-23T12:00+05:00")
SUNDAY_NOON = moment("2026-11-22T12:00+05:00")


def situation(
    *,
    at: int = MONDAY_NOON,
    client: Client | None = ORBITA,
    house: House = HOUSE,
    dialled: str = "100",
    caller: str = "+998901234567",
    withheld: bool = False,
    lookup_problem: str = "",
    last_result: str = "",
    last_operator: str = "",
    waiting: Mapping[str, int] | None = None,
    rules: tuple[Rule, ...] | None = None,
    **states: OperatorStatus | tuple[OperatorStatus, bool],
) -> Situation:
    """Operators are available unless told otherwise: ``op101=OperatorStatus.BUSY``. ``rules``:
    with these in place of the usual ones, and the calendars of ``CALENDARS``."""
    book = house.rules if rules is None else RuleBook(version=7, calendars=CALENDARS, rules=rules)
    told = {key: value if isinstance(value, tuple) else (value, False) for key, value in states.items()}
    return Situation(
        at=at,
        dialled=dialled,
        house=dataclasses.replace(house, rules=book),
        caller=caller,
        withheld=withheld,
        client=client,
        lookup_problem=lookup_problem,
        last_result=last_result,
        last_operator=last_operator,
        waiting=waiting or {},
        operators={**dict.fromkeys(OPERATORS, AVAILABLE), **told},
    )
