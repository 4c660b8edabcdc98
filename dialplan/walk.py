"""Where a dialled number leads in somebody else's extensions.conf, as far as that can be read.

The walk follows literal jumps (``Goto``, ``GotoIf`` both ways, ``Gosub`` with its arguments), keeps
what ``Set`` wrote, and notes the first queue and the first phones that it meets. What is decided
only while a call runs (a variable that nobody set, a function) ends that way of the walk, never
with a guess. It is bounded: a dialplan may go in circles.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dialplan.asterisk_files import Place, Section

MOST_STEPS = 2_000
LONGEST = 200

_ENDS = frozenset({"goto", "hangup", "return", "congestion", "busy"})

_CALL = re.compile(r"\s*(?P<app>[A-Za-z]\w*)\s*(?:\((?P<args>.*)\))?\s*", re.DOTALL)
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_PRIORITY = re.compile(r"(?P<number>\d+|n)(?:\+\d+)?(?:\((?P<label>[^)]+)\))?")
_DEVICE = re.compile(r"(?:PJSIP|SIP)/[^/@&,]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    priority: str
    label: str
    app: str
    args: str


@dataclass(slots=True, kw_only=True)
class Extension:
    place: Place
    steps: list[Step] = field(default_factory=list)
    hint: str = ""


@dataclass(slots=True, kw_only=True)
class Context:
    """``includes``: other contexts that are looked through after this one."""

    extensions: dict[str, Extension] = field(default_factory=dict)
    includes: list[str] = field(default_factory=list)
    switches: list[Place] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Way:
    """What a number leads to."""

    queue: str = ""
    queue_s: int = 0
    devices: tuple[str, ...] = ()
    ring_s: int = 0


def contexts_of(sections: Iterable[Section]) -> dict[str, Context]:
    """The dialplan: contexts of one name are one."""
    contexts: dict[str, Context] = {}
    for section in sections:
        if section.name in ("general", "globals"):
            continue
        context = contexts.setdefault(section.name, Context())
        last = ""
        for line in section.lines:
            if line.key == "exten":
                last, _, rest = line.value.partition(",")
                last = last.strip()
                _add(context.extensions.setdefault(last, Extension(place=line.place)), rest)
            elif line.key == "same" and last:
                _add(context.extensions[last], line.value)
            elif line.key == "include":
                context.includes.append(line.value.split(",")[0].strip())
            elif line.key == "switch":
                context.switches.append(line.place)
    return contexts


def globals_of(sections: Iterable[Section]) -> dict[str, str]:
    """Global variables. A later one may be made of those before it."""
    known: dict[str, str] = {}
    for line in (line for section in sections if section.name == "globals" for line in section.lines):
        known[line.name] = _filled(line.value, known)
    return known


def _add(extension: Extension, text: str) -> None:
    priority, _, call = text.partition(",")
    if priority.strip() == "hint":
        extension.hint = call.strip()
        return
    number, read = _PRIORITY.fullmatch(priority.strip()), _CALL.fullmatch(call)
    if number is None or read is None:
        return
    count = str(len(extension.steps) + 1) if number["number"] == "n" else number["number"]
    step = Step(priority=count, label=number["label"] or "", app=read["app"].lower(), args=read["args"] or "")
    extension.steps.append(step)


Known = tuple[tuple[str, str], ...]
"""Variables and their values, in a form that can be compared."""

_At = tuple[str, str, str, Known]
"""Context, extension, priority (or label, or ``#`` and a place), and what is known there."""


class Walk:
    def __init__(self, contexts: Mapping[str, Context], variables: Mapping[str, str]) -> None:
        self._contexts = contexts
        self._globals = _known((), variables)
        self._reachable: dict[str, dict[str, tuple[str, Extension]]] = {}

    def extensions(self, context: str) -> dict[str, tuple[str, Extension]]:
        """All that can be dialled in a context, its includes too, each with the context it is in."""
        if context not in self._reachable:
            self._reachable[context] = self._look_through(context, frozenset())
        return self._reachable[context]

    def _look_through(self, context: str, seen: frozenset[str]) -> dict[str, tuple[str, Extension]]:
        here = self._contexts.get(context)
        if here is None or context in seen:
            return {}
        found = {name: (context, extension) for name, extension in here.extensions.items()}
        for other in here.includes:
            found = self._look_through(other, seen | {context}) | found
        return found

    def way(self, context: str, exten: str) -> Way:
        """Where this leads. Empty where it leads to nothing that can be read."""
        way = Way()
        waiting: list[_At] = [(context, exten, "1", self._globals)]
        seen: set[_At] = set()
        while waiting and len(seen) < MOST_STEPS and not (way.queue and way.devices):
            at = waiting.pop()
            if at not in seen:
                seen.add(at)
                waiting += reversed(self._follow(at, way))
        return way

    def _follow(self, at: _At, way: Way) -> list[_At]:
        """One step, and those that may come after it, the likeliest first."""
        context, exten, target, known = at
        _, extension = self.extensions(context).get(exten, ("", None))
        index = _index(extension, target)
        if extension is None or index is None:
            return []
        step = extension.steps[index]
        args = _filled(step.args, dict(known) | {"EXTEN": exten})
        after: list[_At] = []
        if index + 1 < len(extension.steps) and step.app not in _ENDS:
            name, _, value = args.partition("=")
            then = _known(known, {name.strip("_ "): value}) if step.app == "set" else known
            after.append((context, exten, f"#{index + 1}", then))
        if step.app in ("goto", "gotoif", "gosub", "gosubif"):
            jumps = _jumps(step.app, args, context, exten, known)
            return jumps if step.app == "goto" else jumps + after
        _note(step.app, args, way)
        return after


def _jumps(app: str, args: str, context: str, exten: str, known: Known) -> list[_At]:
    """Where it may go: of a condition both branches, into a subroutine with its arguments."""
    branches = [args] if app in ("goto", "gosub") else args.rpartition("?")[2].split(":")
    jumps: list[_At] = []
    for branch in filter(None, branches):
        where, _, given = branch.partition("(")
        numbered = {f"ARG{n}": text for n, text in enumerate(given.rstrip(")").split(","), start=1)}
        jumps.append((*_jump(where, context, exten), _known(known, numbered) if given else known))
    return jumps


def _known(known: Known, more: Mapping[str, str]) -> Known:
    """With what was set, as far as it can be read: an expression's value is not known here."""
    plain = {name: value for name, value in more.items() if "$" not in value and len(value) <= LONGEST}
    return tuple((({name: value for name, value in known if name not in more}) | plain).items())


def _index(extension: Extension | None, target: str) -> int | None:
    """Which step a priority, a label, or a place (``#2``) means."""
    if extension is None:
        return None
    if target.startswith("#"):
        return int(target[1:])
    names = [(step.priority, step.label) for step in extension.steps]
    return next((n for n, (priority, label) in enumerate(names) if target in (priority, label)), None)


def _jump(text: str, context: str, exten: str) -> tuple[str, str, str]:
    """``[[context,]extension,]priority``."""
    parts = [part.strip() for part in text.split(",")][-3:]
    there = [context, exten, "1"]
    there[3 - len(parts) :] = parts
    return there[0], there[1], there[2]


def _note(app: str, args: str, way: Way) -> None:
    given = [part.strip() for part in args.split(",")]
    if app == "queue" and not way.queue and re.fullmatch(r"[\w.-]+", given[0]):
        way.queue = given[0]
        way.queue_s = int(given[4]) if len(given) > 4 and given[4].isdigit() else 0
    if app == "dial" and not way.devices:
        devices = tuple(
            match[0] for part in given[0].split("&") if (match := _DEVICE.fullmatch(part.strip()))
        )
        way.devices = devices
        way.ring_s = int(given[1]) if devices and len(given) > 1 and given[1].isdigit() else 0


def _filled(text: str, variables: Mapping[str, str]) -> str:
    """With the variables that are known; the others stay as they are, and are nobody's name."""
    return _VARIABLE.sub(lambda found: variables.get(found[1], found[0]), text)
