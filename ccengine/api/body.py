"""Reading what a page sent: a small JSON object whose every field is named in its error."""

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from aiohttp import web

from ccengine.core.errors import BadInput

MAX_BODY = 64 * 1024


class WrongMediaType(BadInput):
    """The body must be JSON, with Content-Type: application/json."""


class Body:
    """The fields of a JSON object. Whatever is not as asked for raises BadInput."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    def has(self, name: str) -> bool:
        return name in self._fields

    def value(self, name: str) -> object:
        """Whatever it is; None where the field is left out."""
        return self._fields.get(name)

    def text(self, name: str, *, longest: int, shortest: int = 0) -> str:
        value = self._fields.get(name)
        if not isinstance(value, str):
            raise BadInput("The field '{name}' must be given, as text.", name=name)
        if not shortest <= len(value) <= longest:
            wrong = "The field '{name}' must have {least} to {most} characters."
            raise BadInput(wrong, name=name, least=shortest, most=longest)
        if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
            wrong = "The field '{name}' holds a character that cannot be kept (NUL or half a pair)."
            raise BadInput(wrong, name=name)
        return value

    def choice(self, name: str, known: Collection[str]) -> str:
        value = self._fields.get(name)
        if not isinstance(value, str) or value not in known:
            words = ", ".join(map(repr, known))
            raise BadInput("The field '{name}' must be one of: {known}.", name=name, known=words)
        return value

    def choices(self, name: str, known: Collection[str]) -> list[str]:
        """A list of words, each one of ``known``."""
        value = self._fields.get(name)
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(v, str) and v in known for v in value)
        ):
            words = ", ".join(known)
            raise BadInput("The field '{name}' must be a list of some of: {known}.", name=name, known=words)
        return value

    def number(self, name: str, *, least: int, most: int, default: int | None = None) -> int:
        """A whole number; ``default`` where the field is left out."""
        if default is not None and name not in self._fields:
            return default
        value = self._fields.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            wrong = "The field '{name}' must be a whole number from {least} to {most}."
            raise BadInput(wrong, name=name, least=least, most=most)
        return value


async def read_body(request: web.Request, *fields: str) -> Body:
    """The request's JSON object, which may hold no other fields than these."""
    whole = await read_object(request)
    if strange := whole.keys() - set(fields):
        known = ", ".join(fields)
        raise BadInput("Unknown field '{name}'; known are: {known}.", name=min(strange)[:40], known=known)
    return Body(whole)


async def read_object(request: web.Request) -> dict[str, Any]:
    """The request's JSON object."""
    if request.content_type != "application/json":
        raise WrongMediaType
    try:
        whole = json.loads(await request.text())
    except (ValueError, RecursionError, LookupError):
        raise BadInput("The body is not JSON.") from None
    if not isinstance(whole, dict):
        raise BadInput("The body must be a JSON object.")
    return whole


def call_id_in(request: web.Request) -> UUID:
    text = request.match_info["call_id"]
    try:
        return UUID(text)
    except ValueError:
        raise BadInput("A call_id in the address must be a UUID.") from None


def number_in(request: web.Request, name: str, *, default: int | None = None, most: int) -> int:
    """A whole number in the query, from 1 to ``most``; it must be there where there is no default."""
    text = request.query.get(name, "" if default is None else str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 11 and 1 <= int(text) <= most):
        raise BadInput(
            "The parameter '{name}' must be a whole number from 1 to {most}.", name=name, most=most
        )
    return int(text)
