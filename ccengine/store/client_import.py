"""A file of clients becomes clients: a million of them, in bounded memory.

Lines are read and judged in chunks by processes of their own (``judge`` is pure), and what is good
is copied into a table of its own. Only when the whole file has been read does anything count: then
batches are taken in, each in one transaction, as whole sets. So a broken file changes nothing, an
import that was interrupted is simply run again, and running it twice changes nothing either.
"""

import asyncio
import json
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from re import sub

from ccengine.core.client_form import ClientForm, WrongFields
from ccengine.core.desk_events import DirectoryImported
from ccengine.core.directory import Client
from ccengine.core.errors import Conflict
from ccengine.core.names import key_of, words_of
from ccengine.store.client_file import Line, lines_of
from ccengine.store.client_moves import lock, name_numbers
from ccengine.store.desk_log import Announce, Happening, append_desk, happening, nobody
from ccengine.store.numbers import Numbering
from ccengine.store.store import Session, Store

CHUNK = 5_000
BATCH = 20_000
REVIVED_NAMED = 100
COLUMNS = (
    *("line", "id", "name", "company", "responsible", "deputy", "language", "priority", "consent"),
    *("document_url", "report_url", "card", "words", "name_key", "phones"),
)
TWICE = "stands in an earlier line too"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A line that was left out, or one of its fields: never what stood there, only why."""

    line: int
    id: str
    field: str
    reason: str

    @property
    def kind(self) -> str:
        """The reason as it is counted: without the place in a list, or the label."""
        return f"{sub(r'[.[].*', '', self.field)} {self.reason}".strip()


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What an import did (in a dry run: would do). ``lines`` were read, ``refused`` of them left out."""

    lines: int = 0
    refused: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    merged: int = 0
    revived: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)


