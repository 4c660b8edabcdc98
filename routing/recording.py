"""Whether a call is recorded, and why: the first recording rule that fits. Pure.

A rule that names operators decides about their own voices; the client's is decided by the others.
Where it is not known what the client has said, since he could not be looked up, he may have said no.
Where it is certain who may talk to him next, and rules of their own record every one of these, then
the client's voice is recorded as well.
"""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from ccengine.core.reasons import Reason, because, sentence
from ccengine.core.recording import RecordingPlan, how
from ccengine.core.rules import RecordingCase, RecordingDecision, RecordingRule, RuleBook

UNASKED, UNKNOWN = "unasked", "unknown"


def decide_recording(book: RuleBook, case: RecordingCase) -> RecordingDecision:
    """The same call always gets the same answer. Without a rule that fits, nothing is recorded."""
    for rule in book.recording:
        if _fits(rule, case):
            return RecordingDecision(
                record=rule.record,
                announce=rule.announce,
                switchable=rule.switchable,
                why=sentence([why := _why(rule, case)]),
                rule=rule.id,
                reasons=(why,),
            )
    nothing = because("no_recording_rule")
    return RecordingDecision(record=False, why=sentence([nothing]), reasons=(nothing,))


def plan_recording(
    book: RuleBook, case: RecordingCase, operators: Collection[str], next_to_talk: Collection[str] = ()
) -> RecordingPlan:
    """For everybody in a call that may come to any of ``operators``."""
    named = {name for rule in book.recording for name in rule.when.operators}
    own = {one: decide_recording(book, replace(case, operator=one)) for one in operators if one in named}
    call = decide_recording(book, replace(case, operator=""))
    if not call.record and next_to_talk and all(one in own and own[one].record for one in next_to_talk):
        call = own[min(next_to_talk)]
    apart = {one: decision for one, decision in sorted(own.items()) if decision != call}
    return RecordingPlan(call=call, apart=apart)


def told(plan: RecordingPlan) -> tuple[str, str]:
    """What the PBX is told: how everybody's voice is to be taken, and the operators for whom it is
    otherwise, as ``op104-no,op105-yes``."""
    usual = how(plan.call)
    others = {operator: how(decision) for operator, decision in plan.apart.items()}
    return usual.value, ",".join(f"{who}-{other}" for who, other in others.items() if other is not usual)


def _fits(rule: RecordingRule, case: RecordingCase) -> bool:
    when = rule.when
    given = (
        (when.queues, case.queue),
        (when.operators, case.operator),
        (when.dialled, case.dialled),
        (when.directions, case.direction),
    )
    return (
        all(not wanted or value in wanted for wanted, value in given)
        and _consents(rule, case.consent)
        and (rule.share >= 100 or chance(rule.id, case.call_id) < rule.share)
    )


def _consents(rule: RecordingRule, said: str) -> bool:
    if said == UNKNOWN and rule.when.consent:
        return not rule.record
    return not rule.when.consent or rule.when.consent == (said or UNASKED)


def chance(rule: str, call_id: UUID) -> int:
    """A number from 0 to 99 that this call has with this rule, for ever."""
    digest = hashlib.blake2b(rule.encode(), key=call_id.bytes, digest_size=8).digest()
    return int.from_bytes(digest, "big") % 100


def _why(rule: RecordingRule, case: RecordingCase) -> Reason:
    says = {
        "recording_rule": True,
        "share": rule.share < 100,
        "is_recorded": rule.record,
        "is_not_recorded": not rule.record,
        "told": rule.record and rule.announce,
        "consent_unknown": bool(rule.when.consent) and case.consent == UNKNOWN,
    }
    spoken = [phrase for phrase, is_so in says.items() if is_so]
    return because(*spoken, rule=rule.name or rule.id, share=str(rule.share))
