"""One login, a few questions, goodbye: what a doctor asks of AMI.

No link is kept and nothing is repeated. Whether a module is loaded is asked by ``ModuleCheck``,
where the login may.
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
    Asterisk's own time in epoch seconds; ``systemname`` as its events say it; both where told."""

    unreachable: str = ""
    refused: bool = False
    denied: list[str] = field(default_factory=list)
    modules_missing: list[str] = field(default_factory=list)
    systemname: str = ""
    clock: float | None = None


async def probe(login: Login, actions: Sequence[str], *, modules: Sequence[str] = ()) -> Probe:
    """Log in and try each action. Never raises for what it finds."""
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
        answer = await line.ask(Action="ModuleCheck", Module=module)
        if answer.get("Response") == "Error" and "ermission" not in answer.get("Message", ""):
            seen.modules_missing.append(module)


def _clock(timestamp: str) -> float | None:
    try:
        return float(timestamp)
    except ValueError:
        return None
