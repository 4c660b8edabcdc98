"""What is told of an operator's state beside the state itself."""

import pytest

from ccengine.core.directory import PauseReason
from ccengine.core.errors import BadInput
from ccengine.core.facts import OperatorStatus as S
from ccengine.core.operator import OperatorLife
from ccengine.core.presence import line_of, pause_named, until
from tests.core.test_operator import CALL, T0, WRAP_MS

PAUSES = {
    "lunch": PauseReason(id="lunch", name="Обед", limit_s=2_700),
    "other": PauseReason(id="other", name="Other"),
}


def test_a_pause_is_asked_for_by_its_id_and_shown_by_its_name() -> None:
    assert pause_named(PAUSES, "lunch") == "Обед"
    for asked in ("Обед", "nap", ""):
        with pytest.raises(BadInput, match="lunch"):
            pause_named(PAUSES, asked)
    assert pause_named({}, "x" * 100) == "x" * 80, "a house that names none takes any words"


def test_when_a_pause_is_too_long_is_known_from_its_beginning() -> None:
    life = OperatorLife("op101")
    life.ask(S.PAUSED, "Обед", T0)
    assert until(life, PAUSES) == T0 + 2_700_000
    assert until(life, {}) == 0
    life.ask(S.PAUSED, "Other", T0 + 1)
    assert until(life, PAUSES) == 0
    life.ask(S.AVAILABLE, "", T0 + 2)
    assert until(life, PAUSES) == 0


def test_a_wrap_up_is_made_longer_once() -> None:
    life = OperatorLife("op101")
    life.ask(S.AVAILABLE, "", T0)
    assert not life.extend_wrap_up(T0)
    life.follow("a", CALL, T0, rings=False, talks=True)
    assert not life.extend_wrap_up(T0)
    life.follow("a", CALL, T0 + 1_000, rings=False, talks=False, wrap_up_ms=WRAP_MS)
    line = line_of(life, PAUSES)
    assert (line.status, line.until, line.extendable) == (S.WRAP_UP, T0 + 1_000 + WRAP_MS, True)
    (told,) = life.extend_wrap_up(T0 + 1_500)
    assert (told.at, told.until) == (T0 + 1_500, T0 + 1_000 + 2 * WRAP_MS)
    assert not life.extend_wrap_up(T0)
    line = line_of(life, PAUSES)
    assert (line.until, line.extendable) == (T0 + 1_000 + 2 * WRAP_MS, False)
    assert life.settle(T0 + 1_000 + WRAP_MS) == []
    (event,) = life.settle(T0 + 1_000 + 2 * WRAP_MS)
    assert event.status is S.AVAILABLE


def test_ready_now_ends_the_wrap_up() -> None:
    life = OperatorLife("op101")
    life.ask(S.AVAILABLE, "", T0)
    life.follow("a", CALL, T0, rings=False, talks=True)
    life.follow("a", CALL, T0 + 1_000, rings=False, talks=False, wrap_up_ms=WRAP_MS)
    life.ask(S.AVAILABLE, "", T0 + 1_100)
    assert (life.status, until(life, PAUSES), life.extend_wrap_up(T0)) == (S.AVAILABLE, 0, [])


def test_a_phone_that_is_away_stands_beside_the_state() -> None:
    life = OperatorLife("op101")
    life.ask(S.AVAILABLE, "", T0)
    assert life.is_free(T0)
    (gone,) = life.phone_seen(T0 + 1, there=False)
    assert (gone.there, life.is_free(T0 + 1)) == (False, False)
    assert life.phone_seen(T0 + 2, there=False) == [], "since when stays"
    line = line_of(life, PAUSES)
    assert (line.status, line.reachable, line.away) == (S.AVAILABLE, False, T0 + 1)
    (back,) = life.phone_seen(T0 + 3, there=True)
    assert back.there
    assert life.is_free(T0 + 3)
