"""The engine's side of the ephemeral road: cards to gateways on other machines, before the commit.

``SharedScreens`` stands before the local gateway. It tells that one first, at once, as if there
were no Redis, and says the same on a channel. Nothing is kept in Redis. Instead every change
carries a number; a gateway that misses one, or begins to listen, asks for the whole: all cards and
states as they are now. A beat every few seconds makes the last one missed be noticed. What a page
has acknowledged is said back and told to all, so that it counts as seen everywhere.

A slow or absent Redis costs the engine nothing: messages that find no room are dropped, and the
whole is said when it is back.
"""

import asyncio
import json
import secrets
from contextlib import suppress
from uuid import UUID

from ccengine.core.desk import Card, StatusLine
from ccengine.core.errors import BadInput
from ccengine.core.events import plain
from ccengine.core.reading import read
from ccengine.core.supervision import FloorNote
from ccengine.stream.channel import BEAT_S, Message, again_and_again, channels, heard
from ccengine.stream.redis_link import ANSWER_S, Redis
from ccengine.stream.standing import Gateway, Seen, Standing, Withdrawn, seen_of

MOST_UNSENT = 1_000


class SharedScreens:
    """``core.desk.Screens`` for the engine of ``node``: the local gateway, and all others."""

    def __init__(
        self, local: Gateway, redis: Redis, *, prefix: str, node: str, beat_s: float = BEAT_S
    ) -> None:
        self._local = local
        self._redis = redis
        self._down, self._up = channels(prefix)
        self._node = node
        self._beat_s = beat_s
        self._life = secrets.token_hex(8)
        self._number = 0
        self._standing = Standing()
        self._unsent: asyncio.Queue[Message] = asyncio.Queue(MOST_UNSENT)
        self.dropped = 0

    # What the engine says ---------------------------------------------------------------------

    def show(self, card: Card) -> None:
        self._local.show(card)
        if self._standing.cards.get((card.operator, card.call_id)) != card:
            self._standing.put(card)
            self._say("card", card)

    def withdraw(self, operator: str, call_id: UUID, reason: str) -> None:
        self._local.withdraw(operator, call_id, reason)
        self._standing.take(operator, call_id)
        self._say("withdraw", Withdrawn(operator=operator, call_id=call_id, reason=reason))

    def status(self, line: StatusLine) -> None:
        self._local.status(line)
        if self._standing.statuses.get(line.operator) != line:
            self._standing.statuses[line.operator] = line
            self._say("status", line)

    def obligations_changed(self) -> None:
        self._local.obligations_changed()
        self._say("obligations", None)

    def house_changed(self) -> None:
        self._local.house_changed()
        self._say("house", None)

    def parked_changed(self) -> None:
        self._local.parked_changed()
        self._say("parked", None)

    def note(self, note: FloorNote) -> None:
        self._local.note(note)
        self._standing.add_note(note)
        self._say("note", note)

    def seen_here(self, card: Card) -> None:
        """A page of the local gateway has acknowledged the card."""
        seen = seen_of(card)
        if self._standing.note_seen(seen) is not None:
            self._say("seen", seen)

    def _say(self, what: str, said: object) -> None:
        self._number += 1
        with suppress(asyncio.QueueFull):  # its number is missed, and the whole asked for
            self._unsent.put_nowait(self._message(what, said))
            return
        self.dropped += 1

    def _message(self, what: str, said: object) -> Message:
        """As it goes out; what is said without a change carries the last change's number."""
        return {"node": self._node, "life": self._life, "n": self._number, "say": what, "said": plain(said)}

    # Redis ------------------------------------------------------------------------------------

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(again_and_again(self._send), name="screens-send")
            tasks.create_task(again_and_again(self._listen), name="screens-listen")

    async def _send(self) -> None:
        """The whole first: what waits is in it."""
        while not self._unsent.empty():
            self._unsent.get_nowait()
        await self._publish(self._message("whole", self._standing.whole()))
        while True:
            try:
                async with asyncio.timeout(self._beat_s):
                    message = await self._unsent.get()
            except TimeoutError:
                message = self._message("beat", None)
            await self._publish(message)

    async def _publish(self, message: Message) -> None:
        async with asyncio.timeout(ANSWER_S):
            await self._redis.publish(self._down, json.dumps(message))

    async def _listen(self) -> None:
        async with heard(self._redis, self._up) as messages:
            async for message in messages:
                with suppress(BadInput):
                    self._answer(message)

    def _answer(self, message: Message) -> None:
        if message.get("say") == "ask" and message.get("node") in ("", self._node):
            with suppress(asyncio.QueueFull):
                self._unsent.put_nowait(self._message("whole", self._standing.whole()))
        elif message.get("say") == "seen" and message.get("node") == self._node:
            seen = read(Seen, message.get("said"))
            if (card := self._standing.note_seen(seen)) is not None:
                self._local.seen(card)
                self._say("seen", seen)
