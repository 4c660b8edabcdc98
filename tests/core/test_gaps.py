"""What the reducer makes of times in which nobody listened: recovered from the log, or unknown and why."""

import pytest

from ccengine.core import observed as o
from ccengine.core.facts import Mark, Outcome
from ccengine.core.floor import SEAL_MS, Floor
from tests.core.recorded import FIXTURES, NODE, SCENARIOS, by_ami, by_cel, play, records, sealed


def test_what_nobody_saw_end_is_unknown_and_says_why() -> None:
    seen = by_ami(FIXTURES / "abandon_queue")
    floor = Floor(NODE)
    events = [event for one in seen[: len(seen) // 2] for event in floor.apply(one)]
    legs = [leg.id for leg in floor.legs.values() if leg.live]
    events += floor.lost(legs, seen[-1].at, "it was down")
    events += floor.tick(seen[-1].at + SEAL_MS)
    (record,) = sealed(events)
    assert (record.mark, record.reason, record.outcome) == (Mark.UNKNOWN, "it was down", Outcome.UNKNOWN)
    assert {visit.how.value for visit in record.visits} == {"pbx_lost"}
    assert {offer.result.value for offer in record.offers} <= {"withdrawn"}


def test_a_call_read_from_the_log_is_marked_recovered_once() -> None:
    seen = by_cel(FIXTURES / "responsible")
    floor = Floor(NODE)
    for one in seen:
        floor.apply(one, Mark.RECOVERED)
    (record,) = sealed(floor.tick(seen[-1].at + SEAL_MS))
    assert record.mark is Mark.RECOVERED
    live = Floor(NODE)
    for one in by_ami(FIXTURES / "responsible"):
        live.apply(one)
    for one in seen:
        live.apply(one, Mark.RECOVERED)  # the same happenings, read once more
    (record,) = sealed(live.tick(seen[-1].at + SEAL_MS))
    assert record.mark is Mark.OBSERVED
    assert record == records(by_ami(FIXTURES / "responsible"))[0]


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_was_heard_and_is_read_once_more_stays_observed(name: str) -> None:
    floor = Floor(NODE)
    for one in by_ami(FIXTURES / name):
        floor.apply(one)
    for one in by_cel(FIXTURES / name):
        floor.apply(one, Mark.RECOVERED)
    assert {call.notes.mark for call in floor.live_calls()} == {Mark.OBSERVED}


def test_a_hold_that_was_only_read_afterwards_makes_the_call_recovered() -> None:
    live, logged = by_ami(FIXTURES / "hold"), by_cel(FIXTURES / "hold")
    music = next(one for one in logged if isinstance(one, o.MusicStarted))
    gap = range(music.at - 500, music.at + 500)
    floor = Floor(NODE)
    for one in (one for one in live if one.at < gap.start):
        floor.apply(one)
    floor.apply(music, Mark.RECOVERED)
    (call,) = floor.live_calls()
    assert call.notes.mark is Mark.RECOVERED


def test_a_call_that_lasts_through_a_gap_was_not_observed_to_the_end() -> None:
    seen = by_ami(FIXTURES / "hold")
    up = next(i for i, one in enumerate(seen) if isinstance(one, o.HoldStarted))
    floor = Floor(NODE)
    for one in seen[:up]:
        floor.apply(one)
    floor.unheard(Mark.RECOVERED, "it was down")
    _, events = play(seen[up:], floor)
    (record,) = sealed(events)
    assert (record.mark, record.reason) == (Mark.RECOVERED, "it was down")


def test_a_gap_after_its_end_changes_nothing_of_a_call() -> None:
    seen = by_ami(FIXTURES / "hold")
    floor = Floor(NODE)
    for one in seen:
        floor.apply(one)
    floor.unheard(Mark.RECOVERED, "it was down")
    assert sealed(floor.tick(seen[-1].at + SEAL_MS)) == records(seen)


def test_a_snapshot_does_not_take_a_held_client_back() -> None:
    """After a gap all bridges are told anew; who is on hold stays on hold."""
    seen = list(by_ami(FIXTURES / "hold"))
    start = next(i for i, one in enumerate(seen) if isinstance(one, o.MusicStarted))
    stays = {s.leg: s.bridge for s in seen[:start] if isinstance(s, o.BridgeEntered)}
    anew = [o.BridgeEntered(at=seen[start].at + 400, leg=leg, bridge=b) for leg, b in stays.items()]
    assert records([*seen[: start + 1], *anew, *seen[start + 1 :]]) == records(seen)
