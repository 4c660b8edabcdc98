"""May this contract follow that one? Two AsyncAPI documents, compared. Pure.

Within a major version a reader that was written for the old contract must read all that the new
one tells, and the new one must describe what is in the log already. So: no type and no field goes,
no field changes its kind, a word of a list of words may come and none may go, and what is new may
be absent (entries written before it lack it).
"""

from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]


def broken_promises(old: Document, new: Document) -> list[str]:
    """What a reader of ``old`` would stumble over in ``new``; nothing where the major version rose."""
    if _major(old) != _major(new):
        return []
    there, here = old["components"]["schemas"], new["components"]["schemas"]
    found: list[str] = []
    for name in old["components"]["messages"]:
        if name not in new["components"]["messages"]:
            found.append(f"{name}: the type is gone; a reader waits for it in vain")
        else:
            found += _Comparison(there, here).differ(there[name], here[name], name)
    return found


def _major(document: Document) -> str:
    version: str = document["info"]["version"]
    return version.partition(".")[0]


class _Comparison:
    """One type, with all the records that it refers to, each looked at once."""

    def __init__(self, old: Document, new: Document) -> None:
        self._old, self._new = old, new
        self._seen: set[tuple[str, str]] = set()

    def differ(self, old: Document, new: Document, where: str) -> Iterator[str]:
        names = old.get("$ref", ""), new.get("$ref", "")
        if all(names):
            if names in self._seen:
                return
            self._seen.add(names)
        old, new = _resolved(old, self._old), _resolved(new, self._new)
        if (was := _kind(old)) != (now := _kind(new)):
            yield f"{where}: was {was}, is {now}; a field keeps its kind: add another one beside it"
            return
        for word in old.get("enum", ()):
            if word not in new["enum"]:
                yield f"{where}: the word {word!r} is gone, and the log still holds it"
        yield from self._fields(old, new, where)
        for part, mark in (("items", "[]"), ("additionalProperties", "{}")):
            if part in old:
                yield from self.differ(old[part], new.get(part, {}), where + mark)
        for one, other in zip(old.get("anyOf", ()), new.get("anyOf", ()), strict=True):
            yield from self.differ(one, other, where)

    def _fields(self, old: Document, new: Document, where: str) -> Iterator[str]:
        there, here = old.get("properties", {}), new.get("properties", {})
        for name, schema in there.items():
            if name not in here:
                yield f"{where}.{name}: the field is gone; keep it, empty if need be"
            else:
                yield from self.differ(schema, here[name], f"{where}.{name}")
        was, now = set(old.get("required", ())), set(new.get("required", ()))
        for name in sorted(now - was):
            yield f"{where}.{name}: must be there now, and older entries lack it: give it a default"
        for name in sorted((was - now) & here.keys()):
            yield f"{where}.{name}: may be absent now, and readers count on it"


def _resolved(schema: Document, schemas: Document) -> Document:
    reference: str = schema.get("$ref", "")
    return schemas[reference.rpartition("/")[2]] if reference else schema


def _kind(schema: Document) -> str:
    """A field's kind in words: text, list, one of these ..."""
    if "enum" in schema:
        return "one of some words"
    if "anyOf" in schema:
        return f"one of {len(schema['anyOf'])} forms"
    kind = schema.get("type", "anything")
    return kind if isinstance(kind, str) else " or ".join(sorted(kind))
