"""How long a pop takes: from the INVITE to the card on a page, and to the page's acknowledgement.

A pop is a card that first lies there ringing. It is shown when a page that is connected was sent
it, so an operator without a page has a pop that is not shown. It is measured once: later versions
of the card are no new pop. A call's first pops are told apart from its later ones (the next
operator after nobody answered, a transfer), since those waited for people, not for us.

No clock here: ``now`` is UTC milliseconds, like the card's own times.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from ccengine.core.desk import Card, UnseenPop
from ccengine.core.metrics import Histogram

REMEMBERED_CALLS = 4_096


@dataclass(slots=True, kw_only=True)
class _Pop:
    """``start``: the INVITE. 0 is not yet."""

    start: int
    came: int
    nth: str
    shown: int = 0
    acknowledged: int = 0


class PopTimes:
    def __init__(self) -> None:
        self.shown_s: Mapping[str, Histogram] = {"first": Histogram(), "later": Histogram()}
        self.acknowledged_s: Mapping[str, Histogram] = {"first": Histogram(), "later": Histogram()}
        self.never_acknowledged = 0
        self._pops: dict[tuple[str, UUID], _Pop] = {}
        self._calls: OrderedDict[UUID, bool] = OrderedDict()

    def card(self, card: Card, now: int, *, shown: bool) -> None:
        """A card was put on an operator's screen; ``shown``: he has a page to see it on."""
        pop = self._pops.get((card.operator, card.call_id))
        if pop is None:
            if card.state != "ringing":
                return
            pop = _Pop(start=card.since, came=now, nth=self._nth(card.call_id))
            self._pops[card.operator, card.call_id] = pop
        elif card.state == "ringing":
            pop.start = card.since  # the channel was seen after the question: now the INVITE is known
        if shown:
            self._show(pop, now)

    def shown(self, operator: str, call_id: UUID, now: int) -> None:
        """A page that has just come was sent the card."""
        if (pop := self._pops.get((operator, call_id))) is not None:
            self._show(pop, now)

    def acknowledged(self, operator: str, call_id: UUID, now: int) -> None:
        pop = self._pops.get((operator, call_id))
        if pop is not None and not pop.acknowledged:
            self._show(pop, now)  # where it was shown by a gateway on another machine
            pop.acknowledged = now
            self.acknowledged_s[pop.nth].add(_seconds(pop, now))

    def withdrawn(self, operator: str, call_id: UUID) -> None:
        pop = self._pops.pop((operator, call_id), None)
        if pop is not None:
            self.never_acknowledged += not pop.acknowledged
            self._calls[call_id] = False

    @property
    def unseen(self) -> tuple[UnseenPop, ...]:
        """Pops that no page has acknowledged, oldest first."""
        return tuple(
            UnseenPop(operator=operator, call_id=call_id, start=pop.start, came=pop.came, shown=pop.shown)
            for (operator, call_id), pop in self._pops.items()
            if not pop.acknowledged
        )

    def _show(self, pop: _Pop, now: int) -> None:
        if not pop.shown:
            pop.shown = now
            self.shown_s[pop.nth].add(_seconds(pop, now))

    def _nth(self, call_id: UUID) -> str:
        """All who are rung together have the first pop; who comes after one has gone, a later one."""
        first = self._calls.setdefault(call_id, True)
        while len(self._calls) > REMEMBERED_CALLS:
            self._calls.popitem(last=False)
        return "first" if first else "later"


def _seconds(pop: _Pop, now: int) -> float:
    return max(0, now - pop.start) / 1000
