"""What a scene of the check list plays on, and how it is judged.

A scene is an async generator: everything before its ``yield`` plays, everything behind it
judges. So all calls are placed one scene after the other, the seals are waited for once, and the
records are judged together.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ami.cel import CelTranslator, read_rows
from ccengine.cli.demo.desk import Page
from ccengine.cli.demo.rig import Rig
from ccengine.core.directory import Client
from ccengine.core.facts import CallRecord
from ccengine.lab.call import Call, CallOver, State
from ccengine.lab.wait import eventually
from ccengine.ledger.rebuild import rebuild

OPEN_ALWAYS = "998712000100"
RING_WITHIN_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One thing that was looked at."""

    what: str
    expected: object
    seen: object

    @property
    def holds(self) -> bool:
        return self.expected == self.seen


@dataclass(kw_only=True)
class Stage:
    """The rig, everybody's page, and what this scene has done so far."""

    rig: Rig
    pages: dict[str, Page]
    began: int = 0
    ended: int = 0
    placed: int = 0
    judged: list[Judged] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    # --- what people do -------------------------------------------------------------------------

    async def call(self, user: str, dialled: str = OPEN_ALWAYS, *, withheld: bool = False) -> Call:
        """Somebody outside calls."""
        self.placed += 1
        phone = self.rig.world.phone
        if withheld:
            return await phone.place(
                dialled, user="anonymous", display="Anonymous", headers=(("Privacy", "id"),)
            )
        return await phone.place(dialled, user=user)

    async def rings(self, operator: str, deadline_s: float = RING_WITHIN_S) -> Call:
        """Wait until this operator's phone rings; its call."""
        phone = self.rig.phones.phones[operator]

        def ringing() -> Call | None:
            return next((call for call in phone.calls if call.state is State.RINGING), None)

        call = await eventually(ringing, deadline_s)
        assert call is not None
        return call

    async def answers(self, operator: str) -> Call:
        call = await self.rings(operator)
        call.answer()
        return call

    async def talk(self, seconds: float = 1.5) -> None:
        """People talk for a while: the passing of time is what is played."""
        await asyncio.sleep(seconds)

    async def hang_up(self, call: Call) -> None:
        await call.hang_up()
        await self.quiet()

    async def hang_up_beside(self, call: Call, operator: str) -> None:
        """End this call while others go on; until the operator who had it can be rung again."""
        await call.hang_up()
        await eventually(lambda: all(c.state is State.ENDED for c in self.rig.phones.phones[operator].calls))

        async def free() -> bool:
            live = await self.supervisor("GET", "/api/live")
            return any(o["operator"] == operator and o["status"] == "available" for o in live["operators"])

        await eventually(free, every_s=0.1)
        await eventually(lambda: self._may_ring([operator]), every_s=0.1)

    async def _may_ring(self, operators: Iterable[str]) -> bool:
        """Whether the PBX's queues know that these phones are free: they hear of it a little later."""
        said = await self.rig.pbx.cli("queue show")
        lines = [line for line in said.splitlines() if any(f"(PJSIP/{o})" in line for o in operators)]
        return all("Not in use" in line for line in lines)

    async def quiet(self, deadline_s: float = 15.0) -> None:
        """Wait until no phone is in a call, and every operator can be rung again."""
        phones = [self.rig.world.phone, *self.rig.phones.phones.values()]
        await eventually(lambda: all(c.state is State.ENDED for p in phones for c in p.calls), deadline_s)

        async def free() -> bool:
            live = await self.supervisor("GET", "/api/live")
            return not live["calls"]

        await eventually(free, deadline_s, every_s=0.1)
        await eventually(lambda: self._may_ring(self.rig.phones.phones), deadline_s, every_s=0.1)

    async def status(self, operator: str, status: str, reason: str = "") -> None:
        await self.pages[operator].must("PUT", "/api/me/status", {"status": status, "reason": reason})

    async def supervisor(self, method: str, path: str, body: object = None) -> Any:
        return await self.pages["supervisor"].must(method, path, body)

    async def reopen(self) -> None:
        """Pages whose engine went away come back, as a browser's would."""
        for page in self.pages.values():
            if page.operator:
                await page.open_screen()

    def client_of(self, operator: str, number: int = 0) -> Client:
        """A client for whom this operator is responsible, with a deputy."""
        own = [c for c in self.rig.clients if c.responsible == operator and c.deputy]
        return own[number]

    # --- what is looked at -----------------------------------------------------------------------

    def expect(self, what: str, expected: object, seen: object) -> None:
        self.judged.append(Judged(what=what, expected=expected, seen=seen))

    def note(self, text: str) -> None:
        """Something to tell beside the verdict."""
        self.notes.append(text)

    async def records(self) -> list[dict[str, Any]]:
        """The final records of this scene's calls so far, in the order of their beginnings."""
        until = _moment(self.ended or now_ms())
        rows = await self.rig.store.fetch("demo_calls", _moment(self.began), until)
        return [dict(row) for row in rows]

    async def until_sealed(self, deadline_s: float = 20.0) -> None:
        """Wait until every call of this scene has its record."""

        async def all_there() -> bool:
            live = await self.supervisor("GET", "/api/live")
            return not live["calls"] and len(await self.records()) >= self.placed

        try:
            await eventually(all_there, deadline_s, every_s=0.25)
        except TimeoutError:
            pass  # judged by what is there

    async def decisions(self, call_id: object) -> list[dict[str, Any]]:
        return [dict(row) for row in await self.rig.store.fetch("demo_decisions", call_id)]

    async def offers(self, call_id: object) -> dict[str, str]:
        rows = await self.rig.store.fetch("demo_offers", call_id)
        return {row["operator"]: row["result"] for row in rows}

    async def parts(self, call_id: object) -> list[tuple[str, str, int]]:
        """(operator, role, talk in whole seconds), in order."""
        rows = await self.rig.store.fetch("demo_parts", call_id)
        return [(row["operator"], row["role"], round(row["talk_ms"] / 1000)) for row in rows]


Acts = AsyncGenerator[None, None]
Scene = Callable[[Stage], Acts]


def cel_records(rig: Rig) -> list[CallRecord]:
    """All calls so far, made of the PBX's own log alone."""
    node = rig.settings.node
    text = Path(node.cel_file).read_text(encoding="utf-8", errors="replace")
    translator = CelTranslator()
    seen = [one for row in read_rows(text.splitlines(keepends=True)) for one in translator.translate(row)]
    return list(rebuild(node.name, seen))


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def now_ms() -> int:
    return time.time_ns() // 1_000_000


async def over(call: Call, deadline_s: float = 20.0) -> bool:
    """Whether the call ends within that time."""
    try:
        await call.reach(State.ENDED, deadline_s)
    except TimeoutError:
        return False
    return True


async def connected(call: Call, deadline_s: float = 10.0) -> bool:
    """Whether the call is answered within that time."""
    try:
        await call.reach(State.UP, deadline_s)
    except (TimeoutError, CallOver):
        return False
    return True
