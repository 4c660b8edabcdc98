"""Every setting, with what it means: whoever adds one explains it here."""

from dataclasses import fields
from typing import Any

from blocks.markdown import explained, table
from ccengine.core.schema import words_of
from ccengine.settings import Settings

SETTINGS = {
    "node.name": "The node's name. It is part of every `call_id`: never change it.",
    "node.systemname": "What `systemname` in asterisk.conf says. Unguessable: `pbx1-` and 16 hex digits.",
    "node.ami_host": "Where Asterisk's manager interface listens.",
    "node.ami_port": "Its port. The rendered manager.conf says the same.",
    "node.events_user": "The manager user that listens.",
    "node.events_secret": "Its secret. `serve` does not start without it.",
    "node.control_user": "The manager user that acts.",
    "node.control_secret": "Its secret. `serve` does not start without it.",
    "node.cel_file": "Asterisk's CEL file, as seen from here: `ccengine-cel.csv` in `pbx.logs`. "
    "Without it nothing can be recovered after a gap.",
    "node.recordings": "The folder into which Asterisk writes each leg's voice. "
    "Empty: no recordings are made.",
    "node.trunks": "How the names of trunk endpoints begin. What is no trunk is an operator's phone.",
    "pbx.address": "The address on which Asterisk speaks SIP and RTP.",
    "pbx.sip_port": "Its SIP port (UDP).",
    "pbx.rtp_from": "The first RTP port.",
    "pbx.rtp_to": "The last RTP port.",
    "pbx.trunk_match": "Addresses or networks from which calls from outside come. "
    "`dialplan render` needs at least one.",
    "pbx.trunk_host": "Where calls to the outside go. `dialplan render` needs it.",
    "pbx.trunk_port": "The port there.",
    "pbx.caller_number": "The number shown to those whom we call. Empty: the operator's own.",
    "pbx.logs": "Asterisk's log folder; the CEL file and `messages.log` are in it.",
    "pbx.token_file": "A file that only Asterisk can read, holding `route.token`.",
    "pbx.music": "A folder of music for waiting callers; a relative one is in Asterisk's data folder.",
    "pbx.sounds": "Your own words, as `id=file&file`: "
    "[which there are](../how-to/announce-and-call-back.md#your-own-words).",
    "pbx.websocket_port": "Where browsers' phones reach Asterisk (http.conf), on its own machine only; what "
    "stands in front of it speaks TLS.",
    "pbx.apply_to": "Asterisk's configuration folder on this machine, usually `/etc/asterisk`: its files "
    "follow the house by themselves, within about a second. Empty: you apply them by hand, and browsers "
    "cannot be phones.",
    "pbx.reload": "The command that makes Asterisk take its files. Empty: none is run.",
    "listen.http_host": "Where the page and the API listen.",
    "listen.http_port": "Their port.",
    "listen.screenpop_host": "Where the screen-pop's websocket listens.",
    "listen.screenpop_port": "Its port.",
    "listen.route_host": "Where Asterisk asks for its next step.",
    "listen.route_port": "Its port.",
    "listen.secure": "The page is reached over https: the session's cookie never travels without it.",
    "listen.origins": "Addresses of the page, as browsers write them (`https://calls.example.com`). "
    "Empty: this machine's own. A websocket from any other page is refused.",
    "listen.screenpop_url": "The websocket's address as browsers must write it. "
    "Empty: made of host and port.",
    "listen.phone_url": "Where browsers reach Asterisk's websocket (`wss://calls.example.com/phone`). "
    "Empty: `ws://127.0.0.1`, the port and `/ws`.",
    "route.token": "What Asterisk sends with its question. `serve` does not start without it.",
    "route.budget_ms": "How long an answer to Asterisk may take. "
    "After that: 503, and the dialplan goes on alone.",
    "database.dsn": "A PostgreSQL (14 or newer). Empty: the embedded one, under the data folder.",
    "desk.region": "The country of numbers that are written without one (two letters).",
    "desk.zone": "The time zone of `ccengine report`, where none is given (IANA).",
    "redis.url": "`redis://`, `rediss://` (TLS) or `unix://`, with the password in it. Needs the extra "
    "`fanout`. Whoever reads there sees clients and cards.",
    "redis.prefix": "How the names of our streams and channels begin.",
    "redis.keep": "About how many entries of each stream Redis keeps. The log itself keeps all.",
    "webhooks.allow_private": "Webhooks may go to this machine and to private networks, and over plain "
    "http. Otherwise such an address is refused, also where a name leads there.",
    "desk.show_listening": "Whether an operator sees on his card that a supervisor hears the call.",
    "desk.results": "The words among which an operator chooses how a call went.",
    "desk.away_s": "Whose phone has not been there for so long is set offline, in seconds; 0: never.",
    "desk.parked_s": "After so long a parked call that nobody picks up comes back to who parked it, "
    "in seconds.",
    "dialling.allowed": "What may be called: countries (`UZ`) and beginnings of numbers (`+7495`). "
    "Where it is empty, the country of `desk.region` alone. Like all of this section it is what a new "
    "database begins with; from then on the limits are changed on the page.",
    "dialling.per_hour": "So many calls may an operator place within an hour.",
    "dialling.at_once": "So many calls that he has placed may an operator have at once.",
    "dialling.client_first": "Whether the client's phone rings first, and the operator's "
    "when he has answered.",
    "callback.attempts": "So often is a caller called who asked for it; then he is left to people.",
    "callback.retry_s": "How long lies between two of these calls, in seconds.",
    "missed.claim_s": "How long an operator holds a client whom he has taken on, in seconds; "
    "then he is everybody's again.",
    "missed.attempts": "So often must a client have been called before he may be closed as unreachable.",
    "missed.postpone_days": "For so many days at most can calling back be put off.",
    "mail.host": "The mail server (SMTP). Empty: no letters.",
    "mail.port": "Its port.",
    "mail.starttls": "The line is encrypted by STARTTLS, or nothing is sent. "
    "Without it no password is ever sent, except on this machine.",
    "mail.user": "The user there. Empty: the server asks for none.",
    "mail.password": "His password.",
    "mail.sender": "The address that the letters come from.",
    "mail.to_supervisors": "The supervisors' addresses.",
}


def settings() -> str:
    sections: dict[str, Any] = {s.name: s.default for s in fields(Settings) if s.name != "data"}
    keys = [f"{name}.{setting.name}" for name, section in sections.items() for setting in fields(section)]
    explained(SETTINGS, keys, "settings")
    return "\n\n".join(_section(name, section) for name, section in sections.items())


def _section(name: str, section: Any) -> str:
    rows = [
        (f"`{f.name}`", _type_of(f.default), _default_of(f.default), SETTINGS[f"{name}.{f.name}"])
        for f in fields(section)
    ]
    told = table(("setting", "type", "default", "meaning"), rows)
    return f"## [{name}]\n{words_of(type(section))}\n\n{told}"


def _type_of(default: object) -> str:
    names = {str: "text", int: "whole number", bool: "true or false", tuple: "list of texts"}
    return names[type(default)]


def _default_of(default: object) -> str:
    match default:
        case bool():
            return f"`{str(default).lower()}`"
        case tuple():
            return ", ".join(f"`{item}`" for item in default) or "none"
        case "":
            return "empty"
        case _:
            return f"`{default}`"
