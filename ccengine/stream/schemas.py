"""The contract of the stream, made from the records in the code.

Every type has one record (``ccengine.core.events`` for what engines tell, ``core.desk_events`` for
`desk`), and its JSON Schema (2020-12) is read off that record, in its outward form. ``asyncapi``
puts them together with the three roads into one AsyncAPI document, which is served and is kept
beside the documentation; ``ccengine.stream.compatible`` holds a new one against the old.

A field with a default is never required: it may have come later than entries that are in the log
already. So whoever adds a field gives it a default.
"""

from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any

from ccengine.core import desk_events, events
from ccengine.core.errors import NotFound
from ccengine.core.events import Event
from ccengine.core.schema import Schema, Schemas
from ccengine.stream.cloudevents import ADDED, KEPT_BACK, dataschema, outward_type

VERSION = "1.0.0"
"""Of the contract. The major number rises with a change that breaks readers; ``dataschema`` has it."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"
CONTENT_TYPE = "application/cloudevents+json"
_PREFIX = "#/components/schemas/"
_TEXT = {"type": "string"}

ROADS: dict[str, Schema] = {
    "sse": {
        "address": "/api/events",
        "description": "Server-sent events: one CloudEvent on each `data:` line.",
    },
    "redis": {
        "address": "{prefix}:{stream}",
        "description": "A Redis stream for each stream of the log, ids `{seq}-0`; "
        "the field `event` holds the CloudEvent.",
        "parameters": {
            "prefix": {"description": "The setting `[redis] prefix`.", "default": "ccengine"},
            "stream": {"description": "A node's name, `desk` or `import`."},
        },
    },
    "webhook": {
        "address": None,
        "description": "A POST to each address entered at /api/webhooks, signed in X-CCEngine-Signature.",
    },
}


class _Outward(Schemas):
    """Schemas of what leaves the house."""

    def _define(self, kind: type) -> Schema:
        schema = super()._define(kind)
        if is_dataclass(kind):
            hidden = KEPT_BACK | ({"at"} if issubclass(kind, Event) else frozenset())
            later = {f.name for f in fields(kind) if not f.default is f.default_factory is MISSING}
            schema["properties"] = {n: s for n, s in schema["properties"].items() if n not in hidden}
            schema["required"] = [n for n in schema.get("required", ()) if n not in hidden | later]
        return schema


@cache
def kinds() -> dict[str, type[Event]]:
    """The record of every type, by the type's name in the log."""
    found = [*vars(events).values(), *vars(desk_events).values()]
    return {k.type: k for k in found if isinstance(k, type) and issubclass(k, Event) and k.type}


def data_schema(name: str, prefix: str = "#/$defs/") -> tuple[Schema, dict[str, Schema]]:
    """The schema of a type's ``data``, and the records that it refers to."""
    schemas = _Outward(prefix)
    kind = kinds()[name]
    schemas.of(kind)
    schema = schemas.definitions.pop(kind.__name__)
    schema["properties"] |= {
        field: dict(_TEXT, description=told) for field, told in ADDED.get(name, {}).items()
    }
    return schema, schemas.definitions


def json_schema(name: str) -> Schema:
    """A type's ``data`` as a JSON Schema that stands by itself. Raises NotFound."""
    if name not in kinds():
        raise NotFound("There is no type of event '{name}'.", name=name[:40])
    schema, definitions = data_schema(name)
    return {"$schema": DIALECT, "$id": dataschema(name), **schema, "$defs": definitions}


def asyncapi() -> dict[str, Any]:
    """The whole contract: types, records and roads."""
    schemas: dict[str, Schema] = {}
    for name in kinds():
        schemas[name], definitions = data_schema(name, _PREFIX)
        schemas |= definitions
    messages = {name: _message(name) for name in kinds()}
    carried = {name: {"$ref": f"#/components/messages/{name}"} for name in messages}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "ccengine: the stream of events",
            "version": VERSION,
            "description": "Told after the commit, at least once, in order within a stream. "
            "Drop doubles by `id`.",
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {road: {**told, "messages": carried} for road, told in ROADS.items()},
        "operations": {road: {"action": "send", "channel": {"$ref": f"#/channels/{road}"}} for road in ROADS},
        "components": {"messages": messages, "schemas": schemas},
    }


def _message(name: str) -> dict[str, Any]:
    told = kinds()[name].__dict__.get("__doc__") or ""
    summary = {} if told.startswith(kinds()[name].__name__) else {"summary": " ".join(told.split())}
    return {"name": outward_type(name), "contentType": CONTENT_TYPE, **summary, "payload": _envelope(name)}


def _envelope(name: str) -> Schema:
    properties: dict[str, Schema] = {
        "specversion": {"const": "1.0"},
        "id": _TEXT,
        "source": _TEXT,
        "type": {"const": outward_type(name)},
        "time": {"type": "string", "format": "date-time"},
        "datacontenttype": {"const": "application/json"},
        "dataschema": {"const": dataschema(name)},
        "subject": {"type": "string", "format": "uuid", "description": "the call, where there is one"},
        "data": {"$ref": _PREFIX + name},
    }
    required = [field for field in properties if field != "subject"]
    return {"type": "object", "properties": properties, "required": required}
