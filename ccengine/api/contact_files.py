"""Contacts from files and into files: what an import will do is shown before it is done."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from aiohttp import web

from ccengine.api.body import MAX_BODY
from ccengine.api.contacts import ANY, choice_in, hand_of, text_in
from ccengine.api.endpoint import Ask, Endpoint
from ccengine.api.shapes.contacts import BookQuery, ContactImport, ExportQuery
from ccengine.core.contact import BOOKS, LONGEST_GROUP
from ccengine.core.contact_csv import write_csv
from ccengine.core.contact_files import File
from ccengine.core.contact_import import OUTCOMES, Planned
from ccengine.core.errors import BadInput
from ccengine.core.events import plain
from ccengine.core.vcard import write_vcards
from ccengine.store.contact_deeds import Deed

MOST_BYTES = 10 * 1024 * 1024
MOST_LINES = 1_000
AT_ONCE = 500
MEDIA_TYPES = ("text/csv", "text/vcard", "application/octet-stream")


async def preview(ask: Ask) -> web.StreamResponse:
    """What an import of the file would do; nothing is changed."""
    book = choice_in(ask, "book", BOOKS)
    file, planned = await ask.parts.contacts.preview(hand_of(ask), book, await _file(ask))
    return web.json_response(_import(file, planned, None))


async def take(ask: Ask) -> web.StreamResponse:
    """Import a file: CSV as Google, Outlook or spreadsheets write it, or vCards."""
    book = choice_in(ask, "book", BOOKS)
    file, planned, deed = await ask.parts.contacts.take(hand_of(ask), book, await _file(ask))
    return web.json_response(_import(file, planned, deed))


async def export(ask: Ask) -> web.StreamResponse:
    """A book as a file: CSV with the columns of Google Contacts, or vCards 3.0 or 4.0."""
    hand, book = hand_of(ask), choice_in(ask, "book", BOOKS)
    form = choice_in(ask, "form", ("csv", "vcard3", "vcard4")) if "form" in ask.request.query else "csv"
    pages = ask.parts.contacts.export(hand, book, text_in(ask, "group", LONGEST_GROUP))
    media, ending = ("text/csv", "csv") if form == "csv" else ("text/vcard", "vcf")
    response = web.StreamResponse(headers={"Content-Type": f"{media}; charset=utf-8"})
    response.headers["Content-Disposition"] = f'attachment; filename="contacts-{book}.{ending}"'
    await ask.audit("contact.exported", book, form=form)
    await response.prepare(ask.request)
    if form == "csv":  # its head row is known when all are
        lines = write_csv([one.contact async for page in pages for one in page])
        while some := "".join(islice(lines, AT_ONCE)):
            await response.write(some.encode())
    else:
        async for page in pages:
            cards = write_vcards([one.contact for one in page], f"{form[-1]}.0")
            await response.write("".join(cards).encode())
    await response.write_eof()
    return response


async def _file(ask: Ask) -> bytes:
    """The body, which is larger than any other."""
    if ask.request.content_type not in MEDIA_TYPES:
        raise BadInput(
            "The body must be a file: Content-Type is one of {known}.", known=", ".join(MEDIA_TYPES)
        )
    data = bytearray()
    async for chunk in ask.request.content.iter_chunked(MAX_BODY):
        data += chunk
        if len(data) > MOST_BYTES:
            raise BadInput(
                "The file has more than {most} MiB; import it in parts.", most=MOST_BYTES // 1024**2
            )
    return bytes(data)


def _import(file: File, planned: Sequence[Planned], deed: Deed | None) -> dict[str, Any]:
    counts = {what: sum(one.what == what for one in planned) for what in OUTCOMES}
    return {
        "form": file.form,
        "encoding": file.encoding,
        "columns": [{"name": name, "taken_for": taken} for name, taken in file.columns],
        "counts": counts,
        "lines": list(_lines(planned)),
        "change": deed.id if deed else None,
    }


def _lines(planned: Sequence[Planned]) -> Iterator[dict[str, Any]]:
    left = MOST_LINES
    for what in OUTCOMES:
        for one in (one for one in planned if one.what == what):
            if left == 0:
                return
            left -= 1
            yield {
                "line": one.read.line,
                "what": what,
                "shown": one.read.shown,
                "faults": plain(one.read.faults),
                "differences": plain(one.differences),
                "left_out": list(one.read.left_out),
                "no_numbers": list(one.read.no_numbers),
            }


FILE = dict.fromkeys(MEDIA_TYPES, bytes)
EXPORTED = {"text/csv": bytes, "text/vcard": bytes}

# They stand before the address of one contact, or they would be one.
ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/contacts/import/preview",
        preview,
        ANY,
        query=BookQuery,
        takes=FILE,
        gives=ContactImport,
    ),
    Endpoint("POST", "/api/contacts/import", take, ANY, query=BookQuery, takes=FILE, gives=ContactImport),
    Endpoint("GET", "/api/contacts/export", export, ANY, query=ExportQuery, gives=EXPORTED),
)
