"""Days of calls made up by seeded chance, with the facts that an engine would have left of them."""

import dataclasses
import random
from collections.abc import Iterator
from uuid import UUID

from ccengine.core.directory import Client, DialledNumber, Hours, House, Operator, Queue
from ccengine.core.facts import OperatorStatus
from ccengine.core.past import Past, PastCall, PastOffer, PastState, PastTalk
from routing.policy import decide
from routing.situation import Situation
from routing.then import Then, client_then

S = OperatorStatus
START = 1_795_201_200_000  # 2026-11-21, midnight in Tashkent
DAY_MS = 86_400_000
NUMBER = "998712000100"


def big_house(operators: int = 40) -> House:
    people = {
        f"op{n}": Operator(
            id=f"op{n}",
            name=f"Operator {n}",
            extension=str(n),
            department="sales" if n % 2 else "support",
            queues=("sales",) if n % 2 else ("support",),
            skills=("vip",) if n % 5 == 0 else (),
            languages=("ru",) if n % 3 == 0 else ("uz",),
        )
        for n in range(101, 101 + operators)
    }
    queues = {
        name: Queue(
            id=name, name=name.title(), department=name, extension=extension, wait_s=180, wrap_up_s=15
        )
        for name, extension in (("sales", "700"), ("support", "701"))
    }
    number = DialledNumber(number=NUMBER, name="Main", queue="sales", hours=Hours(zone="Asia/Tashkent"))
    return House(operators=people, queues=queues, numbers={NUMBER: number})


def clients_of(house: House, dice: random.Random, count: int = 500) -> list[Client]:
    people = list(house.operators)
    return [
        Client(
            id=f"c{n}",
            name=f"Client {n}",
            responsible=dice.choice([*people, ""]),
            deputy=dice.choice([*people, ""]),
            language=dice.choice(["ru", "uz", ""]),
            priority=dice.choice([0, 0, 0, 5]),
        )
        for n in range(count)
    ]


def some_days(house: House, seed: int, calls: int, days: int = 5) -> Past:
    """What the house's own rules decided then, at states as they were then."""
    dice = random.Random(seed)
    clients = clients_of(house, dice)
    end = START + days * DAY_MS
    states = tuple(state for operator in house.operators for state in _states(operator, dice, end))
    then = Then(Past(start=START, end=end, states=states), house)
    moments = sorted(dice.randrange(START, end) for _ in range(calls))
    made = [_call(then, house, dice, at, dice.choice([*clients, None])) for at in moments]
    return Past(
        start=START,
        end=end,
        calls=tuple(made),
        states=states,
        talks=tuple(
            PastTalk(call_id=UUID(int=n), operator="op101", start=m, end=m + 60_000)
            for n, m in enumerate(moments[::50])
        ),
        offers=tuple(
            PastOffer(operator=dice.choice(list(house.operators)), answered=dice.random() < 0.8, ms=4_000)
            for _ in range(calls)
        ),
    )


def _states(operator: str, dice: random.Random, end: int) -> Iterator[PastState]:
    """States that follow one another, each for minutes."""
    at = START - DAY_MS
    while at < end:
        until = at + dice.randrange(60_000, 3_600_000)
        status = dice.choice([S.AVAILABLE, S.AVAILABLE, S.BUSY, S.PAUSED, S.OFFLINE, S.WRAP_UP])
        yield PastState(operator=operator, status=status, start=at, end=until)
        at = until


def _call(then: Then, house: House, dice: random.Random, at: int, client: Client | None) -> PastCall:
    talked = dice.random() < 0.7
    wait, talk = dice.randrange(2_000, 60_000), dice.randrange(30_000, 600_000)
    draft = PastCall(
        call_id=UUID(int=dice.getrandbits(128)),
        at=at,
        start=at,
        answer=at + wait if talked else 0,
        end=at + wait + (talk if talked else 0),
        step=decide(Situation(at=at, dialled="", house=house)).step,
        inputs={
            "dialled": NUMBER,
            "caller": "+998901234567",
            "client": client.id if client else "",
            "queue": "sales",
        },
        client=client,
    )
    situation = then.situation(draft, house)
    if client is not None:
        situation = dataclasses.replace(situation, client=client_then(draft))
    decision = decide(situation)
    return dataclasses.replace(draft, step=decision.step, inputs=decision.inputs)
