"""What the board sees of the engine: its calls, its operators, and who is at the other end."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from ccengine.core.board import Whose
from ccengine.core.call import LiveCall
from ccengine.core.directory import House
from ccengine.core.operator import OperatorLife
from ccengine.core.ports import Numbering
from ccengine.engine.node import Engine


class EngineView:
    """``core.board.FloorView`` of one engine."""

    def __init__(self, engine: Engine, numbering: Numbering) -> None:
        self._engine = engine
        self._numbering = numbering

    @property
    def house(self) -> House:
        return self._engine.house

    @property
    def operators(self) -> Mapping[str, OperatorLife]:
        return self._engine.operators

    def calls(self) -> Sequence[LiveCall]:
        return [call for call in self._engine.floor.live_calls() if call.announced]

    def whose(self, call: LiveCall) -> Whose:
        context = self._engine.pops.contexts.get(call.id)
        if context is None:
            client = call.client
            number = self._numbering(client.number if client is not None else "")
            shown = "" if call.notes.withheld else number.e164 or number.raw
            return Whose(number=shown, withheld=call.notes.withheld)
        known, life = context.client, context.recording
        withheld = context.withheld or call.notes.withheld
        return Whose(
            number="" if withheld else context.number.e164 or context.number.raw,
            withheld=withheld,
            client=known.name if known is not None and not known.provisional else "",
            company=known.company if known is not None else "",
            recording=life.state.value if life is not None else "",
            listening=tuple(sorted(context.listeners)),
        )

    def lines_gone(self) -> Collection[str]:
        return self._engine.presence.lines_gone

    def callbacks(self) -> Mapping[str, int]:
        return Counter(promise.queue for promise in self._engine.recalls.state.promises.values())
