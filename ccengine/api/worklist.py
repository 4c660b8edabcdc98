"""The worklist: whom we owe a call, and what people do about it.

An operator *claims* a promise before he calls, so that no client is called by two. A claim ends by
itself: after a while, at the last logout, with the talk. Who *postpones* keeps it, and is reminded.
Whoever comes second is refused, and told who was first: the promise's row is locked while we look
at it, and everything one deed changes (the row, the audit, the stream `desk`) is one transaction.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ccengine.access import User
from ccengine.core.desk_events import (
    DeskEvent,
    ObligationClaimed,
    ObligationClosed,
    ObligationPostponed,
    ObligationReleased,
)
from ccengine.core.errors import BadInput, Conflict, NotAllowed, NotFound
from ccengine.core.worktime import worked
from ccengine.store.desk_log import Announce, append_desk, happening
from ccengine.store.recall import read_hours, read_rule
from ccengine.store.store import Session, Store
from ccengine.store.text import milliseconds, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistRules:
    """``claim_s``: how long somebody may hold a promise. ``attempts``: so often must a client have
    been called before he is unreachable. ``postpone_s``: the longest delay. ``zone``: where today
    begins."""

    claim_s: int = 900
    attempts: int = 3
    postpone_s: int = 14 * 86_400
    zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """``fresh``: it was not his before."""

    number: str
    fresh: bool


class Worklist:
    """``announce`` hears of `desk` entries once they are committed; ``now`` is UTC milliseconds."""

    def __init__(
        self, store: Store, *, announce: Announce, now: Callable[[], int], rules: WorklistRules
    ) -> None:
        self._store = store
        self._announce = announce
        self._now = now
        self.rules = rules

    # Reading -----------------------------------------------------------------------------------

    async def page(
        self, state: str, whose: str, after: tuple[int, int] | None, limit: int
    ) -> list[dict[str, Any]]:
        """Open promises, oldest first. ``state``: open, claimed, sleeping, overdue, or empty for all;
        ``whose``: only what this operator should call; ``after``: opening and id of the last one seen."""
        now = self._now()
        opened, last = (moment(after[0]), after[1]) if after else (None, None)
        rows = await self._store.fetch("worklist", moment(now), state, whose, opened, last, limit)
        return [_row(row, now) for row in rows]

    async def head(self, operator: str) -> dict[str, Any]:
        now = self._now()
        local = datetime.fromtimestamp(now / 1000, ZoneInfo(self.rules.zone))
        today = local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
        row = await self._store.fetch_one("worklist_head", moment(now), operator, today)
        assert row is not None
        return {"at": now, **row, "attempts_needed": self.rules.attempts}

    # What people do ----------------------------------------------------------------------------

    async def claim(self, promise: int, user: User) -> Claim:
        """Conflict where a colleague has it, or it is closed."""
        operator = _operator(user)
        async with self._deed(promise, user, "claim") as deed:
            await deed.must_be_free()
            fresh = deed.row["claimed_by"] != operator
            until = deed.now + self.rules.claim_s * 1000
            await deed.change("promise_claim", operator, moment(deed.now), moment(until))
            if fresh or deed.row["wake_at"] is not None:
                deed.say(ObligationClaimed, by=operator, until=until)
            return Claim(number=deed.row["number"], fresh=fresh)

    async def release(self, promise: int, user: User) -> None:
        """His own, or, for who may close them all, anybody's. What is free already stays so."""
        async with self._deed(promise, user, "release") as deed:
            holder = deed.row["claimed_by"]
            if holder is None:
                return
            if holder != user.operator and not user.may("obligations.close"):
                raise NotAllowed("A colleague has taken this on; only a supervisor takes it from him.")
            await deed.change("promise_release")
            how = "released" if holder == user.operator else "supervisor"
            deed.say(ObligationReleased, by=holder, how=how)

    async def postpone(self, promise: int, user: User, until: int, reason: str) -> None:
        """Put it off until then, as a promise of this operator's; he is reminded."""
        operator = _operator(user)
        async with self._deed(promise, user, "postpone") as deed:
            if not deed.now < until <= deed.now + self.rules.postpone_s * 1000:
                days = self.rules.postpone_s // 86_400
                raise BadInput("The field 'until' must lie ahead, and within {days} days.", days=days)
            await deed.must_be_free()
            rule = read_rule(
                await deed.session.fetch_one("recall_rule", deed.row["first_call"], deed.row["queue"])
            )
            held = moment(until + self.rules.claim_s * 1000)
            times = (moment(deed.now), held, moment(until))
            await deed.change("promise_postpone", operator, *times, reason, moment(rule.due(until)))
            deed.say(ObligationPostponed, by=operator, until=until, reason=reason)

    async def close(self, promise: int, user: User, how: str, reason: str) -> None:
        """``how``: spam, unreachable (after the attempts that are asked for), or supervisor."""
        async with self._deed(promise, user, "close", how=how) as deed:
            if not user.may("obligations.close"):
                await deed.must_be_free()
            tried = await deed.session.fetch_value("promise_attempts", promise)
            if how == "unreachable" and tried < self.rules.attempts:
                raise Conflict(
                    "He is unreachable after {attempts} attempts; so far there were {tried}.",
                    attempts=self.rules.attempts,
                    tried=tried,
                )
            await deed.change("promise_close", moment(deed.now), how, user.login, reason)
            deed.say(ObligationClosed, how=how, recall_ms=None, by=user.login, reason=reason)

    async def left(self, operator: str) -> None:
        """He has logged out: what he has not called yet is everybody's, unless he is still here
        with another session."""
        async with self._store.transaction() as session:
            rows = await session.fetch("promises_left_behind", operator)
            for row in rows:
                await session.execute("promise_release", row["id"])
            released = [
                ObligationReleased(
                    at=self._now(), id=row["id"], client=row["client"], by=operator, how="logout"
                )
                for row in rows
            ]
            entries = await append_desk(session, [happening(event) for event in released])
        self._announce(entries)

    @asynccontextmanager
    async def _deed(self, promise: int, user: User, what: str, **detail: str) -> "AsyncIterator[_Deed]":
        """One deed on an open promise, in one transaction, audited and told."""
        async with self._store.transaction() as session:
            row = await session.fetch_one("promise_hold", promise)
            if row is None:
                raise NotFound("There is no such obligation.")
            if row["closed_at"] is not None:
                raise Conflict("This obligation has been closed meanwhile.")
            deed = _Deed(session, row, user.operator, self._now())
            yield deed
            await session.execute("audit_put", user.login, f"obligation.{what}", str(promise), detail)
            entries = await append_desk(session, [happening(event) for event in deed.said])
        self._announce(entries)


