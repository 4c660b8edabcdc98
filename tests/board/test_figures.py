"""What is counted: each visit once, whatever was known of it before, and in whatever order it was told."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.board.figures import Figures, Stay, Tally
from ccengine.core.directory import Queue
from ccengine.core.facts import VisitLeft

NOW = 1_795_324_298_000
MIDNIGHT = NOW - 10 * 3_600_000
MINUTE = 60_000
QUEUES = {
    "sales": Queue(id="sales", name="Sales"),
    "support": Queue(id="support", name="Support", short_ms=1),
}

stays = st.builds(
    Stay,
    queue=st.sampled_from(("sales", "support", "gone")),
    entered=st.integers(MIDNIGHT - 40 * MINUTE, NOW),
    wait_ms=st.sampled_from((0, 4_999, 5_000, 20_000, 20_001)),
    how=st.sampled_from((VisitLeft.ANSWERED, VisitLeft.ABANDONED, VisitLeft.TIMED_OUT, None)),
)
puts = st.lists(st.tuples(st.integers(1, 6), st.lists(stays, max_size=2), st.integers(0, 3)), max_size=30)


def told(figures: Figures) -> dict[str, object]:
    return {
        queue: (
            figures.today(queue),
            figures.level_now(queue, NOW),
            figures.level_today(queue, NOW),
            figures.longest_ms(queue),
            figures.waiting(queue),
        )
        for queue in ("sales", "support", "gone")
    }


@given(puts)
def test_the_sums_are_those_of_what_was_last_said(puts: list[tuple[int, list[Stay], int]]) -> None:
    figures, last = Figures(MIDNIGHT, QUEUES), dict[int, tuple[list[Stay], int]]()
    for call, visits, revision in puts:
        figures.put(UUID(int=call), visits, revision)
        if call not in last or last[call][1] <= revision:
            last[call] = (visits, revision)
    fresh = Figures(MIDNIGHT, QUEUES)
    for call, (visits, revision) in last.items():
        fresh.put(UUID(int=call), visits, revision)
    assert told(figures) == told(fresh)
    assert told(figures.recount(MIDNIGHT, QUEUES)) == told(fresh)


def answered(wait_ms: int, entered: int = NOW - MINUTE) -> Stay:
    return Stay(queue="sales", entered=entered, wait_ms=wait_ms, how=VisitLeft.ANSWERED)


def waiting(entered: int) -> Stay:
    return Stay(queue="sales", entered=entered)


def test_who_waits_counts_for_the_level_when_it_is_certain_how() -> None:
    figures = Figures(MIDNIGHT, QUEUES)
    figures.put(UUID(int=1), [answered(20_000)])
    figures.put(UUID(int=2), [waiting(NOW - 20_000)])
    assert figures.today("sales").offered == 2
    assert figures.level_today("sales", NOW) == 1.0
    assert figures.level_today("sales", NOW + 1) == 0.5
    figures.put(UUID(int=2), [answered(20_001, NOW - 20_000)])
    assert figures.level_today("sales", NOW) == 0.5
    assert figures.waiting("sales") == []


def gave_up(wait_ms: int) -> Stay:
    return Stay(queue="sales", entered=NOW - MINUTE, wait_ms=wait_ms, how=VisitLeft.ABANDONED)


@pytest.mark.parametrize(
    ("wait_ms", "level"),
    [
        (4_999, 1.0),  # short: he is left out
        (5_000, 0.5),
        (20_001, 0.5),
    ],
)
def test_who_gives_up_at_once_says_nothing_of_the_level(wait_ms: int, level: float) -> None:
    figures = Figures(MIDNIGHT, QUEUES)
    figures.put(UUID(int=1), [answered(20_000)])
    figures.put(UUID(int=2), [gave_up(wait_ms)])
    today = figures.today("sales")
    assert (today.offered, today.answered, today.abandoned) == (2, 1, 1)
    assert figures.level_today("sales", NOW) == figures.level_now("sales", NOW) == level


def test_who_may_still_give_up_at_once_is_not_certain_yet() -> None:
    figures = Figures(MIDNIGHT, {"sales": Queue(id="sales", name="Sales", threshold_ms=1_000)})
    figures.put(UUID(int=1), [answered(500)])
    figures.put(UUID(int=2), [waiting(NOW - 5_000)])
    assert figures.level_today("sales", NOW) == 1.0
    assert figures.level_today("sales", NOW + 1) == 0.5


def test_who_came_before_midnight_and_still_waits_is_nobody_of_today() -> None:
    figures = Figures(NOW - 5_000, QUEUES)
    figures.put(UUID(int=1), [waiting(NOW - 10_000)])
    figures.put(UUID(int=2), [answered(7, NOW - 1_000)])
    assert (figures.today("sales").offered, figures.level_today("sales", NOW)) == (1, 1.0)
    assert figures.waiting("sales") == [NOW - 10_000], "and he waits all the same"


def test_the_mean_wait_is_rounded_to_the_nearest_millisecond() -> None:
    figures = Figures(MIDNIGHT, QUEUES)
    for call, wait_ms in enumerate((1, 2)):
        figures.put(UUID(int=call), [answered(wait_ms)])
    assert figures.today("sales").asa_ms == 2


def test_the_longest_wait_is_that_of_what_is_known_now() -> None:
    figures = Figures(MIDNIGHT, QUEUES)
    longest = []
    for call, wait_ms in ((1, 9_000), (2, 30_000), (2, 8_000)):
        figures.put(UUID(int=call), [answered(wait_ms)])
        longest.append(figures.longest_ms("sales"))
    assert longest == [9_000, 30_000, 9_000]


def test_who_waits_longest_is_the_first() -> None:
    figures = Figures(MIDNIGHT, QUEUES)
    for call, age in enumerate((3, 9, 6)):
        figures.put(UUID(int=call), [waiting(NOW - age)])
    assert figures.waiting("sales") == [NOW - 9, NOW - 6, NOW - 3]


def test_a_new_day_forgets_the_old_ones_sums_and_not_the_last_half_hour() -> None:
    figures = Figures(MIDNIGHT, QUEUES)
    figures.put(UUID(int=1), [answered(1, NOW - 29 * MINUTE)])
    figures.put(UUID(int=2), [answered(30_000, NOW - 31 * MINUTE)])
    fresh = figures.recount(NOW, QUEUES)
    assert (fresh.today("sales").offered, fresh.longest_ms("sales")) == (0, 0)
    assert fresh.level_now("sales", NOW) == 1.0


def test_with_nothing_to_divide_by_there_is_no_level() -> None:
    figures = Figures(MIDNIGHT, QUEUES)
    figures.put(UUID(int=1), [waiting(NOW)])
    assert figures.level_today("sales", NOW) is None
    assert figures.today("sales").asa_ms is None


def test_now_is_the_last_half_hour_also_across_midnight() -> None:
    figures = Figures(NOW - 5 * MINUTE, QUEUES)
    figures.put(UUID(int=1), [answered(1, NOW - 29 * MINUTE)])
    figures.put(UUID(int=2), [answered(30_000, NOW - 4 * MINUTE)])
    assert figures.level_now("sales", NOW) == 0.5
    assert figures.level_today("sales", NOW) == 0.0
    assert figures.level_now("sales", NOW + 10 * MINUTE) == 0.0


def test_a_live_call_is_dropped_and_a_sealed_one_stays() -> None:
    figures = Figures(MIDNIGHT, QUEUES)
    figures.put(UUID(int=1), [waiting(NOW)])
    figures.put(UUID(int=2), [answered(7)], 1)
    figures.put(UUID(int=2), [answered(9)])
    figures.drop(UUID(int=1))
    figures.drop(UUID(int=2))
    assert figures.today("sales") == Tally(offered=1, answered=1, in_time=1, answered_wait_ms=7)


@pytest.mark.parametrize(("threshold", "level"), [(20_000, 1.0), (19_999, 0.0)])
def test_another_limit_counts_the_same_visits_anew(threshold: int, level: float) -> None:
    figures = Figures(MIDNIGHT, QUEUES)
    figures.put(UUID(int=1), [answered(20_000)], 1)
    changed = {"sales": Queue(id="sales", name="Sales", threshold_ms=threshold)}
    assert figures.recount(MIDNIGHT, changed).level_today("sales", NOW) == level
