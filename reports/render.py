"""Reports for machines (JSON) and for spreadsheets (CSV), from one table of columns each.

JSON keeps UTC milliseconds and null; CSV shows the zone's clock and ``-``. Text that came from
outside may be a formula to a spreadsheet: such a cell gets an apostrophe before it.
"""

import csv
import io
from collections.abc import Sequence
from typing import Any

from ccengine.core.events import plain
from reports.figures import Marks
from reports.load import LoadReport, LoadRow
from reports.missed import MissedReport, MissedRow
from reports.period import Period
from reports.service import ServiceReport, ServiceRow

Report = LoadReport | MissedReport | ServiceReport
Cell = str | int | float | bool | None
Row = Sequence[Cell]

# How a spreadsheet recognises a formula; the wide forms are what some read as the same signs.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_RATIOS = ("service_level", "abandonment_rate", "answer_rate")
_DIGITS = 4


def to_json(report: Report) -> dict[str, Any]:
    """JSON-ready: the period, the rows, what they sum to, and how well the calls are known."""
    head = {"period": plain(report.period)}
    match report:
        case LoadReport():
            whole = _load_json(report)
        case MissedReport():
            whole = {
                "report": "missed",
                "rows": plain(report.rows),
                "missed": len(report.rows),
                "open_obligations": report.open_obligations,
                "withheld": report.withheld,
                "marks": plain(report.marks),
            }
        case ServiceReport():
            rows = [_service_json(row) for row in report.rows]
            whole = {"report": "service", "rows": rows, "marks": plain(report.marks)}
    return head | whole


def to_csv(report: Report) -> str:
    """RFC 4180, with a head row; how well calls are known stands in columns of its own."""
    head, rows = _table(report)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def neutral(text: str) -> str:
    """The text as a spreadsheet shows it, and never as it would compute it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cell(value: Cell) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.{_DIGITS}f}"
    return neutral(value) if isinstance(value, str) else str(value)


def _table(report: Report) -> tuple[Row, list[Row]]:
    match report:
        case LoadReport():
            return _LOAD, [_load_cells(report.period, row) for row in report.rows]
        case MissedReport():
            return _MISSED, [_missed_cells(report.period, row) for row in report.rows]
        case ServiceReport():
            return _SERVICE, [_service_cells(row) for row in report.rows]


_MARKS = ("observed", "recovered", "unknown")
_COUNTS = ("calls", "inbound", "outbound", "internal", "answered", "missed", "busy_ms")
_LOAD = ("from", "to", *_COUNTS, *_MARKS)


def _load_json(report: LoadReport) -> dict[str, Any]:
    rows = [{"start": row.start, "end": row.end} | plain(row.counts) for row in report.rows]
    total = report.total
    return {
        "report": "load",
        "interval": report.interval.value,
        "rows": rows,
        "total": plain(total),
        "marks": plain(total.marks),
    }


def _load_cells(period: Period, row: LoadRow) -> Row:
    counts = [getattr(row.counts, name) for name in _COUNTS]
    return [period.local(row.start), period.local(row.end), *counts, *_mark_cells(row.counts.marks)]


def _mark_cells(marks: Marks) -> Row:
    return [getattr(marks, name) for name in _MARKS]


_MISSED = (
    *("start", "ended", "number", "client", "queue", "short", "after_hours"),
    *("obligation", "closed_how", "recall_ms", "recall_work_ms", "mark", "call_id"),
)


def _missed_cells(period: Period, row: MissedRow) -> Row:
    return [
        period.local(row.start),
        period.local(row.ended),
        "withheld" if row.withheld else row.number,
        row.client_name,
        row.queue,
        row.short,
        row.after_hours,
        row.duty.value,
        row.closed_how,
        row.recall_ms,
        row.recall_work_ms,
        row.mark.value,
        str(row.call_id),
    ]


_FIGURES = (
    *("queue", "name", "threshold_ms", "short_ms", "offered", "short_abandons", "abandoned", "answered"),
    *("answered_in_time", *_RATIOS, "asa_ms", "longest_wait_ms"),
)
_SERVICE = (*_FIGURES, *_MARKS)


def _service_json(row: ServiceRow) -> dict[str, Any]:
    whole: dict[str, Any] = plain(row)
    return whole | {name: _rounded(getattr(row, name)) for name in _RATIOS} | {"asa_ms": row.asa_ms}


def _service_cells(row: ServiceRow) -> Row:
    return [*(getattr(row, name) for name in _FIGURES), *_mark_cells(row.marks)]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
