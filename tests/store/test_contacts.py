"""Address books in PostgreSQL: who sees and writes what, found fast, imported, merged, and undone."""

import csv
import io
import time

import pytest

from ccengine.core.contact import Contact, Labelled
from ccengine.core.errors import BadInput, Conflict, NotAllowed, NotFound
from ccengine.store import contact_deeds
from ccengine.store.contact_deeds import Hand
from ccengine.store.contacts import Asked, Contacts
from ccengine.store.numbers import Numbering
from ccengine.store.store import Store

pytestmark = pytest.mark.store

AZIZ = Hand(login="aziz", operator="op101")
BUSRA = Hand(login="busra", operator="op102")
CHIEF = Hand(login="chief", operator="op103", shared=True)
ALL = Asked()


def person(name: str, *numbers: str, company: str = "", groups: tuple[str, ...] = ()) -> Contact:
    phones = tuple(Labelled(value=number) for number in numbers)
    return Contact(name=name, company=company, phones=phones, groups=groups)


@pytest.fixture
async def contacts(store: Store) -> Contacts:
    async with store.session() as session:
        await session.connection.execute(
            "insert into operator (id, name, extension) values ('op101', 'Aziz', '101'), "
            "('op102', 'Büşra', '102'), ('op103', 'Chief', '103')"
        )
    return Contacts(store, numbering=Numbering(region="UZ"))


async def names(contacts: Contacts, hand: Hand, asked: Asked = ALL) -> list[str]:
    return [kept.shown for kept in await contacts.listing(hand, asked, None, 50)]


async def test_an_own_book_is_its_operators_and_the_shared_one_is_read_by_all(contacts: Contacts) -> None:
    own = (await contacts.create(AZIZ, "own", person("Otabek", "+998901234567"))).kept[0]
    shared = (await contacts.create(CHIEF, "shared", person("Яна", "+998907654321"))).kept[0]
    assert await names(contacts, AZIZ) == ["Otabek", "Яна"]
    assert await names(contacts, BUSRA) == ["Яна"]
    with pytest.raises(NotFound):
        await contacts.one(BUSRA, own.id)
    with pytest.raises(NotFound):
        await contacts.delete(CHIEF, own.id, own.version)
    (mine,) = await contacts.changes(AZIZ, None, 10)
    with pytest.raises(NotFound):
        await contacts.undo(BUSRA, mine.id)
    for refused in (
        contacts.create(AZIZ, "shared", person("X")),
        contacts.change(AZIZ, shared.id, 1, "shared", person("X")),
        contacts.change(AZIZ, own.id, 1, "shared", person("X")),
        contacts.delete(AZIZ, shared.id, 1),
        contacts.preview(AZIZ, "shared", b"name\nX\n"),
        contacts.create(Hand(login="root", shared=True), "own", person("X")),
        contacts.set_favourite(Hand(login="root", shared=True), shared.id, favourite=True),
    ):
        with pytest.raises(NotAllowed):
            await refused


async def test_who_comes_second_is_told_and_everything_is_undone(contacts: Contacts, store: Store) -> None:
    made = await contacts.create(CHIEF, "shared", person("Яна", "+998907654321"))
    one = made.kept[0]
    await contacts.set_favourite(AZIZ, one.id, favourite=True)
    changed = await contacts.change(CHIEF, one.id, 1, "shared", person("Яна", company="Chorsu"))
    with pytest.raises(Conflict):
        await contacts.change(CHIEF, one.id, 1, "shared", person("Late"))
    with pytest.raises(Conflict):
        await contacts.undo(CHIEF, made.id)
    gone = await contacts.delete(CHIEF, one.id, 2)
    assert await names(contacts, AZIZ) == []
    with pytest.raises(NotAllowed):
        await contacts.undo(AZIZ, gone.id)
    back = await contacts.undo(CHIEF, gone.id)
    kept = await contacts.one(AZIZ, one.id)
    assert (kept.contact.company, kept.favourite, kept.version) == ("Chorsu", True, 3)
    with pytest.raises(Conflict, match="already"):
        await contacts.undo(CHIEF, gone.id)
    await contacts.undo(CHIEF, back.id)  # what was undone is done again
    assert await names(contacts, AZIZ) == []
    changes = await contacts.changes(CHIEF, None, 10)
    assert [(c.what, c.shown, c.undone) for c in changes] == [
        ("undone", "Яна", False),
        ("undone", "Яна", True),
        ("deleted", "Яна", True),
        ("changed", "Яна", False),
        ("created", "Яна", False),
    ]
    assert await contacts.changes(AZIZ, None, 10) == []
    audited = [(row["login"], row["action"]) for row in await store.fetch("audit_last", 10)]
    assert audited[-1] == ("chief", "contact.created")
    assert changed.id in [c.id for c in changes]


