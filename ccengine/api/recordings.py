"""``GET /api/recordings/{call_id}``: the sound of a call, whole or by ranges, so that a page can seek."""

import logging
from uuid import UUID

from aiohttp import web

from ccengine.api.endpoint import CALLS, Ask, Endpoint
from ccengine.api.parts import RecordingHead
from ccengine.core.errors import CcengineError, NotFound

log = logging.getLogger(__name__)


async def listen(ask: Ask) -> web.StreamResponse:
    """The sound; by ranges too, with ``If-Range`` and ``ETag`` (its SHA-256)."""
    call_id = await ask.own_call()
    head = await ask.parts.recordings.head(call_id)
    if head is None or not head.size:
        raise NotFound(_why_silent(head))
    etag = f'"{head.sha256}"'
    if ask.request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers={"ETag": etag})
    part = _part(ask.request, head.size, etag)
    response = _response(head, etag, part)
    wanted = range(head.size) if part is None else part
    if wanted:
        await response.prepare(ask.request)
        await _send(ask, call_id, wanted, response)
    return response


async def _send(ask: Ask, call_id: UUID, wanted: range, response: web.StreamResponse) -> None:
    """The answer has begun: whatever breaks now can only cut it short, and its length tells so."""
    try:
        async for chunk in ask.parts.recordings.chunks(call_id, wanted.start, wanted.stop):
            await response.write(chunk)
    except ConnectionError:
        return  # the listener has gone elsewhere
    except CcengineError as error:
        log.warning("recording of call %s was cut short: %s", call_id, error)
        if ask.request.transport is not None:
            ask.request.transport.abort()


def _why_silent(head: RecordingHead | None) -> str:
    if head is None:
        return "There is no recording of this call (nobody talked, or it is not stored yet)."
    return f"There is no sound of this call: {head.problem or head.status}."


def _part(request: web.Request, size: int, etag: str) -> range | None:
    """The bytes asked for; empty where they lie outside. None is all of it: so is also taken what
    is no single range of bytes, or speaks of another recording (If-Range)."""
    if "Range" not in request.headers or request.headers.get("If-Range", etag) != etag:
        return None
    try:
        return range(size)[request.http_range]
    except ValueError:
        return None


def _response(head: RecordingHead, etag: str, part: range | None) -> web.StreamResponse:
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Content-Type": head.media_type,
        "Cache-Control": "private, no-cache",
    }
    if part is None:
        response = web.StreamResponse(headers=headers)
        response.content_length = head.size
    elif not part:
        response = web.Response(status=416, headers=headers | {"Content-Range": f"bytes */{head.size}"})
    else:
        extent = f"bytes {part.start}-{part.stop - 1}/{head.size}"
        response = web.StreamResponse(status=206, headers=headers | {"Content-Range": extent})
        response.content_length = len(part)
    return response


SOUND = {"audio/*": bytes}

ENDPOINTS = (
    Endpoint("GET", "/api/recordings/{call_id}", listen, CALLS, gives=SOUND, also={206: SOUND, 304: None}),
)
