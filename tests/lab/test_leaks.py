"""The watch over leaks catches each kind, and lets a clean test pass."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

TASK = "import asyncio\nasync def test_it():\n    globals()['t'] = asyncio.create_task(asyncio.sleep(60))\n"
THREAD = """import threading, time
def test_it():
    threading.Thread(target=time.sleep, args=(4,), name="forgotten", daemon=True).start()
"""
SOCKET = "import socket\ndef test_it():\n    globals()['s'] = socket.socket()\n"
CHILD = "import subprocess\ndef test_it():\n    globals()['p'] = subprocess.Popen(['sleep', '4'])\n"
CLEAN = "import asyncio\nasync def test_it():\n    await asyncio.to_thread(len, 'abc')\n"


def outcome_of(source: str, folder: Path) -> str:
    (folder / "test_sample.py").write_text(source)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.leaks", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-c", "/dev/null", "--rootdir", str(folder), "-o", "asyncio_mode=auto", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (TASK, "left tasks behind"),
        (THREAD, "left behind: thread forgotten"),
        (SOCKET, "left behind: socket:"),
        (CHILD, "left behind: child process"),
    ],
    ids=["task", "thread", "socket", "child"],
)
def test_a_leak_fails_its_test(source: str, said: str, tmp_path: Path) -> None:
    outcome = outcome_of(source, tmp_path)
    assert "1 error" in outcome
    assert said in outcome


def test_a_clean_test_passes(tmp_path: Path) -> None:
    outcome = outcome_of(CLEAN, tmp_path)
    assert "1 passed" in outcome
    assert "error" not in outcome
