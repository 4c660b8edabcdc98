"""Working hours on the wall clock of their own zone, whatever the day's length there."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ccengine.core.directory import Hours
from ccengine.core.errors import BadInput


def local(hours: Hours, at: int) -> datetime:
    """The moment ``at`` (UTC milliseconds) on that wall clock. Raises BadInput."""
    try:
        zone = ZoneInfo(hours.zone)
    except (KeyError, ValueError, OSError) as error:
        raise BadInput(f"working hours: {hours.zone!a} is no time zone, such as Asia/Tashkent") from error
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)


def is_open(hours: Hours, at: int) -> bool:
    """Whether ``at`` lies in working time. Without a week there is no closing time."""
    now = local(hours, at)
    if now.date().isoformat() in hours.holidays:
        return False
    if not hours.week:
        return True
    today = hours.week[now.weekday()] if now.weekday() < len(hours.week) else ()
    minute = now.hour * 60 + now.minute
    return any(first <= minute < last for first, last in today)
