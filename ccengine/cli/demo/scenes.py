"""The check list: what a caller, an operator and a supervisor must see, on a real Asterisk.

Each scene says in its docstring what it shows. ``SCENES`` is the table; ``ccengine demo --check``
prints it with its verdicts, and the test suite runs the same.
"""

import asyncio

from ccengine.cli.demo.stage import Acts, Scene, Stage, connected, over
from ccengine.lab.wait import eventually
from ccengine.lab.world import written_forms

UNKNOWN = "+998971112233"


async def three_forms(stage: Stage) -> Acts:
    """A known client in three written forms of his number: his responsible's phone rings, and the
    pop is on that screen before the answer."""
    client = stage.client_of("op101")
    page = stage.pages["op101"]
    popped: list[bool] = []
    for form in written_forms(client.phones[0]):
        caller = await stage.call(form)
        card = await page.card(state="ringing", caller=client.phones[0])
        popped.append(card["client"]["name"] == client.name)
        operator = await stage.rings("op101")
        operator.answer()
        await connected(caller)
        await page.card(state="talking", caller=client.phones[0])
        await stage.talk(0.3)
        await stage.hang_up(caller)
    yield
    records = await stage.records()
    stage.expect("pop with the client's name before the answer", [True] * 3, popped)
    stage.expect("client", [client.id] * 3, [r["client"] for r in records])
    stage.expect("outcome", ["answered"] * 3, [r["outcome"] for r in records])
    offers = [await stage.offers(r["call_id"]) for r in records]
    stage.expect("only his responsible's phone rang", [{"op101": "answered"}] * 3, offers)


async def responsible_busy(stage: Stage) -> Acts:
    """Responsible busy: the deputy's phone rings, and the reason says so. Two callers at once,
    one responsible: the second goes to the deputy."""
    client, other = stage.client_of("op101"), stage.client_of("op101", 1)
    first, second = await asyncio.gather(stage.call(client.phones[0]), stage.call(other.phones[0]))
    deputies = {client.deputy, other.deputy}
    await stage.answers("op101")
    deputy = await eventually(
        lambda: next((d for d in deputies if any(c.state == 1 for c in stage.rig.phones.phones[d].calls)), "")
    )
    await stage.answers(deputy)
    both = await connected(first) and await connected(second)
    await stage.talk()
    await first.hang_up()
    await stage.hang_up(second)
    yield
    records = await stage.records()
    stage.expect("both are connected", True, both)
    talked = [{p[0] for p in await stage.parts(r["call_id"])} for r in records]
    stage.expect("by the responsible and by a deputy", 2, len(set.union(*talked)) if talked else 0)
    reasons = [d["why"] for r in records for d in await stage.decisions(r["call_id"])]
    stage.expect("one reason speaks of the deputy", 1, sum("deputy" in why for why in reasons))


async def responsible_paused_and_out(stage: Stage) -> Acts:
    """Responsible paused: deputy. Responsible and deputy logged out: the queue. Stored reasons."""
    client = stage.client_of("op102")
    await stage.status("op102", "paused", "lunch")
    caller = await stage.call(client.phones[0])
    await stage.answers(client.deputy)
    await connected(caller)
    await stage.hang_up(caller)
    await stage.status("op102", "offline")
    await stage.status(client.deputy, "offline")
    caller = await stage.call(client.phones[0])
    free = next(o for o in ("op101", "op103", "op104") if o not in ("op102", client.deputy))
    await stage.answers(free)
    await connected(caller)
    await stage.hang_up(caller)
    for operator in ("op102", client.deputy):
        await stage.status(operator, "available")
    yield
    records = await stage.records()
    decisions = [await stage.decisions(r["call_id"]) for r in records]
    stage.expect("rules", ["deputy", "queue"], [d[0]["rule"] for d in decisions if d])
    words = [d[0]["why"] for d in decisions if d]
    stage.expect(
        "reasons", [True, True], ["on a pause" in words[0], "not logged in" in words[1]] if words else []
    )


async def strangers(stage: Stage) -> Acts:
    """Unknown and withheld numbers go to the dialled number's queue; two withheld callers at once
    stay two calls."""
    unknown = await stage.call(UNKNOWN)
    await stage.answers("op103")
    await connected(unknown)
    await stage.hang_up(unknown)
    one, two = await asyncio.gather(stage.call("", withheld=True), stage.call("", withheld=True))
    await stage.answers("op101")
    await stage.answers("op102")
    both = await connected(one) and await connected(two)
    await stage.talk()
    await one.hang_up()
    await stage.hang_up(two)
    yield
    records = await stage.records()
    stage.expect("three calls", 3, len(records))
    stage.expect(
        "all by the queue", ["queue"] * 3, [(await stage.decisions(r["call_id"]))[0]["rule"] for r in records]
    )
    stage.expect("two withheld, both connected", (2, True), (sum(r["withheld"] for r in records), both))
    stage.expect("no withheld number kept", ["", ""], [r["caller"] for r in records if r["withheld"]])