Reject = Callable[[Refused], None]
Progress = Callable[[str, int], None]
"""Told what is being done, and how many lines or clients are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """What makes lines into rows; it travels to the processes."""

    region: str
    operators: frozenset[str]

    def form(self) -> ClientForm:
        return ClientForm(numbering=_numbering, region=self.region, operators=self.operators)


def _numbering(region: str) -> Numbering:
    return Numbering(region=region)


_forms: dict[Judge, ClientForm] = {}


def judge(judge: Judge, lines: Sequence[Line]) -> tuple[bytes, list[Refused]]:
    """The good lines as PostgreSQL copies them in, and what is wrong with the others."""
    form = _forms.get(judge) or _forms.setdefault(judge, judge.form())
    rows: list[str] = []
    refused: list[Refused] = []
    for line in lines:
        fields = dict(line.fields)
        client_id = fields.pop("id", "")
        client_id = str(client_id) if isinstance(client_id, (str, int)) else ""
        if line.fault:
            refused.append(Refused(line=line.number, id="", field="", reason=line.fault))
            continue
        try:
            rows.append(_copied(line.number, form.read(client_id, fields)))
        except WrongFields as wrong:
            refused += [
                Refused(line=line.number, id=client_id[:100], field=f.field, reason=f.reason)
                for f in wrong.faults
            ]
    return "".join(rows).encode(), refused


def _copied(line: int, c: Client) -> str:
    """One row in the text form of COPY. Tabs and line ends, which it would have to hide, no field holds."""
    words = words_of(c.name, c.company)
    card = json.dumps(c.card, ensure_ascii=False) if c.card else "{}"
    texts = (c.id, c.name, c.company, c.responsible or None, c.deputy or None, c.language)
    rest = (str(c.priority), c.consent, c.document_url, c.report_url, card, words, key_of(c.name))
    cells = [r"\N" if text is None else text.replace("\\", r"\\") for text in (*texts, *rest)]
    return "\t".join((str(line), *cells, "{" + ",".join(c.phones) + "}")) + "\n"


class ClientImport:
    """One file's way in. ``workers`` processes judge lines; with none a thread of this one does. The
    store's commands must have time: a million rows are one of them."""

    def __init__(
        self,
        store: Store,
        *,
        region: str,
        by: str,
        now: Callable[[], int],
        reject: Reject = lambda _: None,
        progress: Progress = lambda _what, _count: None,
        announce: Announce = nobody,
        workers: int = 0,
    ) -> None:
        self._store = store
        self._region = region
        self._by = by
        self._now = now
        self._reject = reject
        self._progress = progress
        self._announce = announce
        self._workers = workers
        self.outcome = Outcome()

    async def run(self, path: Path, form: str, *, dry: bool = False) -> Outcome:
        """Raises BadInput for a file that cannot be used, Conflict where another import runs."""
        async with self._store.session() as session:
            if not await session.fetch_value("import_alone"):
                raise Conflict("another import is running; wait until it is done")
            try:
                await self._stage(session, path, form)
                await (self._foresee(session) if dry else self._take(session))
            finally:
                await session.execute("import_empty")
                await session.execute("import_over")
        return self.outcome

    # Reading -----------------------------------------------------------------------------------

    async def _stage(self, session: Session, path: Path, form: str) -> None:
        await session.execute("import_empty")
        operators = [row["id"] for row in await session.fetch("client_operators")]
        by = Judge(region=self._region, operators=frozenset(operators))
        with _pool(self._workers) as pool:
            judged = self._judged(pool, by, path, form)
            await session.connection.copy_to_table(
                "client_staged", source=judged, columns=COLUMNS, format="text"
            )
        await session.execute("import_analyze")
        await self._refuse_doubles(session)

    async def _judged(self, pool: Executor | None, by: Judge, path: Path, form: str) -> AsyncIterator[bytes]:
        """The rows to copy, in order; at most a few chunks are on their way at once."""
        loop = asyncio.get_running_loop()
        under_way: deque[asyncio.Future[tuple[bytes, list[Refused]]]] = deque()
        for chunk in _chunks(lines_of(path, form)):
            self.outcome.lines += len(chunk)
            under_way.append(loop.run_in_executor(pool, judge, by, chunk))
            if len(under_way) > self._workers + 1:
                yield self._told(await under_way.popleft())
        while under_way:
            yield self._told(await under_way.popleft())

    def _told(self, judged: tuple[bytes, list[Refused]]) -> bytes:
        rows, refused = judged
        for one in refused:
            self.outcome.reasons[one.kind] += 1
            self._reject(one)
        self.outcome.refused += len({one.line for one in refused})
        self._progress("read", self.outcome.lines)
        return rows

    async def _refuse_doubles(self, session: Session) -> None:
        for row in await session.fetch("import_doubled"):
            refused = Refused(line=row["line"], id=row["id"], field="id", reason=TWICE)
            self._told((b"", [refused]))

    # Taking in ---------------------------------------------------------------------------------

    async def _foresee(self, session: Session) -> None:
        (row,) = await session.fetch("import_counts")
        self.outcome.created, self.outcome.changed = row["created"], row["known"]

    async def _take(self, session: Session) -> None:
        after, taken = "", 0
        self.outcome.unchanged = await session.fetch_value("import_same")
        try:
            while (last := await session.fetch_value("import_batch", after, BATCH)) is not None:
                async with session.connection.transaction():
                    taken += await self._take_batch(session, after, last)
                self._progress("taken in", taken)
                after = last
        finally:  # whoever breaks it off: what is in is in, and told
            await self._tell(session)

    async def _tell(self, session: Session) -> None:
        async with session.connection.transaction():
            detail = {"lines": self.outcome.lines}
            await session.execute("audit_put", self._by, "directory.import", "", detail)
            entries = await append_desk(session, [self._summary()])
        self._announce(entries)

    async def _take_batch(self, session: Session, after: str, last: str) -> int:
        strangers = await session.fetch("import_strangers", after, last)
        standing = [row["old"] for row in strangers]
        if standing:
            await lock(session, [], giving=standing)
        await session.fetch("import_lock", after, last, standing)
        (row,) = await session.fetch("import_take", after, last)
        named = [(row["old"].partition(":")[2], row["new"]) for row in strangers]
        happenings = await name_numbers(session, named, self._now(), self._by)
        revived = [row["old"] for row in await session.fetch("import_revived", after, last)]
        await append_desk(session, happenings)
        self.outcome.created += row["created"]
        self.outcome.changed += row["changed"]
        self.outcome.merged += len(named)
        self.outcome.revived += revived
        return int(row["created"] + row["changed"])

    def _summary(self) -> Happening:
        o = self.outcome
        event = DirectoryImported(
            at=self._now(),
            by=self._by,
            lines=o.lines,
            created=o.created,
            changed=o.changed,
            unchanged=o.unchanged,
            refused=o.refused,
            merged=o.merged,
            revived=tuple(sorted(o.revived)[:REVIVED_NAMED]),
        )
        return happening(event)


def _chunks(lines: Iterator[Line]) -> Iterator[list[Line]]:
    while chunk := list(islice(lines, CHUNK)):
        yield chunk


@contextmanager
def _pool(workers: int) -> Iterator[Executor | None]:
    """Fresh processes: a copy of this one would have its connections."""
    if not workers:
        yield None
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield pool
