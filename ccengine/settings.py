"""Settings: ``ccengine.toml`` and the environment, read once, checked, and frozen.

``CCENGINE_NODE__AMI_PORT=5038`` overrides ``ami_port`` of ``[node]`` (``__`` nests). Every value
that cannot be used is named with its place, all of them at once. Secrets are never shown.
"""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ccengine.core.errors import SettingsError

PREFIX = "CCENGINE_"
FILE = "ccengine.toml"
DATA = ".ccengine"
# Environment variables of ours that are no settings.
_OTHERS = frozenset({"CCENGINE_DATA", "CCENGINE_CACHE", "CCENGINE_CONFIG", "CCENGINE_ASTERISK"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSettings:
    """One Asterisk. ``systemname`` is what its asterisk.conf says: events without it are not
    believed. ``cel_file`` and ``recordings`` are paths on this machine; empty where there are none."""

    name: str = "pbx1"
    systemname: str = ""
    ami_host: str = "127.0.0.1"
    ami_port: int = 5038
    events_user: str = "ccengine-events"
    events_secret: str = field(default="", repr=False)
    control_user: str = "ccengine-control"
    control_secret: str = field(default="", repr=False)
    cel_file: str = ""
    recordings: str = ""
    trunks: tuple[str, ...] = ("trunk",)


@dataclass(frozen=True, slots=True, kw_only=True)
class PbxSettings:
    """What ``ccengine dialplan render`` writes for this node. ``trunk_match`` are the addresses
    that calls from outside come from; ``logs`` is Asterisk's log directory. ``sounds`` are the house's
    own words, as ``id=file``; several files are joined by ``&``. With ``apply_to``, Asterisk's
    configuration folder on this machine, its files follow the house by themselves, and ``reload`` is
    the command that makes Asterisk take them."""

    address: str = "127.0.0.1"
    sip_port: int = 5060
    websocket_port: int = 8088
    rtp_from: int = 10_000
    rtp_to: int = 10_999
    trunk_match: tuple[str, ...] = ()
    trunk_host: str = ""
    trunk_port: int = 5060
    caller_number: str = ""
    logs: str = "/var/log/asterisk"
    token_file: str = "/etc/asterisk/ccengine.token"
    music: str = "moh"
    sounds: tuple[str, ...] = ()
    apply_to: str = ""
    reload: str = "asterisk -rx 'core reload'"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenSettings:
    """Where we listen. Nothing listens on a public address unless it is told to. ``screenpop_url`` and
    ``phone_url`` are where a browser finds the two websockets, where a proxy stands in front of them."""

    http_host: str = "127.0.0.1"
    http_port: int = 8080
    screenpop_host: str = "127.0.0.1"
    screenpop_port: int = 8081
    route_host: str = "127.0.0.1"
    route_port: int = 8082
    secure: bool = False
    origins: tuple[str, ...] = ()
    screenpop_url: str = ""
    phone_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteSettings:
    """``token`` is what Asterisk sends with its question; ``budget_ms`` bounds the answer."""

    token: str = field(default="", repr=False)
    budget_ms: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSettings:
    """An empty ``dsn`` means the embedded PostgreSQL under the data folder."""

    dsn: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """``region`` is the country of numbers written without one; ``zone`` that of reports.
    ``show_listening``: an operator sees on his card that a supervisor hears the call. Whose phone has been
    away for ``away_s`` is set offline; a parked call comes back after ``parked_s``."""

    region: str = "UZ"
    zone: str = "Asia/Tashkent"
    show_listening: bool = True
    away_s: int = 900
    parked_s: int = 180
    results: tuple[str, ...] = ("solved", "will call back", "sent an offer", "wrong number", "complaint")


@dataclass(frozen=True, slots=True, kw_only=True)
class DiallingSettings:
    """What operators may call, and how much of it, in a house where nobody has said so yet: the first
    start writes it into the database, and from then on it is changed on the page. ``allowed`` are
    countries (``UZ``) or beginnings of numbers (``+7495``); without any, only the house's own country
    (``[desk] region``) is called."""

    allowed: tuple[str, ...] = ()
    per_hour: int = 60
    at_once: int = 2
    client_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackSettings:
    """Callers who asked to be called back: so often the engine calls them, ``retry_s`` apart. Then
    they stay on the list of promises."""

    attempts: int = 2
    retry_s: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedSettings:
    """Promises to call back. How soon each queue calls back is the queue's own ``recall_limit_s``."""

    claim_s: int = 900
    attempts: int = 3
    postpone_days: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Letters to supervisors about promises that are late. Without a ``host`` none are written."""

    host: str = ""
    port: int = 587
    starttls: bool = True
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    to_supervisors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisSettings:
    """A road to other machines: events for CRM workers, cards for gateways. Without ``url`` there is
    none, and nothing is missed on one machine."""

    url: str = field(default="", repr=False)
    prefix: str = "ccengine"
    keep: int = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """Where events may be posted to."""

    allow_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    data: Path = Path(DATA)
    node: NodeSettings = NodeSettings()
    pbx: PbxSettings = PbxSettings()
    listen: ListenSettings = ListenSettings()
    route: RouteSettings = RouteSettings()
    database: DatabaseSettings = DatabaseSettings()
    desk: DeskSettings = DeskSettings()
    redis: RedisSettings = RedisSettings()
    webhooks: WebhookSettings = WebhookSettings()
    dialling: DiallingSettings = DiallingSettings()
    callback: CallbackSettings = CallbackSettings()
    missed: MissedSettings = MissedSettings()
    mail: MailSettings = MailSettings()


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the file (where there is one) and the environment. Raises SettingsError with every
    wrong value and its place."""
    where = path or Path(environ.get("CCENGINE_CONFIG", FILE))
    written = _read_file(where, must_exist=path is not None or "CCENGINE_CONFIG" in environ)
    problems: list[str] = []
    sections: dict[str, Any] = {}
    for section in fields(Settings):
        if section.name != "data":
            kind = type(section.default)
            found = _take_section(written, section.name, where, problems)
            found |= _from_environment(section.name, environ)
            sections[section.name] = _section(kind, section.name, found, problems)
    problems += [f"{where}: [{name}] is no section" for name in written if name != "data"]
    problems += _strangers(environ)
    if not isinstance(written.get("data", DATA), str):
        problems.append(f"{where}: data must be the path of a folder, in quotes")
    if problems:
        raise SettingsError("settings cannot be used:\n  " + "\n  ".join(problems))
    data = Path(environ.get("CCENGINE_DATA", written.get("data", DATA)))
    return Settings(data=data.expanduser(), **sections)


_Found = dict[str, tuple[Any, str]]


def _read_file(path: Path, *, must_exist: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if must_exist:
            raise SettingsError(f"{path}: there is no such file") from None
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read: {_why(error)}") from error


def _why(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else str(error)


def _take_section(written: dict[str, Any], name: str, where: Path, problems: list[str]) -> _Found:
    section = written.pop(name, {})
    if not isinstance(section, dict):
        problems.append(f"{where}: {name} must be a section, [{name}]")
        return {}
    return {key: (value, f"{where}: [{name}] {key}") for key, value in section.items()}


def _from_environment(name: str, environ: Mapping[str, str]) -> _Found:
    start = f"{PREFIX}{name.upper()}__"
    return {
        key.removeprefix(start).lower(): (value, key)
        for key, value in environ.items()
        if key.startswith(start)
    }


def _strangers(environ: Mapping[str, str]) -> list[str]:
    known = tuple(f"{PREFIX}{section.name.upper()}__" for section in fields(Settings))
    ours = (key for key in environ if key.startswith(PREFIX) and key not in _OTHERS)
    return [f"{key}: is no setting" for key in sorted(ours) if not key.startswith(known)]


def _section(kind: type, name: str, found: _Found, problems: list[str]) -> Any:
    values = {}
    known = {f.name: f for f in fields(kind)}
    for key, (value, place) in found.items():
        if key not in known:
            problems.append(f"{place}: [{name}] has no such setting; it has {', '.join(known)}")
            continue
        try:
            default = known[key].default
            values[key] = _READERS[type(default) if default is not MISSING else str](value)
        except ValueError as error:
            problems.append(f"{place}: {error}")
    for key, value in values.items():
        check = _CHECKS.get(key) or (_CHECKS["_port"] if key.endswith("_port") else None)
        if check is not None and not check[0](value):
            problems.append(f"{found[key][1]}: {check[1]}")
    return kind(**values)


def _text(value: Any) -> str:
    if not isinstance(value, str) or re.search(r"[\r\n\0]", value):
        raise ValueError("must be text on one line")
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"-?\d{1,9}", str(value)):
        raise ValueError("must be a whole number")
    return int(value)


def _yes_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    raise ValueError("must be true or false")


def _texts(value: Any) -> tuple[str, ...]:
    """A list in the file; in the environment words between commas."""
    items = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list):
        raise ValueError("must be a list of texts")
    return tuple(_text(item).strip() for item in items)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


# What a value must be beyond its kind, by the setting's name; all ports alike.
_CHECKS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "_port": (lambda port: 0 <= port <= 65_535, "a port is from 0 to 65535"),
    "rtp_from": (lambda port: 1_024 <= port <= 65_535, "a media port is from 1024 to 65535"),
    "rtp_to": (lambda port: 1_024 <= port <= 65_535, "a media port is from 1024 to 65535"),
    "budget_ms": (lambda ms: 10 <= ms <= 5_000, "must be from 10 to 5000 (milliseconds)"),
    "claim_s": (lambda s: 10 <= s <= 86_400, "must be from 10 to 86400 (seconds)"),
    "retry_s": (lambda s: 1 <= s <= 86_400, "must be from 1 to 86400 (seconds)"),
    "allowed": (
        lambda places: all(re.fullmatch(r"[A-Z]{2}|\+[1-9]\d{0,14}", place) for place in places),
        "must be countries such as UZ, or beginnings of numbers such as +7495",
    ),
    "per_hour": (lambda count: 1 <= count <= 10_000, "must be from 1 to 10000"),
    "at_once": (lambda count: 1 <= count <= 100, "must be from 1 to 100"),
    "away_s": (lambda s: 0 <= s <= 86_400, "must be from 0 (never) to 86400 (seconds)"),
    "parked_s": (lambda s: 10 <= s <= 3_600, "must be from 10 to 3600 (seconds)"),
    "sounds": (
        lambda texts: all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,31}=[^=]+", text) for text in texts),
        "must be texts like holiday=house/holiday",
    ),
    "attempts": (lambda count: 1 <= count <= 100, "must be from 1 to 100"),
    "postpone_days": (lambda days: 1 <= days <= 365, "must be from 1 to 365"),
    "port": (lambda port: 1 <= port <= 65_535, "a port is from 1 to 65535"),
    "name": (
        lambda name: re.fullmatch(r"[A-Za-z0-9_-]{1,32}", name) is not None,
        "must be 1 to 32 letters, digits, _ or -",
    ),
    "region": (lambda code: re.fullmatch(r"[A-Z]{2}", code) is not None, "must be a country code such as UZ"),
    "prefix": (
        lambda prefix: re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", prefix) is not None,
        "must be 1 to 64 letters, digits, _ . or -",
    ),
    "keep": (lambda count: count >= 1_000, "must be 1000 entries or more"),
    "zone": (_is_zone, "is no time zone; write it like Asia/Tashkent"),
}

_READERS: dict[type, Callable[[Any], Any]] = {str: _text, int: _whole, bool: _yes_no, tuple: _texts}
