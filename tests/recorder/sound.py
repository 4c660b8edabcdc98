"""Tones into files, and tones found again: who is heard when, on which channel."""

import math
import struct
from pathlib import Path
from uuid import UUID

from ccengine.core.facts import Leg, Role, TalkPart
from recorder import wav
from recorder.timeline import Talked

CALL = UUID("019ab000-0000-8000-8000-000000000001")


def tone(hertz: float, length_ms: int, level: float = 0.3) -> bytes:
    count = length_ms * wav.RATE // 1000
    step = 2 * math.pi * hertz / wav.RATE
    return struct.pack(f"<{count}h", *(round(level * 32767 * math.sin(step * n)) for n in range(count)))


def silence(length_ms: int) -> bytes:
    return bytes(length_ms * wav.BYTES_PER_MS)


def write_wav(path: Path, samples: bytes, *, killed: bool = False, tail: bytes = b"") -> None:
    """As Asterisk leaves it; ``killed``: its writer died and the header declares no sound."""
    length_ms = 0 if killed else len(samples) // wav.BYTES_PER_MS
    path.write_bytes(wav.header(length_ms, 1) + samples + tail)


def heard(stereo: bytes, hertz: float, from_ms: int, to_ms: int) -> tuple[bool, bool]:
    """Whether the tone is there in [from, to), left and right (Goertzel)."""
    body = stereo[wav.HEADER_SIZE :]
    frames = struct.unpack(f"<{len(body) // 2}h", body)
    first, last = (ms * wav.RATE // 1000 * 2 for ms in (from_ms, to_ms))
    left, right = frames[first:last:2], frames[first + 1 : last : 2]
    return _level(left, hertz) > 0.1, _level(right, hertz) > 0.1


def _level(samples: tuple[int, ...], hertz: float) -> float:
    step = 2 * math.pi * hertz / wav.RATE
    real = sum(value * math.cos(step * n) for n, value in enumerate(samples))
    imag = sum(value * math.sin(step * n) for n, value in enumerate(samples))
    return 2 * math.hypot(real, imag) / max(1, len(samples)) / 32767


def leg(name: str, side: str, start: int, ended: int, *, answered: int = 0, endpoint: str = "") -> Leg:
    return Leg(
        leg=name,
        channel=f"PJSIP/{endpoint or name}-1",
        side=side,
        endpoint=endpoint or name,
        number="",
        start=start,
        answered=answered,
        ended=ended,
        cause=16,
    )


def part(
    leg_name: str, start: int, end: int, *, operator: str = "op101", role: Role = Role.FIRST
) -> TalkPart:
    return TalkPart(
        operator=operator, leg=leg_name, role=role, start=start, end=end, talk_ms=end - start, held_ms=0
    )


def call(*legs: Leg, parts: tuple[TalkPart, ...] = (), answer: int = 0, end: int = 0) -> Talked:
    return Talked(
        call_id=CALL,
        answer=answer or min((p.start for p in parts), default=0),
        end=end or max(item.ended for item in legs),
        legs=legs,
        parts=parts,
    )
