"""``GET /api/openapi.json``: what this API can do, for programs."""

from typing import Any

from aiohttp import web

from ccengine.api.endpoint import LOGGED_IN, Ask, Endpoint

DESCRIPTION: web.AppKey[dict[str, Any]] = web.AppKey("description", dict)


async def description(ask: Ask) -> web.StreamResponse:
    """This API's own description (OpenAPI 3.1)."""
    return web.json_response(ask.request.app[DESCRIPTION])


ENDPOINTS = (Endpoint("GET", "/api/openapi.json", description, LOGGED_IN, gives=dict[str, Any]),)
