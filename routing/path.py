"""The whole way of a call that nobody takes: decision after decision, to its end."""

from dataclasses import replace

from ccengine.core.facts import Decision, Step
from routing.policy import decide
from routing.situation import Situation

# How each step ends when nobody takes the call, in the PBX's words.
UNTAKEN = {"ring": "NOANSWER", "queue": "TIMEOUT"}


def path_of(now: Situation) -> tuple[Decision, ...]:
    """Nothing else changes meanwhile: no state, no queue, not even the hour."""
    taken: tuple[Step, ...] = ()
    decisions: list[Decision] = []
    while not decisions or decisions[-1].step.kind != "hangup":
        decisions.append(decide(now, taken))
        taken += (decisions[-1].step,)
        now = replace(now, last_result=UNTAKEN.get(taken[-1].kind, ""))
    return tuple(decisions)
