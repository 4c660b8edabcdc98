"""Programs that the tests call: taken from PATH, installed as root, or unpacked privately.

As an ordinary user the missing packages go to ``${CCENGINE_CACHE}/tools/<package>`` and run
through a small wrapper that tells the loader where their libraries are. A server is unpacked for
root too: its package would start it on this machine, for good.
"""

import os
import shutil
from pathlib import Path

from ccengine.core.errors import CcengineError, PermanentError
from ccengine.lab import debs
from ccengine.lab.debs import Progress, silent
from ccengine.lab.tree import cache_folder

# Program: its Debian package, and the file in it (Debian's /usr/bin/chromium is a script that
# looks for things in /etc).
_TOOLS = {
    "sipp": ("sip-tester", "usr/bin/sipp"),
    "chromium": ("chromium", "usr/lib/chromium/chromium"),
    "ffmpeg": ("ffmpeg", "usr/bin/ffmpeg"),
    "redis-server": ("redis-server", "usr/bin/redis-server"),
}
_SERVERS = frozenset({"redis-server"})

NAMES = tuple(_TOOLS)

# A small machine has no fonts, and a browser without any cannot draw a letter.
_FONTS = """<?xml version="1.0"?>
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>{root}/usr/share/fonts</dir>
  <cachedir>{home}/fonts</cachedir>
</fontconfig>
"""


class NoTool(PermanentError):
    """A program that the tests need cannot be had on this machine."""


def tool(name: str, progress: Progress = silent) -> Path:
    """Where the program is; it is fetched when the machine has none."""
    found = shutil.which(name)
    if found:
        return Path(found)
    package, program = _TOOLS[name]
    try:
        if os.geteuid() == 0 and name not in _SERVERS:
            return _installed(name, package, progress)
        return unpacked(package, program, progress)
    except CcengineError as error:
        raise NoTool(f"{name} is missing and cannot be fetched ({error}): install {package}") from error


def on_path() -> None:
    """Let this process find by name what was unpacked for it earlier."""
    packages = [package for name, (package, _) in _TOOLS.items() if shutil.which(name) is None]
    folders = [cache_folder() / "tools" / package / "run" for package in packages]
    there = [str(folder) for folder in folders if folder.is_dir()]
    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), *there])


def _installed(name: str, package: str, progress: Progress) -> Path:
    progress(f"{name}: installing {package} on this machine (as root)")
    debs.run(["apt-get", "update", "-qq"])
    debs.run(["apt-get", "install", "-qq", "-y", "--no-install-recommends", package])
    found = shutil.which(name)
    if not found:
        raise NoTool(f"{package} brought no {name}")
    return Path(found)


def unpacked(package: str, program: str, progress: Progress = silent) -> Path:
    """A wrapper that runs ``program`` of ``package`` from the cache, where it is unpacked."""
    home = cache_folder() / "tools" / package
    wrapper = home / "run" / Path(program).name
    if wrapper.exists():
        return wrapper
    progress(f"{package}: unpacking it privately into {home}")
    shutil.rmtree(home, ignore_errors=True)
    packages = debs.Apt.of_machine(home / "apt").download([package], progress)
    root = home / "tree"
    debs.unpack(packages, root, progress)
    shutil.rmtree(home / "apt")
    if not (root / program).exists():
        raise NoTool(f"{package} brought no {program}")
    libraries = ":".join(str(folder) for folder in debs.library_folders(root))
    fonts = home / "fonts.conf"
    fonts.write_text(_FONTS.format(root=root, home=home))
    wrapper.parent.mkdir(parents=True)
    wrapper.write_text(
        f'#!/bin/sh\nLD_LIBRARY_PATH="{libraries}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"\n'
        f'FONTCONFIG_FILE="{fonts}"\n'
        f'export LD_LIBRARY_PATH FONTCONFIG_FILE\nexec "{root / program}" "$@"\n'
    )
    wrapper.chmod(0o755)
    return wrapper
