"""A small world around the engine: everything it asks for, written down or answered from memory."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from ccengine.core.desk import Card, ContactCard, LastCall, OpenObligation, RouteQuestion, StatusLine
from ccengine.core.directory import Candidates, Client, DiallingRules, House
from ccengine.core.errors import PbxRefused, StoreUnavailable
from ccengine.core.facts import OperatorStatus
from ccengine.core.observed import LegAnswered, LegCreated, LegEnded, Observed, Side
from ccengine.core.ports import LogEntry, Number
from ccengine.core.presence import PresenceRules
from ccengine.core.supervision import FloorNote
from ccengine.engine.context import Ports
from ccengine.engine.node import AWAY_TOO_LONG, Engine
from ccengine.lab.crm import demo_clients, demo_house

NOW = 1_795_324_298_000
NUMBER = "998712000100"


def calling_anybody() -> House:
    house = demo_house({"op101": "http://127.0.0.1:9/answer"})
    return replace(house, dialling=DiallingRules(allowed=("+",)))


@dataclass
class Memory:
    """Directory, card source, screens, PBX, phones and log at once; each method notes its call."""

    clients: dict[str, Client] = field(default_factory=dict)
    also: tuple[Client, ...] = ()
    house_of: House = field(default_factory=calling_anybody)
    lookup_s: float = 0.0
    in_books: dict[str, tuple[ContactCard, ...]] = field(default_factory=dict)
    talked_last: dict[str, str] = field(default_factory=dict)
    last_operator_s: float = 0.0
    away: bool = False
    house_away: bool = False
    refusing: bool = False
    now: int = NOW
    acts: list[tuple[str, ...]] = field(default_factory=list)
    entries: list[LogEntry] = field(default_factory=list)
    cards: dict[tuple[str, UUID], Card] = field(default_factory=dict)
    gone: list[tuple[str, str]] = field(default_factory=list)
    lines: dict[str, StatusLine] = field(default_factory=dict)
    states: deque[tuple[str, OperatorStatus]] = field(default_factory=deque)

    async def candidates(self, e164: str) -> Candidates:
        await asyncio.sleep(self.lookup_s)
        if self.away:
            raise StoreUnavailable
        likeliest = self.clients.get(e164)
        others = tuple(c for c in self.also if e164 in c.phones)
        return Candidates(clients=((likeliest,) if likeliest else ()) + others)

    async def by_number(self, e164: str) -> Client | None:
        return (await self.candidates(e164)).first

    async def house(self) -> House:
        if self.house_away:
            raise StoreUnavailable
        return self.house_of

    async def last_calls(self, client: str, limit: int) -> tuple[LastCall, ...]:
        return (LastCall(call_id="c", start=1, direction="inbound", outcome="answered"),)

    async def last_operator(self, client: str) -> str:
        await asyncio.sleep(self.last_operator_s)
        if self.away:
            raise StoreUnavailable
        return self.talked_last.get(client, "")

    async def open_obligation(self, client: str) -> OpenObligation | None:
        return None

    async def contacts(self, number: str) -> tuple[ContactCard, ...]:
        return self.in_books.get(number, ())

    def show(self, card: Card) -> None:
        self.cards[card.operator, card.call_id] = card

    def withdraw(self, operator: str, call_id: UUID, reason: str) -> None:
        self.cards.pop((operator, call_id), None)
        self.gone.append((operator, reason))

    def status(self, line: StatusLine) -> None:
        self.lines[line.operator] = line
        self.states.append((line.operator, line.status))

    def note(self, note: FloorNote) -> None:
        self.acts.append(("note", note.by, note.text))

    def obligations_changed(self) -> None:
        self.acts.append(("obligations",))

    def house_changed(self) -> None:
        self.acts.append(("house",))

    def parked_changed(self) -> None:
        self.acts.append(("parked",))

    async def originate(
        self, *, endpoint: str, dial: str, call: UUID, channel_id: str, ring_s: int, at_once: bool = False
    ) -> None:
        self._act("originate", endpoint, dial)

    async def originate_client_first(
        self, *, endpoint: str, dial: str, call: UUID, channel_id: str, ring_s: int
    ) -> None:
        self._act("client first", endpoint, dial)

    async def spy(
        self, *, endpoint: str, leg: str, how: str, shown: str, call: UUID, channel_id: str
    ) -> None:
        self._act("spy", endpoint, leg, how)

    async def park(self, channel: str, parker: str, *, for_s: int) -> None:
        self._act("park", channel, parker, str(for_s))

    async def pick_up_parked(self, channel: str, endpoint: str) -> None:
        self._act("pick up", channel, endpoint)

    async def conference(self, channel: str) -> None:
        self._act("conference", channel)

    async def swap(self, channel: str) -> None:
        self._act("swap", channel)

    async def play_dtmf(self, channel: str, digits: str, *, receive: bool) -> None:
        self._act("keys", channel, digits)

    async def queue_priority(self, queue: str, channel: str, priority: int) -> None:
        self._act("priority", queue, channel, str(priority))

    async def blind_transfer(self, channel: str, target: str) -> None:
        self._act("blind", channel, target)

    async def attended_transfer(self, channel: str, target: str) -> None:
        self._act("attended", channel, target)

    async def cancel_transfer(self, channel: str) -> None:
        self._act("cancel", channel)

    async def hang_up(self, channel: str) -> None:
        self._act("hang up", channel)

    async def stop_ringing(self, channel: str) -> None:
        self._act("stop ringing", channel)

    async def queue_add(self, queue: str, endpoint: str, *, paused: bool) -> None:
        self._act("add", queue, endpoint, str(paused))

    async def queue_remove(self, queue: str, endpoint: str) -> None:
        self._act("remove", queue, endpoint)

    async def queue_pause(self, endpoint: str, *, paused: bool, reason: str) -> None:
        self._act("pause", endpoint, str(paused))

    async def hear(self, channel: str, *, leg: str, how: str) -> None:
        self._act("hear", channel, leg, how)

    async def move_to_operator(self, channel: str, extension: str) -> None:
        self._act("to operator", channel, extension)

    async def move_to_queue(self, channel: str, extension: str) -> None:
        self._act("to queue", channel, extension)

    async def recording_mute(self, channel: str, *, muted: bool) -> None:
        self._act("mute", channel, str(muted))

    async def set_variable(self, channel: str, name: str, value: str) -> None:
        self._act("set", channel, name, value)

    async def answer(self, url: str) -> None:
        self._act("answer", url)

    def _act(self, *what: str) -> None:
        if self.refusing:
            raise PbxRefused
        self.acts.append(what)

    def publish(self, entries: Sequence[LogEntry]) -> None:
        self.entries.extend(entries)

    def types(self) -> list[str]:
        return [entry.type for entry in self.entries]


def numbering(raw: str) -> Number:
    digits = raw.lstrip("+")
    return Number(raw=raw, e164=f"+{digits}" if len(digits) > 9 else "")


def engine_in(memory: Memory, presence: PresenceRules = AWAY_TOO_LONG) -> Engine:
    """An engine in which everybody is available."""
    ports = Ports(
        directory=memory,
        numbering=numbering,
        cards=memory,
        screens=memory,
        pbx=memory,
        phones=memory,
        publish=memory.publish,
        expect_channel=lambda channel: memory.acts.append(("expect", channel)),
        clock=lambda: memory.now,
    )
    engine = Engine("pbx1", ports, memory.house_of, presence=presence)
    for life in engine.operators.values():
        life.ask(OperatorStatus.AVAILABLE, "", memory.now)
    return engine


def memory_with_clients() -> Memory:
    return Memory(clients={phone: client for client in demo_clients() for phone in client.phones})


def client_of(memory: Memory, operator: str, nth: int = 0) -> tuple[Client, str]:
    own = [c for c in demo_clients() if c.responsible == operator and c.deputy != operator]
    return own[nth], own[nth].phones[0]


def question(
    uniqueid: str, caller: str, *, step: int = 1, last_result: str = "", dialled: str = NUMBER
) -> RouteQuestion:
    return RouteQuestion(
        node="pbx1",
        uniqueid=uniqueid,
        step=step,
        last_result=last_result,
        caller=caller,
        withheld=not caller,
        dialled=dialled,
    )


def calls_in(uniqueid: str, number: str, at: int = NOW, *, dialled: str = NUMBER) -> Observed:
    """A caller's leg comes in over the trunk."""
    return LegCreated(
        at=at,
        leg=uniqueid,
        channel=f"PJSIP/trunk-{uniqueid}",
        side=Side.OUTSIDE,
        endpoint="trunk",
        number=number,
        dialled=dialled,
        linked=uniqueid,
    )


def rings(operator: str, leg: str, caller: str, at: int = NOW + 10) -> Observed:
    """An operator's phone is rung for that caller."""
    return LegCreated(
        at=at,
        leg=leg,
        channel=f"PJSIP/{operator}-{leg}",
        side=Side.INSIDE,
        endpoint=operator,
        number=operator.removeprefix("op"),
        linked=caller,
    )


def answers(leg: str, at: int = NOW + 1000) -> Observed:
    return LegAnswered(at=at, leg=leg)


def ends(leg: str, at: int, cause: int = 16) -> Observed:
    return LegEnded(at=at, leg=leg, cause=cause)
