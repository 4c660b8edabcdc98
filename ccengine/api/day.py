"""An operator's own day and his tasks: what he did, whom he owes a call, what he has to do."""

from typing import Annotated, Any, NotRequired, TypedDict
from uuid import UUID

from aiohttp import web

from ccengine.api.body import read_body
from ccengine.api.endpoint import DESK, Ask, Endpoint
from ccengine.api.shapes.worklist import ObligationRow
from ccengine.core.errors import BadInput
from ccengine.core.facts import Direction, OperatorStatus, Outcome

LONGEST_TASK = 500
LAST_MOMENT = 10**14
MOST_OWED = 100


class TaskRow(TypedDict):
    """``done`` is 0 while it is to be done. The client and his number are those of the call that it
    came of."""

    id: str
    text: str
    due: int
    made: int
    done: int
    call_id: str
    client: str
    client_name: str
    company: str
    number: str


class TaskList(TypedDict):
    """What is due first comes first; what was done today stands at the end."""

    tasks: list[TaskRow]


class TaskRequest(TypedDict):
    text: Annotated[str, "at most 500 characters"]
    due: Annotated[int, "UTC milliseconds"]
    call_id: NotRequired[Annotated[str, "the call that it came of"]]


class TaskDoneRequest(TypedDict):
    done: bool


class DayCall(TypedDict):
    """A call of today with his own share in it: ``talk_ms``, ``held_ms`` and ``wrap_up_ms`` are his,
    ``parts`` how many talk parts they are. ``not_answered``: his offers that ended so."""

    call_id: str
    start: int
    direction: Direction
    outcome: Outcome
    number: str
    withheld: bool
    client_name: str
    company: str
    result: str
    note: str
    parts: int
    taken: bool
    talk_ms: int
    held_ms: int
    wrap_up_ms: int
    not_answered: int


class Figures(TypedDict):
    """By METRICS: null where there is nothing to divide by."""

    taken: int
    talk_ms: int
    aht_ms: int | None
    not_answered: int
    occupancy: float | None


class Day(TypedDict):
    """Since ``since``, the house's midnight, until ``at``. The oldest promise comes first, and the task
    that is due first."""

    at: int
    since: int
    figures: Figures
    calls: list[DayCall]
    obligations: list[ObligationRow]
    tasks: list[TaskRow]


async def day(ask: Ask) -> web.StreamResponse:
    """The operator's own day: his calls and figures, whom he should call back, what he has to do."""
    parts, operator = ask.parts, ask.operator
    status, since = _state(ask, operator)
    told = await parts.day(operator, status, since)
    owed = await parts.worklist.page("", operator, None, MOST_OWED)
    tasks = await parts.tasks.of(operator, told["since"])
    return web.json_response({**told, "obligations": owed, "tasks": tasks})


def _state(ask: Ask, operator: str) -> tuple[OperatorStatus, int]:
    """What he does now, and since when."""
    for row in ask.parts.desk.live()["operators"]:
        if row["operator"] == operator:
            return OperatorStatus(row["status"]), row["since"]
    return OperatorStatus.OFFLINE, 0


async def tasks(ask: Ask) -> web.StreamResponse:
    """What the operator has to do, and what he did today."""
    since = ask.parts.day.today()
    return web.json_response({"tasks": await ask.parts.tasks.of(ask.operator, since)})


async def put_task(ask: Ask) -> web.StreamResponse:
    """Make a task under an id of the page's own, or change it. Sent twice it is still one."""
    body = await read_body(ask.request, "text", "due", "call_id")
    text = body.text("text", shortest=1, longest=LONGEST_TASK).strip()
    if not text:
        raise BadInput("The field 'text' must hold words.")
    due = body.number("due", least=0, most=LAST_MOMENT)
    call_id = _uuid(body.text("call_id", longest=36), "call_id") if body.has("call_id") else None
    if call_id is not None:
        await ask.parts.records.must_be_seen(call_id, ask.whose_calls)
    who: dict[str, Any] = {"operator": ask.operator, "login": ask.user.login}
    await ask.parts.tasks.put(_task(ask), **who, text=text, due=due, call_id=call_id)
    return web.Response(status=204)


async def set_done(ask: Ask) -> web.StreamResponse:
    """It is done; or, after all, it is not."""
    body = await read_body(ask.request, "done")
    done = body.value("done")
    if not isinstance(done, bool):
        raise BadInput("The field 'done' must be true or false.")
    await ask.parts.tasks.set_done(_task(ask), ask.operator, ask.user.login, done=done)
    return web.Response(status=204)


def _task(ask: Ask) -> UUID:
    return _uuid(ask.request.match_info["task"], "task")


def _uuid(text: str, what: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadInput("The {what} must be a UUID.", what=what) from None


ENDPOINTS = (
    Endpoint("GET", "/api/me/day", day, DESK, gives=Day),
    Endpoint("GET", "/api/tasks", tasks, DESK, gives=TaskList),
    Endpoint("PUT", "/api/tasks/{task}", put_task, DESK, takes=TaskRequest),
    Endpoint("PUT", "/api/tasks/{task}/done", set_done, DESK, takes=TaskDoneRequest),
)
