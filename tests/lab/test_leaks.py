"""The watch over leaks catches each kind, and lets a clean test pass."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = """
import asyncio, socket, subprocess, threading, time

from tests import leaks

leaks.GRACE_S = 0.5
kept = []

async def test_task():
    kept.append(asyncio.create_task(asyncio.sleep(60)))

def test_thread():
    kept.append(threading.Thread(target=time.sleep, args=(9,), name="forgotten", daemon=True))
    kept[-1].start()

def test_socket():
    kept.append(socket.socket())

def test_child():
    kept.append(subprocess.Popen(["sleep", "9"]))

async def test_clean():
    await asyncio.to_thread(len, "abc")
"""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says of tests that leak."""
    folder = tmp_path_factory.mktemp("leaks")
    (folder / "test_sample.py").write_text(SAMPLE)
    command = [sys.executable, "-m", "pytest", "-q", "-rEp", "-p", "tests.leaks", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-c", "/dev/null", "--rootdir", str(folder), "-o", "asyncio_mode=auto", str(folder)],
        cwd=ROOT,
        env={"COLUMNS": "200", "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


@pytest.mark.parametrize(
    "said",
    [
        "test_sample.py::test_task - Failed: the test left tasks behind",
        "test_sample.py::test_thread - Failed: the test left behind: thread forgotten",
        "test_sample.py::test_socket - Failed: the test left behind: socket:",
        "test_sample.py::test_child - Failed: the test left behind: child process",
    ],
    ids=["task", "thread", "socket", "child"],
)
def test_a_leak_fails_its_test(said: str, outcome: str) -> None:
    assert said in outcome


def test_a_clean_test_passes(outcome: str) -> None:
    assert "5 passed, 4 errors" in outcome
    assert "test_clean - Failed" not in outcome
