"""Nobody is ever stuck: what the engine believes to be up is held against what the PBX has, now and then.

A channel that ends is told, once. Should that one word be lost, its operator would stay busy for
ever, and its call unsealed. So the PBX is asked every few seconds which channels there are; what it
does not name twice in a row is gone (once may be a word that is still on its way).
"""

import asyncio
import logging

from ami.link import EventLink
from ccengine.app.frame import wall_ms
from ccengine.core.errors import CcengineError
from ccengine.engine.node import Engine

log = logging.getLogger(__name__)

LOOK_S = 4.0

REASON = "it ended, and nobody heard of it"


async def keep_true(engine: Engine, link: EventLink, *, look_s: float = LOOK_S) -> None:
    """Look, for ever. What could not be seen this time is seen the next time."""
    missed: frozenset[str] = frozenset()
    while True:
        await asyncio.sleep(look_s)
        asked = wall_ms()
        believed = frozenset(leg.id for leg in engine.floor.legs.values() if leg.live and leg.start < asked)
        try:
            there = await link.channels() if believed else believed
        except CcengineError as error:
            log.debug("what is up could not be looked at: %s", error)
            missed = frozenset()  # another connection begins with a look of its own
            continue
        if there is None:
            continue
        gone = believed - there
        certain = gone & missed
        if certain:
            log.warning("%d channels ended without a word; what hung on them is mended", len(certain))
            engine.counters["channels_lost"] += len(certain)
            engine.reconcile(set(believed - certain), asked, REASON)
        missed = gone - certain
