"""Named queries: each is unique, and each is valid against the migrated schema."""

from pathlib import Path

import asyncpg
import pytest

from ccengine.core.errors import SettingsError, StoreUnavailable
from ccengine.store.store import Store, load_queries, parse_queries


def test_a_name_given_twice_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="twice"):
        parse_queries("-- name: a\nselect 1\n-- name: a\nselect 2")
    (tmp_path / "one.sql").write_text("-- name: a\nselect 1")
    (tmp_path / "two.sql").write_text("-- name: a\nselect 2")
    with pytest.raises(SettingsError, match="another room"):
        load_queries(tmp_path)


@pytest.mark.store
async def test_every_query_prepares(store: Store) -> None:
    problems = {}
    async with store.session() as session:
        for name, sql in store.queries.items():
            try:
                await session.connection.prepare(sql)
            except asyncpg.PostgresError as error:
                problems[name] = str(error)
    assert problems == {}


@pytest.mark.store
async def test_jsonb_and_hostile_text_travel_both_ways(store: Store) -> None:
    hostile = {"name": "a\x00b'\"\\u0000 \u202e${SHELL}\r\n%0d", "long": "я" * 10_000, "half": "\ud800"}
    async with store.transaction() as session:
        await session.execute("audit_put", "op1", "x\x00y", "", hostile)
    row = await store.fetch_one("audit_last", 1)
    assert row is not None
    assert row["action"] == "x\ufffdy"
    assert row["detail"]["name"] == "a\ufffdb'\"\\u0000 \u202e${SHELL}\r\n%0d"
    assert row["detail"]["long"] == hostile["long"]
    assert row["detail"]["half"] == "\ufffd"


async def test_a_store_without_a_server_is_unavailable(tmp_path: Path) -> None:
    async with Store(f"postgresql://x@/x?host={tmp_path}") as store:
        with pytest.raises(StoreUnavailable):
            await store.fetch("log_streams")


@pytest.mark.parametrize("dsn", ["nonsense", "mysql://a:secret@b/c"])
async def test_a_dsn_that_is_none_is_a_wrong_setting(dsn: str) -> None:
    with pytest.raises(SettingsError) as caught:
        async with Store(dsn) as store:
            await store.fetch("log_streams")
    assert "secret" not in str(caught.value)


@pytest.mark.store
async def test_a_refused_login_is_a_wrong_setting(dsn: str) -> None:
    stranger = dsn.replace("ccengine@", "stranger@")
    async with Store(stranger) as store:
        with pytest.raises(SettingsError):
            await store.fetch("log_streams")
