"""Become PostgreSQL: a launcher that drops root, ties the child to its parent, and execs.

Run as a script, ``launch.py PARENT USER REACH PROGRAM [ARGUMENT...]``; it imports nothing of
ccengine. Two things must happen in the child itself, between fork and exec:

- The kernel is told to end the server (SIGINT: PostgreSQL's fast shutdown) when the parent dies,
  however it dies. No watchdog can be forgotten, because there is none.
- PostgreSQL refuses to be root, so root becomes USER (``-`` when we are nobody special). Where
  that user cannot reach the program or the data, since they lie under somebody's 0700 home, he
  keeps one capability, the one that passes directories. Nobody's home is opened, no user made.
"""

import ctypes
import os
import pwd
import signal
import struct
import sys

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_READ_SEARCH = 2
CAPABILITY_VERSION_3 = 0x20080522


def _call(function: str, *arguments: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, function)(*arguments) != 0:
        raise OSError(ctypes.get_errno(), f"{function}{arguments[:2]}: {os.strerror(ctypes.get_errno())}")


def _become(user: str) -> None:
    entry = pwd.getpwnam(user)
    _call("prctl", PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


def _keep_reach() -> None:
    """Keep CAP_DAC_READ_SEARCH, and nothing else, over the coming exec."""
    bit = 1 << CAP_DAC_READ_SEARCH
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    sets = struct.pack("=6I", bit, bit, bit, 0, 0, 0)
    _call("capset", header, sets)
    _call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0)


def main(parent: str, user: str, reach: str, program: str, *arguments: str) -> None:
    if user != "-":
        _become(user)
        if not (os.access(program, os.X_OK) and os.access(reach, os.X_OK)):
            _keep_reach()
    # After the change of user, which clears it.
    _call("prctl", PR_SET_PDEATHSIG, int(signal.SIGINT), 0, 0, 0)
    if os.getppid() != int(parent):
        raise SystemExit("the parent has gone already")
    words = [os.fsencode(word) for word in (program, *arguments)]
    _call("execv", words[0], (ctypes.c_char_p * (len(words) + 1))(*words, None))


if __name__ == "__main__":
    main(*sys.argv[1:])
