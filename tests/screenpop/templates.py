"""Every template of what people are told, read from the source: whatever is said of a refusal or a fault.

A template is a constant. It may stand where it is said, have a name, stand in a table, come from a
function of constants, or be given to a function that hands it on: each of these is followed. What
cannot be followed is no template, and could be said in one language only.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ccengine.api.problems import OUR_FAULT, REFUSALS
from recorder.timeline import OFF as SWITCHED_OFF
from routing.kinds import KINDS
from routing.vocabulary import CLIENTS, CONSENTS, DIRECTIONS, HOURS

ROOT = Path(__file__).parents[2]
ROOMS = ("ccengine", "routing", "reports", "ami/control.py")
UNHEARD = (
    *("ccengine/cli/", "ccengine/lab/", "ccengine/node/", "ccengine/ledger/", "ccengine/client/"),
    *("ccengine/app/frame.py", "ccengine/promises/", "ccengine/settings.py", "ccengine/api/route.py"),
    *("ccengine/core/reading.py", "ccengine/core/worktime.py", "routing/hours.py"),
    *("ccengine/store/client_file.py", "ccengine/store/client_import.py", "ccengine/store/embedded.py"),
    *("ccengine/store/lease.py", "ccengine/stream/screen_feed.py"),
)
"""What only commands, logs, programs and Asterisk are told: nobody at a page hears of it."""
OF_NO_PAGE = frozenset({"SettingsError"})
BASES = ("CcengineError", "Unfit")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Whoever is called so is given a template: as its argument ``at``, or as ``name``. ``file`` is empty
    where that may be anywhere."""

    called: str
    at: int = 0
    name: str = "template"
    file: str = ""

    def given(self, file: str, call: ast.Call) -> ast.expr | None:
        """The template in a call, if it is one of him."""
        if self.file not in ("", file) or _name_of(call.func) != self.called:
            return None
        named = [one.value for one in call.keywords if one.arg == self.name]
        return next(iter(named or call.args[self.at : self.at + 1]), None)


ROOTS = (
    Saying(called="Fault.told", at=1),
    Saying(called="RuleProblem.told", at=1),
    Saying(called="wrong", at=1, file="routing/check.py"),
    Saying(called="problem", at=2, file="ccengine/api/recordings.py"),
    Saying(called="problem", at=2, file="ccengine/api/rules.py"),
    Saying(called="super.__init__"),
)


def _name_of(called: ast.expr) -> str:
    """``Fault.told`` by both, ``super().__init__`` too; any other method by its own name."""
    match called:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id=owner), attr="told"):
            return f"{owner}.told"
        case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"):
            return "super.__init__"
        case ast.Attribute(attr=name):
            return name
    return ""


@dataclass(slots=True)
class Told:
    """``said``: each template, and where. ``loose``: where something is said that is none."""

    said: dict[str, str] = field(default_factory=dict)
    loose: set[str] = field(default_factory=set)


@cache
def told() -> Told:
    search = _Search()
    search.run()
    return search.told


@cache
def templates() -> frozenset[str]:
    """All that the server may say, but for why (``ccengine.core.reasons``)."""
    answers = [OUR_FAULT, SWITCHED_OFF, *(words for _, words in REFUSALS.values())]
    kinds = [words for kind in KINDS.values() for words in (kind.does, kind.without, kind.default)]
    choices = [words for table in (HOURS, CLIENTS, DIRECTIONS, CONSENTS) for words in table.values()]
    return frozenset({*told().said, *answers, *kinds, *choices} - {""})


def sources() -> Iterator[Path]:
    for room in ROOMS:
        paths = (ROOT / room).rglob("*.py") if (ROOT / room).is_dir() else [ROOT / room]
        yield from (path for path in sorted(paths) if not _file_name(path).startswith(UNHEARD))


def _file_name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


class _File:
    """One file: what stands in which functions (the innermost first), and what is done to names there."""

    def __init__(self, path: Path) -> None:
        self.name = _file_name(path)
        self.within: dict[ast.AST, tuple[Function, ...]] = {}
        self._enter(ast.parse(path.read_text(encoding="utf-8")), ())

    def _enter(self, node: ast.AST, within: tuple[Function, ...]) -> None:
        self.within[node] = within
        inner = (node, *within) if isinstance(node, Function) else within
        for child in ast.iter_child_nodes(node):
            self._enter(child, inner)

    def given(self, name: str, function: Function | None = None) -> Iterator[ast.expr]:
        """What a name is given in a function, in whatever way; or in none."""
        for node, within in self.within.items():
            if function not in within if function else within:
                continue
            match node:
                case ast.Assign(targets=[target], value=value):
                    pairs = _paired(target, value)
                case ast.AnnAssign(target=target, value=ast.expr() as value):
                    pairs = [(target, value)]
                case ast.NamedExpr(target=target, value=value) | ast.comprehension(target=target, iter=value):
                    pairs = [(target, value)]
                case _:
                    pairs = []
            yield from (value for one, value in pairs if isinstance(one, ast.Name) and one.id == name)


