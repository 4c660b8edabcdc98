"""Phones, on the running house. Without a shell: an operator made on the page has one at once, and its
password dies with his session. And phones that come and go while the engine does not hear it, because
its link to Asterisk is cut, or it is not there itself: it knows within seconds, and what was so before is
so since then."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from ccengine.access import Access
from ccengine.cli.demo import everybody_available
from ccengine.cli.demo.desk import Page
from ccengine.cli.demo.rig import NODE, Rig, engine_is_well, open_rig
from ccengine.cli.demo.stage import Stage, now_ms
from ccengine.lab.phone import Phone
from ccengine.lab.tree import Tree
from ccengine.lab.wait import eventually
from ccengine.ledger.recovery import gap_of

pytestmark = [
    pytest.mark.pbx,
    pytest.mark.store,
    pytest.mark.slow,
    pytest.mark.timeout(180),
    pytest.mark.asyncio(loop_scope="module"),
]

PASSWORD = "a long enough password"
NEWCOMER = {"version": 0, "name": "Нигора", "extension": "120", "phone": "browser", "queues": ["sales"]}
GOES, COMES, RESTS = "op104", "op105", "op107"
"""One whose phone goes while nobody hears it, one whose phone comes then, and one who rests."""
WITHIN_S = 8.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rig(
    nothing_left: None, asterisk_tree: Tree, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Rig]:
    async with open_rig(tmp_path_factory.mktemp("phones"), asterisk_tree, seed=5) as rig:
        await engine_is_well(rig)
        yield rig


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(rig: Rig) -> Stage:
    pages = await everybody_available(rig, (GOES, COMES, RESTS))
    pages["supervisor"] = await Page.log_in(rig.url, "supervisor", rig.passwords["supervisor"])
    return Stage(rig=rig, pages=pages)


def text_of(log: Path) -> str:
    return log.read_text(errors="replace")


async def registers(rig: Rig, login: dict[str, str]) -> bool:
    """Whether Asterisk takes this password."""
    server = ("127.0.0.1", rig.settings.pbx.sip_port)
    try:
        async with Phone(login["user"], server, rig.voices, password=login["password"]) as phone:
            await phone.register(expires=0)
    except ConnectionError:
        return False
    return True


async def test_a_new_operators_phone(rig: Rig) -> None:
    admin = await Page.log_in(rig.url, "admin", rig.passwords["admin"])
    answer = await admin.must("PUT", "/api/house/operators/op120", NEWCOMER)
    assert answer["pbx"]["state"] == "pending"
    await Access(rig.store).create_login("nigora", PASSWORD, "operator", "op120")
    page = await Page.log_in(rig.url, "nigora", PASSWORD)
    first = await page.must("GET", "/api/me/phone")
    assert (first["kind"], first["user"]) == ("browser", "op120")
    assert first["websocket"] == f"ws://127.0.0.1:{rig.settings.pbx.websocket_port}/ws"
    await eventually(lambda: registers(rig, first), 15, every_s=0.2)

    await page.must("POST", "/api/logout")
    page = await Page.log_in(rig.url, "nigora", PASSWORD)
    second = await page.must("GET", "/api/me/phone")
    assert second["password"] != first["password"]
    await eventually(lambda: registers(rig, second), 15, every_s=0.2)
    assert not await registers(rig, first)

    async def applied() -> bool:
        house = await admin.must("GET", "/api/house")
        return bool(house["pbx"]["state"] == "applied")

    await eventually(applied, 30)
    logs = (rig.engine.log, Path(rig.settings.pbx.logs, "messages.log"))
    assert all(first["password"] not in text for text in map(text_of, logs))


def phone(stage: Stage, operator: str) -> Phone:
    return stage.rig.phones.phones[operator]


async def line(stage: Stage, operator: str) -> dict[str, Any]:
    """How the engine has him."""
    live = await stage.supervisor("GET", "/api/live")
    (found,) = [one for one in live["operators"] if one["operator"] == operator]
    return dict(found)


async def known(stage: Stage, operator: str, *, there: bool) -> None:
    """Until the engine knows whether his phone is there."""

    async def so() -> bool:
        return bool((await line(stage, operator))["reachable"] is there)

    await eventually(so, WITHIN_S, every_s=0.1)


async def hears_nothing(stage: Stage) -> bool:
    _, health = await stage.pages["supervisor"].do("GET", "/api/health")
    return bool(health["parts"]["pbx"] == "down")


async def written(stage: Stage, words: str) -> bool:
    """Whether the log has this note, and all that was said before it."""
    gap = await gap_of(stage.rig.store, NODE, now_ms())
    return [note.text for note in gap.notes] == [words]


async def test_what_phones_did_while_the_link_was_cut_is_known_when_it_returns(stage: Stage) -> None:
    for operator in (GOES, COMES):
        await known(stage, operator, there=True)
    await phone(stage, COMES).register(expires=0)
    await known(stage, COMES, there=False)

    await stage.rig.cable.cut()
    await phone(stage, GOES).register(expires=0)
    await phone(stage, COMES).register()
    await eventually(lambda: hears_nothing(stage), every_s=0.1)
    assert (await line(stage, GOES))["reachable"], "nobody could tell it"
    assert not (await line(stage, COMES))["reachable"], "nobody could tell it"
    await stage.rig.cable.heal()

    await known(stage, GOES, there=False)
    await known(stage, COMES, there=True)
    await phone(stage, GOES).register()
    await known(stage, GOES, there=True)


async def test_ages_and_notes_outlive_the_engine_and_phones_that_moved_meanwhile_are_known(
    stage: Stage,
) -> None:
    await stage.status(RESTS, "paused", "lunch")
    await phone(stage, COMES).register(expires=0)
    await known(stage, COMES, there=False)
    words = "The price list is <b>wrong</b>"
    await stage.supervisor("POST", "/api/floor/note", {"text": words, "minutes": 5})
    before = {operator: await line(stage, operator) for operator in (RESTS, COMES)}
    assert before[RESTS]["until"] > before[RESTS]["since"] > 0
    assert before[COMES]["away"] > 0

    await eventually(lambda: written(stage, words))
    await stage.rig.engine.kill()
    await phone(stage, GOES).register(expires=0)
    await stage.rig.engine.start()
    await engine_is_well(stage.rig)

    await known(stage, GOES, there=False)
    assert {operator: await line(stage, operator) for operator in (RESTS, COMES)} == before
    page = stage.pages[RESTS]
    await page.open_screen()
    await eventually(lambda: [m for _, m in page.seen if m["type"] == "note"])
    await page.close()
    assert [m["note"]["text"] for _, m in page.seen if m["type"] == "note"] == [words]
    for operator in (GOES, COMES):
        await phone(stage, operator).register()
        await known(stage, operator, there=True)
