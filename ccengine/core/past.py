"""What is known of a stretch of time that is over, as a replay of its calls needs it. Plain records.

Times are UTC milliseconds; a moment that never was is 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from ccengine.core.directory import Client
from ccengine.core.facts import OperatorStatus, Step
from ccengine.core.rules import RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCall:
    """An inbound call with its first decision, made ``at``. ``client`` is as the directory has him
    today; what the decision looked at then is in ``inputs``."""

    call_id: UUID
    at: int
    start: int
    answer: int
    end: int
    step: Step
    inputs: Mapping[str, str]
    client: Client | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastState:
    """An operator was in one state; of the last one the end is not known (then it is ``OPEN``)."""

    operator: str
    status: OperatorStatus
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRing:
    """A decision promised these phones to a call for at most that long."""

    call_id: UUID
    operators: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTalk:
    """An operator talked in a call."""

    call_id: UUID
    operator: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PastOffer:
    """An operator's phone rang for that long; he took the call or did not."""

    operator: str
    answered: bool
    ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """[start, end). ``calls`` in the order of their decisions; ``books`` are the rules that were in
    force meanwhile, by version."""

    start: int
    end: int
    calls: tuple[PastCall, ...] = ()
    states: tuple[PastState, ...] = ()
    rings: tuple[PastRing, ...] = ()
    talks: tuple[PastTalk, ...] = ()
    offers: tuple[PastOffer, ...] = ()
    books: Mapping[int, RuleBook] = field(default_factory=dict)


OPEN = 1 << 62
"""Later than anything."""
