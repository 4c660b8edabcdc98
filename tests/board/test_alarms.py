"""Alarms: raised when they should be, once, and over when it is calm."""

from dataclasses import replace
from typing import Any

from ccengine.board.alarms import NOBODY_MS, Alarms
from ccengine.core.board import BoardQueue
from ccengine.core.directory import DialledNumber, Hours, House, Queue

NOW = 1_795_324_298_000
QUEUE = Queue(id="sales", name="Sales", alarm_waiting=2, alarm_level=80)
HOUSE = House(queues={"sales": QUEUE})
ROW = BoardQueue(
    id="sales",
    name="Sales",
    department="",
    waiting=0,
    waits_since=0,
    level_now=None,
    level_today=None,
    offered=20,
    answered=0,
    abandoned=0,
    asa_ms=None,
    longest_ms=0,
    callbacks=0,
    logged_in=1,
    available=1,
    alarms=(),
    alarm_waiting=2,
    alarm_level=80,
)


class Watched:
    """A queue's alarms, told second by second."""

    def __init__(self, house: House = HOUSE) -> None:
        self.alarms, self.house, self.row = Alarms(), house, ROW
        self.told: list[tuple[str, str]] = []

    def after(self, seconds: float, **so: Any) -> tuple[str, ...]:
        self.row = replace(self.row, **so)
        rows, events = self.alarms.look([self.row], self.house, NOW + int(seconds * 1000))
        self.told += [(event.type, event.alarm) for event in events]
        return rows[0].alarms


def test_one_alarm_for_a_number_that_hovers_at_its_limit() -> None:
    queue = Watched()
    assert queue.after(0, waiting=2) == ()
    assert queue.after(1, waiting=3) == ("waiting",)
    assert queue.after(2, waiting=2) == ("waiting",)
    assert queue.after(3, waiting=3) == ("waiting",)
    assert queue.after(4, waiting=1) == ("waiting",)
    assert queue.after(6.999) == ("waiting",)
    assert queue.after(7) == ()
    assert queue.told == [("board.alarm", "waiting"), ("board.alarm_over", "waiting")]


def test_a_low_level_is_told_with_what_it_is() -> None:
    queue = Watched()
    assert queue.after(0, level_today=0.8) == ()
    assert queue.after(1, level_today=0.79) == ("level",)
    assert queue.after(2, level_today=0.81) == ("level",)
    assert queue.after(18) == ()


def test_the_first_callers_of_a_day_raise_none() -> None:
    assert Watched().after(0, level_today=0.0, offered=3) == ()


def test_a_queue_without_limits_raises_only_that_nobody_is_there() -> None:
    queue = Watched()
    assert queue.after(0, alarm_waiting=0, alarm_level=0, waiting=50, level_today=0.1, logged_in=0) == ()
    assert queue.after(NOBODY_MS / 1000) == ("nobody",)
    assert queue.after(6, logged_in=1) == ("nobody",)
    assert queue.after(8) == ()


def test_at_night_nobody_need_be_there() -> None:
    closed = Hours(week=((), (), (), (), (), (), ()))
    number = DialledNumber(number="100", name="Line", queue="sales", hours=closed)
    queue = Watched(replace(HOUSE, numbers={"100": number}))
    assert queue.after(0, logged_in=0) == ()
    assert queue.after(60) == ()


def test_in_the_morning_somebody_must_be_there() -> None:
    minute = NOW // 60_000 % 1_440
    opens = Hours(week=(((minute + 2, minute + 60),),) * 7)
    number = DialledNumber(number="100", name="Line", queue="sales", hours=opens)
    queue = Watched(replace(HOUSE, numbers={"100": number}))
    assert queue.after(0, logged_in=0) == ()
    assert queue.after(120) == ()
    assert queue.after(120 + NOBODY_MS / 1000) == ("nobody",)


def test_a_queue_that_is_gone_takes_its_alarms_with_it() -> None:
    queue = Watched()
    queue.after(0, waiting=9)
    rows, (over,) = queue.alarms.look([], HOUSE, NOW + 1)
    assert (rows, over.type, over.alarm) == ([], "board.alarm_over", "waiting")
    assert queue.alarms.look([], HOUSE, NOW + 2) == ([], [])
    assert queue.after(2) == ("waiting",)
    assert queue.told == [("board.alarm", "waiting")] * 2


def test_an_alarm_of_an_earlier_engine_stands_and_is_over_once() -> None:
    still, no_more = Watched(), Watched()
    for queue in (still, no_more):
        queue.alarms.stood("sales", "waiting", NOW)
    assert still.after(0, waiting=9) == ("waiting",)
    assert still.after(60) == ("waiting",)
    assert still.told == []
    assert no_more.after(0, waiting=0) == ("waiting",)
    for later in (4, 5, 60):
        assert no_more.after(later) == ()
    assert no_more.told == [("board.alarm_over", "waiting")]
