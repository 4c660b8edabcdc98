"""A supervisor acts on the floor, on the running house; the phones' tones say who heard whom."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from ccengine.access import Access
from ccengine.cli.demo import everybody_available
from ccengine.cli.demo.desk import Page as Login
from ccengine.cli.demo.rig import engine_is_well, open_rig
from ccengine.cli.demo.stage import Stage, cel_records, now_ms
from ccengine.lab.call import Call, State
from ccengine.lab.record import heard_in
from ccengine.lab.tree import Tree
from ccengine.lab.wait import eventually
from ccengine.lab.world import Pace

pytestmark = [
    pytest.mark.pbx,
    pytest.mark.store,
    pytest.mark.slow,
    pytest.mark.timeout(180),
    pytest.mark.asyncio(loop_scope="module"),
]

PHONE, PASSWORD = "op108", "a long enough password"
STRANGER = "+998971112233"
PACE = Pace(answer=(0.2, 0.4), talk=(60.0, 60.0))
HEARD_S = 0.8


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(
    nothing_left: None, asterisk_tree: Tree, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    async with open_rig(tmp_path_factory.mktemp("floor"), asterisk_tree, seed=5, pace=PACE) as rig:
        await engine_is_well(rig)
        pages = await everybody_available(rig)
        await Access(rig.store).create_login("chief", PASSWORD, "supervisor", PHONE)
        for login, password in (("supervisor", rig.passwords["supervisor"]), ("chief", PASSWORD)):
            pages[login] = await Login.log_in(rig.url, login, password)
        rig.phones.at_desk(rig.phones.phones)
        yield Stage(rig=rig, pages=pages)


@pytest_asyncio.fixture(loop_scope="module")
async def stage(running: Stage) -> AsyncIterator[Stage]:
    """Everybody is available; ``chief`` is a supervisor with a phone."""
    for operator in running.rig.house.operators:
        await running.status(operator, "available")
    running.began, running.placed = now_ms(), 0
    yield running
    await running.quiet(30)
    for call in list(running.rig.world.phone.calls):
        running.rig.world.phone.forget(call)


async def chief(stage: Stage, method: str, path: str, body: object = None) -> Any:
    return await stage.pages["chief"].must(method, path, body)


def hears(call: Call, *voices: str, not_: str = "") -> Any:
    """Whether this end of a call hears these voices now, and not that one."""

    def so() -> bool:
        spells = call.heard()
        if not spells:
            return False
        start, end, who = spells[-1]
        here = who.split("+")
        return end - start >= HEARD_S and set(voices) <= set(here) and not_ not in here

    return so


async def talking(stage: Stage, operator: str) -> tuple[Call, Call, str]:
    """A client of this operator's talks with him: both ends, and the call's id."""
    client = await stage.call(stage.client_of(operator).phones[0])
    ours = await stage.answers(operator)
    await client.reach(State.UP)
    await eventually(hears(client, operator))
    live = await stage.supervisor("GET", "/api/live")
    (call,) = [call for call in live["calls"] if operator in call["operators"]]
    return client, ours, call["call_id"]


def recorded_voices(stage: Stage) -> set[str]:
    """Everybody who is heard in any recording so far."""
    files = Path(stage.rig.settings.node.recordings).glob("*.wav")
    told = (who for path in files for _, _, who in heard_in(path, stage.rig.voices))
    return {voice for who in told for voice in who.split("+")}


async def test_he_listens_whispers_and_barges_and_no_record_knows_of_it(stage: Stage) -> None:
    client, ours, call_id = await talking(stage, "op101")
    floor = f"/api/floor/calls/{call_id}"

    assert await chief(stage, "POST", f"{floor}/listen") == {"operator": "op101"}
    boss = await stage.answers(PHONE)
    await eventually(hears(boss, "op101", "world"))
    assert PHONE not in "".join(who for _, _, who in (*ours.heard(), *client.heard()))

    await chief(stage, "POST", f"{floor}/whisper")
    await eventually(hears(ours, PHONE, "world"))
    assert PHONE not in "".join(who for _, _, who in client.heard())

    await chief(stage, "POST", f"{floor}/barge")
    await eventually(hears(client, PHONE, "op101"))
    live = await stage.supervisor("GET", "/api/live")
    (call,) = live["calls"]
    assert call["listeners"] == [{"operator": PHONE, "how": "barge"}]
    assert {o["status"] for o in live["operators"] if o["operator"] == PHONE} == {"available"}

    await chief(stage, "DELETE", "/api/floor/listening")
    await boss.reach(State.ENDED)
    await eventually(hears(client, "op101", not_=PHONE))
    await stage.hang_up(client)
    await stage.until_sealed()

    (record,) = await stage.records()
    assert await stage.parts(record["call_id"]) == [("op101", "first", round(record["talk_ms"] / 1000))]
    (written,) = [one for one in cel_records(stage.rig) if str(one.call_id) == call_id]
    assert PHONE not in {leg.endpoint for leg in written.legs}
    assert PHONE not in recorded_voices(stage)


async def test_through_a_consultation_he_hears_and_is_heard_by_those_who_talk(stage: Stage) -> None:
    """Of a client who said no to recording: where a leg is recorded, Asterisk as Debian builds it may
    lose a voice that comes after another."""
    owned = stage.client_of("op102")
    await stage.rig.store.execute("demo_consent", owned.id, "no")
    client, ours, call_id = await talking(stage, "op102")
    await chief(stage, "POST", f"/api/floor/calls/{call_id}/barge")
    boss = await stage.answers(PHONE)
    await eventually(hears(boss, "op102", "world"))
    await eventually(hears(client, "op102", PHONE))

    page, transfer = stage.pages["op102"], f"/api/calls/{call_id}/transfer"
    await page.must("POST", transfer, {"target": "op103", "how": "attended"})
    colleague = await stage.answers("op103")
    await eventually(hears(boss, "op102", "op103"))
    await eventually(hears(colleague, "op102", PHONE))
    await eventually(hears(client, "MOH", not_=PHONE))
    await page.must("POST", f"{transfer}/swap")
    await eventually(hears(boss, "op102", "world", not_="op103"))
    await eventually(hears(client, "op102", PHONE))
    await page.must("POST", f"{transfer}/swap")
    await eventually(hears(boss, "op102", "op103", not_="world"))
    await eventually(hears(colleague, "op102", PHONE))
    await page.must("POST", f"{transfer}/cancel")
    await colleague.reach(State.ENDED)
    await eventually(hears(boss, "op102", "world", not_="op103"))
    await eventually(hears(ours, "world", PHONE))
    await eventually(hears(client, "op102", PHONE))
    await boss.hang_up()
    await stage.hang_up(client)
    await stage.rig.store.execute("demo_consent", owned.id, "")


async def test_a_waiting_caller_is_pulled_out_of_the_queue(stage: Stage) -> None:
    for operator in ("op101", "op102", "op103", "op104", "op105"):
        await stage.status(operator, "paused", "break")
    client = await stage.call(STRANGER)
    call_id = ""

    async def waits() -> bool:
        nonlocal call_id
        live = await stage.supervisor("GET", "/api/live")
        found = [call["call_id"] for call in live["calls"] if call["phase"] == "waiting"]
        call_id = found[0] if found else ""
        return bool(found)

    await eventually(waits, every_s=0.1)
    await chief(stage, "POST", f"/api/floor/calls/{call_id}/first")
    moved = await chief(stage, "POST", f"/api/floor/calls/{call_id}/move", {"target": "op102"})
    assert moved == {"how": "withdrawn"}
    await stage.answers("op102")
    await eventually(hears(client, "op102"))
    moved = await chief(stage, "POST", f"/api/floor/calls/{call_id}/move", {"target": "op107"})
    assert moved == {"how": "transferred"}
    await stage.answers("op107")
    await eventually(hears(client, "op107"))
    await stage.hang_up(client)
    await stage.until_sealed()
    (record,) = await stage.records()
    assert [part[:2] for part in await stage.parts(record["call_id"])] == [
        ("op102", "first"),
        ("op107", "transferee"),
    ]
    rows = await stage.rig.store.fetch("demo_visits", record["call_id"])
    assert [row["how"] for row in rows] == ["withdrawn"]
    open_promises = await stage.supervisor("GET", "/api/obligations")
    assert str(record["call_id"]) not in str(open_promises)


async def test_an_operator_is_brought_back_and_everybody_is_told(stage: Stage) -> None:
    await stage.status("op103", "paused", "break")
    await chief(stage, "POST", "/api/floor/operators/op103/status", {"status": "available", "reason": ""})
    live = await stage.supervisor("GET", "/api/live")
    assert {o["status"] for o in live["operators"] if o["operator"] == "op103"} == {"available"}
    page = stage.pages["op103"]
    await page.open_screen()
    said = "<b>Lunch</b> at one"
    await chief(stage, "POST", "/api/floor/note", {"text": said, "minutes": 5})
    await eventually(lambda: [m for _, m in page.seen if m["type"] == "note"])
    await page.close()
    noted = [m["note"]["text"] for _, m in page.seen if m["type"] == "note"]
    assert noted == [said]
