"""One house for all tests of a module; what it leaves behind is looked at when it goes down."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from ccengine.lab.tree import Tree
from tests.e2e.house import House, open_house
from tests.leaks import watched


@pytest.fixture(autouse=True, scope="module")
def nothing_left() -> Iterator[None]:
    """As everywhere, only over all tests of a module: they share what runs."""
    with watched():
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(
    nothing_left: None, asterisk_tree: Tree, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with open_house(tmp_path_factory.mktemp("e2e"), asterisk_tree) as house:
        yield house


@pytest_asyncio.fixture(loop_scope="module")
async def house(running: House) -> AsyncIterator[House]:
    """The house at rest, before the test and after it."""
    yield running
    await running.at_rest()
