from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ccengine.store.embedded import EmbeddedPostgres
from ccengine.store.migrate import migrate
from ccengine.store.store import Store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    postgres = EmbeddedPostgres(tmp_path)
    dsn = await postgres.start()
    try:
        await migrate(dsn)
        async with Store(dsn) as store:
            yield store
    finally:
        await postgres.stop()
