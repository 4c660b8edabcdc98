"""Versions of the rule book: each kept, one after the other, told to whoever follows."""

import asyncio

import pytest

from ccengine.core.errors import Conflict
from ccengine.core.ports import LogEntry
from ccengine.core.rules import DEFAULT, StoredBook
from ccengine.store.directory import PgDirectory
from ccengine.store.rules import PgRules
from ccengine.store.store import Store

pytestmark = pytest.mark.store

NOW = 1_795_324_298_000
ONE = {"rules": [{"id": "wait", "kind": "queue"}]}
TWO = {"rules": [{"id": "end", "kind": "hangup"}]}


async def test_every_version_is_kept_and_the_newest_is_in_force(store: Store) -> None:
    heard: list[LogEntry] = []
    rules, directory = PgRules(store, announce=heard.extend, now=lambda: NOW), PgDirectory(store)
    assert await rules.newest() is None
    assert (await directory.house()).rules == DEFAULT
    first = await rules.put(ONE, after=0, login="root", comment="the queue only")
    assert first == StoredBook(version=1, at=NOW, login="root", comment="the queue only", document=ONE)
    second = await rules.put(TWO, after=1, login="root", comment="")
    assert await rules.newest() == second
    assert await rules.get(1) == first
    assert await rules.get(3) is None
    assert await rules.versions(10) == [second, first]
    book = (await directory.house()).rules
    assert (book.version, [rule.id for rule in book.rules]) == (2, ["end"])
    assert [(e.stream, e.type, e.data["version"], e.data["by"]) for e in heard] == [
        ("desk", "rules.changed", 1, "root"),
        ("desk", "rules.changed", 2, "root"),
    ]
    audited = await store.fetch("audit_last", 10)
    assert [(row["login"], row["action"], row["subject"]) for row in audited] == [
        ("root", "rules.put", "2"),
        ("root", "rules.put", "1"),
    ]


async def test_of_two_who_change_the_same_version_at_once_one_is_refused(store: Store) -> None:
    rules = PgRules(store, announce=lambda entries: None, now=lambda: NOW)
    both = await asyncio.gather(
        *(rules.put(ONE, after=0, login=login, comment="") for login in ("root", "chief")),
        return_exceptions=True,
    )
    assert [type(one) for one in both if isinstance(one, Exception)] == [Conflict]
    assert [stored.version for stored in await rules.versions(10)] == [1]
    with pytest.raises(Conflict, match="Version 0 of the rules is no longer the newest"):
        await rules.put(TWO, after=0, login="root", comment="")
    with pytest.raises(Conflict):
        await rules.put(TWO, after=7, login="root", comment="")
