"""What should stand on one operator's screen, and what his pages have not confirmed yet.

``OperatorScreen`` is the truth; a page is a copy. Whatever changes the truth returns the
messages that bring an up-to-date copy up to date again, and a page that connects (again) gets
the whole. So a copy can only be right or cut off, never quietly wrong:

* a card is delivered until some page of the operator acknowledges it: at once, with every
  snapshot, and again after ``patience`` (which doubles each time, up to a limit);
* a withdrawal needs no acknowledgement: a page either gets it, in order, or loses its
  connection and gets a snapshot in which the card is gone.

No clock and no network here: ``now`` is milliseconds of any clock that only runs forward.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from ccengine.core.desk import Card, StatusLine
from screenpop.messages import CardShown, CardWithdrawn, Change, Snapshot, StatusChanged

PATIENCE_MS = 3_000
PATIENCE_LIMIT_MS = 30_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A card some page was sent and none has acknowledged; sent again at ``due``."""

    version: int
    due: int
    patience: int


class OperatorScreen:
    """One operator's cards, state and deliveries."""

    def __init__(self, *, patience_ms: int = PATIENCE_MS, patience_limit_ms: int = PATIENCE_LIMIT_MS) -> None:
        self._patience = patience_ms
        self._patience_limit = patience_limit_ms
        self.version = 0
        self.status_line: StatusLine | None = None
        self._cards: dict[UUID, CardShown] = {}
        self._deliveries: dict[UUID, Delivery] = {}

    @property
    def cards(self) -> tuple[Card, ...]:
        """What should be seen, oldest first."""
        return tuple(shown.card for shown in self._cards.values())

    @property
    def unacknowledged(self) -> int:
        return len(self._deliveries)

    def show(self, card: Card, now: int) -> tuple[Change, ...]:
        """Show the card, or put it in place of the one for the same call."""
        known = self._cards.get(card.call_id)
        if known is not None and known.card == card:
            return ()
        shown = CardShown(version=self._next(), card=card)
        self._cards[card.call_id] = shown
        self._deliveries[card.call_id] = Delivery(
            version=shown.version, due=now + self._patience, patience=self._patience
        )
        return (shown,)

    def withdraw(self, call_id: UUID, reason: str) -> tuple[Change, ...]:
        """Take the card away; nothing is owed for it any more."""
        if self._cards.pop(call_id, None) is None:
            return ()
        self._deliveries.pop(call_id, None)
        return (CardWithdrawn(version=self._next(), call_id=call_id, reason=reason),)

    def status(self, line: StatusLine) -> tuple[Change, ...]:
        if line == self.status_line:
            return ()
        self.status_line = line
        return (StatusChanged(version=self._next(), status=line),)

    def snapshot(self, now: int, at: int, colleagues: tuple[StatusLine, ...] = ()) -> Snapshot:
        """The whole, for a page that has just connected. It delivers every card anew, so
        patience with each begins again. ``at`` is the wall clock, for the page."""
        for call_id, delivery in self._deliveries.items():
            self._deliveries[call_id] = replace(delivery, due=now + self._patience, patience=self._patience)
        return Snapshot(
            version=self.version, at=at, cards=self.cards, status=self.status_line, colleagues=colleagues
        )

    def acknowledged(self, call_id: UUID, version: int) -> bool:
        """A page has the card as of ``version``; true if that settles its delivery. A page that
        confirms an older state of the card still owes the newer one."""
        delivery = self._deliveries.get(call_id)
        if delivery is None or version < delivery.version:
            return False
        del self._deliveries[call_id]
        return True

    def shown(self, call_id: UUID) -> Card | None:
        """The card of this call, as it is."""
        shown = self._cards.get(call_id)
        return shown.card if shown is not None else None

    def seen(self, card: Card) -> bool:
        """A page of another gateway shows just this card; true if that settles its delivery."""
        if self.shown(card.call_id) != card:
            return False
        return self._deliveries.pop(card.call_id, None) is not None

    def due(self, now: int) -> tuple[CardShown, ...]:
        """The cards to be sent again. They keep their version: a page that has the card
        already merely acknowledges it again."""
        late = [call_id for call_id, delivery in self._deliveries.items() if delivery.due <= now]
        for call_id in late:
            delivery = self._deliveries[call_id]
            patience = min(delivery.patience * 2, self._patience_limit)
            self._deliveries[call_id] = replace(delivery, due=now + patience, patience=patience)
        return tuple(self._cards[call_id] for call_id in late)

    def _next(self) -> int:
        self.version += 1
        return self.version