class _Deed:
    """A promise whose row is locked, and what is done to it."""

    def __init__(self, session: Session, row: Any, operator: str, now: int) -> None:
        self.session = session
        self.row = row
        self.now = now
        self.said: list[DeskEvent] = []
        self._operator = operator

    async def must_be_free(self) -> None:
        """Raises Conflict, with the name of the colleague who has it."""
        holder = self.row["claimed_by"]
        if holder in (None, self._operator) or milliseconds(self.row["claimed_until"]) <= self.now:
            return
        name = await self.session.fetch_value("operator_name", holder)
        raise Conflict("{name} has taken this client on.", name=name)

    async def change(self, query: str, *values: object) -> None:
        await self.session.execute(query, self.row["id"], *values)

    def say(self, event: type[DeskEvent], **fields: Any) -> None:
        common: dict[str, Any] = {"at": self.now, "id": self.row["id"], "client": self.row["client"]}
        self.said.append(event(**common, **fields))


def _operator(user: User) -> str:
    if not user.operator:
        raise NotAllowed("This login belongs to no operator; only an operator can do that.")
    return user.operator


_SAME = (
    *("id", "number", "client", "client_name", "company", "responsible", "responsible_name", "queue"),
    *("queue_name", "missed", "promised", "message", "claimed_by", "claimed_by_name", "woken", "reminder"),
    *("overdue", "escalated", "attempted", "attempts"),
)
_MOMENTS = {
    "opened": "opened_at",
    "last_missed": "last_missed",
    "claimed": "claimed_at",
    "wake": "wake_at",
    "due": "due_at",
}


def _row(row: Any, now: int) -> dict[str, Any]:
    whole: dict[str, Any] = {name: row[name] for name in _SAME}
    whole |= {name: milliseconds(row[at]) if row[at] else 0 for name, at in _MOMENTS.items()}
    whole["callers"] = list(row["callers"])
    whole["waited_work_ms"] = worked(read_hours(row), whole["opened"], max(now, whole["opened"]))
    return whole
