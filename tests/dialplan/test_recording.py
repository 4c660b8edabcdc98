"""What the PBX records, on a real Asterisk: it is told before the first word, and a no leaves no file."""

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ccengine.core.rules import RecordingRule, RecordingWhen, RuleBook
from ccengine.lab.bench import Bench, open_bench
from ccengine.lab.call import Call, Manners, State
from ccengine.lab.crm import demo_house
from ccengine.lab.record import heard_in
from ccengine.lab.tree import Tree
from ccengine.lab.wait import eventually

pytestmark = pytest.mark.pbx

ANSWERS = Manners(answer_after=0.2)
PHONES = {"op101": ANSWERS, "op102": ANSWERS, "op103": ANSWERS}


@pytest.fixture
async def bench(asterisk_tree: Tree) -> AsyncIterator[Bench]:
    async with open_bench(asterisk_tree, PHONES) as bench:
        bench.outside.manners = ANSWERS
        yield bench


async def talks_with(call: Call, name: str) -> None:
    """Wait until that phone's tone was heard for half a second."""
    await eventually(lambda: any(who == name and to - start > 0.5 for start, to, who in call.heard()), 15)


async def end(bench: Bench, *calls: Call) -> None:
    for call in calls:
        await call.hang_up()
    await bench.quiet()


def files(bench: Bench) -> list[Path]:
    return sorted(Path(bench.plan.recordings).glob("*.wav"))


def voices(bench: Bench) -> list[str]:
    """Who is heard in each of the files; what is no phone's tone is passed over."""
    told = [
        {who for _, _, some in heard_in(p, bench.voices) for who in some.split("+")} for p in files(bench)
    ]
    return sorted("+".join(sorted(names - {"?"})) for names in told)


async def talk(bench: Bench, *plan: str) -> None:
    """A caller talks for a moment with op101."""
    bench.route.plan = list(plan) or ["ring-9-op101"]
    call = await (await bench.call()).reach(State.UP)
    await talks_with(call, "op101")
    await end(bench, call)


async def test_the_answer_is_obeyed_before_the_first_word(bench: Bench) -> None:
    bench.route.record = "no"
    await talk(bench)
    assert files(bench) == []  # not even for a moment: nothing here removes any
    bench.route.record, bench.route.apart = "yes", "op1-yes,op101-no,op102-yes"
    await talk(bench)
    assert voices(bench) == ["caller"]
    bench.route.record, bench.route.apart = "no", "op101-yes"
    await talk(bench)
    assert voices(bench) == ["caller", "op101"]


async def test_who_is_only_rung_or_refused_is_not_recorded(bench: Bench) -> None:
    bench.route.plan = ["play-0-farewell", "hangup-0"]
    await (await bench.call()).reach(State.ENDED, 30)
    await bench.quiet()
    assert files(bench) == []


async def test_the_caller_is_told_before_he_is_connected(bench: Bench) -> None:
    bench.route.announce = 1
    bench.route.plan = ["ring-9-op101"]
    call = await (await bench.call()).reach(State.UP)
    await talks_with(call, "op101")
    await end(bench, call)
    said = [who for _, _, who in call.heard() if who in ("?", "op101")]
    assert said[0] == "?"
    assert set(said[said.index("op101") :]) == {"op101"}
    assert voices(bench) == ["caller", "op101"]
    assert b"Mark: play\r\nTarget: recorded" in bytes(bench.events.seen)


async def test_whom_an_operator_calls_is_told_as_well(bench: Bench) -> None:
    bench.route.announce = 1
    call = await bench.phones["op103"].place("+998901234567")
    outside = await bench.outside.incoming()
    await talks_with(outside, "op103")
    await end(bench, call)
    assert "?" in next(who for _, _, who in outside.heard())
    (asked,) = bench.route.asked
    assert {name: asked[name] for name in ("endpoint", "kind", "target", "call")} == {
        "endpoint": "op103",
        "kind": "outside",
        "target": "+998901234567",
        "call": "",
    }
    assert voices(bench) == ["op103", "outside"]


async def test_what_is_passed_on_is_asked_about(bench: Bench) -> None:
    bench.route.plan = ["ring-9-op101"]
    call = await (await bench.call()).reach(State.UP)
    ours = await bench.phones["op101"].incoming()
    await talks_with(call, "op101")
    bench.route.record = "no"
    answer = await bench.act(
        "Atxfer", Channel=await bench.channel("op101"), Context="from-internal", Exten="102"
    )
    assert "Success" in answer
    await talks_with(ours, "op102")
    await ours.hang_up()
    await talks_with(call, "op102")
    bench.route.record = "yes"
    channel = await bench.channel("op102")
    await bench.act("BlindTransfer", Channel=channel, Context="from-internal", Exten="103")
    await talks_with(call, "op103")
    await end(bench, call)
    assert voices(bench) == ["caller", "op101", "op103"]
    consulted, passed = bench.route.asked
    assert (consulted["endpoint"], consulted["kind"], consulted["target"]) == ("", "operator", "op102")
    assert (passed["endpoint"], passed["kind"], passed["target"]) == ("trunk", "operator", "op103")
    assert consulted["call"] == passed["call"] != ""


async def test_quiet_goes_on_only_when_it_is_surely_mute(bench: Bench) -> None:
    bench.route.record = "quiet"
    await talk(bench)
    assert voices(bench) == ["caller", "op101"]  # a stand-in says that it has muted them
    assert [asked["kind"] for asked in bench.route.asked] == ["leg", "leg"]
    assert bench.route.asked[1]["target"].startswith("PJSIP/op101-")
    before = files(bench)
    bench.route.mute = False
    await talk(bench)
    stopped = [path for path in files(bench) if path not in before]
    assert [heard_in(path, bench.voices) for path in stopped] == [[], []]


async def test_muting_what_is_not_recorded_is_refused(bench: Bench) -> None:
    bench.route.record = "no"
    bench.route.plan = ["ring-9-op101"]
    call = await (await bench.call()).reach(State.UP)
    channel = await bench.channel("op101")
    answer = await bench.act("MixMonitorMute", Channel=channel, Direction="both", State="1")
    assert "Cannot set mute flag" in answer
    await end(bench, call)


@pytest.mark.parametrize(
    ("rules", "heard"),
    [
        ((RecordingRule(id="all", record=True, announce=True),), ["caller", "op101"]),
        ((RecordingRule(id="no", record=False, when=RecordingWhen(consent="no")),), []),
    ],
)
async def test_with_nobody_to_ask_the_rules_for_any_call_hold(
    asterisk_tree: Tree, rules: tuple[RecordingRule, ...], heard: list[str]
) -> None:
    house = demo_house()
    main = dataclasses.replace(house.numbers["998712000100"], static_route=("op101",))
    house = dataclasses.replace(
        house, rules=RuleBook(recording=rules), numbers={**house.numbers, main.number: main}
    )
    async with open_bench(asterisk_tree, PHONES, house=house) as bench:
        await bench.route.close()
        call = await (await bench.call()).reach(State.UP)
        await talks_with(call, "op101")
        await end(bench, call)
        assert ("?" in {who for _, _, who in call.heard()}) is bool(heard)
        ours = await (await bench.phones["op102"].place("103")).reach(State.UP)
        await talks_with(ours, "op103")
        await end(bench, ours)
        assert voices(bench) == sorted([*heard, *(["op102", "op103"] if heard else [])])
