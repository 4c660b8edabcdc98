"""What a card shows beside the client: his last calls, and the promise to call him back."""

from ccengine.core.desk import ContactCard, LastCall, OpenObligation
from ccengine.store.store import Store
from ccengine.store.text import milliseconds

MOST_CONTACTS = 50


class PgCards:
    """``core.desk.CardSource``. Raises StoreUnavailable."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def last_calls(self, client: str, limit: int) -> tuple[LastCall, ...]:
        """Newest first. The operator is the one who talked longest."""
        return tuple(
            LastCall(
                call_id=str(row["call_id"]),
                start=milliseconds(row["start_at"]),
                direction=row["direction"],
                outcome=row["outcome"],
                operator_name=row["operator_name"],
                talk_ms=row["talk_ms"],
                note=row["note"],
            )
            for row in await self._store.fetch("card_last_calls", client, limit)
        )

    async def last_operator(self, client: str) -> str:
        """Among several in his last call, the one who talked last."""
        return await self._store.fetch_value("card_last_operator", client) or ""

    async def open_obligation(self, client: str) -> OpenObligation | None:
        row = await self._store.fetch_one("card_obligation", client)
        if row is None:
            return None
        return OpenObligation(id=row["id"], opened=milliseconds(row["opened_at"]), missed=row["missed"])

    async def contacts(self, number: str) -> tuple[ContactCard, ...]:
        """Who has this number in any address book, the shared one first."""
        rows = await self._store.fetch("contacts_by_number", number, MOST_CONTACTS)
        return tuple(ContactCard(**row) for row in rows)
