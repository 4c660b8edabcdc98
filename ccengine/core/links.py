"""Addresses of a client's documents and reports: templates that a CRM gives and a card fills.

Only http and https, only the placeholders below. What is filled in comes from the phone network and
from other people: it is encoded so that it stays one part of the address, whatever it holds.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

PLACEHOLDERS = ("client", "number", "call")
PLACEHOLDERS_SHOWN = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)

_HELD = re.compile(r"\{([^{}]*)\}")
_SAFE = re.compile(r"[!-~]*")  # printable ASCII without a space: what an address is made of


def fault_in(template: str) -> str:
    """Why this cannot be a template; empty where it can. ``{known}`` in it are the placeholders there are."""
    bare = _HELD.sub("", template)
    if not _SAFE.fullmatch(template) or any(c in template for c in "\"'<>\\^`|"):
        return "must be an address: letters, digits and signs, others written as %XX"
    if any(name not in PLACEHOLDERS for name in _HELD.findall(template)):
        return "has a placeholder that is none of {known}"
    if "{" in bare or "}" in bare:
        return "has a brace that belongs to no placeholder of {known}"
    return _fault_in_origin(template)


def _fault_in_origin(template: str) -> str:
    """The host is the CRM's word alone: nothing is ever filled in there."""
    try:
        parts = urlsplit(template)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "is no address that can be read"
    if parts.scheme not in ("http", "https") or not host:
        return "must begin with http:// or https:// and a host"
    if "@" in parts.netloc:
        return "must not hold a login"
    if "{" in parts.netloc or port == 0:
        return "must name its host itself, without a placeholder"
    return ""


def filled(template: str, values: Mapping[str, str]) -> str:
    """The address for one call; empty where there is no template, or it is none."""
    if not template or fault_in(template):
        return ""
    return _HELD.sub(lambda held: quote(values.get(held[1], ""), safe="", errors="replace"), template)
