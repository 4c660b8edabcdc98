"""Logins and sessions: what is stored, who gets in, and for how long."""

import asyncio
import base64
import time

import pytest
from argon2 import PasswordHasher

from ccengine.access import Access, Session
from ccengine.access.passwords import Passwords
from ccengine.access.roles import PERMISSIONS
from ccengine.core.errors import BadInput, Conflict, NotAllowed, NotFound
from ccengine.store.directory import PgDirectory
from ccengine.store.store import Store
from tests.store.build import HOUSE

pytestmark = pytest.mark.store

PASSWORD = "correct horse battery"


class Clock:
    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


def cheap(memory: int = 64) -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=memory, parallelism=1))


async def people(store: Store, clock: Clock | None = None) -> Access:
    await PgDirectory(store).put_house(HOUSE)
    access = Access(store, passwords=cheap(), now=clock or Clock())
    await access.create_login("aziza", PASSWORD, "operator", "op101")
    await access.create_login("boss", PASSWORD, "supervisor")
    return access


async def refused(access: Access, name: str, password: str, source: str = "") -> str:
    with pytest.raises(NotAllowed) as caught:
        await access.log_in(name, password, source)
    return str(caught.value)


async def test_logging_in_gives_a_session_of_which_only_the_hash_is_kept(store: Store) -> None:
    access = await people(store)
    session = await access.log_in(" Aziza ", PASSWORD, "10.0.0.7")
    assert (session.user.login, session.user.operator, session.user.name) == ("aziza", "op101", "Aziza")
    assert await access.session(session.token) == session
    assert session.csrf_matches(session.csrf)
    assert not session.csrf_matches("")
    async with store.session() as sql:
        stored = await sql.connection.fetch("select * from session, login")
    assert session.token not in str(stored)
    assert PASSWORD not in str(stored)
    assert "$argon2id$" in str(stored)
    await access.log_out(session.token)
    assert await access.session(session.token) is None


async def test_nobody_is_made_by_default(store: Store) -> None:
    access = Access(store, passwords=cheap())
    assert await access.logins() == []
    for name in ("admin", "root", ""):
        await refused(access, name, "")


async def test_a_wrong_name_and_a_wrong_password_are_refused_alike(store: Store) -> None:
    access = await people(store)
    hostile = "x\x00'\"\u202e" + "я" * 10_000
    answers = {
        await refused(access, name, password)
        for name, password in (("aziza", "wrong"), ("nobody", PASSWORD), (hostile, hostile), ("boss", ""))
    }
    assert answers == {"The name or the password is wrong."}
    async with store.session() as sql:
        failures = await sql.connection.fetchval("select count(*) from audit where action = 'login.failed'")
    assert failures == 4


async def test_guessing_is_slowed_down_also_all_at_once(store: Store) -> None:
    clock = Clock()
    access = await people(store, clock)
    guesses = await asyncio.gather(*(refused(access, "aziza", f"guess {n}", "evil") for n in range(12)))
    assert sum("wrong" in answer for answer in guesses) == 5
    assert "try again in" in await refused(access, "aziza", PASSWORD, "evil")
    await access.log_in("aziza", PASSWORD, "10.0.0.7")  # its owner sits elsewhere
    clock.now += 16
    await access.log_in("aziza", PASSWORD, "evil")


async def test_sessions_run_out_and_end_with_the_password(store: Store) -> None:
    access = await people(store)
    short = Access(store, passwords=cheap(), session_s=0)
    assert await short.session((await short.log_in("boss", PASSWORD)).token) is None
    session = await access.log_in("boss", PASSWORD)
    await access.set_password("boss", "another good one")
    assert await access.session(session.token) is None
    await refused(access, "boss", PASSWORD)
    await access.log_in("boss", "another good one")


async def test_an_older_hash_is_renewed(store: Store) -> None:
    await people(store)
    access = Access(store, passwords=cheap(memory=128))
    await access.log_in("boss", PASSWORD)
    async with store.session() as sql:
        assert "m=128" in await sql.connection.fetchval("select password_hash from login where name = 'boss'")
    await access.log_in("boss", PASSWORD)


async def test_what_makes_no_login(store: Store) -> None:
    access = await people(store)
    for name, password, role, operator in (
        ("", PASSWORD, "operator", ""),
        ("A b", PASSWORD, "operator", ""),
        ("new", "short", "operator", ""),
        ("new", "x" * 201, "operator", ""),
        ("new", PASSWORD, "king", ""),
        ("new", PASSWORD, "operator", "op999"),
    ):
        with pytest.raises(BadInput):
            await access.create_login(name, password, role, operator)
    with pytest.raises(Conflict):
        await access.create_login("boss", PASSWORD, "admin")
    with pytest.raises(NotFound):
        await access.set_password("new", PASSWORD)
    assert [user.login for user in await access.logins()] == ["aziza", "boss"]
    await access.remove_login("boss")
    with pytest.raises(NotFound):
        await access.remove_login("boss")


async def test_a_screen_token_lives_shortly_and_with_its_session(store: Store) -> None:
    clock = Clock()
    access = await people(store, clock)
    session = await access.log_in("aziza", PASSWORD)
    token = access.screenpop_token(session)
    visitor = await access.visitor(token)
    assert visitor is not None
    assert (visitor.operator, await access.rights_of(visitor)) == ("op101", PERMISSIONS["operator"])
    boss = await access.log_in("boss", PASSWORD)
    watcher = await access.visitor(access.screenpop_token(boss))
    assert watcher is not None
    assert (watcher.operator, await access.rights_of(watcher)) == ("", PERMISSIONS["supervisor"])
    await access.log_out(boss.token)
    assert await access.rights_of(watcher) is None
    for forged in forgeries(token, session):
        assert await access.screenpop_user(forged) is None
    clock.now += 121
    assert await access.screenpop_user(token) is None
    token = access.screenpop_token(session)
    assert await access.screenpop_user(token) == session.user
    await access.log_out(session.token)
    assert await access.screenpop_user(token) is None


def forgeries(token: str, session: Session) -> list[str]:
    data = bytearray(base64.urlsafe_b64decode(token))
    data[39] ^= 1  # a later end
    return ["", "я", token[:-4], session.token, base64.urlsafe_b64encode(data).decode(), "A" * len(token)]
