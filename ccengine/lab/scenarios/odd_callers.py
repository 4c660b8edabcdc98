"""Callers without a number, with a hostile one, and two with the same."""

from ccengine.lab.bench import DIALLED, Bench, pause
from ccengine.lab.call import State
from ccengine.lab.scenarios.scenario import SOON, TALK_S, Scenario

_HOSTILE = (
    ("79161234567", "Яна Öztürk 李"),
    ("79161234567", '100%25 "O\'Hara", ${EXTEN} $[1+1] a&b=c;d|e'),
    ("7916%0d%0a%0d%0aEvent%3a%20Hangup%0d%0aUniqueid%3a%20x%0d%0a%0d%0a", "x%0D%0AAction: Originate"),
    ("79161234567", "Я" * 300),
    ("+7(916)123-45-67", "tab\there <b>&amp;\u202e"),
)


async def withheld(bench: Bench) -> None:
    for headers in ({"Privacy": "id", "P-Asserted-Identity": "<sip:79160000009@127.0.0.2>"}, {}):
        call = await bench.call(user="anonymous@anonymous.invalid", display="Anonymous", **headers)
        await call.reach(State.UP)
        await pause(TALK_S)
        await call.hang_up()
        await bench.quiet()


async def hostile_from(bench: Bench) -> None:
    for user, display in _HOSTILE:
        bench.note(f"{display[:40]!r} {user!r}")
        call = await bench.call(user=user, display=display)
        await call.reach(State.UP)
        await pause(0.6)
        await call.hang_up()
        await bench.quiet()


async def two_of_one_number(bench: Bench) -> None:
    bench.route.plans[DIALLED] = ("ring-10-op101",)
    bench.route.plans["998712000200"] = ("ring-10-op101", "ring-10-op102")
    first = await bench.call("caller")
    await pause(0.3)
    second = await bench.call("caller2", dialled="998712000200")
    await first.reach(State.UP)
    await second.reach(State.UP)
    await pause(TALK_S)
    await second.hang_up()
    await first.hang_up()


ODD_CALLERS: dict[str, Scenario] = {
    "withheld": Scenario(about="Withheld, with and without an asserted number.", run=withheld),
    "hostile_from": Scenario(about="Hostile names and numbers in From.", run=hostile_from),
    "two_of_one_number": Scenario(
        about="Two calls of one number at once; the second finds op101 busy.",
        run=two_of_one_number,
        operators={"op101": SOON, "op102": SOON},
        callers=("caller", "caller2"),
    ),
}
