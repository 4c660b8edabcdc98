"""Write the parts of the documentation that are tables of the code.

A page is written by hand; between ``<!-- from the code: NAME -->`` and ``<!-- end -->`` stands
what the block ``NAME`` of this script makes out of the code: settings, commands, addresses,
events, transition tables. ``--check`` writes nothing and says which pages are behind; the tests
do the same. What the code does not say in words is said here, and a word that is missing or left
over is an error: whoever adds a setting explains it.
"""

import argparse
import json
import re
import sys
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from inspect import getdoc
from itertools import groupby
from pathlib import Path
from typing import Any, get_args, get_type_hints

from ccengine import __version__, cli
from ccengine.access.roles import PERMISSIONS
from ccengine.api import openapi
from ccengine.api.app import ENDPOINTS
from ccengine.api.endpoint import LOGGED_IN, OPEN, Endpoint
from ccengine.core import desk_events, events
from ccengine.core.call import PHASES
from ccengine.core.contact_csv import HEADS
from ccengine.core.leg import MOVES
from ccengine.core.operator import FOLLOWS
from ccengine.core.rules import DEFAULT
from ccengine.core.schema import members_of, words_of
from ccengine.settings import Settings
from ccengine.stream import schemas
from ccengine.stream.compatible import broken_promises
from routing import kinds

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
MARK = re.compile(r"(<!-- from the code: ([a-z-]+) -->\n).*?(\n<!-- end -->)", re.DOTALL)


class Behind(Exception):
    """The words of this script and the code do not fit each other."""


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the parts of the docs that come from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a page is behind")
    check = parser.parse_args().check
    pages = [*sorted(DOCS.rglob("*.md")), *FILES]
    behind = [path for path in pages if not path.exists() or path.read_text() != generated(path)]
    for path in behind:
        print(f"{path.relative_to(ROOT)} {'is behind the code' if check else 'written'}")
        if not check:
            path.write_text(generated(path))
    return 1 if check and behind else 0


def generated(path: Path) -> str:
    """The page, or the generated file, as it should be."""
    if path in FILES:
        return FILES[path]()
    return MARK.sub(lambda m: f"{m[1]}{BLOCKS[m[2]]()}{m[3]}", path.read_text())


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines)


def explained(words: Mapping[str, str], names: Iterable[str], what: str) -> Mapping[str, str]:
    """``words``, after making sure that they speak of exactly these names."""
    odd = set(words) ^ set(names)
    if odd:
        raise Behind(f"scripts/generate_docs.py: {what} without words, or words without it: {sorted(odd)}")
    return words


# Settings ----------------------------------------------------------------------------------------

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
    "Where it is empty, the country of `desk.region` alone.",
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


# The command line --------------------------------------------------------------------------------


def commands() -> str:
    parser = argparse.ArgumentParser(prog="ccengine")
    group = parser.add_subparsers(metavar="COMMAND")
    cli.declare(group)
    return "\n\n".join(_leaves("ccengine", parser))


def _leaves(name: str, parser: argparse.ArgumentParser) -> Iterable[str]:
    """Every command that can be given, those of a group under the group's name."""
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction):
            continue
        helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
        for word, child in action.choices.items():
            full = f"{name} {word}"
            if any(isinstance(one, argparse._SubParsersAction) for one in child._actions):
                yield from _leaves(full, child)
            else:
                yield _command(full, helps.get(word, ""), child)


def _command(name: str, help_text: str, parser: argparse.ArgumentParser) -> str:
    rows = [_argument(one) for one in parser._actions if not isinstance(one, argparse._HelpAction)]
    told = f"## {name}\n{help_text[:1].upper()}{help_text[1:]}."
    return f"{told}\n\n{table(('argument', 'meaning'), rows)}" if rows else told


def _argument(action: argparse.Action) -> tuple[str, str]:
    metavar = action.metavar or action.dest.upper()
    if not action.option_strings:
        name = f"`{metavar}`" + (" (may be left out)" if action.nargs in ("?", "*") else "")
    else:
        value = "" if action.nargs == 0 else f" {metavar}"
        name = f"`{action.option_strings[-1]}{value}`" + (" (must be given)" if action.required else "")
    told = "default:" in (action.help or "") or not isinstance(action.default, Path)
    default = "" if told else f" (default: `{action.default}`)"
    repeated = "; may be repeated" if isinstance(action, argparse._AppendAction) else ""
    return name, f"{action.help or _usual(action)}{default}{repeated}"


