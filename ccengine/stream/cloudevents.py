"""A log entry as a CloudEvents 1.0 event in JSON.

A leg is named by its channel's uniqueid, which begins with the PBX's unguessable system name;
who knows that name can forge events. So a leg leaves the house under another name: always the
same one for the same leg, and of no use for anything else. The PBX's own name of its channel
does not leave at all.

``dataschema`` names the schema of ``data`` (``ccengine.stream.schemas``): the type's name in the
AsyncAPI document, and the major version of the contract.
"""

import hashlib
from datetime import UTC, datetime
from typing import Any

from ccengine.core.ports import LogEntry

_LEGS = frozenset({"leg", "subject"})
KEPT_BACK = frozenset({"channel"})

# What the outward form of a type says beside the record's own fields.
_ADDRESS = {"address": "where the sound is fetched; it needs a login, or a link"}
ADDED = {"recording.ready": _ADDRESS, "voicemail.ready": _ADDRESS}


def timestamp(ms: int) -> str:
    """RFC 3339 in UTC, to the millisecond."""
    seconds, rest = divmod(ms, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:03d}Z"


def leg_alias(leg: str) -> str:
    return "leg-" + hashlib.sha256(leg.encode(errors="replace")).hexdigest()[:16]


def outward(value: Any) -> Any:
    """``value`` with every leg under its outward name."""
    if isinstance(value, dict):
        return {key: _field(key, item) for key, item in value.items() if key not in KEPT_BACK}
    if isinstance(value, list):
        return [outward(item) for item in value]
    return value


def _field(key: str, item: Any) -> Any:
    if key in _LEGS and isinstance(item, str) and item:
        return leg_alias(item)
    return outward(item)


def outward_type(name: str) -> str:
    return f"ccengine.{name}"


def dataschema(name: str) -> str:
    return f"urn:ccengine:event:{name}:1"


def cloud_event(entry: LogEntry) -> dict[str, Any]:
    event = {
        "specversion": "1.0",
        "id": entry.cursor,
        "source": f"/ccengine/{entry.stream}",
        "type": outward_type(entry.type),
        "time": timestamp(entry.at),
        "datacontenttype": "application/json",
        "dataschema": dataschema(entry.type),
        "data": outward(entry.data),
    }
    if entry.type in ADDED:
        event["data"]["address"] = f"/api/recordings/{entry.call_id}"
    if entry.call_id is not None:
        event["subject"] = str(entry.call_id)
    return event
