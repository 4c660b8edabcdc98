"""A consumer of the stream, as an integration would write it, and a writer to feed it."""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import aiohttp

from ccengine.core.ports import LogEntry
from ccengine.store.desk_log import copy_log
from ccengine.store.store import Store

ADDRESS = "/api/events"


@dataclass
class Consumer:
    """Keeps what it got, and the cursor behind it, across its own restarts."""

    cursor: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)

    async def read(self, client: aiohttp.ClientSession, at_most: int) -> None:
        """Follow until ``at_most`` more events have come, then break off."""
        headers = {"Last-Event-ID": self.cursor} if self.cursor else {}
        async with client.get(ADDRESS, headers=headers) as response:
            assert response.status == 200, await response.text()
            assert response.content_type == "text/event-stream"
            for _ in range(at_most):
                await self._next(response)

    async def _next(self, response: aiohttp.ClientResponse) -> None:
        cursor = ""
        while line := await response.content.readline():
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "id":
                cursor = value
            elif name == "data":
                self.got.append(json.loads(value))
                self.cursor = cursor
                return
        raise ConnectionError("the server ended the stream")

    @property
    def ids(self) -> list[str]:
        return [event["id"] for event in self.got]


def entries(stream: str, first: int, count: int) -> list[LogEntry]:
    """Entries of as many calls, numbered as they are."""
    return [entry(stream, seq, call(seq)) for seq in range(first, first + count)]


def entry(stream: str, seq: int, call_id: UUID) -> LogEntry:
    return LogEntry(
        stream=stream,
        seq=seq,
        at=1_795_350_000_000 + seq,
        type="call.queued",
        call_id=call_id,
        data={"call_id": str(call_id), "queue": "sales"},
    )


def call(number: int) -> UUID:
    return UUID(f"01909d3c-5b00-8000-8000-{number:012x}")


async def commit(store: Store, written: list[LogEntry]) -> None:
    async with store.transaction() as session:
        await copy_log(session, written)
