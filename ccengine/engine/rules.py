"""The rules in force: followed, changed and tried out while calls go on.

The house is read again every few seconds, so that whatever changes it, here or in another
process, is in force soon after. While the database is away, or when what it holds cannot be read,
the last house stays.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ccengine.core.directory import House
from ccengine.core.errors import BadInput, CcengineError, NotFound
from ccengine.core.facts import OperatorStatus
from ccengine.core.rule_document import BadRules, read_book, write_book
from ccengine.core.rules import (
    DEFAULT,
    DryRun,
    DryRunResult,
    RuleBook,
    RuleProblem,
    RuleStore,
    StoredBook,
)
from ccengine.engine.node import Engine
from routing.check import check_book
from routing.path import path_of
from routing.situation import OperatorState, Situation
from routing.vocabulary import vocabulary

FOLLOW_S = 3.0
"""So long after another process has changed the house its calls may still go by the old one."""


class RuleKeeper:
    """``core.rules.RuleDesk`` on one engine. ``sounds``: the ids of those that the PBX can play."""

    def __init__(self, engine: Engine, store: RuleStore, sounds: Collection[str] = ()) -> None:
        self._engine = engine
        self._store = store
        self._sounds = sounds

    # --- in force ---------------------------------------------------------------------------------

    async def follow(self) -> None:
        """Keep the engine's house as the directory has it, for ever."""
        while True:
            await self.renew()
            await asyncio.sleep(FOLLOW_S)

    async def renew(self) -> None:
        """Take over what has changed; what cannot be read changes nothing."""
        try:
            house = await self._engine.ports.directory.house()
        except CcengineError:
            self._engine.counters["house_unreadable"] += 1
            return
        self.take_over(house)

    def take_over(self, house: House) -> None:
        """Unless newer ones are in force already: what was read before they were is late."""
        known = self._engine.house
        if house.rules.version >= known.rules.version and house.version >= known.version:
            self._engine.adopt(house)

    # --- versions ---------------------------------------------------------------------------------

    async def newest(self) -> StoredBook:
        stored = await self._store.newest()
        return stored or StoredBook(version=0, at=0, login="", comment="", document=write_book(DEFAULT))

    async def get(self, version: int) -> StoredBook:
        stored = await self._store.get(version)
        if stored is None:
            raise NotFound("There is no version {version} of the rules.", version=version)
        return stored

    async def versions(self, limit: int) -> Sequence[StoredBook]:
        return await self._store.versions(limit)

    async def put(self, document: object, *, after: int, login: str, comment: str) -> StoredBook:
        book = self._checked(document)
        stored = await self._store.put(write_book(book), after=after, login=login, comment=comment)
        self.take_over(replace(self._engine.house, rules=replace(book, version=stored.version)))
        return stored

    # --- trying out -------------------------------------------------------------------------------

    def check(self, document: object) -> Sequence[RuleProblem]:
        try:
            self._checked(document)
        except BadRules as refused:
            return refused.problems
        return ()

    def check_in(self, house: House) -> Sequence[RuleProblem]:
        """Everything that would be wrong with a house's rules: it, and not this one, is asked about."""
        return check_book(house.rules, house, self._sounds)

    def _checked(self, document: object) -> RuleBook:
        """Raises BadRules."""
        book = read_book(document)
        problems = check_book(book, self._engine.house, self._sounds)
        if problems:
            raise BadRules(problems)
        return book

    async def dry_run(self, question: DryRun) -> DryRunResult:
        house = self._engine.house
        if question.document is not None:
            house = replace(house, rules=self._checked(question.document))
        if question.dialled not in house.numbers:
            numbers = ", ".join(house.numbers)
            wrong = "'{number}' is not one of our numbers; these are: {numbers}."
            raise BadInput(wrong, number=question.dialled, numbers=numbers)
        now = await self._situation(question, house)
        client = now.client
        return DryRunResult(
            client=client.id if client else "",
            client_name=(client.company or client.name) if client else "",
            path=path_of(now),
        )

    async def _situation(self, question: DryRun, house: House) -> Situation:
        ports = self._engine.ports
        number = ports.numbering(question.caller)
        if question.caller and not number.e164:
            raise BadInput("The caller's number is none; write it like +998901234567, or leave it empty.")
        client = await ports.directory.by_number(number.e164) if number.e164 else None
        nobodys = client is not None and not client.responsible
        return Situation(
            at=question.at,
            dialled=question.dialled,
            house=house,
            caller=number.e164,
            withheld=not question.caller,
            client=client,
            last_operator=await ports.cards.last_operator(client.id) if client and nobodys else "",
            operators=self._states(question.states),
        )

    def _states(self, supposed: Mapping[str, str]) -> dict[str, OperatorState]:
        now = self._engine.ports.clock()
        states = {
            life.id: OperatorState(life.status, life.is_reserved(now))
            for life in self._engine.operators.values()
        }
        for operator, status in supposed.items():
            if operator not in states or status not in set(OperatorStatus):
                raise BadInput(
                    "'{operator}' cannot be supposed '{status}': the operators are {operators}, "
                    "the states {states}.",
                    operator=operator,
                    status=status,
                    operators=", ".join(states),
                    states=", ".join(OperatorStatus),
                )
            states[operator] = OperatorState(OperatorStatus(status))
        return states

    def vocabulary(self) -> dict[str, Any]:
        return vocabulary(self._engine.house, self._sounds)
