"""A rendered Asterisk with people around it, and no engine: where recordings are made.

Callers come over the trunk, operators' phones are registered, a stand-in answers the routing
questions, one manager line listens as the engine would, another acts as it would.
"""

import asyncio
import secrets
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ccengine.core.directory import House
from ccengine.lab.asterisk import Asterisk
from ccengine.lab.call import Call, Manners, State
from ccengine.lab.crm import demo_house
from ccengine.lab.manager_line import ManagerLine
from ccengine.lab.phone import Phone
from ccengine.lab.ports import Ports, free_port, free_ports
from ccengine.lab.route_stand_in import RouteStandIn
from ccengine.lab.tones import Voices
from ccengine.lab.tree import Tree
from ccengine.lab.wait import eventually
from ccengine.lab.world import HOST
from dialplan.plan import CONTROL_USER, EVENTS_USER, NodePlan, Trunk
from dialplan.render import render

NODE = "pbx1"
NUMBER = "79161234567"
DIALLED = "998712000100"
MUSIC = "MOH"
_MUSIC_FRAMES = 500


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What a scenario plays on. ``outside`` is the phone that outbound calls reach."""

    pbx: Asterisk
    plan: NodePlan
    voices: Voices
    route: RouteStandIn
    events: ManagerLine
    control: ManagerLine
    outside: Phone
    began: float
    phones: dict[str, Phone] = field(default_factory=dict)
    steps: list[tuple[float, str]] = field(default_factory=list)

    def note(self, step: str) -> None:
        self.steps.append((time.time(), step))

    async def call(
        self, caller: str = "caller", *, user: str = NUMBER, dialled: str = DIALLED, **more: str
    ) -> Call:
        """A call from outside, by a phone with a voice of its own."""
        display, headers = more.pop("display", ""), tuple(more.items())
        return await self.phones[caller].place(dialled, user=user, display=display, headers=headers)

    async def channel(self, endpoint: str) -> str:
        """Asterisk's name for the channel of that phone."""
        told = await self.pbx.cli("core show channels concise")
        names = [line.split("!", 1)[0] for line in told.splitlines()]
        return next(name for name in names if name.startswith(f"PJSIP/{endpoint}-"))

    async def act(self, action: str, *extra: tuple[str, str], **headers: str) -> str:
        self.note(f"manager: {action} {headers.get('Exten', '')}".rstrip())
        return await self.control.act(action, *extra, **headers)

    async def quiet(self) -> None:
        """Wait until no channel is left and every phone has heard so: rung again, it is not busy. Who has
        not been told in a minute is named."""
        up: list[str] = []

        async def nothing_up() -> bool:
            calls = {name: [call.state for call in phone.calls] for name, phone in self.phones.items()}
            told = await self.pbx.cli("core show channels concise")
            up[:] = [name for name, states in calls.items() if set(states) - {State.ENDED}]
            up.extend(line.split("!", 1)[0] for line in told.splitlines())
            return not up

        try:
            await eventually(nothing_up, 60, every_s=0.1)
        except TimeoutError:
            raise TimeoutError(f"still up: {', '.join(up)}") from None


@asynccontextmanager
async def open_bench(
    tree: Tree,
    operators: Mapping[str, Manners],
    *,
    callers: Sequence[str] = ("caller",),
    members: Mapping[str, Sequence[str]] | None = None,
    house: House | None = None,
) -> AsyncIterator[Bench]:
    """Everything up: phones registered, members in their queues, both manager lines logged in. The
    house is the demo's unless another is given."""
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cc-", dir="/tmp")))
        ports, voices, route = free_ports(), Voices([MUSIC]), RouteStandIn(NODE)
        await route.open()
        stack.push_async_callback(route.close)
        server = ("127.0.0.1", ports.sip)
        outside_port = free_port()
        plan = _plan(home, ports, route.url, outside_port, house or demo_house())
        _furnish(home, voices)
        pbx = await stack.enter_async_context(Asterisk(tree, render(plan), ports, home=home))
        began = time.time()
        events = await _line(stack, ports, EVENTS_USER, plan.events_secret)
        control = await _line(stack, ports, CONTROL_USER, plan.control_secret)
        outside = Phone("outside", server, voices, host=HOST, port=outside_port)
        phones = {"outside": outside}
        phones |= {name: Phone(name, server, voices, host=HOST) for name in callers}
        for name, manners in operators.items():
            phones[name] = Phone(name, server, voices, password=plan.sip_secrets[name], manners=manners)
        for phone in phones.values():
            await stack.enter_async_context(phone)
        for queue, names in (members or {}).items():
            for name in names:
                await control.act("QueueAdd", Queue=queue, Interface=f"PJSIP/{name}", MemberName=name)
        yield Bench(
            pbx=pbx,
            plan=plan,
            voices=voices,
            route=route,
            events=events,
            control=control,
            outside=outside,
            began=began,
            phones=phones,
        )


async def _line(stack: AsyncExitStack, ports: Ports, user: str, secret: str) -> ManagerLine:
    line = await ManagerLine.open(ports.ami, user, secret)
    stack.push_async_callback(line.close)
    return line


def _plan(home: Path, ports: Ports, route_url: str, outside_port: int, house: House) -> NodePlan:
    return NodePlan(
        node=NODE,
        systemname=f"{NODE}-{secrets.token_hex(8)}",
        house=house,
        trunk=Trunk(match=(HOST,), host=HOST, port=outside_port, caller_number=DIALLED),
        recordings=str(home / "rec"),
        logs=str(home / "log"),
        route_url=route_url,
        token_file=str(home / "token"),
        events_secret=secrets.token_hex(16),
        control_secret=secrets.token_hex(16),
        sip_secrets={operator: secrets.token_hex(16) for operator in house.operators},
        sip_port=ports.sip,
        ami_port=ports.ami,
        websocket_port=ports.http,
        rtp_from=ports.rtp,
        rtp_to=ports.rtp_end,
        music=str(home / "moh"),
    )


def _furnish(home: Path, voices: Voices) -> None:
    """Music is a tone too, so that a witness knows it."""
    (home / "rec").mkdir()
    (home / "moh").mkdir()
    (home / "moh/tone.ulaw").write_bytes(voices.frame(MUSIC) * _MUSIC_FRAMES)
    (home / "token").write_text(secrets.token_urlsafe(24))


async def pause(seconds: float) -> None:
    """People talk, or let it ring, for a while: the passing of time is the scenario."""
    await asyncio.sleep(seconds)
