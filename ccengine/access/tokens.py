"""Tokens of programs: long-lived, named, with the permissions they were made for (their scopes).

A token is 256 random bits behind ``cct_``, so that one who finds it in a log or a repository knows
what it is. The database has its hash; it is shown once, when it is made. Being random, it needs no
slow hash: there is nothing to guess.
"""

import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ccengine.access.roles import SCOPES, TOKEN, User
from ccengine.core.errors import BadInput, Conflict, NotFound
from ccengine.store.store import Store
from ccengine.store.text import milliseconds

PREFIX = "cct_"
LONGEST_DAYS = 3650
DAY_S = 86_400
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What is known of a token; not the token. Times in UTC milliseconds, 0 for never."""

    name: str
    scopes: tuple[str, ...]
    created: int
    created_by: str
    expires: int
    last_used: int

    @property
    def user(self) -> User:
        login = f"{TOKEN}:{self.name}"
        return User(login=login, role=TOKEN, name=self.name, scopes=frozenset(self.scopes))


class Tokens:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def create(
        self, name: str, scopes: Collection[str], *, by: str, days: int = 0
    ) -> tuple[Token, str]:
        """A new token, and what its program must show. With ``days`` it expires. BadInput: the
        name or a scope cannot be used. Conflict: the name exists."""
        if not _NAME.fullmatch(name):
            raise BadInput("A token's name is small letters, digits and . _ -, at most 64.")
        known = ", ".join(sorted(SCOPES))
        if not scopes:
            raise BadInput("A token needs a scope of: {known}.", known=known)
        if strange := set(scopes) - SCOPES:
            scope = min(strange)[:40]
            raise BadInput("There is no scope '{scope}'; there are: {known}.", scope=scope, known=known)
        if not 0 <= days <= LONGEST_DAYS:
            raise BadInput("A token lives for 1 to {most} days; 0 is without end.", most=LONGEST_DAYS)
        secret = PREFIX + secrets.token_urlsafe(32)
        seconds = days * DAY_S or None
        async with self._store.transaction() as session:
            row = await session.fetch_one(
                "token_create", name, digest_of(secret), sorted(set(scopes)), by, seconds
            )
            if row is None:
                raise Conflict("There is a token {name} already; revoke it first.", name=name)
            detail = {"scopes": sorted(set(scopes)), "days": days}
            await session.execute("audit_put", by, "token.create", name, detail)
        return _token(row), secret

    async def listing(self) -> list[Token]:
        return [_token(row) for row in await self._store.fetch("token_list")]

    async def revoke(self, name: str, *, by: str) -> None:
        """From the next request on it opens nothing."""
        async with self._store.transaction() as session:
            if await session.fetch_value("token_revoke", name) is None:
                raise NotFound("There is no such token.")
            await session.execute("audit_put", by, "token.revoke", name, {})

    async def use(self, secret: str) -> Token | None:
        """The token behind what a program shows, if it is good; notes that it was used."""
        row = await self._store.fetch_one("token_use", digest_of(secret))
        return None if row is None else _token(row)


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()


def _token(row: Any) -> Token:
    return Token(
        name=row["name"],
        scopes=tuple(row["scopes"]),
        created=milliseconds(row["created"]),
        created_by=row["created_by"],
        expires=milliseconds(row["expires"]) if row["expires"] else 0,
        last_used=milliseconds(row["last_used"]) if row["last_used"] else 0,
    )
