"""How long a pop takes: measured from the INVITE, once for each, told apart by first and later."""

from dataclasses import replace

from screenpop.pop_times import REMEMBERED_CALLS, PopTimes
from tests.screenpop.cards import call, card

INVITE = 1_000  # what the cards say


def test_from_the_invite_to_the_page_and_to_its_acknowledgement() -> None:
    times = PopTimes()
    times.card(card(1), INVITE + 40, shown=True)
    times.card(card(1, name="Ольга Петрова"), INVITE + 90, shown=True)  # a later version: no new pop
    times.acknowledged("op101", call(1), INVITE + 70)
    times.acknowledged("op101", call(1), INVITE + 95)
    assert (times.shown_s["first"].count, times.shown_s["first"].total) == (1, 0.04)
    assert (times.acknowledged_s["first"].count, times.acknowledged_s["first"].total) == (1, 0.07)
    assert times.unseen == ()


def test_without_a_page_it_is_owed_until_one_comes() -> None:
    times = PopTimes()
    times.card(card(1), INVITE + 40, shown=False)
    [unseen] = times.unseen
    assert (unseen.start, unseen.came, unseen.shown) == (INVITE, INVITE + 40, 0)
    times.shown("op101", call(1), INVITE + 2_040)
    times.shown("op101", call(1), INVITE + 9_000)
    times.shown("op101", call(2), INVITE + 9_000)
    assert times.unseen[0].shown == INVITE + 2_040
    assert times.shown_s["first"].total == 2.04


def test_what_another_gateway_s_page_acknowledges_was_shown_there() -> None:
    times = PopTimes()
    times.card(card(1), INVITE + 40, shown=False)
    times.acknowledged("op101", call(1), INVITE + 90)
    assert (times.unseen, times.shown_s["first"].total) == ((), 0.09)


def test_the_invite_may_become_known_after_the_card() -> None:
    times = PopTimes()
    times.card(replace(card(1), since=INVITE + 30), INVITE + 30, shown=False)
    times.card(card(1), INVITE + 50, shown=True)
    assert times.shown_s["first"].total == 0.05


def test_all_who_are_rung_together_are_first_and_the_next_ones_later() -> None:
    times = PopTimes()
    times.card(card(1), INVITE + 10, shown=True)
    times.card(card(1, operator="op102"), INVITE + 10, shown=True)
    times.withdrawn("op101", call(1))
    times.card(card(1, operator="op103"), INVITE + 20_000, shown=True)
    assert (times.shown_s["first"].count, times.shown_s["later"].count) == (2, 1)


def test_a_pop_that_goes_unseen_is_counted() -> None:
    times = PopTimes()
    times.card(card(1), INVITE, shown=False)
    times.card(card(2), INVITE, shown=True)
    times.acknowledged("op101", call(2), INVITE)
    for number in (1, 2, 3):
        times.withdrawn("op101", call(number))
    assert (times.never_acknowledged, times.unseen) == (1, ())


def test_a_call_that_he_placed_himself_is_no_pop() -> None:
    times = PopTimes()
    times.card(card(1, state="dialling"), INVITE + 10, shown=True)
    times.acknowledged("op101", call(1), INVITE + 20)
    assert (times.unseen, times.acknowledged_s["first"].count) == ((), 0)


def test_what_is_remembered_of_calls_is_bounded() -> None:
    times = PopTimes()
    for number in range(REMEMBERED_CALLS + 10):
        times.card(card(number), INVITE, shown=True)
        times.withdrawn("op101", call(number))
    assert len(times._calls) <= REMEMBERED_CALLS + 1
    assert not times._pops
