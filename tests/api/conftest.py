from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ccengine.store.store import Store
from tests.api.house import Rig, house
from tests.fixtures_store import dsn, postgres, store, template

__all__ = ["dsn", "postgres", "rig", "store", "template"]


@pytest.fixture
async def rig(store: Store, tmp_path: Path) -> AsyncIterator[Rig]:
    async with house(store, tmp_path) as rig:
        yield rig
