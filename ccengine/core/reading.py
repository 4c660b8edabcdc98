"""Records out of JSON: the way back from ``ccengine.core.events.plain``.

``read(Card, data)`` builds the record, and the records within it, by the types of its fields.
Fields that are not known are passed over and absent ones take their defaults, so two versions can
talk to each other. What does not fit raises BadInput with its place.
"""

import types
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from ccengine.core.errors import BadInput

T = TypeVar("T")


def read(kind: type[T], data: object, where: str = "") -> T:
    """The record, as ``kind`` describes it."""
    found: T = _read(kind, data, where or kind.__name__)
    return found


def _read(kind: Any, data: Any, where: str) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (types.UnionType, Union):
        return _either(arguments, data, where)
    if origin is tuple:
        return tuple(_read(arguments[0], item, f"{where}[]") for item in _of(list, data, where))
    if origin is dict:
        return {str(key): _read(arguments[1], item, where) for key, item in _of(dict, data, where).items()}
    if is_dataclass(kind):
        return _record(kind, _of(dict, data, where), where)
    if isinstance(kind, type) and issubclass(kind, (Enum, UUID)):
        try:
            return kind(_of(str, data, where))
        except ValueError:
            raise BadInput(f"{where}: {data!r:.40} is no {kind.__name__}") from None
    return _of(kind, data, where)


def _either(kinds: tuple[Any, ...], data: Any, where: str) -> Any:
    """``X | None`` is the only choice that records make."""
    if data is None and type(None) in kinds:
        return None
    (kind,) = (one for one in kinds if one is not type(None))
    return _read(kind, data, where)


def _record(kind: Any, data: dict[str, Any], where: str) -> Any:
    values = {}
    for field in fields(kind):
        if field.name in data:
            values[field.name] = _read(_hints(kind)[field.name], data[field.name], f"{where}.{field.name}")
        elif field.default is field.default_factory is MISSING:
            raise BadInput(f"{where}.{field.name} is missing")
    return kind(**values)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _of(kind: type, data: Any, where: str) -> Any:
    """``data``, which must be just that: True is no number."""
    if type(data) is not kind:
        raise BadInput(f"{where}: {type(data).__name__} is no {kind.__name__}")
    return data
