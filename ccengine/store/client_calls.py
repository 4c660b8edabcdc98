"""A call is given to another client than it was held to be: the fact, and the promises that hang on it."""

from uuid import UUID

from ccengine.store.desk_log import Happening
from ccengine.store.obligations import Missed, Obligations, QueueRule
from ccengine.store.store import Session


async def whose_call(session: Session, call_id: UUID) -> str:
    """Whose the call is, by its record or else by an operator's word; the record stays locked."""
    row = await session.fetch_one("choice_call", call_id)
    if row is not None:
        return str(row["client"])
    chosen = await session.fetch_one("clients_chosen", [call_id])
    return chosen["client"] if chosen is not None else ""


async def call_given_to(session: Session, call_id: UUID, client: str, at: int) -> list[Happening]:
    """The call is ``client``'s. What it opened or kept for another is undone, and done for him. Both must
    be locked. A call without a record yet gets its client when it is sealed."""
    row = await session.fetch_one("choice_call", call_id)
    if row is None or row["client"] == client:
        return []
    await session.execute("choice_call_is", call_id, client)
    obligations = Obligations(session=session)
    if row["missed"]:
        rule = await _rule(session, row["queue"])
        missed = Missed(
            call_id=call_id,
            client=client,
            number=row["e164"] or row["raw"],
            queue=row["queue"],
            ended=row["end_at"],
            short=row["short"],
            after_hours=row["after_hours"],
        )
        await obligations.not_missed(call_id, at)
        await obligations.missed(missed, rule)
    elif row["answer_at"] is not None and row["direction"] != "internal":
        await obligations.not_talked(call_id, at)
        await obligations.talked(call_id, client, row["answer_at"])
    return obligations.happenings


async def _rule(session: Session, queue: str) -> QueueRule:
    for row in await session.fetch("queue_rules"):
        if row["id"] == queue:
            return QueueRule(
                short_ms=row["short_ms"],
                short_opens=row["short_opens_obligation"],
                after_hours_opens=row["after_hours_opens_obligation"],
            )
    return QueueRule()
