"""The demo's rule book makes sense in the demo's house, and leaves the main number as it was."""

import dataclasses

import pytest

from ccengine.core.directory import Client
from ccengine.core.facts import OperatorStatus
from ccengine.core.rule_document import read_book, write_book
from ccengine.lab.crm import demo_clients, demo_house
from ccengine.lab.crm_rules import demo_rules
from routing.check import check_book
from routing.path import path_of
from routing.situation import OperatorState, Situation

MAIN, SUPPORT, OFFICE = "998712000100", "998712000200", "998712000300"
NOW = 1_795_324_298_000
NIGHT = NOW + 16 * 3_600_000
CLIENT = Client(id="c1", name="Işıl Koç", responsible="op105", deputy="op106", language="tr", priority=7)


def rules_for(dialled: str, client: Client | None = CLIENT, at: int = NOW) -> list[str]:
    house = dataclasses.replace(demo_house(), rules=demo_rules())
    free = {operator: OperatorState(OperatorStatus.AVAILABLE) for operator in house.operators}
    now = Situation(
        at=at, dialled=dialled, house=house, caller="+905321234567", client=client, operators=free
    )
    return [decision.rule for decision in path_of(now)]


def test_it_makes_sense_in_the_demo_s_house() -> None:
    assert check_book(demo_rules(), demo_house()) == []
    assert read_book(write_book(demo_rules())) == demo_rules()


@pytest.mark.parametrize("client", [CLIENT, None, Client(id="number:+9", name="", provisional=True)])
def test_the_main_number_goes_the_usual_way(client: Client | None) -> None:
    own = ["responsible", "deputy"] if client and client.responsible else []
    assert rules_for(MAIN, client) == [*own, "queue", "static", "goodbye"]


def test_some_clients_are_important() -> None:
    important = [client for client in demo_clients() if client.priority]
    assert 20 < len(important) < 120
    assert {client.card["segment"] for client in important} == {"key account"}


def test_the_other_numbers_use_what_rules_can() -> None:
    way = rules_for(SUPPORT)
    assert way[:4] == ["key", "key", "deputy", "abroad"]
    assert way[4:] == ["short_wait", "offer", "long_wait", "static", "goodbye"]
    assert rules_for(OFFICE, None, NIGHT) == ["queue", "message", "goodbye"]
