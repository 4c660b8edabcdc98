"""Ports for one instance, so that several live side by side on one machine."""

import random
import socket
from dataclasses import dataclass

_RTP_SPAN = 1000
_dice = random.SystemRandom()
_RTP_FROM, _RTP_TO = 10_000, 30_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where one Asterisk listens on loopback; ``rtp`` is its first media port of ``rtp_span``."""

    sip: int
    ami: int
    http: int
    rtp: int
    rtp_span: int = _RTP_SPAN

    @property
    def rtp_end(self) -> int:
        return self.rtp + self.rtp_span - 1


def free_ports() -> Ports:
    """Ports that nobody holds at this moment."""
    return Ports(sip=free_port(socket.SOCK_DGRAM), ami=free_port(), http=free_port(), rtp=_free_rtp_block())


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _free_rtp_block() -> int:
    """A block whose ends are free. Asterisk itself passes over a port that is taken within it."""
    while True:
        start = _dice.randrange(_RTP_FROM, _RTP_TO, _RTP_SPAN)
        if all(_is_free(port) for port in (start, start + 1, start + _RTP_SPAN - 2)):
            return start


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
