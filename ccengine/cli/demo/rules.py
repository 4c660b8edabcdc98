"""Each kind of rule routes a real call, and its sentence is on the card and in the call's decision.

The scenes put a rule book of their own in force over the API, as an administrator would, and the
former one again when they are done.
"""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from ccengine.access import Access
from ccengine.cli.demo.desk import Page
from ccengine.cli.demo.rig import engine_is_well
from ccengine.cli.demo.stage import Acts, Scene, Stage, connected, over
from ccengine.core.directory import Client
from ccengine.core.errors import Conflict
from ccengine.core.rule_document import DAYS
from ccengine.lab.call import Call
from ccengine.lab.wait import eventually

MAIN, SUPPORT, OFFICE = "998712000100", "998712000200", "998712000300"
SALES_PEOPLE = ("op101", "op102", "op103", "op104", "op105")
SUPPORT_PEOPLE = ("op105", "op106", "op107", "op108")
WAITS, TALKED, ASKS, MISSES = "+998971112201", "+998971112202", "+998971112203", "+998971112204"
COMES_LATER = "+998971112205"
MESSAGE_S = 3

Rule = dict[str, Any]


async def rules_find_people(stage: Stage) -> Acts:
    """Priority, language and skill, the department, who talked last, overflow after a wait: each
    rule brings its caller to the right phone and says so on the card there."""
    important, turkish, other = _clients(stage)
    await stage.rig.store.execute("demo_priority", important.id, 7)
    rules = (
        {"id": "important", "kind": "queue", "target": "support", "when": {"priority_from": 5}},
        {"id": "export", "kind": "skill", "target": "export", "when": {"languages": ["tr"]}},
        {"id": "department", "kind": "department", "when": {"client": "known"}},
        {"id": "last", "kind": "last_operator"},
        {"id": "short_wait", "kind": "queue", "target": "sales", "seconds": 2},
        {"id": "overflow", "kind": "queue", "target": "support"},
    )
    said: list[str] = []
    async with rules_in_force(stage, rules):
        said.append(await _talks(stage, TALKED, "op104"))
        said.append(await _talks(stage, important.phones[0], "op106"))
        said.append(await _talks(stage, turkish.phones[0], "op103"))
        said.append(await _talks(stage, other.phones[0], "op101", SUPPORT))
        said.append(await _talks(stage, WAITS, "op107"))
        await _sealed(stage, TALKED)
        said.append(await _talks(stage, TALKED, "op104"))
    yield
    name = stage.rig.house.operators
    words = (
        "the call goes to the queue Sales",
        "the call goes to the queue Support",
        f"{name['op108'].name} have the skill export, speak the client's language (tr) and are available",
        "the call goes to the queue Sales",
        "the queue Sales did not answer in time; the call goes to the queue Support",
        f"{name['op104'].name} talked last with",
    )
    records = await stage.records()
    taken = [(await stage.decisions(r["call_id"]))[-1] for r in records]
    stage.expect(
        "the rule that decided",
        ["short_wait", "important", "export", "department", "overflow", "last"],
        [decision["rule"] for decision in taken],
    )
    stage.expect("its words on the card", [True] * 6, _hold(said, words))
    stage.expect("and in the decision", [True] * 6, _hold([d["why"] for d in taken], words))
    talked = [[part[0] for part in await stage.parts(r["call_id"])] for r in records]
    stage.expect("who talked", [["op104"], ["op106"], ["op103"], ["op101"], ["op107"], ["op104"]], talked)


async def nobody_there(stage: Stage) -> Acts:
    """On a holiday a caller hears that we are closed and leaves a message; with nobody logged in
    another one is offered to be called back, and is."""
    today = datetime.now(UTC).date()
    holidays = [(today + timedelta(days=n)).isoformat() for n in (-1, 0, 1)]
    closed = {"dialled": [OFFICE], "hours": "closed", "calendar": "holiday"}
    rules = (
        {"id": "closed", "kind": "play", "target": "farewell", "when": closed},
        {"id": "message", "kind": "voicemail", "seconds": MESSAGE_S, "when": closed},
        {"id": "support", "kind": "queue", "target": "support"},
        {"id": "offer", "kind": "callback", "target": "support", "seconds": 15},
    )
    week = {day: ["00:00-24:00"] for day in DAYS}
    calendars = {"holiday": {"zone": "UTC", "week": week, "holidays": holidays}}
    for operator in SUPPORT_PEOPLE:
        await stage.status(operator, "offline")
    async with rules_in_force(stage, rules, calendars):
        leaves = await stage.call(MISSES, OFFICE)
        asks = await stage.call(ASKS, SUPPORT)
        await connected(asks)
        await eventually(lambda: any(who == "?" for _, _, who in asks.heard()))
        asks.press("1")
        promised = await over(asks)
        left = await over(leaves, 40)
        await stage.quiet()
        card = await _called_back(stage, "op106", ASKS)
    for operator in SUPPORT_PEOPLE:
        await stage.status(operator, "available")
    yield
    records = {r["caller"] or r["dialled"]: r for r in await stage.records()}
    message, asked = records[MISSES], records[ASKS]
    stage.expect("both hear us out", (True, True), (promised, left))
    decisions = [d["rule"] for d in await stage.decisions(message["call_id"])]
    stage.expect("closed: an announcement, a message", ["closed", "message"], decisions[:2])
    stage.expect("the message is played", True, await _message_length(stage, message["call_id"]) >= 2_000)
    owed = await stage.rig.store.fetch("demo_obligations", [message["call_id"]])
    stage.expect("and he is owed a call", [None], [promise["closed_how"] for promise in owed])
    why = [d["why"] for d in await stage.decisions(asked["call_id"])]
    words = ("nobody of the queue Support is logged in; the caller is offered to be called back",)
    stage.expect("nobody logged in", [True], _hold(why[:1], words))
    await _judge_callback(stage, asked["call_id"], card)


