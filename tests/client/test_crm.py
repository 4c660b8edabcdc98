"""The client against the real API on a real PostgreSQL."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from uuid import UUID

import aiohttp
import pytest
from aiohttp import web

from ccengine.api.listener import listening
from ccengine.client import ApiError, ClientError, CrmClient, StreamEvent, Unreachable
from ccengine.store.store import Store
from ccengine.stream.relay import Relay
from tests.api.house import NEW_CALL, NOW, Rig, house
from tests.api.test_recordings import SOUND, keep
from tests.fixtures_facts import call_record, seal, talked_record
from tests.stream.follower import commit, entries

pytestmark = pytest.mark.store

SCOPES = (
    "events",
    "calls.all",
    "calls.place",
    "recordings.read",
    "obligations",
    "clients.read",
    "clients.write",
)


@asynccontextmanager
async def client_of(rig: Rig, *scopes: str) -> AsyncIterator[CrmClient]:
    name = f"crm{len(await rig.access.tokens.listing())}"
    _, secret = await rig.access.tokens.create(name, scopes or SCOPES, by="root")
    async with CrmClient(rig.base, secret, retry_s=(0.05, 0.2)) as crm:
        yield crm


@pytest.fixture
async def rig(store: Store, tmp_path: Path) -> AsyncIterator[Rig]:
    async with house(store, tmp_path, relay=Relay(store)) as rig:
        yield rig


async def test_what_a_crm_asks(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ccengine.client.crm.PAGE", 2)
    talked = talked_record(NOW - 90_000, NOW - 30_000, leg="a")
    missed = [call_record(NOW - 20_000 + n * 1000, NOW - 10_000 + n) for n in range(4)]
    ids = await seal(rig.store, [talked, *missed])
    await keep(rig.store, ids[0], SOUND)
    async with client_of(rig) as crm:
        calls = [call async for call in crm.calls()]
        assert {call["call_id"] for call in calls} == set(map(str, ids))
        assert [call["start"] for call in calls] == sorted((c["start"] for c in calls), reverse=True)
        assert (await crm.call(str(ids[0])))["parts"][0]["operator"] == "op101"
        [promise] = [one async for one in crm.obligations()]
        assert promise["number"] == "+998901234567"
        assert await crm.place_call("op102", "+998901112233") == str(NEW_CALL)
        pieces = [piece async for piece in crm.recording(str(ids[0]))]
        assert hashlib.sha256(b"".join(pieces)).digest() == hashlib.sha256(SOUND).digest()
        async with aiohttp.request("GET", await crm.lend_recording(str(ids[0]))) as lent:
            # The house's clock stands at NOW, and so do its addresses.
            assert await lent.read() == SOUND


async def test_a_client_is_put_and_read_whatever_his_id_is(rig: Rig) -> None:
    async with client_of(rig) as crm:
        for client in ("c7", "crm:7~1@x"):
            fields = {"name": "Olga Petrova", "phones": ["+998 90 765-43-21"], "responsible": "op101"}
            put = await crm.put_client(client, fields)
            assert (put["id"], put["phones"]) == (client, ["+998907654321"])
            assert await crm.client(client) == put
        with pytest.raises(ApiError) as caught:
            await crm.put_client("c8", {"name": "", "phones": ["x"]})
        assert not caught.value.temporary


async def test_refusals_are_told_apart(rig: Rig) -> None:
    async with client_of(rig, "calls.all") as crm:
        with pytest.raises(ApiError) as unknown:
            await crm.call(str(UUID(int=9)))
        assert (unknown.value.status, unknown.value.kind) == (404, "not-found")
        with pytest.raises(ApiError, match=r"lacks the scope 'calls\.place'"):
            await crm.place_call("op101", "100")
        with pytest.raises(ApiError, match="'events'"):
            await anext(crm.events())
    async with CrmClient("http://127.0.0.1:9", "cct_x") as nowhere:
        with pytest.raises(Unreachable) as caught:
            await nowhere.client("c7")
        assert "c7" not in str(caught.value)


async def test_a_sound_that_breaks_off_is_an_error(rig: Rig) -> None:
    [call_id] = await seal(rig.store, [talked_record(NOW - 90_000, NOW - 30_000, leg="a")])
    await keep(rig.store, call_id, SOUND)
    async with rig.store.session() as session:
        await session.connection.execute("delete from recording_piece where number = 2")
    async with client_of(rig) as crm:
        with pytest.raises(Unreachable):
            _ = [piece async for piece in crm.recording(str(call_id))]


async def read(crm: CrmClient, count: int, after: str = "") -> list[StreamEvent]:
    found: list[StreamEvent] = []
    async with asyncio.timeout(20), aclosing(crm.events(after)) as events:
        async for event in events:
            found.append(event)
            if len(found) == count:
                break
    return found


async def test_the_stream_from_the_first_event_and_from_a_position(rig: Rig) -> None:
    await commit(rig.store, entries("pbx1", 1, 5))
    async with client_of(rig) as crm:
        events = await read(crm, 5)
        assert [event.id for event in events] == [f"pbx1:{n}" for n in range(1, 6)]
        rest = await read(crm, 2, after=events[2].position)
        assert [event.id for event in rest] == ["pbx1:4", "pbx1:5"]


class Flaky:
    """A stream of two doubled events that breaks off, refuses, then goes on from Last-Event-ID."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.headers.get("Last-Event-ID", ""))
        if len(self.asked) == 2:
            return web.json_response({"detail": "away"}, status=503)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        first = 1 if len(self.asked) == 1 else 2
        for number in (first, first, first + 1):
            text = f'{{"id": "pbx1:{number}", "type": "ccengine.call.held", "data": {{}}}}'
            await response.write(f"id: pbx1:{number}\ndata: {text}\n\n".encode())
        if len(self.asked) == 1:
            assert request.transport is not None
            request.transport.abort()
        return response


async def test_a_broken_stream_goes_on_where_it_was_and_doubles_are_dropped() -> None:
    flaky = Flaky()
    app = web.Application()
    app.router.add_get("/api/events", flaky.answer)
    async with (
        listening(app, "127.0.0.1", 0) as port,
        CrmClient(f"http://127.0.0.1:{port}", "cct_x", retry_s=(0.01, 0.02)) as crm,
    ):
        events = await read(crm, 3)
    assert [event.id for event in events] == ["pbx1:1", "pbx1:2", "pbx1:3"]
    assert flaky.asked[:3] == ["", "pbx1:2", "pbx1:2"]


async def test_a_stream_that_is_none_is_not_asked_again() -> None:
    async def nonsense(_: web.Request) -> web.Response:
        return web.Response(text="data: tea\n\n", content_type="text/event-stream")

    app = web.Application()
    app.router.add_get("/api/events", nonsense)
    async with listening(app, "127.0.0.1", 0) as port, CrmClient(f"http://127.0.0.1:{port}", "x") as crm:
        with pytest.raises(ClientError, match="cannot be read"):
            await anext(crm.events())
