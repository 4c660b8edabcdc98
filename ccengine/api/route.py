"""The route endpoint: Asterisk asks where a call goes, and gets an answer or a quick refusal.

A question with a ``kind`` is the other one: may this call, which an operator has dialled or passed on,
be recorded?

A listener of its own, on loopback. The dialplan waits for it with a hard timeout and falls
through to its static route on anything but a good answer, so every trouble here ends in a short
reply, never in silence: 403 for a wrong token, 400 for a question that cannot be read, 503 for
all else, the budget's end included. The question is a form, since Asterisk writes the address of
a failed request, with all that is in it, into its log.

Asterisk may ask the same question twice (it repeats one whose answer was lost). A repeat gets
the same reply from the ``Router``; one that comes while the first is still being decided waits
for that same decision, so that one question never reserves two operators.
"""

import asyncio
import hmac
import logging
import re
import time
from collections.abc import Callable
from urllib.parse import parse_qsl

from aiohttp import web

from ccengine.api.counters import RouteCounts
from ccengine.core.desk import RecordingQuestion, RecordingReply, RouteQuestion, Router, RouteReply
from ccengine.core.errors import BadInput, SettingsError
from ccengine.core.events import plain

HEADER = "X-CCEngine-Token"
BUDGET_S = 0.3
LONGEST_QUESTION = 4096

log = logging.getLogger(__name__)

_Question = RouteQuestion | RecordingQuestion
_Reply = RouteReply | RecordingReply

_Key = tuple[str, str, str]
_Parameters = dict[str, tuple[str, str]]

# What each parameter must look like, and that in words. All must be given, exactly once.
WHO: _Parameters = {
    "node": (r"[A-Za-z0-9_.-]{1,64}", "1 to 64 of A-Z a-z 0-9 _ . -"),
    "uniqueid": (r"[A-Za-z0-9_.-]{1,150}", "1 to 150 of A-Z a-z 0-9 _ . -"),
}
PARAMETERS: _Parameters = {
    **WHO,
    "step": (r"[1-9][0-9]?", "a number from 1 to 99"),
    "last_result": (r"[A-Z_]{0,32}", "at most 32 of A-Z _"),
    "caller": (r"[+0-9*#]{0,80}", "at most 80 of + 0-9 * #"),
    "withheld": (r"[01]", "0 or 1"),
    "dialled": (r"[A-Za-z0-9_+*#-]{1,80}", "1 to 80 of A-Z a-z 0-9 _ + * # -"),
}
MAY_RECORD: _Parameters = {
    **WHO,
    "call": (r"([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?", "a call's id, or empty"),
    "endpoint": (r"[A-Za-z0-9_]{0,64}", "at most 64 of A-Z a-z 0-9 _"),
    "kind": (r"operator|queue|outside|leg", "operator, queue, outside or leg"),
    "target": (r"[A-Za-z0-9_.+*#@;:/-]{1,130}", "1 to 130 of A-Z a-z 0-9 _ . + * # @ ; : / -"),
}


def read_question(pairs: list[tuple[str, str]]) -> RouteQuestion | RecordingQuestion:
    """The question in a form; BadInput names the parameter, and never quotes its value."""
    parameters = MAY_RECORD if any(name == "kind" for name, _ in pairs) else PARAMETERS
    given: dict[str, str] = {}
    for name, value in pairs:
        if name not in parameters:
            raise BadInput(f"route question: unknown parameter; known are {', '.join(parameters)}")
        if name in given:
            raise BadInput(f"route question: {name} is given twice")
        given[name] = value
    for name, (pattern, words) in parameters.items():
        if not re.fullmatch(pattern, given.get(name, "\n"), re.ASCII):
            state = "is missing" if name not in given else "cannot be used"
            raise BadInput(f"route question: {name} {state}; it must be {words}")
    if parameters is MAY_RECORD:
        return RecordingQuestion(**given)
    return RouteQuestion(
        node=given["node"],
        uniqueid=given["uniqueid"],
        step=int(given["step"]),
        last_result=given["last_result"],
        caller=given["caller"],
        withheld=given["withheld"] == "1",
        dialled=given["dialled"],
    )


class RouteEndpoint:
    """``POST /route`` around a Router. ``token`` is what Asterisk must send; it may not be empty."""

    def __init__(
        self,
        router: Router,
        token: str,
        *,
        budget_s: float = BUDGET_S,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        if not token:
            raise SettingsError("the route endpoint needs a token that Asterisk sends")
        self._router = router
        self._token = token.encode()
        self._budget_s = budget_s
        self._clock = clock
        self._deciding: dict[_Key, asyncio.Task[_Reply]] = {}
        self.counts = RouteCounts()

    def app(self) -> web.Application:
        app = web.Application(client_max_size=LONGEST_QUESTION)
        app.router.add_post("/route", self._answer)
        app.on_shutdown.append(self._stop)
        return app

    async def _answer(self, request: web.Request) -> web.Response:
        began = self._clock()
        response = await self._reply(request)
        self.counts.add(response.status, self._clock() - began)
        return response

    async def _reply(self, request: web.Request) -> web.Response:
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), self._token):
            return _refusal(403, f"the header {HEADER} does not hold the route token")
        try:
            question = read_question(parse_qsl(await request.text(), keep_blank_values=True))
        except BadInput as bad:
            log.warning("%s", bad)
            return _refusal(400, str(bad))
        try:
            reply = await self._decide(question, request)
        except TimeoutError:
            log.warning("route: no decision within %d ms for %s", self._budget_s * 1000, _name(question))
            return _refusal(503, "no decision in time")
        except Exception as error:
            # The message of a stranger's error may quote the question, which holds a number.
            log.warning("route: %s failed: %s", _name(question), type(error).__name__)
            return _refusal(503, "no decision could be made")
        return web.json_response(plain(reply))

    async def _decide(self, question: _Question, request: web.Request) -> _Reply:
        key = (question.node, question.uniqueid, _name(question))
        task = self._deciding.get(key)
        if task is None:
            task = asyncio.create_task(self._within_budget(question, request), name="route")
            self._deciding[key] = task
            task.add_done_callback(lambda done: self._decided(key, done))
        return await asyncio.shield(task)

    async def _within_budget(self, question: _Question, request: web.Request) -> _Reply:
        if request.transport is None or request.transport.is_closing():
            # We stood still, and he went on alone: nobody is to be reserved for him now.
            raise TimeoutError
        async with asyncio.timeout(self._budget_s):
            if isinstance(question, RecordingQuestion):
                return await self._router.may_record(question)
            return await self._router.route(question)

    def _decided(self, key: _Key, task: asyncio.Task[_Reply]) -> None:
        del self._deciding[key]
        if not task.cancelled():
            task.exception()  # seen, even where the caller has meanwhile gone

    async def _stop(self, _: web.Application) -> None:
        await asyncio.gather(*self._deciding.values(), return_exceptions=True)


def _name(question: _Question) -> str:
    """Without any number in it."""
    if isinstance(question, RecordingQuestion):
        return f"recording, {question.kind}"
    return f"step {question.step}"


def _refusal(status: int, detail: str) -> web.Response:
    return web.json_response({"error": detail}, status=status)
