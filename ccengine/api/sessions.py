"""Logging in and out, and what a page must know to begin."""

from typing import Any

from aiohttp import web

from ccengine.access import Session
from ccengine.api.body import read_body
from ccengine.api.endpoint import COOKIE, LOGGED_IN, OPEN, Ask, Endpoint
from ccengine.api.parts import Parts
from ccengine.api.problems import NotLoggedIn
from ccengine.api.shapes.session import LoginRequest
from ccengine.api.shapes.session import Session as SessionShape
from ccengine.core.errors import NotAllowed
from ccengine.core.events import plain
from ccengine.core.facts import OperatorStatus

LONGEST_LOGIN = 64
LONGEST_PASSWORD = 200


async def log_in(ask: Ask) -> web.StreamResponse:
    """Begin a session; gives all that a page needs to begin."""
    body = await read_body(ask.request, "login", "password")
    login = body.text("login", shortest=1, longest=LONGEST_LOGIN)
    password = body.text("password", shortest=1, longest=LONGEST_PASSWORD)
    try:
        session = await ask.parts.access.log_in(login, password, ask.request.remote or "")
    except NotAllowed as refused:
        raise NotLoggedIn(refused.template, **refused.names) from None
    response = web.json_response(await _for_the_page(ask.parts, session))
    response.set_cookie(
        COOKIE, session.token, httponly=True, samesite="Strict", secure=ask.parts.secure, path="/"
    )
    return response


async def log_out(ask: Ask) -> web.StreamResponse:
    """End the session."""
    await ask.parts.access.log_out(ask.session.token)
    if ask.user.operator:
        await ask.parts.worklist.left(ask.user.operator)
    await ask.audit("logout")
    response = web.Response(status=204)
    response.del_cookie(COOKIE, path="/", httponly=True, samesite="Strict", secure=ask.parts.secure)
    return response


async def session(ask: Ask) -> web.StreamResponse:
    """The same as login gave, with a new token for the screen-pop."""
    return web.json_response(await _for_the_page(ask.parts, ask.session))


async def _for_the_page(parts: Parts, session: Session) -> dict[str, Any]:
    user = session.user
    house = await parts.directory.house()
    statuses = parts.statuses()
    return {
        "user": {
            "login": user.login,
            "role": user.role,
            "permissions": sorted(user.permissions),
            "operator": user.operator,
            "name": user.name,
        },
        "csrf": session.csrf,
        "screenpop": {"url": parts.screenpop_url, "token": parts.access.screenpop_token(session)},
        "version": parts.version,
        "zone": parts.zone,
        "colleagues": [
            {
                "id": operator.id,
                "name": operator.name,
                "extension": operator.extension,
                "department": operator.department,
                "status": statuses.get(operator.id, OperatorStatus.OFFLINE).value,
            }
            for operator in house.operators.values()
            if operator.id != user.operator
        ],
        "queues": [
            {
                "id": queue.id,
                "name": queue.name,
                "extension": queue.extension,
                "results": list(queue.results),
            }
            for queue in house.queues.values()
        ],
        "pauses": [plain(pause) for pause in house.pauses.values()],
        "results": list(house.results or parts.results),
    }


ENDPOINTS = (
    Endpoint("POST", "/api/login", log_in, OPEN, takes=LoginRequest, gives=SessionShape),
    Endpoint("POST", "/api/logout", log_out, LOGGED_IN),
    Endpoint("GET", "/api/session", session, LOGGED_IN, gives=SessionShape),
)
