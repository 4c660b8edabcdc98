"""What a page does with its time, and how old what it shows is.

A machine that runs other tests beside this one says nothing about the page by the clock on the wall.
So the length of a task is the processor's time that it took on the page's main thread; and the age of a
tile is asked only of moments at which neither the server's loop nor the page was kept waiting by
something else.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Page

BEAT_S = 0.05
LATE_MS = 150
"""A beat that comes later than this was kept waiting: by the machine, in a process that has time."""

# When each version of the board was on the page, and the page's own beats.
WITNESS = """() => {
  const told = (window.told = { versions: {}, beats: [] });
  const now = () => performance.timeOrigin + performance.now();
  const board = document.querySelector("[data-version]");
  new MutationObserver(() => (told.versions[board.dataset.version] = now())).observe(board, {
    attributes: true,
    attributeFilter: ["data-version"],
  });
  setInterval(() => told.beats.push(now()), 50);
}"""

_CATEGORIES = ("devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel", "v8")


@dataclass
class Seen:
    """``tasks_ms``: processor time of each task of the page's main thread; ``shown``: by version, when it
    stood on the page; ``held_up``: when somebody had to wait for the machine."""

    tasks_ms: list[float] = field(default_factory=list)
    shown: dict[int, float] = field(default_factory=dict)
    held_up: list[float] = field(default_factory=list)


@asynccontextmanager
async def measured(page: Page) -> AsyncIterator[Seen]:
    """Everything between; filled when it is over."""
    seen = Seen()
    await page.evaluate(WITNESS)
    session = await page.context.new_cdp_session(page)
    events: list[dict[str, Any]] = []
    complete = asyncio.Event()
    session.on("Tracing.dataCollected", lambda told: events.extend(told["value"]))
    session.on("Tracing.tracingComplete", lambda _: complete.set())
    config = {"includedCategories": list(_CATEGORIES), "recordMode": "recordContinuously"}
    await session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": config})
    beating = asyncio.create_task(_beat(seen.held_up))
    try:
        yield seen
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
        await session.send("Tracing.end")
        await asyncio.wait_for(complete.wait(), 30)
    told = json.loads(await page.evaluate("JSON.stringify(window.told)"))
    seen.shown = {int(version): at for version, at in told["versions"].items()}
    seen.held_up += [
        late for beat, late in zip(told["beats"], told["beats"][1:], strict=False) if late - beat > LATE_MS
    ]
    seen.tasks_ms = _tasks(events)


async def _beat(late: list[float]) -> None:
    before = time.time() * 1000
    while True:
        await asyncio.sleep(BEAT_S)
        now = time.time() * 1000
        if now - before > LATE_MS:
            late.append(now)
        before = now


def _tasks(events: list[dict[str, Any]]) -> list[float]:
    """Of the thread that runs the page's scripts: its tasks, by processor time."""
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event.get("name") == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    busy = [e for e in events if e.get("name") == "RunTask" and (e["pid"], e["tid"]) in mains]
    return [event.get("tdur", event.get("dur", 0)) / 1000 for event in busy]


def oldest_ms(seen: Seen, given: dict[int, int], looks: list[int]) -> list[float]:
    """For each version that reached the page while nobody was held up: the age of the oldest thing that
    it told, when it stood there. That thing happened after the look before."""
    ages = []
    for version, shown in seen.shown.items():
        if version not in given or any(abs(shown - late) < 1_500 for late in seen.held_up):
            continue
        before = max((look for look in looks if look < given[version] - 50), default=given[version])
        ages.append(shown - before)
    return ages
