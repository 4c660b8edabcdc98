"""The API as one application: the table of all addresses, and what stands before every handler.

Around every handler, from the outside: security headers go on whatever leaves; errors become
problem+json; a body has a greatest size; the endpoint's permissions are held against the session
in the request's cookie or Bearer token; a browser's change must carry the CSRF token.
"""

from aiohttp import web

from ccengine.api import (
    about,
    audit,
    calls,
    clients,
    health,
    live,
    obligations,
    page,
    recordings,
    reports,
    rules,
    sessions,
    tokens,
    webhooks,
)
from ccengine.api.body import MAX_BODY
from ccengine.api.endpoint import Endpoint
from ccengine.api.guard import protect
from ccengine.api.openapi import document
from ccengine.api.parts import Parts
from ccengine.api.problems import Handler, problems

# The page comes last: its address takes whatever no other has taken.
ENDPOINTS: tuple[Endpoint, ...] = (
    *sessions.ENDPOINTS,
    *calls.ENDPOINTS,
    *clients.ENDPOINTS,
    *obligations.ENDPOINTS,
    *recordings.ENDPOINTS,
    *reports.ENDPOINTS,
    *rules.ENDPOINTS,
    *live.ENDPOINTS,
    *health.ENDPOINTS,
    *about.ENDPOINTS,
    *tokens.ENDPOINTS,
    *audit.ENDPOINTS,
    *webhooks.ENDPOINTS,
    *page.ENDPOINTS,
)


def make_app(parts: Parts) -> web.Application:
    app = web.Application(middlewares=[problems], client_max_size=MAX_BODY)
    for endpoint in ENDPOINTS:
        app.router.add_route(endpoint.method, endpoint.path, _mounted(endpoint, parts))
    app[about.DESCRIPTION] = document(ENDPOINTS, parts.version)
    protect(app, (parts.screenpop_url,))

    async def close_streams(_: web.Application) -> None:
        parts.events.close()

    app.on_shutdown.append(close_streams)
    return app


def _mounted(endpoint: Endpoint, parts: Parts) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await endpoint.handler(await endpoint.let_in(request, parts))

    return handle
