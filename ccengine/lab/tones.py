"""Who was heard by whom: every voice is a tone of its own.

All tones are multiples of 50 Hz, so one 20 ms frame holds whole periods: a voice is one constant
frame sent for ever, and frames of a window can be laid upon each other before one small Fourier
sum per voice. A tone that went through G.711 and a bridge still stands 20 dB above all else.
"""

import math
from collections.abc import Iterable, Sequence
from functools import cache

FRAME = 160
"""Samples, and bytes of G.711, in 20 ms."""

_STEP_HZ = 50
_FIRST, _LAST = 8, 64  # 400 to 3200 Hz
_AMPLITUDE = 8000.0
_SILENCE = 200.0  # below this mean amplitude nobody speaks
_SHARE = 0.02  # of a window's power that a tone must have to count as heard
_KNOWN = 0.8  # of the amplitude that known tones must explain, or there is something else


class Voices:
    """Names and their tones; a name gets the next free tone when it is first mentioned."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._tones: dict[str, int] = {}
        for name in names:
            self.frame(name)

    def frame(self, name: str) -> bytes:
        """20 ms of that voice in G.711 µ-law, to be repeated."""
        tone = self._tones.setdefault(name, _FIRST + len(self._tones))
        if tone > _LAST:
            raise ValueError(f"no tone left for {name}: {_LAST - _FIRST + 1} voices at most")
        return _frame_of(tone)

    def hertz(self, name: str) -> int:
        """The height of that voice's tone."""
        self.frame(name)
        return self._tones[name] * _STEP_HZ

    def heard(self, frames: Sequence[bytes]) -> str:
        """Who speaks in these frames: names joined by +, "." for silence, "?" for another sound."""
        whole = [frame for frame in frames if len(frame) == FRAME]
        if not whole:
            return "."
        total = sum(_LINEAR[byte] ** 2 for frame in whole for byte in frame) / (FRAME * len(whole))
        if total < _SILENCE**2:
            return "."
        folded = [sum(_LINEAR[byte] for byte in column) / len(whole) for column in zip(*whole, strict=True)]
        shares = {name: _power(folded, tone) / total for name, tone in self._tones.items()}
        known = {name: share for name, share in shares.items() if share > _SHARE}
        # Amplitudes, not powers: a voice that fills half of the window has half of the amplitude.
        strange = [] if sum(math.sqrt(share) for share in known.values()) > _KNOWN else ["?"]
        return "+".join([*sorted(known), *strange])


def _power(samples: Sequence[float], tone: int) -> float:
    """The mean power of one tone in a folded frame."""
    cosines, sines = _waves(tone)
    real = sum(s * w for s, w in zip(samples, cosines, strict=True))
    imaginary = sum(s * w for s, w in zip(samples, sines, strict=True))
    return 2 * (real * real + imaginary * imaginary) / FRAME**2


@cache
def _waves(tone: int) -> tuple[list[float], list[float]]:
    angles = [2 * math.pi * tone * n / FRAME for n in range(FRAME)]
    return [math.cos(a) for a in angles], [math.sin(a) for a in angles]


@cache
def _frame_of(tone: int) -> bytes:
    return bytes(to_ulaw(round(_AMPLITUDE * wave)) for wave in _waves(tone)[1])


def to_ulaw(sample: int) -> int:
    """One 16-bit sample as G.711 µ-law."""
    sign = 0x80 if sample < 0 else 0
    value = min(abs(sample), 32635) + 132
    exponent = value.bit_length() - 8
    return ~(sign | exponent << 4 | (value >> (exponent + 3)) & 0x0F) & 0xFF


def from_ulaw(byte: int) -> int:
    """One byte of G.711 µ-law as a 16-bit sample."""
    byte = ~byte & 0xFF
    value = (((byte & 0x0F) << 3) + 132 << (byte >> 4 & 7)) - 132
    return -value if byte & 0x80 else value


_LINEAR = [from_ulaw(byte) for byte in range(256)]


def spoken(frames: Sequence[tuple[float, bytes]], voices: Voices, window_s: float = 0.2) -> list["Heard"]:
    """What was heard when, in windows, equal neighbours joined; silence is left out."""
    windows: dict[int, list[bytes]] = {}
    for at, frame in frames:
        windows.setdefault(int(at / window_s), []).append(frame)
    told: list[Heard] = []
    for number, inside in sorted(windows.items()):
        who, start = voices.heard(inside), number * window_s
        if told and told[-1][2] == who and abs(told[-1][1] - start) < window_s / 2:
            told[-1] = (told[-1][0], start + window_s, who)
        else:
            told.append((start, start + window_s, who))
    return [entry for entry in told if entry[2] != "."]


Heard = tuple[float, float, str]
"""From, to (seconds), who."""
