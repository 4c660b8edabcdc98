"""What was heard, and whether we were awake."""

from ccengine.core.facts import Mark
from ccengine.ledger.attention import PATIENCE_MS, STOOD_STILL_S, Attention

NOON = 1_795_000_000_000


def test_what_is_heard_while_awake_is_observed() -> None:
    attention = Attention()
    for beat in range(100):
        attention.beat(beat * 0.25, NOON + beat * 250)
    assert attention.mark(NOON) is Mark.OBSERVED


def test_what_happened_while_we_stood_still_is_recovered() -> None:
    attention = Attention()
    attention.beat(1.0, NOON)
    attention.beat(1.0 + STOOD_STILL_S + 1, NOON + 4_000)
    assert attention.mark(NOON + 3_999) is Mark.RECOVERED
    assert attention.mark(NOON + 4_000) is Mark.OBSERVED


def test_heard_follows_the_events_and_never_goes_back() -> None:
    attention = Attention()
    attention.took(NOON)
    attention.took(NOON - 1)
    assert attention.heard == NOON


def test_a_quiet_link_holds_nothing_back_for_long() -> None:
    attention = Attention(heard=NOON)
    attention.quiet(NOON + 2 * PATIENCE_MS)
    assert attention.heard == NOON + PATIENCE_MS


def test_after_standing_still_quiet_means_nothing() -> None:
    """The PBX may have cut us off meanwhile; the link does not know it yet."""
    attention = Attention(heard=NOON)
    attention.beat(0.0, NOON)
    attention.beat(120.0, NOON + 120_000)
    attention.quiet(NOON + 120_001)
    assert attention.heard == NOON
