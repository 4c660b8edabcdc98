"""The operators' phones of the demo: one each, and a remote control as real desk phones have it.

A phone answers by itself after a while, as a person would, unless its operator is *at the desk*:
then it rings until it is told, by the page, through ``POST <url>/answer``. The URL holds a random
token and listens on loopback only.
"""

import asyncio
import hmac
import secrets
from collections.abc import Iterable, Mapping

from ccengine.lab.call import Call, CallOver, State
from ccengine.lab.dice import Dice
from ccengine.lab.phone import Phone
from ccengine.lab.tones import Voices
from ccengine.lab.transactions import Address

_HEAD_BYTES = 8192
_HEAD_S = 5.0
_SAYS = {204: "No Content", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict"}


class DeskPhones:
    """``open`` the remote control first (its URLs belong to the house), then ``register``."""

    def __init__(
        self,
        passwords: Mapping[str, str],
        server: Address,
        voices: Voices,
        *,
        seed: int,
        answer_s: tuple[float, float] = (2.0, 7.0),
        talk_s: tuple[float, float] = (20.0, 60.0),
    ) -> None:
        self.phones = {
            operator: Phone(operator, server, voices, password=password)
            for operator, password in passwords.items()
        }
        self._dice = Dice(seed)
        self._answer_s = answer_s
        self._talk_s = talk_s
        self._at_desk: set[str] = set()
        self._token = secrets.token_urlsafe(24)
        self._server: asyncio.Server | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Listen for the remote control."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_HEAD_BYTES)

    def url(self, operator: str, deed: str = "answer") -> str:
        """What to POST to: ``answer`` or ``hang-up``."""
        if self._server is None:
            raise ConnectionError("the desk phones are not open")
        port = self._server.sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}/{self._token}/{operator}/{deed}"

    @property
    def answer_urls(self) -> dict[str, str]:
        return {operator: self.url(operator) for operator in self.phones}

    async def register(self) -> None:
        """Register every phone and let it behave."""
        for phone in self.phones.values():
            await phone.start()
            self._tasks.append(asyncio.create_task(self._tend(phone), name=f"desk phone {phone.name}"))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        for phone in self.phones.values():
            await phone.close()
        if self._server:
            self._server.close()
            await self._server.wait_closed()
        self._server = None

    def at_desk(self, operators: Iterable[str]) -> None:
        """From now on these people press Answer themselves; the others' phones do it alone."""
        self._at_desk = set(operators)

    def answer(self, operator: str) -> bool:
        """Pick up what rings longest there; False when nothing rings."""
        call = self._oldest(operator, State.RINGING)
        if call is not None:
            call.answer()
        return call is not None

    def hang_up(self, operator: str) -> bool:
        """End what that phone does; False when it does nothing."""
        call = self._oldest(operator, State.UP) or self._oldest(operator, State.RINGING)
        if call is not None:
            call.phone.spawn(call.hang_up())
        return call is not None

    def _oldest(self, operator: str, state: State) -> Call | None:
        calls = self.phones[operator].calls if operator in self.phones else []
        return next((call for call in calls if call.state is state), None)

    async def _tend(self, phone: Phone) -> None:
        while True:
            call = await phone.incoming(deadline_s=None)
            phone.spawn(self._behave(phone, call))

    async def _behave(self, phone: Phone, call: Call) -> None:
        """A person notices the ringing, answers, talks for a while, hangs up."""
        wait, talk = self._dice.uniform(*self._answer_s), self._dice.uniform(*self._talk_s)
        try:
            if not await call.ends_within(wait) and phone.name not in self._at_desk:
                call.answer()
            await call.reach(State.UP, deadline_s=None)
            if not await call.ends_within(talk) and phone.name not in self._at_desk:
                await call.hang_up()
            await call.reach(State.ENDED, deadline_s=None)
        except CallOver:
            pass  # the caller gave up, or somebody else was quicker
        finally:
            phone.forget(call)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_HEAD_S):
                head = await reader.readuntil(b"\r\n\r\n")
            status = self._do(head.split(b"\r\n", 1)[0].decode("latin-1"))
            size = "" if status == 204 else "Content-Length: 0\r\n"
            writer.write(f"HTTP/1.1 {status} {_SAYS[status]}\r\n{size}Connection: close\r\n\r\n".encode())
            await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass  # not a client of ours; it gets nothing
        finally:
            writer.close()

    def _do(self, line: str) -> int:
        """One request line to one deed."""
        method, _, rest = line.partition(" ")
        parts = rest.split(" ")[0].split("/")
        if len(parts) != 4 or not hmac.compare_digest(parts[1].encode(), self._token.encode()):
            return 404
        deed = {"answer": self.answer, "hang-up": self.hang_up}.get(parts[3])
        if deed is None or parts[2] not in self.phones:
            return 404
        if method != "POST":
            return 405
        return 204 if deed(parts[2]) else 409
