"""The worklist over HTTP: who waits, who has taken him on, and what people do about it."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from ccengine.api.shapes.worklist import ObligationRow
from ccengine.core.errors import PbxUnreachable
from ccengine.core.facts import Direction, Leg, Outcome, Visit, VisitLeft
from tests.api.house import NEW_CALL, NOW, PASSWORD, Caller, Rig
from tests.fixtures_facts import call_record, seal

pytestmark = pytest.mark.store

MINUTE = 60_000
OPENED = NOW - 570_000
STRANGER = "+998935550000"


@pytest.fixture
async def obligation(rig: Rig) -> int:
    """One obligation, of two missed calls."""
    await seal(rig.store, [call_record(NOW - at, NOW - at + 30_000) for at in (600_000, 300_000)])
    return await newest(rig)


async def newest(rig: Rig) -> int:
    async with rig.store.session() as session:
        return int(await session.connection.fetchval("select max(id) from obligation"))


async def listed(caller: Caller, query: str = "") -> list[dict[str, Any]]:
    answer = await caller("GET", f"/api/obligations{query}")
    assert answer.status == 200, answer.text
    rows: list[dict[str, Any]] = answer.json["obligations"]
    return rows


async def tried(rig: Rig, at: int, outcome: Outcome = Outcome.NO_ANSWER) -> None:
    """Somebody calls the client, who does not answer."""
    sides = (("1", "inside", "op102"), ("2", "outside", "trunk"))
    legs = tuple(
        Leg(
            leg=f"{at}.{leg}",
            channel=f"PJSIP/{endpoint}-{leg}",
            side=side,
            endpoint=endpoint,
            number="",
            start=at,
            answered=0,
            ended=at + 10_000,
            cause=19,
        )
        for leg, side, endpoint in sides
    )
    record = call_record(at, at + 10_000, direction=Direction.OUTBOUND, legs=legs)
    await seal(rig.store, [replace(record, dialled="+998901234567", outcome=outcome)])


def told(rig: Rig) -> list[str]:
    return [entry.type.removeprefix("obligation.") for entry in rig.announced]


# --- the list --------------------------------------------------------------------------------------


async def test_the_list_has_the_shape_that_the_page_reads(rig: Rig, obligation: int) -> None:
    await tried(rig, NOW - 100_000, Outcome.BUSY)
    aziz = await rig.as_("aziz")
    answer = (await aziz("GET", "/api/obligations")).json
    [row] = answer["obligations"]
    assert row.keys() == ObligationRow.__annotations__.keys()
    [attempt] = row.pop("attempts")
    assert (attempt["at"], attempt["operator_name"], attempt["result"]) == (NOW - 100_000, "Büşra", "busy")
    assert row == {
        "id": obligation,
        "opened": OPENED,
        "number": "+998901234567",
        "client": "c1",
        "client_name": "<b>Яна</b>",
        "company": "O'Neil & Σία",
        "missed": 2,
        "last_missed": NOW - 270_000,
        "promised": "",
        "message": "",
        "responsible": "op101",
        "responsible_name": "Aziz",
        "queue": "sales",
        "queue_name": "Sales",
        "callers": ["op101"],
        "claimed_by": "",
        "claimed_by_name": "",
        "claimed": 0,
        "wake": 0,
        "woken": False,
        "reminder": "",
        "due": OPENED + 60 * MINUTE,
        "overdue": False,
        "escalated": 0,
        "attempted": 1,
        "waited_work_ms": 570_000,
    }
    assert answer["next"] == ""
    assert answer["head"] == {
        "at": NOW,
        "open": 1,
        "claimed": 0,
        "sleeping": 0,
        "overdue": 0,
        "mine": 1,
        "withheld": 0,
        "attempts_needed": 2,
    }


async def test_a_callback_that_was_asked_for_is_a_promise_made(rig: Rig) -> None:
    asked = Visit(
        queue="sales",
        position=1,
        entered=NOW - MINUTE,
        left=NOW - 30_000,
        how=VisitLeft.CALLBACK,
        wait_ms=30_000,
    )
    await seal(rig.store, [call_record(NOW - MINUTE, NOW - 30_000, visits=(asked,))])
    [row] = await listed(await rig.as_("aziz"))
    assert row["promised"] == "callback"


async def test_a_message_that_he_left_is_there_to_be_heard(rig: Rig) -> None:
    [first, second] = await seal(
        rig.store, [call_record(NOW - at, NOW - at + 30_000) for at in (600_000, 300_000)]
    )
    async with rig.store.session() as session:
        for call_id in (first, second):
            await session.connection.execute(
                "insert into voicemail values ($1, 'sales', 'audio/ogg', 9, 4000, $2)", call_id, b"5" * 32
            )
    [row] = await listed(await rig.as_("aziz"))
    assert (row["promised"], row["message"]) == ("voicemail", str(second))


async def test_withheld_callers_are_counted_and_not_chased(rig: Rig) -> None:
    moments = (NOW - 24 * 60 * MINUTE, NOW - 5 * MINUTE, NOW - MINUTE)
    await seal(rig.store, [call_record(at, at + 30_000, withheld=True, caller="") for at in moments])
    answer = (await (await rig.as_("aziz"))("GET", "/api/obligations")).json
    assert (answer["obligations"], answer["head"]["withheld"]) == ([], 2)


async def test_each_reads_the_part_that_is_his(rig: Rig) -> None:
    """Four clients: one is free, one a colleague's, one sleeps, one is late."""
    aziz, busra, chief = [await rig.as_(name) for name in ("aziz", "busra", "chief")]
    ids = []
    for n in range(4):
        at = NOW - (4 - n) * MINUTE
        await seal(rig.store, [call_record(at, at + 30_000, caller=f"+99893555000{n}")])
        ids.append(await newest(rig))
    async with rig.store.session() as session:
        await session.connection.execute("insert into queue_operator values ('sales', 'op102')")
        await session.connection.execute("update obligation set due_at = opened_at where id = $1", ids[3])
    assert (await busra("POST", f"/api/obligations/{ids[1]}/claim")).status == 204
    sleeping = {"until": NOW + MINUTE, "reason": "at lunch"}
    assert (await aziz("POST", f"/api/obligations/{ids[2]}/postpone", sleeping)).status == 204

    async def of(caller: Caller, query: str) -> list[int]:
        return [ids.index(row["id"]) for row in await listed(caller, query)]

    assert await of(aziz, "") == [0, 1, 2, 3]
    assert await of(aziz, "?state=open") == [0, 3]
    assert await of(aziz, "?state=claimed") == [1]
    assert await of(aziz, "?state=sleeping") == [2]
    assert await of(aziz, "?state=overdue") == [3]
    assert await of(aziz, "?mine=yes") == [2]
    assert await of(busra, "?mine=yes") == [0, 1, 3]
    assert await of(busra, "?mine=yes&state=overdue") == [3]
    assert (await chief("GET", "/api/obligations?mine=yes")).status == 403
    assert (await aziz("GET", "/api/obligations?state=lost")).status == 400
    head = (await busra("GET", "/api/obligations")).json["head"]
    assert [head[name] for name in ("open", "claimed", "sleeping", "overdue", "mine")] == [2, 1, 1, 1, 3]

    first = (await aziz("GET", "/api/obligations?limit=3")).json
    second = (await aziz("GET", f"/api/obligations?limit=3&cursor={first['next']}")).json
    assert [row["id"] for page in (first, second) for row in page["obligations"]] == ids
    assert second["next"] == ""


