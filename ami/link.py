"""The event link: one AMI connection that listens, kept up for ever.

Each connection goes through the same stages: connect, log in, wait until Asterisk is booted,
take a snapshot, hand it over (``on_up``), then the events that came meanwhile, then events as
they come (``on_frames``). Whatever goes wrong, at whatever stage, ends the connection
(``on_down``) and the next is tried after a pause. A server that hangs is found out by
unanswered pings. Nothing here waits for the receiver: callbacks are plain functions.

Memory is bounded: the stream reader stops the socket, the codec bounds lines and frames, and a
snapshot that takes longer than `BACKLOG` events is given up.
"""

import asyncio
import hashlib
import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from ami.backoff import Backoff, LoginRefused
from ami.codec import Decoder, Frame, encode
from ami.snapshot import LISTS, Snapshot, take_snapshot
from ami.trust import Trust, ends_answer
from ccengine.core.errors import CcengineError, PbxRefused, PbxTimeout, PbxUnreachable, SettingsError

CHUNK = 64 * 1024
BACKLOG = 100_000
ITEMS = 100_000
BOOT_S = 3.0

_LISTS = frozenset({*LISTS, "BridgeInfo"})

_log = logging.getLogger(__name__)


class _Closing(CcengineError):
    """The link was told to close."""


@dataclass(slots=True)
class _Request:
    """An action under way, and what has come of its answer."""

    action: str
    is_list: bool
    answer: asyncio.Future[list[Frame]]
    frames: list[Frame] = field(default_factory=list)


