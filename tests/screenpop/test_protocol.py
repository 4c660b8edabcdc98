"""A page that lives on a line which breaks at any moment ends up showing what it should."""

import json
from collections import deque
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ccengine.core.desk import StatusLine
from ccengine.core.facts import OperatorStatus
from screenpop.messages import Change, Snapshot, encode
from screenpop.protocol import OperatorScreen
from tests.screenpop.cards import call, card

CALLS = st.integers(min_value=1, max_value=4)
STATES = st.sampled_from(["ringing", "talking", "held", "ended"])


class Tab:
    """The page's rules (``web/src/state/model.ts``), over a line that may be cut."""

    def __init__(self) -> None:
        self.line: deque[bytes] | None = None
        self.version = 0
        self.cards: dict[str, Any] = {}
        self.status: Any = None

    def send(self, messages: tuple[Snapshot | Change, ...]) -> None:
        if self.line is not None:
            self.line.extend(encode(message) for message in messages)

    def read(self) -> tuple[str, int] | None:
        """Take one message in; what it acknowledges, if anything."""
        assert self.line
        message = json.loads(self.line.popleft())
        if message["type"] == "snapshot":
            self.version = message["version"]
            self.cards = {one["call_id"]: one for one in message["cards"]}
            self.status = message["status"]
            return None
        if message["version"] > self.version:
            assert message["version"] == self.version + 1, "a change was missed"
            self.version = message["version"]
            self._apply(message)
        return (message["card"]["call_id"], message["version"]) if message["type"] == "card" else None

    def _apply(self, message: dict[str, Any]) -> None:
        if message["type"] == "card":
            self.cards[message["card"]["call_id"]] = message["card"]
        elif message["type"] == "withdraw":
            self.cards.pop(message["call_id"], None)
        else:
            self.status = message["status"]


class BrokenLines(RuleBasedStateMachine):
    """Two tabs of one operator; only time, the lines and the engine decide the order."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0
        self.screen = OperatorScreen()
        self.tabs = [Tab(), Tab()]
        self.should_be_seen: set[int] = set()

    def _send(self, messages: tuple[Snapshot | Change, ...]) -> None:
        for tab in self.tabs:
            tab.send(messages)

    @rule(number=CALLS, state=STATES)
    def show(self, number: int, state: str) -> None:
        self.should_be_seen.add(number)
        self._send(self.screen.show(card(number, state=state), self.now))

    @rule(number=CALLS)
    def withdraw(self, number: int) -> None:
        self.should_be_seen.discard(number)
        self._send(self.screen.withdraw(call(number), "caller_gone"))

    @rule(status=st.sampled_from(list(OperatorStatus)))
    def status(self, status: OperatorStatus) -> None:
        line = StatusLine(operator="op101", status=status, reason="", since=self.now)
        self._send(self.screen.status(line))

    @rule(which=st.integers(0, 1))
    def connect(self, which: int) -> None:
        self.tabs[which].line = deque([encode(self.screen.snapshot(self.now, at=0))])

    @rule(which=st.integers(0, 1))
    def cut(self, which: int) -> None:
        self.tabs[which].line = None

    @rule(which=st.integers(0, 1), acknowledge=st.booleans())
    def read(self, which: int, acknowledge: bool) -> None:
        if self.tabs[which].line:
            seen = self.tabs[which].read()
            if seen and acknowledge:
                self.screen.acknowledged(call(int(seen[0].replace("-", ""), 16)), seen[1])

    @rule(passed=st.integers(0, 60_000))
    def time_passes(self, passed: int) -> None:
        self.now += passed
        self._send(self.screen.due(self.now))

    @invariant()
    def the_screen_holds_what_was_shown(self) -> None:
        assert {card.call_id for card in self.screen.cards} == {call(n) for n in self.should_be_seen}
        assert self.screen.unacknowledged <= len(self.screen.cards)

    @precondition(lambda self: any(tab.line is not None for tab in self.tabs))
    @invariant()
    def a_page_that_has_read_all_shows_all(self) -> None:
        truth = json.loads(encode(self.screen.snapshot(self.now, at=0)))
        for tab in self.tabs:
            if tab.line is not None and not tab.line:
                assert list(tab.cards.values()) == truth["cards"]
                assert tab.status == truth["status"]


TestBrokenLines = BrokenLines.TestCase
TestBrokenLines.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


def test_what_nobody_acknowledges_comes_again_at_growing_intervals() -> None:
    screen = OperatorScreen(patience_ms=3_000, patience_limit_ms=10_000)
    shown = screen.show(card(), now=0)
    assert screen.due(2_999) == ()
    assert [now for now in range(0, 40_000, 1_000) if screen.due(now)] == [
        3_000,
        9_000,
        19_000,
        29_000,
        39_000,
    ]
    assert screen.due(60_000) == shown


def test_an_acknowledgement_of_an_older_state_settles_nothing() -> None:
    screen = OperatorScreen()
    screen.show(card(), now=0)
    screen.show(card(state="talking"), now=0)
    assert not screen.acknowledged(call(1), 1)
    assert screen.unacknowledged == 1
    assert screen.acknowledged(call(1), 2)
    assert screen.due(10**9) == ()


def test_the_same_card_and_status_twice_say_nothing_new() -> None:
    screen = OperatorScreen()
    line = StatusLine(operator="op101", status=OperatorStatus.PAUSED, reason="lunch", since=1)
    assert screen.show(card(), now=0)
    assert screen.show(card(), now=5) == ()
    assert screen.status(line)
    assert screen.status(line) == ()
    assert screen.withdraw(call(9), "done") == ()


@given(st.text())
def test_any_name_travels(name: str) -> None:
    screen = OperatorScreen()
    (shown,) = screen.show(card(name=name + "\udc80\u202e<b>"), now=0)
    assert json.loads(encode(shown))["card"]["client"]["name"] == name + "?\u202e<b>"


def test_what_another_gateways_page_shows_is_owed_no_more_if_it_is_just_that() -> None:
    screen = OperatorScreen(patience_ms=100)
    screen.show(card(1), 0)
    assert not screen.seen(card(1, state="talking"))
    assert not screen.seen(card(2))
    assert screen.seen(card(1))
    assert not screen.seen(card(1))
    assert screen.due(10_000) == ()
    screen.show(card(1, state="talking"), 0)
    assert screen.unacknowledged == 1
