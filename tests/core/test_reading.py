"""What was made plain can be read back, and what does not fit says where."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from uuid import UUID

import pytest

from ccengine.core.errors import BadInput
from ccengine.core.events import plain
from ccengine.core.reading import read


class Tea(Enum):
    GREEN = "green"


@dataclass(frozen=True, kw_only=True)
class Cup:
    tea: Tea
    size: int = 2


@dataclass(frozen=True, kw_only=True)
class Tray:
    id: UUID
    cups: tuple[Cup, ...] = ()
    best: Cup | None = None
    notes: dict[str, str] = field(default_factory=dict)
    full: bool = False


ID = UUID("01909d3c-5b00-8000-8000-000000000001")
TRAY = Tray(id=ID, cups=(Cup(tea=Tea.GREEN, size=1),), best=Cup(tea=Tea.GREEN), notes={"a": "b"}, full=True)


def test_there_and_back() -> None:
    assert read(Tray, plain(TRAY)) == TRAY
    assert read(Tray, plain(Tray(id=ID))) == Tray(id=ID)


def test_another_version_may_say_more_or_less() -> None:
    assert read(Tray, {"id": str(ID), "colour": 7}) == Tray(id=ID)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"id": "x"}, "Tray.id"),
        ({"cups": [{"tea": "black"}]}, r"Tray.cups\[\].tea: 'black' is no Tea"),
        ({"cups": [{}]}, r"Tray.cups\[\].tea is missing"),
        ({"cups": {}}, "Tray.cups: dict is no list"),
        ({"best": 7}, "Tray.best: int is no dict"),
        ({"notes": {"a": 1}}, "Tray.notes"),
        ({"full": 1}, "Tray.full: int is no bool"),
    ],
)
def test_what_does_not_fit_says_where(change: dict[str, Any], where: str) -> None:
    with pytest.raises(BadInput, match=where):
        read(Tray, plain(TRAY) | change)
