"""Webhooks by the API: an administrator's business, and every step of it is noted."""

import pytest

from ccengine.core.ports import LogEntry
from ccengine.store.store import Store
from ccengine.stream.schemas import asyncapi
from tests.api.house import NOW, Rig
from tests.stream.follower import call, commit

pytestmark = pytest.mark.store

HOOK = {"url": "https://crm.example.com/hooks", "types": ["call.sealed", "call.noted"]}


async def test_a_webhook_from_its_making_to_its_end(rig: Rig, store: Store) -> None:
    admin = await rig.as_("root")
    made = await admin("POST", "/api/webhooks", HOOK)
    assert made.status == 200, made.text
    one = f"/api/webhooks/{made.json['id']}"
    assert made.json["secret"].startswith("whsec_")
    listed = await admin("GET", "/api/webhooks")
    assert made.json["secret"] not in listed.text
    (row,) = listed.json["webhooks"]
    assert (row["url"], row["types"]) == (HOOK["url"], sorted(HOOK["types"]))
    assert (row["active"], row["created"], row["waiting"], row["dead"]) == (True, NOW, 0, 0)

    assert (await admin("PUT", one, {"active": False})).status == 204
    assert (await admin("PUT", one, {"active": "no"})).status == 400
    assert not (await admin("GET", "/api/webhooks")).json["webhooks"][0]["active"]

    said = {"by": "op101", "result": "", "note": "=1+1"}
    noted = [
        LogEntry(stream="desk", seq=seq, at=NOW, type="call.noted", call_id=call(1), data=said)
        for seq in (100, 101)
    ]
    await commit(store, noted)
    async with store.session() as session:
        await session.connection.execute(
            "insert into webhook_dead select $1, 'desk', seq, now(), 99, 'the answer was 500' "
            "from unnest(array[100, 101]) seq",
            made.json["id"],
        )
    gone, other = (await admin("GET", f"{one}/dead")).json["events"]
    assert (gone["id"], gone["type"], gone["call_id"], gone["attempts"]) == (
        "desk:100",
        "call.noted",
        str(call(1)),
        99,
    )
    for event, status in ((gone["id"], 204), (gone["id"], 404), ("desk:1x", 400), ("x" * 200 + ":1", 400)):
        assert (await admin("POST", f"{one}/dead/{event}/resend")).status == status
    assert (await admin("GET", f"{one}/dead")).json["events"] == [other]
    assert (await admin("POST", f"{one}/dead/resend")).json == {"resent": 1}
    assert (await admin("GET", f"{one}/dead")).json == {"events": []}
    assert (await admin("GET", "/api/webhooks")).json["webhooks"][0]["waiting"] == 2

    assert (await admin("DELETE", one)).status == 204
    assert (await admin("DELETE", one)).status == 404
    acts = [(action, subject) for login, action, subject in await rig.audited() if login == "root"]
    number = str(made.json["id"])
    assert [act for act in acts if act[0].startswith("webhook.")] == [
        ("webhook.create", number),
        ("webhook.off", number),
        ("webhook.resend", number),
        ("webhook.resend", number),
        ("webhook.remove", number),
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"url": "https://127.0.0.1/x"}, "private network"),
        ({"url": "http://crm.example.com/"}, "https"),
        ({"url": "https://crm.example.com/", "types": ["call.sung"]}, "call.started"),
        ({"types": []}, "'url'"),
    ],
)
async def test_an_address_that_cannot_be_is_refused_with_the_reason(
    rig: Rig, body: object, said: str
) -> None:
    admin = await rig.as_("root")
    answer = await admin("POST", "/api/webhooks", body)
    assert answer.status == 400
    assert said in answer.json["detail"]


async def test_nobody_but_an_admin_sends_data_out_of_the_house(rig: Rig) -> None:
    for login in ("aziz", "chief", "core"):
        caller = await rig.as_(login)
        for method, path in (("GET", ""), ("POST", ""), ("DELETE", "/1"), ("GET", "/1/dead")):
            assert (await caller(method, f"/api/webhooks{path}", HOOK)).status == 403


async def test_the_contract_of_the_stream_is_served_to_who_may_read_it(rig: Rig) -> None:
    core = await rig.as_("core")
    assert (await core("GET", "/api/asyncapi.json")).json == asyncapi()
    schema = (await core("GET", "/api/events/call.sealed/schema")).json
    assert (schema["$id"], "record" in schema["properties"]) == ("urn:ccengine:event:call.sealed:1", True)
    assert (await core("GET", "/api/events/call.sung/schema")).status == 404
    aziz = await rig.as_("aziz")
    assert (await aziz("GET", "/api/asyncapi.json")).status == 403
