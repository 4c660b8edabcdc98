"""Who is there: operators' phones as the PBX has them, states that have lasted too long, and states
that are not true.

A phone that goes while it rings is rung in vain: that ringing is ended, and the caller goes on to the
next step of his plan. A state that the PBX does not bear out (busy, and no channel of his is left) is
mended at the next look, counted, and told in the log.

How an earlier engine left somebody is taken over with its times: since when he is so, until when his
wrap-up runs, since when his phone is away. What clocks make of a phone that is away waits until the PBX
has said that it still is.
"""

import logging
from collections.abc import Callable, Collection, Sequence

from ccengine.core.desk import StatusLine
from ccengine.core.errors import CcengineError
from ccengine.core.events import OperatorOverstayed
from ccengine.core.facts import OperatorStatus
from ccengine.core.observed import PhoneSeen
from ccengine.core.operator import KnownOperator, OperatorLife
from ccengine.core.presence import PresenceRules, limit_ms, line_of, until
from ccengine.engine.context import Shared
from ccengine.engine.pops import Pops

log = logging.getLogger(__name__)


class Presence:
    """``say`` puts events into the engine's stream; ``moved`` hears that somebody can be rung, or no
    longer, beside the states that are told as events."""

    def __init__(self, shared: Shared, pops: Pops, moved: Callable[[], None], rules: PresenceRules) -> None:
        self._floor = shared.floor
        self._home = shared.home
        self._pops = pops
        self._ports = shared.ports
        self._say = shared.say
        self._moved = moved
        self._counters = shared.counters
        self._rules = rules
        self.lines_gone: set[str] = set()
        """Endpoints that are nobody's phone (trunks) and are not there."""
        self._overstayed: dict[str, int] = {}
        """By operator: the pause (its beginning) of which it was told that it is too long."""
        self._heard: set[str] = set()
        """Operators of whose phone the PBX has told us since we have heard it, whatever it was."""

    def remember(self, known: KnownOperator) -> None:
        """How an engine before this one left him. A wrap-up that ran out meanwhile was over then."""
        life = self._home.lives.get(known.operator)
        if life is None:
            return
        life.resume(known)
        if known.overstayed:
            self._overstayed[life.id] = life.since
        if life.wrap_until and life.wrap_until <= self._ports.clock():
            self._say(life.settle(life.wrap_until))
        self.show(life)

    # --- telling --------------------------------------------------------------------------------

    def line(self, operator: str) -> StatusLine:
        return line_of(self._home.lives[operator], self._home.house.pauses)

    def show(self, life: OperatorLife) -> None:
        self._ports.screens.status(line_of(life, self._home.house.pauses))

    def show_all(self) -> None:
        """The house has changed: a pause may be longer, or shorter, from now on."""
        for life in self._home.lives.values():
            self.show(life)

    # --- phones ---------------------------------------------------------------------------------

    def phone_seen(self, seen: PhoneSeen) -> None:
        life = self._home.lives.get(seen.endpoint)
        if life is None:
            (self.lines_gone.discard if seen.there else self.lines_gone.add)(seen.endpoint)
            return
        self._heard.add(life.id)
        told = life.phone_seen(seen.at, there=seen.there)
        if not told:
            return
        self._say(told)
        self.show(life)
        if not seen.there:
            self._counters["phones_gone"] += 1
            self._stop_ringing(life)
        self._moved()

    def unheard(self) -> None:
        """The PBX is not heard any more: whose phone was away may come back, and nobody would tell."""
        self._heard.clear()

    def _stop_ringing(self, life: OperatorLife) -> None:
        """Nobody hears it: whoever waits there goes on at once."""
        for leg in life.ringing:
            known = self._floor.legs.get(leg)
            if known is not None and known.live and known.channel:
                self._pops.spawn(self._stop(known.channel))

    async def _stop(self, channel: str) -> None:
        try:
            await self._ports.pbx.stop_ringing(channel)
        except CcengineError as error:
            log.warning("a phone that has gone could not be let go of: %s", error)

    # --- time -----------------------------------------------------------------------------------

    def tick(self) -> None:
        now = self._ports.clock()
        for life in self._home.lives.values():
            self._say(life.settle(now))
            self._overstays(life, now)
            self._is_away(life, now)
        self._mend({leg.id for leg in self._floor.legs.values() if leg.live})

    def _overstays(self, life: OperatorLife, now: int) -> None:
        end = until(life, self._home.house.pauses) if life.status is OperatorStatus.PAUSED else 0
        if not end or now < end or self._overstayed.get(life.id) == life.since:
            return
        self._overstayed[life.id] = life.since
        limit = limit_ms(self._home.house.pauses, life.shown)
        self._say(
            [
                OperatorOverstayed(
                    at=now, operator=life.id, reason=life.shown, since=life.since, limit_ms=limit
                )
            ]
        )

    def _is_away(self, life: OperatorLife, now: int) -> None:
        """Nobody has been there for so long: reports would call him available all the while."""
        over = self._rules.away_ms and life.away and now - life.away >= self._rules.away_ms
        if over and life.id in self._heard and life.wish is not OperatorStatus.OFFLINE and not life.talking:
            self._counters["operators_set_offline"] += 1
            self._say(life.ask(OperatorStatus.OFFLINE, "", now))

    # --- what is true ---------------------------------------------------------------------------

    def _mend(self, live: Collection[str]) -> None:
        """Nobody rings or talks on a leg that there is not."""
        for life in self._home.lives.values():
            gone = [leg for leg in (*life.ringing, *life.talking) if leg not in live]
            if gone:
                self.mended(life, gone)

    def mended(self, life: OperatorLife, legs: Sequence[str]) -> None:
        """These legs of his are gone, and nobody saw them go."""
        was = life.status
        for leg in legs:
            call = life.talking.get(leg) or life.ringing[leg]
            self._say(life.follow(leg, call, self._ports.clock(), rings=False, talks=False))
        self._counters["operators_mended"] += 1
        log.warning("%s was shown %s without a channel of his; he is %s", life.id, was, life.status)
