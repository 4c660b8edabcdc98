"""The outside world of the demo: it keeps calling, and it answers when it is called.

Who calls which number, how patient he is and how long he talks come from seeded chance; print
``seed`` to be able to see the same day again. The world stands behind the trunk: its one socket
is what the PBX knows as the public network.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ccengine.core.directory import Client
from ccengine.lab.call import Call, CallOver, Manners, State
from ccengine.lab.dice import Dice
from ccengine.lab.phone import Phone
from ccengine.lab.tones import Voices
from ccengine.lab.transactions import Address

HOST = "127.0.0.2"
"""The trunk's address: callers are known by it (phones of the house come from elsewhere)."""

_WITHHELD = (("Privacy", "id"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How lively the day is; pairs are from, to in seconds. ``most`` bounds calls at once."""

    between: tuple[float, float] = (4.0, 12.0)
    patience: tuple[float, float] = (15.0, 60.0)
    talk: tuple[float, float] = (10.0, 40.0)
    answer: tuple[float, float] = (2.0, 6.0)
    most: int = 6
    unknown: float = 0.2
    withheld: float = 0.1


class World:
    """``open`` it before the PBX is written (``address`` belongs to the trunk), then ``start``."""

    def __init__(
        self,
        server: Address,
        voices: Voices,
        clients: Sequence[Client],
        numbers: Sequence[str],
        *,
        seed: int,
        pace: Pace | None = None,
    ) -> None:
        self.seed = seed
        self.outcomes: Counter[str] = Counter()
        self.phone = Phone("world", server, voices, host=HOST, manners=Manners(lines=100))
        self._clients = clients
        self._numbers = numbers
        self._pace = pace or Pace()
        self._dice = Dice(seed)
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        await self.phone.start()
        self._tasks.append(asyncio.create_task(self._answer_calls(), name="world answers"))

    @property
    def address(self) -> Address:
        """Where the PBX sends outbound calls."""
        host, _, port = self.phone.line.address.rpartition(":")
        return host, int(port)

    def start(self) -> None:
        """Begin to call."""
        self._tasks.append(asyncio.create_task(self._keep_calling(), name="world calls"))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        await self.phone.close()

    async def _keep_calling(self) -> None:
        while True:
            if len(self.phone.calls) < self._pace.most:
                self.phone.spawn(self._one_call(self._caller(), self._dice.choice(self._numbers)))
            await asyncio.sleep(self._dice.uniform(*self._pace.between))

    def _caller(self) -> str:
        """The number that calls, in one of the forms in which networks send it; empty: withheld."""
        luck = self._dice.random()
        if luck < self._pace.withheld:
            return ""
        if luck < self._pace.withheld + self._pace.unknown:
            return f"+99897{self._dice.randrange(1_000_000, 9_999_999)}"
        number = self._dice.choice(self._dice.choice(self._clients).phones)
        return written_forms(number)[self._dice.randrange(2)]

    async def _one_call(self, caller: str, number: str) -> None:
        patience, talk = self._dice.uniform(*self._pace.patience), self._dice.uniform(*self._pace.talk)
        if caller:
            call = await self.phone.place(number, user=caller)
        else:
            call = await self.phone.place(number, user="anonymous", display="Anonymous", headers=_WITHHELD)
        try:
            await call.reach(State.UP, patience)
            await self._talk(call, talk)
            self.outcomes["connected"] += 1
        except TimeoutError:
            self.outcomes["gave up"] += 1
            await call.hang_up()
        except CallOver:
            self.outcomes["refused"] += 1
        finally:
            self.phone.forget(call)

    async def _answer_calls(self) -> None:
        while True:
            call = await self.phone.incoming(deadline_s=None)
            self.phone.spawn(self._be_called(call))

    async def _be_called(self, call: Call) -> None:
        wait, talk = self._dice.uniform(*self._pace.answer), self._dice.uniform(*self._pace.talk)
        try:
            if not await call.ends_within(wait):
                call.answer()
                await self._talk(call, talk)
        finally:
            self.phone.forget(call)

    async def _talk(self, call: Call, seconds: float) -> None:
        if not await call.ends_within(seconds):
            await call.hang_up()


def written_forms(number: str) -> tuple[str, ...]:
    """An E.164 number as networks and people write it: with the plus, without, and with 00."""
    digits = number.removeprefix("+")
    return number, digits, f"00{digits}"
