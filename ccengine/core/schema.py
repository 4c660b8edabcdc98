"""JSON Schema (2020-12) made from the records that travel: said once, in Python.

``Schemas`` collects. Ask it ``of(kind)`` for the schema of a type; every record met on the way
(dataclass, typed dict, enum) becomes a named definition, and is referred to by its name::

    schemas = Schemas("#/components/schemas/")
    schemas.of(list[CallRow])    # {"type": "array", "items": {"$ref": "#/components/schemas/CallRow"}}
    schemas.definitions          # {"CallRow": {"type": "object", ...}}

A record's docstring becomes its description; ``Annotated[int, "what it means"]`` describes one
field. Objects are left open: a reader must pass over fields that it does not know yet.
"""

import re
import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from inspect import getdoc
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)
from uuid import UUID

Schema = dict[str, Any]

_PLAIN: dict[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    UUID: {"type": "string", "format": "uuid"},
    type(None): {"type": "null"},
    Any: {},
    object: {},
}


class Schemas:
    """``prefix`` is where the definitions will stand in the document."""

    def __init__(self, prefix: str = "#/$defs/") -> None:
        self.definitions: dict[str, Schema] = {}
        self._prefix = prefix
        self._kinds: dict[str, type] = {}

    def of(self, kind: Any) -> Schema:
        """The schema of a type; TypeError where it has none."""
        if kind in _PLAIN:
            return dict(_PLAIN[kind])
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is None:
            return self._named(kind)
        if origin is Annotated:
            return self.of(arguments[0]) | {"description": " ".join(map(str, arguments[1:]))}
        if origin in (NotRequired, Required):
            return self.of(arguments[0])
        if origin in (types.UnionType, Union):
            return self._any_of(arguments)
        if origin is Literal:
            return {"enum": list(arguments)}
        if issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        if issubclass(origin, Sequence):
            return {"type": "array", "items": self.of(arguments[0])}
        raise TypeError(f"{kind!r} has no JSON Schema here")

    def _any_of(self, members: Sequence[Any]) -> Schema:
        schemas = [self.of(member) for member in members]
        simple = [s["type"] for s in schemas if s.keys() == {"type"}]
        if len(simple) == len(schemas):
            return {"type": simple}
        return {"anyOf": schemas}

    def _named(self, kind: type) -> Schema:
        """Define the record, once, and refer to it."""
        name = kind.__name__
        if self._kinds.setdefault(name, kind) is not kind:
            raise TypeError(f"two records are named {name}: {kind!r} and {self._kinds[name]!r}")
        if name not in self.definitions:
            self.definitions[name] = {}  # a record may speak of itself
            self.definitions[name] = self._define(kind)
        return {"$ref": self._prefix + name}

    def _define(self, kind: type) -> Schema:
        if issubclass(kind, Enum):
            return _described(kind) | {"enum": [member.value for member in kind]}
        members = members_of(kind)
        schema: Schema = {
            **_described(kind),
            "type": "object",
            "properties": {name: self.of(hint) for name, (hint, _) in members.items()},
        }
        if required := [name for name, (_, must) in members.items() if must]:
            schema["required"] = required
        return schema


def members_of(kind: type) -> dict[str, tuple[Any, bool]]:
    """Each field's type, and whether it must be there. A dataclass always writes all of its
    fields, whatever their defaults are."""
    if is_typeddict(kind):
        hints = get_type_hints(kind, include_extras=True)
        required: frozenset[str] = getattr(kind, "__required_keys__", frozenset())
        return {name: (hint, name in required) for name, hint in hints.items()}
    if is_dataclass(kind):
        hints = get_type_hints(kind, include_extras=True)
        return {field.name: (hints[field.name], True) for field in fields(kind)}
    raise TypeError(f"{kind!r} has no JSON Schema here")


def words_of(thing: object) -> str:
    """A docstring as one paragraph, in Markdown's quotes; a table in it is for who reads the code."""
    head, *table = re.split(r"^=[= ]+$", getdoc(thing) or "", flags=re.MULTILINE)
    told = f"{head} {table[-1]}" if table else head
    return " ".join(told.split()).replace("``", "`")


def _described(kind: type) -> Schema:
    """What the class says of itself. dataclass writes a signature where it says nothing."""
    words = words_of(kind)
    own = kind.__dict__.get("__doc__") and not words.startswith(f"{kind.__name__}(")
    return {"description": words} if own else {}
