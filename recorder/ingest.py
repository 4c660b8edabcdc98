"""From the files of a sealed call to one recording in the database.

The database is the queue: a sealed call with talk and without a recording row is work to do.
``sealed`` only says that there is some now, so nothing is lost when it is not heard: ``resume``
(at the start, and every ``sweep_s``) finds the same calls by asking the database, and the files
whose work was interrupted by asking the folder.

One call's way: its facts from the database; wait until its files are settled, or until none can
be expected any more; plan; mix in a worker thread straight into the pieces of one transaction,
which also writes the event into the log; only then remove the files. Interrupted anywhere it is
done again, with the same result.
With PostgreSQL away it waits, and the files lie where they are.
"""

import asyncio
import hashlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from ccengine.core.errors import TemporaryError
from ccengine.core.events import Event, RecordingNotMade, RecordingProblem, RecordingReady
from ccengine.core.ports import LogEntry
from ccengine.store.desk_log import Announce, Happening, append_desk, nobody
from ccengine.store.store import Session, Store
from recorder import wav
from recorder.facts import talked
from recorder.folder import Folder, Found
from recorder.mix import BrokenVoice, mix, mixed_size, pieces
from recorder.serve import PIECE_SIZE
from recorder.timeline import Plan, Talked, Verdict, heard_from, make_plan, talking_legs
from recorder.voicemail import Messages, store_message

log = logging.getLogger("ccengine.recorder")

DAY_MS = 86_400_000
# Files of a call in which nobody talked, should a later revision of it know better.
SILENT_KEEP_MS = DAY_MS
POLL_S = 0.2
BACKLOG = 10_000
RETRY_S = (1.0, 2.0, 4.0, 8.0, 15.0)
# A file that still grows this long after its call ended is taken as it is.
OPEN_LIMIT_MS = 60_000
# The states of a recording (None: there is none) in which files are worth an attempt.
_UNDONE = (None, Verdict.MISSING.value)

T = TypeVar("T")


def wall_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """What ``resume`` found: calls to be done, and files of no sealed call, which stay."""

    calls: int
    files_without_call: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """What is about to be stored."""

    call_id: UUID
    plan: Plan
    found: Found