async def test_from_ones_own_book_to_everybodys(contacts: Contacts, store: Store) -> None:
    one = (await contacts.create(CHIEF, "own", person("Otabek", "112"))).kept[0]
    assert await store.fetch("audit_last", 10) == []
    moved = await contacts.change(CHIEF, one.id, 1, "shared", one.contact)
    assert await names(contacts, BUSRA) == ["Otabek"]
    assert [row["action"] for row in await store.fetch("audit_last", 10)] == ["contact.changed"]
    await contacts.undo(CHIEF, moved.id)
    assert await names(contacts, BUSRA) == []
    assert await names(contacts, CHIEF) == ["Otabek"]


async def test_lists_go_page_by_page_favourites_first(contacts: Contacts) -> None:
    for n in range(5):
        await contacts.create(
            CHIEF, "shared", person(f"Z{n}", f"+99890123456{n}", groups=("even",) * (1 - n % 2))
        )
    await contacts.create(AZIZ, "own", person("Z own"))
    kept = {one.shown: one for one in await contacts.listing(AZIZ, ALL, None, 50)}
    for name in ("Z3", "Z4"):
        await contacts.set_favourite(AZIZ, kept[name].id, favourite=True)
    seen, after = [], None
    while page := await contacts.listing(AZIZ, Asked(words="z"), after, 2):
        seen += [one.shown for one in page]
        after = (page[-1].favourite, page[-1].sort_key, page[-1].id)
    assert seen == ["Z3", "Z4", "Z own", "Z0", "Z1", "Z2"] or seen == ["Z3", "Z4", "Z0", "Z1", "Z2", "Z own"]
    assert await names(contacts, AZIZ, Asked(favourites=True)) == ["Z3", "Z4"]
    assert await names(contacts, AZIZ, Asked(book="own")) == ["Z own"]
    assert await names(contacts, BUSRA, Asked(group="even")) == ["Z0", "Z2", "Z4"]
    assert await contacts.groups(BUSRA) == [("", "even", 3)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("рахим", True),
        ("RAKHIMOVA az", True),
        ("chorsu", True),
        ("(90) 123-45", True),
        ("4567", True),
        ("+998 90 123 45 67", True),
        ("90 123 45 67", True),
        ("aziza 234", True),
        ("rahimova 999", False),
        ("+", False),
        ("' | a:*", True),  # an a, with signs that mean nothing
        ("\\ ' '' & ! ( )", False),
    ],
)
async def test_one_field_finds(contacts: Contacts, words: str, found: bool) -> None:
    await contacts.create(CHIEF, "shared", person("Азиза Раҳимова", "+998901234567", company="Chorsu"))
    assert bool(await names(contacts, AZIZ, Asked(words=words))) is found


async def test_an_import_does_what_it_said_and_is_undone_whole(contacts: Contacts) -> None:
    known = (await contacts.create(CHIEF, "shared", person("Malika", "+998907654321"))).kept[0]
    lines = ("name,company,phone", "Малика,Registon,907654321", "Otabek,,112", "Otabek,Chorsu,112", "x\x1b,,")
    data = "\n".join(lines).encode()
    file, planned = await contacts.preview(CHIEF, "shared", data)
    assert (file.form, [one.what for one in planned]) == ("csv", ["changed", "new", "changed", "refused"])
    _, done, deed = await contacts.take(CHIEF, "shared", data)
    assert [one.what for one in done] == [one.what for one in planned]
    assert await names(contacts, AZIZ) == ["Otabek", "Малика"]
    otabek = (await contacts.listing(AZIZ, Asked(words="otabek"), None, 5))[0]
    assert (otabek.contact.company, otabek.version) == ("Chorsu", 1)
    again = await contacts.take(CHIEF, "shared", data)
    assert ([one.what for one in again[1]], again[2]) == (["same", "same", "same", "refused"], None)
    assert deed is not None
    await contacts.undo(CHIEF, deed.id)
    assert await names(contacts, AZIZ) == ["Malika"]
    assert (await contacts.one(AZIZ, known.id)).contact == known.contact
    with pytest.raises(BadInput):
        await contacts.take(CHIEF, "shared", b"")


