"""Where each voice lies on a call's time, and whether the recording is whole. Pure.

Asterisk writes one file per leg: what *that* leg said. A file tells its length and not its
beginning, but it ends when its leg ends: so a voice begins at the leg's end minus its length
(true within 20 ms). Everything lies on one axis, UTC milliseconds, like all facts.

The recording begins with the first talk, because waiting and ringing are nobody's conversation,
and ends with the last voice. Left is the client, right is our side. An internal call has no
client: who called is on the left.

What must be heard follows from the facts: an operator from his first talk part to the end of
his leg, a client from the moment both he and the talk were there. A voice that is missing, or
that begins later than it must, is a stated fact, in words for people: without uniqueids, which
stay inside, and without numbers.

What the rules did not let be recorded is no fault, and what was paused or switched off is silence,
whatever a file holds there: the PBX mutes it, and here it is made sure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from ccengine.core.facts import CallRecord, Leg, TalkPart
from ccengine.core.observed import Side
from ccengine.core.recording import How, RecordingPlan, how

TOLERANCE_MS = 1_000
OFF = "It was switched off."


class Verdict(StrEnum):
    READY = "ready"
    SHORT = "short"
    """Something can be heard, but not all that was said."""
    MISSING = "missing"
    """There was talk, and there is no sound of it."""
    FAILED = "failed"
    """There are files, and none of them can be read."""
    NOT_RECORDED = "not_recorded"
    """There was talk, and it was not to be recorded."""


class Channel(StrEnum):
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talked:
    """What of a call's facts decides its recording. ``plans``: what the rules said, one after the other.
    ``silences``: stretches, from and to, in which nothing is to be heard."""

    call_id: UUID
    answer: int
    end: int
    legs: tuple[Leg, ...]
    parts: tuple[TalkPart, ...]
    plans: tuple[RecordingPlan, ...] = ()
    silences: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, record: CallRecord) -> "Talked":
        return cls(
            call_id=record.call_id,
            answer=record.answer,
            end=record.end,
            legs=record.legs,
            parts=record.parts,
        )

    @property
    def talk(self) -> tuple[int, int] | None:
        """From the first word to the last; None where nobody talked."""
        if self.parts:
            return min(part.start for part in self.parts), max(part.end for part in self.parts)
        return (self.answer, self.end) if self.answer else None

    def ended(self, leg: Leg) -> int:
        """A leg whose end nobody saw ended with the call at the latest."""
        return leg.ended or self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """What was found in a leg's file; ``flaw`` says why it cannot be heard, empty if it can."""

    length_ms: int = 0
    flaw: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    leg: str
    channel: Channel
    begin: int
    length_ms: int

    @property
    def end(self) -> int:
        return self.begin + self.length_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to mix; ``problem`` is empty when the verdict is ready, and the rule's reason where the call
    was not to be recorded."""

    begin: int
    end: int
    voices: tuple[Voice, ...]
    expected_ms: int
    verdict: Verdict
    problem: str = ""
    silences: tuple[tuple[int, int], ...] = ()

    @property
    def length_ms(self) -> int:
        return self.end - self.begin


def talking_legs(call: Talked) -> tuple[Leg, ...]:
    """The legs on which somebody can be heard. Nobody talks on plumbing."""
    return tuple(leg for leg in call.legs if leg.side in (Side.INSIDE, Side.OUTSIDE))


def kept_out(call: Talked) -> dict[str, str]:
    """The legs that were not to be recorded, at least for a time, each with the reason."""
    return {
        leg.leg: decision.why
        for plan in reversed(call.plans)
        for leg in talking_legs(call)
        if how(decision := plan.of(leg.endpoint)) is not How.YES
    }


def _never(call: Talked, leg: Leg) -> bool:
    """Whether no rule ever let it be recorded: then it is not kept, whoever has made a file of it."""
    return bool(call.plans) and all(how(plan.of(leg.endpoint)) is How.NO for plan in call.plans)


def heard_from(call: Talked) -> dict[str, int]:
    """The legs that must have a file, each with the moment from which it must be heard."""
    excused = kept_out(call)
    return {leg: begin for leg, begin in _talked_from(call).items() if leg not in excused}


def _talked_from(call: Talked) -> dict[str, int]:
    talk = call.talk
    if talk is None:
        return {}
    must: dict[str, int] = {}
    for leg in talking_legs(call):
        starts = [part.start for part in call.parts if part.leg == leg.leg]
        if starts:
            must[leg.leg] = min(starts)
        elif leg.side == Side.OUTSIDE and leg.answered:
            begin = max(leg.answered, talk[0])
            if begin < min(call.ended(leg), talk[1]):
                must[leg.leg] = begin
    return must


def make_plan(call: Talked, sounds: Mapping[str, Sound]) -> Plan | None:
    """What to mix of the files found (by leg), and what to say of it. None: nobody talked."""
    talk = call.talk
    if talk is None:
        return None
    voices = tuple(_voices(call, talk[0], sounds))
    problems = tuple(_problems(call, sounds))
    begin = max(talk[0], min((voice.begin for voice in voices), default=talk[0]))
    end = max((voice.end for voice in voices), default=begin)
    plan = Plan(
        begin=begin,
        end=end,
        voices=voices,
        expected_ms=talk[1] - talk[0],
        verdict=_verdict(voices, problems, sounds),
        problem="; ".join(problems),
        silences=call.silences,
    )
    if problems or not _all_silent(plan):
        return plan
    why = next(iter(kept_out(call).values()), OFF)
    return replace(plan, end=begin, voices=(), verdict=Verdict.NOT_RECORDED, problem=why)


def _all_silent(plan: Plan) -> bool:
    """Whether nothing would be heard in it from its beginning to its end, if it has one."""
    at = plan.begin
    for begin, end in sorted(plan.silences):
        if begin <= at + TOLERANCE_MS:
            at = max(at, end)
    return at >= plan.end


def _verdict(voices: Sequence[Voice], problems: Sequence[str], sounds: Mapping[str, Sound]) -> Verdict:
    if voices:
        return Verdict.SHORT if problems else Verdict.READY
    return Verdict.FAILED if any(sound.flaw for sound in sounds.values()) else Verdict.MISSING


def _voices(call: Talked, talk_begin: int, sounds: Mapping[str, Sound]) -> Iterator[Voice]:
    left = _left_legs(call)
    for leg in talking_legs(call):
        sound = sounds.get(leg.leg)
        if sound is None or sound.flaw or sound.length_ms <= 0 or _never(call, leg):
            continue
        end = call.ended(leg)
        if end <= talk_begin:  # he was gone before anybody talked
            continue
        channel = Channel.LEFT if leg.leg in left else Channel.RIGHT
        yield Voice(leg=leg.leg, channel=channel, begin=end - sound.length_ms, length_ms=sound.length_ms)


def _left_legs(call: Talked) -> set[str]:
    legs = talking_legs(call)
    outside = {leg.leg for leg in legs if leg.side == Side.OUTSIDE}
    if outside or not legs:
        return outside
    return {min(legs, key=lambda leg: (leg.start, leg.leg)).leg}


def _problems(call: Talked, sounds: Mapping[str, Sound]) -> Iterator[str]:
    """One sentence for each voice that should be heard and is not, or not from its beginning."""
    must = heard_from(call)
    if not _talked_from(call):
        yield "nobody's leg is known to have talked"
    for leg in talking_legs(call):
        begin = must.get(leg.leg)
        if begin is None:
            continue
        whose = f"the voice of {leg.endpoint}" if leg.side == Side.INSIDE else "the client's voice"
        sound = sounds.get(leg.leg)
        if sound is None:
            yield f"{whose} is missing: there is no file"
        elif sound.flaw:
            yield f"{whose} is missing: {sound.flaw}"
        elif sound.length_ms <= 0:
            yield f"{whose} is missing: the file is empty"
        else:
            due = call.ended(leg) - begin
            if sound.length_ms < due - TOLERANCE_MS:
                yield f"{whose} is short: {_seconds(sound.length_ms)} of {_seconds(due)}"


def _seconds(length_ms: int) -> str:
    return f"{length_ms / 1000:.1f} s"
