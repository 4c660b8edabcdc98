"""Hostile text from the CRM, operators and callers through the house: the API, the database, the streams."""

import csv
import io
import json
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from ccengine.access.roles import PERMISSIONS
from ccengine.api.app import ENDPOINTS
from ccengine.api.endpoint import Endpoint
from ccengine.core.ports import LogEntry
from ccengine.store.client_import import ClientImport, Refused
from ccengine.store.directory import PgDirectory
from ccengine.store.store import Store
from ccengine.store.text import clean
from ccengine.stream.post import Poster
from ccengine.stream.relay import Relay
from tests.api.house import NEW_CALL, Answer, Rig, house
from tests.fixtures_redis import RedisServer
from tests.hostile.texts import KEPT, TEXTS
from tests.store.build import Ground
from tests.stream.follower import Consumer, call, commit
from tests.stream.receiver import receiving
from tests.stream.test_events import streaming
from tests.stream.test_fanout import KEY, road

pytestmark = pytest.mark.store

LOGINS = {"aziz": "operator", "root": "admin"}
LEAVE = {"/api/login", "/api/logout"}
HERE = "<here>"
"""Where in a body the text stands."""
LONGEST_PART = 200
"""Of an address: a much longer line is refused before it is anybody's request."""


@pytest.fixture
async def rig(store: Store, tmp_path: Path) -> AsyncIterator[Rig]:
    async with house(store, tmp_path) as rig:
        yield rig


async def test_every_address_takes_any_text_or_refuses_it_in_words(rig: Rig) -> None:
    """The text stands in the path, in each parameter and in each field; nothing breaks, and no answer is
    but JSON, or the page itself."""
    callers = {login: await rig.as_(login) for login in LOGINS}
    for endpoint in (one for one in ENDPOINTS if one.path not in LEAVE):
        caller = next(callers[login] for login, role in LOGINS.items() if _may(role, endpoint))
        says_something = "{" in endpoint.path or endpoint.query or endpoint.takes
        for name, text in TEXTS.items() if says_something else ():
            address, body = _asked(endpoint, text)
            answer = await caller(endpoint.method, address, body)
            assert answer.status < 500, (endpoint.path, name, answer.body)
            _is_harmless(answer, text, f"{endpoint.method} {endpoint.path}: {name}")
    rows = await rig.store.fetch("client_operators")
    assert [row["id"] for row in rows] == ["op101", "op102"]


def _may(role: str, endpoint: Endpoint) -> bool:
    return bool(endpoint.needs & (PERMISSIONS[role] | {"open", "logged in"}))


def _asked(endpoint: Endpoint, text: str) -> tuple[str, Any]:
    part = quote(text[:LONGEST_PART].encode("utf-8", "surrogatepass"), safe="") or "%20"
    query = "&".join(f"{name}={part}" for name in getattr(endpoint.query, "__annotations__", {}))
    fields = getattr(endpoint.takes, "__annotations__", {})
    address = re.sub(r"\{.*\}", lambda _: part, endpoint.path)
    return f"{address}?{query}".rstrip("?"), dict.fromkeys(fields, text) if fields else None


def _is_harmless(answer: Answer, text: str, where: str) -> None:
    assert answer.headers["X-Content-Type-Options"] == "nosniff", where
    assert "X-Evil" not in answer.headers, where
    if answer.status >= 400:
        assert answer.headers["Content-Type"].startswith("application/problem+json"), where
        assert answer.json["detail"].isprintable(), (where, answer.json)
        assert len(answer.json["detail"]) < 2_000, where


# A body that is good but for one text: where it goes, who says it, and what is said back.
FREE: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "a client's name": ("core", "PUT", "/api/clients/evil", {"name": HERE}),
    "a company": ("core", "PUT", "/api/clients/evil", {"name": "x", "company": HERE}),
    "a field": ("core", "PUT", "/api/clients/evil", {"name": "x", "card": {"x": HERE}}),
    "a field's label": ("core", "PUT", "/api/clients/evil", {"name": "x", "card": {HERE: "x"}}),
    "a language": ("core", "PUT", "/api/clients/evil", {"name": "x", "language": HERE}),
    "a document": ("core", "PUT", "/api/clients/evil", {"name": "x", "document_url": HERE}),
    "a number": ("core", "PUT", "/api/clients/evil", {"name": "x", "phones": [HERE]}),
    "a note": ("aziz", "PUT", f"/api/calls/{NEW_CALL}/note", {"note": HERE, "result": ""}),
    "a result": ("aziz", "PUT", f"/api/calls/{NEW_CALL}/note", {"note": "", "result": HERE}),
    "a reason": ("aziz", "PUT", "/api/me/status", {"status": "paused", "reason": HERE}),
    "a program": ("root", "POST", "/api/tokens", {"name": HERE, "scopes": ["events"]}),
    "a webhook": ("root", "POST", "/api/webhooks", {"url": f"https://crm.example.com/{HERE}", "types": []}),
}


