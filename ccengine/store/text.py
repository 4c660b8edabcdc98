"""Cleaning at the door: what PostgreSQL's text refuses, and the times it keeps.

A caller's name may hold anything. PostgreSQL takes any Unicode but NUL and lone surrogates;
these become U+FFFD, so that a hostile name is kept visibly damaged instead of stopping a batch.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

_REFUSED = re.compile("[\0\ud800-\udfff]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def clean(value: Any) -> Any:
    """``value`` with every string in it made fit for PostgreSQL."""
    if isinstance(value, str):
        return _REFUSED.sub("\ufffd", value)
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(item) for item in value]
    return value


def to_jsonb(value: Any) -> bytes:
    """The binary form of jsonb: a version byte and the text."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if "\\u0000" in text or _REFUSED.search(text):
        text = json.dumps(clean(value), ensure_ascii=False, separators=(",", ":"))
    return b"\x01" + text.encode()


def from_jsonb(data: bytes) -> Any:
    return json.loads(data[1:])


def moment(ms: int) -> datetime:
    """UTC milliseconds as PostgreSQL keeps them."""
    return _EPOCH + ms * _MS


def moment_or_none(ms: int) -> datetime | None:
    """As ``moment``; 0 means that it never was."""
    return moment(ms) if ms else None


def milliseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MS
