"""The route endpoint over real HTTP, before a router that can be slow, broken or counted."""

import asyncio
import logging
from urllib.parse import urlencode

import pytest

from ccengine.api.listener import listening
from ccengine.api.route import HEADER, RouteEndpoint
from ccengine.core.desk import RecordingQuestion, RecordingReply, RouteQuestion, RouteReply
from ccengine.core.errors import SettingsError, StoreUnavailable
from ccengine.lab.wait import eventually
from tests.api.http import serving

TOKEN = {HEADER: "a token"}
GOOD = {
    "node": "pbx1",
    "uniqueid": "pbx1-0123456789abcdef-1795350000.7",
    "step": "1",
    "last_result": "",
    "caller": "+998901234567",
    "withheld": "0",
    "dialled": "100",
}
MAY_RECORD = {
    "node": "pbx1",
    "uniqueid": "pbx1-0123456789abcdef-1795350000.8",
    "call": "",
    "endpoint": "op101",
    "kind": "outside",
    "target": "+998901234567",
}


class FakeRouter:
    """Rings op101. ``gate`` closed: it decides only once it is opened."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[RouteQuestion | RecordingQuestion] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.cancelled = 0
        self._error = error

    async def route(self, question: RouteQuestion) -> RouteReply:
        self.asked.append(question)
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self._error:
            raise self._error
        return RouteReply(
            uniqueid=question.uniqueid, call="c", do="ring", targets="op101", seconds=20, rest="hangup-0"
        )

    async def may_record(self, question: RecordingQuestion) -> RecordingReply:
        self.asked.append(question)
        return RecordingReply(uniqueid=question.uniqueid, record="quiet", apart="op104-no", announce=1)


async def test_whether_a_call_may_be_recorded_is_asked_at_the_same_address() -> None:
    router = FakeRouter()
    async with (
        serving(RouteEndpoint(router, "a token").app()) as client,
        client.post("/route", data=MAY_RECORD, headers=TOKEN) as response,
    ):
        reply = {"uniqueid": MAY_RECORD["uniqueid"], "record": "quiet", "apart": "op104-no", "announce": 1}
        assert (response.status, await response.json()) == (200, reply)
    assert router.asked == [RecordingQuestion(**MAY_RECORD)]


@pytest.mark.parametrize(
    ("name", "value"),
    [("call", "5"), ("endpoint", "op101;2"), ("kind", "all"), ("target", ""), ("target", "a\r\nb")],
)
async def test_a_bad_question_about_recording(name: str, value: str) -> None:
    router = FakeRouter()
    async with (
        serving(RouteEndpoint(router, "a token").app()) as client,
        client.post("/route", data=MAY_RECORD | {name: value}, headers=TOKEN) as response,
    ):
        assert response.status == 400
        assert f"{name} cannot be used" in (await response.json())["error"]
    assert router.asked == []


async def test_a_question_gets_a_flat_reply_that_echoes_the_uniqueid() -> None:
    router = FakeRouter()
    async with (
        serving(RouteEndpoint(router, "a token").app()) as client,
        client.post("/route", data=GOOD, headers=TOKEN) as response,
    ):
        assert response.status == 200
        assert await response.json() == {
            "uniqueid": GOOD["uniqueid"],
            "call": "c",
            "do": "ring",
            "targets": "op101",
            "seconds": 20,
            "rest": "hangup-0",
            "record": "yes",
            "apart": "",
            "announce": 0,
        }
    assert router.asked == [
        RouteQuestion(
            node="pbx1",
            uniqueid=GOOD["uniqueid"],
            step=1,
            last_result="",
            caller="+998901234567",
            withheld=False,
            dialled="100",
        )
    ]


@pytest.mark.parametrize("headers", [{}, {HEADER: ""}, {HEADER: "a toke"}, {HEADER: "жетон"}])
async def test_without_the_token_nothing_is_asked(headers: dict[str, str]) -> None:
    router = FakeRouter()
    async with (
        serving(RouteEndpoint(router, "a token").app()) as client,
        client.post("/route", data=GOOD, headers=headers) as response,
    ):
        assert response.status == 403
    assert router.asked == []


def test_an_empty_token_is_refused_at_the_start() -> None:
    with pytest.raises(SettingsError):
        RouteEndpoint(FakeRouter(), "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("node", ""),
        ("node", "pbx 1"),
        ("uniqueid", "x" * 151),
        ("uniqueid", "1.1\r\nEvent: x"),
        ("step", "0"),
        ("step", "100"),
        ("step", "٣"),
        ("last_result", "busy"),
        ("caller", "${SHELL}"),
        ("caller", "1" * 81),
        ("caller", "\u202e123"),
        ("withheld", "yes"),
        ("dialled", "100&101"),
        ("dialled", ""),
    ],
)
async def test_a_bad_question_is_told_what_and_where(
    name: str, value: str, caplog: pytest.LogCaptureFixture
) -> None:
    router = FakeRouter()
    async with (
        serving(RouteEndpoint(router, "a token").app()) as client,
        client.post("/route", data=GOOD | {name: value}, headers=TOKEN) as response,
    ):
        assert response.status == 400
        assert f"{name} cannot be used; it must be" in (await response.json())["error"]
    assert router.asked == []
    assert "998901234567" not in caplog.text


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ([(k, v) for k, v in GOOD.items() if k != "step"], "step is missing"),
        ([*GOOD.items(), ("step", "2")], "step is given twice"),
        ([*GOOD.items(), ("shoe", "42")], "unknown parameter"),
    ],
)
async def test_every_parameter_is_given_exactly_once(query: list[tuple[str, str]], complaint: str) -> None:
    async with (
        serving(RouteEndpoint(FakeRouter(), "a token").app()) as client,
        client.post("/route", data=query, headers=TOKEN) as response,
    ):
        assert response.status == 400
        assert complaint in (await response.json())["error"]


async def test_a_router_over_its_budget_is_stopped_and_asterisk_falls_through() -> None:
    router = FakeRouter()
    router.gate.clear()
    endpoint = RouteEndpoint(router, "a token", budget_s=0.05)
    async with (
        serving(endpoint.app()) as client,
        client.post("/route", data=GOOD, headers=TOKEN) as response,
    ):
        assert response.status == 503
        assert router.cancelled == 1
        router.gate.set()
        async with client.post("/route", data=GOOD, headers=TOKEN) as response:
            assert response.status == 200
    assert endpoint.counts.by_status == {503: 1, 200: 1}
    assert endpoint.counts.slowest_s >= 0.045


@pytest.mark.parametrize("error", [StoreUnavailable(), ValueError("+998901234567 is odd")])
async def test_any_failure_is_503_and_logs_no_number(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with (
        serving(RouteEndpoint(FakeRouter(error), "a token").app()) as client,
        client.post("/route", data=GOOD, headers=TOKEN) as response,
    ):
        assert response.status == 503
        assert "998901234567" not in await response.text()
    assert "998901234567" not in caplog.text


async def test_a_repeat_during_the_decision_waits_for_that_same_decision() -> None:
    router = FakeRouter()
    router.gate.clear()
    async with serving(RouteEndpoint(router, "a token", budget_s=5).app()) as client:

        async def ask(step: str) -> int:
            async with client.post("/route", data=GOOD | {"step": step}, headers=TOKEN) as response:
                return response.status

        async with asyncio.TaskGroup() as tasks:
            answers = [tasks.create_task(ask(step)) for step in ("1", "1", "1", "2")]
            await eventually(lambda: len(router.asked) == 2)
            router.gate.set()
        assert [answer.result() for answer in answers] == [200] * 4
    assert sorted(q.step for q in router.asked if isinstance(q, RouteQuestion)) == [1, 2]


async def test_a_line_that_is_no_http_leaves_no_number_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with listening(RouteEndpoint(FakeRouter(), "a token").app(), "127.0.0.1", 0) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /route?caller=+998901234567 \x00 HTTP/9.x\r\n\r\n")
        assert b"400" in await reader.readline()
        writer.close()
        await writer.wait_closed()
    assert "998901234567" not in caplog.text


async def test_who_has_gone_on_alone_is_not_decided_for() -> None:
    """An engine that stood still finds questions of callers who did not wait."""
    router = FakeRouter()
    endpoint = RouteEndpoint(router, "a token")
    async with listening(endpoint.app(), "127.0.0.1", 0) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        body = urlencode(GOOD)
        head = f"POST /route HTTP/1.1\r\nHost: x\r\n{HEADER}: a token\r\nContent-Length: {len(body)}\r\n"
        form = "Content-Type: application/x-www-form-urlencoded\r\n"
        writer.write(f"{head}{form}\r\n{body}".encode())
        writer.close()
        await writer.wait_closed()
        await eventually(lambda: endpoint.counts.by_status)
    assert router.asked == []
