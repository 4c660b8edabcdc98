"""Rules are changed, tried out and followed while calls go on."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from ccengine.core.errors import BadInput, Conflict, NotFound
from ccengine.core.rule_document import BadRules
from ccengine.core.rules import DryRun, RuleBook, StoredBook
from ccengine.engine.node import Engine
from ccengine.engine.rules import RuleKeeper
from tests.engine.world import NOW, NUMBER, Memory, client_of, engine_in, memory_with_clients, question

QUEUE_ONLY = {"rules": [{"id": "wait", "kind": "queue", "seconds": 77}]}


class Shelf:
    """Versions in memory."""

    def __init__(self) -> None:
        self.books: list[StoredBook] = []

    async def newest(self) -> StoredBook | None:
        return self.books[-1] if self.books else None

    async def get(self, version: int) -> StoredBook | None:
        return next((book for book in self.books if book.version == version), None)

    async def versions(self, limit: int) -> list[StoredBook]:
        return self.books[::-1][:limit]

    async def put(self, document: Mapping[str, Any], *, after: int, login: str, comment: str) -> StoredBook:
        if after != len(self.books):
            raise Conflict
        book = StoredBook(version=after + 1, at=NOW, login=login, comment=comment, document=document)
        self.books.append(book)
        return book


def keeper_in(memory: Memory) -> tuple[Engine, RuleKeeper]:
    engine = engine_in(memory)
    return engine, RuleKeeper(engine, Shelf())


async def test_a_new_version_decides_the_next_call() -> None:
    memory = memory_with_clients()
    engine, keeper = keeper_in(memory)
    _, number = client_of(memory, "op101")
    assert (await keeper.newest()).version == 0
    stored = await keeper.put(QUEUE_ONLY, after=0, login="root", comment="quiet day")
    assert (stored.version, (await keeper.newest()).document) == (1, stored.document)
    reply = await engine.route(question("pbx1-1795324298.0", number))
    assert (reply.do, reply.targets, reply.seconds) == ("queue", "sales", 77)
    assert memory.entries[-1].data["decision"]["inputs"]["rules"] == "1"
    assert [book.version for book in await keeper.versions(9)] == [1]
    with pytest.raises(NotFound):
        await keeper.get(2)
    await engine.aclose()


async def test_rules_that_make_no_sense_and_old_versions_change_nothing() -> None:
    engine, keeper = keeper_in(memory_with_clients())
    wrong = {"rules": [{"id": "a", "kind": "queue", "target": "gone"}]}
    with pytest.raises(BadRules, match=r"rules\[0\].target: there is no queue 'gone'"):
        await keeper.put(wrong, after=0, login="root", comment="")
    assert [str(problem) for problem in keeper.check(wrong)] == ["rules[0].target: there is no queue 'gone'"]
    assert [problem.place for problem in keeper.check({"rules": 7})] == ["rules"]
    assert keeper.check(QUEUE_ONLY) == ()
    with pytest.raises(Conflict):
        await keeper.put(QUEUE_ONLY, after=4, login="root", comment="")
    assert engine.house.rules.version == 0
    await engine.aclose()


async def test_what_another_process_changes_is_taken_over_and_an_outage_changes_nothing() -> None:
    memory = memory_with_clients()
    engine, keeper = keeper_in(memory)
    memory.house_of = dataclasses.replace(memory.house_of, rules=RuleBook(version=3))
    await keeper.renew()
    assert engine.house.rules.version == 3
    memory.house_of = dataclasses.replace(memory.house_of, rules=RuleBook(version=2))
    await keeper.renew()
    assert engine.house.rules.version == 3
    memory.house_away = True
    await keeper.renew()
    assert (engine.house.rules.version, engine.counters["house_unreadable"]) == (3, 1)
    await engine.aclose()


async def test_who_is_overtaken_while_his_rules_are_written_does_not_bring_old_ones_back() -> None:
    engine, keeper = keeper_in(memory_with_clients())
    engine.adopt(dataclasses.replace(engine.house, rules=RuleBook(version=2)))
    assert (await keeper.put(QUEUE_ONLY, after=0, login="root", comment="")).version == 1
    assert engine.house.rules.version == 2
    await engine.aclose()


async def test_a_dry_run_tells_the_whole_way_of_a_call_that_nobody_takes() -> None:
    memory = memory_with_clients()
    engine, keeper = keeper_in(memory)
    client, number = client_of(memory, "op101")
    result = await keeper.dry_run(DryRun(caller=number, dialled=NUMBER, at=NOW))
    assert result.client == client.id
    assert [decision.rule for decision in result.path] == [
        "responsible",
        "deputy",
        "queue",
        "static",
        "goodbye",
    ]
    assert "did not answer" in result.path[1].why
    busy = DryRun(caller=number, dialled=NUMBER, at=NOW, states={"op101": "busy"})
    assert (await keeper.dry_run(busy)).path[0].rule == "deputy"
    other = DryRun(caller="", dialled=NUMBER, at=NOW, document=QUEUE_ONLY)
    path = (await keeper.dry_run(other)).path
    assert [decision.step.kind for decision in path] == ["queue", "hangup"]
    assert not [entry for entry in memory.entries if entry.type == "call.routed"]
    await engine.aclose()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (DryRun(caller="", dialled="5", at=NOW), "'5' is not one of our numbers"),
        (DryRun(caller="abc", dialled=NUMBER, at=NOW), "The caller's number is none"),
        (
            DryRun(caller="", dialled=NUMBER, at=NOW, states={"op101": "asleep"}),
            "'op101' cannot be supposed 'asleep'",
        ),
        (DryRun(caller="", dialled=NUMBER, at=NOW, document={"rules": 1}), "rules: must be a list"),
    ],
)
async def test_a_dry_run_that_cannot_be_made_says_why(asked: DryRun, told: str) -> None:
    engine, keeper = keeper_in(memory_with_clients())
    with pytest.raises(BadInput, match=told):
        await keeper.dry_run(asked)
    await engine.aclose()


async def test_the_vocabulary_names_every_kind_and_what_there_is_to_choose_from() -> None:
    engine = engine_in(memory_with_clients())
    keeper = RuleKeeper(engine, Shelf(), {"goodbye", "closed"})
    words = keeper.vocabulary()
    assert words["sounds"] == ["closed", "goodbye"]
    assert keeper.check({"rules": [{"id": "a", "kind": "play", "target": "gone"}]})
    assert {"id": "sales", "name": "Sales"} in words["queues"]
    (queue,) = [kind for kind in words["kinds"] if kind["kind"] == "queue"]
    assert queue["takes"] == ["seconds", "attempts", "most_waiting"]
    assert [one["id"] for one in words["departments"]] == ["sales", "support"]
    await engine.aclose()
