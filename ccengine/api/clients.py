"""Clients: the CRM's way to put, read and delete them; duplicates; and whose call it is."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from aiohttp import web

from ccengine.api.body import MAX_BODY, read_body, read_object
from ccengine.api.cursors import PageQuery, cursor_in, limit_in, next_cursor
from ccengine.api.endpoint import CLIENTS_READ, CLIENTS_WRITE, DESK, Ask, Endpoint
from ccengine.api.shapes.clients import (
    ChooseRequest,
    ClientRecord,
    ClientRequest,
    Clients,
    Doubles,
    MergeRequest,
)
from ccengine.core.client_form import LONGEST_NAME
from ccengine.core.directory import Client
from ccengine.core.errors import BadInput
from ccengine.core.events import plain
from ccengine.store.client_deeds import Moved
from ccengine.store.clients import new_id

LONGEST_ID = 100


class ClientsQuery(PageQuery, total=False):
    phone: Annotated[str, "a number in any written form"]
    q: Annotated[str, "the beginnings of words of a name or a company, in any alphabet"]


class DoublesQuery(PageQuery, total=False):
    by: Annotated[Literal["number", "name"], "what they share; `number` where it is not given"]


async def listing(ask: Ask) -> web.StreamResponse:
    """Clients in the order of their ids: all, those of a number, or those of a name."""
    limit, query = limit_in(ask.request), ask.request.query
    after = cursor_in(ask.request, "clients", _text) or ("",)
    clients = await ask.parts.clients.search(
        phone=_asked(query, "phone"), words=_asked(query, "q"), after=after[0], limit=limit + 1
    )
    following = next_cursor("clients", clients, limit, lambda client: (client.id,))
    return web.json_response({"clients": [plain(c) for c in clients[:limit]], "next": following})


async def one(ask: Ask) -> web.StreamResponse:
    """One client. Who was merged into another has moved to his address."""
    try:
        return web.json_response(plain(await ask.parts.clients.one(_id_in(ask))))
    except Moved as moved:
        return web.Response(status=301, headers={"Location": f"/api/clients/{moved.into}"})


async def put(ask: Ask) -> web.StreamResponse:
    """Make the client exactly as given, new or known; what is left out is empty. The same again
    changes nothing. 422 names every wrong field. An id that was merged away is a client of its
    own again; its history stays with the other."""
    fields = await read_object(ask.request)
    form = await ask.parts.clients.form()
    client = form.read(ask.request.match_info["client"], fields)
    created = await ask.parts.clients.put(client, ask.user.login)
    return web.json_response(plain(client), status=201 if created else 200)


async def delete(ask: Ask) -> web.StreamResponse:
    """Forget the client. His calls and promises stay, under his number."""
    await ask.parts.clients.delete(_id_in(ask), ask.user.login)
    return web.Response(status=204)


async def merge(ask: Ask) -> web.StreamResponse:
    """Two records of one client become one: calls, promises, numbers and choices go to ``into``, whose
    own fields stay as they are. The old id goes on meaning him."""
    into = (await read_body(ask.request, "into")).text("into", shortest=1, longest=LONGEST_ID)
    survivor = await ask.parts.clients.merge(_id_in(ask), into, ask.user.login)
    return web.json_response(plain(survivor))


async def duplicates(ask: Ask) -> web.StreamResponse:
    """Clients who may be one, by the number or the name they share. Names are compared without legal
    forms, in any order of words, in Latin, Cyrillic or Greek letters alike."""
    by, limit = ask.request.query.get("by", "number"), limit_in(ask.request)
    if by not in ("number", "name"):
        raise BadInput("The parameter 'by' must be 'number' or 'name'.")
    after = cursor_in(ask.request, f"doubles by {by}", _text) or ("",)
    doubles = await ask.parts.clients.doubles(by=by, after=after[0], limit=limit + 1)
    following = next_cursor(f"doubles by {by}", doubles, limit, lambda double: (double.key,))
    return web.json_response({"duplicates": [plain(d) for d in doubles[:limit]], "next": following})


async def choose(ask: Ask) -> web.StreamResponse:
    """Say whose this call is: ``client``, by his id, or ``new``, with at least a name. He gets the
    call's number, and whoever calls from it next is he."""
    number = ask.parts.desk.number_on(ask.operator, ask.call_id)
    if number is None:
        number = await ask.parts.clients.number_of(await ask.own_call())
    chosen = await ask.parts.clients.choose(ask.call_id, number, await _named(ask), ask.user.login)
    ask.parts.desk.client_chosen(ask.call_id, chosen)
    return web.json_response(plain(chosen))


async def _named(ask: Ask) -> str | Client:
    body = await read_body(ask.request, "client", "new")
    if body.has("client") == body.has("new"):
        raise BadInput("Give either 'client', the id of one who is known, or 'new'.")
    if body.has("client"):
        return body.text("client", shortest=1, longest=LONGEST_ID)
    fields = body.value("new")
    if not isinstance(fields, dict):
        raise BadInput("The field 'new' must be an object: the fields of a client.")
    return (await ask.parts.clients.form()).read(new_id(), fields)


def _id_in(ask: Ask) -> str:
    """What is no id names no client: NotFound will say so."""
    return ask.request.match_info["client"][:LONGEST_ID]


def _asked(query: Mapping[str, str], name: str) -> str:
    text = query.get(name, "")
    if len(text) > LONGEST_NAME:
        wrong = "The parameter '{name}' must have at most {most} characters."
        raise BadInput(wrong, name=name, most=LONGEST_NAME)
    return text


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_BODY:
        raise ValueError("no text")
    return value


ADDRESS = "/api/clients/{client}"

# `duplicates` stands before the address of one client, or it would be one.
ENDPOINTS = (
    Endpoint("GET", "/api/clients", listing, CLIENTS_READ, query=ClientsQuery, gives=Clients),
    Endpoint("GET", "/api/clients/duplicates", duplicates, CLIENTS_READ, query=DoublesQuery, gives=Doubles),
    Endpoint("GET", ADDRESS, one, CLIENTS_READ, gives=ClientRecord, also={301: None}),
    Endpoint(
        "PUT",
        ADDRESS,
        put,
        CLIENTS_WRITE,
        takes=ClientRequest,
        gives=ClientRecord,
        also={201: ClientRecord},
    ),
    Endpoint("DELETE", ADDRESS, delete, CLIENTS_WRITE),
    Endpoint("POST", f"{ADDRESS}/merge", merge, CLIENTS_WRITE, takes=MergeRequest, gives=ClientRecord),
    Endpoint("POST", "/api/calls/{call_id}/client", choose, DESK, takes=ChooseRequest, gives=ClientRecord),
)
