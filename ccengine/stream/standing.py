"""Cards on their way to gateways on other machines: what is said of them, and what stands. Pure.

``Standing`` is what lies on the screens of one node. Its engine has one, and so has each gateway
that listens; ``Whole`` carries one to the other. ``seen`` belongs to it: which cards some page has
acknowledged, each just as it is (``mark``), so that a card that has changed is owed again.
"""

import hashlib
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from ccengine.core.desk import Card, Screens, StatusLine
from ccengine.core.events import plain
from ccengine.core.supervision import MOST_NOTES, FloorNote

Place = tuple[str, UUID]
"""Where a card lies: the operator, and the call."""


class Gateway(Screens, Protocol):
    """What shows cards, and can be told that one was seen elsewhere."""

    def seen(self, card: Card) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    operator: str
    call_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A page shows just this card; ``mark`` is a digest of all that stands on it."""

    operator: str
    call_id: UUID
    mark: str


def mark_of(card: Card) -> str:
    return hashlib.sha256(json.dumps(plain(card), sort_keys=True).encode()).hexdigest()[:32]


def seen_of(card: Card) -> Seen:
    return Seen(operator=card.operator, call_id=card.call_id, mark=mark_of(card))


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """All that stands on one node's screens, and what of it is known to be seen."""

    cards: tuple[Card, ...] = ()
    statuses: tuple[StatusLine, ...] = ()
    seen: tuple[Seen, ...] = ()
    notes: tuple[FloorNote, ...] = ()


@dataclass(slots=True)
class Standing:
    """What stands on the screens of one node."""

    cards: dict[Place, Card] = field(default_factory=dict)
    statuses: dict[str, StatusLine] = field(default_factory=dict)
    seen: dict[Place, Seen] = field(default_factory=dict)
    notes: deque[FloorNote] = field(default_factory=lambda: deque(maxlen=MOST_NOTES))
    """Words to everybody, the last ones; a gateway knows how long they stand."""

    def whole(self) -> Whole:
        return Whole(
            cards=tuple(self.cards.values()),
            statuses=tuple(self.statuses.values()),
            seen=tuple(self.seen.values()),
            notes=tuple(self.notes),
        )

    def add_note(self, note: FloorNote) -> None:
        self.notes.append(note)

    def put(self, card: Card) -> None:
        self.cards[card.operator, card.call_id] = card
        self.seen.pop((card.operator, card.call_id), None)

    def take(self, operator: str, call_id: UUID) -> None:
        self.cards.pop((operator, call_id), None)
        self.seen.pop((operator, call_id), None)

    def note_seen(self, seen: Seen) -> Card | None:
        """The card that was seen: None where it is another by now, or was known to be."""
        place = seen.operator, seen.call_id
        card = self.cards.get(place)
        if card is None or place in self.seen or mark_of(card) != seen.mark:
            return None
        self.seen[place] = seen
        return card
