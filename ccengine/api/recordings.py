"""The sound of a call, whole or by ranges, so that a page can seek; and addresses that lend it.

``POST .../link`` makes an address that opens this one recording for a quarter of an hour to whoever
has it: for a CRM's page or a download, without handing a token on.
"""

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, TypedDict
from uuid import UUID

from aiohttp import web

from ccengine.api.endpoint import HEAR, OPEN, Ask, Endpoint
from ccengine.api.parts import RecordingHead
from ccengine.api.problems import problem
from ccengine.core.errors import CcengineError, NotFound

log = logging.getLogger(__name__)

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Lent(TypedDict):
    """``url`` is to be read from this API's own address; ``expires`` in UTC milliseconds."""

    url: str
    expires: int


class LentQuery(TypedDict):
    expires: Annotated[str, "as the link says"]
    signature: Annotated[str, "as the link says"]


async def listen(ask: Ask) -> web.StreamResponse:
    """The sound; by ranges too, with ``If-Range`` and ``ETag`` (its SHA-256)."""
    return await _sound(ask, await ask.call_to_hear())


async def lend(ask: Ask) -> web.StreamResponse:
    """An address of this recording for a quarter of an hour, which needs no login."""
    call_id = await ask.call_to_hear()
    await _head(ask, call_id)
    expires, signature = ask.parts.links.sign(_subject(call_id))
    await ask.audit("recording.link", str(call_id))
    url = f"/api/recordings/{call_id}/lent?expires={expires}&signature={signature}"
    return web.json_response({"url": url, "expires": expires * 1000})


async def lent(ask: Ask) -> web.StreamResponse:
    """The sound, by an address that was made for it; by ranges too."""
    query = ask.request.query
    ask.parts.links.check(_subject(ask.call_id), query.get("expires", ""), query.get("signature", ""))
    return await _sound(ask, ask.call_id, {"Cross-Origin-Resource-Policy": "cross-origin"})


def _subject(call_id: UUID) -> str:
    return f"recording {call_id}"


async def _head(ask: Ask, call_id: UUID) -> RecordingHead:
    head = await ask.parts.recordings.head(call_id)
    if head is None or not head.size:
        raise _silent(head)
    return head


async def _sound(ask: Ask, call_id: UUID, headers: Mapping[str, str] = NO_HEADERS) -> web.StreamResponse:
    head = await _head(ask, call_id)
    etag = f'"{head.sha256}"'
    if ask.request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers={"ETag": etag})
    part = _part(ask.request, head.size, etag)
    response = _response(head, etag, part)
    response.headers.update(headers)
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


def _silent(head: RecordingHead | None) -> NotFound:
    if head is None:
        return NotFound("There is no recording of this call (nobody talked, or it is not stored yet).")
    return NotFound("There is no sound of this call: {problem}.", problem=head.problem or head.status)


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
    response: web.StreamResponse
    if part is None:
        response = web.StreamResponse(headers=headers)
        response.content_length = head.size
    elif not part:
        response = problem(
            416, "range-not-satisfiable", "This recording has {size} bytes.", {"size": head.size}
        )
        response.headers["Content-Range"] = f"bytes */{head.size}"
    else:
        extent = f"bytes {part.start}-{part.stop - 1}/{head.size}"
        response = web.StreamResponse(status=206, headers=headers | {"Content-Range": extent})
        response.content_length = len(part)
    return response


RECORDING = "/api/recordings/{call_id}"
SOUND = {"audio/*": bytes}
ALSO = {206: SOUND, 304: None}

ENDPOINTS = (
    Endpoint("GET", RECORDING, listen, HEAR, gives=SOUND, also=ALSO),
    Endpoint("POST", f"{RECORDING}/link", lend, HEAR, gives=Lent),
    Endpoint("GET", f"{RECORDING}/lent", lent, OPEN, query=LentQuery, gives=SOUND, also=ALSO),
)
