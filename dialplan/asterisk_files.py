"""Configuration files of an Asterisk that others have set up, read as Asterisk reads them.

Given are texts by name (nothing is opened here); ``Reader.sections("pjsip.conf")`` gives that
file's sections in order, with included files in their places and templates filled in. Lines are
taken apart by pyst2's ``asterisk.config``; what it does not know is done around it: ``#include``,
templates (``[x](!)``, ``[x](base)``, ``[x](+)``), block comments, escaped semicolons.

What cannot be read is never fatal: it becomes a ``Trouble`` with its place, and the rest is read.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from asterisk.config import Category, Item, ParseError

DEEPEST_INCLUDE = 10

_SECTION = re.compile(r"\[(?P<name>[^\]]*)\]\s*(?:\((?P<how>[^)]*)\))?\s*")
_DIRECTIVE = re.compile(r"#(?P<word>include|tryinclude|exec)\s*(?P<what>.*)", re.IGNORECASE)
_ESCAPED = "\0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What could not be read, and why."""

    place: Place
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """``key = value``; Asterisk takes ``=>`` for the same. ``name`` is the key as it is written."""

    key: str
    name: str
    value: str
    place: Place


@dataclass(slots=True, kw_only=True)
class Section:
    """With the lines of the templates that it is made of before its own."""

    name: str
    place: Place
    is_template: bool = False
    lines: list[Line] = field(default_factory=list)

    def get(self, key: str, default: str = "") -> str:
        """The last value of a key: it counts."""
        return next((line.value for line in reversed(self.lines) if line.key == key), default)

    def all(self, key: str) -> list[Line]:
        return [line for line in self.lines if line.key == key]


def decoded(data: bytes, encoding: str) -> str:
    """A file's text: UTF-8 where it is that, else in the encoding that was named."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode(encoding, errors="replace")


class Reader:
    """``texts``: file contents by their path below the configuration folder; ``root`` is where
    that folder stood, since files are also included by their whole path."""

    def __init__(self, texts: Mapping[str, str], *, root: str = "/etc/asterisk") -> None:
        self._texts = texts
        self._root = root.rstrip("/")
        self.troubles: list[Trouble] = []

    def sections(self, file: str) -> list[Section]:
        """The sections of a file; none where there is no such file. Sections of one name stay
        apart: in pjsip.conf they are different things."""
        found: list[Section] = []
        templates: dict[str, Section] = {}
        for place, text in self._lines(file, ()):
            if text.startswith("["):
                section = self._open(text, place, found, templates)
                if section is not None:
                    found.append(section)
                    templates.setdefault(section.name, section)
            elif found:
                self._put(found[-1], text, place)
            else:
                self._trouble(place, "it stands before the first section")
        return found

    # Lines -------------------------------------------------------------------------------------

    def _lines(self, file: str, within: tuple[str, ...]) -> Iterator[tuple[Place, str]]:
        """What is left of a file without comments, included files in their places."""
        in_comment = False
        for number, raw in enumerate(self._texts.get(file, "").splitlines(), start=1):
            text, in_comment = _without_comments(raw, in_comment)
            place = Place(file=file, line=number)
            if directive := _DIRECTIVE.fullmatch(text):
                yield from self._directive(directive["word"].lower(), directive["what"], place, within)
            elif text:
                yield place, text

    def _directive(
        self, word: str, what: str, place: Place, within: tuple[str, ...]
    ) -> Iterator[tuple[Place, str]]:
        if word == "exec":
            self._trouble(place, "#exec is not run here: what it would print is not known")
            return
        wanted = what.strip().strip('"<>')
        names = self._named(wanted)
        if not names and word == "include":
            self._trouble(place, f"the included file {wanted[:80]!r} is not here")
        for name in names:
            if name == place.file or name in within or len(within) >= DEEPEST_INCLUDE:
                self._trouble(place, f"{name} includes itself")
            else:
                yield from self._lines(name, (*within, place.file))

    def _named(self, wanted: str) -> list[str]:
        """The files that an include means: a path, from the folder or whole, perhaps a pattern."""
        path = posixpath.normpath(wanted.removeprefix(f"{self._root}/"))
        return sorted(name for name in self._texts if name == path or fnmatchcase(name, path))

    # Sections and their lines ------------------------------------------------------------------------

    def _open(
        self, text: str, place: Place, found: list[Section], templates: Mapping[str, Section]
    ) -> Section | None:
        """A new section, or None where the line goes on with one that is there already."""
        match = _SECTION.fullmatch(text)
        try:
            name = Category(f"[{match['name']}]" if match else text, place.line).name
        except ParseError as error:
            self._trouble(place, _told(error))
            name = ""
        words = [word.strip() for word in ((match["how"] or "") if match else "").split(",")]
        if "+" in words and (known := [section for section in found if section.name == name]):
            found.remove(known[-1])
            found.append(known[-1])
            return None
        section = Section(name=name, place=place, is_template="!" in words)
        for base in (word for word in words if word not in ("", "!", "+")):
            if base in templates:
                section.lines += templates[base].lines
            else:
                self._trouble(place, f"its template [{base}] is not here")
        return section

    def _put(self, section: Section, text: str, place: Place) -> None:
        try:
            item = Item(text.replace(r"\;", _ESCAPED), place.line)
        except ParseError as error:
            self._trouble(place, _told(error))
            return
        name, value = item.name.rstrip("+").strip(), item.value.strip().replace(_ESCAPED, ";")
        section.lines.append(Line(key=name.lower(), name=name, value=value, place=place))

    def _trouble(self, place: Place, reason: str) -> None:
        self.troubles.append(Trouble(place=place, reason=reason))


def _without_comments(raw: str, inside: bool) -> tuple[str, bool]:
    """The line without ``;`` comments and ``;-- --;`` blocks; whether a block goes on behind it."""
    text = ""
    rest = raw
    while rest:
        if inside:
            _, end, rest = rest.partition("--;")
            inside = not end
            continue
        match = re.search(r"(?<!\\);", rest)
        if match is None:
            text += rest
            break
        text += rest[: match.start()]
        begins = rest[match.start() :]
        if not begins.startswith(";--") or begins.startswith(";---"):
            break
        inside, rest = True, begins[3:]
    return text.strip(), inside


def _told(error: ParseError) -> str:
    return str(error.args[-1]).replace("Item must be in name = value pairs", "it is no 'name = value'")
