"""How an operator's state is told: since when, until when, and whether his phone is there. Pure.

How long a pause may last is the house's to say, by the reason's name, at the moment of asking: so a
supervisor's change holds for pauses that run already, and for those that an earlier engine began.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ccengine.core.desk import StatusLine
from ccengine.core.directory import PauseReason
from ccengine.core.errors import BadInput
from ccengine.core.facts import OperatorStatus
from ccengine.core.operator import OperatorLife

AWAY_MS = 15 * 60_000

Pauses = Mapping[str, PauseReason]


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceRules:
    """Whose phone has been away for ``away_ms`` is set offline (0: never)."""

    away_ms: int = AWAY_MS


def pause_named(pauses: Pauses, asked: str) -> str:
    """The name of the pause that was asked for by its id. A house that names none takes any words."""
    if not pauses:
        return asked[:80]
    if asked not in pauses:
        known = ", ".join(f"{pause.id} ({pause.name})" for pause in pauses.values())
        raise BadInput(
            "The field 'reason' must be the id of one of the house's pauses: {known}.", known=known
        )
    return pauses[asked].name


def limit_ms(pauses: Pauses, name: str) -> int:
    """How long a pause of that name may last; 0: as long as he likes."""
    return next((pause.limit_s * 1000 for pause in pauses.values() if pause.name == name), 0)


def until(life: OperatorLife, pauses: Pauses) -> int:
    """When his wrap-up ends, or the permitted time of his pause; 0: neither."""
    if life.status is OperatorStatus.WRAP_UP:
        return life.wrap_until
    limit = limit_ms(pauses, life.shown) if life.status is OperatorStatus.PAUSED else 0
    return life.since + limit if limit else 0


def line_of(life: OperatorLife, pauses: Pauses) -> StatusLine:
    return StatusLine(
        operator=life.id,
        status=life.status,
        reason=life.shown,
        since=life.since,
        until=until(life, pauses),
        extendable=life.status is OperatorStatus.WRAP_UP and life.wrap_ms > 0,
        reachable=life.reachable,
        away=life.away,
    )
