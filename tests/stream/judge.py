"""Does a value keep to its JSON Schema? The few words of the language that ours are written in.

A word that is not known here is an error, so a schema never says more than is looked at.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from ccengine.core.ports import LogEntry
from ccengine.stream.cloudevents import cloud_event
from ccengine.stream.schemas import asyncapi, kinds

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
_WORDS = {"$ref", "type", "enum", "const", "anyOf", "format", "properties", "required", "items"}

CONTRACT = asyncapi()


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], where: str = "") -> Iterator[str]:
    """Everything in ``value`` that is not as the schema says."""
    assert schema.keys() <= _WORDS | _SILENT | {"additionalProperties"}, schema.keys()
    if reference := schema.get("$ref"):
        yield from faults(value, _at(root, reference), root, where)
        return
    if "type" in schema and not _is(value, schema["type"]):
        yield f"{where}: {type(value).__name__} is not {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{where}: {value!r} is not {schema['const']!r}"
    if "anyOf" in schema and all(list(faults(value, one, root, where)) for one in schema["anyOf"]):
        yield f"{where}: fits none of {len(schema['anyOf'])} forms"
    if "format" in schema:
        _FORMATS[schema["format"]](value)
    if isinstance(value, dict) and ("properties" in schema or "additionalProperties" in schema):
        yield from _inside(value, schema, root, where)
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from faults(item, schema["items"], root, f"{where}[{number}]")


def _inside(value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], where: str) -> Iterator[str]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{where}.{name}: is missing"
    for name, item in value.items():
        if name in known:
            yield from faults(item, known[name], root, f"{where}.{name}")
        elif "additionalProperties" in schema:
            yield from faults(item, schema["additionalProperties"], root, f"{where}.{name}")
        else:  # a reader passes over what he does not know, but we say all that we write
            yield f"{where}.{name}: is not in the schema"


def _is(value: Any, kind: str | list[str]) -> bool:
    names = [kind] if isinstance(kind, str) else kind
    return any(isinstance(value, _KINDS[n]) and (n == "boolean") >= isinstance(value, bool) for n in names)


def _at(root: dict[str, Any], reference: str) -> dict[str, Any]:
    for part in re.sub("^#/", "", reference).split("/"):
        root = root[part]
    return root


def faults_of(entry: LogEntry) -> list[str]:
    """What is wrong with an entry of the log as it leaves the house."""
    if entry.type not in kinds():
        return [f"{entry.type}: has no record in ccengine/core/events.py or ccengine/core/desk_events.py"]
    payload = CONTRACT["components"]["messages"][entry.type]["payload"]
    return [f"{entry.type} {fault}" for fault in faults(cloud_event(entry), payload, CONTRACT)]
