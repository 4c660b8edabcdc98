"""Why something was decided, as data: phrases by name, and the names that stand in them.

A sentence is made of reasons, a reason of phrases, one after another. Here are the phrases in English;
a page in another language has its own for the same names, so that each reader is told in his own words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Part of a why. ``says`` are keys of ``PHRASES`` (none: it goes without saying); ``names`` are the
    people, queues and numbers in them."""

    says: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "Reason":
        """As the log has it."""
        return cls(says=tuple(data["says"]), names=dict(data["names"]))


UNSAID = Reason()

PHRASES = {
    # Of whom it is said
    "responsible": "{operator}, responsible for {client},",
    "deputy": "the deputy {operator}",
    "last_operator": "{operator}, who talked last with {client},",
    "queue": "the queue {queue}",
    "by_rule": "by the rule “{rule}”:",
    # What hinders one person
    "no_operator": "is no operator",
    "after_hours": "is not rung outside working hours",
    "offline": "is not logged in",
    "unreachable": "cannot be rung: his phone is not connected",
    "given_another": "is being given another call",
    "ringing": "is being rung",
    "busy": "is busy",
    "wrap_up": "is finishing another call",
    "paused": "is on a pause",
    # How trying somebody ended
    "no_answer": "did not answer",
    "was_busy": "was busy",
    "not_reached": "could not be reached",
    "had_nobody": "had nobody to take it",
    "had_nobody_left": "had nobody left to take it",
    "not_in_time": "did not answer in time",
    "was_tried": "was tried",
    # What hinders a rule
    "withheld": "the caller withheld his number",
    "not_looked_up": "the client could not be looked up ({problem})",
    "number_not_known": "the caller's number is not known",
    "not_in_directory": "the caller is not in the directory",
    "nobody_responsible": "nobody is responsible for {client}",
    "nobody_talked": "nobody has talked with {client} yet",
    "nobody_skilled": "nobody has the skill {skill}",
    "skill_after_hours": "nobody is rung for the skill {skill} outside working hours",
    "nobody_skilled_free": "nobody with the skill {skill} is free and untried",
    "no_static_phone": "no phone of the static route is free",
    "no_such_queue": "there is no queue {queue}",
    "no_number_of_ours": "{dialled} is not one of our numbers",
    "not_dialled": "what was dialled is not one of our numbers",
    "number_without_queue": "{number} has no queue",
    "department_without_queue": "the department {department} has no queue",
    "queue_empty": "nobody of the queue {queue} is logged in",
    "queue_unreachable": "nobody of the queue {queue} can be rung: their phones are not connected",
    "queue_after_hours": "it is outside working hours and nobody of the queue {queue} is available",
    "one_waits": "1 caller waits in the queue {queue} already",
    "many_wait": "{waiting} callers wait in the queue {queue} already",
    "no_number_to_call": "without his number the caller cannot be called back",
    "call_back_offered": "a call back was offered",
    "nobody_for_message": "there is nobody to leave a message for",
    "message_asked": "a message for {whom} was asked for",
    # What is done
    "responsible_free": "{operator} is responsible for {client} and is available",
    "deputy_free": "the deputy {operator} is available",
    "last_operator_free": "{operator} talked last with {client} and is available",
    "one_skilled": "{operators} has the skill {skill} and is available",
    "one_speaks": (
        "{operators} has the skill {skill}, speaks the client's language ({language}) and is available"
    ),
    "several_skilled": "{operators} have the skill {skill} and are available",
    "several_speak": (
        "{operators} have the skill {skill}, speak the client's language ({language}) and are available"
    ),
    "to_queue": "the call goes to the queue {queue}",
    "to_queue_late": (
        "the call goes to the queue {queue}: it is outside working hours, but somebody is available"
    ),
    "call_back": "the caller is offered to be called back, keeping his place in the queue {queue}",
    "message": "the caller may leave a message for {whom}",
    "announcement": "the announcement {sound} is played",
    "static": "the phones of the static route ring: {operators}",
    "nobody_left": "nobody is left to try and the call ends",
    # What the caller has settled himself
    "call_back_asked": "the caller asked to be called back and keeps his place in the queue {queue}",
    "will_be_called": "the caller will be called back",
    "message_taken": "the caller was asked for a message",
    # Recording
    "recording_rule": "by the recording rule “{rule}”",
    "share": "({share} of 100 such calls)",
    "is_recorded": "the call is recorded",
    "is_not_recorded": "the call is not recorded",
    "told": "and the caller is told",
    "consent_unknown": "since the client could not be looked up",
    "no_recording_rule": "no recording rule speaks of this call: it is not recorded",
    "your_voice_only": "that is about your voice, the client's is recorded",
    "paused_by": "paused by {operator}",
    "switched_off_by": "switched off by {operator}",
    # Calls of ours
    "placed": "you placed this call",
    "promised": ("he asked to be called back at {clock} in the queue {queue}; he has waited {minutes} min"),
}


def because(*says: str, **names: str) -> Reason:
    return Reason(says=says, names=names)


def sentence(reasons: Iterable[Reason]) -> str:
    """In English, each reason once; empty for none."""
    said = dict.fromkeys(filter(None, map(_words, reasons)))
    whole = "; ".join(said)
    return f"{whole[:1].upper()}{whole[1:]}." if whole else ""


def _words(reason: Reason) -> str:
    return " ".join(PHRASES[phrase].format_map(reason.names) for phrase in reason.says)
