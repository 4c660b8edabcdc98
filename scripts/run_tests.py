"""Run every test, in two lanes side by side: python scripts/run_tests.py

Tests of the whole running house wait for people and phones most of the time; everything else fits in
between. Each lane is a pytest of its own; what it says is shown line by line, with the lane's name.
Both always run to their end, and the run has passed when both have.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence

LANES: Mapping[str, Sequence[str]] = {
    "house": ("tests/e2e",),
    "rooms": ("tests", "--ignore=tests/e2e"),
}
WIDTH = max(map(len, LANES))


def main() -> int:
    began = time.monotonic()
    lanes = {name: _start(what) for name, what in LANES.items()}
    readers = [threading.Thread(target=_show, args=lane) for lane in lanes.items()]
    try:
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    except KeyboardInterrupt:  # they have heard it too, and clean up
        return 130
    finally:
        results = {name: lane.wait() for name, lane in lanes.items()}
    failed = [name for name, result in results.items() if result]
    verdict = f"failed: {', '.join(failed)}" if failed else "passed"
    print(f"== all tests: {verdict}, {time.monotonic() - began:.0f} s", flush=True)
    return 1 if failed else 0


def _start(what: Sequence[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", *what],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )


def _show(name: str, lane: "subprocess.Popen[str]") -> None:
    assert lane.stdout is not None
    for line in lane.stdout:
        print(f"{name:<{WIDTH}} | {line}", end="", flush=True)


if __name__ == "__main__":
    sys.exit(main())
