"""What operators have to do after calls: a task is its operator's alone, and nobody else sees it.

The page names a task before it sends it, so sending it again after a lost answer changes nothing.
Each deed is one transaction: the task, the audit line, the entry of the stream ``desk``.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ccengine.core.desk_events import TaskChanged, TaskCreated, TaskDone, TaskEvent
from ccengine.core.errors import NotFound
from ccengine.store.desk_log import Announce, append_desk, happening
from ccengine.store.store import Session, Store
from ccengine.store.text import milliseconds, moment

_MOMENTS = ("due", "made", "done")


class Tasks:
    """``announce`` hears of `desk` entries once they are committed; ``now`` is UTC milliseconds."""

    def __init__(self, store: Store, *, announce: Announce, now: Callable[[], int]) -> None:
        self._store = store
        self._announce = announce
        self._now = now

    async def of(self, operator: str, since: int) -> list[dict[str, Any]]:
        """His open ones, what is due first before the others; then those that he did since."""
        return [_row(row) for row in await self._store.fetch("tasks", operator, moment(since))]

    async def put(
        self, task: UUID, operator: str, login: str, *, text: str, due: int, call_id: UUID | None
    ) -> None:
        """Make it, or change it. NotFound for somebody else's."""
        async with self._deed(task, operator, login) as deed:
            known = deed.known
            if known is not None and (known["text"], milliseconds(known["due_at"])) == (text, due):
                return
            times = (moment(due), call_id, moment(deed.now))
            await deed.session.execute("task_put", task, operator, text, *times)
            kind = TaskCreated if known is None else TaskChanged
            deed.said = kind(at=deed.now, id=str(task), operator=operator, text=text, due=due)
            deed.call_id = call_id if known is None else known["call_id"]

    async def set_done(self, task: UUID, operator: str, login: str, *, done: bool) -> None:
        """It is done; or it is to be done after all. What is so already stays so."""
        async with self._deed(task, operator, login) as deed:
            known = deed.known
            if known is None:
                raise NotFound("There is no such task.")
            if (known["done_at"] is not None) == done:
                return
            await deed.session.execute("task_done", task, moment(deed.now) if done else None)
            deed.call_id = known["call_id"]
            if done:
                deed.said = TaskDone(at=deed.now, id=str(task), operator=operator)
            else:
                words = {"text": known["text"], "due": milliseconds(known["due_at"])}
                deed.said = TaskChanged(at=deed.now, id=str(task), operator=operator, **words)

    @asynccontextmanager
    async def _deed(self, task: UUID, operator: str, login: str) -> "AsyncIterator[_Deed]":
        """What one deed changes, in one transaction; what it said is audited and told."""
        async with self._store.transaction() as session:
            row = await session.fetch_one("task_hold", task)
            if row is not None and row["operator"] != operator:
                raise NotFound("There is no such task.")  # of others' a stranger is told nothing
            deed = _Deed(session=session, known=row, now=self._now())
            yield deed
            if deed.said is None:
                return
            await session.execute("audit_put", login, deed.said.type, str(task), {})
            entries = await append_desk(session, [happening(deed.said, deed.call_id)])
        self._announce(entries)


@dataclass(slots=True)
class _Deed:
    """``known``: the task as it was, its row locked; None where there is none."""

    session: Session
    known: Any
    now: int
    said: TaskEvent | None = None
    call_id: UUID | None = None


def _row(row: Any) -> dict[str, Any]:
    whole: dict[str, Any] = dict(row)
    whole |= {name: milliseconds(row[name]) if row[name] else 0 for name in _MOMENTS}
    return whole | {"id": str(row["id"]), "call_id": str(row["call_id"] or "")}
