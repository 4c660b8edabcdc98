"""A test that leaves something running fails: a task, a thread, a socket, a child process.

What exists is noted before the test and looked at after everything the test asked for has been
taken down. What session-wide fixtures hold is older than the test and passes.
"""

import asyncio
import os
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

GRACE_S = 10.0


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """What this process holds; each thing by a name that says what it is."""

    threads: frozenset[str]
    sockets: frozenset[str]
    children: frozenset[str]

    @classmethod
    def now(cls) -> "Holdings":
        return cls(
            threads=frozenset(f"thread {t.name} ({t.ident})" for t in threading.enumerate()),
            sockets=frozenset(_sockets()),
            children=frozenset(_children()),
        )

    def beyond(self, older: "Holdings") -> list[str]:
        """What was not there in ``older``."""
        new = self.threads - older.threads, self.sockets - older.sockets, self.children - older.children
        return sorted(thing for things in new for thing in things)


def _sockets() -> Iterator[str]:
    for link in Path("/proc/self/fd").iterdir():
        try:
            target = os.readlink(link)
        except OSError:
            continue
        if target.startswith("socket:"):
            yield target


def _children() -> Iterator[str]:
    """By the kernel's own lists, one a thread; where it keeps none, by a look at every process."""
    lists = list(Path("/proc/self/task").glob("*/children"))
    if not lists:
        yield from _children_of(os.getpid())
    for children in lists:
        try:
            yield from (f"child process {pid}" for pid in children.read_text().split())
        except OSError:
            continue  # the thread has ended


def _children_of(parent: int) -> Iterator[str]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, rest = stat.read_text(errors="replace").rpartition(")")
        except OSError:
            continue
        if rest.split()[1] == str(parent):
            yield f"child process {head.partition(' ')[0]}"


@contextmanager
def watched() -> Iterator[None]:
    """Whatever is begun inside has ended when it is left."""
    before = Holdings.now()
    yield
    deadline = time.monotonic() + GRACE_S
    while left := Holdings.now().beyond(before):
        if time.monotonic() > deadline:
            pytest.fail("the test left behind: " + ", ".join(left))
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """Threads, sockets and child processes end with the test that made them."""
    with watched():
        yield


@pytest.fixture(autouse=True)
async def no_task_left(nothing_left: None) -> AsyncIterator[None]:
    """Tasks end with the test that made them."""
    before = asyncio.all_tasks()
    yield
    deadline = time.monotonic() + GRACE_S
    while left := asyncio.all_tasks() - before - {asyncio.current_task()}:
        if time.monotonic() > deadline:
            pytest.fail("the test left tasks behind: " + ", ".join(repr(task) for task in left))
        await asyncio.sleep(0.01)
