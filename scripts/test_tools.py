"""Make sure that the tests' programs and the Asterisk are there, and say where they are."""

import sys
import time

from ccengine.core.errors import CcengineError
from ccengine.lab.tools import NAMES, tool
from ccengine.lab.tree import ensure_tree


def say(text: str) -> None:
    print(f"   {text}", flush=True)


def main() -> int:
    print("== what the tests need", flush=True)
    began = time.monotonic()
    try:
        for name in NAMES:
            say(f"{name}: {tool(name, say)}")
        say(f"Asterisk {ensure_tree(say).version}")
    except CcengineError as error:
        print(f"!! {error}", file=sys.stderr)
        return 1
    say(f"ready after {time.monotonic() - began:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
