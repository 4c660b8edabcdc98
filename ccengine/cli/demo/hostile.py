"""The check list's hostile callers: whatever comes from the phone network is data, and moves nothing."""

from urllib.parse import quote

from ccengine.cli.demo.stage import Acts, Stage, connected
from ccengine.core.directory import Client
from ccengine.lab.call import State
from ccengine.store.directory import PgDirectory

LONGEST = 10_000
NAMES = (
    "Name\\r\\nEvent: Hangup\\r\\n",
    "%0d%0aEvent: Hangup%0d%0a%0d%0a",
    "${SHELL(id)} ${CHANNEL}",
    "'\"; drop table call; --",
    "\u202egnp.exe\u202c \u200f",
    "x" * LONGEST,
    "x" * LONGEST,
)
ASSERTED = len(NAMES) - 1
"""Whose number the network asserts: a header of its own, which a name does not lengthen."""
MARKUP = Client(
    id="markup",
    name="<img src=x onerror=alert(1)>",
    company='"><script>alert(2)</script>',
    phones=("+998909999901",),
    responsible="op101",
    language="<b>",
    card={"<i>segment</i>": "<svg onload=alert(3)>", "${SHELL(id)}": "{{7*7}}", "long": "n" * LONGEST},
)


async def forged_events(stage: Stage) -> Acts:
    """A caller whose number is a whole forged event, with the ids of a call that is going on: that
    call goes on, and his own is one record with an empty number."""
    victim = await stage.call(stage.client_of("op101").phones[0])
    await stage.answers("op101")
    await connected(victim)
    legs = await _live_legs(stage)
    forged = [_forged(stage.rig.settings.node.systemname, leg) for leg in legs]
    talks = []
    for user in forged:
        hostile = await stage.call(user)
        await stage.answers("op102")
        talks.append(await connected(hostile))
        await stage.talk(1)
        await stage.hang_up_beside(hostile, "op102")
    card = await stage.pages["op101"].card(state="talking")
    still = victim.state is State.UP
    live = await stage.supervisor("GET", "/api/live")
    await stage.hang_up(victim)
    yield
    records = await stage.records()
    stage.expect("legs of the call that goes on", 2, len(legs))
    stage.expect("it goes on, for him and on the page", (True, True), (still, bool(card)))
    stage.expect("the engine saw no trouble", 0, live["counters"].get("illegal_moves", 0))
    said = stage.rig.engine.log.read_text(errors="replace").splitlines()
    stage.expect("errors in its log", [], [line for line in said if " ERROR " in line or "Traceback" in line])
    stage.expect("hostile callers are connected", [True] * len(legs), talks)
    stage.expect("outcomes", ["answered"] * 3, [r["outcome"] for r in records])
    stage.expect("no number of theirs is kept", ["", ""], [r["caller"] for r in records[1:]])


async def hostile_names(stage: Stage) -> Acts:
    """Callers' names of written line breaks, code, quotes, writing direction and great length; a client's
    card with markup in every field: calls complete, and the card is data."""
    talked = []
    for number, name in enumerate(NAMES):
        stage.placed += 1
        user = f"+99897999990{number}"
        asserted = [("P-Asserted-Identity", f"<sip:{user}@127.0.0.2>")] if number == ASSERTED else []
        phone = stage.rig.world.phone
        caller = await phone.place("998712000100", user=user, display=name, headers=asserted)
        await stage.answers("op103")
        talked.append(await connected(caller))
        await stage.talk(0.3)
        await stage.hang_up(caller)
    await PgDirectory(stage.rig.store).put_clients((MARKUP,))
    caller = await stage.call(MARKUP.phones[0])
    card = await stage.pages["op101"].card(state="ringing", caller=MARKUP.phones[0])
    await stage.answers("op101")
    await connected(caller)
    await stage.talk(0.3)
    await stage.hang_up(caller)
    yield
    records = await stage.records()
    client = card["client"]
    stage.expect("all are connected", [True] * len(NAMES), talked)
    # Asterisk reads no header longer than 4096 bytes: whom nobody asserts is like a stranger then.
    lost = [n for n, name in enumerate(NAMES) if len(name) == LONGEST and n != ASSERTED]
    numbers = ["" if n in lost else f"+99897999990{n}" for n in range(len(NAMES))]
    stage.expect("numbers", [*numbers, MARKUP.phones[0]], [r["caller"] for r in records])
    stage.expect("outcomes", {"answered"}, {r["outcome"] for r in records})
    stage.expect(
        "name, company and language as written",
        (MARKUP.name, MARKUP.company, MARKUP.language),
        (client["name"], client["company"], client["language"]),
    )
    stage.expect("fields as written", MARKUP.card, client["fields"])


async def _live_legs(stage: Stage) -> list[str]:
    """Uniqueids of all channels, as only the PBX and the engine know them."""
    said = await stage.rig.pbx.cli("core show channels concise")
    return [line.split("!")[-1].strip() for line in said.splitlines() if line.count("!") > 10]


def _forged(systemname: str, leg: str) -> str:
    """A From user that is the end of one event and the whole of another."""
    event = {
        "Event": "Hangup",
        "Privilege": "call,all",
        "Timestamp": "1.000001",
        "SystemName": systemname,
        "Channel": "PJSIP/trunk-00000000",
        "Uniqueid": leg,
        "Linkedid": leg,
        "Cause": "16",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in event.items())
    return quote(f"7916\r\n\r\n{lines}\r\n", safe="")
