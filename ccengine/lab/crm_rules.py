"""The demo's rule book: what people ask for first, on the numbers Support and Office.

The main number keeps the usual way (responsible, deputy, queue, static route), so that the tutorial
tells what is seen there.
"""

from ccengine.core.rules import RecordingRule, RecordingWhen, Rule, RuleBook, When
from ccengine.lab.crm import KEY_PRIORITY

_SUPPORT, _OFFICE = "998712000200", "998712000300"
_BOTH = (_SUPPORT, _OFFICE)

_RULES = (
    Rule(
        id="key",
        kind="responsible",
        name="Key accounts",
        seconds=25,
        attempts=2,
        when=When(dialled=_BOTH, priority_from=KEY_PRIORITY),
    ),
    Rule(id="responsible", kind="responsible"),
    Rule(id="deputy", kind="deputy"),
    Rule(id="last", kind="last_operator", when=When(dialled=_BOTH)),
    Rule(
        id="abroad",
        kind="skill",
        target="export",
        name="Clients abroad",
        when=When(dialled=_BOTH, languages=("tr", "el", "en")),
    ),
    Rule(id="short_wait", kind="queue", seconds=45, most_waiting=5, when=When(dialled=(_SUPPORT,))),
    Rule(id="offer", kind="callback", when=When(dialled=(_SUPPORT,))),
    Rule(id="long_wait", kind="queue", attempts=2, when=When(dialled=(_SUPPORT,))),
    Rule(id="queue", kind="queue"),
    Rule(id="message", kind="voicemail", when=When(dialled=(_OFFICE,), hours="closed")),
    Rule(id="static", kind="static"),
    Rule(id="goodbye", kind="hangup"),
)


def demo_rules() -> RuleBook:
    """Rules that use priority, language, skill and callback. Recording as the client allows: who calls
    the office is told of it, and in Support it can be paused."""
    return RuleBook(
        rules=_RULES,
        recording=(
            RecordingRule(id="refused", record=False, when=RecordingWhen(consent="no")),
            RecordingRule(
                id="office",
                record=True,
                name="Calls to the office",
                announce=True,
                when=RecordingWhen(dialled=(_OFFICE,)),
            ),
            RecordingRule(
                id="support",
                record=True,
                name="Support",
                switchable=True,
                when=RecordingWhen(queues=("support",)),
            ),
            RecordingRule(id="everything", record=True),
        ),
    )
