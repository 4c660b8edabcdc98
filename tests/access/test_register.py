"""The register of logins: whoever is quick, somebody stays who can let others in."""

import asyncio
from dataclasses import replace

import pytest

from ccengine.access import Access, User
from ccengine.access.register import Change
from ccengine.access.roles import PERMISSIONS
from ccengine.core.errors import BadInput, Conflict, NotAllowed
from ccengine.store.store import Store
from tests.access.test_access import PASSWORD, cheap

pytestmark = pytest.mark.store

ANNA, BORIS = User(login="anna", role="admin"), User(login="boris", role="admin")
DEMOTED = Change(role="operator", operator="", locked=False, version=1)


async def two_administrators(store: Store) -> Access:
    access = Access(store, passwords=cheap())
    for user in (ANNA, BORIS):
        await access.create_login(user.login, PASSWORD, user.role)
    return access


async def test_two_who_demote_each_other_at_once_leave_one(store: Store) -> None:
    access = await two_administrators(store)
    said = await asyncio.gather(
        access.register.change("anna", DEMOTED, by=BORIS),
        access.register.change("boris", DEMOTED, by=ANNA),
        return_exceptions=True,
    )
    assert [type(one) for one in said if one is not None] == [Conflict]
    roles = [login.role for login in await access.register.listing()]
    assert sorted(roles) == ["admin", "operator"]


async def test_two_who_remove_each_other_at_once_leave_one(store: Store) -> None:
    access = await two_administrators(store)
    said = await asyncio.gather(
        access.register.remove("anna", by=BORIS),
        access.register.remove("boris", by=ANNA),
        return_exceptions=True,
    )
    assert [type(one) for one in said if one is not None] == [Conflict]


async def test_an_administrator_who_waits_for_his_password_lets_nobody_in(store: Store) -> None:
    access = await two_administrators(store)
    await access.register.create("vera", "admin", "", by=ANNA)
    await access.register.remove("boris", by=ANNA)
    with pytest.raises(Conflict, match="last administrator"):
        await access.register.remove("anna", by=BORIS)


async def test_an_administrator_who_is_locked_out_lets_nobody_in(store: Store) -> None:
    access = await two_administrators(store)
    locked = Change(role="admin", operator="", locked=True, version=1)
    await access.register.change("boris", locked, by=ANNA)
    with pytest.raises(Conflict, match="last administrator"):
        await access.register.remove("anna", by=BORIS)


async def test_nobody_raises_a_login_above_himself(store: Store) -> None:
    access = await two_administrators(store)
    await access.create_login("core", PASSWORD, "crm")
    program = User(login="token:keeper", role="token", scopes=PERMISSIONS["crm"] | {"logins"})
    await access.register.set_password("core", PASSWORD, by=program)
    with pytest.raises(NotAllowed, match="settings"):
        await access.register.change("core", replace(DEMOTED, role="admin"), by=program)


async def test_nobody_gives_what_he_does_not_have(store: Store) -> None:
    access = await two_administrators(store)
    program = User(login="token:keeper", role="token", scopes=frozenset({"logins", "events"}))
    with pytest.raises(NotAllowed, match="settings"):
        await access.register.create("mine", "admin", "", by=program)
    with pytest.raises(NotAllowed):
        await access.register.set_password("anna", PASSWORD, by=program)
    with pytest.raises(NotAllowed):
        await access.register.link("anna", by=program)


async def test_an_address_ends_with_its_time_and_when_a_password_is_set_otherwise(store: Store) -> None:
    access = await two_administrators(store)
    late, _ = await access.register.link("anna", by=BORIS)
    async with store.session() as session:
        await session.connection.execute("update login_link set expires = now()")
    with pytest.raises(NotAllowed, match="its time is over"):
        await access.register.redeem(late, PASSWORD)
    needless, _ = await access.register.link("anna", by=BORIS)
    await access.register.set_password("anna", PASSWORD, by=BORIS)
    with pytest.raises(NotAllowed, match="has been used"):
        await access.register.redeem(needless, PASSWORD)


async def test_an_address_of_which_the_password_is_too_short_is_still_good(store: Store) -> None:
    access = await two_administrators(store)
    token, _ = await access.register.link("anna", by=BORIS)
    with pytest.raises(BadInput):
        await access.register.redeem(token, "short")
    assert await access.register.redeem(token, PASSWORD) == "anna"
