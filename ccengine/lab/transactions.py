"""SIP over UDP: what is lost is sent again, what comes twice is answered alike.

No tasks: everything is a timer or a future of the running loop.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from ccengine.lab.sip import Message, parameter, uri_of

_T1_S = 0.5
_T2_S = 4.0
_GIVE_UP_S = 32.0
_KEPT = 2000

Address = tuple[str, int]


class Transactions(asyncio.DatagramProtocol):
    """One UDP socket. ``on_request`` gets every new request, once."""

    def __init__(self, server: Address, on_request: Callable[[Message], None]) -> None:
        self._server = server
        self._on_request = on_request
        self._transport: asyncio.DatagramTransport | None = None
        self._asked: dict[tuple[str, str], _Asked] = {}
        self._answered: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._repeating: dict[str, asyncio.TimerHandle] = {}

    @classmethod
    async def open(
        cls, local: Address, server: Address, on_request: Callable[[Message], None]
    ) -> "Transactions":
        loop = asyncio.get_running_loop()
        transport, made = await loop.create_datagram_endpoint(
            lambda: cls(server, on_request), local_addr=local
        )
        made._transport = transport
        return made

    @property
    def address(self) -> str:
        """Our host:port."""
        if self._transport is None:
            raise ConnectionError("the phone's socket is closed")
        host, port = self._transport.get_extra_info("sockname")
        return f"{host}:{port}"

    def close(self) -> None:
        for asked in self._asked.values():
            asked.give_up(ConnectionError("the phone was closed"))
        for timer in self._repeating.values():
            timer.cancel()
        self._asked.clear()
        self._repeating.clear()
        if self._transport:
            self._transport.close()
        self._transport = None

    async def ask(self, request: Message, on_progress: Callable[[Message], None] | None = None) -> Message:
        """Send until answered; the final response. Raises TimeoutError."""
        asked = _Asked(self, request, on_progress)
        key = (request.branch, request.method)
        self._asked[key] = asked
        try:
            return await asked.final
        finally:
            self._asked.pop(key, None)
            asked.end()

    def tell(self, message: Message) -> None:
        """Send once (an ACK)."""
        self.write(message.build())

    def answer(self, request: Message, response: Message, *, until_ack: bool = False) -> None:
        """Respond; a repeated request gets the same again, a 2xx to INVITE is sent until its ACK."""
        data = response.build()
        if response.status >= 200:
            self._answered[request.branch, request.method] = data
            while len(self._answered) > _KEPT:
                self._answered.popitem(last=False)
        self.write(data)
        if until_ack:
            self._repeat(request.call_id, data, _T1_S, _GIVE_UP_S)

    def write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.sendto(data, self._server)

    def error_received(self, exc: Exception) -> None:
        """The server's port is closed at the moment: sending again is the cure."""

    def datagram_received(self, data: bytes, addr: Address) -> None:
        try:
            message = Message.parse(data)
        except ValueError:
            return
        if message.status:
            self._got_response(message)
        else:
            self._got_request(message)

    def _got_response(self, response: Message) -> None:
        if response.method == "INVITE" and response.status >= 300:
            self.tell(_ack_of_refusal(response, self.address))
        asked = self._asked.get((response.branch, response.method))
        if asked is not None:
            asked.got(response)
        elif response.method == "INVITE" and 200 <= response.status < 300:
            # Our ACK was lost; the call is up and knows how to build it.
            self._on_request(response)

    def _got_request(self, request: Message) -> None:
        if request.method == "ACK":
            timer = self._repeating.pop(request.call_id, None)
            if timer:
                timer.cancel()
            return
        before = self._answered.get((request.branch, request.method))
        if before is not None:
            self.write(before)
            return
        self._on_request(request)

    def _repeat(self, call_id: str, data: bytes, wait: float, left: float) -> None:
        def again() -> None:
            self.write(data)
            self._repeat(call_id, data, min(wait * 2, _T2_S), left - wait)

        if left > 0:
            self._repeating[call_id] = asyncio.get_running_loop().call_later(wait, again)


class _Asked:
    """One request under way."""

    def __init__(
        self, owner: Transactions, request: Message, on_progress: Callable[[Message], None] | None
    ) -> None:
        self._owner = owner
        self._data = request.build()
        self._on_progress = on_progress
        self._invite = request.method == "INVITE"
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self.final: asyncio.Future[Message] = self._loop.create_future()
        self._send(_T1_S, _GIVE_UP_S)

    def got(self, response: Message) -> None:
        if response.status >= 200:
            self.end()
            if not self.final.done():
                self.final.set_result(response)
            return
        if self._invite:
            self.end()
        if self._on_progress:
            self._on_progress(response)

    def end(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def give_up(self, error: Exception) -> None:
        self.end()
        if not self.final.done():
            self.final.set_exception(error)

    def _send(self, wait: float, left: float) -> None:
        if left <= 0:
            self.give_up(TimeoutError("no answer to a SIP request"))
            return
        self._owner.write(self._data)
        self._timer = self._loop.call_later(wait, self._send, min(wait * 2, _T2_S), left - wait)


def _ack_of_refusal(response: Message, via: str) -> Message:
    """The ACK that belongs to the INVITE's own transaction (same branch)."""
    number = response.get("CSeq").split()[0]
    headers = [
        ("Via", f"SIP/2.0/UDP {via};branch={parameter(response.get('Via'), 'branch')}"),
        ("From", response.get("From")),
        ("To", response.get("To")),
        ("Call-ID", response.call_id),
        ("CSeq", f"{number} ACK"),
        ("Max-Forwards", "70"),
    ]
    return Message(start=f"ACK {uri_of(response.get('To'))} SIP/2.0", headers=tuple(headers))
