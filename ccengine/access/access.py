"""Who is there, and what he may.

A login is a name, an argon2id hash and a role; nobody is made by default (administrators keep the
others in ``ccengine.access.register``). Logging in gives a
session: a random token that the browser keeps in a cookie, and of which the database has only
the hash; a second one, the CSRF token, must come in a header with everything that changes
something. The screen-pop's websocket gets a token of its own, short-lived, signed, and worth
nothing once its session is over. A program shows a token instead (``ccengine.access.tokens``).
"""

import base64
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ccengine.access.passwords import Passwords
from ccengine.access.register import NAME, Register
from ccengine.access.roles import ROLES, User
from ccengine.access.throttle import Throttle
from ccengine.access.tokens import PREFIX, Tokens, digest_of
from ccengine.core.desk import Visitor
from ccengine.core.errors import BadInput, Conflict, NotAllowed, NotFound, TooManyAttempts
from ccengine.store.store import Store
from ccengine.store.text import milliseconds

SESSION_S = 12 * 3600
SCREENPOP_S = 120
MOST_TRUSTED = 1_000
_REFUSED = "The name or the password is wrong."


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """``token`` goes into the cookie; ``expires`` is UTC milliseconds. That of a program has no
    token, and does not expire where ``expires`` is 0."""

    user: User
    token: str
    csrf: str
    expires: int

    def csrf_matches(self, given: str) -> bool:
        return hmac.compare_digest(self.csrf.encode(), given.encode(errors="replace"))


