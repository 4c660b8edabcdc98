"""One login, a few questions, goodbye: what a doctor asks of AMI.

No link is kept and nothing is repeated. ModuleCheck is only for who has the class ``system``,
which we never have; so modules are asked for with ``IFMODULE`` of func_module.
"""

import asyncio
import secrets
from collections.abc import Sequence
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
    """``unreachable``: why, in words. ``denied``: actions that the login may not use. ``clock``:
    Asterisk's own time in epoch seconds. ``systemname`` as its events say it.
    ``modules_known``: it could be told what is loaded."""

    unreachable: str = ""
    refused: bool = False
    denied: list[str] = field(default_factory=list)
    modules_missing: list[str] = field(default_factory=list)
    modules_known: bool = False
    systemname: str = ""
    clock: float | None = None


MODULES = ("func_curl", "func_json", "func_uri", "app_queue", "app_mixmonitor", "cel_custom", "res_pjsip")
"""Without these the rendered dialplan does not run, or we are blind afterwards."""


async def probe(login: Login, actions: Sequence[str], *, modules: Sequence[str] = ()) -> Probe:
    """Log in, try each action, and look for each of ``modules``. Never raises for what it finds."""
    seen = Probe()
    try:
        async with asyncio.timeout(ANSWER_S * (len(actions) + len(modules) + 2)):
            reader, writer = await asyncio.open_connection(login.host, login.port)
            try:
                await _question(_Line(reader, writer), login, actions, modules, seen)
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
    decoder: Decoder = field(default_factory=lambda: Decoder(wanted=frozenset()))

    async def ask(self, **action: str) -> Frame:
        """The response to one action; what else comes is passed over."""
        action_id = secrets.token_hex(8)
        self.writer.write(encode({**action, "ActionID": action_id}))
        await self.writer.drain()
        while True:
            data = await self.reader.read(65_536)
            if not data:
                raise ConnectionResetError("Asterisk closed the connection")
            for frame in self.decoder.feed(data):
                if isinstance(frame, Frame) and frame.get("ActionID") == action_id and "Response" in frame:
                    return frame


async def _question(
    line: _Line, login: Login, actions: Sequence[str], modules: Sequence[str], seen: Probe
) -> None:
    answer = await line.ask(Action="Login", Username=login.username, Secret=login.secret, Events="off")
    if answer.get("Response") != "Success":
        seen.refused = True
        return
    pong = await line.ask(Action="Ping")
    seen.clock = _clock(pong.get("Timestamp", ""))
    settings = await line.ask(Action="CoreSettings")
    seen.systemname = settings.get("SystemName", "")
    for action in actions:
        answer = await line.ask(Action=action)
        if answer.get("Response") == "Error" and "ermission" in answer.get("Message", ""):
            seen.denied.append(action)
    for module in modules:
        answer = await line.ask(Action="Getvar", Variable=f"IFMODULE({module}.so)")
        if answer.get("Value") == "0":
            seen.modules_missing.append(module)
        seen.modules_known |= answer.get("Value", "") != ""


def _clock(timestamp: str) -> float | None:
    try:
        return float(timestamp)
    except ValueError:
        return None
