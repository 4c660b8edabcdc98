"""A snapshot as observations: what is so now, where nothing tells how it came to be.

Used after a gap, behind what CEL says: legs that are known already are not made anew.
"""

from collections.abc import Iterator

from ami.snapshot import Snapshot
from ami.translate import Topology, created, entered, phone_seen
from ccengine.core.observed import LegAnswered, LegRinging, Observed, PhoneSeen, QueueEntered

_RINGING, _UP = 5, 6


def standing(snapshot: Snapshot, topology: Topology, now: int) -> Iterator[Observed]:
    """Creation, state, bridge and queue of each channel. A channel's age is known to the second
    only, and that is how old it is made."""
    for channel in sorted(snapshot.channels, key=lambda c: -c.age_s):
        leg, since = channel.uniqueid, now - channel.age_s * 1000
        incoming = channel.state not in (_RINGING,) and channel.uniqueid == channel.linkedid
        yield created(
            topology,
            at=since,
            leg=leg,
            channel=channel.channel,
            context=channel.context,
            exten=channel.exten if incoming else "",
            number=channel.number,
            name=channel.name,
            linked=channel.linkedid,
        )
        if channel.state == _RINGING:
            yield LegRinging(at=now, leg=leg)
        if channel.state == _UP:
            yield LegAnswered(at=now, leg=leg)
    for bridge in snapshot.bridges:
        for leg in bridge.channels:
            yield entered(leg, now, bridge.bridge, bridge.technology)
    for waiting in snapshot.waiting:
        yield QueueEntered(at=now - waiting.wait_s * 1000, leg=waiting.uniqueid, queue=waiting.queue)


def phones(snapshot: Snapshot, topology: Topology, now: int) -> Iterator[PhoneSeen]:
    """Which of the house's phones are there."""
    for device, state in snapshot.devices.items():
        seen = phone_seen(topology, now, device, state)
        if seen is not None:
            yield seen
