"""How the supervisor's board keeps up: python benchmarks/board.py [SECONDS]

Ten queues, fifty operators, and recorded calls told again at twenty a second, through the engine, the
board and the gateway, to the built page in Chromium. Says how long the page's tasks were (processor
time on its main thread), how old the oldest thing on the page was, and what the board cost the server.
"""

import argparse
import asyncio
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.board.floor import open_floor, wall_ms
from tests.board.measure import measured, oldest_ms
from tests.board.stream import PER_S, stream
from tests.conftest import pytest_configure


def spread(values: list[float]) -> str:
    """Half of them, nearly all, and the worst."""
    ordered = sorted(values) or [0.0]
    at = [ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.5, 0.99, 1)]
    return "p50 {:.1f} ms, p99 {:.1f} ms, worst {:.1f} ms".format(*at)


async def run(seconds: int) -> None:
    async with open_floor() as floor, floor.page(viewport={"width": 1280, "height": 900}) as page:
        calls = stream(seconds, wall_ms() + 1_000)
        began = time.process_time()
        async with measured(page) as seen:
            await floor.tell(calls)
        busy = time.process_time() - began
    ages = oldest_ms(seen, floor.noted.given, floor.looks)
    print(
        f"{seconds * PER_S} calls, {len(calls)} observations, {len(floor.noted.given)} changes of the board"
    )
    tasks = f"{spread(seen.tasks_ms)}, in all {sum(seen.tasks_ms):.0f} ms"
    print(f"tasks of the page: {len(seen.tasks_ms)}, {tasks}")
    print(f"age of the oldest thing on the page: {spread(ages)}")
    print(f"processor of the server: {busy:.1f} s, engine, board and gateway together")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("seconds", type=int, nargs="?", default=60)
    pytest_configure()  # Chromium and Playwright as the tests find them
    asyncio.run(run(asked.parse_args().seconds))


if __name__ == "__main__":
    main()
