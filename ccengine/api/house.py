"""The house as administrators edit it, entry by entry: departments, people, queues, numbers, pauses.

Every entry has a version. Who changes one says which version he has changed; where somebody was
quicker he is told (409), and nothing is lost. What cannot be used is named by its field (422). Each
answer is the whole house as it is then, and how far the PBX follows it.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Literal, NotRequired, TypedDict

from aiohttp import web

from ccengine.api.body import number_in, read_object
from ccengine.api.endpoint import SETTINGS, Ask, Endpoint, Handler
from ccengine.api.shapes.rules import RuleCalendar
from ccengine.core.dialling import whether_called
from ccengine.core.errors import BadInput
from ccengine.core.house_change import KINDS
from ccengine.core.house_change import put_dialling as put_dialling_in
from ccengine.core.house_form import LONGEST_NAME, Entry, number_of, plain_dialling, plain_entry
from ccengine.store.house_rows import DIALLING, RESULTS, HouseFile
from ccengine.store.numbers import beginning

HIGHEST_VERSION = 2_147_483_647

# What an entry holds, beside its id and its version.


class DepartmentFields(TypedDict):
    name: str


class OperatorFields(TypedDict):
    """``extension``: what colleagues dial. ``answer_url`` makes his desk phone pick up."""

    name: str
    extension: str
    phone: Literal["desk", "browser"]
    department: str
    queues: list[str]
    skills: list[str]
    languages: list[str]
    answer_url: str


class QueueFields(TypedDict):
    """``operators``: who takes its calls. ``alarm_waiting``, ``alarm_level`` (percent): 0 is never."""

    name: str
    department: str
    extension: str
    operators: list[str]
    strategy: str
    ring_s: int
    wait_s: int
    wrap_up_s: int
    announce_s: int
    offers_callback: bool
    recall_limit_s: int
    threshold_ms: int
    short_ms: int
    short_opens_obligation: bool
    after_hours_opens_obligation: bool
    results: list[str]
    alarm_waiting: int
    alarm_level: int


class NumberFields(TypedDict):
    """``static_route``: operators whose phones ring together when all else fails."""

    name: str
    queue: str
    hours: RuleCalendar
    ring_s: int
    static_route: list[str]


class PauseFields(TypedDict):
    """``limit_s``: how long such a pause may be; 0 is as long as he likes."""

    name: str
    limit_s: int


class _Kept(TypedDict):
    id: str
    version: int


class HouseDepartment(_Kept, DepartmentFields):
    """A department."""


class HouseOperator(_Kept, OperatorFields):
    """An operator; his id is also the name of his phone."""


class HouseQueue(_Kept, QueueFields):
    """A queue."""


class HouseNumber(_Kept, NumberFields):
    """A number that callers dial; its id is its digits."""


class HousePause(_Kept, PauseFields):
    """Why an operator may be paused."""


class HouseResults(TypedDict):
    """The house's own words for how a call went. ``usual``: those that hold where there are none."""

    results: list[str]
    usual: list[str]
    version: int


class DiallingFields(TypedDict):
    """What operators may call. ``allowed``: how numbers begin that may be called; none: only what is
    dialled inside. ``per_hour``, ``at_once``: so many calls of each operator. ``first``: whose phone rings
    first."""

    allowed: list[str]
    per_hour: int
    at_once: int
    first: Literal["operator", "client"]


class HouseDialling(DiallingFields):
    """The limits on what is called from here."""

    version: int


class PbxFollows(TypedDict):
    """Whether the PBX has what the house has; ``detail`` says why not, or what to type."""

    state: Literal["applied", "pending", "refused", "by_hand"]
    detail: str
    at: int


class HouseView(TypedDict):
    """Everything that can be edited, and how far the PBX follows. ``version`` counts the changes."""

    version: int
    departments: list[HouseDepartment]
    operators: list[HouseOperator]
    queues: list[HouseQueue]
    numbers: list[HouseNumber]
    pauses: list[HousePause]
    results: HouseResults
    dialling: HouseDialling
    pbx: PbxFollows


class _Changed(TypedDict):
    version: Annotated[int, "of the entry that was changed; 0 makes a new one"]


class PutDepartment(_Changed, DepartmentFields):
    """What is left out has its usual value, as in the others."""


class PutOperator(_Changed, OperatorFields):
    """A whole operator."""


class PutQueue(_Changed, QueueFields):
    """A whole queue. Without ``operators`` those who take its calls stay."""


class PutNumber(_Changed, NumberFields):
    """A whole dialled number."""


