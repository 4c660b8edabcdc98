"""A small real SIP phone: it registers, rings, answers, talks in its own tone, and transfers.

``Phone`` is the device: one socket, its manners (what it does when it rings), its calls (``call``).
It keeps a diary of what it saw, with wall-clock times, because the phones are the tests' witnesses:
what they saw and heard is true, whatever the PBX says.
"""

import asyncio
import secrets
import socket
import time
from collections import deque
from collections.abc import Coroutine, Iterable

from ccengine.lab import sip
from ccengine.lab.call import Call, CallOver, Manners, State
from ccengine.lab.rtp import Sound
from ccengine.lab.sip import Dialog, Message
from ccengine.lab.tones import Heard, Voices
from ccengine.lab.transactions import Address, Transactions

_REGISTERED_S = 3600
_DIARY = 2000

__all__ = ["CallOver", "Manners", "Phone", "State"]


class Phone:
    """One device. Its voice is known to ``voices`` by ``name``; without ``media`` it is deaf and mute."""

    def __init__(
        self,
        name: str,
        server: Address,
        voices: Voices,
        *,
        password: str = "",
        host: str = "127.0.0.1",
        port: int = 0,
        manners: Manners | None = None,
        media: bool = True,
    ) -> None:
        self.name = name
        self.server = server
        self.host = host
        self.port = port
        self.voices = voices
        self.manners = manners or Manners()
        self.media = media
        self.calls: list[Call] = []
        self.diary: deque[tuple[float, str]] = deque(maxlen=_DIARY)
        self._password = password
        self._line: Transactions | None = None
        self._deaf: socket.socket | None = None
        self._by_id: dict[str, Call] = {}
        self._coming: dict[str, list[Message]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._arrivals: asyncio.Queue[Call] = asyncio.Queue(maxsize=1000)
        self._registration = Dialog(local="", remote="", target="")

    async def __aenter__(self) -> "Phone":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def line(self) -> Transactions:
        if self._line is None:
            raise ConnectionError(f"{self.name} is not started")
        return self._line

    @property
    def contact(self) -> str:
        return f"<sip:{self.name}@{self.line.address}>"

    async def start(self) -> None:
        """Open the socket; with a password, register."""
        self._line = await Transactions.open((self.host, self.port), self.server, self._on_message)
        if self._password:
            try:
                await self.register()
            except BaseException:
                await self.close()
                raise

    async def close(self) -> None:
        """Drop everything. The other sides are not told: hang up first where that matters."""
        for call in self.calls:
            call.drop()
        if self._line:
            self._line.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._deaf:
            self._deaf.close()
        self._line = self._deaf = None

    async def register(self, expires: int = _REGISTERED_S) -> None:
        """Say where we are; 0 says goodbye. Raises ConnectionError when refused."""
        host, port = self.server
        if not self._registration.local:
            aor = f"<sip:{self.name}@{host}>"
            self._registration = Dialog(local=f"{aor};tag={_tag()}", remote=aor, target=f"sip:{host}:{port}")
        headers = [("Contact", self.contact), ("Expires", str(expires))]
        answer = await self.ask("REGISTER", self._registration, headers)
        if answer.status != 200:
            raise ConnectionError(f"{self.name} could not register: {answer.start}")

    async def place(
        self, number: str, *, user: str = "", display: str = "", headers: Iterable[tuple[str, str]] = ()
    ) -> Call:
        """Call ``number`` as ``display <user>`` (our own name unless told); returns at once."""
        host, port = self.server
        address = user or self.name
        address = address if "@" in address else f"{address}@{self.host}"
        dialog = Dialog(
            local=f"{sip.quoted(display)}<sip:{address}>;tag={_tag()}",
            remote=f"<sip:{number}@{host}>",
            target=f"sip:{number}@{host}:{port}",
        )
        call = await self._new_call(dialog, number=number)
        self.note(f"calls {number} as {dialog.local.rpartition(';')[0]}")
        self.spawn(call.invite(tuple(headers)))
        return call

    async def incoming(self, deadline_s: float | None = 20.0) -> Call:
        """The next call that rings here (or was refused by our manners)."""
        async with asyncio.timeout(deadline_s):
            return await self._arrivals.get()

    async def ask(
        self, method: str, dialog: Dialog, extra: Iterable[tuple[str, str]] = (), body: str = ""
    ) -> Message:
        """A request inside a dialog (not INVITE); answers one challenge. The final response."""
        return await self.send(method, dialog, tuple(extra), body)

    async def send(
        self,
        method: str,
        dialog: Dialog,
        extra: tuple[tuple[str, str], ...],
        body: str,
        call: Call | None = None,
    ) -> Message:
        """Send a request, once more with credentials when challenged."""
        request = sip.request(
            method, dialog.target, self.line.address, dialog, dialog.next_cseq(), extra, body
        )
        if call is not None:
            call.pending = request
        answer = await self.line.ask(request, call.on_progress if call else None)
        if answer.status not in (401, 407) or not self._password:
            return answer
        name = "WWW-Authenticate" if answer.status == 401 else "Proxy-Authenticate"
        proof = sip.authorization(answer.get(name), method, dialog.target, self.name, self._password)
        with_proof = (*extra, ("Authorization" if answer.status == 401 else "Proxy-Authorization", proof))
        request = sip.request(
            method, dialog.target, self.line.address, dialog, dialog.next_cseq(), with_proof, body
        )
        if call is not None:
            call.pending = request
        return await self.line.ask(request, call.on_progress if call else None)

    def note(self, text: str) -> None:
        self.diary.append((time.time(), text))

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        """Run beside us, until done or until we close."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception():
            self.note(f"trouble: {task.exception()!r}")

    def heard(self) -> list[Heard]:
        """Who was heard in all calls of this phone: (from, to, who) in wall-clock seconds."""
        return sorted(entry for call in self.calls for entry in call.heard())

    def forget(self, call: Call) -> None:
        """Let go of an ended call (a phone that places thousands)."""
        self._by_id.pop(call.dialog.call_id, None)
        if call in self.calls:
            self.calls.remove(call)

    async def _new_call(self, dialog: Dialog, number: str, invite: Message | None = None) -> Call:
        sound = await Sound.open(self.host, self.voices.frame(self.name)) if self.media else None
        call = Call(self, dialog, number, sound, sound.port if sound else self._deaf_port(), invite)
        self.calls.append(call)
        self._by_id[dialog.call_id] = call
        return call

    def _deaf_port(self) -> int:
        """A socket that nobody reads, so that media sent to it harms nobody."""
        if self._deaf is None:
            self._deaf = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self._deaf.bind((self.host, 0))
        port: int = self._deaf.getsockname()[1]
        return port

    def _on_message(self, message: Message) -> None:
        call = self._by_id.get(message.call_id)
        if call is not None:
            call.on_message(message)
        elif message.call_id in self._coming:
            self._coming[message.call_id].append(message)
        elif message.method == "INVITE" and not message.status:
            self._coming[message.call_id] = []
            self.spawn(self._on_invite(message))
        elif not message.status:
            known = message.method in ("OPTIONS", "NOTIFY")
            self.line.answer(message, message.reply(200 if known else 481, tag=_tag()))

    async def _on_invite(self, invite: Message) -> None:
        """Make the call; what came for it meanwhile (the INVITE again, a CANCEL) comes after it."""
        dialog = Dialog(
            local=f"{invite.get('To')};tag={_tag()}",
            remote=invite.get("From"),
            target=sip.uri_of(invite.get("Contact")),
            call_id=invite.call_id,
        )
        call = await self._new_call(dialog, sip.uri_of(invite.get("From")), invite)
        call.rung_by(invite, self.manners)
        for message in self._coming.pop(invite.call_id):
            call.on_message(message)
        if self._arrivals.full():  # nobody asks for them here
            self._arrivals.get_nowait()
        self._arrivals.put_nowait(call)


def _tag() -> str:
    return secrets.token_hex(6)
