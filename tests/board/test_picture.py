"""What is read off the engine's present, and what of it is told."""

import pytest

from ami.codec import Frame
from ami.translate import Translator
from ccengine.board.figures import Figures
from ccengine.board.picture import Picture, operator_rows, queue_rows
from ccengine.core.board import BoardCall, BoardQueue, BoardTrunk
from ccengine.core.facts import OperatorStatus
from ccengine.core.observed import HangupAsked, MusicStarted, Observed, PromptStarted, QueueEntered, QueueLeft
from ccengine.engine.node import Engine
from ccengine.engine.view import EngineView
from tests.board.stream import house
from tests.engine.world import NOW, Memory, answers, calls_in, ends, engine_in, numbering, rings


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


def waits(leg: str, at: int) -> list[Observed]:
    return [
        calls_in(leg, "+998901112233", at, dialled="998712000000"),
        answers(leg, at),
        QueueEntered(at=at, leg=leg, queue="q0"),
    ]


def board(engine: Engine, view: EngineView, picture: Picture) -> tuple[BoardQueue, list[BoardCall]]:
    """The first queue, and all calls."""
    calls = picture.read_calls(view)
    return queue_rows(engine.house, picture.figures, engine.operators, {}, NOW)[0], calls


def test_a_queue_shows_who_waits_in_it_and_since_when_the_first() -> None:
    engine, view, picture = floor()
    engine.feed([*waits("pbx1-1795324298.1", NOW), *waits("pbx1-1795324299.2", NOW + 1_000)])
    queue, calls = board(engine, view, picture)
    assert (queue.waiting, queue.waits_since, queue.offered) == (2, NOW, 2)
    assert [(call.queue, call.entered) for call in calls] == [("q0", NOW), ("q0", NOW + 1_000)]


@pytest.mark.parametrize(
    "gives_up",
    [[PromptStarted(at=NOW + 9, leg="one", what="voicemail")], [HangupAsked(at=NOW + 9, leg="one")]],
)
def test_who_leaves_a_message_or_is_hanging_up_waits_no_more(gives_up: list[Observed]) -> None:
    engine, view, picture = floor()
    engine.feed(waits("one", NOW))
    assert board(engine, view, picture)[0].waiting == 1
    engine.feed([QueueLeft(at=NOW + 8, leg="one", queue="q0"), *gives_up])
    queue, (call,) = board(engine, view, picture)
    assert (queue.waiting, queue.offered, call.entered) == (0, 1, 0)


def test_what_moves_within_a_phase_does_not_make_it_younger() -> None:
    engine, view, picture = floor()
    engine.feed(waits("one", NOW))
    since = board(engine, view, picture)[1][0].since
    engine.feed([MusicStarted(at=NOW + 5_000, leg="one")])
    assert board(engine, view, picture)[1][0].since == since
    engine.feed([rings("op101", "leg", "one", NOW + 9_000)])
    assert board(engine, view, picture)[1][0].since == NOW + 9_000


def test_who_is_logged_out_or_has_no_phone_takes_no_calls_of_a_queue() -> None:
    engine, view, picture = floor()
    staff = board(engine, view, picture)[0]
    first, second = [o.id for o in engine.house.operators.values() if "q0" in o.queues][:2]
    engine.operators[first].ask(OperatorStatus.OFFLINE, "", NOW)
    engine.operators[second].phone_seen(NOW, there=False)
    now = board(engine, view, picture)[0]
    assert (now.logged_in, now.available) == (staff.logged_in - 1, staff.available - 2)


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
