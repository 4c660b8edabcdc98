"""The stream of events behind the API's door: what people do comes out at the CRM's end."""

import asyncio
from pathlib import Path

import pytest

from ccengine.lab.wait import eventually
from ccengine.store.store import Store
from ccengine.stream.relay import Relay
from tests.api.house import NOW, PASSWORD, ask, house
from tests.fixtures_facts import seal, talked_record
from tests.stream.follower import Consumer

pytestmark = pytest.mark.store


async def test_the_crm_follows_with_a_bearer_token(store: Store, tmp_path: Path) -> None:
    relay = Relay(store)
    consumer = Consumer()
    async with house(store, tmp_path, relay=relay) as rig:
        [his] = await seal(store, [talked_record(NOW - 90_000, NOW - 30_000, leg="pbx1-0123456789abcdef-1.")])
        aziz = await rig.as_("aziz")
        token = (await rig.access.log_in("core", PASSWORD)).token
        rig.stranger.headers["Authorization"] = f"Bearer {token}"
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(consumer.read(rig.stranger, 2))
            await eventually(lambda: consumer.got)
            await aziz("PUT", f"/api/calls/{his}/note", {"note": "well", "result": "sale"})
            async with asyncio.timeout(20):
                await reading
    sealed, noted = consumer.got
    assert (sealed["type"], sealed["subject"]) == ("ccengine.call.sealed", str(his))
    assert "0123456789abcdef" not in str(sealed)
    assert (noted["id"], noted["type"], noted["data"]["note"]) == ("desk:1", "ccengine.call.noted", "well")
    assert consumer.cursor == "desk:1,pbx1:1"


async def test_an_unreadable_cursor_says_how_it_must_look(store: Store, tmp_path: Path) -> None:
    async with house(store, tmp_path, relay=Relay(store)) as rig:
        chief = await rig.as_("chief")
        for answer in (
            await chief("GET", "/api/events?after=yesterday"),
            await chief("GET", "/api/events", Last_Event_ID="7"),
        ):
            assert answer.status == 400
            assert answer.headers["Content-Type"].startswith("application/problem+json")
            assert "desk:7,pbx1:120" in answer.json["detail"]


async def test_nobody_else_follows(store: Store, tmp_path: Path) -> None:
    async with house(store, tmp_path, relay=Relay(store)) as rig:
        assert (await ask(rig.stranger, "GET", "/api/events")).status == 401
        assert (await (await rig.as_("aziz"))("GET", "/api/events")).status == 403
