"""One stereo WAV of many mono voices, made window by window.

Nothing is held whole: an hour's call is mixed in windows of ten seconds, so that memory stays
small and no step keeps the interpreter for more than a few milliseconds (pydub's arithmetic
holds its lock). The length is known before the first sample, so the header comes first and the
result can be streamed to where it is kept; it never touches a disk on the way.
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any, BinaryIO

from ccengine.core.errors import BadInput
from recorder import wav
from recorder.timeline import Channel, Plan, Voice

with warnings.catch_warnings():
    # pydub looks for ffmpeg, which mixing does not need, and imports audioop, which is locked
    # in from a package of its own where Python has it no more.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

WINDOW_MS = 10_000
CHANNELS = 2


class BrokenVoice(BadInput):
    """One of the files could not be read to its end."""

    def __init__(self, leg: str, error: OSError) -> None:
        super().__init__(f"the file cannot be read ({error.strerror})")
        self.leg = leg


def mixed_size(plan: Plan) -> int:
    """The size in bytes of what ``mix`` will yield."""
    return wav.HEADER_SIZE + plan.length_ms * wav.BYTES_PER_MS * CHANNELS


def mix(plan: Plan, files: Mapping[str, wav.Sheet]) -> Iterator[bytes]:
    """The recording in chunks, header first. Blocks on the disk: not for the event loop."""
    with ExitStack() as stack:
        opened = {voice.leg: stack.enter_context(_open(voice.leg, files)) for voice in plan.voices}
        yield wav.header(plan.length_ms, CHANNELS)
        for begin in range(plan.begin, plan.end, WINDOW_MS):
            end = min(begin + WINDOW_MS, plan.end)
            left, right = (
                _channel(
                    [voice for voice in plan.voices if voice.channel is channel],
                    opened,
                    files,
                    (begin, end),
                    plan.silences,
                )
                for channel in (Channel.LEFT, Channel.RIGHT)
            )
            yield AudioSegment.from_mono_audiosegments(left, right).raw_data


def pieces(chunks: Iterator[bytes], size: int) -> Iterator[bytes]:
    """The same bytes in pieces of ``size``; the last one may be smaller."""
    kept = bytearray()
    for chunk in chunks:
        kept += chunk
        while len(kept) >= size:
            yield bytes(kept[:size])
            del kept[:size]
    if kept:
        yield bytes(kept)


def _channel(
    voices: Sequence[Voice],
    opened: Mapping[str, BinaryIO],
    files: Mapping[str, wav.Sheet],
    window: tuple[int, int],
    silences: Sequence[tuple[int, int]],
) -> Any:
    begin, end = window
    base = _mono(bytes((end - begin) * wav.BYTES_PER_MS))
    for voice in voices:
        first, last = max(begin, voice.begin), min(end, voice.end)
        if first < last:
            samples = _samples(
                opened[voice.leg], voice.leg, files[voice.leg], first - voice.begin, last - first
            )
            base = base.overlay(_mono(samples), position=first - begin)
    for silent_from, silent_to in silences:
        first, last = max(begin, silent_from) - begin, min(end, silent_to) - begin
        if first < last:
            base = base[:first] + _mono(bytes((last - first) * wav.BYTES_PER_MS)) + base[last:]
    return base


def _open(leg: str, files: Mapping[str, wav.Sheet]) -> BinaryIO:
    try:
        return files[leg].path.open("rb")
    except OSError as error:
        raise BrokenVoice(leg, error) from error


def _samples(file: BinaryIO, leg: str, sheet: wav.Sheet, from_ms: int, length_ms: int) -> bytes:
    """Samples of one voice; what the file turns out to lack is silence."""
    wanted = length_ms * wav.BYTES_PER_MS
    try:
        file.seek(sheet.offset + from_ms * wav.BYTES_PER_MS)
        return file.read(wanted).ljust(wanted, b"\0")
    except OSError as error:
        raise BrokenVoice(leg, error) from error


def _mono(samples: bytes) -> Any:
    return AudioSegment(data=samples, sample_width=wav.SAMPLE, frame_rate=wav.RATE, channels=1)
