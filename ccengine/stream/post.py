"""One event to one address over HTTP, signed; and never to an address that is not out in the world.

Whoever may enter a webhook must not reach by it what stands behind our firewall (the PBX, the
database, a cloud's metadata). So names are resolved here, each time, and a name that leads to an
address of this machine, of a private network or of no network is refused: the connection goes to
the very address that was judged. Redirects are not followed, and no proxy is asked.
"""

import hashlib
import hmac
import ipaddress
import json
import re
import socket
from typing import Any, TypeGuard

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from ccengine.core.errors import BadInput
from ccengine.stream.schemas import CONTENT_TYPE

SIGNATURE = "X-CCEngine-Signature"
ANSWER_S = 10.0
LONGEST_URL = 2000

_HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?\.?|[0-9a-f:.]+", re.IGNORECASE)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def signature(secret: str, at_s: int, body: bytes) -> str:
    """``t=<seconds>,v1=<HMAC-SHA256 of "<seconds>.<body>">``: the moment is signed too, so that an
    old message cannot be sent again later."""
    digest = hmac.new(secret.encode(), f"{at_s}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at_s},v1={digest}"


def is_public(address: str) -> bool:
    """Whether this IP address is one out in the world. What hides another address in itself is not."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (
        ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip in _NAT64
    ):
        return False
    return ip.is_global and not ip.is_multicast


def checked_url(text: str, *, allow_private: bool) -> str:
    """The address, if events may be posted there. BadInput says why not."""
    try:
        url = URL(text)
        host = url.raw_host
    except ValueError:
        raise BadInput("The field 'url' is no address.") from None
    if url.scheme not in ("https", "http") or not _is_host(host) or len(text) > LONGEST_URL:
        raise BadInput("The field 'url' must be an address such as https://crm.example.com/hooks.")
    if url.user is not None or url.password is not None or url.fragment:
        raise BadInput("The field 'url' must hold no user, password or fragment: every event is signed.")
    if not allow_private and url.scheme != "https":
        raise BadInput("The field 'url' must begin with https: events hold numbers and names.")
    if not allow_private and _is_literal(host) and not is_public(host):
        raise BadInput("The field 'url' leads to this machine or a private network, which is not allowed.")
    return str(url)


def _is_host(host: str | None) -> TypeGuard[str]:
    """Names of the network, in ASCII as they are resolved; yarl lets more through."""
    return host is not None and _HOST.fullmatch(host) is not None


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class NotPublic(OSError):
    """The name leads to an address to which nothing is posted."""


class PublicOnly(AbstractResolver):
    """Resolves names as the machine does, and refuses where any of the addresses is not public."""

    def __init__(self, resolver: AbstractResolver | None = None) -> None:
        self._resolver = resolver or aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if not all(is_public(one["host"]) for one in found):
            raise NotPublic("it leads to this machine or a private network")
        return found

    async def close(self) -> None:
        await self._resolver.close()


class Poster:
    """Posts; to be used with ``async with``."""

    def __init__(self, *, allow_private: bool, answer_s: float = ANSWER_S) -> None:
        self._allow_private = allow_private
        self._answer_s = answer_s
        self._client: aiohttp.ClientSession

    async def __aenter__(self) -> "Poster":
        resolver = None if self._allow_private else PublicOnly()
        self._client = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False, limit=100),
            timeout=aiohttp.ClientTimeout(total=self._answer_s),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.close()

    async def __call__(self, url: str, secret: str, event: dict[str, Any], at_s: int) -> str:
        """What hindered it, in a few words; empty when the receiver has taken it. What he answers
        besides his status is not read."""
        body = json.dumps(event, separators=(",", ":")).encode()
        headers = {"Content-Type": CONTENT_TYPE, SIGNATURE: signature(secret, at_s, body)}
        try:
            checked_url(url, allow_private=self._allow_private)
            async with self._client.post(url, data=body, headers=headers, allow_redirects=False) as response:
                return "" if 200 <= response.status < 300 else f"the answer was {response.status}"
        except BadInput as error:
            return str(error)
        except TimeoutError:
            return f"no answer within {self._answer_s:g} s"
        except (aiohttp.ClientError, OSError) as error:
            return _in_words(error)


def _in_words(error: Exception) -> str:
    """The kind of trouble, without addresses."""
    cause = error.__cause__ or error
    reasons = ((NotPublic, str(cause)), (ConnectionRefusedError, "the connection was refused"))
    known = next((words for kind, words in reasons if isinstance(cause, kind)), "")
    return known or f"it could not be reached ({type(error).__name__})"
