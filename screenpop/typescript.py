"""TypeScript types made from the records that travel: said once, in Python.

``module(*shapes)`` is the text of ``web/src/generated/messages.ts``; ``shapes`` are the modules with
the JSON of the HTTP API. Records (dataclasses and typed dicts) become interfaces, enums become
unions of their words, the two directions of the websocket become unions told apart by ``type``.
"""

import json
import types
from dataclasses import fields, is_dataclass
from enum import Enum
from types import ModuleType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict
from uuid import UUID

from ccengine.core.reasons import PHRASES
from screenpop import messages

_PLAIN: dict[object, str] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    UUID: "string",
    type(None): "null",
    Any: "unknown",
}

_HEADER = """\
// Made by scripts/generate_types.py from screenpop/messages.py and the shapes of ccengine/api.
// Change those and run it again; a test holds this file against them.
"""

_PHRASES_HEADER = """\
// Made by scripts/generate_types.py from ccengine/core/reasons.py. Change that and run it again.
"""


def module(*shapes: ModuleType) -> str:
    """The whole generated file."""
    names: dict[str, str] = {}
    for record in (*get_args(messages.ServerMessage), *get_args(messages.BrowserMessage), *_records(*shapes)):
        _declare(record, names)
    names["ServerMessage"] = _union("ServerMessage", get_args(messages.ServerMessage))
    names["BrowserMessage"] = _union("BrowserMessage", get_args(messages.BrowserMessage))
    return "\n".join([_HEADER, *names.values()])


def phrases() -> str:
    """The whole other one: ``web/src/generated/phrases.ts``, the English of every reason."""
    names = " | ".join(f'"{name}"' for name in PHRASES)
    lines = "".join(
        f"  {name}: {json.dumps(words, ensure_ascii=False)},\n" for name, words in PHRASES.items()
    )
    return (
        f"{_PHRASES_HEADER}\nexport type Phrase = {names};\n\n"
        f"export const PHRASES: Readonly<Record<Phrase, string>> = {{\n{lines}}};\n"
    )


def _records(*shapes: ModuleType) -> list[type]:
    """The typed dicts of these modules; what they have from elsewhere is declared where it is used."""
    return [
        value
        for module in shapes
        for value in vars(module).values()
        if is_typeddict(value) and value.__module__ == module.__name__
    ]


def _union(name: str, members: tuple[type, ...]) -> str:
    return f"export type {name} = {' | '.join(member.__name__ for member in members)};\n"


def _declare(record: type, names: dict[str, str]) -> None:
    """Declare the record after everything it is made of."""
    if record.__name__ in names:
        return
    if issubclass(record, Enum):
        words = " | ".join(f'"{member.value}"' for member in record)
        names[record.__name__] = f"export type {record.__name__} = {words};\n"
        return
    optional: frozenset[str] = getattr(record, "__optional_keys__", frozenset())
    lines = [
        f"  readonly {name}{'?' if name in optional else ''}: {_expression(kind, names)};"
        for name, kind in _members(record)
    ]
    tag = getattr(record, "type", None)
    if isinstance(tag, str):
        lines.insert(0, f'  readonly type: "{tag}";')
    body = "\n".join(lines)
    names[record.__name__] = f"export interface {record.__name__} {{\n{body}\n}}\n"


def _members(record: type) -> list[tuple[str, Any]]:
    hints = get_type_hints(record)
    if is_dataclass(record):
        return [(field.name, hints[field.name]) for field in fields(record)]
    return list(hints.items())


def _expression(kind: Any, names: dict[str, str]) -> str:
    """One Python type as TypeScript; records met on the way are declared."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (types.UnionType, Union):
        return " | ".join(_expression(argument, names) for argument in arguments)
    if origin is Literal:
        return " | ".join(f'"{argument}"' for argument in arguments)
    if origin in (tuple, list):
        element = _expression(arguments[0], names)
        return f"readonly ({element})[]" if " | " in element else f"readonly {element}[]"
    if origin is dict:
        return f"Readonly<Record<string, {_expression(arguments[1], names)}>>"
    _declare(kind, names)
    return str(kind.__name__)
