"""Run every test, in two lanes side by side: python scripts/run_tests.py

Tests of the whole running house wait for people and phones most of the time; everything else fits in
between. Each lane is a pytest of its own; what it says is shown line by line, with the lane's name.
Both always run to their end, and the run has passed when both have. What failed is said again as the
last thing: a log that keeps no more than its end still tells it.
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
SAID_AGAIN = ("FAILED ", "ERROR ", "E   ")


class Lane:
    """One pytest, what it says, and what of it is worth saying again."""

    def __init__(self, name: str, what: Sequence[str]) -> None:
        self.name = name
        self.complaints: list[str] = []
        self._pytest = subprocess.Popen(
            [sys.executable, "-m", "pytest", *what],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1", "COLUMNS": "160"},
        )

    def show(self) -> None:
        assert self._pytest.stdout is not None
        for line in self._pytest.stdout:
            print(f"{self.name:<{WIDTH}} | {line}", end="", flush=True)
            if line.startswith(SAID_AGAIN):
                self.complaints.append(line)

    def failed(self) -> bool:
        return self._pytest.wait() != 0


def main() -> int:
    began = time.monotonic()
    lanes = [Lane(name, what) for name, what in LANES.items()]
    readers = [threading.Thread(target=lane.show) for lane in lanes]
    try:
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    except KeyboardInterrupt:  # they have heard it too, and clean up
        return 130
    finally:
        failed = [lane for lane in lanes if lane.failed()]
    for lane in failed:
        print(f"== {lane.name}:")
        print("".join(lane.complaints), end="")
    verdict = f"failed: {', '.join(lane.name for lane in failed)}" if failed else "passed"
    print(f"== all tests: {verdict}, {time.monotonic() - began:.0f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
