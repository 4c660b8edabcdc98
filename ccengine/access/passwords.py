"""Passwords: argon2id, one cost for known and unknown names, never on the event loop."""

import asyncio
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ccengine.core.errors import BadInput

SHORTEST, LONGEST = 10, 200
_AT_ONCE = 2  # hashing takes 64 MB and a core


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``renewed``: a hash with today's parameters, where the stored one has older ones."""

    good: bool
    renewed: str | None = None


class Passwords:
    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        # Verified against when the name is unknown, so that the answer takes as long.
        self._nobody = self._hasher.hash("nobody's password")
        self._gate = asyncio.Semaphore(_AT_ONCE)

    async def make(self, password: str) -> str:
        if not SHORTEST <= len(password) <= LONGEST:
            raise BadInput("A password has {least} to {most} characters.", least=SHORTEST, most=LONGEST)
        async with self._gate:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def check(self, stored: str | None, password: str) -> Verdict:
        async with self._gate:
            return await asyncio.to_thread(self._check, stored, password)

    def _check(self, stored: str | None, password: str) -> Verdict:
        try:
            self._hasher.verify(stored or self._nobody, password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return Verdict(good=False)
        if stored is None:
            return Verdict(good=False)
        renew = self._hasher.check_needs_rehash(stored)
        return Verdict(good=True, renewed=self._hasher.hash(password) if renew else None)
