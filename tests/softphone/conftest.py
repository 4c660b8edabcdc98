"""One house for all tests of a module: two operators at browsers, the others at desk phones."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from ccengine.lab.tree import Tree
from tests.leaks import watched
from tests.softphone.people import People, people_in

BROWSERS = ("op101", "op102")


@pytest.fixture(autouse=True, scope="module")
def nothing_left() -> Iterator[None]:
    """As everywhere, only over all tests of a module: they share what runs."""
    with watched():
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(
    nothing_left: None, asterisk_tree: Tree, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[People]:
    folder = tmp_path_factory.mktemp("softphone")
    async with people_in(folder, asterisk_tree, BROWSERS) as people:
        yield people


@pytest_asyncio.fixture(loop_scope="module")
async def people(running: People) -> AsyncIterator[People]:
    """The house at rest, before the test and after it."""
    yield running
    await running.network.heal()
    await running.house.at_rest()
