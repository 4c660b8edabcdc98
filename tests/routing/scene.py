"""A small house for decisions: two operators, a queue, a number with working hours."""

from datetime import datetime

from ccengine.core.directory import Client, DialledNumber, Hours, House, Operator, Queue
from ccengine.core.facts import OperatorStatus
from routing.situation import Situation

AZIZA, TIMUR, OLGA = "op101", "op102", "op103"
AVAILABLE = (OperatorStatus.AVAILABLE, False)

OPERATORS = {
    AZIZA: Operator(id=AZIZA, name="Aziza Karimova", extension="101", queues=("sales",)),
    TIMUR: Operator(id=TIMUR, name="Timur Aliev", extension="102", queues=("sales",)),
    OLGA: Operator(id=OLGA, name="Olga Ivanova", extension="103"),
}
HOURS = Hours(zone="Asia/Tashkent", week=(((9 * 60, 18 * 60),),) * 5, holidays=("2026-03-21",))
HOUSE = House(
    operators=OPERATORS,
    queues={"sales": Queue(id="sales", name="Sales", wait_s=300)},
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
    **states: OperatorStatus | tuple[OperatorStatus, bool],
) -> Situation:
    """Operators are available unless told otherwise: ``op101=OperatorStatus.BUSY``."""
    told = {key: value if isinstance(value, tuple) else (value, False) for key, value in states.items()}
    return Situation(
        at=at,
        dialled=dialled,
        house=house,
        caller=caller,
        withheld=withheld,
        client=client,
        lookup_problem=lookup_problem,
        last_result=last_result,
        operators={**dict.fromkeys(OPERATORS, AVAILABLE), **told},
    )
