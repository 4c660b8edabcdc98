"""The API as one application: the table of all addresses, and what stands before every handler.

Around every handler, from the outside: security headers go on whatever leaves; errors become
problem+json; a body has a greatest size; the endpoint's permissions are held against the session
in the request's cookie or Bearer token; a browser's change must carry the CSRF token.
"""

import time

from aiohttp import web
from aiohttp.typedefs import Middleware

from ccengine.api import (
    about,
    audit,
    calls,
    clients,
    contact_files,
    contacts,
    day,
    floor,
    health,
    house,
    live,
    logins,
    metrics,
    obligations,
    page,
    passing,
    recordings,
    reports,
    rules,
    sessions,
    softphone,
    tokens,
    webhooks,
)
from ccengine.api.body import MAX_BODY
from ccengine.api.counters import HttpCounts
from ccengine.api.endpoint import Endpoint
from ccengine.api.guard import protect
from ccengine.api.openapi import document
from ccengine.api.parts import Parts
from ccengine.api.problems import Handler, problems, where

# The page comes last: its address takes whatever no other has taken.
ENDPOINTS: tuple[Endpoint, ...] = (
    *sessions.ENDPOINTS,
    *softphone.ENDPOINTS,
    *calls.ENDPOINTS,
    *passing.ENDPOINTS,
    *clients.ENDPOINTS,
    *contact_files.ENDPOINTS,
    *contacts.ENDPOINTS,
    *obligations.ENDPOINTS,
    *recordings.ENDPOINTS,
    *reports.ENDPOINTS,
    *rules.ENDPOINTS,
    *house.ENDPOINTS,
    *logins.ENDPOINTS,
    *live.ENDPOINTS,
    *floor.ENDPOINTS,
    *day.ENDPOINTS,
    *metrics.ENDPOINTS,
    *health.ENDPOINTS,
    *about.ENDPOINTS,
    *tokens.ENDPOINTS,
    *audit.ENDPOINTS,
    *webhooks.ENDPOINTS,
    *page.ENDPOINTS,
)


def make_app(parts: Parts) -> web.Application:
    app = web.Application(middlewares=[_counted(parts.http), problems], client_max_size=MAX_BODY)
    for endpoint in ENDPOINTS:
        app.router.add_route(endpoint.method, endpoint.path, _mounted(endpoint, parts))
    app[about.DESCRIPTION] = document(ENDPOINTS, parts.version)
    protect(app, (parts.screenpop_url, parts.phones.websocket))

    async def close_streams(_: web.Application) -> None:
        parts.events.close()

    app.on_shutdown.append(close_streams)
    return app


def _counted(counts: HttpCounts) -> Middleware:
    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        began = time.perf_counter()
        response = await handler(request)
        streamed = response.content_type == "text/event-stream"  # it lasts as long as somebody reads
        took = None if streamed else time.perf_counter() - began
        counts.add(request.method, where(request), response.status, took)
        return response

    return middleware


def _mounted(endpoint: Endpoint, parts: Parts) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await endpoint.handler(await endpoint.let_in(request, parts))

    return handle
