"""A stretch of the past, read from facts for a replay (``core.past``)."""

from collections.abc import Iterable, Mapping
from typing import Any

from ccengine.core.directory import Client
from ccengine.core.facts import OperatorStatus, Step
from ccengine.core.past import OPEN, Past, PastCall, PastOffer, PastRing, PastState, PastTalk
from ccengine.core.rule_document import read_book
from ccengine.core.rules import RuleBook
from ccengine.store.client_rows import client_of
from ccengine.store.store import Session, Store
from ccengine.store.text import milliseconds, moment

BEFORE_MS = 2 * 86_400_000
"""States and talks are read from so long before: they reach into the stretch."""
RESERVED_MS = 3_000
"""A promise outlasts the ringing by that much."""


async def read_past(store: Store, start: int, end: int) -> Past:
    """All calls that began in [start, end), and what went on meanwhile. Raises StoreUnavailable."""
    begin, until, early = moment(start), moment(end), moment(start - BEFORE_MS)
    async with store.session() as session:
        rows = await session.fetch("past_decisions", begin, until)
        clients = await _clients(session, {row["inputs"].get("client", "") for row in rows} - {""})
        calls = tuple(_call(row, clients) for row in rows)
        states = [_state(row) for row in await session.fetch("past_intervals", early, until)]
        last = await session.fetch("past_last_states", early, until)
        rings = await session.fetch("past_rings", begin, until)
        talks = await session.fetch("past_talks", begin, until)
        offers = await session.fetch("past_offers", begin, until)
        books = await _books(session, {int(call.inputs.get("rules", "0")) for call in calls})
    return Past(
        start=start,
        end=end,
        calls=calls,
        states=(*states, *_open(states, last)),
        rings=tuple(_ring(row) for row in rings),
        talks=tuple(_talk(row) for row in talks),
        offers=tuple(PastOffer(**row) for row in offers),
        books=books,
    )


async def _clients(session: Session, ids: Iterable[str]) -> dict[str, Client]:
    rows = await session.fetch("client_by_ids", sorted(ids))
    return {row["id"]: client_of(row) for row in rows}


async def _books(session: Session, versions: Iterable[int]) -> dict[int, RuleBook]:
    rows = await session.fetch("past_books", sorted(versions))
    return {row["version"]: read_book(row["document"], version=row["version"]) for row in rows}


def _call(row: Any, clients: Mapping[str, Client]) -> PastCall:
    return PastCall(
        call_id=row["call_id"],
        at=milliseconds(row["at"]),
        start=milliseconds(row["start_at"]),
        answer=milliseconds(row["answer_at"]) if row["answer_at"] else 0,
        end=milliseconds(row["end_at"]),
        step=Step(kind=row["kind"], targets=tuple(row["targets"]), seconds=row["seconds"]),
        inputs=row["inputs"],
        client=clients.get(row["inputs"].get("client", "")),
    )


def _state(row: Any) -> PastState:
    return PastState(
        operator=row["operator"],
        status=OperatorStatus(row["status"]),
        start=milliseconds(row["start_at"]),
        end=milliseconds(row["end_at"]),
    )


def _open(states: list[PastState], last: list[Any]) -> list[PastState]:
    """The state that each operator was in at last, which no interval has closed yet."""
    closed = {state.operator: state.end for state in states}
    told = [(row["operator"], OperatorStatus(row["status"]), milliseconds(row["at"])) for row in last]
    return [
        PastState(operator=operator, status=status, start=at, end=OPEN)
        for operator, status, at in told
        if at >= closed.get(operator, 0)
    ]


def _ring(row: Any) -> PastRing:
    at = milliseconds(row["at"])
    until = at + row["seconds"] * 1000 + RESERVED_MS
    return PastRing(call_id=row["call_id"], operators=tuple(row["targets"]), start=at, end=until)


def _talk(row: Any) -> PastTalk:
    return PastTalk(
        call_id=row["call_id"],
        operator=row["operator"],
        start=milliseconds(row["start_at"]),
        end=milliseconds(row["end_at"]),
    )
