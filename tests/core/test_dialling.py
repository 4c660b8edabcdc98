"""What may be called, and how much of it."""

from dataclasses import replace
from uuid import UUID

import pytest

from ccengine.core.dialling import (
    HOUR_MS,
    DestinationRefused,
    Dialled,
    LimitReached,
    Placed,
    check_destination,
    check_limits,
    whether_called,
)
from ccengine.core.directory import DiallingRules
from ccengine.core.ports import Number
from ccengine.lab.crm import demo_house

T0 = 1_795_000_000_000
RULES = DiallingRules(allowed=("+998", "+7495"), per_hour=3, at_once=2)


def number(e164: str) -> Number:
    return Number(raw=e164.lstrip("+"), e164=e164 if e164.startswith("+") else "")


@pytest.mark.parametrize(
    ("wanted", "may"),
    [
        ("+998901234567", True),
        ("+74951234567", True),
        ("+79161234567", False),
        ("+99890", True),
        ("+1900555", False),
        ("0101", False),
        ("", False),
    ],
)
def test_only_allowed_beginnings_are_called(wanted: str, may: bool) -> None:
    if may:
        check_destination(RULES, number(wanted))
        return
    with pytest.raises(DestinationRefused, match="not called from here"):
        check_destination(RULES, number(wanted))


def test_a_house_that_allows_nothing_calls_nobody_outside() -> None:
    with pytest.raises(DestinationRefused):
        check_destination(DiallingRules(), number("+998901234567"))


def test_of_any_number_it_can_be_said_whether_it_would_be_called() -> None:
    house = replace(demo_house(), dialling=RULES)
    asked = {"101": "inside", "+998901234567": "allowed", "+79161234567": "refused", "0101": "refused"}
    assert {one: whether_called(house, number(one)) for one in asked} == asked


def placed(*ages_ms: int) -> Dialled:
    dialled = Dialled()
    for nth, age in enumerate(sorted(ages_ms, reverse=True)):
        dialled.add(Placed(operator="op101", call_id=UUID(int=nth), at=T0 - age))
    return dialled


def test_so_many_an_hour_and_it_is_told_when_the_next_one_may_be() -> None:
    dialled = placed(50 * 60_000, 30 * 60_000, 1_000)
    with pytest.raises(LimitReached, match=r"3 calls within an hour.* in 10 min") as told:
        check_limits(RULES, dialled.of("op101", T0), set(), T0)
    assert (told.value.which, told.value.until) == ("per_hour", T0 + 10 * 60_000)
    check_limits(RULES, dialled.of("op101", told.value.until), set(), told.value.until)


def test_the_hour_before_does_not_count_and_nobody_counts_for_another() -> None:
    dialled = placed(HOUR_MS, HOUR_MS + 1, 2 * HOUR_MS)
    check_limits(RULES, dialled.of("op101", T0), set(), T0)
    check_limits(RULES, placed(1, 2, 3).of("op102", T0), set(), T0)


def test_so_many_at_once() -> None:
    dialled = placed(2_000, 1_000)
    live = {UUID(int=0), UUID(int=1), UUID(int=9)}
    with pytest.raises(LimitReached, match="2 calls that you placed") as told:
        check_limits(RULES, dialled.of("op101", T0), live, T0)
    assert (told.value.which, told.value.until) == ("at_once", 0)
    check_limits(RULES, dialled.of("op101", T0), {UUID(int=0)}, T0)
