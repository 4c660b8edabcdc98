"""Passwords of phones in browsers.

None is stored: each is derived from a key of this installation, the operator, and a generation that
counts up whenever a session of his ends (the database sees to that, however it ends). So an old
password dies with its session, as soon as the keeper of the PBX's files has seen it.
"""

import base64
import hmac
import secrets
from collections.abc import Iterable

from ccengine.store.store import Store

KEY = "phones"


def password_of(key: bytes, operator: str, generation: int) -> str:
    """32 characters that say nothing of the next generation's."""
    digest = hmac.digest(key, f"{operator}\0{generation}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:24]).decode()


class PhonePasswords:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._key = b""

    async def of(self, operator: str) -> str:
        generation = await self._store.fetch_value("phone_generation", operator)
        return password_of(await self._shared_key(), operator, generation or 0)

    async def all(self, operators: Iterable[str]) -> dict[str, str]:
        key = await self._shared_key()
        rows = await self._store.fetch("phone_generations")
        generations: dict[str, int] = {row["operator"]: row["generation"] for row in rows}
        return {name: password_of(key, name, generations.get(name, 0)) for name in operators}

    async def _shared_key(self) -> bytes:
        """Made once, whoever asks first."""
        if not self._key:
            await self._store.execute("secret_make", KEY, secrets.token_bytes(32))
            self._key = await self._store.fetch_value("secret", KEY)
        return self._key
