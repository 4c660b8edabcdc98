"""The log of one node, as its writer sees it.

One append is one transaction: the lease is looked at (and held), entries that are there already
are passed over, the rest is copied in, and the facts they carry are written beside them. If the
answer to a commit is lost, the append is simply repeated.

An entry whose facts cannot be written (a broken invariant, a record of the wrong shape) must not
stop the stream: the entry goes in, and the trouble is stated in `unprojected`.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence

from ccengine.core.errors import CcengineError, LeaseLost
from ccengine.core.ports import LogEntry, Numbering
from ccengine.store.desk_log import Announce, Happening, append_desk, copy_log, nobody
from ccengine.store.facts import project
from ccengine.store.store import Session, Store, translated

log = logging.getLogger(__name__)

Project = Callable[[Session, Sequence[LogEntry]], Awaitable[list[Happening]]]


class PgLog:
    """``core.ports.Log`` for the stream of ``node``, under the lease's ``epoch``.

    ``announce`` hears of `desk` entries (obligations opened and closed) after the commit.
    """

    def __init__(
        self, store: Store, *, node: str, epoch: int, numbering: Numbering, announce: Announce = nobody
    ) -> None:
        self._store = store
        self._node = node
        self._epoch = epoch
        self._numbering = numbering
        self._announce = announce
        self.unprojected = 0

    async def last_seq(self, stream: str) -> int:
        return int(await self._store.fetch_value("log_last", stream))

    async def append(self, entries: Sequence[LogEntry]) -> None:
        if not entries:
            return
        try:
            desk = await self._append(entries, self._project_all)
        except CcengineError:
            raise
        except Exception as error:
            log.warning(
                "a batch of %d entries failed (%s): taking them one by one", len(entries), _brief(error)
            )
            desk = await self._append(entries, self._project_each)
        if desk:
            self._announce(desk)

    async def _append(self, entries: Sequence[LogEntry], project_new: Project) -> list[LogEntry]:
        async with self._store.transaction() as session:
            await self._check_lease(session)
            new = _beyond(await session.fetch_value("log_last", self._node), entries)
            if not new:
                return []
            await copy_log(session, new)
            return await append_desk(session, await project_new(session, new))

    async def _check_lease(self, session: Session) -> None:
        epoch = await session.fetch_value("lease_epoch", self._node)
        if epoch != self._epoch:
            lost = "node {node} is owned under epoch {epoch}; ours was {own}"
            raise LeaseLost(lost, node=self._node, epoch=epoch, own=self._epoch)

    async def _project_all(self, session: Session, entries: Sequence[LogEntry]) -> list[Happening]:
        return await project(session, entries, self._numbering)

    async def _project_each(self, session: Session, entries: Sequence[LogEntry]) -> list[Happening]:
        happenings: list[Happening] = []
        for entry in entries:
            try:
                with translated():
                    async with session.connection.transaction():
                        happenings += await project(session, [entry], self._numbering)
            except CcengineError:
                raise
            except Exception as error:
                self.unprojected += 1
                log.warning("%s (%s) has no facts: %s", entry.cursor, entry.type, _brief(error))
                await session.execute("unprojected_insert", entry.stream, entry.seq, _brief(error))
        return happenings


def _beyond(last: int, entries: Sequence[LogEntry]) -> list[LogEntry]:
    """The entries that are not there yet, each once."""
    new = []
    for entry in entries:
        if entry.seq > last:
            new.append(entry)
            last = entry.seq
    return new


def _brief(error: Exception) -> str:
    """The kind of trouble without the values in it, which may be people's numbers."""
    constraint = getattr(error, "constraint_name", None)
    return type(error).__name__ + (f": {constraint}" if constraint else "")
