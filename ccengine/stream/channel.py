"""Redis pub/sub, as screens use it: hear a channel, and begin again when Redis was away."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any

from ccengine.stream.redis_link import ANSWER_S, AWAY, Redis

log = logging.getLogger(__name__)

BEAT_S = 5.0
SILENT_S = 15.0
AGAIN_S = 1.0

Message = dict[str, Any]


def channels(prefix: str) -> tuple[str, str]:
    """Where engines speak, and where gateways answer."""
    return f"{prefix}:screens", f"{prefix}:screens:back"


@asynccontextmanager
async def heard(
    redis: Redis, channel: str, *, beat_s: float = BEAT_S
) -> AsyncIterator[AsyncIterator[Message]]:
    """What is said on the channel from now on; an empty message where nothing is said for a while."""
    async with redis.pubsub() as pubsub:
        async with asyncio.timeout(ANSWER_S):
            await pubsub.subscribe(channel)
            while await pubsub.get_message(timeout=ANSWER_S) is None:
                pass

        async def messages() -> AsyncGenerator[Message, None]:
            quiet = 0
            while True:
                came = await pubsub.get_message(timeout=beat_s)
                quiet = quiet + 1 if came is None else 0
                if quiet > 1:
                    raise TimeoutError("Redis does not answer")
                if came is None:
                    async with asyncio.timeout(ANSWER_S):
                        await pubsub.ping()
                yield _message(came)

        async with aclosing(messages()) as coming:
            yield coming


def _message(came: Message | None) -> Message:
    """What was said; nothing for what is no message of ours."""
    if came is None or came["type"] != "message":
        return {}
    try:
        message = json.loads(came["data"])
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}


async def again_and_again(work: Callable[[], Awaitable[None]]) -> None:
    """Until cancelled; Redis may come and go."""
    warned = False
    while True:
        began = time.monotonic()
        try:
            await work()
        except AWAY as error:
            if not warned or time.monotonic() - began > SILENT_S:
                log.warning("screens on other machines: Redis is away (%s)", type(error).__name__)
            warned = True
        await asyncio.sleep(AGAIN_S)
