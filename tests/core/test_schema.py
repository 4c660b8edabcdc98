"""Records as JSON Schema: every kind of field that travels, and what cannot."""

from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Literal, NotRequired, TypedDict
from uuid import UUID

import pytest

from ccengine.core.schema import Schemas


class Tea(Enum):
    GREEN = "green"
    BLACK = "black"


class Cup(TypedDict):
    """What is drunk. ``size`` in millilitres."""

    size: Annotated[int, "millilitres"]
    tea: Tea
    sweet: NotRequired[Literal["sugar", "honey"]]


@dataclass(frozen=True, kw_only=True)
class Tray:
    id: UUID
    cups: tuple[Cup, ...] = ()
    inner: "Tray | None" = None
    notes: dict[str, str] | None = None


def test_a_record_becomes_a_definition_and_is_referred_to() -> None:
    schemas = Schemas("#/at/")
    assert schemas.of(list[Cup]) == {"type": "array", "items": {"$ref": "#/at/Cup"}}
    assert schemas.definitions == {
        "Cup": {
            "description": "What is drunk. `size` in millilitres.",
            "type": "object",
            "properties": {
                "size": {"type": "integer", "description": "millilitres"},
                "tea": {"$ref": "#/at/Tea"},
                "sweet": {"enum": ["sugar", "honey"]},
            },
            "required": ["size", "tea"],
        },
        "Tea": {"enum": ["green", "black"]},
    }


def test_a_dataclass_may_hold_itself_and_always_writes_all_of_it() -> None:
    schemas = Schemas()
    assert schemas.of(Tray) == {"$ref": "#/$defs/Tray"}
    tray = schemas.definitions["Tray"]
    assert tray["required"] == ["id", "cups", "inner", "notes"]
    assert "description" not in tray
    assert tray["properties"]["id"] == {"type": "string", "format": "uuid"}
    assert tray["properties"]["inner"] == {"anyOf": [{"$ref": "#/$defs/Tray"}, {"type": "null"}]}


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        (int | None, {"type": ["integer", "null"]}),
        (list[bool], {"type": "array", "items": {"type": "boolean"}}),
        (dict[str, int], {"type": "object", "additionalProperties": {"type": "integer"}}),
        (float, {"type": "number"}),
        (Any, {}),
    ],
)
def test_plain_kinds(kind: Any, schema: dict[str, Any]) -> None:
    assert Schemas().of(kind) == schema


def test_two_records_of_one_name_are_refused() -> None:
    schemas = Schemas()
    schemas.of(Cup)
    other: Any = dataclass(type("Cup", (), {}))
    with pytest.raises(TypeError, match="two records are named Cup"):
        schemas.of(other)


@pytest.mark.parametrize("kind", [set[int], bytes])
def test_what_json_does_not_have_is_refused(kind: Any) -> None:
    with pytest.raises(TypeError, match="no JSON Schema"):
        Schemas().of(kind)
