"""Addresses that open one thing for a short time to whoever has them, without a login.

The address carries its own end and a signature over what it opens; the key lies in the data
folder, so that an address outlives a restart, and nothing is kept about it.
"""

import hmac
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from ccengine.core.errors import NotAllowed

LIFETIME_S = 900
_KEY_BYTES = 32


def key_in(folder: Path) -> bytes:
    """The key of this installation, made once; only its owner reads it."""
    path = folder / "link.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        key = secrets.token_bytes(_KEY_BYTES)
        file.write(key)
    return key


class Links:
    """``now`` is UTC seconds."""

    def __init__(self, key: bytes, *, now: Callable[[], float] = time.time) -> None:
        self._key = key
        self._now = now

    def sign(self, subject: str) -> tuple[int, str]:
        """Until when (UTC seconds) the subject may be had by this signature."""
        expires = int(self._now()) + LIFETIME_S
        return expires, self._signature(subject, expires)

    def check(self, subject: str, expires: str, signature: str) -> None:
        """NotAllowed: it was not made here, not for this, or its time is over."""
        until = int(expires) if expires.isascii() and expires.isdigit() and len(expires) < 16 else 0
        good = hmac.compare_digest(
            self._signature(subject, until).encode(), signature.encode(errors="replace")
        )
        if not good:
            raise NotAllowed("This address was not made here.")
        if until < self._now():
            raise NotAllowed("The time of this address is over; ask for a new one.")

    def _signature(self, subject: str, expires: int) -> str:
        return hmac.digest(self._key, f"{subject}\n{expires}".encode(), "sha256").hex()
