"""The one function that names a call.

A ``call_id`` is a UUIDv8 made of the second in which the call's first channel was created and
a hash of the node and that channel's uniqueid. The live engine, the CEL reader and a standby
compute the same id from what each of them sees, so "exactly one record per call" is a primary
key and needs no coordination.
"""

import hashlib
import re
import uuid

# Asterisk: [systemname-]EPOCH.SEQUENCE. ChannelIds of our own keep the same form, with a prefix.
_CREATED = re.compile(r"(?:^|-)(\d{9,11})\.[0-9A-Za-z]+$")

_LISTENING = "cc-listen-"


def created_second(uniqueid: str, fallback_ms: int) -> int:
    """The epoch second in which the channel was created.

    It is read from the uniqueid, which every source shows alike; event times differ by a
    fraction of a millisecond between sources and could fall on both sides of a second.
    """
    match = _CREATED.search(uniqueid)
    return int(match.group(1)) if match else fallback_ms // 1000


def make_call_id(node: str, uniqueid: str, created_ms: int) -> uuid.UUID:
    """Name the call whose first channel is ``uniqueid`` on ``node``.

    ``created_ms`` (UTC milliseconds) is used only where the uniqueid carries no second.
    Ids of one node sort by creation second.
    """
    second = created_second(uniqueid, created_ms)
    digest = int.from_bytes(hashlib.sha256(f"{node}\0{uniqueid}".encode()).digest()[:16], "big")
    high = ((second * 1000) & 0xFFFF_FFFF_FFFF) << 80
    low = digest & ((1 << 80) - 1)
    value = high | low
    value = value & ~(0xF << 76) | (0x8 << 76)  # version 8
    value = value & ~(0x3 << 62) | (0x2 << 62)  # RFC 9562 variant
    return uuid.UUID(int=value)


def issue_channel_id(second: int, token: str) -> str:
    """A ChannelId for an originated leg, in the form that ``created_second`` reads.

    ``token`` is letters and digits, unguessable and never used before: Asterisk fails a reused
    ChannelId with the uniqueid of the call that lives under it.
    """
    return f"cc-{second}.{token}"


def issue_listening_id(second: int, token: str) -> str:
    """The same for the leg of a supervisor who listens in. It shows in its name: whoever sees the leg,
    live or in the PBX's log, knows from the first moment that it has no part in any call."""
    return f"{_LISTENING}{second}.{token}"


def is_listening(uniqueid: str) -> bool:
    return uniqueid.startswith(_LISTENING)


def is_issued(uniqueid: str) -> bool:
    """Whether this channel was originated by us, under an id of ours."""
    return uniqueid.startswith("cc-")
