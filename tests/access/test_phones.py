"""Passwords of phones in browsers: none is stored, and each dies with its session."""

import pytest

from ccengine.access import Access
from ccengine.access.phones import PhonePasswords, password_of
from ccengine.store.directory import PgDirectory
from ccengine.store.store import Store
from dialplan import clean
from tests.access.test_access import PASSWORD, cheap
from tests.store.build import HOUSE

pytestmark = pytest.mark.store

KEY = b"k" * 32


async def two_logins(store: Store) -> Access:
    """``aziza`` and ``boss`` are both op101; ``other`` is op102."""
    await PgDirectory(store).put_house(HOUSE)
    access = Access(store, passwords=cheap())
    for name, role, operator in (
        ("aziza", "operator", "op101"),
        ("boss", "supervisor", "op101"),
        ("other", "operator", "op102"),
    ):
        await access.create_login(name, PASSWORD, role, operator)
    return access


def test_a_password_is_of_one_operator_and_one_generation() -> None:
    all_four = {password_of(KEY, operator, n) for operator in ("op101", "op102") for n in (0, 1)}
    assert len(all_four) == 4
    assert password_of(KEY, "op101", 0) != password_of(b"x" * 32, "op101", 0)
    assert all(clean.secret(password, "here") == password for password in all_four)


async def test_it_stays_until_a_session_ends(store: Store) -> None:
    access, passwords = await two_logins(store), PhonePasswords(store)
    first = await passwords.of("op101")
    session = await access.log_in("aziza", PASSWORD)
    assert await PhonePasswords(store).of("op101") == first
    await access.log_out(session.token)
    second = await passwords.of("op101")
    assert second != first
    assert await passwords.all(["op101", "op102"]) == {
        "op101": second,
        "op102": await passwords.of("op102"),
    }


async def test_however_a_session_ends_its_password_does(store: Store) -> None:
    access, passwords = await two_logins(store), PhonePasswords(store)
    other = await passwords.of("op102")
    known = {await passwords.of("op101")}

    async def renewed() -> None:
        fresh = await passwords.of("op101")
        assert fresh not in known
        known.add(fresh)

    await access.log_in("aziza", PASSWORD)
    await access.set_password("aziza", PASSWORD)
    await renewed()
    await access.log_in("aziza", PASSWORD)
    async with store.session() as sql:
        await sql.connection.execute("update session set expires = now() - interval '1 second'")
    await access.log_in("boss", PASSWORD)  # forgets what has expired
    await renewed()
    async with store.session() as sql:
        await sql.connection.execute("update login set operator = 'op102' where name = 'aziza'")
    await renewed()
    await access.remove_login("boss")
    await renewed()
    assert await passwords.of("op102") == other


async def test_a_name_that_comes_back_does_not_bring_an_old_password(store: Store) -> None:
    access, passwords = await two_logins(store), PhonePasswords(store)
    for _ in range(2):
        await access.log_out((await access.log_in("other", PASSWORD)).token)
    last = await passwords.of("op102")
    await access.remove_login("other")
    async with store.session() as sql:
        await sql.connection.execute("delete from operator where id = 'op102'")
    await PgDirectory(store).put_house(HOUSE)
    assert await passwords.of("op102") not in (last, password_of(KEY, "op102", 0))
