"""Rendered configuration goes to a directory as one change: all of it, or none.

Files are written beside their targets first, then renamed over them; a reader never sees half a
file. Then Asterisk is asked to reload. When writing or reloading fails, the files are put back as
they were, Asterisk is asked to reload those, and :class:`NotApplied` says what happened.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from ccengine.core.errors import BadInput, PermanentError
from dialplan.diff import Drift, compare

_MODE = 0o640
# Is there from the first write until Asterisk has taken the files: who was cut short between loads again.
_LOADING = ".ccengine-loading"


class NotApplied(PermanentError):
    """The new configuration was not applied; the former files are in place."""


def existing(directory: Path, rendered: Mapping[str, str]) -> dict[str, str]:
    """Those of the rendered files that are there already. What is no text counts as changed."""
    found = {}
    for name in rendered:
        path = _path(directory, name)
        if path.is_file():
            found[name] = path.read_bytes().decode("utf-8", errors="replace")
    return found


def apply(directory: Path, rendered: Mapping[str, str], reload: Callable[[], None]) -> Drift:
    """Make the files as rendered and have them loaded; returns what was changed.

    Nothing is written and nothing reloaded where all is as rendered, and was loaded. ``reload`` raises
    when Asterisk does not take the new files. Raises NotApplied, or BadInput for an impossible name.
    """
    before = existing(directory, rendered)
    drift = compare(rendered, before)
    loading = directory / _LOADING
    if not drift and not loading.exists():
        return drift
    names = (*drift.changed, *drift.missing)
    kept = {name: _path(directory, name).read_bytes() if name in before else None for name in names}
    try:
        loading.touch()
        _write(directory, {name: rendered[name].encode() for name in names})
        reload()
        loading.unlink()
    except Exception as error:
        raise NotApplied(f"{directory}: {error}; {_put_back(directory, kept, reload)}") from error
    return drift


def _put_back(directory: Path, kept: Mapping[str, bytes | None], reload: Callable[[], None]) -> str:
    """Says in words how it went: this runs when something has failed already."""
    try:
        _write(directory, {name: content for name, content in kept.items() if content is not None})
        for name, content in kept.items():
            if content is None and _path(directory, name).is_file():
                _path(directory, name).unlink()
    except OSError as error:
        return f"the former files could NOT be put back: {error}"
    try:
        reload()
    except Exception as error:
        return f"the former files are in place, but not loaded: {error}"
    (directory / _LOADING).unlink(missing_ok=True)
    return "the former files are in place and loaded"


def _write(directory: Path, contents: Mapping[str, bytes]) -> None:
    """First every file beside its target, then the renames: a full disk changes nothing."""
    beside = {name: directory / f".{name}.{secrets.token_hex(4)}" for name in contents}
    try:
        for name, content in contents.items():
            _write_one(beside[name], content)
        for name, path in beside.items():
            path.replace(_path(directory, name))
        _sync(directory)
    finally:
        for path in beside.values():
            path.unlink(missing_ok=True)


def _write_one(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), _MODE)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _path(directory: Path, name: str) -> Path:
    if Path(name).name != name or name.startswith(".") or not name.endswith(".conf"):
        raise BadInput(f"{name!a} is no name of a configuration file")
    return directory / name
