"""The calls of a stretch of the past under other rules: which would have gone elsewhere.

Each call's first decision is made twice, in the situation of its moment: by the rules that were in
force then, and by the new ones. Where the first does not come out as it was stored, the situation
could not be put together again (an operator who has left since, a state that was not recorded);
such a call is counted and not compared. What the new rules would have done to waits is an
estimate (``routing.estimate``).
"""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from ccengine.core.directory import House
from ccengine.core.facts import Decision, Step
from ccengine.core.past import Past, PastCall
from ccengine.core.rules import RuleBook
from routing.estimate import Waits, estimate, observed
from routing.policy import decide
from routing.then import Then

Way = tuple[Step, Step]
"""The first step by the rules then, and by the new ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A call that would have gone elsewhere."""

    call_id: UUID
    at: int
    dialled: str
    old: Decision
    new: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """``unlike``: calls whose decision could not be made again as it was. ``waits`` as they were, and
    by the estimate under the rules then and under the new ones."""

    calls: int
    unlike: int
    moved: tuple[Moved, ...]
    was: Waits
    old: Waits
    new: Waits

    @property
    def compared(self) -> int:
        return self.calls - self.unlike

    def ways(self) -> list[tuple[Way, int]]:
        """From where to where, and how many calls; the most first."""
        counts = Counter((_where(one.old.step), _where(one.new.step)) for one in self.moved)
        return counts.most_common()


def replay(past: Past, house: House, rules: RuleBook) -> Replay:
    """``house`` as it is today. Nothing is changed."""
    then = Then(past, house)
    moved: list[Moved] = []
    unlike = 0
    for call in past.calls:
        old = _as_it_was(then, call)
        if old is None:
            unlike += 1
            continue
        new = decide(then.situation(call, then.house(rules)))
        if _where(new.step) != _where(old.step):
            dialled = call.inputs.get("dialled", "")
            moved.append(Moved(call_id=call.call_id, at=call.at, dialled=dialled, old=old, new=new))
    return Replay(
        calls=len(past.calls),
        unlike=unlike,
        moved=tuple(moved),
        was=observed(past),
        old=estimate(past, house, None),
        new=estimate(past, house, rules),
    )


def _as_it_was(then: Then, call: PastCall) -> Decision | None:
    """The decision of the time made again; None where it comes out otherwise."""
    book = then.book(call)
    if book is None:
        return None
    again = decide(then.situation(call, then.house(book)))
    return again if _where(again.step) == _where(call.step) else None


def _where(step: Step) -> Step:
    """For how long is another matter."""
    return Step(kind=step.kind, targets=step.targets)
