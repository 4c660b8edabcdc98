"""The gateway's side of the ephemeral road: what engines say of cards, told to a gateway here.

A screen is right or cut off, never quietly wrong. A message that is missing is noticed by its
number, and the whole is asked for. A node that is not heard any more has no cards. And when Redis
itself is away, ``away`` says so and ``lost`` is called: the pages are cut off and let in again
when there is something to show them.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from ccengine.core.desk import Card, StatusLine
from ccengine.core.errors import BadInput
from ccengine.core.events import plain
from ccengine.core.reading import read
from ccengine.core.supervision import FloorNote
from ccengine.stream.channel import AGAIN_S, BEAT_S, Message, again_and_again, channels, heard
from ccengine.stream.redis_link import ANSWER_S, Redis
from ccengine.stream.standing import Gateway, Seen, Standing, Whole, Withdrawn, seen_of

log = logging.getLogger(__name__)

MOST_UNSENT = 1_000
SILENT_BEATS = 3
"""So many beats missed: the engine is gone."""


@dataclass(slots=True)
class _Node(Standing):
    """One engine, as it is heard."""

    life: str = ""
    number: int = 0
    heard: float = 0.0
    asked: float = 0.0


class ScreenFeed:
    """What engines say on the channel, told to the gateway of this machine. ``away``: Redis is not
    heard; ``lost`` is called when that begins."""

    def __init__(
        self,
        gateway: Gateway,
        redis: Redis,
        *,
        prefix: str,
        lost: Callable[[], None],
        beat_s: float = BEAT_S,
    ) -> None:
        self._gateway = gateway
        self._redis = redis
        self._down, self._up = channels(prefix)
        self._lost = lost
        self._beat_s = beat_s
        self._nodes: dict[str, _Node] = {}
        self._back: asyncio.Queue[Message] = asyncio.Queue(MOST_UNSENT)
        self.away = True

    def seen_here(self, card: Card) -> None:
        """A page of this gateway has acknowledged the card."""
        seen = seen_of(card)
        for name, node in self._nodes.items():
            if node.note_seen(seen) is not None:
                self._say(name, "seen", seen)

    def _say(self, node: str, what: str, said: object) -> None:
        with suppress(asyncio.QueueFull):  # said again when the whole comes without it
            self._back.put_nowait({"node": node, "say": what, "said": plain(said)})

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(again_and_again(self._listen), name="feed-listen")
            tasks.create_task(again_and_again(self._send), name="feed-send")

    async def _send(self) -> None:
        while True:
            message = await self._back.get()
            async with asyncio.timeout(ANSWER_S):
                await self._redis.publish(self._up, json.dumps(message))

    async def _listen(self) -> None:
        try:
            async with heard(self._redis, self._down, beat_s=self._beat_s) as messages:
                self.away = False
                self._say("", "ask", None)
                async for message in messages:
                    try:
                        if message:
                            self._take(message)
                    except BadInput as error:
                        log.warning("a message about screens cannot be read: %s", error)
                    self._forget_silent(time.monotonic())
        finally:
            if not self.away:
                self.away = True
                self._lost()

    def _take(self, message: Message) -> None:
        name, life, number = (message.get(field) for field in ("node", "life", "n"))
        if not (isinstance(name, str) and isinstance(life, str) and isinstance(number, int)):
            raise BadInput("it does not say from whom it is")
        node = self._nodes.setdefault(name, _Node())
        node.heard = time.monotonic()
        what, said = message.get("say"), message.get("said")
        if what == "whole":
            whole = read(Whole, said)
            node.life, node.number = life, number
            self._all(name, node, whole)
        elif what != "beat" and (node.life, node.number + 1) == (life, number):
            node.number = number
            self._change(node, str(what), said)
        elif (node.life, node.number) != (life, number):
            self._ask(name, node)

    def _ask(self, name: str, node: _Node) -> None:
        """Something was missed. The answer may take a moment, in which more is heard."""
        if node.heard - node.asked > AGAIN_S:
            node.asked = node.heard
            self._say(name, "ask", None)

    def _all(self, name: str, node: _Node, whole: Whole) -> None:
        present = {(card.operator, card.call_id): card for card in whole.cards}
        for operator, call_id in node.cards.keys() - present.keys():
            node.take(operator, call_id)
            self._gateway.withdraw(operator, call_id, "moved")
        for place, card in present.items():
            if node.cards.get(place) != card:
                node.put(card)
            self._gateway.show(card)
        for said in whole.statuses:
            self._gateway.status(said)
        for note in whole.notes:
            self._gateway.note(note)
        for seen in whole.seen:
            self._seen(node, seen)
        for seen in node.seen.values():
            if seen not in whole.seen:
                self._say(name, "seen", seen)
        self._gateway.obligations_changed()
        self._gateway.parked_changed()
        self._gateway.house_changed()

    def _seen(self, node: _Node, seen: Seen) -> None:
        if (card := node.note_seen(seen)) is not None:
            self._gateway.seen(card)

    def _change(self, node: _Node, what: str, said: object) -> None:
        match what:
            case "card":
                card = read(Card, said)
                node.put(card)
                self._gateway.show(card)
            case "withdraw":
                gone = read(Withdrawn, said)
                node.take(gone.operator, gone.call_id)
                self._gateway.withdraw(gone.operator, gone.call_id, gone.reason)
            case "status":
                self._gateway.status(read(StatusLine, said))
            case "seen":
                self._seen(node, read(Seen, said))
            case "note":
                self._gateway.note(read(FloorNote, said))
            case "obligations":
                self._gateway.obligations_changed()
            case "house":
                self._gateway.house_changed()
            case "parked":
                self._gateway.parked_changed()

    def _forget_silent(self, now: float) -> None:
        for name in [
            name for name, node in self._nodes.items() if now - node.heard > SILENT_BEATS * self._beat_s
        ]:
            node = self._nodes.pop(name)
            log.warning("the engine of %s is not heard any more; its cards are taken away", name)
            self._all(name, node, Whole())