# --- taking one on ---------------------------------------------------------------------------------


async def test_of_three_who_reach_for_one_client_exactly_one_gets_him(rig: Rig) -> None:
    async with rig.store.session() as session:
        await session.connection.execute("insert into operator values ('op103', 'Zarina', '103')")
    await rig.access.create_login("third", PASSWORD, "operator", "op103")
    racers = {name: await rig.as_(name) for name in ("aziz", "busra", "third")}
    for n in range(8):
        at = NOW - (20 - n) * MINUTE
        await seal(rig.store, [call_record(at, at + 30_000, caller=f"+99893555010{n}")])
        path = f"/api/obligations/{await newest(rig)}/claim"
        answers = await asyncio.gather(*(racer("POST", path) for racer in racers.values()))
        assert sorted(answer.status for answer in answers) == [204, 409, 409]
        [winner] = [name for name, a in zip(racers, answers, strict=True) if a.status == 204]
        said = {a.json["detail"] for a in answers if a.status == 409}
        names = {"aziz": "Aziz", "busra": "Büşra", "third": "Zarina"}
        assert said == {f"{names[winner]} has taken this client on."}
    assert told(rig) == ["claimed"] * 8


async def test_a_claim_is_released_by_its_owner_or_a_supervisor(rig: Rig, obligation: int) -> None:
    aziz, busra, chief = [await rig.as_(name) for name in ("aziz", "busra", "chief")]
    path = f"/api/obligations/{obligation}"
    assert (await aziz("POST", f"{path}/claim")).status == 204
    assert (await aziz("POST", f"{path}/claim")).status == 204, "his own: he goes on"
    assert (await busra("POST", f"{path}/release")).status == 403
    assert (await aziz("POST", f"{path}/release")).status == 204
    assert (await busra("POST", f"{path}/claim")).status == 204
    assert (await chief("POST", f"{path}/release")).status == 204
    assert (await chief("POST", f"{path}/release")).status == 204, "nobody's already"
    assert (await chief("POST", f"{path}/claim")).status == 403, "he has no phone"
    assert told(rig) == ["claimed", "released", "claimed", "released"]
    assert [entry.data.get("how") for entry in rig.announced] == [None, "released", None, "supervisor"]


