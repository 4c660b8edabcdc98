"""The built page: its entry is asked for each time, its named-by-content assets never again."""

from pathlib import Path

from aiohttp import web

from ccengine.api.endpoint import OPEN, Ask, Endpoint
from ccengine.core.errors import NotFound

ENTRY = "index.html"


def _file(folder: Path, name: str) -> Path:
    """The file ``name`` of the built page, and nothing outside it or hidden in it."""
    try:
        path = (folder / name).resolve()
        hidden = any(part.startswith(".") for part in Path(name).parts)
        found = path.is_relative_to(folder.resolve()) and path.is_file() and not hidden
    except (OSError, ValueError):  # a name that no file can have
        found = False
    if not found:
        raise NotFound("There is no such page here.")
    return path


async def entry(ask: Ask) -> web.StreamResponse:
    return web.FileResponse(_file(ask.parts.page, ENTRY), headers={"Cache-Control": "no-cache"})


async def asset(ask: Ask) -> web.StreamResponse:
    path = _file(ask.parts.page, ask.request.match_info["name"])
    forever = path.parent.name == "assets"
    cache = "public, max-age=31536000, immutable" if forever else "no-cache"
    return web.FileResponse(path, headers={"Cache-Control": cache})


ENDPOINTS = (
    Endpoint("GET", "/", entry, OPEN),
    Endpoint("GET", r"/{name:(?!api/).+}", asset, OPEN),
)
