"""The table of webhooks, as an administrator keeps it. The secret is shown once, when it is made."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from ccengine.core.errors import BadInput, NotFound
from ccengine.store.store import Store
from ccengine.store.text import milliseconds, moment
from ccengine.stream.post import checked_url
from ccengine.stream.schemas import kinds

MOST_ADDRESSES = 50
MOST_DEAD = 500


class Webhooks:
    """``ccengine.api.parts.Webhooks``. ``changed`` is called when a courier should look."""

    def __init__(
        self, store: Store, *, allow_private: bool, now: Callable[[], int], changed: Callable[[], None]
    ) -> None:
        self._store = store
        self._allow_private = allow_private
        self._now = now
        self._changed = changed

    async def listing(self) -> list[dict[str, Any]]:
        rows = await self._store.fetch("webhook_list")
        return [dict(row) | {"created": milliseconds(row["created"])} for row in rows]

    def types(self) -> Sequence[str]:
        return list(kinds())

    async def add(self, url: str, types: Sequence[str]) -> tuple[int, str]:
        """The new one's id, and the secret that its events are signed with. BadInput."""
        url = checked_url(url, allow_private=self._allow_private)
        if len(await self._store.fetch("webhook_list")) >= MOST_ADDRESSES:
            raise BadInput("There are {most} webhooks, and more cannot be; remove one.", most=MOST_ADDRESSES)
        secret = f"whsec_{secrets.token_hex(32)}"
        async with self._store.transaction() as session:
            made: int = await session.fetch_value(
                "webhook_add", url, secret, sorted(set(types)), moment(self._now())
            )
            ends = await session.fetch("stream_ends")
            streams, numbers = [row["stream"] for row in ends], [row["seq"] for row in ends]
            await session.execute("webhook_begin_here", made, streams, numbers)
        self._changed()
        return made, secret

    async def switch(self, webhook: int, *, active: bool) -> None:
        """While it is off nothing is posted and nothing is lost: switched on, it goes on from there."""
        _must_be(await self._store.fetch_value("webhook_switch", webhook, active))
        self._changed()

    async def remove(self, webhook: int) -> None:
        """With all that waits for it."""
        _must_be(await self._store.fetch_value("webhook_remove", webhook))
        self._changed()

    async def dead(self, webhook: int) -> list[dict[str, Any]]:
        """What was given up, oldest first."""
        _must_be(await self._store.fetch_value("webhook_exists", webhook))
        rows = await self._store.fetch("webhook_dead_list", webhook, MOST_DEAD)
        return [
            {
                "id": f"{row['stream']}:{row['seq']}",
                "type": row["type"],
                "call_id": str(row["call_id"] or ""),
                "at": milliseconds(row["at"]),
                "died": milliseconds(row["died"]),
                "attempts": row["attempts"],
                "problem": row["problem"],
            }
            for row in rows
        ]

    async def resend(self, webhook: int, event: tuple[str, int] | None = None) -> int:
        """Put all of it, or this one event (its stream and number there), back to be sent; how many.
        They come after what was sent meanwhile."""
        _must_be(await self._store.fetch_value("webhook_exists", webhook))
        which = event or (None, None)
        risen = await self._store.fetch("webhook_resend", webhook, moment(self._now()), *which)
        self._changed()
        return len(risen)


def _must_be(found: object) -> None:
    if found is None:
        raise NotFound("There is no such webhook.")