class Access:
    def __init__(
        self,
        store: Store,
        *,
        passwords: Passwords | None = None,
        session_s: int = SESSION_S,
        screenpop_s: int = SCREENPOP_S,
        screenpop_key: bytes | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.tokens = Tokens(store)
        self._store = store
        self._passwords = passwords or Passwords()
        self.register = Register(store, self._passwords)
        self._throttle = Throttle()
        self._session_s = session_s
        self._screenpop_s = screenpop_s
        self._now = now
        # Bearer tokens that were good lately: a stranger at the same address does not shut them out.
        self._trusted: OrderedDict[bytes, None] = OrderedDict()
        self._wrong_tokens = Throttle()
        # Without a shared one it is of this process: nobody else can say whose screen it is.
        self._key = screenpop_key or secrets.token_bytes(32)

    # Logins ----------------------------------------------------------------------------------

    async def create_login(self, name: str, password: str, role: str, operator: str = "") -> None:
        """BadInput: the name, password or role cannot be used. Conflict: the name exists."""
        if not NAME.fullmatch(name):
            raise BadInput("A login's name is small letters, digits and . _ @ -, at most 64.")
        if role not in ROLES:
            known = ", ".join(sorted(ROLES))
            raise BadInput("There is no role '{role}'; there are {known}.", role=role, known=known)
        if operator and not await self._store.fetch_value("access_operator_exists", operator):
            raise BadInput("There is no operator {operator}.", operator=operator)
        hashed = await self._passwords.make(password)
        if await self._store.fetch_value("access_create", name, hashed, role, operator or None) is None:
            raise Conflict("The login {name} exists already.", name=name)

    async def set_password(self, name: str, password: str) -> None:
        """Also ends every session of this login."""
        hashed = await self._passwords.make(password)
        async with self._store.transaction() as session:
            if await session.fetch_value("access_set_hash", name, hashed) is None:
                raise NotFound("There is no login {name}.", name=name)
            await session.execute("access_end_sessions", name)

    async def remove_login(self, name: str) -> None:
        if await self._store.fetch_value("access_remove", name) is None:
            raise NotFound("There is no login {name}.", name=name)

    async def logins(self) -> list[User]:
        return [_user(row) for row in await self._store.fetch("access_logins")]

    # Sessions --------------------------------------------------------------------------------

    async def log_in(self, name: str, password: str, source: str = "") -> Session:
        """``source`` is where the attempt comes from (an address). NotAllowed says no more than
        that it failed; after too many failures it says how long to wait."""
        name = name.strip().lower()[:64]
        row = await self._store.fetch_one("access_login", name)
        self._let_try(name, source)
        verdict = await self._passwords.check(row["password_hash"] if row else None, password)
        if row is None or not verdict.good:
            await self.audit(name, "login.failed", source=source)
            raise NotAllowed(_REFUSED)
        self._throttle.succeeded(name, source)
        return await self._open(_user(row), verdict.renewed, source)

    def _let_try(self, name: str, source: str) -> None:
        """Looks and counts in one step: nothing may be awaited between the two."""
        wait = self._throttle.wait_s(name, source, self._now())
        if wait > 0:
            raise NotAllowed("Too many failed attempts; try again in {seconds} s.", seconds=int(wait) + 1)
        self._throttle.begins(name, source, self._now())

    async def _open(self, user: User, renewed_hash: str | None, source: str) -> Session:
        token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
        async with self._store.transaction() as session:
            if renewed_hash is not None:
                await session.execute("access_set_hash", user.login, renewed_hash)
            await session.execute("access_forget_expired")
            expires: datetime = await session.fetch_value(
                "access_open", digest_of(token), user.login, csrf, self._session_s
            )
            await session.execute("audit_put", user.login, "login", "", {"source": source})
        return Session(user=user, token=token, csrf=csrf, expires=milliseconds(expires))

    async def session(self, token: str) -> Session | None:
        """The session behind a cookie, if it is open."""
        row = await self._store.fetch_one("access_session", digest_of(token))
        if row is None:
            return None
        return Session(user=_user(row), token=token, csrf=row["csrf"], expires=milliseconds(row["expires"]))

    async def bearer(self, token: str, source: str = "") -> Session | None:
        """The session of a program: by a token of its own, or by that of a login. Whoever shows
        wrong ones is slowed down: TooManyAttempts."""
        digest, now = digest_of(token), self._now()
        trusted = digest in self._trusted
        if not trusted:
            wait = self._wrong_tokens.wait_s("", source, now)
            if wait > 0:
                raise TooManyAttempts(
                    "Too many wrong tokens from there; try again in {seconds} s.", seconds=int(wait) + 1
                )
            self._wrong_tokens.begins("", source, now)
        session = await self._of_token(token) if token.startswith(PREFIX) else await self.session(token)
        if session is None:
            self._trusted.pop(digest, None)
        elif not trusted:
            self._wrong_tokens.succeeded("", source)
            self._trust(digest)
        return session

    def _trust(self, digest: bytes) -> None:
        self._trusted[digest] = None
        while len(self._trusted) > MOST_TRUSTED:
            self._trusted.popitem(last=False)

    async def _of_token(self, token: str) -> Session | None:
        found = await self.tokens.use(token)
        return Session(user=found.user, token="", csrf="", expires=found.expires) if found else None

    async def log_out(self, token: str) -> None:
        await self._store.execute("access_close", digest_of(token))

    # The screen-pop's token --------------------------------------------------------------------

    def screenpop_token(self, session: Session) -> str:
        """Good for opening a websocket within two minutes, while the session is open."""
        until = int(self._now()) + self._screenpop_s
        body = digest_of(session.token) + until.to_bytes(8, "big")
        return base64.urlsafe_b64encode(body + self._sign(body)).decode()

    async def screenpop_user(self, token: str) -> User | None:
        """Whose screen this is; None where the token is not good (any more)."""
        digest = self._verified(token)
        row = await self._store.fetch_one("access_session", digest) if digest else None
        return _user(row) if row is not None else None

    async def visitor(self, token: str) -> Visitor | None:
        """The same, for the gateway."""
        user, digest = await self.screenpop_user(token), self._verified(token)
        if user is None or digest is None:
            return None
        return Visitor(login=user.login, session=digest.hex(), operator=user.operator)

    async def rights_of(self, visitor: Visitor) -> frozenset[str] | None:
        """What he may now; None where his session is over."""
        row = await self._store.fetch_one("access_session", bytes.fromhex(visitor.session))
        return _user(row).permissions if row is not None else None

    def _sign(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")

    def _verified(self, token: str) -> bytes | None:
        try:
            data = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
        except ValueError:
            return None
        digest, until, signature = data[:32], data[32:40], data[40:]
        good = hmac.compare_digest(signature, self._sign(digest + until))
        return digest if good and int.from_bytes(until, "big") >= self._now() else None

    # Audit -----------------------------------------------------------------------------------

    async def audit(self, login: str, action: str, subject: str = "", **detail: object) -> None:
        """Who did what to what. Write it where a person acts, not where a machine follows."""
        await self._store.execute("audit_put", login[:100], action, subject[:200], detail)


def _user(row: Any) -> User:
    operator = row["operator"] or ""
    return User(
        login=row["login"], role=row["role"], operator=operator, name=row["operator_name"] or row["login"]
    )
