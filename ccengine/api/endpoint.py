"""One line of the table of addresses: what it takes to ask, and who answers.

A handler gets an ``Ask``: the request, the parts of the house, and the session. It is only ever
called when the session's user has one of the permissions that its endpoint names (which role
has which is the table in ``ccengine.access.roles``); there is no way to mount it without saying.

The other fields describe it: ``ccengine.api.openapi`` makes the API's OpenAPI document of them, and
every answer in the tests is held against that. So say what your endpoint takes and gives, in
typed dicts (in ``ccengine.api.shapes``, or beside their handler; ``scripts/generate_types.py`` lists
what the page reads), and say in the handler's docstring what it does; the first paragraph is its
summary::

    class ListQuery(TypedDict, total=False):
        limit: Annotated[int, "at most 500"]

    async def listing(ask: Ask) -> web.StreamResponse:
        "The open ones, oldest first."

    Endpoint("GET", "/api/obligations", listing, OBLIGATIONS, query=ListQuery, gives=Obligations)
    Endpoint("PUT", "/api/calls/{call_id}/note", set_note, DESK, takes=NoteRequest)
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final
from uuid import UUID

from aiohttp import web

from ccengine.access import SCOPES, Session, User
from ccengine.access.roles import TOKEN
from ccengine.api.body import call_id_in
from ccengine.api.parts import Parts
from ccengine.api.problems import NotLoggedIn
from ccengine.core.errors import NotAllowed

COOKIE = "cc_session"
CSRF_HEADER = "X-CSRF-Token"
HARMLESS = frozenset({"GET", "HEAD"})
PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")

OPEN: Final = frozenset({"open"})
"""No login is needed."""
LOGGED_IN: Final = frozenset({"logged in"})
"""Any login will do."""

DESK = frozenset({"desk"})
PLACE = frozenset({"desk", "calls.place"})
HEAR = frozenset({"calls.own", "recordings.read"})
CALLS = frozenset({"calls.own", "calls.all"})
OBLIGATIONS = frozenset({"obligations"})
CLIENTS_READ = frozenset({"clients.read"})
CLIENTS_WRITE = frozenset({"clients.write"})
LIVE = frozenset({"live"})
FLOOR = frozenset({"floor"})
REPORTS = frozenset({"reports"})
EVENTS = frozenset({"events"})
RULES = frozenset({"rules"})
RULES_READ = frozenset({"rules.read"})
TOKENS = frozenset({"tokens"})
AUDIT = frozenset({"audit"})
SETTINGS = frozenset({"settings"})
LOGINS = frozenset({"logins"})
METRICS = frozenset({"metrics.read"})
CONTACTS = frozenset({"contacts"})
CONTACTS_SHARED = frozenset({"contacts.shared"})


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that was let in."""

    request: web.Request
    parts: Parts
    _session: Session | None

    @property
    def session(self) -> Session:
        """The login's session. NotLoggedIn where nobody had to be; a token has none."""
        if self._session is None:
            raise NotLoggedIn
        if not self._session.token:
            raise NotAllowed("A token has no session; only a login has.")
        return self._session

    @property
    def user(self) -> User:
        """Whose request it is. NotLoggedIn where nobody had to be."""
        if self._session is None:
            raise NotLoggedIn
        return self._session.user

    @property
    def operator(self) -> str:
        """The operator who asks. NotAllowed for a login without a phone."""
        if not self.user.operator:
            raise NotAllowed("This login belongs to no operator; only an operator can do that.")
        return self.user.operator

    @property
    def whose_calls(self) -> str:
        """The operator whose calls this user may see; empty for everybody's."""
        return "" if self.user.may("calls.all") else self.operator

    @property
    def call_id(self) -> UUID:
        """The call in the address."""
        return call_id_in(self.request)

    async def own_call(self) -> UUID:
        """The call in the address, if this user may see it; NotFound tells a stranger nothing."""
        await self.parts.records.must_be_seen(self.call_id, self.whose_calls)
        return self.call_id

    async def call_to_hear(self) -> UUID:
        """As ``own_call``, for who wants to listen to it."""
        whose = "" if self.user.may("recordings.read") else self.operator
        await self.parts.records.must_be_seen(self.call_id, whose)
        return self.call_id

    async def audit(self, action: str, subject: str = "", **detail: str) -> None:
        """Note that this user did it."""
        await self.parts.access.audit(self.user.login, action, subject, **detail)


Handler = Callable[[Ask], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """``needs``: permissions, any one of which is enough.

    ``takes``: the JSON body; a mapping of media types where it is something else. ``query``: the
    parameters behind ``?``; those that may be left out are not required. ``gives``: what a good
    answer holds, as JSON; a mapping again where it is something else; None is 204 and nothing.
    ``also``: further statuses that are no errors, and what these give.

    ``local``: who asks from this very machine needs nothing, unless he speaks for somebody else
    (a proxy says so)."""

    method: str
    path: str
    handler: Handler
    needs: frozenset[str]
    takes: Any = field(default=None, kw_only=True)
    query: type | None = field(default=None, kw_only=True)
    gives: Any = field(default=None, kw_only=True)
    also: Mapping[int, Any] = field(default_factory=dict, kw_only=True)
    local: bool = field(default=False, kw_only=True)

    async def let_in(self, request: web.Request, parts: Parts) -> Ask:
        """Raises NotLoggedIn, NotAllowed."""
        if self.needs is OPEN or (self.local and _from_here(request)):
            return Ask(request, parts, None)
        session = await _session_of(request, parts)
        if self.needs is not LOGGED_IN and not any(map(session.user.may, self.needs)):
            raise _lacking(session.user, self.needs)
        return Ask(request, parts, session)


def _from_here(request: web.Request) -> bool:
    """The connection comes from this machine, and nothing says that it was passed on."""
    try:
        here = ip_address(request.remote or "").is_loopback
    except ValueError:
        here = False
    return here and not any(name in request.headers for name in PASSED_ON)


def _lacking(user: User, needs: frozenset[str]) -> NotAllowed:
    scopes = " or ".join(map(repr, sorted(needs & SCOPES)))
    if user.role != TOKEN:
        return NotAllowed("The role {role} may not do that.", role=user.role)
    if not scopes:
        return NotAllowed("No token may do that, only a person.")
    return NotAllowed("This token lacks the scope {scopes}.", scopes=scopes)


async def _session_of(request: web.Request, parts: Parts) -> Session:
    """By the Authorization header of a program, or by a browser's cookie. A browser sends its
    cookie with whatever another site makes it send: a change must carry the CSRF token too."""
    kind, _, bearer = request.headers.get("Authorization", "").partition(" ")
    from_browser = kind.lower() != "bearer"
    if from_browser:
        cookie = request.cookies.get(COOKIE, "")
        session = await parts.access.session(cookie) if cookie else None
    else:
        bearer = bearer.strip()
        session = await parts.access.bearer(bearer, request.remote or "") if bearer else None
    if session is None:
        raise NotLoggedIn
    given = request.headers.get(CSRF_HEADER, "")
    if from_browser and request.method not in HARMLESS and not session.csrf_matches(given):
        raise NotAllowed("The header {header} must hold the session's CSRF token.", header=CSRF_HEADER)
    return session