async def test_a_claim_ends_by_itself(rig: Rig, obligation: int) -> None:
    aziz, busra = await rig.as_("aziz"), await rig.as_("busra")
    assert (await aziz("POST", f"/api/obligations/{obligation}/claim")).status == 204
    rig.clock[0] = (NOW + 900_000 - 1) / 1000
    assert (await busra("POST", f"/api/obligations/{obligation}/claim")).status == 409
    rig.clock[0] = (NOW + 900_000) / 1000
    assert (await busra("POST", f"/api/obligations/{obligation}/claim")).status == 204


async def test_who_logs_out_leaves_what_he_has_not_called(rig: Rig, obligation: int) -> None:
    aziz, again = await rig.as_("aziz"), await rig.as_("aziz")
    at = NOW - 3 * MINUTE
    await seal(rig.store, [call_record(at, at + 30_000, caller=STRANGER)])
    later = await newest(rig)
    await aziz("POST", f"/api/obligations/{obligation}/claim")
    await aziz("POST", f"/api/obligations/{later}/postpone", {"until": NOW + MINUTE, "reason": ""})
    busra = await rig.as_("busra")
    assert (await aziz("POST", "/api/logout")).status == 204
    assert [row["claimed_by"] for row in await listed(busra)] == ["op101", "op101"], "he has another page"
    assert (await again("POST", "/api/logout")).status == 204
    assert [row["claimed_by"] for row in await listed(busra)] == ["", "op101"], "a reminder waits for him"
    assert rig.announced[-1].data == {"id": obligation, "client": "c1", "by": "op101", "how": "logout"}


# --- calling back ----------------------------------------------------------------------------------


async def test_calling_back_takes_him_on_and_rings_the_number_that_called(rig: Rig, obligation: int) -> None:
    busra = await rig.as_("busra")
    answer = await busra("POST", f"/api/obligations/{obligation}/call-back")
    assert answer.json == {"call_id": str(NEW_CALL)}
    assert rig.desk.asked == [("place_call", "op102", "+998901234567")]
    [row] = await listed(busra)
    assert (row["claimed_by"], row["claimed_by_name"], row["claimed"]) == ("op102", "Büşra", NOW)
    refused = await (await rig.as_("aziz"))("POST", f"/api/obligations/{obligation}/call-back")
    assert (refused.status, refused.json["detail"]) == (409, "Büşra has taken this client on.")
    assert len(rig.desk.asked) == 1
    assert ("busra", "obligation.call_back", str(obligation)) in await rig.audited()


async def test_a_call_that_cannot_be_placed_gives_him_back(rig: Rig, obligation: int) -> None:
    busra = await rig.as_("busra")
    rig.desk.error = PbxUnreachable()
    assert (await busra("POST", f"/api/obligations/{obligation}/call-back")).status == 502
    assert (await listed(busra))[0]["claimed_by"] == ""
    await busra("POST", f"/api/obligations/{obligation}/claim")
    assert (await busra("POST", f"/api/obligations/{obligation}/call-back")).status == 502
    assert (await listed(busra))[0]["claimed_by"] == "op102", "it was his before"


# --- putting off -----------------------------------------------------------------------------------


