"""``GET /api/reports/{name}``: a report on a stretch of time, for programs or for a spreadsheet."""

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from aiohttp import web

from ccengine.api.endpoint import REPORTS, Ask, Endpoint
from ccengine.core.errors import BadInput

# What the question may hold, and what stands for what is left out (None: it must be given).
PARAMETERS: dict[str, str | None] = {
    "from": None,
    "to": None,
    "zone": "UTC",
    "interval": "",
    "format": "json",
}
MEDIA_TYPES = {"json": "application/json", "csv": "text/csv"}


ReportQuery = TypedDict(
    "ReportQuery",
    {
        "from": Annotated[str, "an ISO date or time; it is included"],
        "to": Annotated[str, "an ISO date or time; it is not"],
        "zone": NotRequired[Annotated[str, "an IANA time zone; UTC where it is not given"]],
        "interval": NotRequired[Annotated[str, "of the load: the length of a row"]],
        "format": NotRequired[Literal["json", "csv"]],
    },
)


async def report(ask: Ask) -> web.StreamResponse:
    """A report on a stretch of time: ``load``, ``missed`` or ``service``."""
    name = ask.request.match_info["name"]
    given = {field: _given(ask.request, field) for field in PARAMETERS}
    form = given["format"]
    if form not in MEDIA_TYPES:
        raise BadInput(
            "The parameter '{name}' must be one of: {known}.", name="format", known=", ".join(MEDIA_TYPES)
        )
    text = await ask.parts.reports(
        name,
        start=given["from"],
        end=given["to"],
        zone=given["zone"],
        interval=given["interval"],
        form=form,
    )
    response = web.Response(text=text, content_type=MEDIA_TYPES[form], charset="utf-8")
    if form == "csv":
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _given(request: web.Request, field: str) -> str:
    value = request.query.get(field, PARAMETERS[field])
    if value is None:
        wanted = "The parameter '{name}' must be given: an ISO date or time, such as 2026-11-22."
        raise BadInput(wanted, name=field)
    return value


REPORT = {"application/json": dict[str, Any], "text/csv": str}

ENDPOINTS = (
    Endpoint("GET", "/api/reports/{name:[a-z_]+}", report, REPORTS, query=ReportQuery, gives=REPORT),
)
