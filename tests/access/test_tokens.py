"""Tokens of programs: shown once, kept as a hash, good for their scopes and until they end."""

import asyncio

import pytest

from ccengine.access import SCOPES
from ccengine.access.throttle import LIMITS
from ccengine.core.errors import BadInput, Conflict, NotFound, TooManyAttempts
from ccengine.store.store import Store
from tests.access.test_access import PASSWORD, Clock, people

pytestmark = pytest.mark.store


async def test_a_token_opens_what_it_was_made_for_and_only_its_hash_is_kept(store: Store) -> None:
    access = await people(store)
    made, secret = await access.tokens.create("crm", ["events", "calls.all"], by="boss")
    assert secret.startswith("cct_")
    session = await access.bearer(secret, "10.0.0.7")
    assert session is not None
    assert (session.user.login, session.user.role, session.user.operator) == ("token:crm", "token", "")
    assert session.user.permissions == {"events", "calls.all"}
    assert not session.user.may("reports")
    assert (made.last_used, made.expires, made.created_by) == (0, 0, "boss")
    [listed] = await access.tokens.listing()
    assert listed.last_used >= made.created
    async with store.session() as sql:
        kept = str(await sql.connection.fetch("select * from api_token, audit"))
    assert secret not in kept
    assert secret.removeprefix("cct_") not in kept


async def test_it_ends_when_it_is_revoked_or_its_time_is_over(store: Store) -> None:
    access = await people(store)
    _, revoked = await access.tokens.create("a", ["events"], by="boss", days=1)
    _, expired = await access.tokens.create("b", ["events"], by="boss", days=1)
    assert await access.bearer(revoked) is not None
    await access.tokens.revoke("a", by="boss")
    async with store.session() as sql:
        await sql.connection.execute(
            "update api_token set created = now() - interval '2 days', expires = now() - interval '1 day'"
        )
        audited = await sql.connection.fetch("select login, action, subject from audit order by id")
    assert await access.bearer(revoked) is None
    assert await access.bearer(expired) is None
    assert ("boss", "token.revoke", "a") in [tuple(row) for row in audited]
    with pytest.raises(NotFound):
        await access.tokens.revoke("a", by="boss")


async def test_wrong_tokens_are_slowed_down_and_good_ones_are_not(store: Store) -> None:
    clock = Clock()
    access = await people(store, clock)
    _, secret = await access.tokens.create("crm", ["events"], by="boss")
    assert await access.bearer(secret, "here") is not None
    for number in range(LIMITS["source"]):
        assert await access.bearer(f"cct_{number}", "here") is None
    with pytest.raises(TooManyAttempts, match="try again in"):
        await access.bearer("cct_one more", "here")
    with pytest.raises(TooManyAttempts):
        await access.bearer("and not only ours", "here")
    assert await access.bearer(secret, "here") is not None  # it has been good before
    assert await access.bearer("cct_one more", "there") is None
    await access.log_in("boss", PASSWORD, "here")  # a program's mistake shuts no person out
    clock.now += 16
    assert await access.bearer("cct_one more", "here") is None


async def test_a_good_token_may_be_shown_by_many_at_once(store: Store) -> None:
    access = await people(store)
    _, secret = await access.tokens.create("crm", ["events"], by="boss")
    assert await access.bearer(secret, "here") is not None
    sessions = await asyncio.gather(*(access.bearer(secret, "here") for _ in range(2 * LIMITS["source"])))
    assert all(sessions)


async def test_a_login_s_own_token_may_be_shown_too(store: Store) -> None:
    access = await people(store)
    session = await access.log_in("boss", PASSWORD)
    assert await access.bearer(session.token, "here") == session


async def test_what_makes_no_token(store: Store) -> None:
    access = await people(store)
    for name, scopes, days in (
        ("", ["events"], 0),
        ("A b", ["events"], 0),
        ("crm", [], 0),
        ("crm", ["tea"], 0),
        ("crm", ["desk"], 0),
        ("crm", ["events"], 99_999),
    ):
        with pytest.raises(BadInput):
            await access.tokens.create(name, scopes, by="boss", days=days)
    assert not {"desk", "calls.own"} & SCOPES
    await access.tokens.create("crm", ["events"], by="boss")
    with pytest.raises(Conflict):
        await access.tokens.create("crm", ["events"], by="boss")