class _Session:
    """One connection. ``receive`` gets the events, in order."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        decoder: Decoder,
        trust: Trust,
        receive: Callable[[list[Frame]], None],
        answer_s: float,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._decoder = decoder
        self.trust = trust
        self._receive = receive
        self._answer_s = answer_s
        self._requests: dict[str, _Request] = {}
        self._booted = asyncio.Event()

    async def read(self) -> None:
        """Take what comes until the connection ends, which is always an error."""
        while True:
            data = await self._read_some()
            now = time.monotonic()
            frames = (
                self.trust.flush(now) if data is None else self.trust.judge(self._decoder.feed(data), now)
            )
            self._sort(frames)

    async def _read_some(self) -> bytes | None:
        """The next bytes; None when a held frame has waited long enough."""
        held_until = self.trust.held_until
        wait = None if held_until is None else max(0.0, held_until - time.monotonic())
        try:
            async with asyncio.timeout(wait) as patience:
                data = await self._reader.read(CHUNK)
        except OSError as error:
            if patience.expired():
                return None
            raise PbxUnreachable(f"The AMI connection broke: {error}.") from error
        if not data:
            raise PbxUnreachable("Asterisk closed the AMI connection.")
        return data

    def _sort(self, frames: Sequence[Frame]) -> None:
        """Answers to those who asked, events to the receiver."""
        events: list[Frame] = []
        for frame in frames:
            request = self._requests.get(frame.get("ActionID", ""))
            if request is not None and frame.is_answer:
                self._answer(request, frame)
            elif frame.get("Event") == "FullyBooted":
                self._booted.set()
            else:
                events.append(frame)
        if events:
            self._receive(events)

    def _answer(self, request: _Request, frame: Frame) -> None:
        request.frames.append(frame)
        if len(request.frames) > ITEMS:
            raise PbxUnreachable(f"The answer to {request.action} has no end.")
        if ends_answer(frame, is_list=request.is_list) and not request.answer.done():
            request.answer.set_result(request.frames)

    async def ask(self, action: Mapping[str, str]) -> list[Frame]:
        """Send an action under a random id; return its whole answer."""
        name = action["Action"]
        action_id = secrets.token_hex(16)
        request = _Request(name, name in _LISTS, asyncio.get_running_loop().create_future())
        self._requests[action_id] = request
        self.trust.expect_answer(action_id, is_list=request.is_list)
        try:
            async with asyncio.timeout(self._answer_s):
                self._writer.write(encode({"Action": name, "ActionID": action_id, **action}))
                await self._writer.drain()
                frames = await request.answer
        except TimeoutError:
            raise PbxTimeout(f"Asterisk did not answer {name} within {self._answer_s:g} s.") from None
        except OSError as error:
            raise PbxUnreachable(f"The AMI connection broke: {error}.") from error
        finally:
            del self._requests[action_id]
            self.trust.forget_answer(action_id)
        if frames[0].get("Response") != "Success":
            raise PbxRefused(f"Asterisk refused {name}: {frames[0].get('Message', '')[:200]}")
        return frames

    async def log_in(self, username: str, secret: str) -> None:
        """By challenge, so that the secret stays here; plainly where the PBX has no challenge."""
        login = {"Action": "Login", "Username": username, "Events": "on"}
        try:
            (challenge,) = await self.ask({"Action": "Challenge", "AuthType": "MD5"})
            salted = (challenge.get("Challenge", "") + secret).encode()
            key = hashlib.md5(salted, usedforsecurity=False).hexdigest()
            login |= {"AuthType": "MD5", "Key": key}
        except PbxRefused:
            login |= {"Secret": secret}
        self.trust.expect_boot()
        try:
            await self.ask(login)
        except PbxRefused as error:
            raise LoginRefused(f"Asterisk refused the AMI login of {username!r}.") from error

    async def booted(self) -> None:
        """Wait until Asterisk has booted, or as long as a login without ``read=system`` deserves
        (it is never told)."""
        try:
            async with asyncio.timeout(BOOT_S):
                await self._booted.wait()
        except TimeoutError:
            _log.warning("Asterisk did not say that it has booted; has the AMI user read=system?")

    async def check_name(self, systemname: str) -> None:
        """Under another name every event would be taken for a forgery, in silence."""
        try:
            (settings,) = await self.ask({"Action": "CoreSettings"})
        except PbxRefused:
            return
        if settings.get("SystemName", "") != systemname:
            raise SettingsError("The PBX's systemname is not the one that is set for it here.")


class EventLink:
    """Listens to one Asterisk. ``run`` until ``aclose``.

    ``wanted`` are the names of the events to be delivered. ``on_up`` gets the snapshot of each
    new connection, before its events; ``on_down`` the reason in words, when a connection ends and
    when the reason changes for which none can be made.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        username: str,
        secret: str,
        systemname: str,
        wanted: Collection[str],
        on_frames: Callable[[list[Frame]], None],
        on_up: Callable[[Snapshot], None],
        on_down: Callable[[str], None],
        connect_s: float = 2.0,
        answer_s: float = 4.0,
        ping_s: float = 3.0,
        backoff: Backoff | None = None,
    ) -> None:
        self.up = False
        self.trouble: CcengineError | None = None
        self.hostile: Counter[str] = Counter()
        self._address = (host, port)
        self._login = (username, secret)
        self._systemname = systemname
        self._wanted = frozenset(wanted)
        self._on_frames = on_frames
        self._on_up = on_up
        self._on_down = on_down
        self._connect_s = connect_s
        self._answer_s = answer_s
        self._ping_s = ping_s
        self._backoff = backoff or Backoff()
        self._closing = asyncio.Event()
        self._ended = asyncio.Event()
        self._ended.set()
        self._backlog: list[Frame] | None = None
        self._trust: Trust | None = None
        self._session: _Session | None = None
        self._issued: dict[str, None] = {}

    def expect_channel(self, channel_id: str) -> None:
        """Tell the link of a ChannelId before it is used, on this connection and the next."""
        self._issued[channel_id] = None
        if len(self._issued) > ITEMS:
            del self._issued[next(iter(self._issued))]
        if self._trust is not None:
            self._trust.expect_channel(channel_id)

    async def channels(self) -> frozenset[str] | None:
        """The uniqueids of all channels that there are; None where that cannot be told for sure. Raises
        PbxUnreachable, PbxTimeout and PbxRefused."""
        if self._session is None:
            raise PbxUnreachable
        answer = await self._session.ask({"Action": "CoreShowChannels"})
        items = [frame for frame in answer[1:] if "EventList" not in frame]
        whole = answer[-1].get("ListItems", "") == str(len(items))
        return frozenset(item["Uniqueid"] for item in items if item.get("Uniqueid")) if whole else None

    async def run(self) -> None:
        """Connect, and connect again, until told to close."""
        self._ended.clear()
        try:
            while not self._closing.is_set():
                # In a task of its own: Python 3.11.2 (Debian 12) leaves a cancellation counted in a
                # task whose group failed, and every later time limit in it would cancel it.
                trouble = await asyncio.create_task(self._connect_once(), name="ami-connection")
                self._go_down(trouble)
                await self._pause(self._backoff.after(trouble))
        finally:
            self._ended.set()

    async def aclose(self) -> None:
        """End the connection and ``run``."""
        self._closing.set()
        await self._ended.wait()

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            pass

    async def _connect_once(self) -> CcengineError:
        """One connection from beginning to end; returns why it ended."""
        try:
            async with asyncio.timeout(self._connect_s):
                reader, writer = await asyncio.open_connection(*self._address)
        except OSError as error:
            return PbxUnreachable(f"Asterisk cannot be reached over AMI: {error or 'no answer'}.")
        try:
            return await self._serve(reader, writer)
        finally:
            writer.transport.abort()
            try:
                await writer.wait_closed()
            except OSError:
                pass

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> CcengineError:
        trust = self._trust = Trust(self._systemname)
        trust.hostile = self.hostile
        for channel_id in self._issued:
            trust.expect_channel(channel_id)
        decoder = Decoder(wanted=self._wanted | {"FullyBooted"}, systemname=self._systemname)
        session = _Session(reader, writer, decoder, trust, self._receive, self._answer_s)
        self._backlog = []
        ends: list[CcengineError] = []
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(session.read())
                group.create_task(self._talk(session))
                group.create_task(self._watch_closing())
        except* CcengineError as errors:
            ends += [error for error in errors.exceptions if isinstance(error, CcengineError)]
        finally:
            self._trust = self._session = None
        return ends[0]

    async def _talk(self, session: _Session) -> None:
        """Our side: the stages up to the snapshot, then pings. Ends by an error only."""
        await session.log_in(*self._login)
        await session.booted()
        await session.check_name(self._systemname)
        self._come_up(session, await take_snapshot(session.ask, time.time_ns() // 1_000_000))
        while True:
            await asyncio.sleep(self._ping_s)
            await session.ask({"Action": "Ping"})

    async def _watch_closing(self) -> None:
        await self._closing.wait()
        raise _Closing

    def _come_up(self, session: _Session, snapshot: Snapshot) -> None:
        """Hand over the snapshot, then what happened while it was taken."""
        self.up, self.trouble, self._session = True, None, session
        self._backoff.succeeded()
        backlog, self._backlog = self._backlog, None
        _log.info("AMI events from %s:%d", *self._address)
        _call(self._on_up, snapshot)
        if backlog:
            _call(self._on_frames, backlog)

    def _receive(self, events: list[Frame]) -> None:
        if self._backlog is None:
            _call(self._on_frames, events)
            return
        self._backlog += events
        if len(self._backlog) > BACKLOG:
            raise PbxUnreachable(f"More than {BACKLOG} events came before the snapshot was complete.")

    def _go_down(self, trouble: CcengineError) -> None:
        if isinstance(trouble, _Closing):
            self.up = False
            return
        if self.up or str(trouble) != str(self.trouble or ""):
            _log.warning("no AMI events: %s", trouble)
            self.up, self.trouble = False, trouble
            _call(self._on_down, str(trouble))


_T = TypeVar("_T")


def _call(callback: Callable[[_T], None], value: _T) -> None:
    """A fault of the receiver is reported and costs him this delivery, not the connection."""
    try:
        callback(value)
    except Exception:
        _log.exception("the receiver of AMI events failed")
