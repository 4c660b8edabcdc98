"""Address books: to look up, change and sort contacts.

An operator has a book of his own and reads the shared one; who may write in that has the permission
``contacts.shared``. What is done can be undone by its change, for thirty days. Files of contacts come
in and go out in ``ccengine.api.contact_files``.
"""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from ccengine.api.body import read_object
from ccengine.api.cursors import PageQuery, cursor_in, limit_in, next_cursor, number_part
from ccengine.api.endpoint import CONTACTS, CONTACTS_SHARED, Ask, Endpoint
from ccengine.api.shapes.contacts import (
    ContactChanges,
    ContactDone,
    ContactDoubles,
    ContactDoublesQuery,
    ContactGroups,
    ContactList,
    ContactMergeRequest,
    ContactRecord,
    ContactRequest,
    ContactsQuery,
    ContactUndone,
    VersionQuery,
)
from ccengine.core.contact import BOOKS, FIELDS, LONGEST_GROUP, LONGEST_NAME
from ccengine.core.errors import BadInput, NotFound
from ccengine.core.events import plain
from ccengine.store.contact_deeds import Deed, Hand
from ccengine.store.contact_rows import Kept
from ccengine.store.contacts import Asked

MOST_MERGED = 50
ANY = CONTACTS | CONTACTS_SHARED
"""Who may read the shared book."""

# Reading ------------------------------------------------------------------------------------------


async def listing(ask: Ask) -> web.StreamResponse:
    """The contacts that one may see, favourites first, then by name."""
    limit, hand = limit_in(ask.request), hand_of(ask)
    asked = Asked(
        words=text_in(ask, "q", LONGEST_NAME),
        group=text_in(ask, "group", LONGEST_GROUP),
        book=choice_in(ask, "book", ("", *BOOKS)),
        favourites=choice_in(ask, "favourites", ("", "yes")) == "yes",
    )
    after = cursor_in(ask.request, "contacts", bool, str, number_part)
    found = await ask.parts.contacts.listing(hand, asked, after and (after[0], after[1], after[2]), limit + 1)
    following = next_cursor("contacts", found, limit, lambda one: (one.favourite, one.sort_key, one.id))
    writable = [book for book in BOOKS if hand.may_write_in(book)]
    told = [_told(hand, one) for one in found[:limit]]
    return web.json_response({"contacts": told, "next": following, "writable": writable})


async def one(ask: Ask) -> web.StreamResponse:
    """One contact."""
    hand = hand_of(ask)
    return web.json_response(_told(hand, await ask.parts.contacts.one(hand, _id(ask))))


async def groups(ask: Ask) -> web.StreamResponse:
    """The groups of the books that one may see, with how many are in each."""
    found = await ask.parts.contacts.groups(hand_of(ask))
    told = [{"book": _book(owner), "name": name, "count": count} for owner, name, count in found]
    return web.json_response({"groups": told})


async def duplicates(ask: Ask) -> web.StreamResponse:
    """Contacts of one book who may be one: they share a number, or name and company in any order and
    alphabet."""
    hand, limit = hand_of(ask), limit_in(ask.request)
    by = choice_in(ask, "by", ("number", "name"))
    after = cursor_in(ask.request, f"double contacts by {by}", str) or ("",)
    found = await ask.parts.contacts.doubles(
        hand, choice_in(ask, "book", BOOKS), by=by, after=after[0], limit=limit + 1
    )
    following = next_cursor(f"double contacts by {by}", found, limit, lambda double: (double.key,))
    told = [
        {"key": double.key, "count": double.count, "contacts": [_told(hand, one) for one in double.contacts]}
        for double in found[:limit]
    ]
    return web.json_response({"duplicates": told, "next": following})


async def changes(ask: Ask) -> web.StreamResponse:
    """What was done to the books that one may write in, the newest first."""
    limit = limit_in(ask.request)
    after = cursor_in(ask.request, "contact changes", number_part)
    found = await ask.parts.contacts.changes(hand_of(ask), after[0] if after else None, limit + 1)
    following = next_cursor("contact changes", found, limit, lambda change: (change.id,))
    return web.json_response({"changes": plain(found[:limit]), "next": following})


# Changing -----------------------------------------------------------------------------------------


async def create(ask: Ask) -> web.StreamResponse:
    """A new contact in a book."""
    hand, (book, _, fields) = hand_of(ask), await _request(ask)
    deed = await ask.parts.contacts.create(hand, book, ask.parts.contacts.form.read(fields))
    return web.json_response(_done(hand, deed), status=201)


async def change(ask: Ask) -> web.StreamResponse:
    """Make the contact exactly as given; also into another book. 409 where somebody was quicker."""
    hand, (book, version, fields) = hand_of(ask), await _request(ask)
    becomes = ask.parts.contacts.form.read(fields)
    deed = await ask.parts.contacts.change(hand, _id(ask), version, book, becomes)
    return web.json_response(_done(hand, deed))


async def delete(ask: Ask) -> web.StreamResponse:
    """Take a contact out of his book."""
    version = text_in(ask, "version", 10)
    if not (version.isascii() and version.isdigit()):
        raise BadInput("The parameter 'version' must be the version that was looked at.")
    deed = await ask.parts.contacts.delete(hand_of(ask), _id(ask), int(version))
    return web.json_response({"change": deed.id, "contact": None})


