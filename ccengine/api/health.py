"""``GET /api/health``, for whoever watches the service: what works, and nothing else about it."""

from typing import Literal, TypedDict

from aiohttp import web

from ccengine.api.endpoint import OPEN, Ask, Endpoint


class Health(TypedDict):
    status: Literal["ok", "degraded"]
    version: str
    parts: dict[str, Literal["ok", "down"]]


async def health(ask: Ask) -> web.StreamResponse:
    """What works; 503 when a part is not well, and each part says so by its name."""
    parts = await ask.parts.health()
    well = all(parts.values())
    body = {
        "status": "ok" if well else "degraded",
        "version": ask.parts.version,
        "parts": {name: "ok" if good else "down" for name, good in parts.items()},
    }
    return web.json_response(body, status=200 if well else 503)


ENDPOINTS = (Endpoint("GET", "/api/health", health, OPEN, gives=Health, also={503: Health}),)
