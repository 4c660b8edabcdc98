"""Lists by pages: a cursor says behind which row the next page begins.

It is the sort key of the last row given (so what is added or removed meanwhile moves nothing), in
a wrapping that nobody should look into: ``?cursor=`` takes what ``next`` gave, and nothing else.
"""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypedDict, TypeVar
from uuid import UUID

from aiohttp import web

from ccengine.api.body import number_in
from ccengine.core.errors import BadInput

LONGEST = 512
USUAL, MOST = 50, 500

Row = TypeVar("Row")


class PageQuery(TypedDict, total=False):
    """What every list takes."""

    limit: Annotated[int, f"how many at most: 1 to {MOST}; {USUAL} where it is not given"]
    cursor: Annotated[str, "the `next` of the page before"]


def limit_in(request: web.Request) -> int:
    return number_in(request, "limit", default=USUAL, most=MOST)


def cursor_in(request: web.Request, kind: str, *parts: Callable[[Any], Any]) -> tuple[Any, ...] | None:
    """The sort key in ``?cursor=``, each part read by its function; None on the first page.
    ``kind`` is the list it must belong to. BadInput for anything else."""
    text = request.query.get("cursor")
    if text is None:
        return None
    try:
        return _read(text, kind, parts)
    except (ValueError, TypeError, RecursionError):
        raise BadInput(
            "The parameter 'cursor' must be what 'next' of this same list gave; leave it out to begin anew."
        ) from None


def _read(text: str, kind: str, parts: Sequence[Callable[[Any], Any]]) -> tuple[Any, ...]:
    if len(text) > LONGEST:
        raise ValueError("it is too long")
    whole = json.loads(base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True))
    if not isinstance(whole, list) or len(whole) != len(parts) + 1 or whole[0] != kind:
        raise ValueError("it belongs to another list")
    return tuple(read(part) for read, part in zip(parts, whole[1:], strict=True))


def moment_part(value: Any) -> int:
    """A part that is UTC milliseconds, within what PostgreSQL keeps."""
    if not isinstance(value, int) or not 0 <= value < 10**14:
        raise ValueError("no moment")
    return value


def number_part(value: Any) -> int:
    """A part that is a row's number."""
    if not isinstance(value, int) or not 0 <= value < 2**63:
        raise ValueError("no number")
    return value


def id_part(value: Any) -> UUID:
    return UUID(str(value))


def next_cursor(kind: str, rows: Sequence[Row], limit: int, key: Callable[[Row], Sequence[object]]) -> str:
    """The cursor behind the last of ``rows``; empty where there is no further page. Ask the store
    for one row more than ``limit``: that one tells, and is not given."""
    if len(rows) <= limit:
        return ""
    whole = json.dumps([kind, *key(rows[limit - 1])], separators=(",", ":"))
    return base64.b64encode(whole.encode(), altchars=b"-_").decode()
