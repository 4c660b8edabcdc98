"""Whether a call is recorded, and why: the first recording rule that fits. Pure."""

import hashlib
from uuid import UUID

from ccengine.core.rules import RecordingCase, RecordingDecision, RecordingRule, RuleBook

UNASKED = "unasked"


def decide_recording(book: RuleBook, case: RecordingCase) -> RecordingDecision:
    """The same call always gets the same answer. Without a rule that fits, nothing is recorded."""
    for rule in book.recording:
        if _fits(rule, case):
            return RecordingDecision(
                record=rule.record,
                announce=rule.announce,
                switchable=rule.switchable,
                why=_why(rule),
                rule=rule.id,
            )
    return RecordingDecision(record=False, why="No recording rule speaks of this call: it is not recorded.")


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
        and (not when.consent or when.consent == (case.consent or UNASKED))
        and (rule.share >= 100 or chance(rule.id, case.call_id) < rule.share)
    )


def chance(rule: str, call_id: UUID) -> int:
    """A number from 0 to 99 that this call has with this rule, for ever."""
    digest = hashlib.blake2b(rule.encode(), key=call_id.bytes, digest_size=8).digest()
    return int.from_bytes(digest, "big") % 100


def _why(rule: RecordingRule) -> str:
    whose = f"the recording rule “{rule.name}”" if rule.name else f"the recording rule {rule.id}"
    share = f" ({rule.share} of 100 such calls)" if rule.share < 100 else ""
    told = " and the caller is told" if rule.record and rule.announce else ""
    return f"By {whose}{share} the call is {'recorded' if rule.record else 'not recorded'}{told}."