async def asked_in_the_queue(stage: Stage) -> Acts:
    """A waiting caller presses 1, is promised a call, and keeps his place, also over a new engine: the
    next operator who is available gets him, with the reason on the card, and only then who came to
    the queue after him."""
    for operator in SALES_PEOPLE:
        await stage.status(operator, "paused", "training")
    async with rules_in_force(stage, ({"id": "queue", "kind": "queue"},)):
        caller = await stage.call(WAITS)
        await connected(caller)
        await stage.talk(1)
        caller.press("1")
        promised = await over(caller)
        await stage.rig.engine.kill()
        await stage.rig.engine.start()
        await engine_is_well(stage.rig)
        await stage.reopen()
        await stage.quiet()
        later = await stage.call(COMES_LATER)
        await connected(later)
        card = await _called_back(stage, "op104", WAITS, later)
    for operator in SALES_PEOPLE:
        await stage.status(operator, "available")
    yield
    records = await stage.records()
    stage.expect("he is promised it", True, promised)
    stage.expect("in turn", ["inbound", "inbound", "outbound"], [r["direction"] for r in records])
    stage.expect("who came later is answered later", True, records[1]["answer_at"] > records[2]["end_at"])
    await _judge_callback(stage, records[0]["call_id"], card)


@asynccontextmanager
async def rules_in_force(
    stage: Stage,
    rules: Sequence[Rule],
    calendars: dict[str, Any] | None = None,
    recording: Sequence[Rule] = (),
) -> AsyncIterator[None]:
    """These rules (where there are none: the usual ones), until the end of the block; then those that
    were in force before."""
    admin = await _administrator(stage)
    before = await admin.must("GET", "/api/rules")
    try:
        document = {"rules": list(rules), "calendars": calendars or {}, "recording": list(recording)}
        await _put(admin, {part: said for part, said in document.items() if said})
        yield
    finally:
        await _put(admin, before["document"])


async def _administrator(stage: Stage) -> Page:
    access, password = Access(stage.rig.store), secrets.token_urlsafe(12)
    try:
        await access.create_login("rules", password, "admin", "")
    except Conflict:
        await access.set_password("rules", password)
    return await Page.log_in(stage.rig.url, "rules", password)


async def _put(admin: Page, document: dict[str, Any]) -> None:
    version = (await admin.must("GET", "/api/rules"))["version"]
    asked = {"document": document, "version": version, "comment": "for the check list"}
    await admin.must("PUT", "/api/rules", asked)


def _clients(stage: Stage) -> tuple[Client, Client, Client]:
    """An important one, one who speaks Turkish, and another one of op101's, whose language is none of
    the rules' concern."""
    mine = [c for c in stage.rig.clients if c.responsible == "op101" and c.language != "tr"]
    turkish = next(c for c in stage.rig.clients if c.language == "tr" and c.id != mine[0].id)
    return mine[-1], turkish, mine[-2]


async def _talks(stage: Stage, user: str, operator: str, dialled: str = MAIN) -> str:
    """Somebody calls and this operator takes it; what his card says of why."""
    caller = await stage.call(user, dialled)
    call = await stage.rings(operator, 10)
    card = await stage.pages[operator].card(state="ringing")
    call.answer()
    await connected(caller)
    await stage.pages[operator].card(state="talking")
    await stage.talk(0.5)
    await stage.hang_up(caller)
    return str(card["why"])


async def _sealed(stage: Stage, number: str) -> None:
    """Until the record of that caller's talk is there: it tells who talked last with him."""

    async def there() -> bool:
        return any(r["caller"] == number and r["answer_at"] for r in await stage.records())

    await eventually(there, 20, every_s=0.25)


async def _called_back(stage: Stage, operator: str, number: str, later: Call | None = None) -> dict[str, Any]:
    """This operator becomes available, his phone rings for the promised call, and they talk; then he
    takes who has come later."""
    await stage.status(operator, "available")
    stage.placed += 1
    call = await stage.rings(operator, 20)
    card = await stage.pages[operator].card(caller=number)
    call.answer()
    await stage.pages[operator].card(state="talking", deadline_s=15)
    await stage.talk(1)
    stage.rig.phones.hang_up(operator)
    if later is not None:
        await stage.answers(operator)
        await stage.pages[operator].card(state="talking", caller=COMES_LATER)
        await later.hang_up()
    await stage.quiet(30)
    return card


async def _judge_callback(stage: Stage, call_id: object, card: dict[str, Any]) -> None:
    visits = await stage.rig.store.fetch("demo_visits", call_id)
    stage.expect("how he left the queue", ["callback"], [visit["how"] for visit in visits])
    stage.expect("the card says why", True, card["why"].startswith("He asked to be called back at "))
    promises = await stage.rig.store.fetch("demo_obligations", [call_id])
    stage.expect("kept by a talk", ["talk"], [promise["closed_how"] for promise in promises])


async def _message_length(stage: Stage, call_id: object) -> int:
    """Of the message, once it is stored."""

    async def stored() -> int:
        row = await stage.rig.store.fetch_one("recorder_head", call_id)
        return int(row["length_ms"]) if row else 0

    try:
        return int(await eventually(stored, 30, every_s=0.3))
    except TimeoutError:
        return 0


def _hold(said: Sequence[str], words: Sequence[str]) -> list[bool]:
    return [word.lower() in why.lower() for why, word in zip(said, words, strict=True)]


RULE_SCENES: dict[str, Scene] = {
    "rules find people": rules_find_people,
    "nobody there": nobody_there,
    "asked in the queue": asked_in_the_queue,
}