async def missed_and_called_back(stage: Stage) -> Acts:
    """Nobody answers: one missed call, one obligation. Called back from the page: closed, with
    its recall time."""
    client = stage.client_of("op103")
    caller = await stage.call(client.phones[0])
    await stage.rings("op103")
    await stage.talk(6)  # longer than the limit of a short call
    await stage.hang_up(caller)
    page = stage.pages["op103"]

    async def promised() -> int:
        listed = await page.must("GET", "/api/obligations")
        return next((o["id"] for o in listed["obligations"] if o["client"] == client.id), 0)

    obligation = await eventually(promised, 20, every_s=0.3)
    await page.must("POST", f"/api/obligations/{obligation}/call-back")
    stage.placed += 1
    await stage.answers("op103")
    await page.card(state="talking", deadline_s=15)
    await stage.talk(1)
    stage.rig.phones.hang_up("op103")
    await stage.quiet(30)
    yield
    records = await stage.records()
    stage.expect("directions", ["inbound", "outbound"], [r["direction"] for r in records])
    stage.expect("outcomes", ["abandoned", "answered"], [r["outcome"] for r in records])
    rows = await stage.rig.store.fetch("demo_obligations", [r["call_id"] for r in records])
    stage.expect("one obligation, closed by the talk", ["talk"], [row["closed_how"] for row in rows])
    stage.expect("with its recall time", True, bool(rows) and 0 < (rows[0]["recall_ms"] or 0) < 60_000)


async def five_ring(stage: Stage) -> Acts:
    """Five phones ring, one answers: one answered offer, four answered elsewhere, four pops gone."""
    five = ("op101", "op102", "op103", "op104", "op105")
    caller = await stage.call(UNKNOWN)
    for operator in five:
        await stage.rings(operator)
        await stage.pages[operator].card(state="ringing")
    await stage.answers("op104")
    await connected(caller)
    await stage.pages["op104"].card(state="talking")
    others = [stage.pages[o] for o in five if o != "op104"]
    try:
        await eventually(lambda: not any(c["state"] == "ringing" for p in others for c in p.cards.values()))
        gone = True
    except TimeoutError:
        gone = False
    await stage.hang_up(caller)
    yield
    records = await stage.records()
    offers = sorted((await stage.offers(records[0]["call_id"])).values()) if records else []
    stage.expect("offers", ["answered", *["answered_elsewhere"] * 4], offers)
    stage.expect("four pops withdrawn", True, gone)


async def blind_transfer(stage: Stage) -> Acts:
    """Blind transfer from the page: one call, right talk for each, the pop follows."""
    client = stage.client_of("op101")
    caller = await stage.call(client.phones[0])
    await stage.answers("op101")
    await connected(caller)
    card = await stage.pages["op101"].card(state="talking")
    await stage.talk(2)
    path = f"/api/calls/{card['call_id']}/transfer"
    await stage.pages["op101"].must("POST", path, {"target": "op103", "how": "blind"})
    moved = await stage.pages["op103"].card(call_id=card["call_id"])
    await stage.answers("op103")
    await stage.pages["op103"].card(state="talking")
    await stage.talk(3)
    await stage.hang_up(caller)
    yield
    await _one_call(stage, [("op101", "first", 2), ("op103", "transferee", 3)])
    stage.expect("the pop follows", client.name, moved["client"]["name"])


async def attended_transfer(stage: Stage) -> Acts:
    """Attended transfer from the page, completed: the consultation is part of the call."""
    caller = await stage.call(stage.client_of("op101").phones[0])
    await _consult(stage, caller)
    await stage.talk(2)
    await stage.rig.phones.phones["op101"].calls[0].hang_up()
    await stage.pages["op103"].card(state="talking")
    await stage.talk(3)
    await stage.hang_up(caller)
    yield
    await _one_call(stage, [("op101", "first", 2), ("op103", "consult", 2), ("op103", "transferee", 3)])


async def attended_cancelled(stage: Stage) -> Acts:
    """Attended transfer from the page, cancelled: the operator has his client back."""
    caller = await stage.call(stage.client_of("op101").phones[0])
    call_id = await _consult(stage, caller)
    await stage.talk(2)
    await stage.pages["op101"].must("POST", f"/api/calls/{call_id}/transfer/cancel")
    await stage.pages["op101"].card(state="talking")
    await stage.talk(2)
    await stage.hang_up(caller)
    yield
    await _one_call(stage, [("op101", "first", 4), ("op103", "consult", 2)])


