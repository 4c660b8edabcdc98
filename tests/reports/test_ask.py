"""Reports by name: what is asked in words is answered in text."""

import csv
import io
import json

import pytest

from ccengine.core.errors import BadInput, NotFound
from ccengine.store.store import Store
from reports.ask import Reports
from reports.period import Period
from tests.fixtures_facts import call_record, seal

pytestmark = pytest.mark.store

DAY = {"start": "2026-11-22", "end": "2026-11-23", "zone": "Asia/Tashkent", "interval": "", "form": "json"}
START = Period.parse("2026-11-22", "2026-11-23", "Asia/Tashkent").start


async def test_every_report_in_both_forms(store: Store) -> None:
    await seal(store, [call_record(START, START + 20_000)])
    reports = Reports(store)
    for name, rows in (("load", 24), ("missed", 1), ("service", 0)):
        whole = json.loads(await reports(name, **DAY))
        assert (whole["report"], len(whole["rows"])) == (name, rows)
        table = list(csv.DictReader(io.StringIO(await reports(name, **DAY | {"form": "csv"}))))
        assert len(table) == rows
    assert len(json.loads(await reports("load", **DAY | {"interval": "15min"}))["rows"]) == 96


@pytest.mark.parametrize(
    ("name", "change", "error", "message"),
    [
        ("gossip", {}, NotFound, "no report 'gossip'; there are: load, missed, service"),
        ("load", {"interval": "fortnight"}, BadInput, "must be one of: 15min, hour, day"),
        ("load", {"form": "xls"}, BadInput, "must be one of: json, csv"),
        ("missed", {"start": "now"}, BadInput, "'from' is 'now'"),
    ],
)
async def test_what_there_is_not_is_said(
    store: Store, name: str, change: dict[str, str], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        await Reports(store)(name, **DAY | change)
