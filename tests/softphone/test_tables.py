"""The phone's tables: its line, what a deed on its calls consists of, and what a call sounds like."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.softphone.tables import Ask, tables

LINE, CALLS, QUALITY = "phone/line", "phone/calls", "phone/quality"
OFF = {"state": "off", "since": 0, "failures": 0}


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    with tables() as asked:
        yield asked


def line_after(ask: Ask, *inputs: str) -> dict[str, Any]:
    """The line after these, one second apart."""
    steps = [
        (LINE, "move", [f"${at - 1}" if at else OFF, one, 1000 * (at + 1)]) for at, one in enumerate(inputs)
    ]
    last: dict[str, Any] = ask(*steps)[-1]
    return last


def call(ident: str, word: str = "talking", *, held: bool = False) -> dict[str, Any]:
    sound = {"word": "unknown", "why": ""}
    return {
        "id": ident, "call_id": "", "number": "", "incoming": True, "word": word, "held": held, "since": 0,
        "quality": sound,
    }  # fmt: skip


def plan(ask: Ask, deed: dict[str, str], *calls: dict[str, Any], merged: bool = False) -> list[str]:
    steps = ask((CALLS, "plan", [list(calls), merged, deed]))[0]
    return [f"{step['do']} {step['call']}".strip() for step in steps]


UP = ("begin", "given", "opened", "registered")


def test_the_line_is_up_only_when_the_registrar_has_said_so(ask: Ask) -> None:
    words = [ask((LINE, "inAWord", [line_after(ask, *UP[:length])]))[0] for length in range(1, 5)]
    assert words == ["connecting", "connecting", "connecting", "ready"]
    assert line_after(ask, *UP)["since"] == 4000


def test_what_breaks_it_leads_to_waiting_longer_each_time(ask: Ask) -> None:
    lost = line_after(ask, *UP, "lost")
    assert (lost["state"], lost["since"], lost["failures"]) == ("waiting", 5000, 1)
    again = line_after(ask, *UP, "lost", "again", "given", "lost", "again", "lost")
    assert (again["state"], again["since"], again["failures"]) == ("waiting", 5000, 3)
    waits = ask(*((LINE, "patience", [{**OFF, "failures": count}, 0.5]) for count in (1, 2, 3, 6, 30)))
    assert waits == [400, 800, 1600, 8000, 8000]
    assert ask((LINE, "inAWord", [again])) == ["unreachable"]
    assert line_after(ask, *UP, "lost", "again", "given", "opened", "registered")["failures"] == 0


def test_a_refused_password_is_fetched_anew_and_a_server_that_knows_us_no_more_ends_it(ask: Ask) -> None:
    assert line_after(ask, *UP, "refused", "again")["state"] == "asking"
    assert line_after(ask, "begin", "refused")["state"] == "off"
    assert line_after(ask, *UP, "end")["state"] == "off"


def test_what_does_not_fit_changes_nothing(ask: Ask) -> None:
    assert line_after(ask, "registered") == OFF
    assert line_after(ask, *UP, "opened") == line_after(ask, *UP)


@pytest.mark.parametrize(
    ("deed", "calls", "steps"),
    [
        pytest.param({"do": "answer", "call": "a"}, [call("a", "ringing")], ["answer a"], id="first"),
        pytest.param(
            {"do": "answer", "call": "b"},
            [call("a"), call("b", "ringing")],
            ["hold a", "answer b"],
            id="second: the first waits",
        ),
        pytest.param({"do": "answer", "call": "a"}, [call("a")], [], id="twice"),
        pytest.param({"do": "end", "call": "a"}, [call("a", "ringing")], ["reject a"], id="declined"),
        pytest.param({"do": "end", "call": "a"}, [call("a", "mending")], ["end a"], id="ended while broken"),
        pytest.param({"do": "end", "call": "x"}, [call("a")], [], id="one that is gone"),
        pytest.param({"do": "hold", "call": "a"}, [call("a")], ["hold a"], id="held"),
        pytest.param({"do": "hold", "call": "a"}, [call("a", held=True)], [], id="held already"),
        pytest.param(
            {"do": "resume", "call": "a"},
            [call("a", held=True), call("b")],
            ["hold b", "resume a"],
            id="taken back: the other waits",
        ),
        pytest.param(
            {"do": "swap", "call": "b"},
            [call("a", held=True), call("b")],
            ["hold b", "resume a"],
            id="swapped",
        ),
        pytest.param(
            {"do": "swap", "call": "a"},
            [call("a", held=True), call("b", held=True)],
            ["resume a"],
            id="swapped when both wait",
        ),
        pytest.param({"do": "swap", "call": "a"}, [call("a")], [], id="nothing to swap with"),
        pytest.param(
            {"do": "merge"}, [call("a", held=True), call("b")], ["resume a", "mix"], id="merged"
        ),
        pytest.param({"do": "merge"}, [call("a"), call("b", "ringing")], [], id="not with one that rings"),
    ],
)  # fmt: skip
def test_a_deed_consists_of(
    ask: Ask, deed: dict[str, str], calls: list[dict[str, Any]], steps: list[str]
) -> None:
    assert plan(ask, deed, *calls) == steps


def test_who_is_merged_is_parted_before_anything_else(ask: Ask) -> None:
    both = call("a"), call("b")
    assert plan(ask, {"do": "part"}, *both, merged=True) == ["unmix", "hold a"]
    assert plan(ask, {"do": "end", "call": "b"}, *both, merged=True) == ["unmix", "end b"]
    assert plan(ask, {"do": "hold", "call": "b"}, *both, merged=True) == ["unmix", "hold b"]
    assert plan(ask, {"do": "merge"}, *both, merged=True) == []
    left = ask((CALLS, "afterOneLess", [[call("a")], True]), (CALLS, "afterOneLess", [[call("a")], False]))
    assert [len(steps) for steps in left] == [1, 0]


def test_a_call_that_cannot_be_answered_rings_on_and_a_broken_one_is_mended(ask: Ask) -> None:
    ringing = call("a", "ringing")
    words = ask(
        (CALLS, "move", [ringing, "answered", 1]),
        (CALLS, "move", ["$0", "unanswered", 2]),
        (CALLS, "move", ["$0", "connected", 7]),
        (CALLS, "move", ["$2", "cut", 8]),
        (CALLS, "move", ["$3", "mended", 9]),
        (CALLS, "move", [ringing, "mended", 9]),
    )
    told = [(one["word"], one["since"]) for one in words]
    assert told == [
        ("answering", 0), ("ringing", 0), ("talking", 7), ("mending", 7), ("talking", 7), ("ringing", 0)
    ]  # fmt: skip


BEFORE = {
    "at": 0, "received": 100, "lost": 0, "played": 96_000, "invented": 0, "jitter_s": 0.0, "trip_s": 0.01,
    "sent": 100, "missed": 0, "voice": 0.1,
}  # fmt: skip
WELL = {**BEFORE, "received": 200, "played": 192_000, "sent": 200}


@pytest.mark.parametrize(
    ("change", "word", "why"),
    [
        ({}, "good", ""),
        ({"received": 100}, "silent", "nothing_comes"),
        ({"sent": 100}, "unheard", "nothing_goes"),
        ({"lost": 10}, "choppy", "lost_here"),
        ({"lost": 4}, "good", ""),
        ({"invented": 12_000}, "choppy", "uneven"),
        ({"missed": 0.2}, "choppy", "lost_there"),
        ({"jitter_s": 0.1}, "choppy", "uneven"),
        ({"trip_s": 0.7}, "choppy", "late"),
        ({"received": 100, "missed": 0.9}, "silent", "nothing_comes"),
    ],
)
def test_how_a_call_sounds(ask: Ask, change: dict[str, float], word: str, why: str) -> None:
    assert ask((QUALITY, "judge", [BEFORE, {**WELL, **change}, False])) == [{"word": word, "why": why}]


def test_a_still_microphone_is_told_of_unless_it_is_muted(ask: Ask) -> None:
    still = ({**BEFORE, "voice": 0}, {**WELL, "voice": 0})
    told = ask((QUALITY, "judge", [*still, False]), (QUALITY, "judge", [*still, True]))
    assert [one["why"] for one in told] == ["microphone_still", ""]
    assert ask((QUALITY, "judge", [None, WELL, False]))[0]["word"] == "unknown"


def test_the_counters_are_those_of_the_way_in_use(ask: Ask) -> None:
    report = [
        {"type": "inbound-rtp", "packetsReceived": 7, "packetsLost": 1, "jitter": 0.02},
        {"type": "candidate-pair", "nominated": True, "currentRoundTripTime": 0.3},
        {"type": "candidate-pair", "nominated": False, "currentRoundTripTime": 9},
        {"type": "remote-inbound-rtp", "fractionLost": 0.25},
        {"type": "media-source", "audioLevel": 0.5},
    ]
    seen = ask((QUALITY, "look", [report, 5]))[0]
    wanted = {
        "at": 5,
        "received": 7,
        "lost": 1,
        "jitter_s": 0.02,
        "trip_s": 0.3,
        "missed": 0.25,
        "voice": 0.5,
    }
    assert {name: seen[name] for name in wanted} == wanted