async def _consult(stage: Stage, caller: object) -> str:
    """op101 talks for two seconds, then consults op103, who answers."""
    await stage.answers("op101")
    card = await stage.pages["op101"].card(state="talking")
    await stage.talk(2)
    path = f"/api/calls/{card['call_id']}/transfer"
    await stage.pages["op101"].must("POST", path, {"target": "op103", "how": "attended"})
    await stage.answers("op103")
    await stage.pages["op103"].card(call_id=card["call_id"])
    return str(card["call_id"])


async def blonde_transfer(stage: Stage) -> Acts:
    """Blonde transfer by the desk phone: passed on while the colleague's phone still rings."""
    caller = await stage.call(stage.client_of("op101").phones[0])
    own = await stage.answers("op101")
    await connected(caller)
    await stage.talk(2)
    await own.hold()
    consult = await stage.rig.phones.phones["op101"].place("103")
    await stage.rings("op103")
    await own.refer_to(consult)
    await stage.answers("op103")
    await stage.talk(3)
    await stage.hang_up(caller)
    yield
    await _one_call(stage, [("op101", "first", 2), ("op103", "transferee", 3)])


async def to_the_queue(stage: Stage) -> Acts:
    """Transfer to a queue: a second visit, answered by somebody of that queue."""
    caller = await stage.call(stage.client_of("op101").phones[0])
    await stage.answers("op101")
    card = await stage.pages["op101"].card(state="talking")
    await stage.talk(2)
    path = f"/api/calls/{card['call_id']}/transfer"
    await stage.pages["op101"].must("POST", path, {"target": "support", "how": "blind"})
    await stage.answers("op106")
    await stage.pages["op106"].card(state="talking")
    await stage.talk(3)
    await stage.hang_up(caller)
    yield
    await _one_call(stage, [("op101", "first", 2), ("op106", "transferee", 3)])


async def _one_call(stage: Stage, parts: list[tuple[str, str, int]]) -> None:
    records = await stage.records()
    stage.expect("one call", 1, len(records))
    if not records:
        return
    call_id = records[0]["call_id"]
    stage.expect("talk of each operator, seconds", parts, await stage.parts(call_id))

    async def recorded() -> str:
        row = await stage.rig.store.fetch_one("demo_recording", call_id)
        return row["status"] if row else ""

    try:
        status = await eventually(recorded, 30, every_s=0.5)
    except TimeoutError:
        status = "none"
    stage.expect("one recording covers it", "ready", status)


async def hang_up_ringing(stage: Stage) -> Acts:
    """The caller hangs up while the phone rings."""
    caller = await stage.call(stage.client_of("op101").phones[0])
    await stage.rings("op101")
    await stage.talk(1)
    await stage.hang_up(caller)
    yield
    await _abandoned(stage, "caller_gone")


async def hang_up_queued(stage: Stage) -> Acts:
    """The caller hangs up while he waits in the queue."""
    caller = await stage.call(UNKNOWN)
    await stage.rings("op101")
    await stage.rings("op104")
    await stage.talk(1)
    await stage.hang_up(caller)
    yield
    await _abandoned(stage, "caller_gone")


async def _abandoned(stage: Stage, result: str) -> None:
    records = await stage.records()
    stage.expect("outcome", ["abandoned"], [r["outcome"] for r in records])
    offers = set((await stage.offers(records[0]["call_id"])).values()) if records else set()
    stage.expect("how the ringing ended", {result}, offers)
    stage.expect("missed", [True], [r["missed"] for r in records])


async def hang_up_at_once(stage: Stage) -> Acts:
    """The caller hangs up while it is still being looked up where the call goes."""
    caller = await stage.call(stage.client_of("op101").phones[0])
    await caller.hang_up()
    ended = await over(caller)
    await stage.quiet()
    yield
    records = await stage.records()
    stage.expect("it ends", True, ended)
    stage.expect("outcome", ["abandoned"], [r["outcome"] for r in records])


SCENES: dict[str, Scene] = {
    "known client, three forms": three_forms,
    "responsible busy, two at once": responsible_busy,
    "responsible paused, logged out": responsible_paused_and_out,
    "unknown and withheld": strangers,
    "missed, called back": missed_and_called_back,
    "five ring, one answers": five_ring,
    "blind transfer": blind_transfer,
    "attended transfer": attended_transfer,
    "attended, cancelled": attended_cancelled,
    "blonde transfer": blonde_transfer,
    "transfer to a queue": to_the_queue,
    "hang up while ringing": hang_up_ringing,
    "hang up in the queue": hang_up_queued,
    "hang up at once": hang_up_at_once,
}
