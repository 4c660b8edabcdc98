"""The control link: what we do to calls, over panoramisk, on a leash.

panoramisk speaks AMI's request and answer well enough. What it does on its own is dangerous here
and is taken away: it repeats unanswered actions after a reconnect (a second call to a client),
waits for ever, reconnects after being closed, and writes whatever it is given. So every
connection gets a fresh Manager which never reconnects and whose waiting list is emptied; each
action has a time limit, and after one missed the connection is given up; values with a line
break never get that far; Originate is always asynchronous. The link asks for no events: the
outcome of an action is seen on the event link like everything else.

A lost answer is told as PbxTimeout: the action may or may not have been done, and only the
caller can know whether to try again.
"""

import asyncio
import logging
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from panoramisk import Manager

from ami.backoff import Backoff, LoginRefused
from ami.codec import encode
from ccengine.core.errors import BadInput, CcengineError, PbxRefused, PbxTimeout, PbxUnreachable

ORIGINATE_CONTEXT = "cc-originate"
CLIENT_FIRST_CONTEXT = "cc-client-first"
SPY_CONTEXT = "cc-spy"
TO_OPERATOR_CONTEXT, TO_QUEUE_CONTEXT = "cc-to-operator", "cc-to-queue"
PICK_UP_CONTEXT = "cc-pick-up"
PARKING_LOT = "default"
TRUNK = "trunk"
SPY_HOW = {"listen": "", "whisper": "w", "barge": "B"}
# As features.conf has them: keys that no phone has.
XFER_THREE_WAY, XFER_SWAP = "D5", "D6"
OPERATOR_CONTEXT = "from-internal"
_SUBSCRIBER_ABSENT = "20"

_CHANNEL = re.compile(r"[A-Za-z0-9]+/[A-Za-z0-9_.+*#@;:-]{1,120}")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
_NUMBER = re.compile(r"\+?[0-9*#]{1,40}")
_DIGITS = re.compile(r"[0-9A-D*#]{1,40}")
_CHANNEL_ID = re.compile(r"[A-Za-z0-9_.-]{1,120}")
_VARIABLE = re.compile(r"_{0,2}[A-Za-z][A-Za-z0-9_]{0,78}")


Action = Mapping[str, str | Sequence[str]]

_log = logging.getLogger(__name__)
# panoramisk logs whole actions, with numbers in them.
_silent = logging.Logger("panoramisk", logging.CRITICAL + 1)


def _nothing() -> None:
    """No check before acting."""