class PutPause(_Changed, PauseFields):
    """A whole reason."""


class PlacePause(TypedDict):
    before: Annotated[str, "the id of the reason that stands next then; empty: it is the last"]


class PutResults(_Changed):
    results: list[str]


class PutDialling(_Changed, DiallingFields):
    """All of the limits."""


class PreviewDialling(DiallingFields):
    """Limits that are not in force, and a ``number`` to be held against them; empty for none."""

    number: str


class AllowedBeginning(TypedDict):
    """What a beginning allows: numbers of these ``countries`` (ISO 3166), such as the ``example``."""

    begin: str
    countries: list[str]
    example: str


class DiallingPreview(TypedDict):
    """``number`` is what was asked about as it is understood; ``called`` whether it would be called, and
    empty where nothing was asked about."""

    beginnings: list[AllowedBeginning]
    number: str
    called: Literal["", "inside", "allowed", "refused"]


class DeskPhoneLogin(TypedDict):
    """What is typed into an operator's desk phone."""

    server: str
    user: str
    password: str


class VersionQuery(TypedDict):
    version: Annotated[int, "of the entry that is to be removed"]


class OperatorRemovalQuery(VersionQuery):
    heir: NotRequired[Annotated[str, "the operator who gets his clients; without one he must have none"]]


class HeldClients(TypedDict):
    """So many clients are his own; of so many others he is the deputy."""

    responsible: int
    deputy: int


PUTS: Mapping[str, tuple[str, type]] = {
    "departments": ("a department", PutDepartment),
    "operators": ("an operator", PutOperator),
    "queues": ("a queue", PutQueue),
    "numbers": ("a dialled number", PutNumber),
    "pauses": ("a reason for a pause", PutPause),
}


async def current(ask: Ask) -> web.StreamResponse:
    """The house, entry by entry, and how far the PBX follows it."""
    return _view(ask, await ask.parts.house.read())


async def put_results(ask: Ask) -> web.StreamResponse:
    """Put the house's own words for how a call went; none: those of the settings."""
    given = await read_object(ask.request)
    version = _version(given)
    changed = await ask.parts.house.put_results(given.get("results"), version=version, login=ask.user.login)
    return _view(ask, changed)


async def put_dialling(ask: Ask) -> web.StreamResponse:
    """Put what operators may call, and how much of it. It holds from the next call on.

    409 where somebody was quicker; 422 with every field that cannot be used."""
    given = await read_object(ask.request)
    version = _version(given)
    return _view(ask, await ask.parts.house.put_dialling(given, version=version, login=ask.user.login))


async def place_pause(ask: Ask) -> web.StreamResponse:
    """Put a reason for a pause at another place: operators see them in this order."""
    given = await read_object(ask.request)
    before = given.get("before")
    if not isinstance(before, str):
        raise BadInput("Say in 'before' which reason stands next then, by its id; empty for the last place.")
    ident = ask.request.match_info["entry"]
    return _view(ask, await ask.parts.house.place(ident, before, login=ask.user.login))


async def preview_dialling(ask: Ask) -> web.StreamResponse:
    """What such limits would allow; nothing is changed. 422 with every field that cannot be used."""
    given = await read_object(ask.request)
    written = given.pop("number", "")
    if not isinstance(written, str) or len(written) > LONGEST_NAME:
        raise BadInput("Give the number that is to be tried as one short text in 'number'.")
    asked = put_dialling_in((await ask.parts.house.read()).house, given)
    number = ask.parts.numbering(written)
    shown = [asdict(beginning(begin)) for begin in asked.dialling.allowed]
    called = whether_called(asked, number) if number.raw else ""
    return web.json_response({"beginnings": shown, "number": number.e164 or number.raw, "called": called})


async def desk_phone(ask: Ask) -> web.StreamResponse:
    """What to type into an operator's desk phone, so that it may log in. That it was looked at is audited."""
    operator = ask.request.match_info["entry"]
    login = ask.parts.phones.of_desk(operator)
    await ask.audit("phone.show", operator)
    return web.json_response(asdict(login), headers={"Cache-Control": "no-store"})


def _putting(kind: str, what: str) -> Handler:
    async def put(ask: Ask) -> web.StreamResponse:
        given = await read_object(ask.request)
        version = _version(given)
        written = ask.request.match_info["entry"]
        ident = number_of(written) if kind == "numbers" else written
        changed = await ask.parts.house.put(kind, ident, given, version=version, login=ask.user.login)
        return _view(ask, changed)

    put.__name__ = f"put_{kind}"
    put.__doc__ = f"""Put {what}: a new one, or in place of the version that was changed.

    409 where somebody was quicker; 422 with every field that cannot be used, or the rule that would make
    no sense."""
    return put


