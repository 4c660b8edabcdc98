"""The reports on a real PostgreSQL: every number is an aggregate of the facts behind it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccengine.core.facts import CallRecord, Direction, Mark, Visit, VisitLeft
from ccengine.store.store import Store
from reports.figures import Marks
from reports.load import LoadCounts, load, total
from reports.missed import Duty, missed
from reports.period import Interval, Period
from reports.service import ServiceReport, service
from tests.fixtures_facts import call_record, seal

pytestmark = pytest.mark.store

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = Period.parse("2026-11-22", "2026-11-23", "Asia/Tashkent")
NINE = DAY.start + 9 * HOUR


def visit(entered: int, wait_ms: int, how: VisitLeft, *, queue: str = "sales", position: int = 1) -> Visit:
    return Visit(
        queue=queue,
        position=position,
        entered=entered,
        left=entered + wait_ms,
        how=how,
        wait_ms=wait_ms,
        answered_by="op101" if how is VisitLeft.ANSWERED else "",
    )


async def test_a_call_counts_where_it_began_and_is_busy_where_it_lasted(store: Store) -> None:
    await seal(store, [call_record(NINE + 50 * MINUTE, NINE + 130 * MINUTE, answer=NINE + 51 * MINUTE)])
    report = await load(store, DAY, Interval.HOUR)
    assert len(report.rows) == 24
    nine, ten, eleven = (row.counts for row in report.rows[9:12])
    assert (nine.calls, nine.inbound, nine.answered, nine.missed) == (1, 1, 1, 0)
    assert [counts.busy_ms for counts in (nine, ten, eleven)] == [10 * MINUTE, 60 * MINUTE, 10 * MINUTE]
    assert ten == LoadCounts(busy_ms=60 * MINUTE)
    assert report.total.calls == 1


async def test_calls_are_told_apart(store: Store) -> None:
    await seal(
        store,
        [
            call_record(NINE, NINE + 10_000),
            call_record(NINE, NINE + 10_000, answer=NINE + 1, mark=Mark.RECOVERED),
            call_record(NINE, NINE + 10_000, direction=Direction.OUTBOUND),
            call_record(NINE, NINE + 10_000, direction=Direction.INTERNAL, answer=NINE + 5),
            call_record(NINE + HOUR, NINE + HOUR, mark=Mark.UNKNOWN),
        ],
    )
    report = await load(store, DAY, Interval.DAY)
    assert report.total == LoadCounts(
        calls=5,
        inbound=3,
        outbound=1,
        internal=1,
        answered=2,
        missed=2,
        busy_ms=40_000,
        marks=Marks(observed=3, recovered=1, unknown=1),
    )


async def test_a_call_from_before_the_period_is_busy_in_it_and_not_counted(store: Store) -> None:
    await seal(store, [call_record(DAY.start - 1_000, DAY.start + 500), call_record(DAY.end, DAY.end + 5)])
    assert (await load(store, DAY, Interval.DAY)).total == LoadCounts(busy_ms=500)


async def test_an_empty_period_is_all_zeros(store: Store) -> None:
    report = await load(store, DAY, Interval.QUARTER)
    assert len(report.rows) == 96
    assert report.total == LoadCounts()
    assert await service(store, DAY) == ServiceReport(period=DAY, rows=(), marks=Marks())
    assert (await missed(store, DAY)).rows == ()


async def test_the_day_of_a_clock_change(store: Store) -> None:
    period = Period.parse("2026-10-25", "2026-10-26", "Europe/Athens")
    await seal(store, [call_record(period.start, period.end, answer=period.start)])
    report = await load(store, period, Interval.HOUR)
    assert [row.counts.busy_ms for row in report.rows] == [HOUR] * 25
    assert report.total.busy_ms == 25 * HOUR


async def test_missed_calls_with_their_obligation(store: Store) -> None:
    first, second = call_record(NINE, NINE + 20_000), call_record(NINE + MINUTE, NINE + MINUTE + 30_000)
    short = call_record(NINE + 2 * MINUTE, NINE + 2 * MINUTE + 2_000, caller="+998900000001")
    withheld = call_record(NINE + 3 * MINUTE, NINE + 4 * MINUTE, caller="", withheld=True)
    late = call_record(
        NINE + 5 * MINUTE, NINE + 6 * MINUTE, caller="+998900000002", after_hours=True, mark=Mark.RECOVERED
    )
    back = call_record(
        *(NINE + HOUR, NINE + HOUR + MINUTE), answer=NINE + HOUR + 10_000, direction=Direction.INBOUND
    )
    await seal(store, [first, second, short, withheld, late])
    report = await missed(store, DAY)
    assert [row.duty for row in report.rows] == [Duty.OPEN, Duty.OPEN, Duty.NONE, Duty.NONE, Duty.OPEN]
    assert [row.short for row in report.rows] == [False, False, True, False, False]
    assert [row.after_hours for row in report.rows] == [False] * 4 + [True]
    assert report.open_obligations == 2
    assert report.marks == Marks(observed=4, recovered=1)

    await seal(store, [back])
    rows = (await missed(store, DAY)).rows
    assert [row.duty for row in rows[:2]] == [Duty.CLOSED, Duty.CLOSED]
    assert rows[0].closed_how == "talk"
    # From the end of the first missed call to the first word.
    assert rows[0].recall_ms == rows[1].recall_ms == HOUR + 10_000 - 20_000
    assert rows[0].number == "+998901234567"
    assert (rows[0].client_name, rows[3].number, rows[3].withheld) == ("", "", True)


async def test_the_recall_time_is_told_by_hours_of_work_too(store: Store) -> None:
    """Missed on Friday at 17:50:20, called back on Monday at 9:20:20: half an hour of work."""
    friday = Period.parse("2026-11-20", "2026-11-21", "Asia/Tashkent")
    week = [[[540, 1080]]] * 5 + [[], []]
    async with store.session() as session:
        await session.connection.execute(
            "insert into queue (id, name, extension) values ('sales', 'Sales', '300');"
            "insert into dialled_number (number, name, queue, zone)"
            " values ('100', 'Main', 'sales', 'Asia/Tashkent')"
        )
        await session.connection.execute("update dialled_number set week = $1", week)
    missed_at = friday.start + 17 * HOUR + 50 * MINUTE
    back = friday.start + 3 * 24 * HOUR + 9 * HOUR + 20 * MINUTE
    called = call_record(back, back + 60_000, answer=back + 20_000, direction=Direction.OUTBOUND)
    called = replace(called, dialled="+998901234567")
    await seal(store, [call_record(missed_at, missed_at + 20_000), called])
    [row] = (await missed(store, friday)).rows
    assert (row.recall_ms, row.recall_work_ms) == (63 * HOUR + 30 * MINUTE, 30 * MINUTE)


async def test_missed_rows_agree_with_the_load(store: Store) -> None:
    calls = [call_record(DAY.start - 1_000, DAY.start + 9_000), call_record(DAY.end - 1_000, DAY.end + 9_000)]
    await seal(store, calls)
    assert (await load(store, DAY, Interval.DAY)).total.missed == 1
    assert [row.call_id for row in (await missed(store, DAY)).rows] == [calls[1].call_id]


async def test_service_of_a_queue(store: Store) -> None:
    waits = [
        (VisitLeft.ANSWERED, 20_000),  # at T: within T
        (VisitLeft.ANSWERED, 20_001),
        (VisitLeft.ABANDONED, 4_999),  # below S: short
        (VisitLeft.ABANDONED, 5_000),
        (VisitLeft.TIMED_OUT, 300_000),
        (VisitLeft.TIMED_OUT, 1_000),
    ]
    await seal(store, [_visited(NINE + n, [visit(NINE + n, w, how)]) for n, (how, w) in enumerate(waits)])
    report = await service(store, DAY)
    (row,) = report.rows
    assert (row.queue, row.name, row.threshold_ms, row.short_ms) == ("sales", "sales", 20_000, 5_000)
    assert (row.offered, row.short_abandons, row.abandoned, row.answered) == (6, 1, 2, 2)
    assert row.service_level == 1 / 5
    assert row.abandonment_rate == 1 / 5
    assert row.answer_rate == 2 / 5
    assert (row.asa_ms, row.longest_wait_ms) == (20_001, 300_000)
    assert report.marks == row.marks == Marks(observed=6)


async def test_a_call_in_two_queues_is_two_visits_and_one_call(store: Store) -> None:
    visits = [
        visit(NINE, 30_000, VisitLeft.TRANSFERRED),
        visit(NINE + 30_000, 1_000, VisitLeft.ANSWERED, queue="support", position=2),
    ]
    await seal(store, [_visited(NINE, visits)])
    report = await service(store, DAY)
    assert [(row.queue, row.offered, row.service_level) for row in report.rows] == [
        ("sales", 1, 0.0),
        ("support", 1, 1.0),
    ]
    assert report.marks == Marks(observed=1)


def _visited(start: int, visits: Sequence[Visit]) -> CallRecord:
    talked = any(stay.how is VisitLeft.ANSWERED for stay in visits)
    end = max(stay.left for stay in visits) + 1
    return call_record(start, end, answer=end - 1 if talked else 0, visits=tuple(visits))


# Sums over partitions --------------------------------------------------------------------------

MOMENTS = st.integers(DAY.start - HOUR, DAY.end + HOUR)


@st.composite
def calls(draw: st.DrawFn) -> CallRecord:
    start = draw(MOMENTS)
    end = start + draw(st.integers(0, 3 * HOUR))
    answer = draw(st.sampled_from([0, start, end]))
    direction = draw(st.sampled_from(Direction))
    stays = [draw(st.integers(0, end - start))] if direction is Direction.INBOUND else []
    visits = tuple(visit(start, wait, draw(st.sampled_from(VisitLeft))) for wait in stays)
    return call_record(
        start, end, answer=answer, direction=direction, mark=draw(st.sampled_from(Mark)), visits=visits
    )


def parts(cuts: Sequence[int]) -> list[Period]:
    borders = sorted({DAY.start, DAY.end, *(cut for cut in cuts if DAY.start < cut < DAY.end)})
    return [Period(start=start, end=end, zone=DAY.zone) for start, end in pairwise(borders)]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(calls(), max_size=12), cuts=st.lists(MOMENTS, max_size=6))
async def test_counts_and_busy_time_of_any_partition_sum_to_the_whole(
    store: Store, records: list[CallRecord], cuts: list[int]
) -> None:
    async with store.session() as session:
        await session.connection.execute("truncate call, missed_call, obligation cascade")
    await seal(store, records)
    whole = (await load(store, DAY, Interval.DAY)).total
    for interval in Interval:
        assert (await load(store, DAY, interval)).total == whole
    assert total([(await load(store, part, Interval.HOUR)).total for part in parts(cuts)]) == whole
    assert whole.calls == sum(DAY.start <= record.start < DAY.end for record in records)
    assert whole.busy_ms == sum(
        max(0, min(record.end, DAY.end) - max(record.start, DAY.start)) for record in records
    )
    offered = Counter[str]()
    for part in parts(cuts):
        offered.update({row.queue: row.offered for row in (await service(store, part)).rows})
    assert offered == Counter({row.queue: row.offered for row in (await service(store, DAY)).rows})
    gone = [len((await missed(store, part)).rows) for part in parts(cuts)]
    assert sum(gone) == len((await missed(store, DAY)).rows) == whole.missed