def _paired(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """``one, other = this, that`` are two."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return list(zip(target.elts, value.elts, strict=True))
    return [(target, value)]


class _Search:
    """From who says something to what is said, until nobody new turns up who hands it on."""

    def __init__(self) -> None:
        self.told = Told()
        self._files = [_File(path) for path in sources()]
        self._functions = {
            node.name: (file, node)
            for file in self._files
            for node in file.within
            if isinstance(node, Function)
        }
        self._sayings = [*ROOTS, *self._refusals()]

    def run(self) -> None:
        calls = [
            (file, node)
            for file in self._files
            for node in file.within
            if isinstance(node, ast.Call) and file.name != "ccengine/core/errors.py"
        ]
        for saying in self._sayings:  # grows meanwhile
            for file, call in calls:
                if (given := saying.given(file.name, call)) is not None:
                    self._look(given, file, call)

    def _refusals(self) -> Iterator[Saying]:
        """Every error of ours, whatever it is a kind of; alone, it says its docstring's first line."""
        classes = [node for file in self._files for node in file.within if isinstance(node, ast.ClassDef)]
        known = set(BASES)
        for _ in classes:
            known |= {one.name for one in classes if known & {_name_of(base) for base in one.bases}}
        for one in classes:
            if one.name in OF_NO_PAGE or not known & {_name_of(base) for base in one.bases}:
                continue
            if not any(isinstance(node, Function) and node.name == "__init__" for node in one.body):
                self.told.said[(ast.get_docstring(one) or "").partition("\n")[0]] = one.name
                yield Saying(called=one.name)

    def _look(self, given: ast.AST, file: _File, at: ast.AST) -> None:
        """Note the templates that an expression may be."""
        match given:
            case ast.Constant(value=str() as template):
                if template:
                    self.told.said[template] = self._place(file, given)
            case ast.IfExp(body=one, orelse=other):
                self._look_at_all([one, other], file, at)
            case ast.BoolOp(values=some) | ast.List(elts=some) | ast.Dict(values=some):
                self._look_at_all(some, file, at)
            case ast.Subscript(value=table):
                self._look(table, file, at)
            case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[_, *other]):
                self._look_at_all([table, *other], file, at)
            case ast.Name(id=name):
                self._look_up(name, file, at)
            case ast.Call(func=ast.Name(id=name)) if name in self._functions:
                of, function = self._functions[name]
                ends = [
                    node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value
                ]
                self._look_at_all(ends, of, function.body[0])
            case ast.Attribute(attr="template"):
                pass  # told already, and handed on
            case _:
                self.told.loose.add(self._place(file, at))

    def _look_at_all(self, some: list[ast.expr], file: _File, at: ast.AST) -> None:
        for one in some:
            self._look(one, file, at)

    def _look_up(self, name: str, file: _File, at: ast.AST) -> None:
        for function in file.within[at]:
            if name in _parameters(function):
                return self._hands_on(function, name, file)
            if local := list(file.given(name, function)):
                return self._look_at_all(local, file, at)
        for home in (file, *self._files):
            if values := list(home.given(name)):
                return self._look_at_all(values, home, values[0])
        self.told.loose.add(self._place(file, at))
        return None

    def _hands_on(self, function: Function, name: str, file: _File) -> None:
        parameters = _parameters(function)
        method = parameters[0] in ("self", "cls")
        owners = [
            node.name for node in file.within if isinstance(node, ast.ClassDef) and function in node.body
        ]
        called = owners[0] if function.name == "__init__" else function.name
        at = parameters.index(name)
        saying = Saying(called=called, at=at - method, name=name, file="" if method else file.name)
        if saying in self._sayings or called in {one.called for one in ROOTS}:
            return
        self._sayings.append(saying)
        usual = dict(zip(reversed(parameters), reversed(function.args.defaults), strict=False))
        if name in usual:
            self._look(usual[name], file, function)

    def _place(self, file: _File, node: ast.AST) -> str:
        return f"{file.name}:{getattr(node, 'lineno', 1)}"


def _parameters(function: Function) -> list[str]:
    return [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
