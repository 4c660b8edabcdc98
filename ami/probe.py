"""One login, a few questions, goodbye: what a doctor asks of AMI.

No link is kept, nothing is repeated, and nothing is tried: what a login may do is read off the
list of actions that Asterisk offers it. ModuleCheck is only for who may write the class
``system``, which we never may; so modules are asked for with ``IFMODULE`` of func_module.

Which classes of events a login may *read* Asterisk tells nobody, but for one: FullyBooted comes
at login, and only with the class ``system``. Both links wait for it.
"""

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ami.codec import Decoder, Frame, encode

ANSWER_S = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    host: str
    port: int
    username: str
    secret: str = field(repr=False)


@dataclass(slots=True, kw_only=True)
class Probe:
    """``unreachable``: why, in words. ``denied``: actions that the login may not use. ``skew_s``: by
    how much Asterisk's clock is ahead of ours. ``systemname`` as its events say it.
    ``modules_known``: it could be told what is loaded."""

    unreachable: str = ""
    refused: bool = False
    booted: bool = False
    denied: list[str] = field(default_factory=list)
    modules_missing: list[str] = field(default_factory=list)
    modules_known: bool = False
    systemname: str = ""
    skew_s: float | None = None


MODULES = (
    *("func_curl", "func_json", "func_uri", "app_queue", "app_mixmonitor", "cel_custom", "res_pjsip"),
    *("app_read", "app_record", "app_userevent", "app_celgenuserevent"),
    *("app_chanspy", "app_senddtmf", "res_parking"),
    *("res_http_websocket", "res_pjsip_transport_websocket", "res_srtp"),
)
"""Without these the rendered dialplan does not run, or we are blind afterwards."""

LISTENS = ("CoreStatus", "CoreSettings", "CoreShowChannels", "BridgeList", "QueueStatus", "DeviceStateList")
"""What the event link asks for its snapshots."""

ACTS = (
    *("Originate", "BlindTransfer", "Atxfer", "CancelAtxfer", "Hangup", "Setvar", "MixMonitorMute"),
    *("QueueAdd", "QueueRemove", "QueuePause", "QueueChangePriorityCaller"),
    *("Redirect", "Park", "PlayDTMF"),
)
"""What the control link does."""


async def probe(
    login: Login,
    actions: Sequence[str],
    *,
    modules: Sequence[str] = (),
    clock: Callable[[], float] = time.time,
) -> Probe:
    """Log in, look for each of ``actions`` and ``modules``. Never raises for what it finds."""
    seen = Probe()
    try:
        async with asyncio.timeout(ANSWER_S * (len(modules) + 5)):
            reader, writer = await asyncio.open_connection(login.host, login.port)
            line = _Line(reader, writer)
            try:
                if await _enters(line, login, seen):
                    await _looks(line, actions, modules, seen, clock)
                    seen.booted = line.booted
            finally:
                writer.close()
                await writer.wait_closed()
    except TimeoutError:
        seen.unreachable = seen.unreachable or "it does not answer"
    except OSError as error:
        seen.unreachable = error.strerror or str(error)
    return seen


@dataclass(slots=True)
class _Line:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    decoder: Decoder = field(default_factory=lambda: Decoder(wanted=frozenset({"FullyBooted"})))
    booted: bool = False

    async def ask(self, **action: str) -> Frame:
        """The response to one action; of what else comes only FullyBooted is looked at."""
        action_id = secrets.token_hex(8)
        self.writer.write(encode({**action, "ActionID": action_id}))
        await self.writer.drain()
        while True:
            data = await self.reader.read(65_536)
            if not data:
                raise ConnectionResetError("Asterisk closed the connection")
            response = None
            for frame in self.decoder.feed(data):
                if isinstance(frame, Frame) and frame.get("ActionID") == action_id and "Response" in frame:
                    response = frame
                elif isinstance(frame, Frame):
                    self.booted |= frame.get("Event") == "FullyBooted"
            if response is not None:
                return response


async def _enters(line: _Line, login: Login, seen: Probe) -> bool:
    answer = await line.ask(Action="Login", Username=login.username, Secret=login.secret, Events="system")
    seen.refused = answer.get("Response") != "Success"
    return not seen.refused


async def _looks(
    line: _Line,
    actions: Sequence[str],
    modules: Sequence[str],
    seen: Probe,
    clock: Callable[[], float],
) -> None:
    asked = clock()
    pong = await line.ask(Action="Ping")
    seen.skew_s = _skew(pong.get("Timestamp", ""), asked, clock())
    settings = await line.ask(Action="CoreSettings")
    seen.systemname = settings.get("SystemName", "")
    offered = await line.ask(Action="ListCommands")
    seen.denied = [action for action in actions if action not in offered]
    for module in modules:
        answer = await line.ask(Action="Getvar", Variable=f"IFMODULE({module}.so)")
        if answer.get("Value") == "0":
            seen.modules_missing.append(module)
        seen.modules_known |= answer.get("Value", "") != ""


def _skew(theirs: str, asked: float, answered: float) -> float | None:
    """Their clock against ours, where the question's own time is shared equally by both ways."""
    try:
        return float(theirs) - (asked + answered) / 2
    except ValueError:
        return None