class ControlLink:
    """`ccengine.core.ports.Pbx` on one Asterisk. ``run`` until ``close``.

    Channels are named as the PBX names them (``PJSIP/op101-00000001``). ``before_act`` is called
    in the breath before an action is written, and stops it by raising (the lease). ``caller_number``
    is shown to clients who are rung before the operator.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        username: str,
        secret: str,
        connect_s: float = 2.0,
        answer_s: float = 4.0,
        ping_s: float = 3.0,
        before_act: Callable[[], None] = _nothing,
        backoff: Backoff | None = None,
        caller_number: str = "",
    ) -> None:
        self.trouble: CcengineError | None = None
        self._address = (host, port)
        self._login = (username, secret)
        self._connect_s = connect_s
        self._answer_s = answer_s
        self._ping_s = ping_s
        self._before_act = before_act
        self._caller_number = caller_number
        self._backoff = backoff or Backoff()
        self._connection: _Connection | None = None
        self._closing = asyncio.Event()
        self._ended = asyncio.Event()
        self._ended.set()

    @property
    def up(self) -> bool:
        return self._connection is not None

    # -- the port ------------------------------------------------------------------------------

    async def originate(
        self, *, endpoint: str, dial: str, call: UUID, channel_id: str, ring_s: int, at_once: bool = False
    ) -> None:
        number = _checked(_NUMBER, dial, "number to dial")
        phone = _Ringing(endpoint=endpoint, call=call, channel_id=channel_id, ring_s=ring_s, at_once=at_once)
        await self._act(phone.sent_to(ORIGINATE_CONTEXT, number, CC_DIAL=number))

    async def originate_client_first(
        self, *, endpoint: str, dial: str, call: UUID, channel_id: str, ring_s: int
    ) -> None:
        number = _checked(_NUMBER, dial, "number to dial")
        await self._act(
            {
                **_originate(CLIENT_FIRST_CONTEXT, channel_id, ring_s),
                "Channel": f"PJSIP/{number}@{TRUNK}",
                **({"CallerID": f"<{self._caller_number}>"} if self._caller_number else {}),
                "Variable": [
                    f"CC_DIAL={number}",
                    f"CC_OPERATOR={_checked(_NAME, endpoint, 'endpoint')}",
                    f"__CC_CALL={call}",
                ],
            }
        )

    async def spy(
        self, *, endpoint: str, leg: str, how: str, shown: str, call: UUID, channel_id: str
    ) -> None:
        phone = _Ringing(endpoint=endpoint, call=call, channel_id=channel_id)
        uniqueid = _checked(_CHANNEL_ID, leg, "leg")
        await self._act(phone.sent_to(SPY_CONTEXT, shown, CC_SPY=uniqueid, CC_SPY_HOW=SPY_HOW[how]))

    async def park(self, channel: str, parker: str, *, for_s: int) -> None:
        await self.set_variable(channel, "CC_PARKER", _checked(_NAME, parker, "endpoint"))
        lot = {"Parkinglot": PARKING_LOT, "Timeout": str(for_s * 1000)}
        await self._act({"Action": "Park", "Channel": _channel(channel), **lot})

    async def pick_up_parked(self, channel: str, endpoint: str) -> None:
        await self.set_variable(channel, "CC_PICKER", _checked(_NAME, endpoint, "endpoint"))
        await self._redirect(channel, PICK_UP_CONTEXT, "s")

    async def conference(self, channel: str) -> None:
        await self.play_dtmf(channel, XFER_THREE_WAY, receive=True)

    async def swap(self, channel: str) -> None:
        await self.play_dtmf(channel, XFER_SWAP, receive=True)

    async def play_dtmf(self, channel: str, digits: str, *, receive: bool) -> None:
        for digit in _checked(_DIGITS, digits, "row of keys"):
            key = {"Channel": _channel(channel), "Digit": digit, "Receive": _truth(receive)}
            await self._act({"Action": "PlayDTMF", **key})

    async def queue_priority(self, queue: str, channel: str, priority: int) -> None:
        who = {"Queue": _checked(_NAME, queue, "queue"), "Caller": _channel(channel)}
        # Without Immediate the number changes, and his place does not.
        place = {"Priority": str(priority), "Immediate": "yes"}
        await self._act({"Action": "QueueChangePriorityCaller", **who, **place})

    async def blind_transfer(self, channel: str, target: str) -> None:
        await self._act({"Action": "BlindTransfer", **_transfer(channel, target)})

    async def attended_transfer(self, channel: str, target: str) -> None:
        """Call ``target`` while the client hears music. Hanging up ``channel`` completes it."""
        await self._act({"Action": "Atxfer", **_transfer(channel, target)})

    async def cancel_transfer(self, channel: str) -> None:
        await self._act({"Action": "CancelAtxfer", "Channel": _channel(channel)})

    async def hang_up(self, channel: str) -> None:
        await self._act({"Action": "Hangup", "Channel": _channel(channel)})

    async def stop_ringing(self, channel: str) -> None:
        cause = {"Cause": _SUBSCRIBER_ABSENT}
        await self._act({"Action": "Hangup", "Channel": _channel(channel), **cause})

    async def queue_add(self, queue: str, endpoint: str, *, paused: bool) -> None:
        await self._act(
            {
                "Action": "QueueAdd",
                "Queue": _checked(_NAME, queue, "queue"),
                "Interface": _interface(endpoint),
                "MemberName": endpoint,
                "StateInterface": _interface(endpoint),
                "Paused": _truth(paused),
            }
        )

    async def queue_remove(self, queue: str, endpoint: str) -> None:
        where = {"Queue": _checked(_NAME, queue, "queue"), "Interface": _interface(endpoint)}
        await self._act({"Action": "QueueRemove", **where})

    async def queue_pause(self, endpoint: str, *, paused: bool, reason: str) -> None:
        pause = {"Interface": _interface(endpoint), "Paused": _truth(paused), "Reason": reason}
        await self._act({"Action": "QueuePause", **pause})

    async def recording_mute(self, channel: str, *, muted: bool) -> None:
        mute = {"Channel": _channel(channel), "Direction": "both", "State": "1" if muted else "0"}
        await self._act({"Action": "MixMonitorMute", **mute})

    async def set_variable(self, channel: str, name: str, value: str) -> None:
        """Set a channel variable. Names of functions are refused: some of them act."""
        variable = _checked(_VARIABLE, name, "variable")
        await self._act(
            {"Action": "Setvar", "Channel": _channel(channel), "Variable": variable, "Value": value}
        )

    async def hear(self, channel: str, *, leg: str, how: str) -> None:
        await self.set_variable(channel, "CC_SPY", _checked(_CHANNEL_ID, leg, "leg"))
        await self.set_variable(channel, "CC_SPY_HOW", SPY_HOW[how])
        await self._redirect(channel, SPY_CONTEXT, "s")

    async def move_to_operator(self, channel: str, extension: str) -> None:
        await self._redirect(channel, TO_OPERATOR_CONTEXT, _checked(_NUMBER, extension, "extension"))

    async def move_to_queue(self, channel: str, extension: str) -> None:
        await self._redirect(channel, TO_QUEUE_CONTEXT, _checked(_NUMBER, extension, "extension"))

    async def _redirect(self, channel: str, context: str, exten: str) -> None:
        """Send a channel elsewhere. Asterisk tells nobody that this was a transfer, so it is none: for
        who waits or listens, not for people who talk."""
        where = {"Channel": _channel(channel), "Context": context, "Exten": exten, "Priority": "1"}
        await self._act({"Action": "Redirect", **where})

    # -- one action ----------------------------------------------------------------------------

    async def _act(self, action: Action) -> None:
        encode(action)  # refuses what could smuggle in a header
        connection = self._connection
        if connection is None:
            raise PbxUnreachable
        self._before_act()
        await connection.act(action)

    # -- keeping it up -------------------------------------------------------------------------

    async def run(self) -> None:
        """Connect, and connect again, until told to close."""
        self._ended.clear()
        try:
            while not self._closing.is_set():
                try:
                    await self._connect_once()
                except CcengineError as trouble:
                    self._note(trouble)
                    await self._pause(self._backoff.after(trouble))
        finally:
            self._ended.set()

    async def close(self) -> None:
        """End the connection and ``run``; nothing comes back by itself."""
        self._closing.set()
        if self._connection is not None:
            self._connection.lost(None)
        await self._ended.wait()

    async def _connect_once(self) -> None:
        """One connection from beginning to end; raises what ended it."""
        connection = _Connection(self._answer_s)
        try:
            await connection.open(self._address, self._login, self._connect_s)
            self._connection = connection
            self.trouble = None
            self._backoff.succeeded()
            _log.info("AMI control of %s:%d", *self._address)
            while not self._closing.is_set():
                if await connection.ended_within(self._ping_s):
                    raise PbxUnreachable("The AMI control connection ended.")
                await connection.act({"Action": "Ping"})
        finally:
            self._connection = None
            connection.close()

    def _note(self, trouble: CcengineError) -> None:
        if not self._closing.is_set() and str(trouble) != str(self.trouble or ""):
            _log.warning("no AMI control: %s", trouble)
            self.trouble = trouble

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            pass


class _Connection:
    """One panoramisk Manager, from its making to its end."""

    def __init__(self, answer_s: float) -> None:
        self._answer_s = answer_s
        self._ended = asyncio.Event()
        self._manager: Any = None

    async def open(self, address: tuple[str, int], login: tuple[str, str], connect_s: float) -> None:
        """Connect and log in."""
        host, port = address
        username, secret = login
        loop = asyncio.get_running_loop()
        self._manager = manager = Manager(
            host=host, port=port, username=username, secret=secret, events="off", log=_silent
        )
        manager.loop = loop
        # Its own would reconnect, and send again what was not answered.
        manager.connection_lost = self.lost
        try:
            async with asyncio.timeout(connect_s):
                made = await loop.create_connection(manager.config["protocol_factory"], host, port)
        except OSError as error:
            away = "Asterisk cannot be reached over AMI: {problem}."
            raise PbxUnreachable(away, problem=str(error) or "no answer") from error
        connected = loop.create_future()
        connected.set_result(made)
        # It sends the login now, as it would after its own connect.
        manager.connection_made(connected)
        answer = await self._answer(manager.authenticated_future, "Login")
        if not answer.success:
            raise LoginRefused("Asterisk refused the AMI login of '{name}'.", name=username)
        # Its pings are sent but never looked at; ours are.
        manager.pinger.cancel()

    async def act(self, action: Action) -> None:
        """Send one action and wait for its answer. Raises PbxRefused, PbxTimeout."""
        if self._ended.is_set():
            raise PbxUnreachable
        name = str(action["Action"])
        sent = {**action, "ActionID": secrets.token_hex(16)}
        # As a list it would wait for events that this connection does not get.
        answer = await self._answer(self._manager.send_action(sent, as_list=False), name)
        if not answer.success:
            raise PbxRefused("Asterisk refused {action}: {said}", action=name, said=str(answer.message)[:200])

    async def _answer(self, answer: "asyncio.Future[Any]", name: str) -> Any:
        """Wait for it, but neither for ever nor beyond the connection's end."""
        ended = asyncio.ensure_future(self._ended.wait())
        try:
            await asyncio.wait({answer, ended}, timeout=self._answer_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ended.cancel()
        if answer.done():
            return answer.result()
        self.close()
        late = "Asterisk did not answer {action}; it may or may not have been done."
        raise PbxTimeout(late, action=name)

    async def ended_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._ended.wait()
        except TimeoutError:
            return False
        return True

    def lost(self, _error: Exception | None) -> None:
        """The connection has ended; panoramisk calls this too."""
        self._ended.set()

    def close(self) -> None:
        """End it truly: no ping, no waiting action, no socket stays."""
        self._ended.set()
        if self._manager is None:
            return
        self._manager.close()
        self._manager.awaiting_actions.clear()
        if self._manager.protocol is not None:
            self._manager.protocol.transport.abort()


def _checked(pattern: re.Pattern[str], value: str, what: str) -> str:
    if not pattern.fullmatch(value):
        raise BadInput("That is no {what} for Asterisk: '{value}'...", what=what, value=value[:8])
    return value


def _channel(channel: str) -> str:
    return _checked(_CHANNEL, channel, "channel")


def _interface(endpoint: str) -> str:
    return f"PJSIP/{_checked(_NAME, endpoint, 'endpoint')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ringing:
    """A phone of ours is rung, and told which call it is."""

    endpoint: str
    call: UUID
    channel_id: str
    ring_s: int = 20
    at_once: bool = True

    def sent_to(self, context: str, shown: str, **variables: str) -> Action:
        """The phone shows the number ``shown``; when it has answered it goes to that context."""
        headers = {"X-CC-Call": str(self.call)} | ({"X-CC-Answer": "now"} if self.at_once else {})
        return {
            **_originate(context, self.channel_id, self.ring_s),
            "Channel": _interface(self.endpoint),
            "CallerID": f"<{shown and _checked(_NUMBER, shown, 'number to show')}>",
            "Variable": [
                *(f"{name}={value}" for name, value in variables.items()),
                f"__CC_CALL={self.call}",
                *(f"PJSIP_HEADER(add,{name})={value}" for name, value in headers.items()),
            ],
        }


def _originate(context: str, channel_id: str, ring_s: int) -> dict[str, str]:
    return {
        "Action": "Originate",
        "Context": context,
        "Exten": "s",
        "Priority": "1",
        "Timeout": str(ring_s * 1000),
        "ChannelId": _checked(_CHANNEL_ID, channel_id, "channel id"),
        "Async": "true",
    }


def _transfer(channel: str, target: str) -> dict[str, str]:
    exten = _checked(_NUMBER, target, "extension")
    return {"Channel": _channel(channel), "Context": OPERATOR_CONTEXT, "Exten": exten}


def _truth(value: bool) -> str:
    return "true" if value else "false"
