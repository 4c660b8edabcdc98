"""Whose turn it is to be called back, and when a promise is kept, tried again, or left to people."""

from dataclasses import replace
from uuid import UUID

from ccengine.core.callbacks import GONE_MS, OPERATOR_PAUSE_MS, CallbackRules, Callbacks, Promise, Turn

NOW = 1_795_324_298_000
MINUTE = 60_000
FREE = {"sales": ["op101", "op102"], "support": ["op105"]}
NOBODY: dict[str, int] = {}


def promise(n: int, since: int, *, queue: str = "sales", responsible: str = "") -> Promise:
    """Client ``n``, who came ``since`` ms ago."""
    return Promise(
        call_id=UUID(int=n),
        queue=queue,
        number=f"+99890000000{n}",
        since=NOW - since,
        asked=NOW - since + 1_000,
        client=f"c{n}",
        responsible=responsible,
    )


def promised(*promises: Promise) -> Callbacks:
    state = Callbacks(rules=CallbackRules(attempts=2, retry_ms=5 * MINUTE))
    for one in promises:
        state.promise(one)
    return state


def turns(state: Callbacks, now: int = NOW, **more: dict[str, int]) -> list[tuple[int, str]]:
    found = state.turns(FREE, more.get("waiting", NOBODY), frozenset(), now)
    return [(turn.promise.call_id.int, turn.operator) for turn in found]


def test_first_come_first_called_each_by_an_operator_of_his_queue() -> None:
    state = promised(promise(1, 1 * MINUTE), promise(2, 3 * MINUTE), promise(3, 2 * MINUTE, queue="support"))
    assert turns(state) == [(2, "op101"), (3, "op105"), (1, "op102")]


def test_his_responsible_calls_him_where_he_is_free() -> None:
    assert turns(promised(promise(1, MINUTE, responsible="op102"))) == [(1, "op102")]
    assert turns(promised(promise(1, MINUTE, responsible="op109"))) == [(1, "op101")]


def test_whoever_waits_on_the_line_since_before_him_comes_first() -> None:
    state = promised(promise(1, 2 * MINUTE))
    assert turns(state, waiting={"sales": NOW - 3 * MINUTE}) == []
    assert turns(state, waiting={"sales": NOW - 1 * MINUTE}) == [(1, "op101")]
    assert turns(state, waiting={"support": NOW - 3 * MINUTE}) == [(1, "op101")]


def test_who_is_in_a_call_is_not_called() -> None:
    state = promised(promise(1, MINUTE))
    assert state.turns(FREE, {}, frozenset({"+998900000001"}), NOW) == []


def test_one_call_at_a_time() -> None:
    state = promised(promise(1, MINUTE))
    (turn,) = state.turns(FREE, {}, frozenset(), NOW)
    state.placed(UUID(int=100), turn)
    assert turns(state) == []


def test_unanswered_he_is_called_again_later_and_then_left_to_people() -> None:
    state = promised(promise(1, MINUTE))
    for attempt in (1, 2):
        (turn,) = state.turns(FREE, {}, frozenset(), NOW + attempt * 10 * MINUTE)
        state.placed(UUID(int=100 + attempt), turn)
        ended = NOW + attempt * 10 * MINUTE + 30_000
        state.ended(UUID(int=100 + attempt), client_rung=True, now=ended)
        assert turns(state, ended + 4 * MINUTE) == []
    assert state.promises == {}


def test_an_operator_who_does_not_pick_up_costs_no_attempt() -> None:
    state = promised(promise(1, MINUTE))
    (turn,) = state.turns(FREE, {}, frozenset(), NOW)
    state.placed(UUID(int=100), turn)
    state.ended(UUID(int=100), client_rung=False, now=NOW)
    assert turns(state) == [(1, "op102")]
    assert turns(state, NOW + OPERATOR_PAUSE_MS) == [(1, "op101")]
    assert state.promises[UUID(int=1)].tries == 0


def test_a_call_that_never_came_to_be_is_forgotten() -> None:
    state = promised(promise(1, MINUTE))
    (turn,) = state.turns(FREE, {}, frozenset(), NOW)
    state.placed(UUID(int=100), turn)
    state.lost({UUID(int=100)}, NOW + 2 * GONE_MS)
    assert turns(state, NOW + 2 * GONE_MS) == []
    state.lost(set(), NOW + 2 * GONE_MS)
    assert turns(state, NOW + 2 * GONE_MS) == [(1, "op102")]


def test_a_talk_keeps_the_promise_in_whatever_call_it_was() -> None:
    state = promised(promise(1, MINUTE), promise(2, MINUTE), promise(3, MINUTE))
    state.placed(UUID(int=100), Turn(promise=state.promises[UUID(int=1)], operator="op101", at=NOW))
    state.talked(UUID(int=100), "", "", until=NOW)
    state.talked(UUID(int=7), "+998900000002", "", until=NOW)
    state.talked(UUID(int=3), "+998900000003", "c3", until=NOW)  # he talked before he asked, in the same call
    state.talked(UUID(int=9), "", "c3", until=NOW - 5 * MINUTE)  # long before he asked
    assert set(state.promises) == {UUID(int=3)}
    state.talked(UUID(int=8), "", "c3", until=NOW)
    assert state.promises == {}


def test_too_old_a_promise_is_left_to_people() -> None:
    assert turns(promised(promise(1, 25 * 60 * MINUTE))) == []


def test_the_database_brings_back_what_an_earlier_engine_knew_and_drops_what_is_settled() -> None:
    state = promised(promise(1, MINUTE))
    state.agree([], NOW)  # it has not heard of the first one yet
    assert set(state.promises) == {UUID(int=1)}
    theirs = replace(promise(1, MINUTE), tries=1, not_before=NOW + MINUTE)
    state.agree([theirs, promise(2, 2 * MINUTE)], NOW)
    assert turns(state) == [(2, "op101")]
    assert state.promises[UUID(int=1)].tries == 1
    state.agree([theirs], NOW)  # somebody has taken the second one upon himself
    assert set(state.promises) == {UUID(int=1)}


def test_a_kept_promise_stays_kept_though_the_database_has_not_heard_of_the_talk() -> None:
    state = promised(promise(1, MINUTE))
    state.agree([promise(1, MINUTE)], NOW)
    state.talked(UUID(int=7), "+998900000001", "", until=NOW)
    state.agree([promise(1, MINUTE)], NOW)
    assert turns(state) == []
    late = Callbacks()
    late.talked(UUID(int=7), "+998900000001", "", until=NOW)  # known before the promise, by a new engine
    late.agree([promise(1, MINUTE), promise(2, MINUTE)], NOW)
    assert turns(late) == [(2, "op101")]


def test_what_people_tried_counts_as_well() -> None:
    state = promised(promise(1, MINUTE))
    state.agree([replace(promise(1, MINUTE), tries=2)], NOW)
    assert state.promises == {}