def _usual(action: argparse.Action) -> str:
    """What the code need not say of every command."""
    if action.choices:
        return f"one of {', '.join(f'`{choice}`' for choice in action.choices)}"
    words = {
        "config": "the settings file (default: `ccengine.toml`)",
        "name": "the login's name",
        "folder": "the folder that Asterisk reads",
    }
    if action.dest not in words:
        raise Behind(f"scripts/generate_docs.py: the argument {action.dest!r} of a command says nothing")
    return words[action.dest]


# The HTTP API --------------------------------------------------------------------------------------


def addresses() -> str:
    known = [e for e in ENDPOINTS if openapi.is_described(e)]
    if silent := [_address(e) for e in known if not openapi.summary_of(e)]:
        raise Behind(f"scripts/generate_docs.py: handlers without a docstring: {silent}")
    rows = [(f"`{_address(e)}`", _needs(e), _roles(e), _told(e)) for e in known]
    return table(("address", "permission", "roles", "what"), rows)


def _address(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {openapi.plain_path(endpoint.path)}"


def _told(endpoint: Endpoint) -> str:
    """What it takes, and what the handler says of itself."""
    is_file = isinstance(endpoint.takes, Mapping)
    fields = members_of(endpoint.takes) if endpoint.takes and not is_file else {}
    query = members_of(endpoint.query) if endpoint.query else {}
    taken = [f"`{{{', '.join(fields)}}}`"] if fields else []
    taken += ["`?" + "&".join(f"{name}=" for name in query) + "`"] if query else []
    return " ".join([*taken, openapi.summary_of(endpoint)])


def description() -> str:
    """``docs/reference/openapi.json``, whole."""
    return json.dumps(openapi.document(ENDPOINTS, __version__), indent=2, ensure_ascii=False) + "\n"


def _needs(endpoint: Endpoint) -> str:
    fixed = {OPEN: "none", LOGGED_IN: "any login"}
    return fixed.get(endpoint.needs) or ", ".join(sorted(endpoint.needs, reverse=True))


def _roles(endpoint: Endpoint) -> str:
    if endpoint.needs in (OPEN, LOGGED_IN):
        return "everybody" if endpoint.needs is OPEN else "all"
    return ", ".join(role for role, may in sorted(PERMISSIONS.items()) if endpoint.needs & may)


def roles() -> str:
    rows = [(role, ", ".join(sorted(may))) for role, may in sorted(PERMISSIONS.items())]
    return table(("role", "permissions"), rows)


# Contacts ------------------------------------------------------------------------------------------


def contact_columns() -> str:
    """How the columns of a file of contacts may be headed."""
    rows = [
        (f"{kind} ({label})" if label else kind, ", ".join(f"`{head}`" for head in heads.split(" | ")))
        for kind, label, heads in HEADS
    ]
    return table(("what", "heads"), rows)


# Events --------------------------------------------------------------------------------------------

EVENTS = {
    "call.queued": "The call entered a queue of the PBX.",
    "call.offer_ended": "Ringing this operator's phone is over; `result` says how.",
    "call.talk_ended": "This operator and the other party do not hear each other any more.",
    "call.held": "The client is on hold.",
    "call.resumed": "The client was taken back.",
}


def _told_of() -> dict[type, None]:
    """Every record and list of words that an event refers to, the outermost first."""
    met: dict[type, None] = {}

    def meet(hint: Any) -> None:
        for part in get_args(hint):
            meet(part)
        if isinstance(hint, type) and (is_dataclass(hint) or issubclass(hint, Enum)) and hint not in met:
            met[hint] = None
            if is_dataclass(hint):
                within(hint)

    def within(kind: type) -> None:
        hints = get_type_hints(kind)
        for field in fields(kind):
            meet(hints[field.name])

    for kind in schemas.kinds().values():
        within(kind)
    return met


def event_types() -> str:
    silent = [kind.type for kind in schemas.kinds().values() if not kind.__doc__ or _is_signature(kind)]
    explained(EVENTS, silent, "events")
    return _types_of(events)


def desk_types() -> str:
    return _types_of(desk_events)


def _types_of(module: types.ModuleType) -> str:
    kinds = [kind for kind in schemas.kinds().values() if kind.__module__ == module.__name__]
    rows = [(f"`{k.type}`", EVENTS.get(k.type) or words_of(k), _event_fields(k)) for k in kinds]
    return table(("type", "meaning", "`data`"), rows)


def contract() -> str:
    """``docs/reference/asyncapi.json``, whole. What would break a reader is not written at all."""
    path, now = DOCS / "reference/asyncapi.json", schemas.asyncapi()
    broken = broken_promises(json.loads(path.read_text()), now) if path.exists() else []
    if broken:
        raise Behind(
            "the stream of events would break its readers:\n  "
            + "\n  ".join(broken)
            + f"\n(a type that no release has told yet may be taken out of {path.relative_to(ROOT)} by hand)"
        )
    return json.dumps(now, indent=2, ensure_ascii=False) + "\n"


def _is_signature(kind: type) -> bool:
    """dataclass writes the signature where a class says nothing about itself."""
    return (kind.__doc__ or "").startswith(f"{kind.__name__}(")


def _event_fields(kind: type[events.Event]) -> str:
    hints = get_type_hints(kind)
    return ", ".join(f"`{f.name}` {_shape(hints[f.name])}" for f in fields(kind) if f.name != "at")


def _shape(hint: Any) -> str:
    """A type in words, with a link where the page describes it."""
    if isinstance(hint, types.UnionType):
        return " or ".join(_shape(part) for part in get_args(hint))
    if hint is type(None):
        return "null"
    if args := get_args(hint):
        return "object" if hint.__origin__ is dict else f"list of {_shape(args[0])}"
    name = hint.__name__
    if is_dataclass(hint) or issubclass(hint, Enum):
        return f"[{name}](#{name.lower()})"
    return {"str": "text", "int": "number", "bool": "true or false", "UUID": "id"}[name]


def records() -> str:
    return "\n\n".join(_record(kind) for kind in _told_of() if is_dataclass(kind))


def _record(kind: type) -> str:
    hints = get_type_hints(kind)
    rows = [(f"`{f.name}`", _shape(hints[f.name])) for f in fields(kind)]
    return f"### {kind.__name__}\n{words_of(kind)}\n\n{table(('field', 'type'), rows)}"


def choices() -> str:
    return "\n\n".join(
        f"### {kind.__name__}\n{_values(kind)}" for kind in _told_of() if issubclass(kind, Enum)
    )


def _values(kind: type[Enum]) -> str:
    return ", ".join(f"`{one.value}`" for one in kind)


# States ----------------------------------------------------------------------------------------------


def mermaid(*lines: str) -> str:
    return "\n".join(["```mermaid", *lines, "```"])


def leg_moves() -> str:
    """Arrows between states; moves that change nothing are left to the table beneath."""
    arrows = sorted((now.value, then.value, move.value) for (now, move), then in MOVES.items())
    lines = [
        f"    {now} --> {then}: {', '.join(move for *_, move in group)}"
        for (now, then), group in groupby(arrows, key=lambda arrow: arrow[:2])
        if now != then
    ]
    still = [
        (f"`{now}`", ", ".join(f"`{move}`" for *_, move in group))
        for (now, then), group in groupby(arrows, key=lambda arrow: arrow[:2])
        if now == then
    ]
    drawn = mermaid(
        "stateDiagram-v2", "    direction LR", "    [*] --> expected", *lines, "    ended --> [*]"
    )
    return f"{drawn}\n\n{table(('state', 'moves that leave it as it is'), still)}"


def call_phases() -> str:
    """Phases that may all follow each other are drawn as one."""
    alive = [phase for phase, then in PHASES.items() if phase in then]
    if not all(PHASES[phase].issuperset(alive) for phase in alive):
        raise Behind("scripts/generate_docs.py: the phases of a living call do not all follow each other")
    inner = [f"        {phase.value}" for phase in alive]
    lines = ["stateDiagram-v2", "    direction LR", "    [*] --> alive"]
    lines += ["    alive: while it lives, any of these may follow any", "    state alive {", *inner, "    }"]
    beyond = [phase for phase in PHASES if phase not in alive]
    lines += [f"    alive --> {p.value}" for p in beyond if all(p in PHASES[a] for a in alive)]
    for phase in beyond:
        then = PHASES[phase]
        lines += [f"    {phase.value} --> alive"] if then.issuperset(alive) else []
        lines += [f"    {phase.value} --> {t.value}" for t in beyond if t in then]
        lines += [f"    {phase.value} --> [*]"] if not then else []
    return mermaid(*lines)


def operator_states() -> str:
    states = list(FOLLOWS)
    arrows = [f"    {s.value} --> {t.value}" for s in states for t in states if t in FOLLOWS[s]]
    rows = [
        (f"**{s.value}**", *("yes" if t in FOLLOWS[s] else ("" if t is not s else "·") for t in states))
        for s in states
    ]
    drawn = mermaid("stateDiagram-v2", "    [*] --> offline", *arrows)
    return f"{drawn}\n\n{table(('from, to', *(s.value for s in states)), rows)}"


def routing_rules() -> str:
    """The table stands in the module's own docstring; the diagram is the order of the usual book."""
    rows = {row[0]: row for row in _told_rules(getdoc(kinds) or "")}
    if [*rows] != [*kinds.KINDS]:
        raise Behind("routing/kinds.py: the table in the docstring names other kinds than KINDS")
    names = [rule.kind for rule in DEFAULT.rules]
    lines = ["flowchart TD", "    ask([what next?]) --> " + names[0]]
    for name, later in zip(names, [*names[1:], ""], strict=True):
        _, hindered, step = rows[name]
        if later:
            lines.append(f'    {name}{{{name}?}} -- "applies" --> {name}_step["{step}"]')
            lines.append(f'    {name} -- "{hindered}" --> {later}')
        else:
            lines.append(f'    {name}["{step}"]')
    return f"{mermaid(*lines)}\n\n{table(('kind', 'hindered when', 'step'), rows.values())}"


def rule_kinds() -> str:
    rows = [
        (
            f"`{name}`",
            kind.does,
            _target(kind),
            ", ".join(f"`{field}`" for field in kind.takes) or "-",
            kind.default or "-",
        )
        for name, kind in kinds.KINDS.items()
    ]
    return table(("kind", "what it does", "target", "numbers", "`seconds: 0` is"), rows)


def _target(kind: kinds.Kind) -> str:
    return f"{kind.target}{f'; none: {kind.without}' if kind.without else ''}" if kind.target else "-"


def _told_rules(text: str) -> list[tuple[str, str, str]]:
    """The rows of the docstring's table; a row without a name goes on with the one before."""
    lines = text.splitlines()
    borders = [n for n, line in enumerate(lines) if line.startswith("===")]
    edges = [(m.start(), m.end()) for m in re.finditer("=+", lines[borders[0]])]
    rows: list[list[str]] = []
    for line in lines[borders[1] + 1 : borders[2]]:
        cells = [line[start:end].strip() for start, end in edges]
        if cells[0]:
            rows.append(cells)
        else:
            rows[-1] = [f"{before} {more}".strip() for before, more in zip(rows[-1], cells, strict=True)]
    return [(name, hindered, step) for name, hindered, step in rows]


BLOCKS: dict[str, Callable[[], str]] = {
    "settings": settings,
    "commands": commands,
    "addresses": addresses,
    "roles": roles,
    "event-types": event_types,
    "desk-types": desk_types,
    "records": records,
    "choices": choices,
    "leg-moves": leg_moves,
    "call-phases": call_phases,
    "operator-states": operator_states,
    "routing-rules": routing_rules,
    "rule-kinds": rule_kinds,
    "contact-columns": contact_columns,
}

# Files that are generated whole.
FILES: dict[Path, Callable[[], str]] = {
    DOCS / "reference/openapi.json": description,
    DOCS / "reference/asyncapi.json": contract,
}


if __name__ == "__main__":
    sys.exit(main())
