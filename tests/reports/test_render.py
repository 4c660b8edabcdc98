"""What leaves the house: JSON as it is, CSV that no spreadsheet computes."""

import csv
import io
import json
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.core.facts import Mark
from reports.figures import Marks, mean, ratio
from reports.load import LoadCounts, LoadReport, LoadRow
from reports.missed import Duty, MissedReport, MissedRow
from reports.period import Interval, Period
from reports.render import neutral, to_csv, to_json
from reports.service import ServiceReport, ServiceRow

PERIOD = Period.parse("2026-11-22T09:00", "2026-11-22T10:00", "Asia/Tashkent")


def missed_row(*, name: str = "", number: str = "+998901234567") -> MissedRow:
    return MissedRow(
        call_id=UUID(int=1),
        start=PERIOD.start,
        ended=PERIOD.start + 30_000,
        number=number,
        withheld=not number,
        client="c1",
        client_name=name,
        queue="sales",
        short=False,
        after_hours=True,
        mark=Mark.OBSERVED,
        obligation=7,
        duty=Duty.OPEN,
        closed_how="",
        recall_ms=None,
        recall_work_ms=None,
    )


EMPTY = ServiceRow(
    queue="sales",
    name="Sales",
    threshold_ms=20_000,
    short_ms=5_000,
    offered=0,
    short_abandons=0,
    abandoned=0,
    answered=0,
    answered_in_time=0,
    answered_wait_ms=0,
    longest_wait_ms=None,
    marks=Marks(),
)


def cells(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_cell_that_would_be_computed_is_not(first: str) -> None:
    report = MissedReport(period=PERIOD, rows=(missed_row(name=f"{first}cmd|' /C calc'!A1"),))
    (row,) = cells(to_csv(report))
    assert row["client"].startswith("'" + first)
    assert row["number"] == "'+998901234567"


@given(st.text())
def test_no_text_begins_like_a_formula(text: str) -> None:
    safe = neutral(text)
    assert safe.endswith(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_quotes_commas_and_line_ends_stay_in_their_cell() -> None:
    name = 'ООО "Ромашка", Яна\r\nO‘zbekiston'
    (row,) = cells(to_csv(MissedReport(period=PERIOD, rows=(missed_row(name=name),))))
    assert row["client"] == name


def test_a_missed_call_in_csv_and_json() -> None:
    report = MissedReport(period=PERIOD, rows=(missed_row(), missed_row(number="")))
    known, withheld = cells(to_csv(report))
    assert known["start"] == "2026-11-22T09:00:00+05:00"
    assert (known["short"], known["after_hours"], known["obligation"]) == ("no", "yes", "open")
    assert (known["recall_ms"], withheld["number"], withheld["mark"]) == ("-", "withheld", "observed")
    whole = json.loads(json.dumps(to_json(report)))
    assert whole["rows"][0]["recall_ms"] is None
    assert (whole["missed"], whole["open_obligations"], whole["withheld"]) == (2, 1, 1)
    assert whole["marks"] == {"observed": 2, "recovered": 0, "unknown": 0}


def test_with_nothing_to_divide_by_a_ratio_is_empty() -> None:
    report = ServiceReport(period=PERIOD, rows=(EMPTY,), marks=Marks())
    (row,) = cells(to_csv(report))
    empty = ("service_level", "abandonment_rate", "answer_rate", "asa_ms", "longest_wait_ms")
    assert [row[name] for name in empty] == ["-"] * 5
    assert [to_json(report)["rows"][0][name] for name in empty] == [None] * 5


def test_ratios_are_what_the_definitions_say() -> None:
    row = replace(
        EMPTY, offered=10, short_abandons=1, abandoned=3, answered=6, answered_in_time=5, answered_wait_ms=61
    )
    assert row.service_level == 5 / 9
    assert row.abandonment_rate == 2 / 9
    assert row.answer_rate == 6 / 9
    assert row.asa_ms == 10
    (shown,) = cells(to_csv(ServiceReport(period=PERIOD, rows=(row,), marks=Marks())))
    assert shown["service_level"] == "0.5556"


def test_division() -> None:
    assert ratio(0, 0) is None
    assert ratio(0, 3) == 0.0
    assert mean(0, 0) is None
    assert [mean(total, 2) for total in (0, 1, 2, 3)] == [0, 1, 1, 2]


def test_load_says_how_well_its_calls_are_known() -> None:
    counts = LoadCounts(calls=2, inbound=2, busy_ms=10, marks=Marks(observed=1, recovered=1))
    rows = (
        LoadRow(start=PERIOD.start, end=PERIOD.start + 1, counts=counts),
        LoadRow(start=PERIOD.start + 1, end=PERIOD.end, counts=counts),
    )
    report = LoadReport(period=PERIOD, interval=Interval.HOUR, rows=rows)
    whole = json.loads(json.dumps(to_json(report)))
    assert whole["marks"] == {"observed": 2, "recovered": 2, "unknown": 0}
    assert (whole["total"]["calls"], whole["total"]["busy_ms"]) == (4, 20)
    assert [row["recovered"] for row in cells(to_csv(report))] == ["1", "1"]
