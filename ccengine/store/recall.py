"""How soon a queue calls back, read from the house's rows: its limit, and the hours it is counted in."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from ccengine.core.directory import Hours
from ccengine.core.promise import RecallRule


def read_rule(row: Any) -> RecallRule:
    """From ``limit_s`` and the columns of the hours."""
    return RecallRule(limit_ms=row["limit_s"] * 1000, hours=read_hours(row))


def read_hours(row: Mapping[str, Any]) -> Hours:
    """From ``zone``, ``week`` and ``holidays``. In a zone that is none the clock counts: a promise
    must not be lost over a wrong word, which routing complains of at every call."""
    try:
        ZoneInfo(row["zone"])
    except (KeyError, ValueError, OSError):
        return Hours()
    week = tuple(tuple((start, end) for start, end in day) for day in row["week"] or ())
    return Hours(zone=row["zone"], week=week, holidays=tuple(row["holidays"]))
