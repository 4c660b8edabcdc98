"""What an operator's page and the gateway say to each other, one frozen record per message.

The server's messages are either a whole picture (``snapshot``) or a change to it. A change that
touches the picture carries the operator's version, which counts up by one, so a page can tell
that it has missed something; what is no part of the picture (``colleague``, ``obligations``,
``parked``, ``ping``) carries none. The page says ``hello`` once, and then only acknowledges; a supervisor's
says ``watch``, and is told of the board, which has versions of its own.

The page's TypeScript types are generated from these records (``screenpop.typescript``); they
are never written by hand.
"""

import json
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from ccengine.core.board import BoardGone, BoardRows
from ccengine.core.desk import Card, StatusLine
from ccengine.core.errors import BadInput
from ccengine.core.events import plain
from ccengine.core.supervision import FloorNote


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All there is. ``at`` is the server's clock (UTC milliseconds): ages are reckoned by it."""

    type: ClassVar[str] = "snapshot"
    version: int
    at: int
    cards: tuple[Card, ...]
    status: StatusLine | None
    colleagues: tuple[StatusLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardShown:
    """Show the card, or put it in place of the one for the same call; acknowledge it."""

    type: ClassVar[str] = "card"
    version: int
    card: Card


@dataclass(frozen=True, slots=True, kw_only=True)
class CardWithdrawn:
    """Take the card away; ``reason`` is an offer result, ``moved`` or ``done``."""

    type: ClassVar[str] = "withdraw"
    version: int
    call_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChanged:
    """The operator's own state."""

    type: ClassVar[str] = "status"
    version: int
    status: StatusLine


@dataclass(frozen=True, slots=True, kw_only=True)
class ColleagueChanged:
    """The state of somebody a call could be passed to."""

    type: ClassVar[str] = "colleague"
    status: StatusLine


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationsChanged:
    """The list of open obligations is another than it was; fetch it again."""

    type: ClassVar[str] = "obligations"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardShown:
    """The supervisor's board, whole. ``at`` is the server's clock."""

    type: ClassVar[str] = "board"
    version: int
    at: int
    rows: BoardRows


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardChanged:
    """Rows that changed, and ids of those that are no more. A page that does not have the version
    before this one asks for the whole."""

    type: ClassVar[str] = "board_changed"
    version: int
    at: int
    rows: BoardRows
    gone: BoardGone


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRefused:
    """No board, or no more. ``why``: permission (the login may not, or not any longer), elsewhere (this
    gateway has none; the engine's own does)."""

    type: ClassVar[str] = "board_refused"
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseChanged:
    """Colleagues, queues, pauses or results are others than they were; fetch the session again."""

    type: ClassVar[str] = "house"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedChanged:
    """The list of parked calls is another than it was; fetch it again."""

    type: ClassVar[str] = "parked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A supervisor's words to everybody; a page shows them until ``note.until``, or until they are read."""

    type: ClassVar[str] = "note"
    note: FloorNote


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """The line is alive; a page that hears none for long reconnects."""

    type: ClassVar[str] = "ping"
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """The page's first message: the token of its session, and the last version it has seen
    (0: none), by which the gateway knows how far behind it was."""

    type: ClassVar[str] = "hello"
    token: str
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """The page wants to see ``what`` (board) from now on, beginning with the whole."""

    type: ClassVar[str] = "watch"
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwatch:
    """The page wants to see ``what`` no longer."""

    type: ClassVar[str] = "unwatch"
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ack:
    """The card of this call, as of ``version``, stands on the screen."""

    type: ClassVar[str] = "ack"
    call_id: UUID
    version: int


Change = CardShown | CardWithdrawn | StatusChanged
Board = BoardShown | BoardChanged | BoardRefused
ServerMessage = (
    Snapshot
    | Change
    | ColleagueChanged
    | ObligationsChanged
    | HouseChanged
    | ParkedChanged
    | Noted
    | Ping
    | Board
)
BrowserMessage = Hello | Ack | Watch | Unwatch


def encode(message: ServerMessage | BrowserMessage) -> bytes:
    """One JSON text frame. Characters that no encoding knows (a hostile name may hold lone
    surrogates) become question marks: a screen must never lose a card over a name."""
    whole = {"type": message.type, **plain(message)}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def decode(frame: str | bytes) -> BrowserMessage:
    """Read what a page sent. Raises BadInput."""
    try:
        fields = json.loads(frame)
    except (ValueError, RecursionError):
        raise BadInput("a page's message is not JSON") from None
    if not isinstance(fields, dict):
        raise BadInput("a page's message is not a JSON object")
    if fields.get("type") == Hello.type:
        return Hello(token=_text(fields, "token"), seen=_count(fields, "seen"))
    if fields.get("type") == Ack.type:
        return Ack(call_id=_call_id(fields), version=_count(fields, "version"))
    if fields.get("type") in (Watch.type, Unwatch.type):
        if fields.get("what") != "board":
            raise BadInput("a page can watch the board, and nothing else")
        return (Watch if fields["type"] == Watch.type else Unwatch)(what="board")
    raise BadInput("a page's message is neither hello, ack nor watch")


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise BadInput(f"{name!r} of a page's message is not text")
    return value


def _count(fields: dict[str, Any], name: str) -> int:
    value = fields.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadInput(f"{name!r} of a page's message is not a whole number")
    return value


def _call_id(fields: dict[str, Any]) -> UUID:
    try:
        return UUID(_text(fields, "call_id"))
    except ValueError:
        raise BadInput("'call_id' of a page's message is no call id") from None
