"""A plan for tests, and a reader of rendered files that sees what Asterisk would."""

import dataclasses
from typing import Any

from ccengine.core.directory import DialledNumber, House, Operator, Queue
from dialplan.plan import NodePlan, Trunk

HOUSE = House(
    operators={
        "op101": Operator(id="op101", name="Aziza Karimova", extension="101", queues=("sales",)),
        "op102": Operator(id="op102", name="Тимур", extension="102"),
    },
    queues={"sales": Queue(id="sales", name="Sales", extension="600", ring_s=15, wait_s=120)},
    numbers={
        "998712000100": DialledNumber(
            number="998712000100", name="Main", queue="sales", static_route=("op101", "op102")
        ),
        "100": DialledNumber(number="100", name="Short", queue="sales"),
    },
)
PLAN = NodePlan(
    node="pbx1",
    systemname="pbx1-0123456789abcdef",
    house=HOUSE,
    trunk=Trunk(match=("192.0.2.7", "198.51.100.0/24"), host="sip.example.net", caller_number="998712000100"),
    recordings="/var/spool/rec",
    logs="/var/log/asterisk",
    route_url="http://127.0.0.1:8082/route",
    token_file="/etc/ccengine/token",
    events_secret="events-secret-of-tests",
    control_secret="control-secret-of-tests",
    sip_secrets={"op101": "sip-secret-of-101", "op102": "sip-secret-of-102"},
)


def with_operator(**changes: Any) -> NodePlan:
    """The plan, with op101 changed."""
    operator = dataclasses.replace(HOUSE.operators["op101"], **changes)
    house = dataclasses.replace(HOUSE, operators={**HOUSE.operators, "op101": operator})
    return dataclasses.replace(PLAN, house=house)


def with_queue(**changes: Any) -> NodePlan:
    queue = dataclasses.replace(HOUSE.queues["sales"], **changes)
    return dataclasses.replace(PLAN, house=dataclasses.replace(HOUSE, queues={"sales": queue}))


def with_number(**changes: Any) -> NodePlan:
    number = dataclasses.replace(HOUSE.numbers["100"], **changes)
    return dataclasses.replace(PLAN, house=dataclasses.replace(HOUSE, numbers={"100": number}))


def statements(text: str) -> list[str]:
    """The lines that are configuration: no comments, nothing empty."""
    return [line for line in text.splitlines() if line.strip() and not line.startswith(";")]


def section(text: str, name: str) -> list[str]:
    """The lines of all sections of that name."""
    found, inside = [], False
    for line in statements(text):
        if line.startswith("["):
            inside = line[1:].split("]", 1)[0] == name
        elif inside:
            found.append(line)
    return found
