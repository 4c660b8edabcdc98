"""What people may ask of the engine: each deed is checked here, then done by the PBX or the phone.

An operator acts on his own legs only. What a deed leads to is not told from here: it is seen on
the event link like everything else.
"""

from typing import Any
from uuid import UUID

from ccengine.core.call import LiveCall, Phase
from ccengine.core.directory import Client, Operator
from ccengine.core.errors import Conflict, NotAllowed, NotFound
from ccengine.core.events import plain
from ccengine.core.facts import OperatorStatus
from ccengine.core.operator import WISHES
from ccengine.core.ports import Number
from ccengine.core.presence import line_of, pause_named
from ccengine.core.record import direction_of
from ccengine.core.recording import RecordingState
from ccengine.engine.context import Shared
from ccengine.engine.legs import own_leg
from ccengine.engine.pops import Pops
from ccengine.engine.recordings import Recordings

_OVER = frozenset({Phase.ENDED, Phase.SEALED})


class People:
    """``core.desk.Desk`` on one engine. ``say`` puts events into its stream."""

    def __init__(self, shared: Shared, pops: Pops, recordings: Recordings) -> None:
        self._floor = shared.floor
        self._home = shared.home
        self._pops = pops
        self._recordings = recordings
        self._ports = shared.ports
        self._say = shared.say
        self._counters = shared.counters

    async def answer(self, operator: str, call_id: UUID) -> None:
        leg = own_leg(self._floor, operator, call_id, ringing=True)
        url = self._operator(operator).answer_url
        if not url:
            raise NotAllowed("This phone cannot be answered from the page; pick it up.")
        if leg.answered:
            raise Conflict("The call is answered already.")
        await self._ports.phones.answer(url)

    async def hang_up(self, operator: str, call_id: UUID) -> None:
        await self._ports.pbx.hang_up(own_leg(self._floor, operator, call_id).channel)

    def number_on(self, operator: str, call_id: UUID) -> Number | None:
        return self._pops.number_on(operator, call_id)

    def client_chosen(self, call_id: UUID, client: Client) -> None:
        self._pops.chosen(call_id, client)

    async def set_recording(self, operator: str, call_id: UUID, wish: RecordingState) -> None:
        own_leg(self._floor, operator, call_id, ringing=True)
        call = self._floor.call(call_id)
        if call is not None:
            await self._recordings.switch(operator, call, wish)

    async def set_status(self, operator: str, status: OperatorStatus, reason: str) -> None:
        if status not in WISHES:
            raise NotAllowed("This state follows from calls; ask for available, paused or offline.")
        self._operator(operator)
        if status is OperatorStatus.PAUSED:
            reason = pause_named(self._home.house.pauses, reason)
        self._say(self._home.lives[operator].ask(status, reason, self._ports.clock()))

    async def extend_wrap_up(self, operator: str) -> None:
        self._operator(operator)
        life = self._home.lives[operator]
        told = life.extend_wrap_up(self._ports.clock())
        if not told:
            raise Conflict("A wrap-up is made longer once, while it runs.")
        self._say(told)
        self._ports.screens.status(line_of(life, self._home.house.pauses))

    def statuses(self) -> dict[str, OperatorStatus]:
        """The operators' states now."""
        return {life.id: life.status for life in self._home.lives.values()}

    def live(self) -> dict[str, Any]:
        calls = [
            {
                "call_id": str(call.id),
                "phase": call.now.phase.value,
                "direction": direction_of(list(call.members)).value,
                "start": call.root.start,
                "dialled": call.root.dialled,
                "queue": call.notes.queue,
                "client": call.notes.client,
                "operators": sorted({call.present[leg].endpoint for leg in call.now.talking}),
                "listeners": self._listeners(call),
            }
            for call in self._floor.live_calls()
            if call.now.phase not in _OVER and call.announced
        ]
        pauses = self._home.house.pauses
        operators = [plain(line_of(life, pauses)) for life in self._home.lives.values()]
        return {"calls": calls, "operators": operators, "counters": dict(self._counters)}

    def _listeners(self, call: LiveCall) -> list[dict[str, str]]:
        context = self._pops.contexts.get(call.id)
        told = context.listeners.items() if context else ()
        return [{"operator": operator, "how": how.value} for operator, how in sorted(told)]

    def _operator(self, operator: str) -> Operator:
        found = self._home.house.operators.get(operator)
        if found is None:
            raise NotFound("There is no operator {operator}.", operator=operator)
        return found
