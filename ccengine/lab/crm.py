"""The demo's CRM: a made-up house, and 200 clients who write their names in five ways.

The same seed gives the same people. Numbers are of a kind that nobody has been given, as far as
there is one (``+44 20 7946 0xxx``, ``+30 690 000 xxxx``); elsewhere they merely have the right form.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from ccengine.core.directory import (
    Client,
    Department,
    DialledNumber,
    Hours,
    House,
    Operator,
    PauseReason,
    Queue,
)
from ccengine.lab.dice import Dice

SEED = 20_261_122
ZONE = "Asia/Tashkent"

_SALES, _SUPPORT = "sales", "support"
_PEOPLE = (
    ("op101", "Dilnoza Karimova", _SALES),
    ("op102", "Анна Соколова", _SALES),
    ("op103", "Emre Yıldız", _SALES),
    ("op104", "Jasur Toʻxtayev", _SALES),
    ("op105", "Ελένη Παπαδοπούλου", _SUPPORT),
    ("op106", "Oliver Bennett", _SUPPORT),
    ("op107", "Тимур Ахмедов", _SUPPORT),
    ("op108", "Zeynep Kaya", _SUPPORT),
)
_HELPS_IN = {"op105": (_SALES,)}
"""Who takes calls of another department's queue besides his own: the sales queue rings five."""
_LANGUAGES = {
    "op102": ("ru",),
    "op103": ("tr", "en"),
    "op105": ("el", "en"),
    "op106": ("en",),
    "op107": ("ru", "uz"),
    "op108": ("tr",),
}
KEY_PRIORITY, _KEY = 7, "key account"
_SKILLS = dict.fromkeys(("op103", "op106", "op108"), ("export",))
_WORKDAY = ((9 * 60, 19 * 60),)
_SATURDAY = ((10 * 60, 15 * 60),)
_HOURS = Hours(zone=ZONE, week=(*(_WORKDAY for _ in range(5)), _SATURDAY, ()), holidays=("2027-01-01",))
_ALWAYS = Hours(zone=ZONE, week=tuple(((0, 24 * 60),) for _ in range(7)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Land:
    """How people of one language are called, and what their numbers look like."""

    language: str
    first: tuple[str, ...]
    last: tuple[str, ...]
    companies: tuple[str, ...]
    number: Callable[[Dice], str]


def _digits(dice: Dice, count: int) -> str:
    return "".join(dice.choice("0123456789") for _ in range(count))


def _subscriber(dice: Dice, count: int) -> str:
    """Digits that do not begin with 0 or 1, as local numbers do not."""
    return dice.choice("23456789") + _digits(dice, count - 1)


def _uzbek(dice: Dice) -> str:
    return f"+998{dice.choice(('90', '91', '93', '94', '97', '99'))}{_subscriber(dice, 7)}"


def _russian(dice: Dice) -> str:
    return f"+7{dice.choice(('903', '905', '916', '921', '926'))}{_subscriber(dice, 7)}"


def _turkish(dice: Dice) -> str:
    return f"+90{dice.choice(('532', '533', '542', '555'))}{_subscriber(dice, 7)}"


def _greek(dice: Dice) -> str:
    return f"+30690000{_digits(dice, 4)}"


def _british(dice: Dice) -> str:
    return f"+442079460{_digits(dice, 3)}"


_LANDS = (
    _Land(
        language="uz",
        first=("Aziza", "Bekzod", "Gulnora", "Sherzod", "Madina", "Otabek", "Nilufar", "Ulugʻbek"),
        last=("Yoʻldosheva", "Rahimov", "Qodirova", "Gʻulomov", "Ismoilova", "Tursunov", "Shodmonov"),
        companies=("Oʻzbek Ipak", "Chorsu Savdo", "Registon Tur", "Navoiy Qurilish"),
        number=_uzbek,
    ),
    _Land(
        language="ru",
        first=("Яна", "Пётр", "Ольга", "Дмитрий", "Ксения", "Артём", "Людмила", "Фёдор"),
        last=("Щербак", "Кузьмина", "Воробьёв", "Юрьева", "Цой", "Ли", "Жданова", "Беляев"),
        companies=("ООО «Северный путь»", "Мастерская Жданова", "Аптека на Тверской", "Вектор"),
        number=_russian,
    ),
    _Land(
        language="tr",
        first=("Çağla", "Barış", "Gülşen", "İbrahim", "Şükran", "Ömer", "Işıl", "Uğur"),
        last=("Öztürk", "Şahin", "Çelik", "Aydın", "Güneş", "Yılmaz", "Doğan", "Koç"),
        companies=("Ege Zeytin A.Ş.", "Boğaziçi Lojistik", "Kızılırmak Tekstil", "Çınar Yapı"),
        number=_turkish,
    ),
    _Land(
        language="el",
        first=("Γιώργος", "Μαρία", "Κώστας", "Αθηνά", "Νίκος", "Ειρήνη", "Δημήτρης", "Σοφία"),
        last=("Παπαδάκης", "Νικολάου", "Οικονόμου", "Ζαχαρίου", "Αγγελόπουλος", "Λαμπράκη"),
        companies=("Ελαιώνας ΑΕ", "Ναυτιλιακή Αιγαίου", "Βιβλιοπωλείο Πλάκα", "Θερμαϊκός"),
        number=_greek,
    ),
    _Land(
        language="en",
        first=("Harriet", "George", "Amelia", "Zoë", "Siân", "Callum", "Niamh", "René"),
        last=("O'Hara", "Fitzgerald", "Smith-Jones", "Lloyd", "MacLeod", "Brontë", "Nuñez"),
        companies=("Harbour & Co", "Fenwick Tools", "The Tea Room", "Lloyd Surveyors"),
        number=_british,
    ),
)


def demo_house(
    answer_urls: dict[str, str] | None = None, browsers: Collection[str] = (), wrap_up_s: int = 0
) -> House:
    """8 operators in 2 departments, 2 queues, 3 dialled numbers. ``answer_urls``: of desk phones, by
    operator; ``browsers``: whose page is his phone; ``wrap_up_s``: what they have after each call."""
    urls = answer_urls or {}
    operators = {
        ident: Operator(
            id=ident,
            name=name,
            extension=ident.removeprefix("op"),
            department=department,
            queues=(department, *_HELPS_IN.get(ident, ())),
            skills=_SKILLS.get(ident, ()),
            languages=_LANGUAGES.get(ident, ()),
            phone="browser" if ident in browsers else "desk",
            answer_url=urls.get(ident, ""),
        )
        for ident, name, department in _PEOPLE
    }
    departments = {
        ident: Department(id=ident, name=name) for ident, name in ((_SALES, "Sales"), (_SUPPORT, "Support"))
    }
    queues = {ident: replace(queue, wrap_up_s=wrap_up_s) for ident, queue in _queues().items()}
    return House(
        departments=departments, operators=operators, queues=queues, numbers=_numbers(), pauses=_pauses()
    )


def demo_supervisor() -> Operator:
    """Who looks after them: in no queue, with a phone in his browser to listen and to be heard with."""
    return Operator(id="op109", name="Malika Yusupova", extension="109", phone="browser")


def _queues() -> dict[str, Queue]:
    return {
        _SALES: Queue(
            id=_SALES,
            name="Sales",
            department=_SALES,
            extension="700",
            ring_s=15,
            wait_s=120,
            announce_s=45,
            offers_callback=True,
            results=("order taken", "offer sent", "will call back", "no interest", "wrong number"),
            alarm_waiting=2,
            alarm_level=80,
        ),
        _SUPPORT: Queue(
            id=_SUPPORT,
            name="Support",
            department=_SUPPORT,
            extension="701",
            ring_s=20,
            wait_s=300,
            alarm_waiting=3,
            alarm_level=70,
        ),
    }


def _pauses() -> dict[str, PauseReason]:
    told = (
        ("break", "Break", 15),
        ("lunch", "Lunch", 45),
        ("training", "Training", 0),
        ("other", "Other", 0),
    )
    return {ident: PauseReason(id=ident, name=name, limit_s=m * 60) for ident, name, m in told}


def _numbers() -> dict[str, DialledNumber]:
    """The first number never closes, so that the demo is alive at any hour of the day."""
    told = (
        ("998712000100", "Main number", _SALES, _ALWAYS, ("op101", "op102", "op103", "op104")),
        ("998712000200", "Support", _SUPPORT, _ALWAYS, ("op105", "op106", "op107", "op108")),
        ("998712000300", "Office", _SALES, _HOURS, ("op101",)),
    )
    return {
        number: DialledNumber(
            number=number, name=name, queue=queue, hours=hours, ring_s=15, static_route=static
        )
        for number, name, queue, hours, static in told
    }


def demo_clients(count: int = 200, seed: int = SEED) -> tuple[Client, ...]:
    """Clients with one to three phones each, no phone twice."""
    dice = Dice(seed)
    taken: set[str] = set()
    return tuple(_client(number, dice, taken) for number in range(1, count + 1))


def _client(number: int, dice: Dice, taken: set[str]) -> Client:
    land = _LANDS[number % len(_LANDS)]
    phones = tuple(_new_number(land, dice, taken) for _ in range(dice.choice((1, 1, 2, 2, 3))))
    responsible = dice.choice(_PEOPLE)
    deputy = dice.choice([p for p in _PEOPLE if p[2] == responsible[2] and p is not responsible])
    client = Client(
        id=f"c{number:04d}",
        name=f"{dice.choice(land.first)} {dice.choice(land.last)}",
        company=dice.choice((*land.companies, "")),
        phones=phones,
        responsible=responsible[0],
        deputy=deputy[0],
        language=land.language,
        card={
            "segment": dice.choice(("new", "regular", _KEY)),
            "since": str(dice.randint(2015, 2026)),
        },
    )
    return replace(client, priority=KEY_PRIORITY if client.card["segment"] == _KEY else 0)


def _new_number(land: _Land, dice: Dice, taken: set[str]) -> str:
    while (number := land.number(dice)) in taken:
        pass
    taken.add(number)
    return number
