"""Up to when the PBX was heard without a hole, and whether we were awake to hear it. Pure: time
is passed in.

A process that stood still (stopped, starved, or its machine asleep) finds the events of that time
in its socket, as far as the PBX was patient. It was not there when they happened, and routed none
of those calls: what they tell is recovered, not observed.
"""

from dataclasses import dataclass

from ccengine.core.facts import Mark

STOOD_STILL_S = 3.0
"""Two beats further apart than this: nothing of ours ran in between."""

PATIENCE_MS = 30_000
"""A link that is up and answers its pings holds nothing back for longer."""


@dataclass(slots=True)
class Attention:
    """Times are UTC milliseconds; ``beat`` also gets a running clock in seconds."""

    heard: int = 0
    """Whatever happened before this we have heard."""
    awake_since: int = 0
    _beat: float | None = None

    def beat(self, running: float, now: int) -> None:
        """Called a few times a second, and before anything is taken in."""
        if self._beat is not None and running - self._beat > STOOD_STILL_S:
            self.awake_since = now
        self._beat = running

    def took(self, at: int) -> None:
        """Something that happened then was heard."""
        self.heard = max(self.heard, at)

    def quiet(self, now: int) -> None:
        """The link is up: what is not here by now did not happen."""
        if now - self.awake_since > PATIENCE_MS:
            self.took(now - PATIENCE_MS)

    def mark(self, at: int) -> Mark:
        """How we know what happened then."""
        return Mark.RECOVERED if at < self.awake_since else Mark.OBSERVED