async def held_clients(ask: Ask) -> web.StreamResponse:
    """How many clients somebody must get before this operator can be removed."""
    responsible, deputy = await ask.parts.house.clients_of(ask.request.match_info["entry"])
    return web.json_response({"responsible": responsible, "deputy": deputy})


async def remove_operators(ask: Ask) -> web.StreamResponse:
    """Remove an operator, and hand his clients over to the heir, both or neither.

    409 while he is named elsewhere, saying by what."""
    changed = await ask.parts.house.remove_operator(
        ask.request.match_info["entry"],
        version=number_in(ask.request, "version", most=HIGHEST_VERSION),
        heir=ask.request.query.get("heir", ""),
        login=ask.user.login,
    )
    return _view(ask, changed)


def _removing(kind: str, what: str) -> Handler:
    async def remove(ask: Ask) -> web.StreamResponse:
        version = number_in(ask.request, "version", most=HIGHEST_VERSION)
        ident = ask.request.match_info["entry"]
        changed = await ask.parts.house.remove(kind, ident, version=version, login=ask.user.login)
        return _view(ask, changed)

    remove.__name__ = f"remove_{kind}"
    remove.__doc__ = f"Remove {what}; 409 while it is named elsewhere, saying by what."
    return remove


def _version(given: dict[str, Any]) -> int:
    """Takes it out: it is no field of the entry."""
    version = given.pop("version", None)
    if not isinstance(version, int) or isinstance(version, bool) or not 0 <= version <= HIGHEST_VERSION:
        raise BadInput("Say which version you have changed: a whole number in 'version', 0 for a new entry.")
    return version


def _view(ask: Ask, file: HouseFile) -> web.Response:
    house = file.house
    members = {queue: [p.id for p in house.operators.values() if queue in p.queues] for queue in house.queues}

    def entry(kind: str, ident: str, one: Entry) -> dict[str, Any]:
        staffed = {"operators": members[ident]} if kind == "queues" else {}
        return {"id": ident, "version": file.versions[kind, ident], **plain_entry(one), **staffed}

    whole: dict[str, Any] = {
        kind: [entry(kind, ident, one) for ident, one in getattr(house, kind).items()] for kind in KINDS
    }
    results = {
        "results": list(house.results),
        "usual": list(ask.parts.results),
        "version": file.versions[RESULTS],
    }
    alone = {
        "results": results,
        "dialling": {**plain_dialling(house.dialling), "version": file.versions[DIALLING]},
        "pbx": asdict(ask.parts.applied()),
    }
    response = web.json_response({"version": house.version, **whole, **alone})
    response.headers["ETag"] = f'"{house.version}"'
    return response


ENDPOINTS = (
    Endpoint("GET", "/api/house", current, SETTINGS, gives=HouseView),
    Endpoint("POST", "/api/house/operators/{entry}/phone", desk_phone, SETTINGS, gives=DeskPhoneLogin),
    Endpoint("PUT", "/api/house/results", put_results, SETTINGS, takes=PutResults, gives=HouseView),
    Endpoint(
        "PUT", "/api/house/pauses/{entry}/place", place_pause, SETTINGS, takes=PlacePause, gives=HouseView
    ),
    Endpoint("PUT", "/api/house/dialling", put_dialling, SETTINGS, takes=PutDialling, gives=HouseView),
    Endpoint(
        "POST",
        "/api/house/dialling/preview",
        preview_dialling,
        SETTINGS,
        takes=PreviewDialling,
        gives=DiallingPreview,
    ),
    *(
        Endpoint(
            "PUT",
            f"/api/house/{kind}/{{entry}}",
            _putting(kind, what),
            SETTINGS,
            takes=takes,
            gives=HouseView,
        )
        for kind, (what, takes) in PUTS.items()
    ),
    Endpoint("GET", "/api/house/operators/{entry}/clients", held_clients, SETTINGS, gives=HeldClients),
    Endpoint(
        "DELETE",
        "/api/house/operators/{entry}",
        remove_operators,
        SETTINGS,
        query=OperatorRemovalQuery,
        gives=HouseView,
    ),
    *(
        Endpoint(
            "DELETE",
            f"/api/house/{kind}/{{entry}}",
            _removing(kind, what),
            SETTINGS,
            query=VersionQuery,
            gives=HouseView,
        )
        for kind, (what, _) in PUTS.items()
        if kind != "operators"
    ),
)
