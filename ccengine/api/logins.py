"""Logins as administrators keep them, and the address by which somebody sets his own password.

A password is typed once, or never known to anybody but its owner: ``link`` gives an address that is
good once. Its secret stands behind the ``#``, which browsers do not send.
"""

from dataclasses import asdict
from typing import Annotated, NotRequired, TypedDict

from aiohttp import web

from ccengine.access import ROLES
from ccengine.access.register import Change, LoginEntry
from ccengine.api.body import read_body
from ccengine.api.endpoint import LOGINS, OPEN, Ask, Endpoint
from ccengine.core.errors import BadInput

LONGEST_NAME, LONGEST_PASSWORD, LONGEST_SECRET = 64, 200, 100


class LoginList(TypedDict):
    logins: list[LoginEntry]
    roles: list[str]


class NewLogin(TypedDict):
    """``operator``: whose phone and page it opens. Without a ``password`` it waits for its owner."""

    name: str
    role: str
    operator: NotRequired[str]
    password: NotRequired[str]


class ChangedLogin(TypedDict):
    role: str
    operator: str
    locked: bool
    version: Annotated[int, "of the login that was changed"]


class NewPassword(TypedDict):
    password: str


class LoginLink(TypedDict):
    """``path``: the address of the page behind its origin; good once, until ``expires``."""

    path: str
    expires: int


class Welcome(TypedDict):
    """``secret``: the end of the address."""

    secret: str
    password: str


class Welcomed(TypedDict):
    login: str


async def listing(ask: Ask) -> web.StreamResponse:
    """Who may log in, as what, and whether he is there."""
    logins = [asdict(login) for login in await ask.parts.access.register.listing()]
    return web.json_response({"logins": logins, "roles": sorted(ROLES)})


async def create(ask: Ask) -> web.StreamResponse:
    """Make a login. Without a password it waits until its owner sets one by an address."""
    body = await read_body(ask.request, "name", "role", "operator", "password")
    await ask.parts.access.register.create(
        body.text("name", longest=LONGEST_NAME),
        body.text("role", longest=LONGEST_NAME),
        body.text("operator", longest=LONGEST_NAME) if body.has("operator") else "",
        password=body.text("password", longest=LONGEST_PASSWORD) if body.has("password") else "",
        by=ask.user,
    )
    return web.Response(status=204)


async def change(ask: Ask) -> web.StreamResponse:
    """Change what a login may, whose phone it opens, and whether it is locked; its sessions end.

    409 where somebody was quicker, and for the last administrator; nobody changes his own."""
    body = await read_body(ask.request, "role", "operator", "locked", "version")
    locked = body.value("locked")
    if not isinstance(locked, bool):
        raise BadInput("The field 'locked' must be true or false.")
    wanted = Change(
        role=body.text("role", longest=LONGEST_NAME),
        operator=body.text("operator", longest=LONGEST_NAME),
        locked=locked,
        version=body.number("version", least=1, most=2_147_483_647),
    )
    await ask.parts.access.register.change(_name(ask), wanted, by=ask.user)
    return web.Response(status=204)


async def remove(ask: Ask) -> web.StreamResponse:
    """Remove a login. What was done with it stays in the audit."""
    await ask.parts.access.register.remove(_name(ask), by=ask.user)
    return web.Response(status=204)


async def set_password(ask: Ask) -> web.StreamResponse:
    """Set another password; every session of the login ends."""
    body = await read_body(ask.request, "password")
    password = body.text("password", longest=LONGEST_PASSWORD)
    await ask.parts.access.register.set_password(_name(ask), password, by=ask.user)
    return web.Response(status=204)


async def end_sessions(ask: Ask) -> web.StreamResponse:
    """End every session of a login: whoever is there by it has to log in again."""
    await ask.parts.access.register.end_sessions(_name(ask), by=ask.user)
    return web.Response(status=204)


async def link(ask: Ask) -> web.StreamResponse:
    """An address, good once, at which the owner of a login sets his password. It is told here only."""
    name = _name(ask)
    secret, expires = await ask.parts.access.register.link(name, by=ask.user)
    return web.json_response({"path": f"/#welcome/{name}/{secret}", "expires": expires})


async def welcome(ask: Ask) -> web.StreamResponse:
    """Set the password of the login that the address was made for; after that it is good no longer."""
    body = await read_body(ask.request, "secret", "password")
    secret = body.text("secret", shortest=1, longest=LONGEST_SECRET)
    password = body.text("password", longest=LONGEST_PASSWORD)
    name = await ask.parts.access.register.redeem(secret, password)
    return web.json_response({"login": name})


def _name(ask: Ask) -> str:
    return ask.request.match_info["login"]


ENDPOINTS = (
    Endpoint("GET", "/api/logins", listing, LOGINS, gives=LoginList),
    Endpoint("POST", "/api/logins", create, LOGINS, takes=NewLogin),
    Endpoint("PUT", "/api/logins/{login}", change, LOGINS, takes=ChangedLogin),
    Endpoint("DELETE", "/api/logins/{login}", remove, LOGINS),
    Endpoint("PUT", "/api/logins/{login}/password", set_password, LOGINS, takes=NewPassword),
    Endpoint("DELETE", "/api/logins/{login}/sessions", end_sessions, LOGINS),
    Endpoint("POST", "/api/logins/{login}/link", link, LOGINS, gives=LoginLink),
    Endpoint("POST", "/api/welcome", welcome, OPEN, takes=Welcome, gives=Welcomed),
)
