"""What may be called from here, and how much of it: the house's limits on calls that its people place. Pure.

A toll fraudster who has got hold of one login reaches what the house itself calls, so often an hour
and no more. What the house has promised (a call back) is not limited by this.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from ccengine.core.directory import DiallingRules, House
from ccengine.core.errors import NotAllowed, TemporaryError
from ccengine.core.ports import Number

HOUR_MS = 3_600_000


class DestinationRefused(NotAllowed):
    """Numbers there are not called from here."""


class LimitReached(TemporaryError):
    """So many calls cannot be placed at once, or in an hour.

    ``which``: per_hour or at_once. ``until``: UTC milliseconds from which one more may be placed; 0 where
    that is when one of the running calls ends."""

    def __init__(self, template: str, *, which: str, until: int, **names: str | int) -> None:
        super().__init__(template, **names)
        self.which = which
        self.until = until


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A call that an operator has placed."""

    operator: str
    call_id: UUID
    at: int


@dataclass(slots=True)
class Dialled:
    """What has been placed in the last hour, by operator, the oldest first."""

    placed: dict[str, list[Placed]] = field(default_factory=dict)

    def add(self, one: Placed) -> None:
        self.placed.setdefault(one.operator, []).append(one)

    def drop(self, one: Placed) -> None:
        """It was not placed after all."""
        self.placed[one.operator].remove(one)

    def of(self, operator: str, now: int) -> Sequence[Placed]:
        kept = [one for one in self.placed.get(operator, ()) if now - one.at < HOUR_MS]
        self.placed[operator] = kept
        return kept


def extensions(house: House) -> set[str]:
    """What colleagues dial: no number outside the house."""
    people = {person.extension for person in house.operators.values()}
    return people | {queue.extension for queue in house.queues.values() if queue.extension}


def check_destination(rules: DiallingRules, number: Number) -> None:
    """Raises DestinationRefused for a number outside the house that may not be called."""
    if number.e164.startswith(rules.allowed or ("!",)):
        return
    raise DestinationRefused(
        "Numbers that begin with {begin} are not called from here; "
        "an administrator allows them in the administration, under Calls out.",
        begin=(number.e164 or number.raw)[:5],
    )


def whether_called(house: House, number: Number) -> str:
    """Whether an operator may call it: inside (a colleague or a queue, always), allowed or refused."""
    if (number.e164 or number.raw).lstrip("+") in extensions(house):
        return "inside"
    try:
        check_destination(house.dialling, number)
    except DestinationRefused:
        return "refused"
    return "allowed"


def check_limits(rules: DiallingRules, placed: Sequence[Placed], live: Collection[UUID], now: int) -> None:
    """Raises LimitReached where this operator can place no more just now. ``live`` are the calls in
    flight."""
    running = sum(one.call_id in live for one in placed)
    if running >= rules.at_once:
        raise LimitReached(
            "You have {running} calls that you placed yourself, and more than {limit} at once are not "
            "allowed; end one first.",
            which="at_once",
            until=0,
            running=running,
            limit=rules.at_once,
        )
    if len(placed) >= rules.per_hour:
        until = placed[len(placed) - rules.per_hour].at + HOUR_MS
        raise LimitReached(
            "You have placed {limit} calls within an hour, and more are not allowed; the next one in "
            "{minutes} min.",
            which="per_hour",
            until=until,
            limit=rules.per_hour,
            minutes=max(1, -(-(until - now) // 60_000)),
        )