async def test_doubles_are_found_merged_and_parted_again(contacts: Contacts) -> None:
    one = (
        await contacts.create(CHIEF, "shared", person("Юлия Ким", "+998901234567", company="Vektor"))
    ).kept[0]
    two = (
        await contacts.create(CHIEF, "shared", person("Kim Yuliya", "+998907654321", company="ООО Вектор"))
    ).kept[0]
    three = (await contacts.create(CHIEF, "shared", person("Reception", "+998901234567"))).kept[0]
    mine = (await contacts.create(CHIEF, "own", person("Юлия Ким", "+998901234567"))).kept[0]
    (by_name,) = await contacts.doubles(CHIEF, "shared", by="name", after="", limit=5)
    (by_number,) = await contacts.doubles(CHIEF, "shared", by="number", after="", limit=5)
    assert [kept.id for kept in by_name.contacts] == [one.id, two.id]
    assert {kept.id for kept in by_number.contacts} == {one.id, three.id}
    await contacts.set_favourite(AZIZ, two.id, favourite=True)
    with pytest.raises(BadInput):
        await contacts.merge(CHIEF, one.id, [mine.id])
    with pytest.raises(NotFound):
        await contacts.merge(CHIEF, one.id, [one.id])
    with pytest.raises(NotFound, match="no longer there"):
        await contacts.merge(CHIEF, one.id, [two.id, 999_999])
    merged = await contacts.merge(CHIEF, one.id, [two.id])
    kept = await contacts.one(AZIZ, one.id)
    assert [line.value for line in kept.contact.phones] == ["+998901234567", "+998907654321"]
    assert kept.contact.fields == {"Name": "Kim Yuliya", "Company": "ООО Вектор"}
    assert kept.favourite
    await contacts.undo(CHIEF, merged.id)
    assert (await contacts.one(AZIZ, one.id)).contact == one.contact
    assert (await contacts.one(AZIZ, two.id)).favourite


async def test_a_book_that_is_full_is_nobody_elses(
    contacts: Contacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_deeds, "MOST_OWN", 1)
    await contacts.create(AZIZ, "own", person("One"))
    for refused in (
        contacts.create(AZIZ, "own", person("Two")),
        contacts.take(AZIZ, "own", b"name\nTwo\n"),
    ):
        with pytest.raises(Conflict, match="full"):
            await refused
    await contacts.create(BUSRA, "own", person("One"))
    await contacts.create(CHIEF, "shared", person("One"))


async def test_twenty_thousand_are_searched_while_somebody_types(contacts: Contacts) -> None:
    """The largest file that one may import; the limits leave room for a busy machine."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["name", "company", "phone"])
    for n in range(20_000):
        rows.writerow([f"{FIRST[n % 7]} {LAST[n % 11]} {n}", f"Company {n % 997}", f"+99890{n:07}"])
    await contacts.take(CHIEF, "shared", out.getvalue().encode())
    took = {}
    for words in ("", "a", "рахим", "aziza r", "99890000", "4567", "rahimova 77", "company 99"):
        began = time.perf_counter()
        assert await contacts.listing(AZIZ, Asked(words=words), None, 50), words
        took[words] = round((time.perf_counter() - began) * 1000, 1)
    print("milliseconds:", took)
    assert max(took.values()) < 1_000, took


FIRST = ("Aziza", "Yana", "Пётр", "Çağla", "Γιώργος", "Harriet", "Otabek")
LAST = ("Rahimova", "Кузьмина", "Öztürk", "Zaripov", "Lloyd", "Цой", "Karimov", "Ли", "Kim", "Doğan", "Smith")
