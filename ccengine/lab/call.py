"""One conversation of a phone: a dialog, its sound, and what a person does with it."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from ccengine.lab import sip
from ccengine.lab.rtp import Sound
from ccengine.lab.sip import Dialog, Media, Message
from ccengine.lab.tones import Heard, spoken

if TYPE_CHECKING:
    from ccengine.lab.phone import Phone

_SDP = ("Content-Type", "application/sdp")
_PROVISIONAL_S = 40.0  # longer than an INVITE is repeated: by then it was heard, or it has failed
_ALLOW = ("Allow", "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, NOTIFY, REFER")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """What a phone does when it rings: answer after so many seconds (None: ring until told),
    refuse with a code (486 busy, 603 declined, 480 unavailable), or not even say that it rings.
    It is busy while it has as many calls as ``lines``."""

    answer_after: float | None = None
    refuse: int = 0
    silent: bool = False
    lines: int = 1


class State(IntEnum):
    """A call only ever moves forward through these."""

    STARTED = 0
    RINGING = 1
    UP = 2
    ENDED = 3


class CallOver(Exception):
    """The call ended before it became what was waited for."""


class Call:
    """One conversation. ``number`` is whom we call, or the address that calls us."""

    def __init__(
        self,
        phone: "Phone",
        dialog: Dialog,
        number: str,
        sound: Sound | None,
        port: int,
        invite: Message | None,
    ) -> None:
        self.phone = phone
        self.dialog = dialog
        self.number = number
        self.invite_in = invite
        self.pending: Message | None = None
        self.state = State.STARTED
        self.status = 0
        self.reason = ""
        self.began = time.time()
        self.rang = self.answered = self.ended = 0.0
        self.transfer_said: list[str] = []
        self._sound = sound
        self._mine = Media(host=phone.host, port=port)
        self._version = 1
        self._changed = asyncio.Event()
        self._theirs: Media | None = None
        self._proceeding = False
        self._timer: asyncio.TimerHandle | None = None
        self._acked: Message | None = None

    # What the person at the phone does

    async def reach(self, state: State, deadline_s: float | None = 20.0) -> "Call":
        """Wait until the call has come that far. Raises CallOver when it ended before, or TimeoutError."""
        async with asyncio.timeout(deadline_s):
            while self.state < state:
                await self._changed.wait()
        if self.state is State.ENDED and state is not State.ENDED:
            raise CallOver(f"{self.phone.name}: {self.status} {self.reason}")
        return self

    async def ends_within(self, seconds: float) -> bool:
        """Let so much time pass; whether the call ended meanwhile."""
        try:
            await self.reach(State.ENDED, seconds)
        except TimeoutError:
            return False
        return True

    def answer(self) -> None:
        """Pick up."""
        if self.state > State.RINGING or self.invite_in is None:
            return
        reply = self.invite_in.reply(
            200, self._tag, [("Contact", self.phone.contact), _ALLOW, _SDP], self._sdp()
        )
        self.phone.line.answer(self.invite_in, reply, until_ack=True)
        self.phone.note("answers 200")
        self._is_up()

    def refuse(self, status: int = 603) -> None:
        """Do not take it."""
        if self.state > State.RINGING or self.invite_in is None:
            return
        self.phone.line.answer(self.invite_in, self.invite_in.reply(status, self._tag))
        self.phone.note(f"refuses {status}")
        self._is_over(status)

    async def hang_up(self) -> None:
        """End it, whatever state it is in."""
        if self.state is State.UP:
            self.phone.note("sends BYE")
            self._is_over(200)
            await self.phone.ask("BYE", self.dialog)
        elif self.state is not State.ENDED and self.invite_in is not None:
            self.refuse()
        elif self.state is not State.ENDED:
            await self._cancel()

    async def hold(self) -> None:
        """Put the other side on hold: we send (nothing), and do not listen."""
        await self._reinvite("sendonly")
        self._quiet()

    async def unhold(self) -> None:
        await self._reinvite("sendrecv")

    def press(self, keys: str) -> None:
        """Press keys during the call, as packets in its sound (RFC 4733)."""
        self.phone.note(f"presses {keys}")
        if self._sound is None:
            raise ConnectionError(f"{self.phone.name} has no sound to press keys in")
        self._sound.press(keys)

    async def press_by_info(self, key: str) -> int:
        """Press a key as some phones do it: told in an INFO. The status of the answer."""
        self.phone.note(f"presses {key} by INFO")
        relay = ("Content-Type", "application/dtmf-relay")
        answer = await self.phone.send("INFO", self.dialog, (relay,), f"Signal={key}\r\nDuration=160\r\n")
        return answer.status

    async def refer(self, target: str) -> int:
        """Blind transfer to an extension; the status of the REFER. NOTIFYs go to ``transfer_said``."""
        host, port = self.phone.server
        return await self._refer(f"<sip:{target}@{host}:{port}>", target)

    async def refer_to(self, other: "Call") -> int:
        """Attended transfer: join the two others. While ``other`` still rings, it is a blonde one."""
        host, port = self.phone.server
        number = other.number.removeprefix("sip:").partition("@")[0]  # who called us is an address
        uri = f"<sip:{number}@{host}:{port}?Replaces={other.dialog.replaces}>"
        return await self._refer(uri, f"{number} with Replaces")

    def heard(self) -> list[Heard]:
        """Who was heard when: (from, to, who) in wall-clock seconds."""
        return spoken(self._sound.heard, self.phone.voices) if self._sound else []

    def keys_heard(self) -> str:
        """The keys that the other side has pressed, in their order."""
        return self._sound.keys if self._sound else ""

    def drop(self) -> None:
        """Forget the call without a word to the other side."""
        if self._sound:
            self._sound.close()
        if self._timer:
            self._timer.cancel()

    # What comes over the wire

    async def invite(self, headers: tuple[tuple[str, str], ...]) -> None:
        """Place this call: INVITE, and what follows from its final answer."""
        extra = (("Contact", self.phone.contact), _ALLOW, *headers, _SDP)
        try:
            answer = await self.phone.send("INVITE", self.dialog, extra, self._sdp(), self)
        except (TimeoutError, ConnectionError) as error:
            self._is_over(408, str(error))
            return
        if answer.status >= 300:
            self.phone.note(f"fails {answer.status} {answer.get('Reason')}")
            self._is_over(answer.status, answer.get("Reason"))
            return
        self._take_remote(answer)
        self._ack(answer)
        self.phone.note(f"connected ({answer.status})")
        self._is_up()

    def on_progress(self, response: Message) -> None:
        """Provisional answers to our INVITE."""
        self._proceeding = True
        self._move(self.state)
        if response.status > 100 and self.state is State.STARTED:
            self.phone.note(f"hears {response.status}")
            self.rang = time.time()
            self._move(State.RINGING)
        if response.status > 100:
            self._take_remote(response)

    def rung_by(self, invite: Message, manners: Manners) -> None:
        """A new INVITE: behave."""
        self.phone.note(f"rings, From {invite.get('From').rpartition(';tag')[0]}")
        self._mine_answers(invite.body)
        busy = sum(call.state is not State.ENDED for call in self.phone.calls) > manners.lines
        if manners.refuse or busy:
            self.refuse(manners.refuse or 486)
            return
        if not manners.silent:
            contact = [("Contact", self.phone.contact)]
            self.phone.line.answer(invite, invite.reply(180, self._tag, contact))
            self.rang = time.time()
            self._move(State.RINGING)
        if manners.answer_after is not None:
            self._timer = asyncio.get_running_loop().call_later(manners.answer_after, self.answer)

    def on_message(self, message: Message) -> None:
        """A message of this dialog that is no answer to something under way."""
        if message.status:
            if self._acked is not None:
                self.phone.line.tell(self._acked)
            return
        handler = _HANDLERS.get(message.method)
        if handler is None:
            self.phone.line.answer(message, message.reply(200, self._tag))
        else:
            handler(self, message)

    def _on_bye(self, message: Message) -> None:
        self.phone.line.answer(message, message.reply(200, self._tag))
        self.phone.note(f"got BYE {message.get('Reason')}")
        self._is_over(200, message.get("Reason"))

    def _on_cancel(self, message: Message) -> None:
        self.phone.line.answer(message, message.reply(200, self._tag))
        if self.invite_in is None or self.state > State.RINGING:
            return
        self.phone.line.answer(self.invite_in, self.invite_in.reply(487, self._tag))
        self.phone.note(f"got CANCEL {message.get('Reason')}")
        self._is_over(487, message.get("Reason"))

    def _on_reinvite(self, message: Message) -> None:
        """re-INVITE and UPDATE: the other side moves its media, holds or takes back."""
        if message.branch == (self.invite_in.branch if self.invite_in else ""):
            return  # the first INVITE again: it is still ringing here
        self.phone.note(f"gets {message.method}")
        body = ""
        if message.body:
            self._mine_answers(message.body)
            body = self._sdp()
        extra = [("Contact", self.phone.contact), *([_SDP] if body else [])]
        reply = message.reply(200, self._tag, extra, body)
        self.phone.line.answer(message, reply, until_ack=message.method == "INVITE")

    def _on_notify(self, message: Message) -> None:
        self.phone.line.answer(message, message.reply(200, self._tag))
        said = message.body.strip().splitlines()
        if said:
            self.transfer_said.append(said[0])
            self.phone.note(f"NOTIFY {message.get('Subscription-State')} {said[0]}")
        if said and said[0].startswith("SIP/2.0 2"):
            self.phone.spawn(self.hang_up())  # passed on: a phone leaves the call now

    # Inner workings

    @property
    def _tag(self) -> str:
        return sip.parameter(self.dialog.local, "tag")

    def _sdp(self) -> str:
        return self._mine.sdp(self._version)

    def _mine_answers(self, offer: str) -> None:
        """Take the other side's wish, and answer its direction with the fitting one."""
        theirs = Media.read(offer)
        if theirs is None:
            return
        self._version += 1
        direction = sip.ANSWER_TO[theirs.direction]
        self._mine = Media(host=self._mine.host, port=self._mine.port, direction=direction)
        self._theirs = theirs
        if self.state is State.UP:
            self._speak()

    def _take_remote(self, response: Message) -> None:
        """Learn the other side's tag, address and media from an answer to our INVITE."""
        self.dialog.remote = response.get("To")
        if response.get("Contact"):
            self.dialog.target = sip.uri_of(response.get("Contact"))
        if response.body:
            self._theirs = Media.read(response.body) or self._theirs

    def _ack(self, answer: Message) -> None:
        number = int(answer.get("CSeq").split()[0])
        self._acked = sip.request("ACK", self.dialog.target, self.phone.line.address, self.dialog, number)
        self.phone.line.tell(self._acked)

    async def _reinvite(self, direction: str) -> None:
        self._version += 1
        self._mine = Media(host=self._mine.host, port=self._mine.port, direction=direction)
        self.phone.note(f"re-INVITE {direction}")
        extra = (("Contact", self.phone.contact), _ALLOW, _SDP)
        answer = await self.phone.send("INVITE", self.dialog, extra, self._sdp())
        if answer.status >= 300:
            raise ConnectionError(f"re-INVITE refused: {answer.start}")
        self._take_remote(answer)
        self._ack(answer)
        self._speak()

    async def _refer(self, refer_to: str, what: str) -> int:
        self.phone.note(f"REFER to {what}")
        extra = (
            ("Contact", self.phone.contact),
            ("Refer-To", refer_to),
            ("Referred-By", f"<{sip.uri_of(self.dialog.local)}>"),
        )
        answer = await self.phone.ask("REFER", self.dialog, extra)
        self.phone.note(f"REFER -> {answer.start}")
        return answer.status

    async def _cancel(self) -> None:
        """Take back our INVITE. RFC 3261: only after a provisional answer."""
        async with asyncio.timeout(_PROVISIONAL_S):
            while not self._proceeding and self.state < State.UP:
                await self._changed.wait()
        if self.state >= State.UP or self.pending is None:
            await self.hang_up()
            return
        self.phone.note("sends CANCEL")
        invite = self.pending
        copied = ("Via", "From", "To", "Call-ID", "Max-Forwards")
        headers = [(name, invite.get(name)) for name in copied]
        headers.append(("CSeq", f"{invite.get('CSeq').split()[0]} CANCEL"))
        start = invite.start.replace("INVITE", "CANCEL", 1)
        await self.phone.line.ask(Message(start=start, headers=tuple(headers)))
        with suppress(CallOver):
            await self.reach(State.UP)
            await self.hang_up()  # they had picked up already; RFC 3261: then the call is ended

    def _speak(self) -> None:
        may = self._mine.direction in ("sendrecv", "sendonly")
        if self._sound:
            self._sound.speak(self._theirs if may else None)

    def _quiet(self) -> None:
        if self._sound:
            self._sound.speak(None)

    def _is_up(self) -> None:
        self.answered = time.time()
        self._move(State.UP)
        self._speak()

    def _is_over(self, status: int, reason: str = "") -> None:
        if self.state is State.ENDED:
            return
        self.status, self.reason, self.ended = status, reason, time.time()
        self.drop()
        self._move(State.ENDED)

    def _move(self, state: State) -> None:
        if state > self.state:
            self.state = state
        self._changed.set()
        self._changed = asyncio.Event()


_HANDLERS = {
    "BYE": Call._on_bye,
    "CANCEL": Call._on_cancel,
    "INVITE": Call._on_reinvite,
    "UPDATE": Call._on_reinvite,
    "NOTIFY": Call._on_notify,
}
