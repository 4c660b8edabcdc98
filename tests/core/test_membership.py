"""Seats in the PBX's queues: a projection of the operators' states, mended by comparison."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ccengine.core.directory import House, Operator, Queue
from ccengine.core.facts import OperatorStatus as S
from ccengine.core.membership import Seat, Seats, changes, wanted
from ccengine.core.operator import OperatorLife

HOUSE = House(
    operators={
        "op101": Operator(id="op101", name="A", extension="101", queues=("sales", "support")),
        "op102": Operator(id="op102", name="B", extension="102", queues=("sales", "closed")),
    },
    queues={"sales": Queue(id="sales", name="Sales"), "support": Queue(id="support", name="Support")},
)
seats = st.dictionaries(
    st.tuples(st.sampled_from(["sales", "support"]), st.sampled_from(["op101", "op102", "op103"])),
    st.booleans(),
)


def lives(**states: tuple[S, S]) -> dict[str, OperatorLife]:
    return {name: OperatorLife(name, wish=wish, status=status) for name, (wish, status) in states.items()}


def test_who_is_logged_in_sits_in_his_queues_that_exist() -> None:
    now = lives(op101=(S.AVAILABLE, S.AVAILABLE), op102=(S.PAUSED, S.PAUSED))
    assert wanted(HOUSE, now) == {
        ("sales", "op101"): False,
        ("support", "op101"): False,
        ("sales", "op102"): True,
    }
    assert wanted(HOUSE, lives(op101=(S.OFFLINE, S.OFFLINE), op102=(S.OFFLINE, S.BUSY))) == {}


def test_busy_and_ringing_are_not_paused_but_wrap_up_is() -> None:
    for status, paused in {S.AVAILABLE: False, S.RINGING: False, S.BUSY: False, S.WRAP_UP: True}.items():
        assert wanted(HOUSE, lives(op102=(S.AVAILABLE, status))) == {("sales", "op102"): paused}


@settings(derandomize=True, deadline=None)
@given(now=seats, want=seats)
def test_changes_turn_what_is_into_what_should_be(now: Seats, want: Seats) -> None:
    result = dict(now)
    acts = list(changes(now, want))
    for seat in acts:
        _sit(result, seat)
    assert result == want
    assert list(changes(want, want)) == []
    removed = [seat.act == "remove" for seat in acts]
    assert removed == sorted(removed, reverse=True), "removals come first"


def _sit(seats: Seats, seat: Seat) -> None:
    key = (seat.queue, seat.operator)
    match seat.act:
        case "remove":
            del seats[key]
        case "add":
            assert key not in seats
            seats[key] = seat.reason == "paused"
        case "pause" | "resume":
            assert key in seats
            seats[key] = seat.act == "pause"
