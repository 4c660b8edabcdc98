"""One call's sound: a constant frame out every 20 ms, keys pressed in between (RFC 4733), and what
came in, with its time."""

import asyncio
import random
import struct
import time
from collections import deque

from ccengine.lab.sip import KEYS_PAYLOAD, Media
from ccengine.lab.tones import FRAME

_FRAME_S = 0.02
_HEADER = struct.Struct("!BBHII")
_KEY = struct.Struct("!BBH")
_KEYS = "0123456789*#"
_HELD, _SAID_AGAIN = 5, 3
"""A key is held for five packets, and its end is said three times, as packets get lost."""
_BETWEEN = 10
_MARK, _END, _VOLUME = 0x80, 0x80, 10


class Sound(asyncio.DatagramProtocol):
    """Sends ``frame`` while ``toward`` says where to, and keeps the frames it hears."""

    def __init__(self, frame: bytes) -> None:
        self.frame = frame
        self.heard: list[tuple[float, bytes]] = []
        self.keys = ""
        """What the other side has pressed."""
        self._toward: Media | None = None
        self._transport: asyncio.DatagramTransport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._next = 0.0
        self._keys: deque[tuple[int, bytes]] = deque()
        """What is to be sent before the voice goes on: the second byte of the header, and the payload."""
        dice = random.SystemRandom()
        self._ssrc, self._sequence, self._stamp = dice.getrandbits(32), dice.getrandbits(15), 0
        self._pressed = 0
        self._key_heard = -1

    @classmethod
    async def open(cls, host: str, frame: bytes) -> "Sound":
        loop = asyncio.get_running_loop()
        transport, sound = await loop.create_datagram_endpoint(lambda: cls(frame), local_addr=(host, 0))
        sound._transport = transport
        return sound

    @property
    def port(self) -> int:
        port: int = self._transport.get_extra_info("sockname")[1] if self._transport else 0
        return port

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if len(data) <= _HEADER.size:
            return
        kind, payload = data[1] & 0x7F, data[_HEADER.size :]
        if kind == 0:
            self.heard.append((time.time(), payload))
        elif kind == KEYS_PAYLOAD:
            self._hear_key(_HEADER.unpack_from(data)[3], payload)

    def _hear_key(self, stamp: int, payload: bytes) -> None:
        """All packets of a key carry the time of its beginning: it counts once."""
        if stamp != self._key_heard and payload[0] < len(_KEYS):
            self._key_heard = stamp
            self.keys += _KEYS[payload[0]]

    def error_received(self, exc: Exception) -> None:
        """The other side has closed its port: the call is about to end."""

    def speak(self, toward: Media | None) -> None:
        """Send from now on to ``toward``; None keeps quiet."""
        self._toward = toward
        if toward is not None and self._timer is None:
            self._next = asyncio.get_running_loop().time()
            self._tick()

    def press(self, keys: str) -> None:
        """Press these keys, one after the other."""
        for key in keys:
            code = _KEYS.index(key)
            for packet in range(_HELD + _SAID_AGAIN):
                end = _END if packet >= _HELD else 0
                length = FRAME * min(packet + 1, _HELD)
                mark = _MARK if packet == 0 else 0
                self._keys.append((KEYS_PAYLOAD | mark, _KEY.pack(code, end | _VOLUME, length)))
            self._keys.extend([(0, self.frame)] * _BETWEEN)

    def close(self) -> None:
        self._toward = None
        if self._timer:
            self._timer.cancel()
        if self._transport:
            self._transport.close()

    def _tick(self) -> None:
        self._timer = None
        if self._toward is None or self._transport is None:
            return
        kind, payload = self._keys.popleft() if self._keys else (0, self.frame)
        if kind & _MARK:  # all packets of a key carry the time of its beginning
            self._pressed = self._stamp
        stamp = self._pressed if kind & ~_MARK == KEYS_PAYLOAD else self._stamp
        header = _HEADER.pack(0x80, kind, self._sequence & 0xFFFF, stamp & 0xFFFFFFFF, self._ssrc)
        self._transport.sendto(header + payload, (self._toward.host, self._toward.port))
        self._sequence += 1
        self._stamp += FRAME
        self._next += _FRAME_S
        self._timer = asyncio.get_running_loop().call_at(self._next, self._tick)
