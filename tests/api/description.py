"""Holds answers against the API's description; the tests' own client does it with every answer.

A small reading of JSON Schema: as much of it as ``ccengine.core.schema`` writes. It is stricter
than the document in one thing: a field that is not described is an error here, so that nothing is
given away that nobody has written down.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from uuid import UUID

from ccengine import __version__
from ccengine.api.app import ENDPOINTS
from ccengine.api.openapi import PROBLEM, document

_KINDS: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


@cache
def description() -> dict[str, Any]:
    return document(ENDPOINTS, __version__)


def hold(method: str, path: str, status: int, media_type: str, content: Any) -> None:
    """Fails where the answer to this request is not what the description promises."""
    address = path.partition("?")[0]
    operation = _operation(method, address)
    if operation is None:
        if address.startswith("/api/"):
            assert status in (404, 405), f"{method} {address} answers, and is not described"
            assert media_type == PROBLEM
        return
    found = operation["responses"].get(str(status)) or operation["responses"].get(f"{status // 100}XX")
    assert found is not None, f"{method} {address}: the status {status} is not described"
    promised = _resolve(found).get("content", {})
    if not promised:
        assert content is None, f"{method} {address}: {status} gives {content!r}, and should give nothing"
        return
    fits = [kind for kind in promised if re.fullmatch(re.escape(kind).replace(r"\*", ".*"), media_type)]
    assert fits, f"{method} {address}: {status} is {media_type}, not {', '.join(promised)}"
    if media_type.endswith("json"):
        faults = list(faults_in(content, promised[fits[0]].get("schema", {})))
        assert faults == [], f"{method} {address} ({status}) is not as described"


def faults_in(value: Any, schema: dict[str, Any], where: str = "$") -> Iterator[str]:
    """What in ``value`` is not as ``schema`` says, each with its place."""
    schema = _resolve(schema)
    if "anyOf" in schema:
        tried = [list(faults_in(value, choice, where)) for choice in schema["anyOf"]]
        if all(tried):
            yield from min(tried, key=len)
        return
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_KINDS[kind](value) for kind in kinds):
        yield f"{where}: {value!r} is no {' or '.join(kinds)}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    if schema.get("format") == "uuid" and not _is_uuid(value):
        yield f"{where}: {value!r} is no UUID"
    if isinstance(value, dict):
        yield from _faults_in_object(value, schema, where)
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from faults_in(item, schema["items"], f"{where}[{number}]")


def _faults_in_object(value: dict[str, Any], schema: dict[str, Any], where: str) -> Iterator[str]:
    properties = schema.get("properties", {})
    yield from (f"{where}.{name} is missing" for name in schema.get("required", ()) if name not in value)
    for name, item in value.items():
        if name in properties:
            yield from faults_in(item, properties[name], f"{where}.{name}")
        elif "additionalProperties" in schema:
            yield from faults_in(item, schema["additionalProperties"], f"{where}.{name}")
        elif properties:
            yield f"{where}.{name} is not described"


def _operation(method: str, address: str) -> dict[str, Any] | None:
    for template, operations in description()["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, address) and method.lower() in operations:
            found: dict[str, Any] = operations[method.lower()]
            return found
    return None


def _resolve(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        found: Any = description()
        for name in schema["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        schema = found
    return schema


def _is_uuid(value: Any) -> bool:
    try:
        return bool(UUID(value))
    except ValueError:
        return False
