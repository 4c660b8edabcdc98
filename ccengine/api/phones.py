"""Making a desk phone answer: many phones do it when a certain address of theirs is asked for."""

import aiohttp
from yarl import URL

from ccengine.core.errors import BadInput, PbxRefused, PbxTimeout, PbxUnreachable

ANSWER_WITHIN_S = 2.0


class PhoneRemote:
    """Presses a phone's answer key. Its errors name no address: one may hold a password."""

    def __init__(self, *, timeout_s: float = ANSWER_WITHIN_S) -> None:
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)

    async def answer(self, url: str) -> None:
        """POST to the operator's ``answer_url``.

        Raises BadInput (no such address can be used), PbxRefused (the phone said no),
        PbxUnreachable, PbxTimeout (it may have answered or not).
        """
        target = _target(url)
        try:
            async with (
                aiohttp.ClientSession(timeout=self._timeout, trust_env=False) as session,
                session.post(target, allow_redirects=False) as response,
            ):
                if not response.ok or response.status >= 300:
                    raise PbxRefused(
                        "The desk phone refused to answer (HTTP {status}).", status=response.status
                    )
        except TimeoutError:
            raise PbxTimeout("The desk phone did not say in time whether it answers.") from None
        except (aiohttp.ClientError, OSError):
            raise PbxUnreachable("The desk phone cannot be reached.") from None


def _target(url: str) -> URL:
    try:
        target = URL(url)
        usable = target.scheme in ("http", "https") and bool(target.host)
    except ValueError:
        usable = False
    if not usable:
        raise BadInput("An operator's answer_url must be an http or https address.")
    return target