async def test_what_is_free_text_comes_back_as_it_was_or_is_refused(rig: Rig) -> None:
    async with rig.store.session() as session:
        talked = {"operator": "op101", "leg": "a"}
        await session.connection.execute(
            "insert into log values ('pbx1', 1, now(), 'call.talk_started', $1, $2)", NEW_CALL, talked
        )
    callers = {login: await rig.as_(login) for login in {login for login, *_ in FREE.values()}}
    taken = dict.fromkeys(FREE, 0)
    for place, (login, method, address, body) in FREE.items():
        for name, text in TEXTS.items():
            answer = await callers[login](method, address, _with(body, text))
            _is_harmless(answer, text, f"{place}: {name}")
            taken[place] += answer.status < 300
            if answer.status < 300 and address.startswith("/api/clients"):
                kept = (await callers[login]("GET", address)).json
                assert text.strip() in (*kept.values(), *kept["card"], *kept["card"].values()), (place, name)
            elif answer.status < 300 and "/note" in address:
                kept = (await callers[login]("GET", address.removesuffix("/note"))).json["note"]
                assert text in (kept["note"], kept["result"]), (place, name)
    assert min(taken["a note"], taken["a client's name"]) > len(TEXTS) // 2
    assert [what[3] for what in rig.desk.asked if what[0] == "set_status"] != []


def _with(body: Any, text: str) -> Any:
    """The body, the text in its place."""
    if isinstance(body, dict):
        return {_with(label, text): _with(value, text) for label, value in body.items()}
    if isinstance(body, list):
        return [_with(value, text) for value in body]
    return body.replace(HERE, text)


async def test_a_crm_s_file_is_taken_in_line_by_line(store: Store, tmp_path: Path) -> None:
    """Each line is a client of just this name, or is refused for a reason; none spoils another."""
    await Ground.make(store)
    directory = PgDirectory(store)
    for form, write in FILES.items():
        names = {f"{form}{n}": text for n, text in enumerate(KEPT.values())}
        path = tmp_path / form
        path.write_text(write(names), encoding="utf-8", newline="")
        refused: list[Refused] = []
        work = ClientImport(store, region="UZ", by="crm", now=lambda: 1, reject=refused.append)
        outcome = await work.run(path, form)
        without = {one.id for one in refused}
        assert (outcome.lines, outcome.created) == (len(names), len(names) - len(without))
        for client_id, name in names.items():
            client = await directory.by_id(client_id)
            assert (client.name if client else None) == (None if client_id in without else name.strip())


def _as_csv(names: Mapping[str, str]) -> str:
    table = io.StringIO(newline="")
    csv.writer(table).writerows([("id", "name"), *names.items()])
    return table.getvalue()


def _as_lines(names: Mapping[str, str]) -> str:
    return "".join(f"{json.dumps({'id': one, 'name': name})}\n" for one, name in names.items())


FILES = {"csv": _as_csv, "jsonl": _as_lines}


@pytest.mark.redis
async def test_every_stream_carries_the_text_as_one_event(store: Store, redis_server: RedisServer) -> None:
    """As many events come out as went in, with their own ids, over every road of the CRM."""
    told = [_entry(seq, text) for seq, text in enumerate(TEXTS.values(), 1)]
    await commit(store, told)
    expected = [(f"pbx1:{entry.seq}", clean(entry.data["queue"])) for entry in told]
    consumer = Consumer()
    async with streaming(Relay(store)) as client:
        await consumer.read(client, len(told))
    assert _said(consumer.got) == expected

    async with road(store, redis_server) as carrying:
        await carrying.holds(range(1, len(told) + 1))
        carried = [json.loads(fields["event"]) for _, fields in await carrying.redis.xrange(KEY)]
        assert await carrying.redis.keys() == [KEY]
    assert _said(carried) == expected

    async with receiving() as receiver, Poster(allow_private=True) as post:
        for event in carried:
            assert await post(receiver.url, "whsec_" + "5" * 64, event, 1) == ""
            assert set(receiver.headers) == HEADERS
    assert _said(receiver.got) == expected


HEADERS = {
    *("Host", "Content-Type", "Content-Length", "X-CCEngine-Signature"),
    *("Accept", "Accept-Encoding", "User-Agent"),
}


def _entry(seq: int, text: str) -> LogEntry:
    data = {"call_id": str(call(seq)), "queue": text}
    return LogEntry(stream="pbx1", seq=seq, at=0, type="call.queued", call_id=call(seq), data=data)


def _said(events: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(event["id"], event["data"]["queue"]) for event in events]
