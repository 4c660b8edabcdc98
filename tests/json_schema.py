"""Does a value keep to its JSON Schema? The few words of the language that ours are written in.

A word that is not known here is an error, so a schema never says more than is looked at. It is stricter
than JSON Schema in one thing: a field that is not described is a fault, so that nothing is given away
that nobody has written down.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

Schema = dict[str, Any]

_KINDS: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
    "object": dict,
    "array": list,
}
_FORMATS: dict[str, Callable[[str], object]] = {"uuid": UUID, "date-time": datetime.fromisoformat}
_SILENT = {"description", "$schema", "$id", "$defs"}
_WORDS = {
    *("$ref", "type", "enum", "const", "anyOf", "format", "properties", "required", "items"),
    "additionalProperties",
}


def faults(value: Any, schema: Schema, root: Schema, where: str = "$") -> Iterator[str]:
    """Everything in ``value`` that is not as the schema says, each with its place. ``root`` is the document
    in which references are looked up."""
    schema = resolved(schema, root)
    assert schema.keys() <= _WORDS | _SILENT, schema.keys()
    if "anyOf" in schema:
        tried = [list(faults(value, choice, root, where)) for choice in schema["anyOf"]]
        if all(tried):
            yield from min(tried, key=len)
        return
    if "type" in schema and not _is(value, schema["type"]):
        yield f"{where}: {value!r} is no {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{where}: {value!r} is not {schema['const']!r}"
    if "format" in schema and not _has_form(value, schema["format"]):
        yield f"{where}: {value!r} is no {schema['format']}"
    if isinstance(value, dict) and ("properties" in schema or "additionalProperties" in schema):
        yield from _inside(value, schema, root, where)
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from faults(item, schema["items"], root, f"{where}[{number}]")


def resolved(schema: Schema, root: Schema) -> Schema:
    """The schema itself, where this is a reference to it."""
    while reference := schema.get("$ref"):
        found: Any = root
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]
        schema = found
    return schema


def _inside(value: dict[str, Any], schema: Schema, root: Schema, where: str) -> Iterator[str]:
    known = schema.get("properties", {})
    yield from (f"{where}.{name} is missing" for name in schema.get("required", ()) if name not in value)
    for name, item in value.items():
        if name in known:
            yield from faults(item, known[name], root, f"{where}.{name}")
        elif "additionalProperties" in schema:
            yield from faults(item, schema["additionalProperties"], root, f"{where}.{name}")
        else:
            yield f"{where}.{name} is not described"


def _is(value: Any, kind: str | list[str]) -> bool:
    names = [kind] if isinstance(kind, str) else kind
    return any(isinstance(value, _KINDS[n]) and (n == "boolean") >= isinstance(value, bool) for n in names)


def _has_form(value: str, form: str) -> bool:
    try:
        _FORMATS[form](value)
    except ValueError:
        return False
    return True
