"""Obligations: a missed call is a promise to call back, kept when somebody talks to that client.

Calls are sealed late and out of order (transfers, other nodes, recovery), so nothing here trusts
the order of arrival; the rules look only at when things happened:

- a missed call belongs to the obligation that was open when it *ended*, or opens one;
- a talk closes what was opened by missed calls that had ended when it *began*;
- missed calls that ended after a talk began are not closed by it: they move to an obligation of
  their own.

The client's row is locked by the caller, so two nodes cannot open two obligations for him.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from ccengine.store.desk_log import Happening
from ccengine.store.recall import read_rule
from ccengine.store.store import Session
from ccengine.store.text import milliseconds, moment


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRule:
    """What a queue's settings say of short and after-hours calls (METRICS)."""

    short_ms: int = 5_000
    short_opens: bool = False
    after_hours_opens: bool = True

    def opens(self, *, short: bool, after_hours: bool) -> bool:
        return (self.short_opens or not short) and (self.after_hours_opens or not after_hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A missed call as obligations see it. ``client`` is empty for a withheld number; ``promised``: he
    asked to be called back, and was told that he will be."""

    call_id: UUID
    client: str
    number: str
    queue: str
    ended: datetime
    short: bool
    after_hours: bool
    promised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligations:
    """The rules over one transaction; ``happenings`` gathers what `desk` must be told."""

    session: Session
    happenings: list[Happening] = field(default_factory=list)

    async def missed(self, call: Missed, rule: QueueRule) -> None:
        """A missed call was sealed, or corrected and still missed."""
        belongs = await self.session.fetch_value(
            "missed_call_upsert",
            *(call.call_id, call.number, call.queue, call.ended, call.short, call.after_hours),
        )
        if belongs is not None:
            await self._begin_with(belongs, await self.session.fetch_one("obligation_first_left", belongs))
        elif call.client and (call.promised or rule.opens(short=call.short, after_hours=call.after_hours)):
            await self._attach(call)

    async def asked_back(self, call: Missed) -> None:
        """He was talked to, passed on to a queue, and asked there to be called back: no missed call, and
        a promise all the same."""
        if call.client:
            await self._attach(call)

    async def not_missed(self, call_id: UUID, at: int) -> None:
        """A correction says that this call was no missed call after all."""
        belongs = await self.session.fetch_value("missed_call_delete", call_id)
        if belongs is None:
            return
        first = await self.session.fetch_one("obligation_first_left", belongs)
        if first is not None:
            await self._begin_with(belongs, first)
            return
        client = await self.session.fetch_value("obligation_withdraw", belongs, moment(at))
        if client is not None:
            self._say_closed(belongs, client, at, how="corrected", call_id=call_id, recall_ms=None)

    async def talked(self, call_id: UUID, client: str, began: datetime) -> None:
        """An operator talked to the client."""
        for row in await self.session.fetch("obligations_before_talk", client, began):
            recall_ms = milliseconds(began) - milliseconds(row["opened_at"])
            await self.session.execute("obligation_close_by_talk", row["id"], began, call_id, recall_ms)
            self._say_closed(
                row["id"], client, milliseconds(began), how="talk", call_id=call_id, recall_ms=recall_ms
            )
            for later in await self.session.fetch("missed_calls_after", row["id"], began):
                await self._attach(_moved(later, client))

    async def attempted(self, call_id: UUID, at: int) -> None:
        """Somebody called out and talked to nobody: perhaps he tried to keep a promise."""
        for row in await self.session.fetch("recall_attempts", call_id):
            data = {"id": row["id"], "client": row["client"], "by": row["operator"]}
            data |= {"result": row["outcome"], "attempts": row["attempts"]}
            self.happenings.append(Happening(at=at, type="obligation.attempted", call_id=call_id, data=data))

    async def not_talked(self, call_id: UUID, at: int) -> None:
        """A correction says that nobody talked after all: what this call had closed is owed again."""
        for row in await self.session.fetch("obligations_closed_by", call_id):
            await self.session.execute("obligation_correct", row["id"])
            self._say_closed(row["id"], row["client"], at, how="corrected", call_id=call_id, recall_ms=None)
            for missed in await self.session.fetch("missed_calls_of", row["id"]):
                await self._attach(_moved(missed, row["client"]))

    async def _attach(self, call: Missed) -> None:
        talk = await self.session.fetch_one("first_talk_after", call.client, call.ended)
        answered = talk["answer_at"] if talk else None
        covering = await self.session.fetch_one("obligation_covering", call.client, call.ended, answered)
        if covering is None:
            obligation = await self._open(call, talk)
        else:
            obligation = covering["id"]
            if call.ended < covering["opened_at"]:
                await self._begin_with(obligation, _first_of(call))
        await self.session.execute("missed_call_attach", call.call_id, obligation)

    async def _begin_with(self, obligation: int, first: Any) -> None:
        due = await self._due(first["call_id"], first["queue"], first["ended_at"])
        await self.session.execute(
            "obligation_begin_with",
            *(obligation, first["ended_at"], first["call_id"], first["number"], first["queue"], due),
        )

    async def _due(self, first_call: UUID, queue: str, opened: datetime) -> datetime:
        """When the queue's limit of working time will have passed."""
        row = await self.session.fetch_one("recall_rule", first_call, queue)
        return moment(read_rule(row).due(milliseconds(opened)))

    async def _open(self, call: Missed, talk: Any) -> int:
        """Open an obligation; where the client has been talked to since, it is closed already."""
        closing: tuple[object, ...] = (None, None, None, None)
        ended = milliseconds(call.ended)
        if talk is not None:
            recall_ms = milliseconds(talk["answer_at"]) - ended
            closing = (talk["answer_at"], talk["call_id"], "talk", recall_ms)
        due = await self._due(call.call_id, call.queue, call.ended)
        obligation: int = await self.session.fetch_value(
            "obligation_insert",
            *(call.client, call.number, call.queue, call.ended, call.call_id, due, *closing),
        )
        opened = {"id": obligation, "client": call.client, "number": call.number, "queue": call.queue}
        self.happenings.append(
            Happening(at=ended, type="obligation.opened", call_id=call.call_id, data=opened)
        )
        if talk is not None:
            began = milliseconds(talk["answer_at"])
            self._say_closed(
                obligation, call.client, began, how="talk", call_id=talk["call_id"], recall_ms=began - ended
            )
        return obligation

    def _say_closed(
        self, obligation: int, client: str, at: int, *, how: str, call_id: UUID, recall_ms: int | None
    ) -> None:
        data = {"id": obligation, "client": client, "how": how, "recall_ms": recall_ms, "by": ""}
        self.happenings.append(Happening(at=at, type="obligation.closed", call_id=call_id, data=data))


def _first_of(call: Missed) -> dict[str, object]:
    return {"ended_at": call.ended, "call_id": call.call_id, "number": call.number, "queue": call.queue}


def _moved(row: Any, client: str) -> Missed:
    return Missed(
        call_id=row["call_id"],
        client=client,
        number=row["number"],
        queue=row["queue"],
        ended=row["ended_at"],
        short=False,
        after_hours=False,
    )
