"""What is read off the engine's present, and what of it is told."""

import pytest

from ami.codec import Frame
from ami.translate import Translator
from ccengine.board.figures import Figures
from ccengine.board.picture import Picture, operator_rows
from ccengine.core.board import BoardTrunk
from ccengine.core.facts import OperatorStatus
from ccengine.engine.node import Engine
from ccengine.engine.view import EngineView
from tests.board.stream import house
from tests.engine.world import NOW, Memory, calls_in, ends, engine_in, numbering


def floor() -> tuple[Engine, EngineView, Picture]:
    engine = engine_in(Memory(house_of=house()))
    return engine, EngineView(engine, numbering), Picture("pbx1", Figures(0, engine.house.queues))


@pytest.mark.parametrize(
    ("told", "down"),
    [
        ({"Event": "PeerStatus", "Peer": "PJSIP/trunk-north", "PeerStatus": "Unreachable"}, True),
        ({"Event": "PeerStatus", "Peer": "PJSIP/trunk-north", "PeerStatus": "Reachable"}, False),
        ({"Event": "DeviceStateChange", "Device": "PJSIP/trunk-north", "State": "UNAVAILABLE"}, False),
    ],
)
def test_a_trunk_is_down_where_asterisk_has_asked_it_in_vain(told: dict[str, str], down: bool) -> None:
    engine, view, picture = floor()
    engine.feed(Translator().translate(frame({"Timestamp": "1795324298.0"} | told)))
    assert picture.trunks(["trunk"], view.lines_gone()) == [BoardTrunk(id="trunk", down=down, calls=0)]


def frame(fields: dict[str, str]) -> Frame:
    return Frame(tuple(fields.items()))


def test_a_call_is_told_until_it_ends_and_counted_until_it_is_sealed() -> None:
    engine, view, picture = floor()
    leg = "pbx1-1795324298.1"
    engine.feed([calls_in(leg, "+998901112233", dialled="998712000000")])
    (row,) = picture.read_calls(view)
    assert (row.number, row.direction, row.entered) == ("+998901112233", "inbound", 0)
    assert picture.trunks(["trunk"], ()) == [BoardTrunk(id="trunk", down=False, calls=1)]
    engine.feed([ends(leg, NOW + 1)])
    assert picture.read_calls(view) == []


def test_whose_phone_is_not_there_is_not_reachable() -> None:
    engine, _, _ = floor()
    engine.operators["op101"].phone_seen(NOW, there=False)
    rows = {row.id: row for row in operator_rows(engine.house, engine.operators, [])}
    assert (rows["op101"].reachable, rows["op102"].reachable) == (False, True)
    assert rows["op101"].status is OperatorStatus.AVAILABLE


def test_only_what_differs_is_told() -> None:
    engine, _, picture = floor()
    rows = operator_rows(engine.house, engine.operators, [])
    whole = picture.become(rows)
    assert whole is not None
    assert len(whole[0].operators) == 50
    assert picture.become(rows) is None
    engine.operators["op101"].ask(OperatorStatus.PAUSED, "Lunch", NOW + 60_000)
    change = picture.become(operator_rows(engine.house, engine.operators, [])[:-1])
    assert change is not None
    assert [(row.id, row.reason) for row in change[0].operators] == [("op101", "Lunch")]
    assert change[1].operators == ("op150",)
