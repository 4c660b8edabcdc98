"""How long to wait before the next try, for both links."""

import secrets

from ccengine.core.errors import PbxRefused, PermanentError

FIRST_S = 0.2
LONGEST_S = 1.5
REFUSED_S = 15.0

_dice = secrets.SystemRandom()


class LoginRefused(PbxRefused):
    """Asterisk refused the AMI login: the user, the secret, or the address it may come from."""


class Backoff:
    """Doubling waits with jitter, so that many engines do not come back in step. After a permanent
    error (a refused login) the next try comes late: somebody has to change something first."""

    def __init__(
        self, *, first_s: float = FIRST_S, longest_s: float = LONGEST_S, refused_s: float = REFUSED_S
    ) -> None:
        self._first_s = first_s
        self._longest_s = longest_s
        self._refused_s = refused_s
        self._next_s = first_s

    def succeeded(self) -> None:
        self._next_s = self._first_s

    def after(self, trouble: Exception) -> float:
        """Seconds to wait after this trouble."""
        if isinstance(trouble, PermanentError):
            return self._refused_s
        wait, self._next_s = self._next_s, min(self._next_s * 2, self._longest_s)
        return wait * _dice.uniform(0.5, 1.0)
