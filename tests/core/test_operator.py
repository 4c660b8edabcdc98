"""An operator's state: what follows from his wish and his phones, and the intervals it leaves."""

from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccengine.core.events import OperatorChanged, OperatorWished
from ccengine.core.facts import OperatorStatus as S
from ccengine.core.operator import FOLLOWS, WISHES, KnownOperator, OperatorLife

CALL, OTHER = UUID(int=1), UUID(int=2)
T0 = 1_795_000_000_000
WRAP_MS = 5_000

steps = st.lists(
    st.tuples(
        st.integers(0, 7_000),
        st.one_of(
            st.tuples(
                st.just("ask"), st.sampled_from(sorted(WISHES)), st.sampled_from(["lunch", "training"])
            ),
            st.tuples(
                st.just("leg"), st.sampled_from(["a", "b"]), st.sampled_from(["rings", "talks", "gone"])
            ),
            st.tuples(st.just("time"), st.just(""), st.just("")),
        ),
    ),
    max_size=40,
)


def play(life: OperatorLife, wanted: list[tuple[int, tuple[str, str, str]]]) -> list[OperatorChanged]:
    now = T0
    events: list[OperatorChanged] = []
    for waited, (what, which, how) in wanted:
        now += waited
        match what:
            case "ask":
                events += [e for e in life.ask(S(which), how, now) if isinstance(e, OperatorChanged)]
            case "leg":
                events += life.follow(
                    which, CALL, now, rings=how == "rings", talks=how == "talks", wrap_up_ms=WRAP_MS
                )
            case _:
                events += life.settle(now)
    return events


@settings(derandomize=True, deadline=None, max_examples=300)
@given(wanted=steps, resumed=st.none() | st.tuples(st.sampled_from(S), st.sampled_from(sorted(WISHES))))
def test_every_change_is_in_the_table_and_intervals_chain(
    wanted: list[tuple[int, tuple[str, str, str]]], resumed: tuple[S, S] | None
) -> None:
    life = OperatorLife("op101")
    if resumed:
        status, wish = resumed
        until = T0 + WRAP_MS if status is S.WRAP_UP else 0
        life.resume(
            KnownOperator(
                operator="op101", status=status, since=T0 - 60_000, wish=wish, reason="", until=until
            )
        )
    events = play(life, wanted)
    assert life.odd == 0
    for before, after in pairwise(events):
        assert after.status in FOLLOWS[before.status] or after.status is before.status
        assert before.at <= after.at
    intervals = [event.ended for event in events if event.ended]
    for one in intervals:
        assert one.start < one.end
    for earlier, later in pairwise(intervals):
        assert earlier.end == later.start, "no gap, no overlap"
    if events:
        assert (life.status, life.since) == (events[-1].status, events[-1].at)


@pytest.mark.parametrize("wish", sorted(WISHES))
def test_what_follows_from_what(wish: S) -> None:
    life = OperatorLife("op101")
    seen = []

    def note(_: object) -> None:
        seen.append(life.status)

    note(life.ask(wish, "lunch", T0))
    note(life.follow("a", CALL, T0 + 1_000, rings=True, talks=False))
    note(life.follow("a", CALL, T0 + 2_000, rings=False, talks=True))
    note(life.follow("a", CALL, T0 + 3_000, rings=False, talks=False, wrap_up_ms=WRAP_MS))
    note(life.settle(T0 + 3_000 + WRAP_MS))
    away = wish is S.OFFLINE
    assert seen == [wish, wish if away else S.RINGING, S.BUSY, wish if away else S.WRAP_UP, wish]


def test_a_pause_asked_for_during_a_call_begins_after_it() -> None:
    life = OperatorLife("op101")
    life.ask(S.AVAILABLE, "", T0)
    life.follow("a", CALL, T0, rings=False, talks=True)
    (told,) = life.ask(S.PAUSED, "lunch", T0 + 500)
    assert isinstance(told, OperatorWished), "it shows in no state yet"
    assert (told.at, told.wish, told.reason) == (T0 + 500, S.PAUSED, "lunch")
    (event,) = life.follow("a", CALL, T0 + 1_000, rings=False, talks=False)
    assert (event.status, event.reason) == (S.PAUSED, "lunch")
    assert event.ended is not None
    assert (event.ended.status, event.ended.end - event.ended.start) == (S.BUSY, 1_000)


def test_a_wish_that_waits_is_told_also_when_another_state_follows_at_once() -> None:
    life = OperatorLife("op101")
    life.follow("a", CALL, T0, rings=True, talks=False)
    told = life.ask(S.AVAILABLE, "", T0 + 500)
    assert [event.type for event in told] == ["operator.changed", "operator.wished"]
    assert life.status is S.RINGING


def test_another_reason_is_another_interval() -> None:
    life = OperatorLife("op101")
    life.ask(S.PAUSED, "lunch", T0)
    (event,) = life.ask(S.PAUSED, "training", T0 + 1_000)
    assert isinstance(event, OperatorChanged)
    assert event.ended is not None
    assert (event.ended.reason, event.reason) == ("lunch", "training")


def test_the_second_line_keeps_him_busy() -> None:
    life = OperatorLife("op101")
    life.ask(S.AVAILABLE, "", T0)
    life.follow("a", CALL, T0, rings=False, talks=True)
    life.follow("b", CALL, T0, rings=False, talks=True)
    assert life.follow("a", CALL, T0 + 1, rings=False, talks=False, wrap_up_ms=WRAP_MS) == []
    assert life.status is S.BUSY


def test_he_is_promised_to_one_caller_at_a_time() -> None:
    life = OperatorLife("op101")
    life.reserve(CALL, T0 + 10_000)
    assert life.is_reserved(T0)
    assert life.is_reserved(T0, OTHER)
    assert not life.is_reserved(T0, CALL), "by_other_than: his own call does not bar him"
    assert not life.is_reserved(T0 + 10_000)
    life.release(OTHER)
    assert life.is_reserved(T0)
    life.follow("a", CALL, T0, rings=False, talks=True)
    assert not life.is_reserved(T0)


def test_who_is_promised_to_a_caller_is_free_again_when_it_has_rung_in_vain() -> None:
    life = OperatorLife("op101")
    life.ask(S.AVAILABLE, "", T0)
    life.reserve(CALL, T0 + 60_000)
    assert not life.is_free(T0)
    life.follow("a", CALL, T0, rings=True, talks=False)
    assert not life.is_free(T0)
    life.follow("a", CALL, T0 + 1_000, rings=False, talks=False)
    assert life.is_free(T0 + 1_000)


def test_a_clock_that_steps_back_makes_no_negative_interval() -> None:
    life = OperatorLife("op101")
    life.ask(S.AVAILABLE, "", T0)
    events = life.follow("a", CALL, T0 - 700, rings=False, talks=True)
    events += life.follow("a", CALL, T0 + 900, rings=False, talks=False)
    assert [event.ended for event in events if event.ended and event.ended.end <= event.ended.start] == []
    assert [event.at for event in events] == [T0, T0 + 900]
