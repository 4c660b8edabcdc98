"""Every value that reaches a configuration file passes through here.

A stray ``;``, line end or ``${`` in a name would be configuration, not data. What Asterisk will
use as a name or an address must match an allow-list, or is refused with the place it came from;
what people read is reduced to letters, digits and a few harmless marks.
"""

import re
import unicodedata
from ipaddress import ip_network

from ccengine.core.errors import BadInput
from ccengine.core.house_form import EXTENSION, ID, STRATEGIES

_LONGEST_NAME = 60
_SHOWN = 40

_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}|[0-9A-Fa-f:]{2,39}")
_RULES: dict[str, tuple[re.Pattern[str], str]] = {
    "id": (ID, "a letter, then letters, digits or _, and none of general, global, phone"),
    "node": (re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}"), "a letter, then letters, digits, _ or -"),
    "extension": (EXTENSION, "2 to 6 digits"),
    "number": (re.compile(r"\+?[0-9]{2,15}"), "digits, with or without a leading +"),
    "path": (re.compile(r"/[A-Za-z0-9._/+@ -]{0,254}"), "an absolute path of plain characters"),
    "music": (re.compile(r"[A-Za-z0-9._/+@ -]{1,255}"), "a path of plain characters"),
    "sound": (re.compile(r"[A-Za-z0-9._/-]{1,120}"), "a file name without ending"),
    "host": (_HOST, "a host name or an address"),
    "url": (re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._/-]*)?"), "http://host:port/path"),
}
_SECRET = re.compile(r"[A-Za-z0-9_.~-]{12,128}")


def allowed(kind: str, value: str, where: str) -> str:
    """``value`` itself, when it is of that kind. Raises BadInput."""
    pattern, wanted = _RULES[kind]
    if pattern.fullmatch(value):
        return value
    raise BadInput(f"{where}: {_shown(value)} cannot be used; it must be {wanted}")


def sounds(value: str, where: str) -> str:
    """One or more sound files, joined by ``&``. Raises BadInput."""
    return "&".join(allowed("sound", file, where) for file in value.split("&"))


def secret(value: str, where: str) -> str:
    """A password, which no message ever shows. Raises BadInput."""
    if _SECRET.fullmatch(value):
        return value
    raise BadInput(f"{where}: this password cannot be used; it must be 12 to 128 of A-Z a-z 0-9 _ . ~ -")


def network(value: str, where: str) -> str:
    """An address or a network in CIDR form. Raises BadInput."""
    try:
        return str(ip_network(value)) if "/" in value else str(ip_network(value).network_address)
    except ValueError as error:
        raise BadInput(f"{where}: {_shown(value)} is no IP address or network") from error


def port(value: int, where: str) -> int:
    return bounded(value, 1, 65_535, where)


def bounded(value: int, low: int, high: int, where: str) -> int:
    """``value`` itself, when it lies between the two. Raises BadInput."""
    if low <= value <= high:
        return value
    raise BadInput(f"{where}: {value} cannot be used; it must be from {low} to {high}")


def strategy(value: str, where: str) -> str:
    if value in STRATEGIES:
        return value
    raise BadInput(f"{where}: {_shown(value)} is no ring strategy; choose of {', '.join(sorted(STRATEGIES))}")


def words(value: str, instead: str = "") -> str:
    """A name as people may read it: letters, digits, single spaces, and ``. ' -`` only."""
    composed = unicodedata.normalize("NFC", value)[: 4 * _LONGEST_NAME]
    kept = "".join(character if _is_harmless(character) else " " for character in composed)
    return " ".join(kept.split())[:_LONGEST_NAME].strip() or instead


def _is_harmless(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" or character in ".'-"


def _shown(value: str) -> str:
    return ascii(value if len(value) <= _SHOWN else value[:_SHOWN] + "...")
