"""How far the files of a PBX are from what would be rendered now."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

SECRETS = ("secret=", "password=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """``changed`` and ``missing`` are file names; ``lines`` a unified diff for people, in which
    passwords are not shown."""

    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.missing)

    @property
    def verdict(self) -> str:
        """One sentence."""
        if not self:
            return "Asterisk's files are as rendered."
        told = [f"changed: {', '.join(self.changed)}"] if self.changed else []
        told += [f"missing: {', '.join(self.missing)}"] if self.missing else []
        return f"Asterisk's files have drifted; {'; '.join(told)}."


def compare(rendered: Mapping[str, str], existing: Mapping[str, str]) -> Drift:
    """What rendering would change. Files that are not rendered are nobody's business here."""
    changed = tuple(
        name for name in sorted(rendered) if name in existing and existing[name] != rendered[name]
    )
    missing = tuple(name for name in sorted(rendered) if name not in existing)
    lines = [
        line
        for name in sorted((*changed, *missing))
        for line in _of_file(name, existing.get(name, ""), rendered[name])
    ]
    return Drift(changed=changed, missing=missing, lines=tuple(lines))


def diff(rendered: Mapping[str, str], existing: Mapping[str, str]) -> list[str]:
    """The unified diff, from what is there to what would be."""
    return list(compare(rendered, existing).lines)


def _of_file(name: str, before: str, after: str) -> list[str]:
    return [
        _hidden(line)
        for line in difflib.unified_diff(
            before.splitlines(), after.splitlines(), f"{name} (there)", f"{name} (rendered)", lineterm=""
        )
    ]


def _hidden(line: str) -> str:
    """Passwords stay out of terminals and mails; that one changed is told all the same."""
    for key in SECRETS:
        if line[1:].startswith(key):
            return f"{line[: 1 + len(key)]}***"
    return line
