"""The audit: who did what to what, the newest first. It is only ever read here."""

from typing import Any, TypedDict

from aiohttp import web

from ccengine.api.cursors import PageQuery, cursor_in, limit_in, next_cursor, number_part
from ccengine.api.endpoint import AUDIT, Ask, Endpoint


class AuditEntry(TypedDict):
    """``login`` is a person's, or ``token:NAME`` for a program."""

    id: int
    at: int
    login: str
    action: str
    subject: str
    detail: dict[str, Any]


class AuditPage(TypedDict):
    """``next`` is empty on the last page."""

    entries: list[AuditEntry]
    next: str


async def listing(ask: Ask) -> web.StreamResponse:
    """Who did what to what, the newest first, by pages."""
    limit = limit_in(ask.request)
    after = cursor_in(ask.request, "audit", number_part)
    entries = await ask.parts.records.audit(after[0] if after else None, limit + 1)
    following = next_cursor("audit", entries, limit, lambda entry: [entry["id"]])
    return web.json_response({"entries": entries[:limit], "next": following})


ENDPOINTS = (Endpoint("GET", "/api/audit", listing, AUDIT, query=PageQuery, gives=AuditPage),)
