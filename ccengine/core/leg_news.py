"""What an observation changes on its own leg and on nothing else: a table by kind of observation.

What links legs to each other, or is an event of the call, is the floor's.
"""

from collections.abc import Callable

from ccengine.core import observed as o
from ccengine.core.leg import SAME_MS, LegLife, Move
from ccengine.core.observed import Side

LEG_MOVES: dict[type[o.Observed], Move] = {
    o.LegCreated: Move.CREATE,
    o.LegRinging: Move.RING,
    o.LegAnswered: Move.ANSWER,
    o.BridgeEntered: Move.JOIN,
    o.LegEnded: Move.END,
}
"""Observations that are moves of the leg's own table; the others only add spans and links."""


def _ringing(leg: LegLife, seen: o.LegRinging) -> None:
    leg.rang = leg.rang or seen.at


def _answered(leg: LegLife, seen: o.LegAnswered) -> None:
    leg.answered = leg.answered or seen.at


def _dial_ended(leg: LegLife, seen: o.DialEnded) -> None:
    leg.result = leg.result or seen.result


def _left(leg: LegLife, seen: o.BridgeLeft) -> None:
    leg.stays.finish(seen.at, seen.bridge)
    leg.holds.finish(seen.at)


def _unhold(leg: LegLife, seen: o.HoldEnded) -> None:
    leg.holds.finish(seen.at)


def _music_on(leg: LegLife, seen: o.MusicStarted) -> None:
    leg.music.begin(seen.at)


def _music_off(leg: LegLife, seen: o.MusicStopped) -> None:
    leg.music.finish(seen.at)


def _unqueued(leg: LegLife, seen: o.QueueLeft) -> None:
    leg.queues.finish(seen.at, seen.queue)
    leg.unqueued.append(seen.at)


def _prompted(leg: LegLife, seen: o.PromptStarted) -> None:
    leg.prompts.begin(seen.at, seen.what)


def _unprompted(leg: LegLife, seen: o.PromptEnded) -> None:
    leg.prompts.finish(seen.at)


def _wants_callback(leg: LegLife, seen: o.CallbackAsked) -> None:
    leg.wants_callback = leg.wants_callback or seen.at
    leg.callback_queue = leg.callback_queue or seen.queue


def _moved(leg: LegLife, seen: o.CallerMoved) -> None:
    if all(abs(seen.at - at) > SAME_MS for at, _ in leg.moved):
        leg.moved.append((seen.at, seen.how))


def _spying(leg: LegLife, seen: o.SpyStarted) -> None:
    leg.side = Side.PLUMBING


def _asked(leg: LegLife, seen: o.HangupAsked) -> None:
    leg.asked = min(leg.asked or seen.at, seen.at)  # CEL tells it when the PBX could end the channel


def _ended(leg: LegLife, seen: o.LegEnded) -> None:
    leg.ended, leg.cause = seen.at, seen.cause
    for spans in (leg.stays, leg.holds, leg.music, leg.prompts, leg.parked, leg.queues):
        spans.finish(max(seen.at, leg.start))


LEG_NEWS: dict[type[o.Observed], Callable[..., None]] = {
    o.LegRinging: _ringing,
    o.LegAnswered: _answered,
    o.DialEnded: _dial_ended,
    o.BridgeLeft: _left,
    o.HoldEnded: _unhold,
    o.MusicStarted: _music_on,
    o.MusicStopped: _music_off,
    o.QueueLeft: _unqueued,
    o.PromptStarted: _prompted,
    o.PromptEnded: _unprompted,
    o.CallbackAsked: _wants_callback,
    o.CallerMoved: _moved,
    o.SpyStarted: _spying,
    o.HangupAsked: _asked,
    o.LegEnded: _ended,
}
