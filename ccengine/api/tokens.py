"""Tokens of programs: made, listed, revoked. What a program shows is told once, and never again."""

from dataclasses import asdict
from typing import Annotated, NotRequired, TypedDict

from aiohttp import web

from ccengine.access import SCOPES, Token
from ccengine.access.tokens import LONGEST_DAYS
from ccengine.api.body import read_body
from ccengine.api.endpoint import TOKENS, Ask, Endpoint
from ccengine.core.errors import NotAllowed

LONGEST_NAME = 64


class TokenEntry(TypedDict):
    """What is known of a token. Times in UTC milliseconds; 0: it does not expire, was never used."""

    name: str
    scopes: list[str]
    created: int
    created_by: str
    expires: int
    last_used: int


class TokenList(TypedDict):
    tokens: list[TokenEntry]


class NewToken(TypedDict):
    """``scopes``: permissions of the table of roles."""

    name: str
    scopes: list[str]
    days: NotRequired[Annotated[int, f"how long it lives: 1 to {LONGEST_DAYS}; without end if left out"]]


class MadeToken(TokenEntry):
    """``token`` is what the program must show. It is told here, and nowhere else."""

    token: str


async def listing(ask: Ask) -> web.StreamResponse:
    """The tokens of programs, by name, with their scopes and when they were last used."""
    return web.json_response({"tokens": [_plain(token) for token in await ask.parts.access.tokens.listing()]})


async def create(ask: Ask) -> web.StreamResponse:
    """Make a token for a program. It is shown in this answer, and never again."""
    body = await read_body(ask.request, "name", "scopes", "days")
    name = body.text("name", shortest=1, longest=LONGEST_NAME)
    scopes = body.choices("scopes", sorted(SCOPES))
    if missing := [scope for scope in scopes if not ask.user.may(scope)]:
        raise NotAllowed("Nobody gives what he does not have: {scopes}.", scopes=", ".join(missing))
    days = body.number("days", least=1, most=LONGEST_DAYS, default=0)
    token, secret = await ask.parts.access.tokens.create(name, scopes, by=ask.user.login, days=days)
    return web.json_response({**_plain(token), "token": secret})


async def revoke(ask: Ask) -> web.StreamResponse:
    """Revoke a token: from the next request on it opens nothing."""
    await ask.parts.access.tokens.revoke(ask.request.match_info["name"], by=ask.user.login)
    return web.Response(status=204)


def _plain(token: Token) -> dict[str, object]:
    return asdict(token)


ENDPOINTS = (
    Endpoint("GET", "/api/tokens", listing, TOKENS, gives=TokenList),
    Endpoint("POST", "/api/tokens", create, TOKENS, takes=NewToken, gives=MadeToken),
    Endpoint("DELETE", "/api/tokens/{name}", revoke, TOKENS),
)
