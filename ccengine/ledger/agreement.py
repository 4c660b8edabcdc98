"""Two witnesses of the same calls, what the PBX said live (AMI) and what it wrote down (CEL), held
against each other field by field. Pure.

Both go through the same reducer, so whatever differs was told differently. What is no time must be
the same; times may differ by what lies between two looks at one clock. Two differences are no
contradiction and are explained in words: a witness breaks off before the call ends (a cut stream,
a killed PBX); and the moment in which a caller leaves during a routing question, which CEL cannot
know: its row comes when the question is over. What was heard live wins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from ccengine.core.facts import CallRecord, Mark, OfferResult, Outcome

SAME_MS = 20
"""Of one happening each tells with a clock reading of its own."""

QUESTION_MS = 2_100
"""So long a routing question may keep the channel of a caller who has left (``CURL``'s limit)."""

LEFT_DURING_QUESTION = "the caller left during a routing question; CEL learns of it when the question is over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """What one of them tells. Of what came after ``until`` it says nothing."""

    name: str
    calls: Mapping[UUID, CallRecord]
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """``differences``: contradictions, in words. ``explained``: what differs and must. ``apart_ms``: how
    far times are apart where they agree."""

    calls: int
    differences: tuple[str, ...]
    explained: tuple[str, ...]
    apart_ms: int

    @property
    def holds(self) -> bool:
        return not self.differences


def agree(heard: Witness, written: Witness) -> Agreement:
    """Hold the records made of AMI against those made of CEL."""
    differences: list[str] = []
    explained: list[str] = []
    apart = [0]
    calls = sorted(heard.calls.keys() | written.calls.keys(), key=str)
    for call_id in calls:
        whole = [w for w in (heard, written) if _holds_whole(w, call_id)]
        if len(whole) < 2:
            broken, why = _broken_off((heard, written), whole, call_id)
            (explained if broken else differences).append(why)
            continue
        one, two = heard.calls[call_id], written.calls[call_id]
        times = _apart(one, two)
        far = {what: ms for what, ms in times.items() if ms > SAME_MS}
        apart += [ms for what, ms in times.items() if what not in far]
        differences += _other_values(one, two)
        if far and _left_during_question(one, two, far):
            explained.append(f"{LEFT_DURING_QUESTION} ({far['end']} ms later)")
        else:
            differences += [f"{what}: {ms} ms apart" for what, ms in far.items()]
    return Agreement(
        calls=len(calls),
        differences=tuple(differences),
        explained=tuple(explained),
        apart_ms=max(apart),
    )


def _holds_whole(witness: Witness, call_id: UUID) -> bool:
    record = witness.calls.get(call_id)
    return record is not None and record.mark is not Mark.UNKNOWN


def _broken_off(both: Sequence[Witness], whole: Sequence[Witness], call_id: UUID) -> tuple[bool, str]:
    """A call that not both hold whole: whether it must be so, and in words."""
    if not whole:
        return True, "nobody saw the end of a call"
    (short,) = (witness for witness in both if witness not in whole)
    if short.until < whole[0].calls[call_id].end:
        return True, f"{short.name} breaks off before a call ends"
    lacks = "the end of a call" if call_id in short.calls else "a call"
    return False, f"{short.name} lacks {lacks}"


def _left_during_question(heard: CallRecord, written: CallRecord, far: dict[str, int]) -> bool:
    """He left while nothing rang for him: only the end is elsewhere, and it is later in CEL."""
    rang = any(offer.end > heard.end - SAME_MS for offer in heard.offers)
    ends = {what for what in far if what == "end" or what.startswith(("system", "visit"))}
    return (
        heard.outcome is Outcome.ABANDONED
        and not rang
        and far.keys() == ends
        and 0 < written.end - heard.end <= QUESTION_MS
    )


def _other_values(heard: CallRecord, written: CallRecord) -> list[str]:
    one, two = _values(heard), _values(written)
    return [f"{what}: {one[what]} by AMI, {two[what]} by CEL" for what in one if one[what] != two[what]]


def _apart(heard: CallRecord, written: CallRecord) -> dict[str, int]:
    one, two = _times(heard), _times(written)
    return {what: abs(at - two[what]) for what, at in one.items() if what in two}


def _values(record: CallRecord) -> dict[str, object]:
    """All of a record that is not a time."""
    return {
        "direction": record.direction.value,
        "outcome": record.outcome.value,
        "queue": record.queue,
        "numbers": (record.caller, record.dialled),
        "parties": [(p.name, p.side, p.role) for p in record.parties],
        "legs": sorted((leg.leg, leg.channel, leg.endpoint, leg.side, leg.number) for leg in record.legs),
        "offers": sorted((o.leg, o.operator, _result(o.result), o.visit) for o in record.offers),
        "talk parts": [(p.leg, p.operator, p.role.value) for p in record.parts],
        "visits": [(v.queue, v.position, v.how.value, v.answered_by) for v in record.visits],
    }


def _times(record: CallRecord) -> dict[str, int]:
    whole = record.time
    times = {"start": record.start, "answer": record.answer, "end": record.end, "talk": record.talk_ms}
    times |= {"system": whole.system_ms, "waiting": whole.waiting_ms, "ringing": whole.ringing_ms}
    times |= {"talking": whole.talking_ms, "held": whole.held_ms}
    for number, party in enumerate(record.parties):
        times[f"party {number} talk"] = party.talk_ms
    for part in record.parts:
        key = f"{part.leg} {part.role.value}"
        times |= {f"{key} from": part.start, f"{key} to": part.end}
        times |= {f"{key} talk": part.talk_ms, f"{key} held": part.held_ms}
    for offer in record.offers:
        times |= {f"{offer.leg} rings": offer.start, f"{offer.leg} stops": offer.end}
    for visit in record.visits:
        key = f"visit {visit.position}"
        times |= {f"{key} in": visit.entered, f"{key} out": visit.left, f"{key} wait": visit.wait_ms}
    return times


def _result(result: OfferResult) -> str:
    """CEL does not show whether a phone really rang."""
    return OfferResult.NO_ANSWER.value if result is OfferResult.UNREACHABLE else result.value
