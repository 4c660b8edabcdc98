"""Hostile text from the phone network and from the CRM, over every road that needs nothing but itself."""

from collections.abc import Callable
from inspect import signature
from pathlib import Path

import pytest

from tests.hostile.roads import ROADS
from tests.hostile.texts import TEXTS


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
def test_no_text_does_harm_on_its_way(road: Callable[..., None], tmp_path: Path) -> None:
    more = (tmp_path,) if "folder" in signature(road).parameters else ()
    for name, text in TEXTS.items():
        try:
            road(text, *more)
        except Exception as harm:
            harm.add_note(f"{road.__doc__} Not so: {name}, {text[:60]!r}")
            raise
