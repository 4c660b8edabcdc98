"""The CRM's side of ``/api/events``, on a bad day: it is killed at random and started again.

Its position is written down only now and then, as a program would after a batch. So each new life
begins a little before the end of the last one, some events come twice, and it drops them by id.
"""

import asyncio
import json
from collections import Counter
from urllib.parse import urlsplit

from ccengine.cli.demo.desk import Page
from ccengine.cli.demo.stage import Acts, Stage
from ccengine.lab.dice import Dice
from ccengine.lab.wait import eventually

LIFE_S = (0.2, 5.0)
BATCH = 25
AGAIN_S = 0.2
_LONGEST_LINE = 1 << 20


class Reader:
    """``run`` until cancelled. ``seen`` counts each event by its id."""

    def __init__(self, url: str, token: str, *, seed: int) -> None:
        self.seen: Counter[str] = Counter()
        self.lives = 0
        self._address = urlsplit(url)
        self._token = token
        self._dice = Dice(seed)
        self._written = ""
        self._since_written = 0

    async def run(self) -> None:
        while True:
            self.lives += 1
            try:
                async with asyncio.timeout(self._dice.uniform(*LIFE_S)):
                    await self._live()
            except TimeoutError:
                continue  # killed
            except (OSError, EOFError):
                pass  # the engine is away
            await asyncio.sleep(AGAIN_S)

    async def _live(self) -> None:
        reader, writer = await asyncio.open_connection(
            self._address.hostname, self._address.port, limit=_LONGEST_LINE
        )
        try:
            writer.write(self._request())
            if b" 200 " not in await reader.readline():
                return
            await self._read(reader)
        finally:
            writer.transport.abort()

    def _request(self) -> bytes:
        """HTTP/1.0: what comes back is the bare stream."""
        self._since_written = 0
        lines = [
            "GET /api/events HTTP/1.0",
            f"Host: {self._address.netloc}",
            f"Authorization: Bearer {self._token}",
            *([f"Last-Event-ID: {self._written}"] if self._written else []),
        ]
        return "\r\n".join([*lines, "", ""]).encode()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        position = ""
        while line := (await reader.readline()).decode():
            name, _, value = line.rstrip("\r\n").partition(": ")
            if name == "id":
                position = value
            elif name == "data":
                self._take(json.loads(value)["id"], position)

    def _take(self, event: str, position: str) -> None:
        self.seen[event] += 1
        self._since_written += 1
        if self._since_written >= BATCH:
            self._written, self._since_written = position, 0


async def reader_killed(stage: Stage) -> Acts:
    """A reader of /api/events, killed and started again at random while everything else is played:
    it has every event of the log, and none that is not there."""
    rig = stage.rig
    crm = await Page.log_in(rig.url, "crm", rig.passwords["crm"])
    reader = Reader(rig.url, crm.cookie.partition("=")[2], seed=rig.world.seed)
    reading = asyncio.create_task(reader.run(), name="reader of events")
    try:
        await eventually(lambda: reader.seen, 10)
        yield
        log: set[str] = set()

        async def has_all() -> bool:
            log.clear()
            log.update(row["cursor"] for row in await rig.store.fetch("demo_cursors"))
            return log == set(reader.seen)

        try:
            await eventually(has_all, 30, every_s=0.5)
        except TimeoutError:
            pass  # judged by what is there
        stage.expect("events that it never had", [], sorted(log - set(reader.seen))[:5])
        stage.expect("events that are not in the log", [], sorted(set(reader.seen) - log)[:5])
        doubles = sum(reader.seen.values()) - len(reader.seen)
        stage.note(f"{len(reader.seen)} events in {reader.lives} lives, {doubles} doubles dropped")
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
