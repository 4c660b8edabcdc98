"""``ccengine report load|missed|service``: reports on a stretch of time, as JSON or CSV."""

import argparse
import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ccengine.cli.migrate import database
from ccengine.core.errors import BadInput
from ccengine.settings import Settings, load
from ccengine.store.store import Store
from reports.ask import FORMS, REPORTS, Reports


def add(commands: Any) -> None:
    command = commands.add_parser("report", help="print a report (default: today so far)")
    command.add_argument("name", choices=tuple(REPORTS))
    command.add_argument("--from", dest="start", help="e.g. 2026-11-01 or 2026-11-01T09:00")
    command.add_argument("--to", dest="end", help="the first moment that is no longer part of it")
    command.add_argument("--zone", help="the report's time zone (default: [desk] zone)")
    command.add_argument("--interval", default="", help="of the load report: 15min, hour, day, ...")
    command.add_argument("--format", choices=tuple(FORMS), default="csv")
    command.add_argument("--config", type=Path)
    command.set_defaults(do=report)


def report(asked: argparse.Namespace) -> int:
    print(asyncio.run(_report(asked, load(asked.config))), end="")
    return 0


async def _report(asked: argparse.Namespace, settings: Settings) -> str:
    zone = asked.zone or settings.desk.zone
    today = _today(zone)
    async with database(settings) as dsn, Store(dsn) as store:
        return await Reports(store)(
            asked.name,
            start=asked.start or today.isoformat(),
            end=asked.end or (today + timedelta(days=1)).isoformat(),
            zone=zone,
            interval=asked.interval,
            form=asked.format,
        )


def _today(zone: str) -> date:
    try:
        return datetime.now(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        raise BadInput(f"{zone!r} is no time zone; write it like Asia/Tashkent") from None
