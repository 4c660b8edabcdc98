"""Roles climb: each may what the one below may; the machine beside them works no desk."""

import itertools

from ccengine.access.roles import LADDER, PERMISSIONS, ROLES, User
from ccengine.access.throttle import LIMITS, MOST_KEYS, Throttle


def test_each_role_may_what_the_one_below_may() -> None:
    names = [role for role, _ in LADDER]
    for lower, higher in itertools.pairwise(names):
        assert PERMISSIONS[lower] < PERMISSIONS[higher]
    assert {*names, "crm"} == ROLES


def test_the_machine_works_no_desk() -> None:
    crm = User(login="bitrix", role="crm")
    assert crm.may("events")
    assert crm.may("clients.write")
    assert not crm.may("desk")
    assert not crm.may("logins")


def test_waits_double_and_are_forgotten() -> None:
    throttle = Throttle()
    for _ in range(LIMITS["pair"] - 1):
        throttle.begins("a", "here", 0.0)
    assert throttle.wait_s("a", "here", 0.0) == 0
    waits = []
    for _ in range(3):
        throttle.begins("a", "here", 0.0)
        waits.append(throttle.wait_s("a", "here", 0.0))
    assert waits == [15.0, 30.0, 60.0]
    assert throttle.wait_s("a", "there", 0.0) == 0
    throttle.begins("a", "here", 5_000.0)
    assert throttle.wait_s("a", "here", 5_000.0) == 0


def test_success_clears_the_pair_and_memory_is_bounded() -> None:
    throttle = Throttle()
    for _ in range(LIMITS["pair"]):
        throttle.begins("a", "here", 0.0)
        throttle.succeeded("a", "here")
    assert throttle.wait_s("a", "here", 0.0) == 0
    for n in range(MOST_KEYS):
        throttle.begins(f"n{n}", f"s{n}", 0.0)
    assert len(throttle._failures) <= MOST_KEYS