class Recorder:
    """``announce`` hears of RecordingReady and RecordingProblem, as entries of the stream `desk`,
    once they are committed; it must not block.

    ``grace_ms``: how long after a call's end a file may still come into being.
    """

    def __init__(
        self,
        store: Store,
        recordings_dir: Path,
        announce: Announce = nobody,
        *,
        keep_days: int = 0,
        grace_ms: int = 15_000,
        sweep_s: float = 3600.0,
        now_ms: Callable[[], int] = wall_ms,
    ) -> None:
        self._store = store
        self._folder = Folder(path=recordings_dir, keep_ms=keep_days * DAY_MS)
        self._messages = Messages(recordings_dir)
        self._announce = announce
        self._grace_ms = grace_ms
        self._sweep_s = sweep_s
        self._now_ms = now_ms
        self._queue: asyncio.Queue[UUID] = asyncio.Queue(BACKLOG)
        self._waiting: set[UUID] = set()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recorder")

    def sealed(self, call_id: UUID) -> None:
        """This call is committed. Never blocks; what finds no room is found by the next sweep."""
        if call_id in self._waiting or self._queue.full():
            return
        self._waiting.add(call_id)
        self._queue.put_nowait(call_id)

    @property
    def waiting(self) -> int:
        """Calls whose recording is still to be made."""
        return len(self._waiting)

    async def run(self) -> None:
        """Work until cancelled, once. What is under way then is done again at the next start."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._sweep(), name="recorder-sweep")
                tasks.create_task(self._work(), name="recorder-work")
        finally:
            self.close()

    def close(self) -> None:
        """End the thread; ``run`` does it by itself. What it is at takes a few milliseconds."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def resume(self) -> Resumed:
        """Find what was left undone. Raises StoreUnavailable."""
        calls = {row["call_id"] for row in await self._store.fetch("recorder_unrecorded", BACKLOG)}
        legs = set(await self._off(lambda: list(self._folder.legs())))
        rows = await self._store.fetch("recorder_calls_of_legs", sorted(legs))
        # What is stored waits only for its age; a file of a call that misses one came late.
        stored = [row["leg"] for row in rows if row["talked"] and row["status"] not in _UNDONE]
        silent = [row["leg"] for row in rows if not row["talked"]]
        calls |= {row["call_id"] for row in rows if row["talked"] and row["status"] in _UNDONE}
        await self._off(partial(self._dispose, stored))
        await self._off(partial(self._dispose, silent, SILENT_KEEP_MS))
        messages = await self._off(self._messages.legs)
        calls |= {row["call_id"] for row in await self._store.fetch("recorder_calls_of_legs", messages)}
        for call_id in calls:
            self.sealed(call_id)
        return Resumed(calls=len(calls), files_without_call=len(legs - {row["leg"] for row in rows}))

    async def _sweep(self) -> None:
        while True:
            resumed = await _patiently(self.resume)
            if resumed.calls or resumed.files_without_call:
                log.info(
                    "recordings to make: %d; files of no sealed call: %d",
                    resumed.calls,
                    resumed.files_without_call,
                )
            await asyncio.sleep(self._sweep_s)

    async def _work(self) -> None:
        while True:
            call_id = await self._queue.get()
            try:
                await _patiently(partial(self.ingest, call_id))
            except Exception:
                # One call's trouble is not the others': its files stay, the next sweep tries again.
                log.exception("the recording of call %s was not stored", call_id)
            finally:
                self._waiting.discard(call_id)

    async def ingest(self, call_id: UUID) -> None:
        """Make and store one call's recording, if there is one to make. Repeating is harmless."""
        known = await talked(self._store, call_id)
        if known is None:
            return
        call, status = known
        await self._ingest_message(call)
        legs = [leg.leg for leg in talking_legs(call)]
        if call.talk is None:
            return
        if status not in _UNDONE:
            await self._off(partial(self._dispose, legs))
            return
        found = await self._settled(call, legs)
        while plan := make_plan(call, found.sounds()):
            if plan.verdict == status:
                return
            try:
                entries = await self._keep(Take(call_id=call_id, plan=plan, found=found))
            except BrokenVoice as broken:  # at most once for each file
                found = found.without(broken.leg, str(broken))
                continue
            self._announce(entries)
            await self._off(partial(self._clear, found))
            return

    async def _ingest_message(self, call: Talked) -> None:
        """Store what the caller left, if he left anything."""
        while await self._off(partial(self._messages.growing, call, self._now_ms())):
            if self._now_ms() >= call.end + OPEN_LIMIT_MS:
                break
            await asyncio.sleep(POLL_S)
        message = await self._off(partial(self._messages.find, call))
        if message is not None:
            self._announce(await store_message(self._store, call.call_id, message, self._now_ms))
        await self._off(partial(self._messages.clear, call, self._now_ms()))

    async def _settled(self, call: Talked, legs: Sequence[str]) -> Found:
        """The call's files, once they are whole or once there is nothing more to hope for."""
        must = heard_from(call)
        while True:
            found = await self._off(partial(self._folder.find, legs))
            now = self._now_ms()
            late = found.missing(must) and now < call.end + self._grace_ms
            growing = found.growing(now) and now < call.end + OPEN_LIMIT_MS
            if not late and not growing:
                return found
            await asyncio.sleep(POLL_S)

    async def _keep(self, take: Take) -> list[LogEntry]:
        """Row, pieces and event in one transaction, mixed on the way. Returns what the log says."""
        call_id, plan = take.call_id, take.plan
        size = mixed_size(plan) if plan.voices else 0
        media_type = wav.MEDIA_TYPE if plan.voices else ""
        lengths = plan.length_ms, plan.expected_ms
        async with self._store.transaction() as transaction:
            row = (call_id, plan.verdict.value, plan.problem, media_type, size, *lengths)
            await transaction.execute("recorder_put", *row)
            await transaction.execute("recorder_drop_pieces", call_id)
            sha256 = await self._keep_sound(transaction, take) if plan.voices else ""
            event = self._event(take, size, sha256)
            happening = Happening(at=event.at, type=event.type, call_id=call_id, data=event.data())
            return await append_desk(transaction, [happening])

    async def _keep_sound(self, transaction: Session, take: Take) -> str:
        sound = pieces(mix(take.plan, take.found.sheets), PIECE_SIZE)
        digest = hashlib.sha256()
        number = 0
        while piece := await self._off(partial(next, sound, b"")):
            digest.update(piece)
            await transaction.execute("recorder_put_piece", take.call_id, number, piece)
            number += 1
        await transaction.execute("recorder_put_sha256", take.call_id, digest.digest())
        return digest.hexdigest()

    def _event(self, take: Take, size: int, sha256: str) -> Event:
        at, call_id, plan = self._now_ms(), take.call_id, take.plan
        if plan.verdict is Verdict.READY:
            return RecordingReady(at=at, call_id=call_id, length_ms=plan.length_ms, size=size, sha256=sha256)
        if plan.verdict is Verdict.NOT_RECORDED:
            return RecordingNotMade(at=at, call_id=call_id, why=plan.problem)
        return RecordingProblem(at=at, call_id=call_id, status=plan.verdict.value, problem=plan.problem)

    def _clear(self, found: Found) -> None:
        """After the commit: what was stored may go, what could not be read is kept for people."""
        self._dispose(list(found.sheets))
        try:
            self._folder.set_aside(found.flaws)
        except OSError as error:
            log.warning("an unreadable recording could not be set aside: %s", error.strerror)

    def _dispose(self, legs: Sequence[str], at_least_ms: int = 0) -> None:
        try:
            self._folder.dispose(legs, self._now_ms(), at_least_ms)
        except OSError as error:
            log.warning("a file that is not needed any more could not be removed: %s", error.strerror)

    async def _off(self, work: Callable[[], T]) -> T:
        """Done in the recorder's one thread, not on the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)


async def _patiently(work: Callable[[], Awaitable[T]]) -> T:
    """Do it until what is needed is there; a temporary error ends by waiting."""
    attempt = 0
    while True:
        try:
            return await work()
        except TemporaryError as error:
            delay = RETRY_S[min(attempt, len(RETRY_S) - 1)]
            log.warning("%s; trying again in %.0f s", error, delay)
            attempt += 1
        await asyncio.sleep(delay)