async def merge(ask: Ask) -> web.StreamResponse:
    """Others become part of this contact. He keeps his name; nothing that they knew is lost."""
    fields = await read_object(ask.request)
    others = fields.get("contacts")
    if (
        fields.keys() != {"contacts"}
        or not isinstance(others, list)
        or not 0 < len(others) <= MOST_MERGED
        or not all(isinstance(one, int) and not isinstance(one, bool) and 0 <= one < 2**63 for one in others)
    ):
        raise BadInput(
            "The field 'contacts' must be a list of 1 to {most} ids of contacts.", most=MOST_MERGED
        )
    hand = hand_of(ask)
    deed = await ask.parts.contacts.merge(hand, _id(ask), others)
    return web.json_response(_done(hand, deed))


async def undo(ask: Ask) -> web.StreamResponse:
    """Make a change undone: an import too, whole. 409 where somebody has changed its contacts since."""
    deed = await ask.parts.contacts.undo(hand_of(ask), _id(ask))
    return web.json_response({"change": deed.id})


async def favour(ask: Ask) -> web.StreamResponse:
    """Put the contact among one's favourites."""
    await ask.parts.contacts.set_favourite(hand_of(ask), _id(ask), favourite=True)
    return web.Response(status=204)


async def disfavour(ask: Ask) -> web.StreamResponse:
    """Take the contact from one's favourites."""
    await ask.parts.contacts.set_favourite(hand_of(ask), _id(ask), favourite=False)
    return web.Response(status=204)


# What was asked, and what is told -------------------------------------------------------------------


def hand_of(ask: Ask) -> Hand:
    user = ask.user
    return Hand(login=user.login, operator=user.operator, shared=user.may("contacts.shared"))


def _id(ask: Ask) -> int:
    text = ask.request.match_info["id"]
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound("There is no such contact.")
    return int(text)


async def _request(ask: Ask) -> tuple[str, int, dict[str, Any]]:
    """The book, the version that was looked at (0: none), and the contact's fields."""
    fields = await read_object(ask.request)
    book, version = fields.pop("book", ""), fields.pop("version", 0)
    if book not in BOOKS:
        raise BadInput("The field 'book' must be 'own' or 'shared'.")
    if not isinstance(version, int) or isinstance(version, bool):
        raise BadInput("The field 'version' must be a whole number.")
    return book, version, fields


def text_in(ask: Ask, name: str, longest: int) -> str:
    text = ask.request.query.get(name, "")
    if len(text) > longest:
        raise BadInput("The parameter '{name}' must have at most {most} characters.", name=name, most=longest)
    return text


def choice_in(ask: Ask, name: str, known: Sequence[str]) -> str:
    value = ask.request.query.get(name, "")
    if value not in known:
        words = ", ".join(filter(None, known))
        raise BadInput("The parameter '{name}' must be one of: {known}.", name=name, known=words)
    return value


def _book(owner: str) -> str:
    return "own" if owner else "shared"


def _told(hand: Hand, kept: Kept) -> dict[str, Any]:
    contact = kept.contact
    return {
        "id": kept.id,
        "book": _book(kept.owner),
        "version": kept.version,
        "favourite": kept.favourite,
        "may_edit": hand.may_write(kept.owner),
        **{name: plain(getattr(contact, name)) for name in FIELDS},
    }


def _done(hand: Hand, deed: Deed) -> dict[str, Any]:
    return {"change": deed.id, "contact": _told(hand, deed.kept[0])}


ADDRESS = "/api/contacts/{id:[0-9]+}"

ENDPOINTS = (
    Endpoint("GET", "/api/contacts", listing, ANY, query=ContactsQuery, gives=ContactList),
    Endpoint(
        "POST",
        "/api/contacts",
        create,
        ANY,
        takes=ContactRequest,
        gives=ContactDone,
        also={201: ContactDone},
    ),
    Endpoint("GET", "/api/contacts/groups", groups, ANY, gives=ContactGroups),
    Endpoint(
        "GET",
        "/api/contacts/duplicates",
        duplicates,
        ANY,
        query=ContactDoublesQuery,
        gives=ContactDoubles,
    ),
    Endpoint("GET", "/api/contacts/changes", changes, ANY, query=PageQuery, gives=ContactChanges),
    Endpoint("POST", "/api/contacts/changes/{id:[0-9]+}/undo", undo, ANY, gives=ContactUndone),
    Endpoint("GET", ADDRESS, one, ANY, gives=ContactRecord),
    Endpoint("PUT", ADDRESS, change, ANY, takes=ContactRequest, gives=ContactDone),
    Endpoint("DELETE", ADDRESS, delete, ANY, query=VersionQuery, gives=ContactDone),
    Endpoint("POST", f"{ADDRESS}/merge", merge, ANY, takes=ContactMergeRequest, gives=ContactDone),
    Endpoint("PUT", f"{ADDRESS}/favourite", favour, CONTACTS),
    Endpoint("DELETE", f"{ADDRESS}/favourite", disfavour, CONTACTS),
)
