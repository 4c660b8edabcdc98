"""Whose leg it is: an operator acts on his own only."""

from uuid import UUID

from ccengine.core.errors import Conflict, NotFound
from ccengine.core.floor import Floor
from ccengine.core.leg import LegLife


def own_leg(floor: Floor, operator: str, call_id: UUID, *, ringing: bool = False) -> LegLife:
    """The operator's own live leg of that call. Raises NotFound, or Conflict where it has moved on."""
    call = floor.call(call_id)
    if call is None:
        raise NotFound("There is no such live call.")
    for leg in call.members:
        if leg.endpoint == operator and leg.live and (ringing or leg.answered):
            return leg
    raise Conflict("This call is no longer with you.")
