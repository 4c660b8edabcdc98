"""One number of several clients: all of them on the card, one of them chosen, everything follows."""

from ccengine.core.desk import Card, ContactCard, LastCall
from ccengine.core.directory import Client
from ccengine.core.ids import make_call_id
from ccengine.core.ports import Number
from tests.conftest import eventually
from tests.engine.world import NOW, Memory, answers, calls_in, engine_in, question, rings

CALLER, PHONE = "pbx1-1795324298.0", "pbx1-1795324298.1"
SHARED = "+998901112233"
CALL = make_call_id("pbx1", CALLER, NOW)
FIRST = Client(
    id="c1",
    name="Anna",
    phones=(SHARED,),
    responsible="op101",
    document_url="https://crm.example/{client}?n={number}&c={call}",
)
SECOND = Client(id="c2", name="Boris", phones=(SHARED,), responsible="op102", report_url="javascript:x")


class Several(Memory):
    """Last calls say whose they are."""

    async def last_calls(self, client: str, limit: int) -> tuple[LastCall, ...]:
        return (LastCall(call_id=f"of {client}", start=1, direction="inbound", outcome="answered"),)


def card_of(memory: Memory) -> Card:
    return memory.cards["op101", CALL]


async def test_the_card_shows_everybody_whose_number_it_is_and_follows_the_choice() -> None:
    memory = Several(also=(FIRST, SECOND))
    engine = engine_in(memory)
    await engine.route(question(CALLER, SHARED))
    engine.feed([calls_in(CALLER, SHARED), rings("op101", PHONE, CALLER), answers(PHONE)])
    card = card_of(memory)
    assert [c.name for c in card.candidates] == ["Anna", "Boris"]
    assert (card.client, card.chosen) == (card.candidates[0], False)
    assert card.candidates[0].document_url == f"https://crm.example/c1?n=%2B998901112233&c={CALL}"
    assert card.candidates[1].report_url == ""
    assert engine.people.number_on("op101", CALL) == Number(raw=SHARED, e164=SHARED)
    assert engine.people.number_on("op103", CALL) is None

    engine.people.client_chosen(CALL, SECOND)
    await eventually(lambda: card_of(memory).last_calls and card_of(memory).last_calls[0].call_id == "of c2")
    card = card_of(memory)
    assert (card.client and card.client.id, card.chosen) == ("c2", True)
    assert [c.id for c in card.candidates] == ["c1", "c2"], "nobody moves under somebody's finger"
    call = engine.floor.call(CALL)
    assert call is not None
    assert call.notes.client == "c2"
    assert engine.people.live()["calls"][0]["client"] == "c2"
    await engine.aclose()


async def test_an_unknown_caller_gets_a_client_while_he_is_there() -> None:
    memory = Memory()
    engine = engine_in(memory)
    await engine.route(question(CALLER, SHARED))
    engine.feed([calls_in(CALLER, SHARED), rings("op101", PHONE, CALLER)])
    assert (card_of(memory).client, card_of(memory).candidates) == (None, ())
    engine.people.client_chosen(CALL, FIRST)
    card = card_of(memory)
    assert (card.client and card.client.name, card.candidates) == ("Anna", ())
    await engine.aclose()


async def test_who_stands_for_a_number_has_no_name() -> None:
    provisional = Client(id=f"number:{SHARED}", name=SHARED, phones=(SHARED,), provisional=True)
    memory = Memory(clients={SHARED: provisional})
    engine = engine_in(memory)
    await engine.route(question(CALLER, SHARED))
    engine.feed([calls_in(CALLER, SHARED), rings("op101", PHONE, CALLER)])
    client = card_of(memory).client
    assert client is not None
    assert (client.id, client.name) == (provisional.id, "")
    await engine.aclose()


async def test_a_number_that_is_no_clients_has_the_name_of_an_address_book() -> None:
    shared, theirs = ContactCard(id=1, name="Bakery"), ContactCard(id=2, name="Mother", owner="op102")
    memory = Memory(in_books={SHARED: (shared, theirs)})
    engine = engine_in(memory)
    await engine.route(question(CALLER, SHARED))
    engine.feed([calls_in(CALLER, SHARED), rings("op101", PHONE, CALLER)])
    await eventually(lambda: card_of(memory).contact == shared)
    context = engine.pops.contexts[CALL]
    mine = ContactCard(id=3, name="Uncle", owner="op101")
    context.contacts = (shared, theirs, mine)
    engine.feed([answers(PHONE)])
    assert card_of(memory).contact == mine
    engine.people.client_chosen(CALL, FIRST)
    assert card_of(memory).contact is None


async def test_a_choice_is_not_undone_by_a_slow_directory() -> None:
    memory = Memory(also=(FIRST, SECOND), lookup_s=0.05)
    engine = engine_in(memory)
    engine.feed([calls_in(CALLER, SHARED), rings("op101", PHONE, CALLER)])
    engine.people.client_chosen(CALL, SECOND)
    await eventually(lambda: card_of(memory).last_calls)
    card = card_of(memory)
    assert card.client is not None
    assert card.client.id == "c2"
    await engine.aclose()


async def test_a_call_that_is_over_is_left_alone() -> None:
    memory = Memory()
    engine = engine_in(memory)
    engine.people.client_chosen(CALL, FIRST)
    assert memory.cards == {}
    await engine.aclose()
