"""The demo's people."""

import phonenumbers

from ccengine.lab.crm import demo_clients, demo_house


def test_the_same_seed_gives_the_same_people() -> None:
    assert demo_clients() == demo_clients()
    assert demo_clients(seed=1) != demo_clients(seed=2)


def test_clients_are_many_and_of_five_tongues() -> None:
    clients = demo_clients()
    assert len(clients) == 200
    assert {client.language for client in clients} == {"uz", "ru", "tr", "el", "en"}
    phones = [phone for client in clients for phone in client.phones]
    assert len(phones) == len(set(phones)) > len(clients)


def test_every_number_is_valid() -> None:
    for client in demo_clients():
        for phone in client.phones:
            assert phonenumbers.is_valid_number(phonenumbers.parse(phone)), phone


def test_everybody_named_exists() -> None:
    house = demo_house({"op101": "http://127.0.0.1:1/x"})
    assert len(house.operators) == 8
    assert house.operators["op101"].answer_url == "http://127.0.0.1:1/x"
    assert all(q in house.queues for operator in house.operators.values() for q in operator.queues)
    assert all(number.queue in house.queues for number in house.numbers.values())
    assert all(e in house.operators for number in house.numbers.values() for e in number.static_route)
    for client in demo_clients():
        responsible, deputy = house.operators[client.responsible], house.operators[client.deputy]
        assert responsible is not deputy
        assert responsible.department == deputy.department