async def test_who_puts_off_keeps_him_and_is_given_a_new_limit(rig: Rig, obligation: int) -> None:
    aziz, busra = await rig.as_("aziz"), await rig.as_("busra")
    path = f"/api/obligations/{obligation}"
    until = NOW + 5 * 60 * MINUTE
    assert (await busra("POST", f"{path}/postpone", {"until": until, "reason": "на совещании"})).status == 204
    [row] = await listed(aziz)
    assert (row["wake"], row["woken"], row["reminder"]) == (until, False, "на совещании")
    assert (row["claimed_by"], row["due"]) == ("op102", until + 60 * MINUTE)
    rig.clock[0] = (until + 899_999) / 1000
    assert (await aziz("POST", f"{path}/claim")).status == 409
    assert (await busra("POST", f"{path}/claim")).status == 204
    [row] = await listed(aziz)
    assert (row["wake"], row["reminder"]) == (0, ""), "he is on it: nobody needs to remind him"
    assert told(rig) == ["postponed", "claimed"]


@pytest.mark.parametrize("until", [NOW, NOW - 1, NOW + 15 * 86_400_000, -1, "tomorrow", None, True])
async def test_it_is_put_off_to_a_moment_ahead_and_not_for_ever(
    rig: Rig, obligation: int, until: object
) -> None:
    aziz = await rig.as_("aziz")
    answer = await aziz("POST", f"/api/obligations/{obligation}/postpone", {"until": until, "reason": ""})
    assert answer.status == 400
    assert "until" in answer.json["detail"]


# --- closing ---------------------------------------------------------------------------------------


async def test_it_is_closed_once_and_everybody_hears_of_it(rig: Rig, obligation: int) -> None:
    aziz = await rig.as_("aziz")
    path = f"/api/obligations/{obligation}"
    spam = {"how": "spam", "reason": "sells lamps"}
    assert (await aziz("POST", f"{path}/claim")).status == 204
    assert (await aziz("POST", f"{path}/close", spam)).status == 204
    assert await listed(aziz) == []
    again = await aziz("POST", f"{path}/close", spam)
    assert (again.status, again.json["type"]) == (409, "urn:ccengine:conflict")
    assert (await aziz("POST", f"{path}/call-back")).status == 409
    entry = rig.announced[-1]
    assert (entry.stream, entry.type) == ("desk", "obligation.closed")
    assert entry.data == {
        "id": obligation,
        "client": "c1",
        "how": "spam",
        "recall_ms": None,
        "by": "aziz",
        "reason": "sells lamps",
    }
    assert ("aziz", "obligation.close", str(obligation)) in await rig.audited()


async def test_unreachable_is_who_was_called_often_enough(rig: Rig, obligation: int) -> None:
    aziz = await rig.as_("aziz")
    path, body = f"/api/obligations/{obligation}/close", {"how": "unreachable", "reason": ""}
    await tried(rig, NOW - 700_000)  # before he was owed anything
    await tried(rig, NOW - 200_000)
    refused = await aziz("POST", path, body)
    assert (refused.status, refused.json["detail"]) == (
        409,
        "He is unreachable after 2 attempts; so far there were 1.",
    )
    await tried(rig, NOW - 100_000)
    assert (await aziz("POST", path, body)).status == 204


async def test_what_a_colleague_has_taken_on_is_his_to_close(rig: Rig, obligation: int) -> None:
    aziz, busra, chief = [await rig.as_(name) for name in ("aziz", "busra", "chief")]
    path = f"/api/obligations/{obligation}"
    await aziz("POST", f"{path}/claim")
    assert (await busra("POST", f"{path}/close", {"how": "spam", "reason": ""})).status == 409
    assert (await chief("POST", f"{path}/close", {"how": "spam", "reason": ""})).status == 204


async def test_without_a_reason_of_its_own_only_a_supervisor_closes_and_says_why(
    rig: Rig, obligation: int
) -> None:
    aziz, chief = await rig.as_("aziz"), await rig.as_("chief")
    path = f"/api/obligations/{obligation}/close"
    assert (await aziz("POST", path, {"how": "supervisor", "reason": "so"})).status == 403
    assert (await chief("POST", path, {"how": "supervisor", "reason": " "})).status == 400
    assert (await chief("POST", path, {"how": "supervisor", "reason": "came in person"})).status == 204


@pytest.mark.parametrize(("number", "status"), [("999999", 404), ("x", 400), ("-1", 400), ("9" * 30, 400)])
async def test_one_that_never_was(rig: Rig, number: str, status: int) -> None:
    aziz = await rig.as_("aziz")
    bodies = {"close": {"how": "spam", "reason": ""}, "postpone": {"until": NOW + 1, "reason": ""}}
    for deed in ("claim", "release", "call-back", "postpone", "close"):
        answer = await aziz("POST", f"/api/obligations/{number}/{deed}", bodies.get(deed))
        assert answer.status == status, deed
    assert rig.desk.asked == []
