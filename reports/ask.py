"""Reports by name, as text: what the HTTP edge and the command line ask."""

import json
from collections.abc import Awaitable, Callable

from ccengine.core.errors import BadInput, NotFound
from ccengine.store.store import Store
from reports.load import load
from reports.missed import missed
from reports.period import Interval, Period
from reports.render import Report, to_csv, to_json
from reports.service import service

FORMS: dict[str, Callable[[Report], str]] = {
    "json": lambda report: json.dumps(to_json(report), ensure_ascii=False),
    "csv": to_csv,
}


async def _load(store: Store, period: Period, interval: str) -> Report:
    return await load(store, period, _interval(interval))


async def _missed(store: Store, period: Period, interval: str) -> Report:
    return await missed(store, period)


async def _service(store: Store, period: Period, interval: str) -> Report:
    return await service(store, period)


REPORTS: dict[str, Callable[[Store, Period, str], Awaitable[Report]]] = {
    "load": _load,
    "missed": _missed,
    "service": _service,
}


class Reports:
    """Raises NotFound (no such report), BadInput, StoreUnavailable."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def __call__(self, name: str, *, start: str, end: str, zone: str, interval: str, form: str) -> str:
        """The report ``name`` on [start, end), as the text of a JSON or CSV document (``form``).
        An empty ``interval`` is an hour; only the load has intervals."""
        if (report := REPORTS.get(name)) is None:
            unknown = "There is no report '{name}'; there are: {known}"
            raise NotFound(unknown, name=name[:64], known=", ".join(REPORTS))
        if (render := FORMS.get(form)) is None:
            raise BadInput(
                "The parameter '{name}' must be one of: {known}.", name="format", known=", ".join(FORMS)
            )
        return render(await report(self._store, Period.parse(start, end, zone or "UTC"), interval))


def _interval(text: str) -> Interval:
    try:
        return Interval(text or Interval.HOUR)
    except ValueError:
        known = ", ".join(Interval)
        raise BadInput(
            "The parameter '{name}' must be one of: {known}.", name="interval", known=known
        ) from None
