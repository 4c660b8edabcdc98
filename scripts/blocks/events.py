"""The stream: types of events, the records and lists of words in them, and its contract whole."""

import json
import types
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

from blocks.markdown import Behind, explained, table
from ccengine.core import desk_events, events
from ccengine.core.schema import words_of
from ccengine.stream import schemas
from ccengine.stream.compatible import broken_promises

EVENTS = {
    "call.queued": "The call entered a queue of the PBX.",
    "call.offer_ended": "Ringing this operator's phone is over; `result` says how.",
    "call.talk_ended": "This operator and the other party do not hear each other any more.",
    "call.held": "The client is on hold.",
    "call.resumed": "The client was taken back.",
}


def event_types() -> str:
    silent = [kind.type for kind in schemas.kinds().values() if not kind.__doc__ or _is_signature(kind)]
    explained(EVENTS, silent, "events")
    return _types_of(events)


def desk_types() -> str:
    return _types_of(desk_events)


def _types_of(module: types.ModuleType) -> str:
    kinds = [kind for kind in schemas.kinds().values() if kind.__module__ == module.__name__]
    rows = [(f"`{k.type}`", EVENTS.get(k.type) or words_of(k), _event_fields(k)) for k in kinds]
    return table(("type", "meaning", "`data`"), rows)


def _is_signature(kind: type) -> bool:
    """dataclass writes the signature where a class says nothing about itself."""
    return (kind.__doc__ or "").startswith(f"{kind.__name__}(")


def _event_fields(kind: type[events.Event]) -> str:
    hints = get_type_hints(kind)
    return ", ".join(f"`{f.name}` {_shape(hints[f.name])}" for f in fields(kind) if f.name != "at")


def _shape(hint: Any) -> str:
    """A type in words, with a link where the page describes it."""
    if isinstance(hint, types.UnionType):
        return " or ".join(_shape(part) for part in get_args(hint))
    if hint is type(None):
        return "null"
    if args := get_args(hint):
        return "object" if hint.__origin__ is dict else f"list of {_shape(args[0])}"
    name = hint.__name__
    if is_dataclass(hint) or issubclass(hint, Enum):
        return f"[{name}](#{name.lower()})"
    return {"str": "text", "int": "number", "bool": "true or false", "UUID": "id"}[name]


def records() -> str:
    return "\n\n".join(_record(kind) for kind in _told_of() if is_dataclass(kind))


def _record(kind: type) -> str:
    hints = get_type_hints(kind)
    rows = [(f"`{f.name}`", _shape(hints[f.name])) for f in fields(kind)]
    return f"### {kind.__name__}\n{words_of(kind)}\n\n{table(('field', 'type'), rows)}"


def choices() -> str:
    return "\n\n".join(
        f"### {kind.__name__}\n{_values(kind)}" for kind in _told_of() if issubclass(kind, Enum)
    )


def _values(kind: type[Enum]) -> str:
    return ", ".join(f"`{one.value}`" for one in kind)


def _told_of() -> dict[type, None]:
    """Every record and list of words that an event refers to, the outermost first."""
    met: dict[type, None] = {}

    def meet(hint: Any) -> None:
        for part in get_args(hint):
            meet(part)
        if isinstance(hint, type) and (is_dataclass(hint) or issubclass(hint, Enum)) and hint not in met:
            met[hint] = None
            if is_dataclass(hint):
                within(hint)

    def within(kind: type) -> None:
        hints = get_type_hints(kind)
        for field in fields(kind):
            meet(hints[field.name])

    for kind in schemas.kinds().values():
        within(kind)
    return met


def contract(path: Path) -> str:
    """``docs/reference/asyncapi.json``, whole. What would break a reader is not written at all."""
    now = schemas.asyncapi()
    broken = broken_promises(json.loads(path.read_text()), now) if path.exists() else []
    if broken:
        raise Behind(
            "the stream of events would break its readers:\n  "
            + "\n  ".join(broken)
            + f"\n(a type that no release has told yet may be taken out of {path.name} by hand)"
        )
    return json.dumps(now, indent=2, ensure_ascii=False) + "\n"
