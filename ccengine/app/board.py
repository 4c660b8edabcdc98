"""The supervisor's board, put together: the engine's present, the day's facts, and how we are ourselves."""

from collections.abc import Callable

from ami.control import ControlLink
from ami.link import EventLink
from ccengine.app.frame import Frame, wall_ms
from ccengine.board.keeper import BoardKeeper
from ccengine.core.board import BoardHealth
from ccengine.core.ports import Numbering
from ccengine.engine.node import Engine
from ccengine.engine.view import EngineView
from ccengine.store.board import PgBoard
from ccengine.store.store import Store
from ccengine.store.writer import Writer
from screenpop.gateway import ScreenGateway

LATE_MS = 1_000
"""Events that come later than this are told of, to the second: the board must not flicker."""


class Pulse:
    """How the parts are that everything rests on."""

    def __init__(
        self, link: EventLink, control: ControlLink, writer: Writer, late: Callable[[], int]
    ) -> None:
        self._link = link
        self._control = control
        self._writer = writer
        self._late = late
        self._up, self._since = False, wall_ms()

    def __call__(self) -> BoardHealth:
        if self._link.up is not self._up:
            self._up, self._since = self._link.up, wall_ms()
        late = self._late()
        return BoardHealth(
            pbx=self._up,
            pbx_since=self._since,
            control=self._control.up,
            database=not self._writer.away,
            late_ms=late // LATE_MS * LATE_MS,
            unwritten=self._writer.lag if self._writer.away else 0,
        )


async def open_board(
    frame: Frame,
    engine: Engine,
    gateway: ScreenGateway,
    store: Store,
    numbering: Numbering,
    pulse: Pulse,
) -> BoardKeeper:
    keeper = BoardKeeper(
        frame.settings.node.name,
        EngineView(engine, numbering),
        PgBoard(store, frame.settings.node.name),
        gateway,
        say=engine.say,
        health=pulse,
        trunks=frame.settings.node.trunks,
        zone=frame.settings.desk.zone,
        clock=wall_ms,
    )
    await keeper.begin()
    gateway.board = keeper
    frame.work["board"] = keeper.run()
    return keeper
