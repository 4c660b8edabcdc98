"""Every error leaves as ``application/problem+json``: a type, a title, a status, and a detail for people."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from traceback import format_tb
from types import MappingProxyType

from aiohttp import web

from ccengine.api.body import MAX_BODY, WrongMediaType
from ccengine.core.client_form import WrongFields
from ccengine.core.dialling import LimitReached
from ccengine.core.errors import (
    BadInput,
    CcengineError,
    Conflict,
    NotAllowed,
    NotFound,
    PbxRefused,
    PbxTimeout,
    PbxUnreachable,
    StoreUnavailable,
    TemporaryError,
    TooManyAttempts,
    worded,
)
from ccengine.core.events import plain

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

RETRY_AFTER_S = "5"
NO_NAMES: Mapping[str, str | int] = MappingProxyType({})

log = logging.getLogger(__name__)


class NotLoggedIn(CcengineError):
    """Log in first."""


# The first class that fits decides; anything else of ours is 500, or 503 when it is temporary.
STATUS: tuple[tuple[type[CcengineError], int], ...] = (
    (WrongFields, 422),
    (NotLoggedIn, 401),
    (TooManyAttempts, 429),
    (LimitReached, 429),
    (WrongMediaType, 415),
    (BadInput, 400),
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
    (PbxRefused, 409),
    (PbxUnreachable, 502),
    (PbxTimeout, 504),
    (StoreUnavailable, 503),
    (TemporaryError, 503),
)

OUR_FAULT = "This is a fault of the server; it has been logged."
# aiohttp's own refusals in our words.
REFUSALS: dict[int, tuple[str, str]] = {
    404: ("not-found", "There is no such address here; GET /api/openapi.json lists them all."),
    405: (
        "method-not-allowed",
        "This address does not take that method; the header Allow lists those it takes.",
    ),
    413: ("too-large", "A body has at most {most} bytes."),
}


def status_of(error: CcengineError) -> int:
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


def problem(
    status: int, kind: str, template: str, names: Mapping[str, str | int] = NO_NAMES, **more: object
) -> web.Response:
    """``kind`` is a short stable word for programs; the template, with the names in it, is for people."""
    detail, shown = worded(template, names)
    body: dict[str, object] = {
        "type": f"urn:ccengine:{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "template": template,
        "names": shown,
        **more,
    }
    response = web.json_response(body, status=status, content_type="application/problem+json")
    if status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS):
        response.headers["Retry-After"] = RETRY_AFTER_S
    return response


def _more(error: CcengineError) -> dict[str, object]:
    """What a program can make use of besides."""
    if isinstance(error, LimitReached):
        return {"limit": error.which, "until": error.until}
    return {"errors": plain(error.faults)} if isinstance(error, WrongFields) else {}


def _kind(error: CcengineError) -> str:
    """``PbxUnreachable`` is ``pbx-unreachable``."""
    name = type(error).__name__
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except CcengineError as error:
        status = status_of(error)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            _log_fault(request, error)
        return problem(status, _kind(error), error.template, error.names, **_more(error))
    except web.HTTPException as refusal:
        return _from_http(refusal)
    except Exception as error:
        _log_fault(request, error)
        return problem(500, "internal", OUR_FAULT)


def _log_fault(request: web.Request, error: Exception) -> None:
    """Where it happened, without the error's own words: these may quote a number or a name."""
    trace = "".join(format_tb(error.__traceback__))
    log.error("%s %s failed: %s\n%s", request.method, where(request), type(error).__name__, trace)


def where(request: web.Request) -> str:
    """The route's pattern: the address itself holds ids and numbers."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "an unknown address"


def _from_http(refusal: web.HTTPException) -> web.StreamResponse:
    """aiohttp's own refusals (no such address, wrong method, body too large) in our form."""
    kind, template = REFUSALS.get(refusal.status, ("http", refusal.reason))
    response = problem(refusal.status, kind, template, {"most": MAX_BODY})
    if "Allow" in refusal.headers:
        response.headers["Allow"] = refusal.headers["Allow"]
    return response
